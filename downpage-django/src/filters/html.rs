//! Filters that know HTML.

use std::borrow::Cow;

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::json::json_script;
use crate::filters::{made, made_safe, no_argument};
use crate::text::escape::{conditional_escape, escape};
use crate::text::strip;
use crate::value::{Val, Value};

/// The filters under Django's heading "HTML strings", and `json_script`.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("safe", safe).safe(),
    Filter::new("escape", escape_filter).safe(),
    Filter::new("force_escape", force_escape).safe(),
    Filter::new("linebreaks", linebreaks).optional().safe(),
    Filter::new("linebreaksbr", linebreaksbr).optional().safe(),
    Filter::new("striptags", striptags).safe(),
    Filter::new("escapeseq", escapeseq).marked(),
    Filter::new("safeseq", safeseq).marked(),
    Filter::new("json_script", json_script).optional().marked(),
];

/// Marks the text as safe: it is not escaped.
fn safe(call: Call<'_>) -> Result<Val<'_>> {
    match call.value {
        Cow::Borrowed(Value::Str(text)) => made_safe(std::sync::Arc::clone(text)),
        Cow::Owned(Value::Str(text)) => made_safe(text),
        value if matches!(*value, Value::Safe(_)) => Ok(value),
        value => made_safe(value.to_str()),
    }
}

/// Escapes the text, unless it is safe.
fn escape_filter(call: Call<'_>) -> Result<Val<'_>> {
    made_safe(conditional_escape(&call.value))
}

/// Escapes the text, even one that is safe.
fn force_escape(call: Call<'_>) -> Result<Val<'_>> {
    made_safe(escape(&call.text()))
}

fn normalized(call: &Call<'_>) -> String {
    call.text().replace("\r\n", "\n").replace('\r', "\n")
}

fn escaped_unless_safe(call: &Call<'_>, text: &str) -> String {
    if call.cx.autoescape && !call.value.is_safe() { escape(text) } else { text.to_owned() }
}

/// Paragraphs and line breaks as HTML.
fn linebreaks(call: Call<'_>) -> Result<Val<'_>> {
    no_argument(&call, "linebreaks_filter")?;
    let text = normalized(&call);
    let mut paragraphs = Vec::new();
    let mut rest = &text[..];
    while let Some(at) = rest.find("\n\n") {
        paragraphs.push(&rest[..at]);
        rest = rest[at..].trim_start_matches('\n');
    }
    paragraphs.push(rest);
    let shown = |part: &&str| format!("<p>{}</p>", escaped_unless_safe(&call, part).replace('\n', "<br>"));
    made_safe(paragraphs.iter().map(shown).collect::<Vec<_>>().join("\n\n"))
}

/// Line breaks as `<br>`.
fn linebreaksbr(call: Call<'_>) -> Result<Val<'_>> {
    no_argument(&call, "linebreaksbr")?;
    let text = normalized(&call);
    made_safe(escaped_unless_safe(&call, &text).replace('\n', "<br>"))
}

/// The text without tags.
fn striptags(call: Call<'_>) -> Result<Val<'_>> {
    made(strip::strip_tags(&call.text())?)
}

fn each(value: &Value, change: fn(&Value) -> Value) -> Result<Val<'static>> {
    match value.items() {
        Some(items) => made(Value::list(items.iter().map(change).collect())),
        None => Err(Error::new(Kind::Type, format!("'{}' object is not iterable", value.type_name()))),
    }
}

/// Each item escaped, unless it is safe.
fn escapeseq(call: Call<'_>) -> Result<Val<'_>> {
    each(&call.value, |item| Value::safe(conditional_escape(item)))
}

/// Each item marked as safe.
fn safeseq(call: Call<'_>) -> Result<Val<'_>> {
    each(&call.value, |item| Value::safe(item.to_str()))
}
