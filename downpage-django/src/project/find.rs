//! Finds a Django project: `manage.py`, the settings module, import roots, the virtual environment.

use std::fs;
use std::path::{Path, PathBuf};

use downpage_core::config::values_from_toml;
use downpage_core::{Location, Map, Result};

use super::files::Files;
use super::interp::Interpreter;
use super::interp::value::{Stop, Val};
use super::{Environment, Limits};

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
    /// Environment variables that `manage.py` sets.
    pub variables: Environment,
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

/// Bytes of a `pyproject.toml` that people write.
const LARGEST: u64 = 1 << 20;

/// Where `pyproject.toml` may name the settings: tables, and a key in the last one.
const IN_PYPROJECT: [&[&str]; 5] = [
    &["tool", "django", "settings_module"],
    &["tool", "django", "settings"],
    &["tool", "django", VARIABLE],
    &["tool", "django-stubs", "django_settings_module"],
    &["tool", "pytest", "ini_options", VARIABLE],
];

/// The Django project that `folder` is in: the nearest `manage.py`, from there upwards, else the nearest
/// `pyproject.toml` that names a settings module.
///
/// Of `environment`, `DJANGO_SETTINGS_MODULE` and `VIRTUAL_ENV` count, besides what `manage.py` itself asks for.
///
/// # Errors
/// When `manage.py` cannot be read: no Python, or past the limits.
pub fn find(folder: &Path, environment: &Environment) -> Result<Option<Found>> {
    let start = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let start = super::files::plain(&start);
    let manage = start.ancestors().find(|folder| folder.join("manage.py").is_file());
    let root = manage.or_else(|| start.ancestors().find(|folder| in_pyproject(folder).is_some()));
    let Some(root) = root else { return Ok(None) };
    let home = root.ancestors().take(ABOVE + 1).filter(|folder| is_marked(folder)).last().unwrap_or(root);
    let virtualenv = virtualenv(root, home, environment);
    let site_packages = virtualenv.as_deref().map(site_packages).unwrap_or_default();
    let mut found = Found {
        root: root.to_owned(),
        home: home.to_owned(),
        settings: None,
        import_roots: vec![root.to_owned()],
        virtualenv,
        site_packages,
        variables: Environment::new(),
    };
    let sources = root.join("src");
    if sources.is_dir() {
        found.import_roots.push(sources);
    }
    let in_manage = if manage.is_some() { found.read_manage(environment)? } else { None };
    let in_environment = environment.get(VARIABLE).map(|module| (module.clone(), None));
    found.settings = in_environment.or(in_manage).or_else(|| {
        let mut folders = root.ancestors().take_while(|folder| folder.starts_with(home));
        let module = folders.find_map(in_pyproject)?;
        Some((module, Some(Location::whole("pyproject.toml"))))
    });
    Ok(Some(found))
}

impl Found {
    /// An interpreter for the modules of the project.
    pub(super) fn interpreter(&self, environment: &Environment, limits: Limits) -> Interpreter {
        let allowed = [&self.home, &self.root].into_iter().chain(&self.site_packages).cloned();
        let files = Files::new(&self.home, allowed.collect::<Vec<_>>(), limits);
        let mut variables = environment.clone();
        variables.extend(self.variables.clone());
        Interpreter::new(files, self.root.clone(), &self.import_roots, self.site_packages.clone(), &variables)
    }

    /// What `manage.py` does to the environment and to `sys.path` before it hands over to Django; gives the settings
    /// module that it names.
    fn read_manage(&mut self, environment: &Environment) -> Result<Option<(String, Option<Location>)>> {
        let mut interpreter = self.interpreter(environment, Limits::default());
        let settings = self.run_manage(&mut interpreter, environment)?;
        if settings.is_some() || environment.contains_key(VARIABLE) || self.site_packages.is_empty() {
            return Ok(settings);
        }
        // A package may have a part in the name.
        let mut interpreter = self.interpreter(environment, Limits::default());
        interpreter.read_packages = true;
        self.run_manage(&mut interpreter, environment)
    }

    fn run_manage(
        &mut self,
        interpreter: &mut Interpreter,
        environment: &Environment,
    ) -> Result<Option<(String, Option<Location>)>> {
        let path = self.root.join("manage.py");
        let Some(file) = interpreter.files.read(&path)? else { return Ok(None) };
        match interpreter.run("__main__", &file, false, &path.to_string_lossy()) {
            Ok(_) | Err(Stop::Raised(_)) => {}
            Err(Stop::Failed(error)) => return Err(error),
        }
        let mut settings = None;
        for (name, item) in interpreter.environment() {
            if let Val::Str(value) = item.val
                && environment.get(&name).map(String::as_str) != Some(&*value)
            {
                if name == VARIABLE {
                    settings = Some((value.to_string(), Some(interpreter.place(item.at).location())));
                }
                self.variables.insert(name, value.to_string());
            }
        }
        for folder in interpreter.import_roots() {
            if folder.starts_with(&self.home) && !self.import_roots.contains(&folder) {
                self.import_roots.push(folder);
            }
        }
        Ok(settings)
    }
}

/// The settings module that a folder's `pyproject.toml` names.
fn in_pyproject(folder: &Path) -> Option<String> {
    let path = folder.join("pyproject.toml");
    fs::metadata(&path).ok().filter(|meta| meta.is_file() && meta.len() < LARGEST)?;
    let text = fs::read_to_string(&path).ok()?;
    if !text.to_lowercase().contains("settings") {
        return None;
    }
    let values = values_from_toml(text, "pyproject.toml").ok()?;
    IN_PYPROJECT.iter().find_map(|keys| named_in(&values, keys))
}

fn named_in(values: &Map, keys: &[&str]) -> Option<String> {
    match keys {
        [key] => values.get(key)?.as_text().map(str::to_owned),
        [table, keys @ ..] => named_in(values.get(table)?.as_map()?, keys),
        [] => None,
    }
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
