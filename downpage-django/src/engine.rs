//! The engine: an environment of the language, set up for the pages of a site.

use std::sync::Arc;

use downpage_core::{Context, Engine, ErrorKind, Loader, Result, Setup};

use crate::convert::{Shared, dict};
use crate::environment::{Environment, Source};
use crate::error::{Error as DjangoError, Kind, Result as DjangoResult};
use crate::libraries;
use crate::parser::Library;
use crate::report::report;
use crate::services::Services;
use crate::settings;

/// Renders Django templates; see the [crate](crate) for what they can do.
pub struct Django {
    environment: Environment,
    loader: Arc<dyn Loader>,
    shared: Shared,
}

impl Django {
    /// An engine for `setup`. Templates are loaded when they are needed, and once.
    ///
    /// # Errors
    /// When the options name a library that is not there, or a stand-in cannot be read.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use downpage_core::{Context, Engine, Format, Limits, MemoryLoader, Options, Setup};
    /// use downpage_django::Django;
    ///
    /// let engine = Django::new(Setup {
    ///     loader: Arc::new(MemoryLoader::new().with("502.html", "<h1>{{ name|upper }}</h1>")),
    ///     surroundings: Arc::default(),
    ///     format: Format::Html,
    ///     options: Options::default(),
    ///     limits: Limits::default(),
    /// })?;
    /// let context: Context = [("name", "Bad & gateway")].into_iter().collect();
    /// assert_eq!(engine.render("502.html", &context)?, "<h1>BAD &amp; GATEWAY</h1>");
    /// # Ok::<(), downpage_core::Error>(())
    /// ```
    pub fn new(setup: Setup) -> Result<Self> {
        let mut environment = Environment::new(Loaded(Arc::clone(&setup.loader)));
        environment.settings = settings::settings(&setup)?;
        let translates = setup.options.bool("use_i18n").unwrap_or(true);
        environment.site = Box::new(Services { surroundings: Arc::clone(&setup.surroundings), translates });
        libraries::extend(&mut environment, &setup.options)?;
        let shared = Shared::over(settings::processed(&setup, &environment.settings)?);
        Ok(Self { environment, loader: setup.loader, shared })
    }

    /// Adds a library of tags and filters for `{% load %}`, in place of one of the same name.
    ///
    /// A program that makes whole sites registers a [`Backend`](downpage_core::Backend) of its own, whose `build` does this.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use downpage_core::{Context, Engine, Format, Limits, MemoryLoader, Options, Setup};
    /// use downpage_django::Django;
    /// use downpage_django::filter::{Arity, CustomFilter};
    /// use downpage_django::parser::Library;
    /// use downpage_django::value::Value;
    ///
    /// let mut library = Library::empty("shop");
    /// library.add_filter(CustomFilter {
    ///     name: "euro".into(),
    ///     function: Arc::new(|call| Ok(Value::from(format!("€{}", call.text())).into_val())),
    ///     arity: Arity::Zero,
    ///     is_safe: true,
    /// });
    /// let mut engine = Django::new(Setup {
    ///     loader: Arc::new(MemoryLoader::new().with("a.html", "{% load shop %}{{ 12|euro }}")),
    ///     surroundings: Arc::default(),
    ///     format: Format::Html,
    ///     options: Options::default(),
    ///     limits: Limits::default(),
    /// })?;
    /// engine.add_library(library);
    /// assert_eq!(engine.render("a.html", &Context::new())?, "€12");
    /// # Ok::<(), downpage_core::Error>(())
    /// ```
    pub fn add_library(&mut self, library: Library) {
        self.environment.libraries.retain(|known| known.name != library.name);
        self.environment.libraries.push(library);
    }

    fn report(&self, page: &str, error: &DjangoError) -> downpage_core::Error {
        report(error, page, &self.environment, &*self.loader)
    }
}

impl Engine for Django {
    fn render(&self, template: &str, context: &Context) -> Result<String> {
        let shared = self.shared.dict(context.site());
        let own = dict(context.own());
        let compiled = self.environment.template(template).map_err(|error| self.report(template, &error))?;
        let rendered = self.environment.render_in(&*compiled, &own, |cx| cx.share(shared));
        rendered.map_err(|error| self.report(template, &error))
    }

    fn check(&self, template: &str) -> Result<()> {
        self.environment.check(template).map_err(|error| self.report(template, &error))
    }
}

/// The templates of a loader.
struct Loaded(Arc<dyn Loader>);

impl Source for Loaded {
    fn load(&self, name: &str, index: usize) -> DjangoResult<Option<Arc<str>>> {
        match self.0.load_nth(name, index) {
            // Python opens a file with "universal newlines"; a text in memory is taken as it is.
            Ok(source) if source.path.is_some() && source.text.contains('\r') => {
                Ok(Some(source.text.replace("\r\n", "\n").replace('\r', "\n").into()))
            }
            Ok(source) => Ok(Some(source.text)),
            Err(error) if error.kind() == ErrorKind::TemplateNotFound => Ok(None),
            Err(error) => Err(DjangoError::new(Kind::Other("OSError".into()), error.message())),
        }
    }
}
