//! Filters on numbers: `int`, `float`, `round`, `filesizeformat`.

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

use super::arguments::{Given, bind, flag, integer, text, type_name, undefined};

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter("int", int);
    env.add_filter("float", float);
    env.add_filter("round", round);
    env.add_filter("filesizeformat", filesizeformat);
}

/// `int(default=0, base=10)`: what is no number is the default.
fn int(value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [default, base] = bind("do_int", &args, ["default", "base"])?;
    let default = default.unwrap_or_else(|| Value::from(0));
    let base = integer(base.as_ref(), 10)?;
    Ok(match value.kind() {
        ValueKind::Bool => Value::from(i64::from(value.is_true())),
        ValueKind::Number if value.is_integer() => value.clone(),
        ValueKind::Number => f64::try_from(value.clone()).ok().and_then(truncated).unwrap_or(default),
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default().trim();
            let number = whole_number(text, base).map(Value::from);
            let float = || text.replace('_', "").parse::<f64>().ok().and_then(truncated);
            number.or_else(float).unwrap_or(default)
        }
        _ => default,
    })
}

#[expect(clippy::cast_possible_truncation, reason = "its size was looked at")]
fn truncated(number: f64) -> Option<Value> {
    const LARGEST: f64 = 1e38;
    (number.abs() < LARGEST).then(|| {
        let whole = number.trunc() as i128;
        i64::try_from(whole).map_or_else(|_| Value::from(whole), Value::from)
    })
}

/// Python's `int(text, base)`.
fn whole_number(text: &str, base: i64) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)];
    let (digits, base) = match prefixed.into_iter().find(|(prefix, _)| lower.starts_with(prefix)) {
        Some((prefix, own)) if base == own || base == 0 => (&lower[prefix.len()..], own),
        _ => (&*lower, if base == 0 { 10 } else { base }),
    };
    let base = u32::try_from(base).ok().filter(|base| (2..=36).contains(base))?;
    let clean = digits.replace('_', "");
    if clean.is_empty() || clean.starts_with(['+', '-']) {
        return None;
    }
    i128::from_str_radix(&clean, base).ok().map(|number| sign * number)
}

/// `float(default=0.0)`.
fn float(value: &Value, args: Given) -> Result<Value, Error> {
    let [default] = bind("do_float", &args.into_values(), ["default"])?;
    Ok(float_of(value).map_or_else(|| default.unwrap_or_else(|| Value::from(0.0)), Value::from))
}

/// Python's `float(value)`.
#[expect(clippy::cast_precision_loss, reason = "as Python's `float()`")]
fn float_of(value: &Value) -> Option<f64> {
    match value.kind() {
        ValueKind::Bool => Some(f64::from(u8::from(value.is_true()))),
        ValueKind::Number if value.is_integer() => i128::try_from(value.clone()).ok().map(|int| int as f64),
        ValueKind::Number => f64::try_from(value.clone()).ok(),
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default().trim().replace('_', "");
            text.parse::<f64>().ok().filter(|_| !text.is_empty())
        }
        _ => None,
    }
}

/// `round(precision=0, method="common")`: Python's rounding, which ties to even digits.
#[expect(clippy::cast_precision_loss, reason = "the result is a float in Python too")]
fn round(value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [precision, method] = bind("do_round", &args, ["precision", "method"])?;
    let precision = integer(precision.as_ref(), 0)?;
    let method = text(method.as_ref(), "common")?;
    let number = match value.kind() {
        ValueKind::Bool => f64::from(u8::from(value.is_true())),
        ValueKind::Number if value.is_integer() && method == "common" && precision >= 0 => {
            return Ok(value.clone());
        }
        ValueKind::Number if value.is_integer() => i128::try_from(value.clone()).unwrap_or(0) as f64,
        ValueKind::Number => f64::try_from(value.clone()).unwrap_or(0.0),
        ValueKind::Undefined => return Err(undefined(value)),
        _ => {
            let message = format!("type {} doesn't define __round__ method", type_name(value));
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
    };
    let places = i32::try_from(precision.clamp(-320, 320)).unwrap_or(0);
    let factor = 10_f64.powi(places);
    let rounded = match method.as_str() {
        "common" => common(number, places),
        "ceil" => (number * factor).ceil() / factor,
        "floor" => (number * factor).floor() / factor,
        _ => {
            return Err(Error::new(ErrorKind::InvalidOperation, "method must be common, ceil or floor"));
        }
    };
    if value.is_integer() && method == "common" {
        return Ok(truncated(rounded).unwrap_or_else(|| Value::from(rounded)));
    }
    Ok(Value::from(rounded))
}

/// Rounds by the decimal digits of the number itself, as Python does.
fn common(number: f64, places: i32) -> f64 {
    if !number.is_finite() {
        return number;
    }
    if let Ok(places) = usize::try_from(places) {
        return format!("{number:.places$}").parse().unwrap_or(number);
    }
    let factor = 10_f64.powi(-places);
    (number / factor).round_ties_even() * factor
}

fn filesizeformat(value: &Value, args: Given) -> Result<String, Error> {
    let args = args.into_values();
    let [binary] = bind("do_filesizeformat", &args, ["binary"])?;
    let Some(bytes) = float_of(value) else {
        let message =
            format!("float() argument must be a string or a real number, not '{}'", type_name(value));
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    };
    let binary = flag(binary.as_ref(), false);
    let (base, units): (f64, [&str; 8]) = if binary {
        (1024.0, ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"])
    } else {
        (1000.0, ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"])
    };
    if bytes.to_bits() == 1.0_f64.to_bits() {
        return Ok("1 Byte".to_owned());
    }
    if bytes < base {
        return Ok(format!("{} Bytes", bytes.trunc()));
    }
    let mut unit = base;
    for name in units {
        unit *= base;
        if bytes < unit {
            return Ok(format!("{:.1} {name}", base * bytes / unit));
        }
    }
    Ok(format!("{:.1} {}", base * bytes / unit, units[7]))
}
