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
        self.static_files.url(path)
    }

    /// The URL called `name`, as [`Urls::reverse`] gives it.
    ///
    /// # Errors
    /// When there is no such name, or the arguments do not fit it.
    pub fn url(&self, name: &str, positional: &[Value], named: &Map) -> Result<String> {
        let language = Some(&*self.language);
        self.urls.find(&Wanted { name, positional, named, current_app: None, language })
    }

    /// The translation of `message` into the page's language, or the message itself.
    ///
    /// `context` is gettext's message context (`msgctxt`).
    #[must_use]
    pub fn gettext<'a>(&'a self, context: Option<&str>, message: &'a str) -> &'a str {
        self.translations.gettext(&self.language, context, message).unwrap_or(message)
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
        self.translations.ngettext(&self.language, context, singular, plural, count).unwrap_or(untranslated)
    }
}
