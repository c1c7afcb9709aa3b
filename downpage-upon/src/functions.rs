//! The functions of a template, since upon itself has none.

use std::sync::Arc;

use downpage_core::Surroundings;
use downpage_core::surroundings::interpolate;
use upon::Value;

use crate::convert::{safe, safe_text};
use crate::error::raise;
use crate::{date, escape, services};

/// What a function gives, or the sentence that says why it cannot.
pub(crate) type Result<T, E = String> = std::result::Result<T, E>;

/// Every function: its name, how it is written, and what it does.
pub const FUNCTIONS: [(&str, &str, &str); 28] = [
    ("_", r#"_("Sorry")"#, "the translation, as `trans`"),
    ("add", "loop.index | add: 1", "the sum of two numbers"),
    (
        "date",
        r#"day | date: "%d.%m.%Y""#,
        "a date or time; the format is strftime's, or Django's when it has no `%`",
    ),
    ("default", r#"?.title | default: "Sorry""#, "the value, or the other when it is empty"),
    ("eq", "status | eq: 503", "whether both are equal"),
    (
        "format",
        r#""%(n)s of %(all)s" | format: {"n": 1, "all": 2}"#,
        "the text with the values in it, as gettext's are written",
    ),
    ("gettext", r#"gettext("Sorry")"#, "the translation, as `trans`"),
    ("gt", "status | gt: 499", "whether the first is greater"),
    ("join", r#"names | join: ", ""#, "the items of a list as one text"),
    ("json", "context | json", "the value as JSON that may stand in a `<script>`"),
    ("length", "names | length", "how many items, or letters"),
    ("lower", "name | lower", "in lower case"),
    ("lt", "status | lt: 500", "whether the first is less"),
    ("ne", "status | ne: 503", "whether both differ"),
    ("ngettext", r#"ngettext("a page", "some pages", count)"#, "the translation in the form for a number"),
    ("npgettext", r#"npgettext("menu", "a page", "some pages", count)"#, "the same, with a context"),
    ("pgettext", r#"pgettext("month", "May")"#, "the translation, with a context"),
    ("replace", r#"name | replace: "a", "b""#, "every first text replaced by the second"),
    ("safe", "html | safe", "the text as it is, not escaped"),
    ("static", r#""site.css" | static"#, "the URL of a static file"),
    ("striptags", "html | striptags", "the text without its tags"),
    ("title", "name | title", "the first letter of each word in upper case"),
    ("trans", r#""Sorry" | trans"#, "the translation into the page's language"),
    ("trim", "name | trim", "without the spaces around it"),
    ("truncatechars", "name | truncatechars: 20", "at most so many letters, the last an ellipsis"),
    ("upper", "name | upper", "in upper case"),
    ("url", r#""home" | url"#, "the URL of a name"),
    (
        "url_with",
        r#""article" | url_with: {"id": 3}"#,
        "the URL of a name with arguments: a list, a table, or one",
    ),
];

/// The names of all functions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, _, _)| *name)
}

/// Adds all functions to `engine`.
pub(crate) fn install(engine: &mut upon::Engine<'_>, surroundings: &Arc<Surroundings>) {
    services::install(engine, surroundings);
    text_functions(engine);
    engine.add_function("date", date::date);
    engine.add_function("safe", |value: &Value| -> Result<Value> { Ok(safe(plain("safe", value)?)) });
    engine.add_function("json", |value: &Value| -> Result<Value> {
        let mut json = String::new();
        escape::write_json(&mut json, value, true).map_err(|fault| fault.to_string())?;
        Ok(safe(json))
    });
    engine.add_function("default", |value: &Value, other: &Value| -> Value {
        let is_empty = match value {
            Value::None => true,
            Value::String(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            _ => false,
        };
        if is_empty { other.clone() } else { value.clone() }
    });
    engine.add_function("length", |value: &Value| -> Result<i64> {
        let length = match value {
            Value::List(items) => items.len(),
            Value::Map(map) if safe_text(value).is_none() => map.len(),
            _ => text("length", value)?.chars().count(),
        };
        i64::try_from(length).map_err(|fault| fault.to_string())
    });
    engine.add_function("join", |items: &Value, between: &str| -> Result<String> {
        let Value::List(items) = items else { return Err(wrong("join", "a list", items)) };
        Ok(items.iter().map(|item| plain("join", item)).collect::<Result<Vec<_>>>()?.join(between))
    });
    engine.add_function("format", |pattern: &Value, values: &Value| -> Result<String> {
        let Value::Map(values) = values else { return Err(wrong("format", "a table of values", values)) };
        let shown = |name: &str| values.get(name).and_then(|value| plain("format", value).ok());
        interpolate(text("format", pattern)?, shown).map_err(raise)
    });
    engine.add_function("eq", |a: &Value, b: &Value| -> bool { equal(a, b) });
    engine.add_function("ne", |a: &Value, b: &Value| -> bool { !equal(a, b) });
    engine.add_function("lt", |a: &Value, b: &Value| -> Result<bool> { less("lt", a, b) });
    engine.add_function("gt", |a: &Value, b: &Value| -> Result<bool> { less("gt", b, a) });
    engine.add_function("add", |a: &Value, b: &Value| -> Result<Value> {
        if let (Value::Integer(a), Value::Integer(b)) = (a, b) {
            return a.checked_add(*b).map(Value::Integer).ok_or_else(|| "the sum is too large".to_owned());
        }
        Ok(Value::Float(number("add", a)? + number("add", b)?))
    });
}

fn text_functions(engine: &mut upon::Engine<'_>) {
    engine.add_function("upper", |value: &Value| -> Result<String> {
        Ok(text("upper", value)?.to_uppercase())
    });
    engine.add_function("lower", |value: &Value| -> Result<String> {
        Ok(text("lower", value)?.to_lowercase())
    });
    engine.add_function("title", |value: &Value| -> Result<String> { Ok(title(text("title", value)?)) });
    engine.add_function("trim", |value: &Value| -> Result<String> {
        Ok(text("trim", value)?.trim().to_owned())
    });
    engine.add_function("replace", |value: &Value, from: &str, to: &str| -> Result<String> {
        Ok(text("replace", value)?.replace(from, to))
    });
    engine.add_function("striptags", |value: &Value| -> Result<String> {
        let mut plain = String::new();
        for (index, part) in text("striptags", value)?.split('<').enumerate() {
            plain.push_str(if index == 0 { part } else { part.split_once('>').map_or("", |(_, rest)| rest) });
        }
        Ok(plain)
    });
    engine.add_function("truncatechars", |value: &Value, most: usize| -> Result<String> {
        let text = text("truncatechars", value)?;
        if text.chars().count() <= most {
            return Ok(text.to_owned());
        }
        Ok(text.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect())
    });
}

/// The text of `value`, safe or not.
pub(crate) fn text<'a>(function: &str, value: &'a Value) -> Result<&'a str> {
    match value {
        Value::String(text) => Ok(text),
        other => safe_text(other).ok_or_else(|| wrong(function, "text", other)),
    }
}

/// `value` as a page shows it, before it is escaped.
fn plain(function: &str, value: &Value) -> Result<String> {
    Ok(match value {
        Value::None => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        _ => text(function, value)?.to_owned(),
    })
}

/// The sentence for an argument of the wrong type.
pub(crate) fn wrong(function: &str, expected: &str, found: &Value) -> String {
    let found = match found {
        Value::None => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::String(_) => "text",
        Value::List(_) => "a list",
        Value::Map(_) if safe_text(found).is_some() => "text",
        Value::Map(_) => "a table",
    };
    format!("`{function}` expects {expected}, found {found}")
}

/// Whole and other numbers are equal when their values are.
fn equal(a: &Value, b: &Value) -> bool {
    if let (Ok(a), Ok(b)) = (number("", a), number("", b)) {
        return a.total_cmp(&b).is_eq() || (a == 0.0 && b == 0.0);
    }
    match (text("", a), text("", b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

fn less(function: &str, a: &Value, b: &Value) -> Result<bool> {
    if let (Ok(a), Ok(b)) = (text(function, a), text(function, b)) {
        return Ok(a < b);
    }
    Ok(number(function, a)? < number(function, b)?)
}

#[allow(clippy::cast_precision_loss)] // templates compare statuses and counts
fn number(function: &str, value: &Value) -> Result<f64> {
    match value {
        Value::Integer(number) => Ok(*number as f64),
        Value::Float(number) => Ok(*number),
        other => Err(wrong(function, "a number", other)),
    }
}

fn title(text: &str) -> String {
    let mut in_word = false;
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        if in_word {
            result.extend(letter.to_lowercase());
        } else {
            result.extend(letter.to_uppercase());
        }
        in_word = letter.is_alphanumeric() || (in_word && matches!(letter, '\'' | '’'));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::{FUNCTIONS, install};
    use std::sync::Arc;

    #[test]
    fn the_list_of_functions_is_the_functions() {
        let mut engine = upon::Engine::new();
        install(&mut engine, &Arc::default());
        for (name, _, _) in FUNCTIONS {
            assert!(engine.remove_callable(name).is_some(), "`{name}` is listed and not there");
        }
        let rest = format!("{engine:?}");
        assert!(rest.contains("callables: {}"), "not listed: {rest}");
        assert!(FUNCTIONS.is_sorted_by_key(|(name, _, _)| *name));
    }

    #[test]
    fn the_examples_are_templates() {
        let engine = upon::Engine::new();
        for (name, example, _) in FUNCTIONS {
            assert!(example.contains(name), "{example}");
            engine.compile(format!("{{{{ {example} }}}}")).unwrap();
        }
    }
}
