//! Whatever the Python of a project says: no panic, no end that does not come, and places inside of their text.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use downpage_core::Map;
use downpage_core::surroundings::{Router, Wanted};
use downpage_django::project::{self, Environment, Limits, Reader};
use libfuzzer_sys::fuzz_target;

/// A project whose settings are its URLconf as well; in memory where the system has such a folder.
static PROJECT: LazyLock<PathBuf> = LazyLock::new(|| {
    let shared = PathBuf::from("/dev/shm");
    let parent = if shared.is_dir() { shared } else { std::env::temp_dir() };
    let folder = parent.join(format!("downpage-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let manage = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n";
    std::fs::write(folder.join("manage.py"), manage).unwrap();
    folder
});

fuzz_target!(|text: &str| {
    std::fs::write(PROJECT.join("settings.py"), text).unwrap();
    let environment = Environment::from([("STAGE".to_owned(), "live".to_owned())]);
    let found = project::find(&PROJECT, &environment).unwrap().unwrap();
    let limits = Limits { steps: 20_000, size: 100_000, ..Limits::default() };
    let mut reader = Reader::new(found, environment).with_limits(limits);
    let inside = |error: &downpage_core::Error| {
        if let Some(location) = error.location().filter(|location| location.source == "settings.py") {
            assert!(location.line <= text.split('\n').count(), "{location:?} of {error}");
        }
    };
    let mut settings = match reader.settings() {
        Ok(settings) => settings,
        Err(error) => return inside(&error),
    };
    let names: Vec<String> = settings.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        if let Err(error) = settings.need(&name) {
            inside(&error);
        }
    }
    settings.set("ROOT_URLCONF", project::Traced::new(project::Py::Str("settings".into())));
    match reader.urls(&settings) {
        Ok(resolver) => {
            for name in resolver.names() {
                let wanted =
                    Wanted { name: &name, positional: &["1".into()], named: &Map::new(), current_app: None, language: None };
                let _ = resolver.reverse(&wanted);
                let _ = resolver.reverse(&Wanted { positional: &[], ..wanted });
            }
        }
        Err(error) => inside(&error),
    }
});
