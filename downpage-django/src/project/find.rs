//! Finds a Django project: `manage.py`, the settings module, import roots, the virtual environment.

use std::fs;
use std::path::{Path, PathBuf};

use downpage_core::{Location, Result};

use super::Environment;

/// A Django project that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The folder that has `manage.py`: where Python would be started.
    pub root: PathBuf,
    /// The outermost folder that belongs to the project: the repository, else [`root`](Self::root). Nothing outside of
    /// it is read, except in the virtual environment.
    pub home: PathBuf,
    /// The dotted name of the settings module, and where it is named (`None`: by the environment).
    pub settings: Option<(String, Option<Location>)>,
    /// Folders from which modules are imported, in order: Python's `sys.path`, as far as the project sets it.
    pub import_roots: Vec<PathBuf>,
    /// The virtual environment, when there is one.
    pub virtualenv: Option<PathBuf>,
    /// The folders of packages in it.
    pub site_packages: Vec<PathBuf>,
}

/// What names a settings module for a whole process.
const VARIABLE: &str = "DJANGO_SETTINGS_MODULE";

/// Folders where a virtual environment usually is.
const VIRTUALENVS: [&str; 4] = [".venv", "venv", "env", ".env"];

/// What the top folder of a project has.
const MARKS: [&str; 8] = [
    ".git",
    ".hg",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "Pipfile",
    "downpage.toml",
];

/// How many folders above `manage.py` can still be of its project.
const ABOVE: usize = 3;

/// The Django project that `folder` is in: the nearest `manage.py`, from there upwards.
///
/// Of `environment`, `DJANGO_SETTINGS_MODULE` and `VIRTUAL_ENV` count, besides what `manage.py` itself asks for.
///
/// # Errors
/// When `manage.py` cannot be read.
pub fn find(folder: &Path, environment: &Environment) -> Result<Option<Found>> {
    let start = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let Some(root) = start.ancestors().find(|folder| folder.join("manage.py").is_file()) else {
        return Ok(None);
    };
    let home = root.ancestors().take(ABOVE + 1).filter(|folder| is_marked(folder)).last().unwrap_or(root);
    let virtualenv = virtualenv(root, home, environment);
    let site_packages = virtualenv.as_deref().map(site_packages).unwrap_or_default();
    let mut import_roots = vec![root.to_owned()];
    let sources = root.join("src");
    if sources.is_dir() {
        import_roots.push(sources);
    }
    let settings = environment.get(VARIABLE).map(|name| (name.clone(), None));
    Ok(Some(Found {
        root: root.to_owned(),
        home: home.to_owned(),
        settings,
        import_roots,
        virtualenv,
        site_packages,
    }))
}

/// Whether a folder looks like the top of a project.
fn is_marked(folder: &Path) -> bool {
    MARKS.iter().any(|mark| folder.join(mark).exists())
}

/// The active virtual environment, or one that lies in the project.
fn virtualenv(root: &Path, home: &Path, environment: &Environment) -> Option<PathBuf> {
    let active = environment.get("VIRTUAL_ENV").map(PathBuf::from);
    let folders = root.ancestors().take_while(|folder| folder.starts_with(home));
    let own = folders.flat_map(|folder| VIRTUALENVS.iter().map(move |name| folder.join(name)));
    active.into_iter().chain(own).find(|folder| !site_packages(folder).is_empty())
}

/// `lib/python3.*/site-packages`, or where Windows has it.
fn site_packages(virtualenv: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["lib", "lib64"]
        .iter()
        .filter_map(|name| fs::read_dir(virtualenv.join(name)).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path().join("site-packages")))
        .filter(|folder| folder.is_dir())
        .collect();
    let windows = virtualenv.join("Lib/site-packages");
    if found.is_empty() && windows.is_dir() {
        found.push(windows);
    }
    found.sort();
    // `lib64` is a link to `lib` in most of them.
    found.dedup_by_key(|folder| fs::canonicalize(&*folder).unwrap_or_default());
    found
}
