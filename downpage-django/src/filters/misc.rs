//! Filters that fit nowhere else.

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::{made, no_attribute};
use crate::formats::NumberStyle;
use crate::value::{Val, Value, contains, float_of, int_of, pretty};

/// The filters under Django's heading "misc".
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("filesizeformat", filesizeformat).marked(),
    Filter::new("pluralize", pluralize).optional(),
    Filter::new("phone2numeric", phone2numeric).marked(),
    Filter::new("pprint", pprint).marked(),
];

const UNITS: [&str; 5] = ["%s KB", "%s MB", "%s GB", "%s TB", "%s PB"];

/// A number of bytes with its unit.
fn filesizeformat(call: Call<'_>) -> Result<Val<'_>> {
    let active = call.cx.active();
    let bytes = match int_of(&call.value) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), Kind::Value | Kind::Type) => Value::Int(0),
        Err(error) => return Err(error),
    };
    let size = float_of(&bytes)?.abs();
    let sign = if float_of(&bytes)? < 0.0 { "-" } else { "" };
    if size < 1024.0 {
        let count = Value::Int(match bytes {
            Value::Int(bytes) => bytes.abs(),
            _ => 0,
        });
        let text = active.ngettext(None, ["%(size)d byte", "%(size)d bytes"], &count);
        let text = text.replace("%(size)d", &count.to_str());
        return made(format!("{sign}{text}").replace(' ', "\u{a0}"));
    }
    let mut unit = 0;
    let mut number = size / 1024.0;
    while number >= 1024.0 && unit + 1 < UNITS.len() {
        number /= 1024.0;
        unit += 1;
    }
    // Rounded from the exact value, halves to even, as Python's `round(x, 1)` does.
    let rounded: f64 = format!("{number:.1}").parse().unwrap_or(number);
    let number = call
        .cx
        .formats()
        .number(&Value::Float(rounded), NumberStyle { places: Some(1), ..NumberStyle::default() })?;
    let text = active.gettext(UNITS[unit]).replace("%s", &number);
    made(format!("{sign}{text}").replace(' ', "\u{a0}"))
}

/// The ending of a word for a number: by default nothing for 1 and `s` for the rest.
fn pluralize(call: Call<'_>) -> Result<Val<'_>> {
    let endings = match &call.argument {
        None => "s",
        Some(argument) => argument.as_str().ok_or_else(|| no_endings(argument))?,
    };
    let (one, many) = endings.split_once(',').unwrap_or(("", endings));
    if many.contains(',') {
        return made("");
    }
    #[expect(clippy::float_cmp, reason = "Django compares with 1 as well")]
    let singular = match float_of(&call.value) {
        Ok(number) => Some(number == 1.0),
        Err(error) if *error.kind() == Kind::Type => call.value.len().map(|len| len == 1),
        Err(error) if *error.kind() == Kind::Value => None,
        Err(error) => return Err(error),
    };
    made(match singular {
        Some(true) => one,
        Some(false) => many,
        None => "",
    })
}

/// The error of endings that are no str: Python looks for a comma in them, puts one before them, or splits them.
fn no_endings(argument: &Value) -> Error {
    match contains(argument, &Value::text(",")) {
        Ok(true) => no_attribute(argument, "split"),
        Ok(false) if matches!(argument, Value::Bytes(_)) => {
            Error::new(Kind::Type, "a bytes-like object is required, not 'str'")
        }
        Ok(false) => {
            let name = argument.type_name();
            Error::new(Kind::Type, format!("can only concatenate str (not \"{name}\") to str"))
        }
        Err(error) => error,
    }
}

/// Letters of a phone number as the digits they share a key with.
fn phone2numeric(call: Call<'_>) -> Result<Val<'_>> {
    let digit = |c: char| match c {
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        'w'..='z' => '9',
        other => other,
    };
    let text = call.value.as_str().ok_or_else(|| no_attribute(&call.value, "lower"))?;
    made(text.to_lowercase().chars().map(digit).collect::<String>())
}

/// What Python's `pprint` shows: dicts by key, and lines of 80 characters where a value allows it.
fn pprint(call: Call<'_>) -> Result<Val<'_>> {
    made(pretty(&call.value))
}
