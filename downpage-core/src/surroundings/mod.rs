//! The site around the pages: clock, language, static URLs, named URLs, translations.
//!
//! One value for all of it, built from the configuration; every backend offers it under the names its users know. This
//! is the only way in which a template learns the time: nothing in this crate reads a clock.

mod interpolate;
pub mod language;
pub mod percent;
mod static_files;
mod translations;
mod urls;

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::error::{Error, ErrorKind, Result};
use crate::value::{Map, Value};

pub use interpolate::interpolate;
pub use static_files::StaticFiles;
pub use translations::{Catalog, Translations};
pub use urls::{Router, Urls, Wanted};

/// What pages are rendered in.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The instant that counts as now; without one, a template that asks for it fails.
    pub clock: Option<Timestamp>,
    /// The time zone of the site. Default: UTC.
    pub time_zone: TimeZone,
    /// The language of the page, as in `de` or `pt-br`. Default: `en`.
    pub language: Arc<str>,
    /// How a static file's path becomes a URL.
    pub static_files: Arc<StaticFiles>,
    /// The named URLs.
    pub urls: Arc<Urls>,
    /// The catalogs of all languages.
    pub translations: Arc<Translations>,
    /// Whoever wants to know what templates ask for.
    pub witness: Option<Arc<dyn Witness>>,
}

/// Sees what templates ask of a site.
pub trait Witness: fmt::Debug + Send + Sync {
    /// A template has asked for something.
    fn asked(&self, asked: Asked<'_>);
}

/// What a template asked for, and what it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// The URL of a static file; `None` when there is none.
    StaticFile(&'a str, Option<&'a str>),
    /// A URL by its name.
    Url(&'a str, Option<&'a str>),
    /// The translation of a text.
    Message(&'a str, Option<&'a str>),
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            clock: None,
            time_zone: TimeZone::UTC,
            language: "en".into(),
            static_files: Arc::default(),
            urls: Arc::default(),
            translations: Arc::default(),
            witness: None,
        }
    }
}

impl Surroundings {
    /// The same site in another language.
    #[must_use]
    pub fn in_language(&self, language: impl Into<Arc<str>>) -> Self {
        Self { language: language.into(), ..self.clone() }
    }

    /// The time now, in the site's time zone.
    ///
    /// # Errors
    /// When no clock was given.
    pub fn now(&self) -> Result<ZonedDateTime> {
        let now = self.clock.map(|clock| clock.to_zoned_datetime(self.time_zone.clone()));
        now.ok_or_else(|| {
            Error::new(ErrorKind::Rendering, "the time is not known here")
                .help("give the site a clock with `now`")
        })
    }

    /// The URL of a static file, as [`StaticFiles::url`] gives it.
    ///
    /// # Errors
    /// When a manifest is in use and does not have the file.
    pub fn static_url(&self, path: &str) -> Result<String> {
        let url = self.static_files.url(path);
        self.tell(Asked::StaticFile(path, url.as_deref().ok()));
        url
    }

    /// Tells whoever wants to know it what a template has asked for.
    pub fn tell(&self, asked: Asked<'_>) {
        if let Some(witness) = &self.witness {
            witness.asked(asked);
        }
    }

    /// The URL called `name`, as [`Urls::reverse`] gives it.
    ///
    /// # Errors
    /// When there is no such name, or the arguments do not fit it.
    pub fn url(&self, name: &str, positional: &[Value], named: &Map) -> Result<String> {
        let language = Some(&*self.language);
        self.url_for(&Wanted { name, positional, named, current_app: None, language })
    }

    /// The URL that is wanted, as [`Urls::find`] gives it.
    ///
    /// # Errors
    /// As for [`url`](Self::url).
    pub fn url_for(&self, wanted: &Wanted<'_>) -> Result<String> {
        let url = self.urls.find(wanted);
        self.tell(Asked::Url(wanted.name, url.as_deref().ok()));
        url
    }

    /// The translation of `message` into the page's language, or the message itself.
    ///
    /// `context` is gettext's message context (`msgctxt`).
    #[must_use]
    pub fn gettext<'a>(&'a self, context: Option<&str>, message: &'a str) -> &'a str {
        let found = self.translations.gettext(&self.language, context, message);
        self.tell(Asked::Message(message, found));
        found.unwrap_or(message)
    }

    /// The translation of a message with a number, in the plural form that the language has for `count`; without one,
    /// `singular` for 1 and `plural` for the rest.
    #[must_use]
    pub fn ngettext<'a>(
        &'a self,
        context: Option<&str>,
        singular: &'a str,
        plural: &'a str,
        count: i64,
    ) -> &'a str {
        let untranslated = if count == 1 { singular } else { plural };
        let found = self.translations.ngettext(&self.language, context, singular, plural, count);
        self.tell(Asked::Message(singular, found));
        found.unwrap_or(untranslated)
    }
}
