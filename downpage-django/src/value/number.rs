//! Numbers as Python reads them: `int()`, `float()`, and ints of any size.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::text::{digits, space};
use crate::value::{Decimal, Value, repr, text_repr};

/// An int too large for 64 bits, as its decimal digits: templates show such numbers, they hardly reckon with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wide {
    /// Whether it is below zero.
    pub negative: bool,
    /// The digits, without zeros in front.
    pub digits: Box<str>,
}

impl Wide {
    /// The nearest float.
    #[must_use]
    pub fn to_float(&self) -> f64 {
        let size = self.digits.parse().unwrap_or(f64::INFINITY);
        if self.negative { -size } else { size }
    }

    /// The order of two numbers.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        let size = |wide: &Self| (wide.digits.len(), wide.digits.clone());
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
        }
    }
}

impl std::fmt::Display for Wide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.negative { "-" } else { "" }, self.digits)
    }
}

impl Value {
    /// The int of a sign and decimal digits, of whatever size.
    #[must_use]
    pub fn int_of_digits(negative: bool, digits: &str) -> Self {
        let digits = digits.trim_start_matches('0');
        let small = digits.parse::<i128>().ok().map(|size| if negative { -size } else { size });
        match small.and_then(|number| i64::try_from(number).ok()) {
            Some(number) => Self::Int(number),
            None if digits.is_empty() => Self::Int(0),
            None => Self::Wide(Arc::new(Wide { negative, digits: digits.into() })),
        }
    }

    /// The int, of whatever size up to 128 bits.
    #[must_use]
    pub fn int_of_i128(number: i128) -> Self {
        i64::try_from(number)
            .map_or_else(|_| Self::int_of_digits(number < 0, &number.unsigned_abs().to_string()), Self::Int)
    }
}

/// A number in base 2 to the power of `bits` (3 or 4), from its decimal digits.
pub(crate) fn power_digits(decimal: &str, bits: usize) -> String {
    // Nine decimal digits at a time go into words of 32 bits, the lowest first.
    let mut words: Vec<u32> = Vec::new();
    let bytes = decimal.as_bytes();
    let (head, chunks) = bytes.split_at(bytes.len() % 9);
    for chunk in std::iter::once(head).filter(|head| !head.is_empty()).chain(chunks.chunks(9)) {
        let mut carry = chunk.iter().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
        let scale = 10_u64.pow(u32::try_from(chunk.len()).unwrap_or(0));
        for word in &mut words {
            let product = u64::from(*word) * scale + carry;
            #[expect(clippy::cast_possible_truncation, reason = "the rest is carried")]
            let low = product as u32;
            *word = low;
            carry = product >> 32;
        }
        words.extend(u32::try_from(carry).ok().filter(|carry| *carry > 0));
    }
    let bit = |at: usize| words.get(at / 32).is_some_and(|word| word >> (at % 32) & 1 == 1);
    let length = words.len() * 32;
    let digits = (0..length.div_ceil(bits)).rev().map(|digit| {
        let number = (0..bits).filter(|at| bit(digit * bits + at)).fold(0, |number, at| number | 1 << at);
        char::from_digit(number, 16).unwrap_or('0')
    });
    let text: String = digits.skip_while(|digit| *digit == '0').collect();
    if text.is_empty() { "0".to_owned() } else { text }
}

/// The sum of two ints of any size.
pub(crate) fn add_ints(a: &Value, b: &Value) -> Value {
    if let (Value::Int(a), Value::Int(b)) = (a, b) {
        return Value::int_of_i128(i128::from(*a) + i128::from(*b));
    }
    let sum = Decimal::of_int(a).add(&Decimal::of_int(b));
    Value::int_of_digits(sum.negative, &sum.digits)
}

/// What `int(value)` gives: an `Int` or a `Wide`.
///
/// # Errors
/// The `TypeError`, `ValueError` or `OverflowError` that Python raises.
pub fn int_of(value: &Value) -> Result<Value> {
    match value {
        Value::Int(_) | Value::Wide(_) => Ok(value.clone()),
        Value::Bool(value) => Ok(Value::Int(i64::from(*value))),
        Value::Float(number) if number.is_nan() => {
            Err(Error::new(Kind::Value, "cannot convert float NaN to integer"))
        }
        Value::Float(number) if number.is_infinite() => {
            Err(Error::new(Kind::Overflow, "cannot convert float infinity to integer"))
        }
        Value::Float(number) => {
            Ok(Value::int_of_digits(*number < 0.0, &format!("{:.0}", number.abs().trunc())))
        }
        Value::Decimal(decimal) => decimal.to_int(),
        Value::Str(text) | Value::Safe(text) => parse_int(text).ok_or_else(|| {
            // Python shows this much of it.
            let shown: String = text_repr(text).chars().take(200).collect();
            let message = format!("invalid literal for int() with base 10: {shown}");
            Error::new(Kind::Value, message)
        }),
        Value::Bytes(bytes) => {
            let number = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()).and_then(parse_int);
            number.ok_or_else(|| {
                let shown: String = repr(value).chars().take(200).collect();
                let message = format!("invalid literal for int() with base 10: {shown}");
                Error::new(Kind::Value, message)
            })
        }
        Value::Object(object) => match object.number() {
            Some(number) => int_of(&number),
            None => Err(not_int(value)),
        },
        _ => Err(not_int(value)),
    }
}

fn not_int(value: &Value) -> Error {
    let message = format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
        value.type_name()
    );
    Error::new(Kind::Type, message)
}

/// What `float(value)` gives.
///
/// # Errors
/// The `TypeError`, `ValueError` or `OverflowError` that Python raises.
pub fn float_of(value: &Value) -> Result<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "Python rounds to the nearest float as well")]
        Value::Int(number) => Ok(*number as f64),
        Value::Wide(wide) => Some(wide.to_float())
            .filter(|number| number.is_finite())
            .ok_or_else(|| Error::new(Kind::Overflow, "int too large to convert to float")),
        Value::Bool(value) => Ok(f64::from(u8::from(*value))),
        Value::Float(number) => Ok(*number),
        Value::Decimal(decimal) => Ok(decimal.to_float()),
        Value::Str(text) | Value::Safe(text) => parse_float(text).ok_or_else(|| {
            Error::new(Kind::Value, format!("could not convert string to float: {}", text_repr(text)))
        }),
        Value::Bytes(bytes) => {
            let number = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()).and_then(parse_float);
            number.ok_or_else(|| {
                Error::new(Kind::Value, format!("could not convert string to float: {}", repr(value)))
            })
        }
        Value::Object(object) => match object.number() {
            Some(number) => float_of(&number),
            None => Err(not_float(value)),
        },
        _ => Err(not_float(value)),
    }
}

fn not_float(value: &Value) -> Error {
    let message = format!("float() argument must be a string or a real number, not '{}'", value.type_name());
    Error::new(Kind::Type, message)
}

/// Python refuses to read an int from more digits, since that takes time that grows with their square.
const MOST_DIGITS: usize = 4300;

/// The int that `text` spells, with blanks around and single underscores between digits, as `int(text)` reads it.
#[must_use]
pub fn parse_int(text: &str) -> Option<Value> {
    let ascii;
    let mut text = space::trim(text);
    if !text.is_ascii() {
        ascii = digits::to_ascii(text);
        text = &ascii;
    }
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let digits = without_underscores(digits)?;
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (all_digits && digits.len() <= MOST_DIGITS).then(|| Value::int_of_digits(negative, &digits))
}

/// The float that `text` spells, as `float(text)` reads it.
#[must_use]
pub fn parse_float(text: &str) -> Option<f64> {
    let ascii;
    let mut text = space::trim(text);
    if !text.is_ascii() {
        ascii = digits::to_ascii(text);
        text = &ascii;
    }
    let text = without_underscores(text)?;
    // Rust reads what Python reads, and nothing else.
    text.parse().ok()
}

/// `text` without underscores, `None` when one does not stand between two digits.
pub(crate) fn without_underscores(text: &str) -> Option<std::borrow::Cow<'_, str>> {
    if !text.contains('_') {
        return Some(text.into());
    }
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let fine = (0..bytes.len()).all(|at| bytes[at] != b'_' || at > 0 && digit(at - 1) && digit(at + 1));
    fine.then(|| text.replace('_', "").into())
}
