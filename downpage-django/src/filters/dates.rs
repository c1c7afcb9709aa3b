//! Filters on dates and times.

use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::{made, no_attribute};
use crate::formats::{Elapsed, PLAIN_UNITS, Units, elapsed, format_date, format_time};
use crate::render::Context;
use crate::tags::{check_zone_name, zone_named};
use crate::value::{DateTime, Val, Value, Zone};

/// The filters under Django's heading "dates".
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("date", date).optional().local(),
    Filter::new("time", time).optional().local(),
    Filter::new("timesince", timesince).optional(),
    Filter::new("timeuntil", timeuntil).optional(),
];

/// Those of `{% load tz %}`.
pub(super) const TZ: &[Filter] =
    &[Filter::new("localtime", localtime), Filter::new("utc", utc), Filter::new("timezone", timezone).one()];

fn is_blank(value: &Value) -> bool {
    value.is_none() || value.as_str() == Some("")
}

/// A date by the letters of the argument, or by the name of a format such as `SHORT_DATE_FORMAT`.
fn date(call: Call<'_>) -> Result<Val<'_>> {
    made(date_text(&call.value, call.argument(), call.cx)?)
}

pub(super) fn date_text(value: &Value, argument: &Value, cx: &Context<'_>) -> Result<String> {
    if is_blank(value) {
        return Ok(String::new());
    }
    let key = if argument.truth() { argument.to_str() } else { "DATE_FORMAT".into() };
    let formats = cx.formats();
    match format_date(value, &formats.get(&key, true), formats) {
        // Django tries the argument again, as letters: a number has none that could fail.
        Err(error) if *error.kind() == Kind::Attribute => {
            match format_date(value, &argument.to_str(), formats) {
                Err(error) if *error.kind() == Kind::Attribute => Ok(String::new()),
                text => text,
            }
        }
        text => text,
    }
}

/// A time by the letters of the argument.
fn time(call: Call<'_>) -> Result<Val<'_>> {
    if is_blank(&call.value) {
        return made("");
    }
    let key = if call.argument().truth() { call.argument().to_str() } else { "TIME_FORMAT".into() };
    let formats = call.cx.formats();
    match format_time(&call.value, &formats.get(&key, true), formats) {
        Err(error) if matches!(error.kind(), Kind::Attribute | Kind::Type) => {
            let letters = call.argument().to_str().into_owned();
            made(format_time(&call.value, &letters, formats).unwrap_or_default())
        }
        text => made(text?),
    }
}

/// The time since a date, up to now or to another date.
fn timesince(call: Call<'_>) -> Result<Val<'_>> {
    between(&call, false)
}

/// The time until a date, from now or from another date.
fn timeuntil(call: Call<'_>) -> Result<Val<'_>> {
    between(&call, true)
}

fn between<'v>(call: &Call<'v>, until: bool) -> Result<Val<'v>> {
    if !call.value.truth() {
        return made("");
    }
    let moment = moment_of(&call.value)?;
    let other = if call.argument().truth() { Some(moment_of(call.argument())?) } else { None };
    match elapsed_text(&moment, other, until, PLAIN_UNITS, call.cx) {
        Err(error) if matches!(error.kind(), Kind::Type | Kind::Value) => made(""),
        text => made(text?),
    }
}

/// A date counts from midnight.
pub(super) fn moment_of(value: &Value) -> Result<DateTime> {
    match value {
        Value::DateTime(moment) => Ok(DateTime::clone(moment)),
        Value::Date(date) => Ok(DateTime::naive(date.to_datetime(jiff::civil::Time::midnight()))),
        other => Err(no_attribute(other, "year")),
    }
}

/// The time between `moment` and `other`, or now, in words.
pub(super) fn elapsed_text(
    moment: &DateTime,
    other: Option<DateTime>,
    until: bool,
    units: Units,
    cx: &Context<'_>,
) -> Result<String> {
    let other = match (other, &moment.zone) {
        (Some(other), Some((zone, _))) => other.in_zone(zone),
        (Some(other), None) => other,
        (None, zone) => now_in(zone.as_ref().map(|(zone, _)| zone), cx)?,
    };
    if moment.zone.is_some() != other.zone.is_some() {
        return Err(Error::new(Kind::Type, "can't subtract offset-naive and offset-aware datetimes"));
    }
    let (from, to) = if until { (&other, moment) } else { (moment, &other) };
    // Python subtracts what the clocks of one zone show, and does not look at a change of offset.
    let micros = crate::value::local_micros(to.local) - crate::value::local_micros(from.local);
    let between = Elapsed { from: from.local, to: to.local, seconds: micros.div_euclid(1_000_000) };
    Ok(elapsed(between, units, cx.active()))
}

/// The time now in a zone; without one what the clock of the site shows.
pub(super) fn now_in(zone: Option<&Zone>, cx: &Context<'_>) -> Result<DateTime> {
    let instant = cx.now_instant()?;
    Ok(match zone {
        Some(zone) => DateTime::from_instant(instant, zone),
        None => DateTime::naive(DateTime::from_instant(instant, &cx.settings.default_zone).local),
    })
}

fn in_zone<'v>(call: &Call<'v>, zone: Option<&Zone>) -> Result<Val<'v>> {
    let (Value::DateTime(moment), Some(zone)) = (&*call.value, zone) else { return made("") };
    let aware = match moment.zone {
        Some(_) => DateTime::clone(moment),
        None => DateTime::aware(moment.local, call.cx.settings.default_zone.clone()),
    };
    let moved = DateTime { convert: false, ..aware.in_zone(zone) };
    made(Value::DateTime(Arc::new(moved)))
}

/// The date-time in the current zone.
fn localtime(call: Call<'_>) -> Result<Val<'_>> {
    in_zone(&call, Some(&call.cx.zone))
}

/// The date-time in UTC.
fn utc(call: Call<'_>) -> Result<Val<'_>> {
    in_zone(&call, Some(&Zone::Fixed(jiff::tz::Offset::UTC)))
}

/// The date-time in the zone of that name.
fn timezone(call: Call<'_>) -> Result<Val<'_>> {
    let zone = match (&*call.value, call.argument().as_str()) {
        (Value::DateTime(_), Some(name)) => {
            check_zone_name(name)?;
            zone_named(name)
        }
        _ => None,
    };
    in_zone(&call, zone.as_ref())
}
