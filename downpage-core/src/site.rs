//! A site and its pages, for programs: a builder, and one call that does the main job.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::{Config, Named, PageEntry};
use crate::encoding::Encoding;
use crate::error::{Errors, Result};
use crate::format::Format;
use crate::loader::{DirLoader, Loader};
use crate::page::RenderedPage;
use crate::plan::{self, Plan};
use crate::publish::{self, Compression, PublishOptions, Published};
use crate::render::Renderer;
use crate::value::{Map, Value};

/// A site: its configuration, where its templates come from, and the time on its pages.
///
/// ```no_run
/// use downpage_core::publish::Outcome;
/// use downpage_core::site::{Page, Site};
///
/// let site = Site::builder()
///     .templates("templates")
///     .engine("jinja")
///     .page(Page::new("502.html", "error.html").status(502).with("name", "Bad gateway"))
///     .build()?;
/// let published = site.generate("static")?;
/// println!("{} pages are new", published.count(Outcome::New));
/// # Ok::<(), downpage_core::Errors>(())
/// ```
pub struct Site {
    config: Config,
    loader: Arc<dyn Loader>,
    now: Option<Timestamp>,
}

impl Site {
    /// A site to be put together.
    #[must_use]
    pub fn builder() -> SiteBuilder {
        SiteBuilder::default()
    }

    /// The site that a configuration describes; `now` is the time on its pages.
    #[must_use]
    pub fn from_config(config: Config, now: Option<Timestamp>) -> Self {
        let loader = Arc::new(DirLoader::new(&config.templates));
        Self { config, loader, now }
    }

    /// The site's configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where its templates come from, but for those of sets.
    #[must_use]
    pub fn loader(&self) -> &Arc<dyn Loader> {
        &self.loader
    }

    /// The time on its pages.
    #[must_use]
    pub fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// The pages there are to make; `engine` renders those that do not name theirs.
    ///
    /// # Errors
    /// As for [`plan::plan`].
    pub fn plan(&self, engine: Option<&str>) -> Result<Plan, Errors> {
        plan::plan(&self.config, engine)
    }

    /// What renders them.
    #[must_use]
    pub fn renderer(&self) -> Renderer {
        Renderer::with_loader(&self.config, self.now, Arc::clone(&self.loader))
    }

    /// What renders them, for a caller who needs the configuration no more: that of many pages is large.
    #[must_use]
    pub fn into_renderer(self) -> Renderer {
        self.renderer()
    }

    /// Renders all pages, without writing any.
    ///
    /// # Errors
    /// Every failure of the run.
    pub fn render(&self) -> Result<Vec<RenderedPage>, Errors> {
        let plan = self.plan(None)?;
        let (mut pages, mut errors) = (Vec::new(), Vec::new());
        for page in self.renderer().pages(&plan) {
            match page {
                Ok(page) => pages.push(page),
                Err(error) => errors.push(error),
            }
        }
        Errors::check(errors).map(|()| pages)
    }

    /// Renders all pages and puts them into the directory `output`: all of them, or none.
    ///
    /// # Errors
    /// Every failure of the run. When there is one, no page has been touched.
    pub fn generate(&self, output: impl AsRef<Path>) -> Result<Published, Errors> {
        let plan = self.plan(None)?;
        let renderer = self.renderer();
        let paths = plan.paths()?;
        let options = PublishOptions {
            durable: self.config.publish.durable,
            prune: self.config.publish.prune,
            compression: Compression { levels: self.config.variants.levels, threads: 1 },
            ..PublishOptions::new(&paths)
        };
        publish::publish(output.as_ref(), renderer.pages(&plan), &options, &mut ())
    }
}

/// Puts a [`Site`] together.
#[derive(Default)]
pub struct SiteBuilder {
    config: Config,
    context: Map,
    loader: Option<Arc<dyn Loader>>,
    now: Option<Timestamp>,
}

impl SiteBuilder {
    /// Adds a template directory; the first one added that has a template wins.
    #[must_use]
    pub fn templates(mut self, directory: impl Into<PathBuf>) -> Self {
        self.config.templates.push(directory.into());
        self
    }

    /// Takes templates from `loader`, in place of directories.
    #[must_use]
    pub fn loader(mut self, loader: impl Loader + 'static) -> Self {
        self.loader = Some(Arc::new(loader));
        self
    }

    /// Chooses the engine of pages that do not choose theirs.
    #[must_use]
    pub fn engine(mut self, name: impl Into<Arc<str>>) -> Self {
        self.config.engine = Some(Named { name: name.into(), span: None });
        self
    }

    /// Sets a value for every page.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) -> Self {
        self.context.insert(name.into(), value.into());
        self
    }

    /// Adds a page.
    #[must_use]
    pub fn page(mut self, page: Page) -> Self {
        let Page { mut entry, context } = page;
        entry.context = Arc::new(context);
        self.config.pages.push(entry);
        self
    }

    /// Sets the time on the pages. Without it, `downpage.generated_at` is null and a template that asks for the time
    /// fails: the library reads no clock.
    #[must_use]
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Changes what has no method here: languages, static files, URLs, translations, limits, options of engines.
    #[must_use]
    pub fn configure(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// The site.
    ///
    /// # Errors
    /// All that [`plan::plan`] finds wrong with its pages.
    pub fn build(self) -> Result<Site, Errors> {
        let Self { mut config, context, loader, now } = self;
        if !context.is_empty() {
            Arc::make_mut(&mut config.context).extend(context);
        }
        let loader = loader.unwrap_or_else(|| Arc::new(DirLoader::new(&config.templates)));
        plan::plan(&config, None)?;
        Ok(Site { config, loader, now })
    }
}

/// A page of a site that is put together in a program.
#[derive(Clone, Debug)]
pub struct Page {
    entry: PageEntry,
    context: Map,
}

impl Page {
    /// A page at `path` in the output directory, made from `template`.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>, template: impl Into<Arc<str>>) -> Self {
        let entry = PageEntry { path: path.into(), template: Some(template.into()), ..PageEntry::default() };
        Self { entry, context: Map::new() }
    }

    /// A page at `path` made from the built-in template.
    #[must_use]
    pub fn built_in(path: impl Into<Arc<str>>) -> Self {
        Self { entry: PageEntry { path: path.into(), ..PageEntry::default() }, context: Map::new() }
    }

    /// The status code it is for. Several make several pages: the path then needs `{status}` in it.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.entry.statuses.push(status);
        self
    }

    /// The language it is in. Several make several pages: `{locale}` in the path says where each is; without it the one in
    /// the site's language has the path, and the others are beside it, as in `502.de.html`.
    #[must_use]
    pub fn locale(mut self, locale: impl Into<Arc<str>>) -> Self {
        self.entry.locales.push(locale.into());
        self
    }

    /// A format to make it in. Several make several pages: `{format}` in the path says where each is; without it those of
    /// another format than the path's are beside it, as in `502.json`. The template is for the path's format, unless it
    /// has `{format}` in its name; other formats are built in.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.entry.formats = self.entry.formats.iter().chain([format]).collect();
        self
    }

    /// An encoding to compress it with; needs the feature `compress`.
    #[must_use]
    pub fn compress(mut self, encoding: Encoding) -> Self {
        self.entry.compress = Some(self.entry.compress.unwrap_or_default().with(encoding));
        self
    }

    /// The engine that renders it.
    #[must_use]
    pub fn engine(mut self, name: impl Into<Arc<str>>) -> Self {
        self.entry.engine = Some(Box::new(Named { name: name.into(), span: None }));
        self
    }

    /// Sets a value for this page alone.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) -> Self {
        self.context.insert(name.into(), value.into());
        self
    }
}
