//! The words of the built-in pages in other languages than English, a file of a few dozen lines for each.
//!
//! English says something of its own about each status. The other languages say the same of statuses that mean the same to
//! a visitor, so that a language is soon written and soon read: see `docs/adding-a-language.md`. A file is read when the
//! first page in its language is made, and never otherwise.

use std::sync::OnceLock;

use crate::surroundings::language;

/// The title of each group of statuses. A status from 500 that is in none has the label `trouble`, one below 500 the first.
static TITLES: [(&str, &[u16]); 22] = [
    ("title 400", &[400, 411, 414, 416, 417, 421, 424, 425, 463]),
    ("title 401", &[401, 407, 440, 498, 511, 561]),
    ("title 402", &[402]),
    ("title 403", &[403, 450, 495, 496]),
    ("title 404", &[404]),
    ("title 405", &[405, 406, 415, 426, 464, 501, 505, 506, 510]),
    ("title 408", &[408, 504, 522, 524, 598, 599]),
    ("title 409", &[409, 412, 428]),
    ("title 410", &[410]),
    ("title 413", &[413, 431, 494]),
    ("title 418", &[418]),
    ("title 419", &[419]),
    ("title 422", &[422, 449]),
    ("title 423", &[423]),
    ("title 429", &[420, 429]),
    ("title 444", &[444, 460, 499, 527]),
    ("title 451", &[451]),
    ("title 497", &[497, 525, 526]),
    ("title 502", &[502, 521, 523, 530]),
    ("title 503", &[503, 507]),
    ("title 509", &[509, 529]),
    ("title 533", &[533]),
];

/// The sentence for each group of statuses. A status below 500 that is in none has the first, one from 500 the last.
static SENTENCES: [(&str, &[u16]); 41] = [
    ("400", &[400]),
    ("401", &[401]),
    ("402", &[402]),
    ("403", &[403]),
    ("404", &[404]),
    ("405", &[405]),
    ("406", &[406, 417, 426, 464, 505]),
    ("407", &[407, 511]),
    ("408", &[408]),
    ("409", &[409, 412, 428]),
    ("410", &[410]),
    ("413", &[413]),
    ("414", &[414]),
    ("415", &[415]),
    ("416", &[416]),
    ("418", &[418]),
    ("419", &[419]),
    ("421", &[421, 463]),
    ("422", &[411, 422, 449]),
    ("423", &[423]),
    ("424", &[424]),
    ("425", &[425]),
    ("429", &[420, 429]),
    ("431", &[431, 494]),
    ("440", &[440, 498]),
    ("444", &[444, 460, 499, 527, 598]),
    ("450", &[450]),
    ("451", &[451]),
    ("495", &[495, 496]),
    ("497", &[497]),
    ("500", &[500, 520]),
    ("501", &[501]),
    ("502", &[502, 521, 522, 523]),
    ("503", &[503]),
    ("504", &[504, 524, 599]),
    ("507", &[507]),
    ("509", &[509, 529]),
    ("525", &[525, 526]),
    ("533", &[533]),
    ("561", &[561]),
    ("5xx", &[506, 508, 510, 530]),
];

/// The words in one language.
#[derive(Debug)]
pub(super) struct Words {
    /// The language, as in `pt-br`.
    pub(super) language: &'static str,
    text: &'static str,
    lines: OnceLock<Vec<(&'static str, &'static str)>>,
}

macro_rules! languages {
    ($($name:literal),* $(,)?) => {
        [$(Words { language: $name, text: include_str!(concat!($name, ".txt")), lines: OnceLock::new() }),*]
    };
}

static LANGUAGES: [Words; 32] = languages![
    "ar", "bg", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko",
    "nb", "nl", "pl", "pt", "pt-br", "ro", "ru", "sk", "sv", "th", "tr", "uk", "vi", "zh-hans", "zh-hant",
];

/// The languages that the built-in pages speak, besides English.
pub(super) fn all() -> &'static [Words] {
    &LANGUAGES
}

impl Words {
    /// The words for pages in `language`, or in what stands in for it: `de` for `de-at`.
    pub(super) fn of(language: &str) -> Option<&'static Self> {
        let named = |name: &str| LANGUAGES.iter().find(|words| words.language == name);
        language::fallbacks(language)
            // Chinese of no script and no country is mostly written so
            .find_map(|name| named(if name == "zh" { "zh-hans" } else { &name }))
    }

    /// The label called `name`.
    pub(super) fn label(&self, name: &str) -> Option<&'static str> {
        self.line(name)
    }

    /// What stands above the sentence.
    pub(super) fn title(&self, code: u16) -> Option<&'static str> {
        self.line(group(&TITLES, code).unwrap_or(if code < 500 { TITLES[0].0 } else { "trouble" }))
    }

    /// One sentence, or two, for a visitor.
    pub(super) fn sentence(&self, code: u16) -> Option<&'static str> {
        let other = if code < 500 { SENTENCES[0].0 } else { SENTENCES[SENTENCES.len() - 1].0 };
        self.line(group(&SENTENCES, code).unwrap_or(other))
    }

    fn line(&self, key: &str) -> Option<&'static str> {
        self.lines().iter().find(|(name, _)| *name == key).map(|(_, text)| *text)
    }

    /// Key and text of each line but the comments.
    fn lines(&self) -> &[(&'static str, &'static str)] {
        self.lines.get_or_init(|| {
            self.text
                .lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| line.split_once(": "))
                .collect()
        })
    }
}

/// The key of the group that `code` is in.
fn group(groups: &'static [(&'static str, &'static [u16])], code: u16) -> Option<&'static str> {
    groups.iter().find(|(_, codes)| codes.contains(&code)).map(|(key, _)| *key)
}

#[cfg(test)]
mod tests;
