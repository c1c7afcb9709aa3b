//! Filters of `{% load i18n %}` and `{% load l10n %}`.

use crate::error::Result;
use crate::filter::{Call, Filter};
use crate::filters::{made, made_safe};
use crate::formats::{NumberStyle, is_only_digits};
use crate::tags::language_info;
use crate::value::{Name, Val, Value, lookup};

/// Those about languages.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("language_name", |call| info(&call, "name")),
    Filter::new("language_name_translated", |call| info(&call, "name_translated")),
    Filter::new("language_name_local", |call| info(&call, "name_local")),
    Filter::new("language_bidi", |call| info(&call, "bidi")),
];

/// Those about formats.
pub(super) const L10N: &[Filter] =
    &[Filter::new("localize", localize), Filter::new("unlocalize", unlocalize)];

fn info<'v>(call: &Call<'v>, field: &str) -> Result<Val<'v>> {
    let info = language_info(&call.value, call.cx)?;
    match lookup(&info, &Name::new(field)) {
        crate::value::Lookup::Found(found) => made(found.into_owned()),
        _ => made(Value::None),
    }
}

/// A number or a date in the formats of the language.
fn localize(call: Call<'_>) -> Result<Val<'_>> {
    let text = call.cx.formats().localize(&call.value, Some(true))?;
    // Django marks what is nothing but digits.
    if let Some(digits) = &text
        && is_only_digits(&call.value, call.cx.formats(), NumberStyle::default())
    {
        return made_safe(digits.as_str());
    }
    made(text.map_or_else(|| call.value.to_str_value().into_owned(), Value::from))
}

/// A number or a date in no language's formats.
fn unlocalize(call: Call<'_>) -> Result<Val<'_>> {
    let text = call.cx.formats().localize(&call.value, Some(false))?;
    made(text.map_or_else(|| call.value.to_str_value().into_owned(), Value::from))
}
