//! The face of the reader: modules, settings, apps and URLs of one project.

use std::path::PathBuf;
use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Location, Result};
use indexmap::IndexMap;

use super::defaults::{USED, is_table_of};
use super::interp::Interpreter;
use super::interp::value::{At, Eval, Stop};
use super::py::{Py, Traced, Unknown};
use super::{Environment, Found, Limits, Resolver, Settings, SourceFile};

/// Reads the modules of one project. What was read once is kept.
#[derive(Debug)]
pub struct Reader {
    found: Found,
    environment: Environment,
    limits: Limits,
    interpreter: Interpreter,
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
        let limits = Limits::default();
        let interpreter = found.interpreter(&environment, limits.clone());
        Self { found, environment, limits, interpreter }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.interpreter = self.found.interpreter(&self.environment, limits.clone());
        self.limits = limits;
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
        self.interpreter.files.paths()
    }

    /// The settings.
    ///
    /// # Errors
    /// When no settings module is named, or when it cannot be read: not there, no Python, past a limit. A value that
    /// cannot be known is no error here.
    pub fn settings(&mut self) -> Result<Settings> {
        let Some((module, place)) = self.found.settings.clone() else {
            return Err(Error::new(
                ErrorKind::Configuration,
                "the project does not name its settings module",
            )
            .help("set `DJANGO_SETTINGS_MODULE` in the environment"));
        };
        let settings = self.read_settings(&module, place.as_ref())?;
        // Functions of packages are read only for a setting that needs them: most settings that they make are of no
        // interest to pages, and reading them takes longer than all the rest.
        let needs = |name: &&str| {
            settings.get(name).and_then(Traced::unknown).is_some_and(|unknown| unknown.readable)
        };
        if USED.iter().any(needs) {
            self.interpreter = self.found.interpreter(&self.environment, self.limits.clone());
            self.interpreter.read_packages = true;
            return self.read_settings(&module, place.as_ref());
        }
        Ok(settings)
    }

    fn read_settings(&mut self, module: &str, named: Option<&Location>) -> Result<Settings> {
        let space = settled(self.interpreter.load(module, At::default()))?;
        let Some(space) = space else {
            let message = format!("there is no settings module `{module}`");
            let roots: Vec<String> =
                self.interpreter.import_roots().iter().map(|root| format!("`{}`", root.display())).collect();
            let error = Error::new(ErrorKind::Configuration, message)
                .note(format!("looked in {}", roots.join(", ")))
                .help("set `DJANGO_SETTINGS_MODULE` in the environment");
            return Err(match named {
                Some(place) => error.at(place.clone()),
                None => error,
            });
        };
        let own = settled(self.interpreter.names(space, is_setting))?;
        let open = self.interpreter.open(space).map(|why| {
            let place = Some(self.interpreter.place(why.at));
            Arc::new(Unknown { reason: why.reason.clone(), place, readable: why.readable })
        });
        let defaults = self.defaults()?;
        Ok(Settings::new(own, defaults, open))
    }

    /// Django's own settings, where another release than that of the table is installed.
    fn defaults(&mut self) -> Result<Module> {
        let init = self.found.site_packages.iter().map(|folder| folder.join("django/__init__.py"));
        for path in init.collect::<Vec<_>>() {
            let Some(file) = self.interpreter.files.read(&path)? else { continue };
            if is_table_of(&file.text) {
                return Ok(Module::new());
            }
            return self.module_where("django.conf.global_settings", is_setting);
        }
        Ok(Module::new())
    }

    /// The names of a module, by its dotted name.
    ///
    /// # Errors
    /// When there is no such module, or when it cannot be read.
    pub fn module(&mut self, name: &str) -> Result<Module> {
        self.module_where(name, |_| true)
    }

    fn module_where(&mut self, name: &str, wanted: impl Fn(&str) -> bool) -> Result<Module> {
        match settled(self.interpreter.load(name, At::default()))? {
            Some(space) => settled(self.interpreter.names(space, wanted)),
            None => Err(Error::new(
                ErrorKind::Configuration,
                format!("there is no module `{name}` in the project"),
            )),
        }
    }

    /// The folder of a package, or the file of a module; `None` when it is not in the project or its virtual environment.
    pub fn module_path(&mut self, name: &str) -> Option<PathBuf> {
        let located = self.interpreter.locate(name).ok()??;
        located.folder.or(located.file)
    }

    /// The text of a module; `None` when it is not in the project or its virtual environment.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn source(&mut self, name: &str) -> Result<Option<Arc<SourceFile>>> {
        match self.interpreter.locate(name).ok().flatten().and_then(|located| located.file) {
            Some(file) => self.interpreter.files.read(&file),
            None => Ok(None),
        }
    }

    /// An entry of `INSTALLED_APPS`: a package, or the class of its configuration.
    ///
    /// As in Django, a package's `apps.py` has its configuration when there is one class of it, or one with
    /// `default = True`.
    ///
    /// # Errors
    /// When the configuration's class cannot be read, or does not say the app's name.
    pub fn app(&mut self, entry: &str) -> Result<App> {
        if self.module_path(entry).is_some() {
            // Their configurations say what is usual, and to read them means to read half of Django.
            let is_djangos = entry.starts_with("django.contrib.");
            return if is_djangos { Ok(self.bare_app(entry)) } else { self.app_of_package(entry) };
        }
        let Some((module, class)) = entry.rsplit_once('.') else { return Ok(self.bare_app(entry)) };
        if self.module_path(module).is_none() {
            return Ok(self.bare_app(entry));
        }
        if let Some(package) = module.strip_suffix(".apps").filter(|_| entry.starts_with("django.contrib.")) {
            return Ok(self.bare_app(package));
        }
        match self.module(module)?.get(class) {
            Some(Traced { value: Py::Class(found), .. }) => self.app_of_class(&found.attributes, module),
            _ => {
                let message =
                    format!("there is no class `{class}` in `{module}`, which `INSTALLED_APPS` names");
                Err(Error::new(ErrorKind::Configuration, message))
            }
        }
    }

    fn app_of_package(&mut self, package: &str) -> Result<App> {
        let apps = format!("{package}.apps");
        if self.module_path(&apps).is_none() {
            return Ok(self.bare_app(package));
        }
        let module = self.module(&apps)?;
        let mut classes = Vec::new();
        for value in module.values() {
            if let Py::Class(class) = &value.value
                && class.bases.iter().any(|base| base.ends_with("AppConfig"))
                && class.name.starts_with(&*apps)
            {
                classes.push(Arc::clone(class));
            }
        }
        let truth = |class: &super::Class, wanted: bool| {
            let default = class.attributes.iter().find(|(name, _)| &**name == "default");
            default.and_then(|(_, value)| value.truth()) == Some(wanted)
        };
        let chosen = match classes.iter().find(|class| truth(class, true)) {
            Some(class) => Some(class),
            None => {
                let mut possible = classes.iter().filter(|class| !truth(class, false));
                possible.next().filter(|_| possible.next().is_none())
            }
        };
        match chosen {
            Some(class) => self.app_of_class(&class.attributes, package),
            None => Ok(self.bare_app(package)),
        }
    }

    fn app_of_class(&mut self, attributes: &[(Arc<str>, Traced)], place: &str) -> Result<App> {
        let find =
            |wanted: &str| attributes.iter().find(|(name, _)| &**name == wanted).map(|(_, value)| value);
        let text = |wanted: &str| find(wanted).and_then(Traced::as_str).map(str::to_owned);
        let Some(name) = text("name") else {
            let message = format!("the configuration of the app `{place}` does not say its name in words");
            let error = Error::new(ErrorKind::Configuration, message);
            return Err(match find("name").and_then(|name| name.place.clone()) {
                Some(place) => error.at(place.location()),
                None => error,
            });
        };
        let mut app = self.bare_app(&name);
        if let Some(label) = text("label") {
            app.label = label;
        }
        if let Some(path) = text("path") {
            app.path = Some(PathBuf::from(path));
        }
        Ok(app)
    }

    fn bare_app(&mut self, name: &str) -> App {
        let label = name.rsplit('.').next().unwrap_or(name).to_owned();
        App { name: name.to_owned(), label, path: self.module_path(name) }
    }

    /// The named URLs, by the setting `ROOT_URLCONF`.
    ///
    /// # Errors
    /// When the setting is unknown, or when its module cannot be read.
    pub fn urls(&mut self, settings: &Settings) -> Result<Resolver> {
        let urlconf = settings.need("ROOT_URLCONF")?;
        let Some(module) = urlconf.as_str() else {
            let message =
                format!("the setting `ROOT_URLCONF` must be text, found {}", urlconf.value.describe());
            return Err(Error::new(ErrorKind::Configuration, message));
        };
        self.interpreter.settings = Some(settings.clone());
        self.interpreter.lazy = true;
        let result = super::urls::read(&mut self.interpreter, module, settings);
        self.interpreter.lazy = false;
        settled(result)
    }
}

/// The value, or the error that ended the reading.
fn settled<T>(result: Eval<T>) -> Result<T> {
    result.map_err(|stop| match stop {
        Stop::Failed(error) => error,
        Stop::Raised(raised) => Error::new(
            ErrorKind::Configuration,
            format!("the project raises `{}`: {}", raised.name, raised.message),
        ),
    })
}

/// Whether Django takes a name of a settings module for a setting.
fn is_setting(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}
