//! Projects made of a few texts.

use std::fs;
use std::path::Path;

use downpage_django::project::{self, Environment, Reader};
use tempfile::TempDir;

pub(crate) const MANAGE: &str = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n";

/// A project with these files, besides `manage.py`.
pub(crate) fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "manage.py", MANAGE);
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own folder")]
    fs::write(path, text).unwrap();
}

pub(crate) fn reader(folder: &TempDir) -> Reader {
    let environment = Environment::new();
    let found = project::find(folder.path(), &environment).unwrap().unwrap();
    Reader::new(found, environment)
}
