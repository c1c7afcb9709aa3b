//! The site's services, as the language asks for them.

use std::borrow::Cow;
use std::sync::Arc;

use downpage_core::surroundings::{Asked, Wanted};
use downpage_core::{Map, Surroundings};
use jiff::Timestamp;

use crate::convert::from_template;
use crate::error::{Error, Kind, Result};
use crate::i18n::{Translator, embedded};
use crate::render::{Reverse, Site};
use crate::value::{Value, int_of};

/// The surroundings of a site.
pub(crate) struct Services {
    pub(crate) surroundings: Arc<Surroundings>,
    /// `USE_I18N`: without it everything stays as it is written.
    pub(crate) translates: bool,
}

impl Translator for Services {
    fn gettext(&self, language: &str, context: Option<&str>, message: &str) -> Option<Cow<'_, str>> {
        if !self.translates {
            return None;
        }
        let own = self.surroundings.translations.gettext(language, context, message);
        let found = own.or_else(|| embedded::gettext(language, context, message));
        self.surroundings.tell(Asked::Message(message, found));
        found.map(Cow::Borrowed)
    }

    fn ngettext(
        &self,
        language: &str,
        context: Option<&str>,
        [singular, plural]: [&str; 2],
        count: &Value,
    ) -> Option<Cow<'_, str>> {
        if !self.translates {
            return None;
        }
        let count = match int_of(count) {
            Ok(Value::Int(count)) => count,
            _ => i64::MAX,
        };
        let own = self.surroundings.translations.ngettext(language, context, singular, plural, count);
        let found = own.or_else(|| embedded::ngettext(language, context, [singular, plural], count));
        self.surroundings.tell(Asked::Message(singular, found));
        found.map(Cow::Borrowed)
    }
}

impl Site for Services {
    fn now(&self) -> Option<Timestamp> {
        self.surroundings.clock
    }

    fn reverse(&self, asked: &Reverse<'_>) -> Result<String> {
        let positional: Vec<_> = asked.positional.iter().map(from_template).collect();
        let named: Map =
            asked.named.iter().map(|(name, value)| (Arc::clone(name), from_template(value))).collect();
        let app = asked.current_app.map(Value::to_str);
        let wanted = Wanted {
            name: &asked.name.to_str(),
            positional: &positional,
            named: &named,
            current_app: app.as_deref(),
            language: asked.language,
        };
        self.surroundings.url_for(&wanted).map_err(|error| carried(Kind::NoReverseMatch, &error))
    }

    fn static_url(&self, path: &str) -> Option<Result<String>> {
        Some(self.surroundings.static_url(path).map_err(|error| carried(Kind::Value, &error)))
    }
}

/// An error of the core on its way through the language.
fn carried(kind: Kind, error: &downpage_core::Error) -> Error {
    let carried = Error::new(kind, error.message());
    match error.help_text() {
        Some(help) => carried.help(help),
        None => carried,
    }
}
