//! Filters that choose.

use std::borrow::Cow;

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::{made, no_attribute};
use crate::value::{Val, Value, int_of};

/// The filters under Django's heading "logic".
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("default", default).one(),
    Filter::new("default_if_none", default_if_none).one(),
    Filter::new("divisibleby", divisibleby).one(),
    Filter::new("yesno", yesno).optional(),
];

fn argument(argument: Option<Val<'_>>) -> Val<'_> {
    argument.unwrap_or(Cow::Owned(Value::None))
}

/// The value, or the argument when it is not true.
fn default(call: Call<'_>) -> Result<Val<'_>> {
    Ok(if call.value.truth() { call.value } else { argument(call.argument) })
}

/// The value, or the argument when it is `None`.
fn default_if_none(call: Call<'_>) -> Result<Val<'_>> {
    Ok(if call.value.is_none() { argument(call.argument) } else { call.value })
}

/// Whether the value can be divided by the argument.
fn divisibleby(call: Call<'_>) -> Result<Val<'_>> {
    let (value, by) = (int_of(&call.value)?, int_of(call.argument())?);
    let by = match by {
        Value::Int(0) => return Err(Error::new(Kind::ZeroDivision, "integer modulo by zero")),
        Value::Int(by) => by.unsigned_abs(),
        // A divisor beyond 64 bits divides zero and itself.
        wide => return made(value == Value::Int(0) || value == wide),
    };
    let remainder = value
        .to_str()
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0_u128, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % u128::from(by));
    made(remainder == 0)
}

/// One of two or three words: for what is true, what is not, and `None`.
fn yesno(call: Call<'_>) -> Result<Val<'_>> {
    let words = match call.argument() {
        Value::None => call.cx.active().gettext("yes,no,maybe").into_owned(),
        argument => argument.as_str().ok_or_else(|| no_attribute(argument, "split"))?.to_owned(),
    };
    let words: Vec<&str> = words.split(',').collect();
    let (yes, no, maybe) = match words[..] {
        [] | [_] => return Ok(call.value),
        [yes, no, maybe] => (yes, no, maybe),
        [yes, no, ..] => (yes, no, no),
    };
    made(match &*call.value {
        Value::None => maybe,
        value if value.truth() => yes,
        _ => no,
    })
}
