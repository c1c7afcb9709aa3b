//! One URL pattern: text, and parameters in angle brackets.

use std::borrow::Cow;

use crate::error::{Error, ErrorKind, Result, quoted, suggest};
use crate::surroundings::percent::quote;
use crate::value::{Map, Value};

/// What stays unencoded in the path: RFC 3986's `pchar`, as in Django's `reverse()`.
const IN_PATH: &str = "!$&'()*+,;=/~:@";
/// What stays unencoded in the text of a pattern.
const IN_LITERAL: &str = "!$&'()*+,;=/~:@%";
/// What stays unencoded in text that was written as a URL: reserved characters, and what is encoded already.
const IN_FULL_URL: &str = "!$&'()*+,;=/~:@?#[]%";

/// A pattern, read.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: Box<str>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    /// Text, encoded.
    Literal(String),
    Parameter {
        name: Box<str>,
        converter: Converter,
        /// After a `?` or `#`, where `&` and `=` would mean something.
        in_query: bool,
    },
}

/// What a parameter's value must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Converter {
    Text,
    Int,
    Slug,
    Uuid,
    Path,
}

impl Pattern {
    /// Reads `text`, or says why it cannot be used.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let full = has_scheme(text);
        if !full && (!text.starts_with('/') || text.starts_with("//")) {
            let problem = format!("URL pattern `{text}` must start with one `/`, or be a full URL");
            let help = format!("write `/{}`, or `https://...`", text.trim_start_matches('/'));
            return Err(Error::new(ErrorKind::Configuration, problem).help(help));
        }
        let mut pattern = Self { text: text.into(), parts: Vec::new() };
        let mut in_query = false;
        let mut rest = text;
        while let Some(open) = rest.find('<') {
            pattern.add_literal(&rest[..open], full, &mut in_query)?;
            let Some((inside, after)) = rest[open + 1..].split_once('>') else {
                return Err(bad(text, "a `<` is never closed"));
            };
            let (name, converter) = parse_parameter(text, inside)?;
            if pattern.parameters().any(|known| known == name) {
                return Err(bad(text, format!("it has the parameter `{name}` twice")));
            }
            pattern.parts.push(Part::Parameter { name: name.into(), converter, in_query });
            rest = after;
        }
        pattern.add_literal(rest, full, &mut in_query)?;
        Ok(pattern)
    }

    fn add_literal(&mut self, text: &str, full: bool, in_query: &mut bool) -> Result<()> {
        if text.contains('>') {
            return Err(bad(&self.text, "a `>` has no `<` before it"));
        }
        // In Django a pattern is a path only; here it may go on with a query, which stays as it was written.
        let query = if *in_query { 0 } else { text.find(['?', '#']).unwrap_or(text.len()) };
        *in_query |= query < text.len();
        let (path, query) = text.split_at(query);
        // Django fails on a `%` in a path; here it is one of a URL that is encoded already.
        let path = if full { quote(path, IN_FULL_URL) } else { quote(path, IN_LITERAL) };
        let encoded = path + &quote(query, IN_FULL_URL);
        if !encoded.is_empty() {
            self.parts.push(Part::Literal(encoded));
        }
        Ok(())
    }

    /// As it was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The names of the parameters, in their order.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Parameter { name, .. } => Some(&**name),
            Part::Literal(_) => None,
        })
    }

    /// The URL with the values in place; otherwise why they do not fit.
    pub(super) fn fill(&self, positional: &[Value], named: &Map) -> Result<String, String> {
        self.check_arguments(positional, named)?;
        let mut url = String::with_capacity(self.text.len());
        let mut values = positional.iter();
        for part in &self.parts {
            match part {
                Part::Literal(text) => url.push_str(text),
                Part::Parameter { name, converter, in_query } => {
                    let value = values.next().or_else(|| named.get(name));
                    let value = value.ok_or_else(|| format!("it needs `{name}`"))?;
                    let text = converter.accept(name, value)?;
                    url.push_str(&quote(&text, if *in_query { "" } else { IN_PATH }));
                }
            }
        }
        // A value must not turn a path into another site's URL.
        Ok(match url.strip_prefix("//") {
            Some(rest) => format!("/%2F{rest}"),
            None => url,
        })
    }

    fn check_arguments(&self, positional: &[Value], named: &Map) -> Result<(), String> {
        let wanted: Vec<&str> = self.parameters().collect();
        let wants = match wanted.as_slice() {
            [] => "it takes no parameters".to_owned(),
            wanted => format!("it takes {}", quoted(wanted)),
        };
        if !positional.is_empty() {
            if positional.len() != wanted.len() {
                let given = positional.len();
                return Err(format!("{wants}, but {given} {} given", if given == 1 { "is" } else { "are" }));
            }
            return Ok(());
        }
        if let Some(extra) = named.keys().find(|name| !wanted.contains(&&***name)) {
            let meant = suggest(extra, wanted.iter().copied()).filter(|help| help.starts_with("did"));
            let meant = meant.map_or_else(String::new, |meant| format!(": {meant}"));
            return Err(format!("{wants}, not `{extra}`{meant}"));
        }
        let missing: Vec<&str> = wanted.into_iter().filter(|name| !named.contains_key(name)).collect();
        if missing.is_empty() { Ok(()) } else { Err(format!("{wants}, and {} missing", are(&missing))) }
    }
}

impl Converter {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "str" | "string" => Self::Text,
            "int" => Self::Int,
            "slug" => Self::Slug,
            "uuid" => Self::Uuid,
            "path" => Self::Path,
            _ => return None,
        })
    }

    /// What values look like that it takes.
    const fn describe(self) -> &'static str {
        match self {
            Self::Text => "text without a slash, not empty",
            Self::Int => "a whole number that is not negative",
            Self::Slug => "letters (a to z), digits, hyphens and underscores",
            Self::Uuid => "a UUID in lower case",
            Self::Path => "text in one line, not empty",
        }
    }

    /// The value as text, when it has the right form.
    fn accept(self, name: &str, value: &Value) -> Result<String, String> {
        let text = as_text(value).ok_or_else(|| {
            format!("expected {} for `{name}`, found {}", self.describe(), value.describe())
        })?;
        let fits = match self {
            Self::Text => !text.is_empty() && !text.contains('/'),
            Self::Int => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Slug => {
                let is_slug = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                !text.is_empty() && text.bytes().all(is_slug)
            }
            Self::Uuid => is_uuid(&text),
            Self::Path => !text.is_empty() && !text.contains('\n'),
        };
        if fits {
            Ok(text.into_owned())
        } else {
            Err(format!("expected {} for `{name}`, found `{}`", self.describe(), text.escape_debug()))
        }
    }
}

/// A value as Python's `str()` writes it; `None` for what makes no sense in a URL.
fn as_text(value: &Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Text(text) => Cow::Borrowed(text),
        Value::Bool(value) => Cow::Borrowed(if *value { "True" } else { "False" }),
        Value::Int(value) => value.to_string().into(),
        Value::Float(value) => format!("{value:?}").into(),
        Value::Date(value) => value.to_string().into(),
        Value::Time(value) => value.to_string().into(),
        Value::Null | Value::DateTime(_) | Value::Zoned(_) | Value::List(_) | Value::Map(_) => return None,
    })
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// The name and converter in `int:name` or `name`.
fn parse_parameter<'a>(pattern: &str, inside: &'a str) -> Result<(&'a str, Converter)> {
    let (converter, name) = inside.split_once(':').unwrap_or(("str", inside));
    let starts_well = name.starts_with(|first: char| first.is_alphabetic() || first == '_');
    if !starts_well || !name.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
        let reason = format!("`{name}` is no name for a parameter: letters, digits and underscores are");
        return Err(bad(pattern, reason));
    }
    match Converter::named(converter) {
        Some(converter) => Ok((name, converter)),
        None => Err(bad(pattern, format!("there is no converter `{converter}`"))
            .maybe_help(suggest(converter, ["str", "int", "slug", "uuid", "path"]))),
    }
}

/// Whether `https:` or another scheme stands in front.
fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

fn bad(pattern: &str, reason: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Configuration, format!("URL pattern `{pattern}` cannot be used: {reason}"))
}

fn are(names: &[&str]) -> String {
    format!("{} {}", quoted(names), if names.len() == 1 { "is" } else { "are" })
}
