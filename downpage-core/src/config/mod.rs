//! The configuration: what `downpage.toml` says, held against what can be said.

mod document;
mod faults;
mod find;
mod init;
mod keys;
mod read;
mod schema;
mod set;
mod template_set;
mod values;
mod variants;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::tz::TimeZone;

use crate::encoding::Encodings;
use crate::engine::Limits;
use crate::error::{Errors, Result};
use crate::format::{Format, Formats};
use crate::last_resort::LastResort;
use crate::maintenance::Maintenance;
use crate::registry;
use crate::span::{Location, Span};
use crate::surroundings::{StaticFiles, Translations, Urls};
use crate::value::Map;

pub use find::{Found, find};
pub use init::Starter;
pub use schema::schema;
pub use set::set;
pub use template_set::TemplateSet;
pub use values::values_from_toml;
pub use variants::{NamePattern, VariantsTable};

/// A site's configuration, read and checked. Paths are absolute or relative to the working directory.
#[derive(Clone, Debug)]
pub struct Config {
    /// The text it was read from; `None` for a site built in a program.
    pub origin: Option<Arc<Origin>>,
    /// The keys at the top of that text, in their order.
    pub keys: Vec<Arc<str>>,
    /// The engine for pages that do not choose one.
    pub engine: Option<Named>,
    /// Where pages land. Default: `error-pages`.
    pub output: PathBuf,
    /// Template directories, searched in this order.
    pub templates: Vec<PathBuf>,
    /// Templates with an engine of their own; where there are any, a page's template is looked for in them first.
    pub template_sets: Vec<TemplateSet>,
    /// Values for every page.
    pub context: Arc<Map>,
    /// The pages, as written: one entry may stand for many.
    pub pages: Vec<PageEntry>,
    /// The formats of HTML pages that do not say theirs; none means HTML alone.
    pub formats: Formats,
    /// The languages of pages that do not say theirs; none means the site's alone.
    pub locales: Vec<Arc<str>>,
    /// What pages that do not say theirs are compressed with.
    pub compress: Encodings,
    /// How the variants of pages are named and compressed.
    pub variants: VariantsTable,
    /// The tables `[engines.NAME]`, by name.
    pub engines: IndexMap<Arc<str>, EngineTable>,
    /// The language of pages that do not say theirs, as in `de` or `pt-br`. Default: `en`.
    pub language: Option<Arc<str>>,
    /// The site's time zone. Default: UTC.
    pub time_zone: Option<TimeZone>,
    /// URLs of static files.
    pub static_files: Arc<StaticFiles>,
    /// Named URLs.
    pub urls: Arc<Urls>,
    /// Catalogs of translations.
    pub translations: Arc<Translations>,
    /// The Django project that the pages are for.
    pub django: Option<DjangoTable>,
    /// How pages are put in place.
    pub publish: PublishTable,
    /// What one page may use up.
    pub limits: Limits,
    /// How web servers are told about the pages.
    pub server: ServerTable,
    /// Planned outages.
    pub maintenance: MaintenanceTable,
    /// What makes the pages that their engines cannot make.
    pub last_resort: Option<Arc<dyn LastResort>>,
    /// What was read besides [`origin`](Self::origin): the manifest of static files, directories of translations.
    pub sources: Vec<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            origin: None,
            keys: Vec::new(),
            engine: None,
            output: Self::OUTPUT.into(),
            templates: Vec::new(),
            template_sets: Vec::new(),
            context: Arc::default(),
            pages: Vec::new(),
            formats: Formats::default(),
            locales: Vec::new(),
            compress: Encodings::NONE,
            variants: VariantsTable::default(),
            engines: IndexMap::new(),
            language: None,
            time_zone: None,
            static_files: Arc::default(),
            urls: Arc::default(),
            translations: Arc::default(),
            django: None,
            publish: PublishTable::default(),
            limits: Limits::default(),
            server: ServerTable::default(),
            maintenance: MaintenanceTable::default(),
            last_resort: None,
            sources: Vec::new(),
        }
    }
}

/// One entry of `pages`.
#[derive(Clone, Debug, Default)]
pub struct PageEntry {
    /// Where the page lands in the output directory; may hold `{status}`, `{locale}` and `{format}`.
    pub path: Arc<str>,
    /// The template; `None` for the built-in page. It may hold `{status}`, `{locale}` and `{format}`; without `{format}` it
    /// is that of the page's default format.
    pub template: Option<Arc<str>>,
    /// The templates of other formats; what is not here and not in `template` is built in.
    pub other_templates: Option<Box<FormatTemplates>>,
    /// The page's own choice of engine; aside, since few pages have one and there may be ten thousand.
    pub engine: Option<Box<Named>>,
    /// The status codes it is for; none for a page that is for no status in particular.
    pub statuses: Vec<u16>,
    /// The languages to make it in; none means [`Config::locales`].
    pub locales: Vec<Arc<str>>,
    /// The formats to make it in; none means the one that its path says, and for HTML those of [`Config::formats`].
    pub formats: Formats,
    /// What it is compressed with; `None` means [`Config::compress`].
    pub compress: Option<Encodings>,
    /// Values over the global ones.
    pub context: Arc<Map>,
    /// What of them is translated into the language of each page.
    pub messages: Option<Arc<[Message]>>,
    /// Where the entry stands in [`Config::origin`].
    pub span: Option<Span>,
    /// Where it stands when it is not from there.
    pub place: Option<Arc<Location>>,
}

/// A text of a context that is translated for each page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The names that lead to it.
    pub path: Vec<Arc<str>>,
    /// The text to translate.
    pub text: Arc<str>,
    /// gettext's message context.
    pub context: Option<Arc<str>>,
}

/// Templates by the format that they make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormatTemplates(pub Vec<(Format, Arc<str>)>);

impl FormatTemplates {
    /// The template that makes `format`.
    #[must_use]
    pub fn get(&self, format: Format) -> Option<&Arc<str>> {
        self.0.iter().find(|(known, _)| *known == format).map(|(_, template)| template)
    }
}

/// The table `[engines.NAME]`: keys and values, and where it stands.
#[derive(Clone, Debug, Default)]
pub struct EngineTable {
    /// The options as written.
    pub options: Map,
    /// Where each option's key stands, in the order of `options`.
    pub spans: Vec<Span>,
    /// Where the table's name stands.
    pub span: Option<Span>,
}

/// The table `[django]`.
#[derive(Clone, Debug, Default)]
pub struct DjangoTable {
    /// The folder of `manage.py`; `None` for the nearest.
    pub project: Option<PathBuf>,
    /// The settings module; `None` for the one that the project names.
    pub settings: Option<Arc<str>>,
    /// The project's own interpreter.
    pub python: Option<Arc<str>>,
    /// Settings in place of the project's, by their names in Django.
    pub values: Map,
    /// Where the names of `values` stand, in their order.
    pub spans: Vec<Span>,
    /// Where the table stands.
    pub span: Option<Span>,
}

/// A name, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// Where it stands in [`Config::origin`]; `None` when it came from elsewhere.
    pub span: Option<Span>,
}

/// The table `[publish]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublishTable {
    /// Sync the file system before pages are put in place, so that a power cut leaves old or new. Default: `false`.
    pub durable: bool,
    /// Remove pages that an earlier run wrote and this one does not. Default: `false`.
    pub prune: bool,
}

/// The table `[server]`, as written: what is right for a server, only that server knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerTable {
    /// Where the application listens: `127.0.0.1:8000`.
    pub upstream: Option<Arc<str>>,
    /// The directory of the pages on the server. Default: [`Config::output`].
    pub root: Option<Arc<str>>,
    /// The URL path below which a server keeps the pages for itself.
    pub url_prefix: Option<Arc<str>>,
    /// Seconds in `Retry-After` of a 503.
    pub retry_after: Option<u32>,
    /// The statuses of the application's own answers that are replaced.
    pub intercept: Vec<u16>,
}

/// The table `[maintenance]`, and what the caller knows of maintenance that is going on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaintenanceTable {
    /// The file whose existence means maintenance.
    pub flag: Option<PathBuf>,
    /// What is going on, for the pages of [`STATUS`](crate::maintenance::STATUS); the core looks at no flag.
    pub going_on: Option<Maintenance>,
}

/// The text that a configuration was read from.
#[derive(Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file, as messages name it.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl Config {
    /// Where pages land when nothing else is said.
    pub const OUTPUT: &'static str = "error-pages";

    /// Reads the configuration at `path`, by the file's name the whole of it or a table in it; see [`find`].
    ///
    /// Paths in it are relative to its directory. Catalogs of translations and a manifest of static files are read, too.
    ///
    /// # Errors
    /// All that is wrong with the file, with places; [`Io`](crate::ErrorKind::Io) when it cannot be read.
    pub fn read(path: &Path) -> Result<Self, Errors> {
        let text = find::read_text(path)?;
        Self::from_toml(text, path, path.parent().unwrap_or_else(|| Path::new("")))
    }

    /// Reads a configuration from `text`, which messages call `path`; paths in it are relative to `directory`.
    ///
    /// ```
    /// use downpage_core::Config;
    ///
    /// let text = "[[pages]]\nstatus = [502, 503]\npath = '{status}.html'\n";
    /// let config = Config::from_toml(text, "downpage.toml", "site")?;
    /// assert_eq!(config.pages[0].statuses, [502, 503]);
    /// assert_eq!(config.output, std::path::Path::new("site/error-pages"));
    ///
    /// let errors = Config::from_toml("otput = 'x'", "downpage.toml", "").unwrap_err();
    /// assert_eq!(errors.to_string(), "downpage.toml:1:1: unknown key `otput` in the configuration");
    /// # Ok::<(), downpage_core::Errors>(())
    /// ```
    ///
    /// # Errors
    /// All that is wrong with the text, with places.
    pub fn from_toml(
        text: impl Into<String>,
        path: impl Into<PathBuf>,
        directory: impl AsRef<Path>,
    ) -> Result<Self, Errors> {
        let origin = Origin { path: path.into(), text: text.into() };
        read::config(Arc::new(origin), directory.as_ref(), &registry::backends()?)
    }

    /// Whether its text has this key at the top.
    #[must_use]
    pub fn says(&self, key: &str) -> bool {
        self.keys.iter().any(|known| **known == *key)
    }

    /// Where an entry of `pages` stands.
    #[must_use]
    pub fn place_of(&self, entry: &PageEntry) -> Option<Location> {
        entry.place.as_deref().cloned().or_else(|| self.place(entry.span))
    }

    /// The place of `span` in the file that the configuration was read from.
    #[must_use]
    pub fn place(&self, span: Option<Span>) -> Option<Location> {
        let (origin, span) = (self.origin.as_ref()?, span?);
        Some(Location::in_source(origin.path.display().to_string(), &origin.text, span))
    }
}
