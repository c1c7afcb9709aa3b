//! `stringformat`: Python's `%` with one value.

use std::borrow::Cow;

use crate::error::{Error, Kind, Result};
use crate::filter::Call;
use crate::filters::made;
use crate::value::{Name, Val, Value, float_of, int_of, power_digits, repr};

/// The value by a format such as `05.2f`; nothing when the format does not fit it.
pub(super) fn stringformat(call: Call<'_>) -> Result<Val<'_>> {
    let format = format!("%{}", call.argument().to_str());
    let value = match &*call.value {
        Value::Tuple(_) => Cow::Owned(Value::from(call.text().into_owned())),
        value => Cow::Borrowed(value),
    };
    match interpolate(&format, &value, call.cx.settings.width) {
        Ok(text) => made(text),
        Err(Fault::Mismatch) => made(""),
        Err(Fault::Error(error)) => Err(error),
    }
}

/// Why a format cannot be filled in.
enum Fault {
    /// Python's `TypeError` or `ValueError`, which Django swallows.
    Mismatch,
    Error(Error),
}

/// One `%…` of a format.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of Python's format language")]
#[derive(Default)]
struct Directive {
    left: bool,
    zero: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

fn interpolate(format: &str, value: &Value, widest: usize) -> Result<String, Fault> {
    let mut out = String::new();
    // Python asks whether the value has keys or indices; then it need not be used.
    let mut used = matches!(value, Value::Dict(_) | Value::List(_) | Value::Bytes(_) | Value::Range(_));
    let mut consumed = false;
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let mut named = None;
        if let Some(after) = rest.strip_prefix('(') {
            let (name, after) = after.split_once(')').ok_or(Fault::Mismatch)?;
            let Value::Dict(dict) = value else { return Err(Fault::Mismatch) };
            let found = dict.get(&Name::new(name)).cloned();
            named = Some(
                found.ok_or_else(|| Fault::Error(Error::new(Kind::Key, crate::value::text_repr(name))))?,
            );
            rest = after;
        }
        let directive = read_directive(&mut rest)?;
        let Some(conversion) = rest.chars().next() else { return Err(Fault::Mismatch) };
        rest = &rest[conversion.len_utf8()..];
        let value = match &named {
            Some(named) => named,
            None if consumed => return Err(Fault::Mismatch),
            None => {
                consumed = true;
                used = true;
                value
            }
        };
        check_width(&directive, widest)?;
        out.push_str(&convert(conversion, &directive, value)?);
    }
    out.push_str(rest);
    if used { Ok(out) } else { Err(Fault::Mismatch) }
}

fn read_directive(rest: &mut &str) -> Result<Directive, Fault> {
    let mut directive = Directive::default();
    while let Some(flag) = rest.chars().next() {
        match flag {
            '-' => directive.left = true,
            '0' => directive.zero = true,
            '+' => directive.plus = true,
            ' ' => directive.blank = true,
            '#' => directive.alternate = true,
            _ => break,
        }
        *rest = &rest[1..];
    }
    directive.width = read_number(rest)?.unwrap_or(0);
    if let Some(after) = rest.strip_prefix('.') {
        *rest = after;
        let precision = read_number(rest)?.unwrap_or(0);
        if i32::try_from(precision).is_err() {
            return Err(Fault::Mismatch);
        }
        directive.precision = Some(precision);
    }
    if let Some(after) = rest.strip_prefix(['h', 'l', 'L']) {
        *rest = after;
    }
    Ok(directive)
}

/// A width or a precision; Python takes those that fit 63 bits.
fn read_number(rest: &mut &str) -> Result<Option<usize>, Fault> {
    let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(length);
    if digits.is_empty() {
        return Ok(None);
    }
    *rest = after;
    let number = digits.parse::<i64>().ok().and_then(|number| usize::try_from(number).ok());
    number.map(Some).ok_or(Fault::Mismatch)
}

fn check_width(directive: &Directive, widest: usize) -> Result<(), Fault> {
    let width = directive.width.max(directive.precision.unwrap_or(0));
    if width <= widest {
        return Ok(());
    }
    let message = format!("a width of {width} is more than the {widest} that are allowed");
    Err(Fault::Error(Error::new(Kind::Limit, message)))
}

fn convert(conversion: char, directive: &Directive, value: &Value) -> Result<String, Fault> {
    let cut = |text: String| match directive.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text,
    };
    match conversion {
        's' => Ok(pad(cut(value.to_str().into_owned()), directive, false)),
        'r' => Ok(pad(cut(repr(value)), directive, false)),
        'a' => Ok(pad(cut(ascii(&repr(value))), directive, false)),
        'c' => Ok(pad(character(value)?, directive, false)),
        'd' | 'i' | 'u' => {
            if value.as_str().is_some() {
                return Err(Fault::Mismatch);
            }
            let number = int_of(value).map_err(swallow)?.to_str().into_owned();
            Ok(signed(with_precision(&number, directive), directive, true))
        }
        'x' | 'X' | 'o' => Ok(signed(in_base(conversion, directive, value)?, directive, true)),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            if value.as_str().is_some() {
                return Err(Fault::Mismatch);
            }
            let number = float_of(value).map_err(swallow)?;
            let text = float_text(conversion.to_ascii_lowercase(), directive, number);
            let text = if conversion.is_ascii_uppercase() { text.to_uppercase() } else { text };
            Ok(signed(text, directive, true))
        }
        _ => Err(Fault::Mismatch),
    }
}

fn swallow(error: Error) -> Fault {
    match error.kind() {
        Kind::Type | Kind::Value => Fault::Mismatch,
        _ => Fault::Error(error),
    }
}

fn ascii(text: &str) -> String {
    let escaped = |c: char| match u32::from(c) {
        code @ 0..=0x7f => char::from_u32(code).map(String::from).unwrap_or_default(),
        code @ 0x80..=0xff => format!("\\x{code:02x}"),
        code @ 0x100..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    };
    text.chars().map(escaped).collect()
}

fn character(value: &Value) -> Result<String, Fault> {
    match value {
        Value::Bool(value) => Ok(if *value { "\u{1}" } else { "\0" }.to_owned()),
        Value::Int(code) => {
            let c = u32::try_from(*code).ok().and_then(char::from_u32);
            c.map(String::from)
                .ok_or_else(|| Fault::Error(Error::new(Kind::Overflow, "%c arg not in range(0x110000)")))
        }
        Value::Str(text) | Value::Safe(text) if text.chars().count() == 1 => Ok(text.to_string()),
        _ => Err(Fault::Mismatch),
    }
}

fn with_precision(number: &str, directive: &Directive) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    format!("{sign}{digits:0>width$}", width = directive.precision.unwrap_or(0))
}

fn in_base(conversion: char, directive: &Directive, value: &Value) -> Result<String, Fault> {
    let (bits, prefix) = match conversion {
        'x' => (4, "0x"),
        'X' => (4, "0X"),
        _ => (3, "0o"),
    };
    let (negative, digits) = match value {
        Value::Int(number) => (*number < 0, power_digits(&number.unsigned_abs().to_string(), bits)),
        Value::Bool(value) => (false, u8::from(*value).to_string()),
        Value::Wide(wide) => (wide.negative, power_digits(&wide.digits, bits)),
        _ => return Err(Fault::Mismatch),
    };
    let digits = if conversion == 'X' { digits.to_uppercase() } else { digits };
    let digits = format!("{digits:0>width$}", width = directive.precision.unwrap_or(0));
    let prefix = if directive.alternate { prefix } else { "" };
    Ok(format!("{}{prefix}{digits}", if negative { "-" } else { "" }))
}

fn float_text(conversion: char, directive: &Directive, number: f64) -> String {
    if !number.is_finite() {
        return if number.is_nan() {
            "nan"
        } else if number > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    let precision = directive.precision.unwrap_or(6);
    match conversion {
        'f' => format!("{number:.precision$}{}", point(directive, precision)),
        'e' => {
            let text = scientific(number, precision);
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, ""));
            format!("{mantissa}{}e{exponent}", point(directive, precision))
        }
        _ => general(number, precision.max(1), directive.alternate),
    }
}

/// With `#` a point stands even before no digits.
fn point(directive: &Directive, precision: usize) -> &'static str {
    if directive.alternate && precision == 0 { "." } else { "" }
}

/// With an exponent of two digits and a sign.
fn scientific(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs())
}

fn general(number: f64, precision: usize, keep_zeros: bool) -> String {
    let text = scientific(number, precision - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| {
        if keep_zeros {
            return if text.contains('.') { text.to_owned() } else { format!("{text}.") };
        }
        if !text.contains('.') {
            return text.to_owned();
        }
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let digits = i64::try_from(precision).unwrap_or(i64::MAX);
    if (-4..digits).contains(&exponent) {
        let places = usize::try_from(digits - 1 - exponent).unwrap_or(0);
        return trimmed(&format!("{number:.places$}"));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trimmed(mantissa), exponent.unsigned_abs())
}

fn signed(text: String, directive: &Directive, may_zero: bool) -> String {
    let text = match (text.starts_with('-'), directive.plus, directive.blank) {
        (false, true, _) => format!("+{text}"),
        (false, false, true) => format!(" {text}"),
        _ => text,
    };
    pad(text, directive, may_zero)
}

/// Fills up to the width: with zeros after the sign and the prefix, or with blanks.
fn pad(text: String, directive: &Directive, may_zero: bool) -> String {
    let missing = directive.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text;
    }
    if directive.left {
        return text + &" ".repeat(missing);
    }
    if !directive.zero || !may_zero {
        return " ".repeat(missing) + &text;
    }
    let sign = text.len() - text.trim_start_matches(['-', '+', ' ']).len();
    let prefix = ["0x", "0X", "0o"].iter().find(|prefix| text[sign..].starts_with(**prefix)).map_or(0, |_| 2);
    let (head, digits) = text.split_at(sign + prefix);
    format!("{head}{}{digits}", "0".repeat(missing))
}
