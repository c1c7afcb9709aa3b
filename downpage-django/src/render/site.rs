//! The site around the templates: settings, clock, URLs, translations.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Error, Kind, Result};
use crate::formats::FormatSettings;
use crate::i18n::Translator;
use crate::value::{Value, Zone};

/// What Django's settings say and templates depend on.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of Django")]
#[derive(Clone, Debug)]
pub struct Settings {
    /// What stands for a variable that is not there; `%s` in it is the variable's name. Default: nothing.
    pub string_if_invalid: Arc<str>,
    /// Whether values are escaped. Default: yes.
    pub autoescape: bool,
    /// Whether values are written as JSON, for pages that are JSON. Django has no such thing. Default: no.
    pub json: bool,
    /// `DEBUG`. Default: no.
    pub debug: bool,
    /// The language; `None` switches translations off. Default: `en-us`.
    pub language: Option<Arc<str>>,
    /// `LANGUAGES`: code and English name. Default: those that Django has.
    pub languages: Option<Vec<(String, String)>>,
    /// `USE_TZ`: aware date-times are shown in the current zone. Default: yes.
    pub use_tz: bool,
    /// `TIME_ZONE`. Default: UTC.
    pub default_zone: Zone,
    /// The zone that is active when a render begins. Default: UTC.
    pub current_zone: Zone,
    /// The names in `CACHES`, which `{% cache … using="name" %}` may give. Default: `default`.
    pub caches: Vec<String>,
    /// `STATIC_URL`.
    pub static_url: String,
    /// `MEDIA_URL`.
    pub media_url: String,
    /// How numbers and dates are written.
    pub formats: FormatSettings,
    /// Whether what depends on nothing but shared values is rendered once and kept. Default: yes.
    pub fold: bool,
    /// Templates within templates at one time. Default: 50.
    pub depth: usize,
    /// Steps of one page: nodes rendered, filters called, and what these read and make. Default: 4 million.
    pub steps: u64,
    /// Bytes of output of one page, and of any value. Default: 16 MiB.
    pub output: usize,
    /// Characters that one filter argument may ask for (`center`, `stringformat`, `lorem`). Default: 100,000.
    pub width: usize,
}

impl Settings {
    /// What stands for the variable called `name`, which is not there.
    ///
    /// # Errors
    /// The `TypeError` of `%%s` and of a second `%s`: Django fills the name in by Python's `%`.
    pub fn stand_in(&self, name: &str) -> Result<Arc<str>> {
        let text = &self.string_if_invalid;
        if !text.contains("%s") {
            return Ok(Arc::clone(text));
        }
        let parts: Vec<&str> = text.split("%%").collect();
        let places: usize = parts.iter().map(|part| part.matches("%s").count()).sum();
        let message = match places {
            0 => "not all arguments converted during string formatting",
            1 => return Ok(parts.join("%").replacen("%s", name, 1).into()),
            _ => "not enough arguments for format string",
        };
        Err(Error::new(Kind::Type, message))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            string_if_invalid: "".into(),
            autoescape: true,
            json: false,
            debug: false,
            language: Some("en-us".into()),
            languages: None,
            use_tz: true,
            default_zone: Zone::Named(TimeZone::UTC),
            current_zone: Zone::Named(TimeZone::UTC),
            caches: vec!["default".to_owned()],
            static_url: String::new(),
            media_url: String::new(),
            formats: FormatSettings::default(),
            fold: true,
            depth: 50,
            steps: 4_000_000,
            output: 16 << 20,
            width: 100_000,
        }
    }
}

/// What `{% url %}` asks for.
#[derive(Debug)]
pub struct Reverse<'v> {
    /// The name of the URL, as the template gives it.
    pub name: &'v Value,
    /// Arguments by position.
    pub positional: &'v [Value],
    /// Arguments by name.
    pub named: &'v [(Arc<str>, Value)],
    /// The application namespace of the request.
    pub current_app: Option<&'v Value>,
    /// The active language, which `i18n_patterns` put into URLs.
    pub language: Option<&'v str>,
}

/// What the site knows and templates ask for.
pub trait Site: Translator {
    /// The time now, if the site has a clock.
    fn now(&self) -> Option<Timestamp>;

    /// The URL of that name.
    ///
    /// # Errors
    /// `NoReverseMatch`.
    fn reverse(&self, asked: &Reverse<'_>) -> Result<String>;

    /// The URL of a static file; `None` leaves it to `STATIC_URL`.
    fn static_url(&self, path: &str) -> Option<Result<String>>;
}

/// A site that knows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSite;

impl Translator for NoSite {
    fn gettext(&self, _: &str, _: Option<&str>, _: &str) -> Option<Cow<'_, str>> {
        None
    }

    fn ngettext(&self, _: &str, _: Option<&str>, _: [&str; 2], _: &Value) -> Option<Cow<'_, str>> {
        None
    }
}

impl Site for NoSite {
    fn now(&self) -> Option<Timestamp> {
        None
    }

    fn reverse(&self, asked: &Reverse<'_>) -> Result<String> {
        let name = asked.name.to_str();
        let message =
            format!("Reverse for '{name}' not found. '{name}' is not a valid view function or pattern name.");
        Err(Error::new(Kind::NoReverseMatch, message))
    }

    fn static_url(&self, _: &str) -> Option<Result<String>> {
        None
    }
}
