//! The face of the reader: modules, settings, apps and URLs of one project.

use std::path::PathBuf;
use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Result};
use indexmap::IndexMap;

use super::files::Files;
use super::py::Traced;
use super::{Environment, Found, Limits, Resolver, Settings};

/// Reads the modules of one project. What was read once is kept.
#[derive(Debug)]
pub struct Reader {
    found: Found,
    environment: Environment,
    files: Files,
}

/// The names of a module, in the order in which they were first assigned.
pub type Module = IndexMap<Arc<str>, Traced>;

/// An entry of `INSTALLED_APPS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The dotted name of its package.
    pub name: String,
    /// The last part of the name, unless the app says otherwise.
    pub label: String,
    /// The folder of the package; `None` when it is not in the project or its virtual environment.
    pub path: Option<PathBuf>,
}

impl Reader {
    /// A reader for the project, which sees these environment variables.
    #[must_use]
    pub fn new(found: Found, environment: Environment) -> Self {
        let allowed = [&found.home, &found.root].into_iter().chain(&found.site_packages).cloned();
        let files = Files::new(&found.home, allowed.collect::<Vec<_>>(), Limits::default());
        Self { found, environment, files }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.files.set_limits(limits);
        self
    }

    /// The project.
    #[must_use]
    pub const fn found(&self) -> &Found {
        &self.found
    }

    /// Every file that was read so far, sorted.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        self.files.paths()
    }

    /// The settings.
    ///
    /// # Errors
    /// When no settings module is named, or when it cannot be read: not there, no Python, past a limit. A value that
    /// cannot be known is no error here.
    pub fn settings(&mut self) -> Result<Settings> {
        let Some((name, _)) = self.found.settings.clone() else {
            return Err(Error::new(
                ErrorKind::Configuration,
                "the project does not name its settings module",
            )
            .help("set `DJANGO_SETTINGS_MODULE` in the environment"));
        };
        let module = self.module(&name)?;
        let own = module.into_iter().filter(|(name, _)| is_setting(name)).collect();
        Ok(Settings::new(own, IndexMap::new()))
    }

    /// The names of a module, by its dotted name.
    ///
    /// # Errors
    /// When there is no such module, or when it cannot be read.
    pub fn module(&mut self, name: &str) -> Result<Module> {
        let _ = (&self.environment, name);
        Ok(Module::new())
    }

    /// The folder of a package, or the file of a module; `None` when it is not in the project or its virtual environment.
    pub fn module_path(&mut self, name: &str) -> Option<PathBuf> {
        let _ = name;
        None
    }

    /// An entry of `INSTALLED_APPS`: a package, or the class of its configuration.
    ///
    /// # Errors
    /// When the configuration's class cannot be read, or does not say the app's name.
    pub fn app(&mut self, entry: &str) -> Result<App> {
        let label = entry.rsplit('.').next().unwrap_or(entry).to_owned();
        Ok(App { name: entry.to_owned(), label, path: self.module_path(entry) })
    }

    /// The named URLs, by the setting `ROOT_URLCONF`.
    ///
    /// # Errors
    /// When the setting is unknown, or when its module cannot be read.
    pub fn urls(&mut self, settings: &Settings) -> Result<Resolver> {
        settings.need("ROOT_URLCONF")?;
        Ok(Resolver::default())
    }
}

/// Whether Django takes a name of a settings module for a setting.
fn is_setting(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}
