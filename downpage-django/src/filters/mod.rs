//! Django's filters by its own headings, and the tables of their names.
//!
//! Django documents those of [`BUILTINS`] on its page "Built-in template tags and filters", those of [`L10N`] under "Format
//! localization", of [`TZ`] under "Time zones", of [`I18N`] under "Translation", of [`HUMANIZE`] under
//! "django.contrib.humanize". `docs/guide/engines-django.md` has an example of each, which is run.

#![allow(clippy::needless_pass_by_value, reason = "every filter has the signature of `FilterFunction`")]
#![allow(clippy::unnecessary_wraps, reason = "every filter has the signature of `FilterFunction`")]

mod dates;
mod format;
mod html;
mod humanize;
mod i18n;
mod json;
mod lists;
mod logic;
mod misc;
mod numbers;
mod strings;

use std::borrow::Cow;

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::render::Context;
use crate::value::{Val, Value, int_of, text_repr};

/// The filters that need no `{% load %}`.
pub const BUILTINS: &[&[Filter]] = &[
    strings::FILTERS,
    html::FILTERS,
    lists::FILTERS,
    numbers::FILTERS,
    dates::FILTERS,
    logic::FILTERS,
    misc::FILTERS,
];

/// Those of `{% load i18n %}`.
pub const I18N: &[&[Filter]] = &[i18n::FILTERS];

/// Those of `{% load l10n %}`.
pub const L10N: &[&[Filter]] = &[i18n::L10N];

/// Those of `{% load tz %}`.
pub const TZ: &[&[Filter]] = &[dates::TZ];

/// Those of `{% load humanize %}`.
pub const HUMANIZE: &[&[Filter]] = &[humanize::FILTERS];

/// A value that a filter made.
fn made<'v>(value: impl Into<Value>) -> Result<Val<'v>> {
    Ok(Cow::Owned(value.into()))
}

/// A safe str that a filter made.
fn made_safe<'v>(text: impl Into<std::sync::Arc<str>>) -> Result<Val<'v>> {
    Ok(Cow::Owned(Value::safe(text)))
}

/// What `int(value)` gives; `None` where Python raises a `ValueError`, which most filters meet by doing nothing.
fn int_or_none(value: &Value) -> Result<Option<i64>> {
    match int_of(value) {
        Ok(Value::Int(number)) => Ok(Some(number)),
        Ok(Value::Wide(wide)) => Ok(Some(if wide.negative { i64::MIN } else { i64::MAX })),
        Ok(_) => Ok(None),
        Err(error) if *error.kind() == Kind::Value => Ok(None),
        Err(error) => Err(error),
    }
}

/// The width that an argument asks for.
fn width_of(value: &Value, cx: &Context<'_>) -> Result<usize> {
    let number = match int_of(value)? {
        Value::Int(number) => number,
        _ => i64::MAX,
    };
    let width = usize::try_from(number).unwrap_or(0);
    if width > cx.settings.width {
        let message = format!("a width of {width} is more than the {} that are allowed", cx.settings.width);
        return Err(Error::new(Kind::Limit, message));
    }
    Ok(width)
}

/// Filters that are told whether values are escaped take that for an argument; so Django finds one argument too many only
/// when it calls them.
fn no_argument(call: &Call<'_>, name: &str) -> Result<()> {
    let message = || format!("{name}() got multiple values for argument 'autoescape'");
    if call.argument.is_some() { Err(Error::new(Kind::Type, message())) } else { Ok(()) }
}

/// The argument as a str, where the Python function asks for one.
fn text_argument<'c>(call: &'c Call<'_>, message: &str) -> Result<&'c str> {
    let argument = call.argument();
    argument.as_str().ok_or_else(|| {
        let name = if argument.is_none() { "None" } else { argument.type_name() };
        Error::new(Kind::Type, format!("{message}, not {name}"))
    })
}

/// The error of an attribute that a value does not have.
fn no_attribute(value: &Value, name: &str) -> Error {
    let message = format!("'{}' object has no attribute {}", value.type_name(), text_repr(name));
    Error::new(Kind::Attribute, message)
}
