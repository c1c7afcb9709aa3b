//! Writes values into the page, escaped as its format asks.
//!
//! HTML is escaped with `MarkupSafe`'s five entities, as Jinja2 does, and not with minijinja's six: those turn every
//! slash of a URL into `&#x2f;`.

use std::fmt::{self, Write};

use downpage_core::Format;
use downpage_core::markup::first_special;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, Output, State, Value, escape_formatter};

/// How the values of a page of this format are escaped.
pub(crate) fn autoescape(format: Format) -> AutoEscape {
    match format {
        Format::Json => AutoEscape::Json,
        format if format.escapes_markup() => AutoEscape::Html,
        _ => AutoEscape::None,
    }
}

/// Makes `env` escape by `autoescape`, whatever a template is called.
pub(crate) fn install(env: &mut Environment<'_>, autoescape: AutoEscape) {
    env.set_auto_escape_callback(move |_| autoescape.clone());
    env.set_formatter(write_value);
    env.add_filter("escape", escape);
    env.add_filter("e", escape);
    env.add_filter("forceescape", |value: &Value| Value::from_safe_string(escaped(&value.to_string())));
}

/// The formatter: what `{{ value }}` writes.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Html) || value.is_safe() {
        return escape_formatter(out, state, value);
    }
    match value.as_str() {
        Some(text) => write_escaped(out, text)?,
        None if is_harmless(value.kind()) => write!(out, "{value}")?,
        None => write!(Escaping(out), "{value}")?,
    }
    Ok(())
}

/// The filters `escape` and `e`: markup from text; JSON where JSON is written.
fn escape(state: &mut State, value: &Value) -> Result<Value, Error> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    if value.is_undefined() || matches!(state.auto_escape(), AutoEscape::Json) {
        // The formatter knows JSON, and whether an undefined value is an error.
        return state.format(value.clone()).map(Value::from_safe_string);
    }
    Ok(Value::from_safe_string(escaped(&value.to_string())))
}

/// `text` as markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let _ = write_escaped(&mut out, text); // writing to a string does not fail
    out
}

fn is_harmless(kind: ValueKind) -> bool {
    matches!(kind, ValueKind::Undefined | ValueKind::None | ValueKind::Bool | ValueKind::Number)
}

/// Escapes what is written through it, so that a list is not made text first.
struct Escaping<'a, 'o>(&'a mut Output<'o>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_escaped(self.0, text)
    }
}

/// Writes the stretches between special characters whole.
fn write_escaped(out: &mut impl Write, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = first_special(rest) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&#34;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}
