//! What the variants of a page are called: the page in another language or format, and its compressed files.

use std::sync::Arc;

use crate::encoding::Levels;
use crate::error::{Error, ErrorKind, Result, suggest};

/// The table `[variants]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantsTable {
    /// The name of a page in another language or format than its default, of `{name}`, `{locale}` and `{format}`.
    /// Default: `{name}.{locale}.{format}`.
    pub page: NamePattern,
    /// The name of a compressed page, of `{file}` and `{encoding}`. Default: `{file}.{encoding}`.
    pub compressed: NamePattern,
    /// How hard pages are compressed.
    pub levels: Levels,
}

impl Default for VariantsTable {
    fn default() -> Self {
        Self {
            page: NamePattern("{name}.{locale}.{format}".into()),
            compressed: NamePattern("{file}.{encoding}".into()),
            levels: Levels::default(),
        }
    }
}

/// A file name with placeholders, relative to the folder of the page.
///
/// A placeholder for which there is nothing goes, together with the separator (`.`, `-`, `_` or `/`) before it, or, at the
/// start, the one after it.
///
/// ```
/// use downpage_core::config::NamePattern;
///
/// let pattern = NamePattern::new("{locale}/{name}.{format}", &["name", "locale", "format"])?;
/// let german = [("name", "503"), ("locale", "de"), ("format", "json")];
/// assert_eq!(pattern.fill(&german), "de/503.json");
/// let default = [("name", "503"), ("locale", ""), ("format", "json")];
/// assert_eq!(pattern.fill(&default), "503.json");
/// # Ok::<(), downpage_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern(Arc<str>);

impl NamePattern {
    /// A pattern in which each of `names` stands once and no other.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration), with what is missing or too much.
    pub fn new(pattern: &str, names: &[&str]) -> Result<Self> {
        let wrong = |reason: String| Error::new(ErrorKind::Configuration, reason);
        let mut seen = Vec::new();
        for part in parts(pattern) {
            match part {
                Part::Brace => {
                    return Err(wrong(format!("the pattern `{pattern}` has a brace without its partner")));
                }
                Part::Placeholder(name) if !names.contains(&name) => {
                    return Err(wrong(format!(
                        "unknown placeholder `{{{name}}}` in the pattern `{pattern}`"
                    ))
                    .maybe_help(suggest(name, names.iter().copied())));
                }
                Part::Placeholder(name) if seen.contains(&name) => {
                    return Err(wrong(format!("`{{{name}}}` stands twice in the pattern `{pattern}`")));
                }
                Part::Placeholder(name) => seen.push(name),
                Part::Text(_) => {}
            }
        }
        match names.iter().find(|name| !seen.contains(name)) {
            None => Ok(Self(pattern.into())),
            Some(missing) => {
                let all: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
                let (last, rest) = all.split_last().map_or(("", [].as_slice()), |(last, rest)| (last, rest));
                Err(wrong(format!("the pattern `{pattern}` has no `{{{missing}}}`"))
                    .help(format!("variants are told apart by {} and {last}", rest.join(", "))))
            }
        }
    }

    /// The name for these values; one that is empty counts as not there.
    #[must_use]
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        let mut name = String::with_capacity(self.0.len() + 16);
        let mut skip_separator = false;
        for part in parts(&self.0) {
            match part {
                Part::Text(text) if skip_separator => {
                    name.push_str(text.strip_prefix(SEPARATORS).unwrap_or(text));
                }
                Part::Text(text) => name.push_str(text),
                Part::Placeholder(wanted) => {
                    let value =
                        values.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
                    name.push_str(value);
                    if value.is_empty() {
                        skip_separator = !name.ends_with(SEPARATORS);
                        if !skip_separator {
                            name.pop();
                        }
                        continue;
                    }
                }
                Part::Brace => {}
            }
            skip_separator = false;
        }
        name
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const SEPARATORS: [char; 4] = ['.', '-', '_', '/'];

enum Part<'p> {
    Text(&'p str),
    Placeholder(&'p str),
    /// One that has no partner; nothing comes after it.
    Brace,
}

fn parts(pattern: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(at) = rest.find(['{', '}']) else { return Some(Part::Text(std::mem::take(&mut rest))) };
        if at > 0 {
            let (text, after) = rest.split_at(at);
            rest = after;
            return Some(Part::Text(text));
        }
        match rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((name, after)) if !name.contains('{') => {
                rest = after;
                Some(Part::Placeholder(name))
            }
            _ => {
                rest = "";
                Some(Part::Brace)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::NamePattern;

    const NAMES: [&str; 3] = ["name", "locale", "format"];

    fn filled(pattern: &str, locale: &str, format: &str) -> String {
        let pattern = NamePattern::new(pattern, &NAMES).unwrap();
        pattern.fill(&[("name", "503"), ("locale", locale), ("format", format)])
    }

    #[test]
    fn what_is_not_there_goes_with_its_separator() {
        for (pattern, all, no_locale, no_format) in [
            ("{name}.{locale}.{format}", "503.de.json", "503.json", "503.de"),
            ("{locale}/{name}.{format}", "de/503.json", "503.json", "de/503"),
            ("{name}.{format}.{locale}", "503.json.de", "503.json", "503.de"),
            ("{name}_{locale}.{format}", "503_de.json", "503.json", "503_de"),
            ("{format}/{locale}/{name}.html", "json/de/503.html", "json/503.html", "de/503.html"),
            ("{locale}{name}.{format}", "de503.json", "503.json", "de503"),
        ] {
            assert_eq!(filled(pattern, "de", "json"), all);
            assert_eq!(filled(pattern, "", "json"), no_locale);
            assert_eq!(filled(pattern, "de", ""), no_format);
        }
        assert_eq!(filled("{name}.{locale}.{format}", "", ""), "503");
    }

    #[test]
    fn a_pattern_that_cannot_tell_variants_apart_is_refused() {
        let reason = |pattern: &str| NamePattern::new(pattern, &NAMES).unwrap_err();
        let error = reason("{name}.{format}");
        assert_eq!(error.message(), "the pattern `{name}.{format}` has no `{locale}`");
        assert_eq!(error.help_text(), Some("variants are told apart by `{name}`, `{locale}` and `{format}`"));
        let error = reason("{nme}.{locale}.{format}");
        assert_eq!(error.message(), "unknown placeholder `{nme}` in the pattern `{nme}.{locale}.{format}`");
        assert_eq!(error.help_text(), Some("did you mean `name`?"));
        assert_eq!(
            reason("{name}{name}.{locale}.{format}").message(),
            "`{name}` stands twice in the pattern `{name}{name}.{locale}.{format}`"
        );
        for pattern in ["{name", "name}", "{{name}.{locale}.{format}", "{name}.{locale}.{format}}"] {
            assert_eq!(
                reason(pattern).message(),
                format!("the pattern `{pattern}` has a brace without its partner")
            );
        }
    }
}
