//! Dates and times: `date`, `time`, `timesince`, `timeuntil`.
//!
//! Tera has no dates. A value is text in ISO 8601 or RFC 3339, which is what dates of the context and `now()` are, or a number
//! of seconds since 1970. Without an offset it is in the site's time zone; with one it keeps it, unless `timezone` is given.

use downpage_core::jiff::civil::{Date, Time};
use downpage_core::jiff::fmt::strtime::BrokenDownTime;
use downpage_core::jiff::fmt::temporal::Pieces;
use downpage_core::jiff::tz::TimeZone;
use downpage_core::jiff::{Timestamp, ZonedDateTime};
use downpage_core::{Error, ErrorKind, Result, Surroundings};
use tera::Value;

use super::{elapsed, letters};
use crate::call::{Call, Row, row, text_of};
use crate::convert;

pub(super) const FILTERS: [Row; 4] = [
    row("date", &["format", "timezone"], date),
    row("time", &["format", "timezone"], time),
    row("timesince", &["now"], timesince),
    row("timeuntil", &["now"], timeuntil),
];

/// A date as a filter sees it.
pub(super) struct Moment {
    pub(super) at: ZonedDateTime,
    /// Whether it came without an offset.
    pub(super) naive: bool,
}

/// `date(format="%Y-%m-%d", timezone=)`: with a `%` in it, `format` is that of `strftime`, as in Tera 1; without, it is made of
/// Django's letters, as in `"j. F Y"`, or is the name of one of Django's formats, as in `"SHORT_DATE_FORMAT"`.
fn date(call: &Call<'_>) -> Result<Value> {
    formatted(call, "%Y-%m-%d")
}

/// `time(format="P", timezone=)`: as `date`, for a time alone too.
fn time(call: &Call<'_>) -> Result<Value> {
    formatted(call, "P")
}

fn formatted(call: &Call<'_>, default: &str) -> Result<Value> {
    let Some(mut moment) = moment(call, call.value, call.name == "time")? else { return Ok("".into()) };
    if let Some(zone) = call.text_argument("timezone") {
        moment.at = moment.at.with_time_zone(time_zone(&zone)?);
        moment.naive = false;
    }
    let format = call.text_argument("format").unwrap_or(default.into());
    if !format.contains('%') {
        return Ok(letters::format(&moment, &format, &call.site.surroundings).into());
    }
    let text = BrokenDownTime::from(&moment.at).to_string(format.as_bytes()).map_err(|cause| {
        Error::new(ErrorKind::Rendering, format!("`{}` cannot use the format `{format}`: {cause}", call.name))
            .help("a `%` that stands for itself is written `%%`")
    })?;
    Ok(text.into())
}

/// `timesince(now=)`: the time from the value to now, as in `4 days, 6 hours` with no-break spaces.
fn timesince(call: &Call<'_>) -> Result<Value> {
    distance(call, false)
}

/// `timeuntil(now=)`: the time from now to the value.
fn timeuntil(call: &Call<'_>) -> Result<Value> {
    distance(call, true)
}

fn distance(call: &Call<'_>, until: bool) -> Result<Value> {
    let Some(moment) = moment(call, call.value, false)? else { return Ok("".into()) };
    let now = match call.argument("now") {
        Some(now) => self::moment(call, now, false)?.ok_or_else(|| call.wrong("now", "a date", now))?.at,
        None => call.site.surroundings.now()?,
    };
    // Both on one clock, and compared as that clock shows them, like Python does.
    let now = now.with_time_zone(moment.at.time_zone().clone()).datetime();
    let value = moment.at.datetime();
    let (from, to) = if until { (now, value) } else { (value, now) };
    Ok(elapsed::text(from, to, &call.site.surroundings).into())
}

/// The time now as text, for `now()`.
pub(crate) fn now_text(site: &Surroundings, utc: bool) -> Result<String> {
    let now = site.now()?;
    Ok(convert::rfc3339(&if utc { now.with_time_zone(TimeZone::UTC) } else { now }))
}

/// The value as a date; `None` when there is nothing.
fn moment(call: &Call<'_>, value: &Value, allow_time: bool) -> Result<Option<Moment>> {
    let text = text_of(value);
    if value.is_none() || text.is_empty() {
        return Ok(None);
    }
    let site = &call.site.surroundings.time_zone;
    let read = match value.as_i64() {
        Some(seconds) => {
            let instant = Timestamp::from_second(seconds).ok();
            instant.map(|instant| Moment { at: instant.to_zoned_datetime(site.clone()), naive: false })
        }
        None => read(&text, site, allow_time),
    };
    let refused = || {
        let message =
            format!("`{}` needs a date such as `2026-03-26T09:41:00+01:00`, found `{text}`", call.name);
        Error::new(ErrorKind::Rendering, message)
    };
    read.map(Some).ok_or_else(refused)
}

fn read(text: &str, site: &TimeZone, allow_time: bool) -> Option<Moment> {
    let Ok(pieces) = Pieces::parse(text) else {
        let time: Time = allow_time.then(|| text.parse().ok())??;
        let at = Date::constant(1970, 1, 1).to_datetime(time).to_zoned_datetime(site.clone()).ok()?;
        return Some(Moment { at, naive: true });
    };
    let civil = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let zone = pieces.to_time_zone().ok()?;
    let at = match (pieces.to_numeric_offset(), zone) {
        (Some(offset), zone) => {
            let instant = offset.to_timestamp(civil).ok()?;
            instant.to_zoned_datetime(zone.unwrap_or_else(|| TimeZone::fixed(offset)))
        }
        (None, Some(zone)) => civil.to_zoned_datetime(zone).ok()?,
        (None, None) => {
            return Some(Moment { at: civil.to_zoned_datetime(site.clone()).ok()?, naive: true });
        }
    };
    Some(Moment { at, naive: false })
}

fn time_zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|_| {
        Error::new(ErrorKind::Rendering, format!("there is no time zone `{name}`"))
            .help("time zones are named as in `Europe/Berlin`")
    })
}
