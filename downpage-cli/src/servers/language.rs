//! Picks a language by `Accept-Language`, in each dialect of regular expressions that servers speak.

use std::fmt::Write as _;
use std::sync::Arc;

use downpage::surroundings::language::{fallbacks, normalize};

/// What else a client may call a language that Django names by script.
const ALIASES: [(&str, &[&str]); 5] = [
    ("zh-hans", &["zh-cn", "zh-sg", "zh-my"]),
    ("zh-hant", &["zh-tw", "zh-hk", "zh-mo"]),
    ("nb", &["no"]),
    ("he", &["iw"]),
    ("id", &["in"]),
];

/// What follows a tag in a list that accepts it.
const ACCEPTED: &str = r"(?![a-z0-9])[a-z0-9-]*+(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))";

/// The languages that there are pages in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Languages {
    /// Those to choose from.
    choices: Vec<Language>,
    /// That of the pages for everybody.
    default: Language,
}

/// One language, and the tags in `Accept-Language` that ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Language {
    /// As pages name it: `pt-br`.
    pub(crate) locale: Arc<str>,
    /// In lower case; a client's tag fits when it is one of these or begins with one and a hyphen.
    pub(crate) tags: Vec<String>,
}

impl Languages {
    /// The choice among `locales`, where pages for everybody are in `default`.
    pub(crate) fn new(default: &str, locales: impl IntoIterator<Item = Arc<str>>) -> Self {
        let mut choices: Vec<Language> = Vec::new();
        for locale in locales {
            if choices.iter().all(|known| known.locale != locale) {
                choices.push(Language { tags: own_tags(&locale), locale });
            }
        }
        let mut default = Language { locale: default.into(), tags: own_tags(default) };
        // `pt` gets the page in `pt-br` when there is none in `pt`: better than one in the site's language.
        let mut taken: Vec<String> = default.tags.clone();
        taken.extend(choices.iter().flat_map(|choice| choice.tags.iter().cloned()));
        for language in std::iter::once(&mut default).chain(&mut choices) {
            for shorter in fallbacks(&language.locale).skip(1) {
                if !taken.contains(&shorter) {
                    taken.push(shorter.clone());
                    language.tags.push(shorter);
                }
            }
        }
        Self { choices, default }
    }

    /// Whether there is nothing to choose.
    pub(crate) fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }

    /// The languages to choose from, as pages name them.
    pub(crate) fn locales(&self) -> impl Iterator<Item = &str> {
        self.choices.iter().map(|choice| &*choice.locale)
    }

    /// The languages to choose from.
    pub(crate) fn choices(&self) -> &[Language] {
        &self.choices
    }

    /// The language of the pages for everybody.
    pub(crate) fn default(&self) -> &Language {
        &self.default
    }

    /// A regular expression of PCRE, for a search without regard to case, that captures the first tag of the list that
    /// there is a page for, with `name` as the start of the group: `(` or `(?<tag>`. A weight of 0 counts as unsupported,
    /// other weights are not looked at.
    ///
    /// Possessive throughout: a list made to hurt takes no longer than any other of its length.
    pub(crate) fn first_tag(&self, group: &str) -> String {
        let every = self.every_tag();
        format!("{}{group}{every}){ACCEPTED}", Self::skipping(&every))
    }

    /// A regular expression as [`first_tag`](Self::first_tag) that finds only lists whose first supported language is
    /// `language`, and captures nothing.
    pub(crate) fn pcre(&self, language: &Language) -> String {
        let own: Vec<String> =
            language.tags.iter().map(|tag| tag.clone() + &self.longer(tag, language)).collect();
        format!("{}(?:{}){ACCEPTED}", Self::skipping(&self.every_tag()), own.join("|"))
    }

    /// Passes over what there is no page for.
    fn skipping(every: &str) -> String {
        format!(r"^\s*+(?:(?!(?:{every}){ACCEPTED})[^,]*+,\s*+)*+")
    }

    /// All tags, the longer before their beginnings.
    fn every_tag(&self) -> String {
        let mut tags: Vec<&str> =
            self.everyone().flat_map(|one| one.tags.iter().map(String::as_str)).collect();
        tags.sort_by_key(|tag| std::cmp::Reverse(tag.len()));
        tags.join("|")
    }

    /// Excludes the tags of other languages that begin with `tag`: `zh` is not the beginning of `zh-tw`.
    fn longer(&self, tag: &str, own: &Language) -> String {
        let start = format!("{tag}-");
        let others = self.everyone().filter(|one| one.locale != own.locale);
        let rests: Vec<&str> =
            others.flat_map(|one| &one.tags).filter_map(|other| other.strip_prefix(&start)).collect();
        if rests.is_empty() { String::new() } else { format!("(?!-(?:{})(?![a-z0-9]))", rests.join("|")) }
    }

    /// Each tag with its language, in an order in which the first that fits is the right one: the longer go first.
    ///
    /// For dialects without look-ahead, which judge the first entry of the list alone; those of the default language are
    /// among them (with `None`) only where a longer tag of it has to go before a shorter one of another.
    pub(crate) fn by_tag(&self) -> Vec<(&str, Option<&Language>)> {
        let chosen =
            self.choices.iter().flat_map(|one| one.tags.iter().map(move |tag| (tag.as_str(), Some(one))));
        let is_needed = |tag: &str| {
            self.choices.iter().flat_map(|one| &one.tags).any(|other| tag.starts_with(&format!("{other}-")))
        };
        let default = self.default.tags.iter().map(String::as_str).filter(|tag| is_needed(tag));
        let mut tags: Vec<_> = chosen.chain(default.map(|tag| (tag, None))).collect();
        tags.sort_by_key(|(tag, _)| std::cmp::Reverse(tag.len()));
        tags
    }

    fn everyone(&self) -> impl Iterator<Item = &Language> {
        std::iter::once(&self.default).chain(&self.choices)
    }
}

/// A regular expression of RE2, without regard to case and up to the end of the first entry, that finds lists whose first
/// entry is `tag`; see [`Languages::by_tag`].
pub(crate) fn re2(tag: &str) -> String {
    let mut expression = String::new();
    let _ = write!(expression, r"^\s*{tag}(-[a-z0-9]+)*\s*(,|$|;\s*q\s*=\s*(1|0?\.[0-9]*[1-9]))");
    expression
}

/// The tags of a language without those that may belong to another.
fn own_tags(locale: &str) -> Vec<String> {
    let name = normalize(locale);
    let aliases = ALIASES.iter().filter(|(known, _)| *known == name).flat_map(|(_, tags)| *tags);
    let aliases: Vec<String> = aliases.map(|tag| (*tag).to_owned()).collect();
    std::iter::once(name).chain(aliases).collect()
}

#[cfg(test)]
mod tests {
    use super::Languages;

    fn languages(default: &str, locales: &[&str]) -> Languages {
        Languages::new(default, locales.iter().map(|locale| (*locale).into()))
    }

    fn tags(languages: &Languages) -> Vec<String> {
        languages.choices().iter().map(|one| one.tags.join(" ")).collect()
    }

    #[test]
    fn a_shorter_tag_goes_to_the_first_language_that_it_may_mean() {
        assert_eq!(tags(&languages("en", &["pt-br", "pt-pt", "de"])), ["pt-br pt", "pt-pt", "de"]);
        assert_eq!(tags(&languages("en", &["pt-br", "pt"])), ["pt-br", "pt"]);
        assert_eq!(tags(&languages("pt-br", &["pt-pt"])), ["pt-pt"], "it is the default's");
        assert_eq!(
            tags(&languages("en", &["zh-hans", "zh-hant", "nb"])),
            ["zh-hans zh-cn zh-sg zh-my zh", "zh-hant zh-tw zh-hk zh-mo", "nb no"]
        );
        assert_eq!(tags(&languages("en", &["sr@latin"])), ["sr-latn sr"]);
    }

    #[test]
    fn the_longer_tag_goes_first_also_when_it_is_the_defaults() {
        let languages = languages("en-gb", &["en", "zh-hans"]);
        let order: Vec<(&str, Option<&str>)> = languages
            .by_tag()
            .into_iter()
            .map(|(tag, language)| (tag, language.map(|language| &*language.locale)))
            .collect();
        assert_eq!(
            order,
            [
                ("zh-hans", Some("zh-hans")),
                ("zh-cn", Some("zh-hans")),
                ("zh-sg", Some("zh-hans")),
                ("zh-my", Some("zh-hans")),
                ("en-gb", None),
                ("en", Some("en")),
                ("zh", Some("zh-hans")),
            ]
        );
    }

    #[test]
    fn a_tag_that_begins_another_languages_excludes_it() {
        let languages = languages("en", &["zh-hans", "zh-hant"]);
        let expression = languages.pcre(&languages.choices()[0]);
        assert!(expression.contains("|zh(?!-(?:hant|tw|hk|mo)(?![a-z0-9])))"), "{expression}");
    }
}
