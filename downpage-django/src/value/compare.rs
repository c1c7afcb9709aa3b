//! Equality, order and membership, across types as Python has them.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::value::name::{hash_number, hash_text};
use crate::value::{Decimal, Value};

/// `a == b`.
pub(super) fn equals(a: &Value, b: &Value) -> bool {
    use Value::{Bytes, Date, DateTime, Dict, List, None, Object, Range, Set, Time, TimeDelta, Tuple};
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        return a == b;
    }
    match (a, b) {
        (None, None) => true,
        (List(a), List(b)) | (Tuple(a), Tuple(b)) => a == b,
        (Set(a), Set(b)) => a.len() == b.len() && a.iter().all(|item| b.contains(item)),
        (Dict(a), Dict(b)) => a.len() == b.len() && a.iter().all(|(key, value)| b.get(key) == Some(value)),
        (Bytes(a), Bytes(b)) => a == b,
        (Range(a), Range(b)) => {
            a.len() == b.len() && (a.is_empty() || a.start == b.start && (a.len() == 1 || a.step == b.step))
        }
        (Date(a), Date(b)) => a == b,
        (Time(a), Time(b)) => a == b,
        (DateTime(a), DateTime(b)) => a.order(b) == Some(Ordering::Equal),
        (TimeDelta(a), TimeDelta(b)) => a == b,
        (Object(a), Object(b)) => Arc::ptr_eq(a, b),
        _ => numbers(a, b) == Some(Ordering::Equal),
    }
}

/// The order of two numbers of whatever kind; `None` when one is none, or not a number.
fn numbers(a: &Value, b: &Value) -> Option<Ordering> {
    use Value::{Decimal as Dec, Float, Int, Wide};
    let plain = |value: &Value| match value {
        Value::Bool(value) => Some(Int(i64::from(*value))),
        Int(_) | Wide(_) | Float(_) | Dec(_) => Some(value.clone()),
        _ => Option::None,
    };
    match (&plain(a)?, &plain(b)?) {
        (Int(a), Int(b)) => Some(a.cmp(b)),
        (Float(a), Float(b)) => a.partial_cmp(b),
        (a, b) => exact(a)?.order(&exact(b)?),
    }
}

/// The number without any loss.
fn exact(value: &Value) -> Option<Decimal> {
    match value {
        Value::Decimal(decimal) => Some(Decimal::clone(decimal)),
        // A float is a finite decimal of up to 1,074 places.
        Value::Float(number) if number.is_finite() => Decimal::parse(&format!("{number:.1074}")),
        Value::Float(number) => Decimal::parse(&number.to_string()),
        value => Some(Decimal::of_int(value)),
    }
}

/// The order of `a` and `b`, `None` when they have none (not a number).
///
/// # Errors
/// The `TypeError` of two types that cannot be compared.
pub fn compare(a: &Value, b: &Value, operator: &str) -> Result<Option<Ordering>> {
    use Value::{Bytes, Date, DateTime, List, Time, TimeDelta, Tuple};
    let unordered = || {
        let message = format!(
            "'{operator}' not supported between instances of '{}' and '{}'",
            a.type_name(),
            b.type_name()
        );
        Error::new(Kind::Type, message)
    };
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        return Ok(Some(a.cmp(b)));
    }
    match (a, b) {
        (List(a), List(b)) | (Tuple(a), Tuple(b)) => match a.iter().zip(b.iter()).find(|(a, b)| a != b) {
            Some((a, b)) => compare(a, b, operator),
            None => Ok(Some(a.len().cmp(&b.len()))),
        },
        (Bytes(a), Bytes(b)) => Ok(Some(a.cmp(b))),
        (Date(a), Date(b)) => Ok(Some(a.cmp(b))),
        (Time(a), Time(b)) => Ok(Some(a.cmp(b))),
        (DateTime(a), DateTime(b)) => match a.order(b) {
            Some(order) => Ok(Some(order)),
            None => Err(Error::new(Kind::Type, "can't compare offset-naive and offset-aware datetimes")),
        },
        (TimeDelta(a), TimeDelta(b)) => Ok(Some(a.micros.cmp(&b.micros))),
        _ if is_number(a) && is_number(b) => Ok(numbers(a, b)),
        _ => Err(unordered()),
    }
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::Int(_) | Value::Wide(_) | Value::Float(_) | Value::Decimal(_))
}

/// The type that keeps a value from being a key of a dict.
pub(crate) fn unhashable(value: &Value) -> Option<&str> {
    match value {
        Value::List(_) | Value::Set(_) | Value::Dict(_) => Some(value.type_name()),
        Value::Tuple(items) => items.iter().find_map(unhashable),
        _ => None,
    }
}

/// `item in container`.
///
/// # Errors
/// The `TypeError` of what is no container.
pub fn contains(container: &Value, item: &Value) -> Result<bool> {
    match container {
        Value::Lazy(text) => contains(text, item),
        Value::Str(text) | Value::Safe(text) => match item.as_plain_str() {
            Some(part) => Ok(text.contains(part)),
            None => {
                let name = item.type_name();
                let message = format!("'in <string>' requires string as left operand, not {name}");
                Err(Error::new(Kind::Type, message))
            }
        },
        Value::Dict(_) if unhashable(item).is_some() => {
            let name = unhashable(item).unwrap_or_default();
            Err(Error::new(Kind::Type, format!("unhashable type: '{name}'")))
        }
        Value::Dict(dict) => Ok(dict.contains_key(item)),
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => Ok(items.contains(item)),
        _ => match container.items() {
            Some(items) => Ok(items.contains(item)),
            None => {
                let message = format!("argument of type '{}' is not iterable", container.type_name());
                Err(Error::new(Kind::Type, message))
            }
        },
    }
}

/// `a is b`: one and the same object.
#[must_use]
pub fn is_same(a: &Value, b: &Value) -> bool {
    use Value::{Bool, Dict, Int, Lazy, List, None, Object, Safe, Set, Str, Tuple};
    match (a, b) {
        (None, None) => true,
        (Bool(a), Bool(b)) => a == b,
        // CPython keeps one object for each of these.
        (Int(a), Int(b)) => a == b && (-5..=256).contains(a),
        (Str(a), Str(b)) => Arc::ptr_eq(a, b) || a.is_empty() && b.is_empty(),
        (Safe(a), Safe(b)) => Arc::ptr_eq(a, b),
        (Lazy(a), Lazy(b)) => Arc::ptr_eq(a, b),
        (List(a), List(b)) | (Tuple(a), Tuple(b)) | (Set(a), Set(b)) => Arc::ptr_eq(a, b),
        (Dict(a), Dict(b)) => Arc::ptr_eq(a, b),
        (Object(a), Object(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}

/// A hash that agrees with [`equals`].
#[expect(clippy::cast_sign_loss, reason = "any bits will do for a hash")]
pub(super) fn hash(value: &Value) -> u64 {
    let number = |number: f64| hash_number((number + 0.0).to_bits());
    match value {
        Value::Str(text) | Value::Safe(text) => hash_text(text),
        Value::Lazy(text) => hash(text),
        Value::None => 1,
        Value::Bool(value) => number(f64::from(u8::from(*value))),
        #[expect(clippy::cast_precision_loss, reason = "numbers that are equal round to the same float")]
        Value::Int(value) => number(*value as f64),
        Value::Wide(wide) => number(wide.to_float()),
        Value::Float(value) => number(*value),
        Value::Decimal(decimal) => number(decimal.to_float()),
        Value::Bytes(bytes) => bytes.iter().fold(3, |hash, byte| hash_number(hash ^ u64::from(*byte))),
        Value::List(items) | Value::Tuple(items) => {
            items.iter().fold(7, |state, item| hash_number(state ^ hash(item)))
        }
        Value::Set(items) => items.iter().fold(11, |state, item| state ^ hash(item)),
        Value::Dict(dict) => hash_number(dict.len() as u64),
        Value::Range(range) => hash_number(range.len() as u64),
        Value::Date(date) => hash_text(&date.to_string()),
        Value::Time(time) => hash_text(&time.to_string()),
        Value::DateTime(moment) => hash_number(moment.instant_micros() as u64),
        Value::TimeDelta(delta) => hash_number(delta.micros as u64),
        Value::Object(object) => hash_text(object.type_name()),
    }
}
