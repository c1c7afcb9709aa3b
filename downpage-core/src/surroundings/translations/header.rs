//! What a catalog says of itself in the translation of the empty message: plural forms and character set.

use std::borrow::Cow;

use super::plural::PluralRule;

/// The plural rule that `header` states, or the default one.
pub(super) fn plural_rule(header: &str) -> Result<PluralRule, String> {
    match field(header, "plural-forms") {
        Some(forms) => {
            PluralRule::parse(forms).map_err(|reason| format!("cannot read `Plural-Forms`: {reason}"))
        }
        None => Ok(PluralRule::default()),
    }
}

/// A character set that catalogs are read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-8; ASCII is part of it.
    Utf8,
    /// ISO 8859-1.
    Latin1,
}

impl Charset {
    /// The one that `header` states, UTF-8 when it states none; `Err` with the name of one that cannot be read.
    pub(super) fn of(header: &str) -> Result<Self, String> {
        let name =
            field(header, "content-type").and_then(|kind| kind.split("charset=").nth(1)).unwrap_or_default();
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "utf-8" | "utf8" | "us-ascii" | "ascii" | "charset" => Ok(Self::Utf8),
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin-1" | "latin1" => Ok(Self::Latin1),
            _ => Err(name.trim().to_owned()),
        }
    }

    /// The text that `bytes` are; `None` when they are none.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match (std::str::from_utf8(bytes), self) {
            (Ok(text), Self::Utf8) => Some(Cow::Borrowed(text)),
            (Err(_), Self::Utf8) => None,
            (_, Self::Latin1) => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        }
    }
}

/// The value of the field `name`, given in lower case.
fn field<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
