//! `"...".format(...)`: what is put into markup is escaped.

use minijinja::{Error, ErrorKind, State, Value};
use minijinja_contrib::pycompat::unknown_method_callback;

use crate::escape::escaped;
use crate::runtime::arguments::{keywords, split};
use crate::value::display;

/// Digits of a width that may be asked for: `"{:>1000000000}"` makes its gigabyte before anything is charged for it.
const DIGITS: usize = 4;

pub(super) fn format(state: &mut State<'_, '_>, text: &Value, args: &[Value]) -> Result<Value, Error> {
    let source = text.as_str().unwrap_or_default();
    refuse_wide(source)?;
    let (positional, named) = split(args);
    let put = |value: &Value| put(value, text.is_safe(), source);
    let mut call: Vec<Value> = positional.iter().map(put).collect();
    let named: Vec<(String, Value)> =
        keywords(named).into_iter().map(|(name, value)| (name, put(&value))).collect();
    if !named.is_empty() {
        let kwargs: minijinja::value::Kwargs =
            named.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        call.push(kwargs.into());
    }
    let plain = Value::from(source);
    let formatted = unknown_method_callback(state, &plain, "format", &call)?;
    Ok(if text.is_safe() { Value::from_safe_string(formatted.to_string()) } else { formatted })
}

/// A value as the formatting gets it: floats and what is no number as Python writes them.
fn put(value: &Value, is_markup: bool, format: &str) -> Value {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::String if is_markup && !value.is_safe() => {
            Value::from(escaped(value.as_str().unwrap_or_default()))
        }
        ValueKind::String => Value::from(value.as_str().unwrap_or_default()),
        ValueKind::Number if value.is_integer() || format.contains(':') => value.clone(),
        ValueKind::Number => Value::from(display::str_of(value)),
        ValueKind::Seq | ValueKind::Map if format.contains(['[', '.']) => value.clone(),
        ValueKind::Undefined => Value::from(""),
        _ => {
            let text = display::str_of(value);
            Value::from(if is_markup { escaped(&text) } else { text })
        }
    }
}

fn refuse_wide(format: &str) -> Result<(), Error> {
    let mut digits = 0;
    for char in format.chars() {
        digits = if char.is_ascii_digit() { digits + 1 } else { 0 };
        if digits > DIGITS {
            return Err(Error::new(ErrorKind::OutOfFuel, "the width in a format is too large"));
        }
    }
    Ok(())
}
