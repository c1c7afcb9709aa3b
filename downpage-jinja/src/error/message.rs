//! What an error of minijinja says, taken out of its kind and its text, and said in our words.

use downpage_core::{ErrorKind, Limits};
use minijinja::ErrorKind as JinjaKind;

/// What went wrong.
pub(super) enum Fact {
    UnknownFilter(String),
    UnknownTest(String),
    UnknownFunction(String),
    UnknownMethod {
        of: String,
        method: String,
    },
    /// A value is missing: by which expression, and where that was written when not at the place of the error.
    Undefined {
        expression: Option<String>,
        from: Option<String>,
    },
    NotFound(String),
    OutOfSteps,
    TooDeep,
    /// Something that minijinja limits by itself.
    TooMuch(String),
    Syntax(String),
    Configuration(String),
    Other(String),
}

/// The one table of minijinja's kinds.
pub(super) fn fact(error: &minijinja::Error) -> Fact {
    let kind = error.kind();
    let detail = error.detail().map_or_else(|| kind.to_string(), str::to_owned);
    let between = |before: &str, after: &str| {
        detail.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or_default().to_owned()
    };
    if let Some((expression, from)) = undefined(&detail) {
        return Fact::Undefined { expression: Some(expression), from };
    }
    if detail == "value of type undefined is not callable" {
        return Fact::Undefined { expression: None, from: None };
    }
    match kind {
        JinjaKind::UnknownFilter => Fact::UnknownFilter(between("filter ", " is unknown")),
        JinjaKind::UnknownTest => Fact::UnknownTest(between("test ", " is unknown")),
        JinjaKind::UnknownFunction => Fact::UnknownFunction(between("", " is unknown")),
        JinjaKind::UnknownMethod => match detail.split_once(" has no method named ") {
            Some((of, method)) => Fact::UnknownMethod { of: of.to_owned(), method: method.to_owned() },
            None => Fact::Other(tidy(&detail)),
        },
        JinjaKind::UndefinedError => Fact::Undefined { expression: None, from: None },
        JinjaKind::TemplateNotFound => Fact::NotFound(detail),
        JinjaKind::OutOfFuel if error.detail().is_some() => Fact::TooMuch(tidy(&detail)),
        JinjaKind::OutOfFuel => Fact::OutOfSteps,
        JinjaKind::SyntaxError | JinjaKind::BadEscape => Fact::Syntax(tidy(&detail)),
        JinjaKind::InvalidDelimiter => Fact::Configuration(tidy(&detail)),
        JinjaKind::InvalidOperation => match &*detail {
            "recursion limit exceeded" => Fact::TooDeep,
            "range has too many elements"
            | "repeated string is too large"
            | "repeated sequence is too large" => Fact::TooMuch(tidy(&detail)),
            _ => Fact::Other(tidy(&detail)),
        },
        _ => Fact::Other(tidy(&detail)),
    }
}

impl Fact {
    pub(super) fn kind(&self) -> ErrorKind {
        match self {
            Self::UnknownFilter(_)
            | Self::UnknownTest(_)
            | Self::UnknownFunction(_)
            | Self::UnknownMethod { .. } => ErrorKind::UnknownName,
            Self::Undefined { .. } => ErrorKind::UndefinedVariable,
            Self::NotFound(_) => ErrorKind::TemplateNotFound,
            Self::OutOfSteps | Self::TooDeep | Self::TooMuch(_) => ErrorKind::LimitExceeded,
            Self::Syntax(_) => ErrorKind::TemplateSyntax,
            Self::Configuration(_) => ErrorKind::Configuration,
            Self::Other(_) => ErrorKind::Rendering,
        }
    }

    pub(super) fn message(&self, limits: &Limits) -> String {
        match self {
            Self::UnknownFilter(name) if name.is_empty() => "unknown filter".to_owned(),
            Self::UnknownTest(name) if name.is_empty() => "unknown test".to_owned(),
            Self::UnknownFilter(name) => format!("unknown filter `{name}`"),
            Self::UnknownTest(name) => format!("unknown test `{name}`"),
            Self::UnknownFunction(name) => format!("unknown function `{name}`"),
            Self::UnknownMethod { of, method } => format!("a value of type {of} has no method `{method}`"),
            Self::Undefined { expression: Some(expression), from: Some(from) } => {
                format!("`{expression}` is undefined (from {from})")
            }
            Self::Undefined { expression: Some(expression), .. } => format!("`{expression}` is undefined"),
            Self::Undefined { .. } => "a value is undefined".to_owned(),
            Self::OutOfSteps => format!("the template takes more than {} steps", limits.steps),
            Self::TooDeep => format!("templates and macros nest deeper than {}", limits.depth),
            Self::NotFound(message)
            | Self::TooMuch(message)
            | Self::Syntax(message)
            | Self::Configuration(message)
            | Self::Other(message) => message.clone(),
        }
    }

    /// The word of the template that the error is about, to point at it alone.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::UnknownFilter(name)
            | Self::UnknownTest(name)
            | Self::UnknownFunction(name)
            | Self::UnknownMethod { method: name, .. }
            | Self::Undefined { expression: Some(name), from: None } => Some(name.as_str()),
            _ => None,
        }
        .filter(|word| !word.is_empty())
    }
}

/// What "`user.name` is undefined (from line 3)" names, alone or behind another text.
fn undefined(detail: &str) -> Option<(String, Option<String>)> {
    let (before, after) = detail.rsplit_once("` is undefined")?;
    let (_, expression) = before.rsplit_once('`')?;
    let expression = expression.strip_prefix("__dp_context.").unwrap_or(expression);
    let from = after
        .trim_start_matches([',', ' ', '('])
        .strip_prefix("from ")
        .map(|from| from.trim_end_matches(')'));
    Some((expression.to_owned(), from.map(str::to_owned)))
}

/// Our style: no capital at the start, values in backticks.
fn tidy(text: &str) -> String {
    if text.contains('`') {
        return text.to_owned(); // one of ours
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '"']) {
        let quote = &rest[at..=at];
        let opens = !rest[..at].ends_with(char::is_alphanumeric);
        let Some(length) = rest[at + 1..].find(quote).filter(|_| opens) else {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(&rest[..at]);
        out.push('`');
        out.push_str(&rest[at + 1..at + 1 + length]);
        out.push('`');
        rest = &rest[at + length + 2..];
    }
    out.push_str(rest);
    let mut chars = out.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(out.chars().skip(1)).collect()
        }
        _ => out,
    }
}
