//! The patterns of a URLconf, as they are written.

use std::sync::Arc;

use downpage_core::Value;
use downpage_core::surroundings::Translations;

use crate::project::py::Unknown;

/// One line of `urlpatterns`.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// A view.
    View { route: Route, name: Option<Arc<str>>, defaults: Defaults },
    /// `include(...)` and the like.
    Include {
        route: Route,
        inside: Arc<Vec<Entry>>,
        app: Option<Arc<str>>,
        namespace: Option<Arc<str>>,
        defaults: Defaults,
    },
    /// What only Python can tell.
    Unknown(Arc<Unknown>),
}

/// Arguments that the pattern itself gives; `None` for a value that is not known.
pub(super) type Defaults = Vec<(Arc<str>, Option<Value>)>;

/// How a URL is written.
#[derive(Clone, Debug)]
pub(super) enum Route {
    /// Of `path()`; whether it ends there.
    Path { text: Words, endpoint: bool, converters: Vec<(Arc<str>, Converter)> },
    /// Of `re_path()`.
    Regex(Words),
    /// Of `i18n_patterns()`.
    Language { default: Arc<str>, prefix_default: bool },
}

/// Text, perhaps one to be translated.
#[derive(Clone, Debug)]
pub(super) enum Words {
    Plain(Arc<str>),
    Translated { message: Arc<str>, context: Option<Arc<str>> },
}

/// A registered converter: what its values look like.
#[derive(Clone, Debug)]
pub(super) struct Converter {
    /// `None` when it is not known.
    pub(super) regex: Option<Arc<str>>,
    /// Whether it writes values as `str()` does.
    pub(super) plain: bool,
}

impl Converter {
    /// One of Django's own.
    pub(super) fn named(name: &str) -> Option<Self> {
        let regex = match name {
            "int" => "[0-9]+",
            "path" => ".+",
            "slug" => "[-a-zA-Z0-9_]+",
            "str" => "[^/]+",
            "uuid" => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            _ => return None,
        };
        Some(Self { regex: Some(regex.into()), plain: true })
    }
}

impl Words {
    fn in_language(&self, language: &str, translations: &Translations) -> Arc<str> {
        match self {
            Self::Plain(text) => Arc::clone(text),
            Self::Translated { message, context } => translations
                .gettext(language, context.as_deref(), message)
                .map_or_else(|| Arc::clone(message), Arc::from),
        }
    }
}

impl Route {
    /// The regular expression, without the `^` in front, as Django makes it.
    pub(super) fn pattern(&self, language: &str, translations: &Translations) -> Result<String, String> {
        let pattern = match self {
            Self::Regex(text) => text.in_language(language, translations).to_string(),
            Self::Language { default, prefix_default } if **default == *language && !prefix_default => {
                String::new()
            }
            Self::Language { .. } => escape(&format!("{language}/")),
            Self::Path { text, endpoint, converters } => {
                let text = text.in_language(language, translations);
                let mut pattern = String::new();
                let mut rest = &*text;
                while let Some((before, parameter, after)) = next_parameter(rest) {
                    pattern.push_str(&escape(before));
                    let (converter, name) = parameter.split_once(':').unwrap_or(("str", parameter));
                    let found = converters
                        .iter()
                        .find(|(known, _)| **known == *name)
                        .map(|(_, converter)| converter.clone());
                    let regex =
                        found.or_else(|| Converter::named(converter)).and_then(|converter| converter.regex);
                    let regex = regex
                        .ok_or_else(|| format!("what the converter `{converter}` takes is not known"))?;
                    pattern.push_str(&format!("(?P<{name}>{regex})"));
                    rest = after;
                }
                pattern.push_str(&escape(rest));
                if *endpoint {
                    pattern.push_str("\\Z");
                }
                return Ok(pattern);
            }
        };
        Ok(pattern.strip_prefix('^').map(str::to_owned).unwrap_or(pattern))
    }

    /// The converters of its parameters.
    pub(super) fn converters(&self) -> &[(Arc<str>, Converter)] {
        match self {
            Self::Path { converters, .. } => converters,
            _ => &[],
        }
    }
}

/// What stands before the next `<parameter>`, the parameter, and what comes after it.
pub(super) fn next_parameter(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| from + at) {
        let close = open + text[open..].find('>')?;
        let inside = &text[open + 1..close];
        // Of `<:` Django's expression takes no parameter.
        if !inside.is_empty() && !inside.starts_with(':') && !inside.ends_with(':') {
            return Some((&text[..open], inside, &text[close + 1..]));
        }
        from = open + 1;
    }
    None
}

/// `re.escape`.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
