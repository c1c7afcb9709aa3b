//! How values print: Python's `str` and `repr`.

use std::fmt::{self, Write};

use minijinja::Value;
use minijinja::value::{Tuple, ValueKind};

use super::{Dict, List, Range};

/// Levels that are printed; what is deeper is left out, as Python leaves out what holds itself.
const DEEPEST: usize = 80;

/// `str(value)`.
pub(crate) fn str_of(value: &Value) -> String {
    let mut out = String::new();
    let _ = write_str(&mut out, value); // writing to a string does not fail
    out
}

/// `repr(value)`.
pub(crate) fn repr_of(value: &Value) -> String {
    let mut out = String::new();
    let _ = write_repr(&mut out, value, DEEPEST);
    out
}

/// Writes `str(value)`.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write_str(out: &mut impl Write, value: &Value) -> fmt::Result {
    match value.kind() {
        ValueKind::String => out.write_str(value.as_str().unwrap_or_default()),
        ValueKind::Undefined => Ok(()),
        _ => write_repr(out, value, DEEPEST),
    }
}

fn write_repr(out: &mut impl Write, value: &Value, levels: usize) -> fmt::Result {
    match value.kind() {
        ValueKind::None => out.write_str("None"),
        ValueKind::Undefined => out.write_str("Undefined"),
        ValueKind::Number => write_number(out, value),
        ValueKind::String if value.is_safe() => {
            out.write_str("Markup(")?;
            write_quoted(out, value.as_str().unwrap_or_default())?;
            out.write_char(')')
        }
        ValueKind::String => write_quoted(out, value.as_str().unwrap_or_default()),
        ValueKind::Seq if levels == 0 => out.write_str("[...]"),
        ValueKind::Map if levels == 0 => out.write_str("{...}"),
        ValueKind::Seq if value.downcast_object_ref::<Range>().is_some() => write!(out, "{value}"),
        ValueKind::Seq if is_sequence(value) => {
            let (open, close) = if value.is_tuple() { ('(', ')') } else { ('[', ']') };
            out.write_char(open)?;
            let mut count = 0;
            for item in value.try_iter().into_iter().flatten() {
                if count > 0 {
                    out.write_str(", ")?;
                }
                write_repr(out, &item, levels - 1)?;
                count += 1;
            }
            if count == 1 && value.is_tuple() {
                out.write_char(',')?;
            }
            out.write_char(close)
        }
        ValueKind::Map if is_table(value) => {
            out.write_char('{')?;
            for (index, key) in value.try_iter().into_iter().flatten().enumerate() {
                if index > 0 {
                    out.write_str(", ")?;
                }
                write_repr(out, &key, levels - 1)?;
                out.write_str(": ")?;
                write_repr(out, &value.get_item(&key).unwrap_or_default(), levels - 1)?;
            }
            out.write_char('}')
        }
        // A service of the site that is not called: what a page meant by that name, it was not given.
        _ if value.as_object().is_some_and(|object| object.type_name().contains("Function")) => Ok(()),
        _ => write!(out, "{value}"),
    }
}

/// Whether a sequence prints as its items do: an object with a face of its own does not.
fn is_sequence(value: &Value) -> bool {
    value.downcast_object_ref::<List>().is_some()
        || value.downcast_object_ref::<Vec<Value>>().is_some()
        || value.downcast_object_ref::<Tuple>().is_some()
        || !has_own_face(value)
}

/// Whether a value of the kind of tables is one, and not an object of the language.
pub(crate) fn is_plain_table(value: &Value) -> bool {
    is_table(value)
}

fn is_table(value: &Value) -> bool {
    value.downcast_object_ref::<Dict>().is_some() || !has_own_face(value)
}

fn has_own_face(value: &Value) -> bool {
    value.as_object().is_some_and(|object| {
        let name = object.type_name();
        name.starts_with("downpage_jinja::")
            || name.contains("::vm::")
            || name.contains("::namespace_object::")
    })
}

fn write_number(out: &mut impl Write, value: &Value) -> fmt::Result {
    if value.is_integer() {
        return write!(out, "{value}");
    }
    match f64::try_from(value.clone()) {
        Ok(number) => write_float(out, number),
        Err(_) => write!(out, "{value}"),
    }
}

/// `repr(float)`: the shortest digits that read back the same, with an exponent from 1e16 and below 1e-4.
pub(crate) fn write_float(out: &mut impl Write, number: f64) -> fmt::Result {
    if number.is_nan() {
        return out.write_str("nan");
    }
    if number.is_infinite() {
        return out.write_str(if number > 0.0 { "inf" } else { "-inf" });
    }
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let scientific = format!("{number:e}");
        let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
        return write!(out, "{digits}e{sign}{exponent:0>2}");
    }
    let text = number.to_string();
    out.write_str(&text)?;
    if text.contains('.') { Ok(()) } else { out.write_str(".0") }
}

/// `repr(str)`: in single quotes unless it has some and no double ones.
pub(crate) fn write_quoted(out: &mut impl Write, text: &str) -> fmt::Result {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.write_char(quote)?;
    for char in text.chars() {
        match char {
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\\' => out.write_str("\\\\")?,
            _ if char == quote => write!(out, "\\{char}")?,
            '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' => write!(out, "\\x{:02x}", u32::from(char))?,
            '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {
                write!(out, "\\u{:04x}", u32::from(char))?;
            }
            _ => out.write_char(char)?,
        }
    }
    out.write_char(quote)
}

/// Writes items as a list.
pub(super) fn list(f: &mut fmt::Formatter<'_>, items: &[Value]) -> fmt::Result {
    f.write_char('[')?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write_repr(f, item, DEEPEST)?;
    }
    f.write_char(']')
}

/// Writes keys and values as a table.
pub(super) fn dict(f: &mut fmt::Formatter<'_>, pairs: &[(Value, Value)]) -> fmt::Result {
    f.write_char('{')?;
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write_repr(f, key, DEEPEST)?;
        f.write_str(": ")?;
        write_repr(f, value, DEEPEST)?;
    }
    f.write_char('}')
}
