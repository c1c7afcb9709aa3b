//! Translations from gettext catalogs.

/// The catalogs of all languages.
#[derive(Clone, Debug, Default)]
pub struct Translations {
    _private: (),
}

/// One language's messages.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    _private: (),
}

impl Translations {
    /// The translation of `message`, if there is one.
    pub fn gettext(&self, _language: &str, _context: Option<&str>, _message: &str) -> Option<&str> {
        None
    }

    /// The translation of a message with a number.
    pub fn ngettext(
        &self,
        _language: &str,
        _context: Option<&str>,
        _singular: &str,
        _plural: &str,
        _count: i64,
    ) -> Option<&str> {
        None
    }
}
