//! Translations: who knows them, and which language is active.

pub(crate) mod embedded;
mod languages;

use std::borrow::Cow;

use crate::value::Value;

pub use languages::{LANGUAGES, Language, is_bidi, language};

/// Whoever knows translations.
pub trait Translator: Send + Sync {
    /// The translation of `message` in `language`, if there is one. `context` is gettext's `msgctxt`.
    fn gettext(&self, language: &str, context: Option<&str>, message: &str) -> Option<Cow<'_, str>>;

    /// The translation of a message with a number, in the form that the language has for `count`.
    fn ngettext(
        &self,
        language: &str,
        context: Option<&str>,
        forms: [&str; 2],
        count: &Value,
    ) -> Option<Cow<'_, str>>;
}

/// The active language and who translates into it; `None` when translations are switched off.
#[derive(Clone, Copy)]
pub struct Active<'a> {
    /// The language, as in `pt-br`.
    pub language: Option<&'a str>,
    /// Who knows translations.
    pub translator: &'a dyn Translator,
}

impl<'a> Active<'a> {
    /// The translation of `message`, or itself.
    #[must_use]
    pub fn gettext<'m>(&self, message: &'m str) -> Cow<'m, str>
    where
        'a: 'm,
    {
        self.pgettext(None, message)
    }

    /// The translation of `message` in a context, or itself.
    #[must_use]
    pub fn pgettext<'m>(&self, context: Option<&str>, message: &'m str) -> Cow<'m, str>
    where
        'a: 'm,
    {
        // gettext keeps a catalog's header under the empty message.
        if message.is_empty() {
            return Cow::Borrowed("");
        }
        // Django looks for messages with plain line ends, and shows them so when there is no translation.
        if context.is_none() && message.contains('\r') {
            let plain = message.replace("\r\n", "\n").replace('\r', "\n");
            let found = self.language.and_then(|language| self.translator.gettext(language, None, &plain));
            return Cow::Owned(found.map_or_else(|| plain.clone(), Cow::into_owned));
        }
        let found = self.language.and_then(|language| self.translator.gettext(language, context, message));
        found.unwrap_or(Cow::Borrowed(message))
    }

    /// The translation of a message with a number; without one the first form for 1 and the second for the rest.
    #[must_use]
    pub fn ngettext<'m>(&self, context: Option<&str>, forms: [&'m str; 2], count: &Value) -> Cow<'m, str>
    where
        'a: 'm,
    {
        let found =
            self.language.and_then(|language| self.translator.ngettext(language, context, forms, count));
        found.unwrap_or(Cow::Borrowed(forms[usize::from(*count != Value::Int(1))]))
    }
}
