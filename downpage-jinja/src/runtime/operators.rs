//! The operators whose meaning in Python minijinja does not share.

use minijinja::value::{Rest, Tuple, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, Value};

use super::ITEMS_PER_STEP;
use super::arguments::{defined, type_name, undefined, whole};
use crate::escape::escaped;
use crate::value::{self, display};
use crate::write::names;

/// Bytes of text that cost a step.
const PER_STEP: usize = 64;

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter(names::MOD, modulo);
    env.add_filter(names::CONCAT, concat);
    env.add_filter(names::POSITIVE, positive);
    env.add_filter(names::ADD, add);
    env.add_filter(names::MUL, mul);
    env.add_filter(names::POWER, power);
}

/// A number as Python calculates with it.
#[derive(Clone, Copy)]
enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    fn of(value: &Value) -> Option<Self> {
        match value.kind() {
            ValueKind::Bool => Some(Self::Int(i128::from(value.is_true()))),
            ValueKind::Number if value.is_integer() => i128::try_from(value.clone()).ok().map(Self::Int),
            ValueKind::Number => f64::try_from(value.clone()).ok().map(Self::Float),
            _ => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "as Python does when a float meets an int")]
    fn float(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

/// What an operator does with two whole numbers, and with two others.
struct Calculation {
    whole: fn(i128, i128) -> Option<i128>,
    float: fn(f64, f64) -> f64,
}

/// The result for two numbers, if they are.
fn calculate(one: &Value, two: &Value, by: &Calculation) -> Option<Result<Value, Error>> {
    Some(match (Number::of(one)?, Number::of(two)?) {
        (Number::Int(one), Number::Int(two)) => match (by.whole)(one, two) {
            Some(result) => Ok(i64::try_from(result).map_or_else(|_| Value::from(result), Value::from)),
            None => Err(Error::new(ErrorKind::InvalidOperation, "a whole number of more than 128 bits")),
        },
        (one, two) => Ok(Value::from((by.float)(one.float(), two.float()))),
    })
}

/// That the operator does not know these two.
fn unsupported(sign: &str, one: &Value, two: &Value) -> Error {
    for operand in [one, two] {
        if operand.is_undefined() {
            return undefined(operand);
        }
    }
    let (one, two) = (type_name(one), type_name(two));
    let message = format!("unsupported operand type(s) for {sign}: '{one}' and '{two}'");
    Error::new(ErrorKind::InvalidOperation, message)
}

fn modulo(state: &mut State<'_, '_>, one: &Value, two: Value) -> Result<Value, Error> {
    if one.as_str().is_some() {
        return format(state, one, two);
    }
    let zero = match Number::of(&two) {
        Some(Number::Int(two)) => two == 0,
        Some(Number::Float(two)) => two == 0.0,
        None => false,
    };
    if zero && Number::of(one).is_some() {
        return Err(Error::new(ErrorKind::InvalidOperation, "modulo by zero"));
    }
    let by = Calculation {
        whole: |one, two| {
            let rest = one.checked_rem(two)?;
            Some(if rest != 0 && (rest < 0) != (two < 0) { rest + two } else { rest })
        },
        float: |one, two| {
            let rest = one % two;
            if rest != 0.0 && (rest < 0.0) != (two < 0.0) { rest + two } else { rest }
        },
    };
    calculate(one, &two, &by).unwrap_or_else(|| Err(unsupported("%", one, &two)))
}

/// `"..." % values`: a tuple has a value for each placeholder, a table is asked by name, all else is the only value.
fn format(state: &mut State<'_, '_>, text: &Value, values: Value) -> Result<Value, Error> {
    let args = match values.kind() {
        ValueKind::Seq if values.is_tuple() => values.try_iter()?.collect(),
        _ => vec![values],
    };
    super::text::printf(state, text, &args)
}

fn positive(value: &Value) -> Result<Value, Error> {
    match Number::of(value) {
        Some(Number::Int(number)) => Ok(Value::from(number)),
        Some(Number::Float(number)) => Ok(Value::from(number)),
        None if value.is_undefined() => Err(undefined(value)),
        None => {
            let message = format!("bad operand type for unary +: '{}'", type_name(value));
            Err(Error::new(ErrorKind::InvalidOperation, message))
        }
    }
}

/// `~`: the texts of all values; what is not markup is escaped when anything of it is, or where markup is written.
fn concat(state: &mut State<'_, '_>, first: &Value, rest: Rest<Value>) -> Result<Value, Error> {
    let values = || std::iter::once(first).chain(&*rest);
    let markup = matches!(state.auto_escape(), AutoEscape::Html) && values().any(Value::is_safe);
    let mut out = String::new();
    for value in values() {
        defined(state, value)?;
        let before = out.len();
        match value.as_str() {
            Some(text) if markup && !value.is_safe() => out.push_str(&escaped(text)),
            Some(text) => out.push_str(text),
            None => {
                let text = super::limited_str(state, value)?;
                out.push_str(&if markup { escaped(&text) } else { text });
            }
        }
        state.consume_fuel(((out.len() - before) / PER_STEP) as u64)?;
    }
    Ok(if markup { Value::from_safe_string(out) } else { Value::from(out) })
}

fn add(state: &State<'_, '_>, one: &Value, two: &Value) -> Result<Value, Error> {
    let by = Calculation { whole: i128::checked_add, float: |one, two| one + two };
    if let Some(result) = calculate(one, two, &by) {
        return result;
    }
    if let (Some(first), Some(second)) = (one.as_str(), two.as_str()) {
        let piece = |value: &Value, text: &str, other: &Value| {
            if other.is_safe() && !value.is_safe() { escaped(text) } else { text.to_owned() }
        };
        let text = piece(one, first, two) + &piece(two, second, one);
        return Ok(if one.is_safe() || two.is_safe() { Value::from_safe_string(text) } else { text.into() });
    }
    let is_list = |value: &Value| matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable);
    if !is_list(one) || !is_list(two) || one.is_tuple() != two.is_tuple() {
        return Err(unsupported("+", one, two));
    }
    let length = one.len().unwrap_or(0).saturating_add(two.len().unwrap_or(0));
    state.consume_fuel((length / ITEMS_PER_STEP) as u64)?;
    let items: Vec<Value> = one.try_iter()?.chain(two.try_iter()?).collect();
    Ok(if one.is_tuple() { Tuple::from(items).into() } else { value::list(items) })
}

fn mul(state: &State<'_, '_>, one: &Value, two: &Value) -> Result<Value, Error> {
    let by = Calculation { whole: i128::checked_mul, float: |one, two| one * two };
    if let Some(result) = calculate(one, two, &by) {
        return result;
    }
    let (subject, times) = match (whole(one), whole(two)) {
        (_, Some(times)) => (one, times),
        (Some(times), _) => (two, times),
        _ => return Err(unsupported("*", one, two)),
    };
    let times = usize::try_from(times).unwrap_or(0);
    let pay = |length: usize| state.consume_fuel((length.saturating_mul(times) / PER_STEP) as u64);
    if let Some(text) = subject.as_str() {
        pay(text.len())?;
        let text = text.repeat(times);
        return Ok(if subject.is_safe() { Value::from_safe_string(text) } else { text.into() });
    }
    if subject.kind() != ValueKind::Seq {
        return Err(unsupported("*", one, two));
    }
    pay(subject.len().unwrap_or(0).saturating_mul(PER_STEP / ITEMS_PER_STEP))?;
    let items: Vec<Value> = subject.try_iter()?.collect();
    let repeated = (0..times).flat_map(|_| items.iter().cloned()).collect::<Vec<_>>();
    Ok(if subject.is_tuple() { Tuple::from(repeated).into() } else { value::list(repeated) })
}

fn power(one: &Value, two: &Value) -> Result<Value, Error> {
    let (Some(base), Some(exponent)) = (Number::of(one), Number::of(two)) else {
        return Err(unsupported("** or pow()", one, two));
    };
    match (base, exponent) {
        (Number::Int(base), Number::Int(exponent @ 0..)) => {
            let result = u32::try_from(exponent).ok().and_then(|exponent| base.checked_pow(exponent));
            match result {
                Some(result) => Ok(i64::try_from(result).map_or_else(|_| Value::from(result), Value::from)),
                None => Err(Error::new(ErrorKind::InvalidOperation, "a whole number of more than 128 bits")),
            }
        }
        (base, exponent) => {
            if base.float() == 0.0 && exponent.float() < 0.0 {
                let message = "0.0 cannot be raised to a negative power";
                return Err(Error::new(ErrorKind::InvalidOperation, message));
            }
            Ok(Value::from(base.float().powf(exponent.float())))
        }
    }
}

/// The text of a value, for those who join it.
pub(super) fn str_of(value: &Value) -> String {
    display::str_of(value)
}
