//! Filters on numbers.

use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::{int_or_none, made, made_safe};
use crate::formats::NumberStyle;
use crate::value::{Class, DateTime, Decimal, TimeDelta, Val, Value, add_ints, float_of, float_repr, int_of};

/// The filters under Django's heading "integers", and `floatformat`.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("floatformat", floatformat).optional().marked(),
    Filter::new("add", add).one(),
    Filter::new("get_digit", get_digit).one(),
];

/// A number with so many digits more than this is shown as it is, as in Django.
const MOST_DIGITS: u64 = 200;

/// What the argument of `floatformat` asks for.
struct Wish {
    places: i64,
    group: bool,
    localize: bool,
}

/// A number with so many decimal places; with a negative number of them only when there are any.
fn floatformat(call: Call<'_>) -> Result<Val<'_>> {
    float_format(&call, call.argument.as_deref())
}

pub(super) fn float_format<'v>(call: &Call<'v>, argument: Option<&Value>) -> Result<Val<'v>> {
    if argument.is_some_and(|argument| argument.as_plain_str() == Some("")) {
        return Err(Error::new(Kind::Index, "string index out of range"));
    }
    let shown = call.text().into_owned();
    let Some(number) = decimal_of(&call.value, &shown) else { return made("") };
    let Some(wish) = wish_of(argument)? else { return made(shown) };
    if number.class != Class::Finite || number.width() > MOST_DIGITS {
        return made(shown);
    }
    let whole = number.is_whole();
    let places = usize::try_from(wish.places.unsigned_abs()).unwrap_or(usize::MAX);
    if places > call.cx.settings.width {
        return Err(Error::new(Kind::Limit, format!("{places} decimal places are too many")));
    }
    let style = NumberStyle { places: None, use_l10n: wish.localize, force_grouping: wish.group };
    let formats = call.cx.formats();
    if whole && wish.places <= 0 {
        let digits = number.to_int()?.to_str().into_owned();
        return made_safe(formats.number(&digits.into(), NumberStyle { places: Some(0), ..style })?);
    }
    let rounded = number.rounded(places);
    let text = Decimal { negative: rounded.negative && !rounded.is_zero(), ..rounded }.to_fixed();
    // Without places Python writes the point and nothing after it, which `number_format` drops.
    made_safe(formats.number(&text.into(), NumberStyle { places: Some(places), ..style })?)
}

fn decimal_of(value: &Value, shown: &str) -> Option<Decimal> {
    Decimal::parse(shown).or_else(|| Decimal::parse(&float_repr(float_of(value).ok()?)))
}

/// `None` for an argument that is no number.
fn wish_of(argument: Option<&Value>) -> Result<Option<Wish>> {
    let Some(argument) = argument else {
        return Ok(Some(Wish { places: -1, group: false, localize: true }));
    };
    let Some(text) = argument.as_plain_str() else {
        let places = int_or_none(argument)?;
        return Ok(places.map(|places| Wish { places, group: false, localize: true }));
    };
    let (digits, group, localize) = match text {
        text if text.ends_with("gu") || text.ends_with("ug") => (&text[..text.len() - 2], true, false),
        text if text.ends_with('g') => (&text[..text.len() - 1], true, true),
        text if text.ends_with('u') => (&text[..text.len() - 1], false, false),
        text => (text, false, true),
    };
    let places =
        if digits.is_empty() && (group || !localize) { Some(-1) } else { int_or_none(&Value::from(digits))? };
    Ok(places.map(|places| Wish { places, group, localize }))
}

/// The sum, of ints where both can be taken for such; otherwise what `+` gives, or nothing.
fn add(call: Call<'_>) -> Result<Val<'_>> {
    let (a, b) = (&*call.value, call.argument());
    let ints = int_of(a).and_then(|a| int_of(b).map(|b| (a, b)));
    match ints {
        Ok((a, b)) => made(add_ints(&a, &b)),
        Err(error) if matches!(error.kind(), Kind::Value | Kind::Type) => made(sum(a, b)),
        Err(error) => Err(error),
    }
}

/// What Python's `+` gives; an empty text where it raises an exception.
fn sum(a: &Value, b: &Value) -> Value {
    if let (Some(left), Some(right)) = (a.as_str(), b.as_str()) {
        return Value::marked(format!("{left}{right}"), a.is_safe() && b.is_safe());
    }
    // What is not a number cannot be an int either, and makes every sum the same.
    let nan = |value: &Value| match value {
        Value::Float(number) => number.is_nan(),
        Value::Decimal(number) => number.class == Class::NaN,
        _ => false,
    };
    let whole = |value: &Value| matches!(value, Value::Bool(_) | Value::Int(_) | Value::Wide(_));
    for (one, other) in [(a, b), (b, a)] {
        let alike = std::mem::discriminant(one) == std::mem::discriminant(other);
        if nan(one) && (alike || whole(other)) {
            return one.clone();
        }
    }
    let chained = |a: &[Value], b: &[Value]| a.iter().chain(b).cloned().collect();
    match (a, b) {
        (Value::List(a), Value::List(b)) => Value::list(chained(a, b)),
        (Value::Tuple(a), Value::Tuple(b)) => Value::tuple(chained(a, b)),
        (Value::TimeDelta(a), Value::TimeDelta(b)) => {
            Value::TimeDelta(TimeDelta { micros: a.micros.saturating_add(b.micros) })
        }
        (Value::DateTime(moment), Value::TimeDelta(delta))
        | (Value::TimeDelta(delta), Value::DateTime(moment)) => {
            later(moment, *delta).map_or_else(|| "".into(), |moment| Value::DateTime(Arc::new(moment)))
        }
        (Value::Date(date), Value::TimeDelta(delta)) | (Value::TimeDelta(delta), Value::Date(date)) => {
            let span = jiff::Span::new().try_days(delta.parts().0);
            span.and_then(|span| date.checked_add(span)).map_or_else(|_| "".into(), Value::Date)
        }
        _ => "".into(),
    }
}

fn later(moment: &DateTime, delta: TimeDelta) -> Option<DateTime> {
    let local = moment.local.checked_add(jiff::SignedDuration::from_micros(delta.micros)).ok()?;
    Some(match &moment.zone {
        None => DateTime::naive(local),
        Some((zone, _)) => DateTime::aware(local, zone.clone()),
    })
}

/// A digit of a whole number, counted from the right.
fn get_digit(call: Call<'_>) -> Result<Val<'_>> {
    let Some(place) = int_or_none(call.argument())? else { return Ok(call.value) };
    let number = match int_of(&call.value) {
        Err(error) if *error.kind() == Kind::Value => return Ok(call.value),
        number => number?,
    };
    let Some(back) = usize::try_from(place).ok().filter(|place| *place > 0) else { return made(number) };
    match number.to_str().chars().rev().nth(back - 1) {
        None => made(0_i64),
        Some('-') => Err(Error::new(Kind::Value, "invalid literal for int() with base 10: '-'")),
        Some(digit) => made(i64::from(digit.to_digit(10).unwrap_or(0))),
    }
}
