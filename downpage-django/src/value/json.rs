//! Values as JSON.

use std::fmt::Write;

use crate::error::{Error, Kind, Result};
use crate::value::{Class, TimeDelta, Value, float_repr};

/// Values inside each other: keeps the stack within bounds.
const DEEPEST: usize = 200;

/// How letters beyond ASCII are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// As `\u` escapes, as Python does when it is not told otherwise.
    Escaped,
    /// As they are.
    AsTheyAre,
}

/// Appends the value as JSON, as Django's `DjangoJSONEncoder` writes it.
///
/// # Errors
/// `TypeError` for what has no form in JSON.
pub fn write_json(value: &Value, letters: Letters, out: &mut String) -> Result<()> {
    write_nested(value, letters, out, 0)
}

fn write_nested(value: &Value, letters: Letters, out: &mut String, depth: usize) -> Result<()> {
    if depth > DEEPEST {
        return Err(Error::new(Kind::Limit, "the value is nested too deeply for JSON"));
    }
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(_) | Value::Wide(_) => out.push_str(&value.to_str()),
        Value::Float(number) => out.push_str(&json_float(*number)),
        Value::Str(text) | Value::Safe(text) => write_text(text, letters, out),
        Value::Lazy(text) => return write_nested(text, letters, out, depth),
        Value::List(items) | Value::Tuple(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_nested(item, letters, out, depth + 1)?;
            }
            out.push(']');
        }
        Value::Dict(dict) => {
            out.push('{');
            for (at, (key, item)) in dict.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_text(&key_of(key)?, letters, out);
                out.push_str(": ");
                write_nested(item, letters, out, depth + 1)?;
            }
            out.push('}');
        }
        other => write_text(&special(other)?, letters, out),
    }
    Ok(())
}

fn json_float(number: f64) -> String {
    match float_repr(number).as_str() {
        "nan" => "NaN".to_owned(),
        "inf" => "Infinity".to_owned(),
        "-inf" => "-Infinity".to_owned(),
        plain => plain.to_owned(),
    }
}

fn key_of(key: &Value) -> Result<String> {
    Ok(match key {
        Value::Str(text) | Value::Safe(text) => text.to_string(),
        Value::None => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(_) | Value::Wide(_) => key.to_str().into_owned(),
        Value::Float(number) => json_float(*number),
        other => {
            let message = format!("keys must be str, int, float, bool or None, not {}", other.type_name());
            return Err(Error::new(Kind::Type, message));
        }
    })
}

/// What Django's encoder writes as text.
fn special(value: &Value) -> Result<String> {
    Ok(match value {
        Value::Decimal(decimal) if decimal.class == Class::Finite => decimal.to_string(),
        Value::Date(_) | Value::Decimal(_) => value.to_str().into_owned(),
        Value::Time(time) => {
            let text = value.to_str();
            if time.subsec_nanosecond() == 0 { text.into_owned() } else { text[..12].to_owned() }
        }
        Value::DateTime(moment) => {
            let mut text = String::new();
            moment.write_iso('T', &mut text);
            if moment.local.subsec_nanosecond() != 0 {
                text.replace_range(23..26, "");
            }
            text.strip_suffix("+00:00").map_or(text.clone(), |bare| format!("{bare}Z"))
        }
        Value::TimeDelta(delta) => duration(*delta),
        other => {
            let message = format!("Object of type {} is not JSON serializable", other.type_name());
            return Err(Error::new(Kind::Type, message));
        }
    })
}

/// `P1DT02H03M04.5S`.
fn duration(delta: TimeDelta) -> String {
    let sign = if delta.micros < 0 { "-" } else { "" };
    let (days, seconds, micros) = TimeDelta { micros: delta.micros.saturating_abs() }.parts();
    let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{sign}P{days}DT{hours:02}H{minutes:02}M{seconds:02}{fraction}S")
}

fn write_text(text: &str, letters: Letters, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        let _ = match c {
            '"' => write!(out, "\\\""),
            '\\' => write!(out, "\\\\"),
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            '\u{8}' => write!(out, "\\b"),
            '\u{c}' => write!(out, "\\f"),
            ' '..='~' => write!(out, "{c}"),
            '\u{7f}'.. if letters == Letters::AsTheyAre => write!(out, "{c}"),
            c => {
                let mut units = [0; 2];
                c.encode_utf16(&mut units).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
            }
        };
    }
    out.push('"');
}
