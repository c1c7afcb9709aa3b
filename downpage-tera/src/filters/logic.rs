//! Choices: `default_if_none`, `yesno`.

use downpage_core::Result;
use tera::Value;

use crate::call::{Call, Row, row};

pub(super) const FILTERS: [Row; 2] =
    [row("default_if_none", &["value"], default_if_none), row("yesno", &["choices"], yesno)];

/// `default_if_none(value=)`: `value` in place of nothing.
fn default_if_none(call: &Call<'_>) -> Result<Value> {
    let default = call.required("value")?;
    Ok(if call.value.is_none() { default.clone() } else { call.value.clone() })
}

/// `yesno(choices="yes,no,maybe")`: the word for true, false and nothing; the second for nothing when there are two.
fn yesno(call: &Call<'_>) -> Result<Value> {
    let choices = match call.text_argument("choices") {
        Some(choices) => choices,
        None => call.site.surroundings.gettext(None, "yes,no,maybe").into(),
    };
    let words: Vec<&str> = choices.split(',').collect();
    let (yes, no, maybe) = match words.as_slice() {
        [] | [_] => return Ok(call.value.clone()),
        [yes, no, maybe] => (yes, no, maybe),
        [yes, no, ..] => (yes, no, no),
    };
    let word = if call.value.is_none() {
        maybe
    } else if call.value.is_truthy() {
        yes
    } else {
        no
    };
    Ok(Value::normal_string(word))
}
