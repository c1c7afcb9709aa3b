//! Translations from gettext catalogs.
//!
//! The crates there are fall short of it: `gettext` has no `.po` files and stands on an abandoned crate, `polib` reads no
//! `.mo` files and computes no plural forms.

mod catalog;
mod header;
mod load;
mod mo;
mod plural;
mod po;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::surroundings::language::{fallbacks, normalize};

pub use catalog::Catalog;

/// The catalogs of all languages.
///
/// A message is looked for in the catalogs of the page's language, then in those of what stands in for it (`de` for
/// `de-at`), then in those of the fallback language, if one is set.
///
/// ```
/// use downpage_core::surroundings::{Catalog, Translations};
///
/// let mut translations = Translations::default();
/// let catalog = Catalog::from_po("msgid \"Not found\"\nmsgstr \"Nicht gefunden\"\n", "de.po")?;
/// translations.add("de", catalog);
/// assert_eq!(translations.gettext("de_AT", None, "Not found"), Some("Nicht gefunden"));
/// assert_eq!(translations.gettext("fr", None, "Not found"), None);
/// # Ok::<(), downpage_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Translations {
    languages: BTreeMap<String, Vec<Catalog>>,
    fallback: Option<Box<str>>,
    /// Languages that the directories have besides, read when a template changes to one.
    others: BTreeMap<String, OnceLock<Vec<Catalog>>>,
    /// Where the catalogs were read from, and which.
    directories: Vec<PathBuf>,
    domains: Vec<String>,
}

impl Translations {
    /// Adds a catalog of `language`. Where several translate one message, the one added first counts.
    pub fn add(&mut self, language: &str, catalog: Catalog) {
        self.languages.entry(normalize(language)).or_default().push(catalog);
    }

    /// The catalogs of both: where several translate one message, one of `self` counts. The language that stands in is that
    /// of `others`, unless there is one.
    #[must_use]
    pub fn before(mut self, others: Self) -> Self {
        for (language, catalogs) in others.languages {
            self.languages.entry(language).or_default().extend(catalogs);
        }
        self.fallback = self.fallback.or(others.fallback);
        for (language, catalogs) in others.others {
            self.others.entry(language).or_insert(catalogs);
        }
        self.others.retain(|language, _| !self.languages.contains_key(language));
        self.directories.extend(others.directories);
        let domains: Vec<String> =
            others.domains.into_iter().filter(|domain| !self.domains.contains(domain)).collect();
        self.domains.extend(domains);
        self
    }

    /// Sets the language that stands in for what a page's own does not translate; as in Django, for no variant of
    /// English, whose messages are mostly the untranslated ones. Default: none.
    #[must_use]
    pub fn with_fallback(mut self, language: &str) -> Self {
        self.fallback = Some(normalize(language).into());
        self
    }

    /// The languages that have catalogs, sorted.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// All catalogs, by language.
    pub fn catalogs(&self) -> impl Iterator<Item = (&str, &Catalog)> {
        self.languages
            .iter()
            .flat_map(|(language, catalogs)| catalogs.iter().map(move |catalog| (language.as_str(), catalog)))
    }

    /// The translation of `message`, if there is one. `context` is gettext's message context (`msgctxt`).
    #[must_use]
    pub fn gettext(&self, language: &str, context: Option<&str>, message: &str) -> Option<&str> {
        self.search(language, |catalog| catalog.gettext(context, message))
    }

    /// As [`gettext`](Self::gettext), from the catalogs of the language and of what it is a kind of, and not of the fallback.
    #[must_use]
    pub fn gettext_without_fallback(
        &self,
        language: &str,
        context: Option<&str>,
        message: &str,
    ) -> Option<&str> {
        self.search_own(language, |catalog| catalog.gettext(context, message))
    }

    /// The translation of a message with a number, in the form that the language has for `count`, if there is one.
    ///
    /// A catalog knows the message by its `singular`, as everywhere in gettext.
    #[must_use]
    pub fn ngettext(
        &self,
        language: &str,
        context: Option<&str>,
        singular: &str,
        _plural: &str,
        count: i64,
    ) -> Option<&str> {
        self.search(language, |catalog| catalog.ngettext(context, singular, count))
    }

    /// The catalogs of exactly this language.
    fn catalogs_of(&self, language: &str) -> Option<&[Catalog]> {
        if let Some(catalogs) = self.languages.get(language) {
            return Some(catalogs);
        }
        let other = self.others.get(language)?;
        Some(other.get_or_init(|| self.read_other(language)))
    }

    /// The first thing found in the catalogs for `language`.
    fn search<'a>(
        &'a self,
        language: &str,
        find: impl Fn(&'a Catalog) -> Option<&'a str>,
    ) -> Option<&'a str> {
        self.search_own(language, &find).or_else(|| {
            let fallback = self.fallback.as_deref()?;
            if normalize(language).starts_with("en") { None } else { self.search_own(fallback, &find) }
        })
    }

    /// The first thing found in the catalogs of `language` and of what it is a kind of.
    fn search_own<'a>(
        &'a self,
        language: &str,
        find: impl Fn(&'a Catalog) -> Option<&'a str>,
    ) -> Option<&'a str> {
        if self.languages.is_empty() && self.others.is_empty() {
            return None;
        }
        fallbacks(language).find_map(|language| self.catalogs_of(&language)?.iter().find_map(&find))
    }
}
