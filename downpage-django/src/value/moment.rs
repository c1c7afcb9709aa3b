//! Date-times and spans of time as Python's `datetime` has them.

use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::Arc;

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

/// The zone of an aware date-time.
#[derive(Clone, Debug, PartialEq)]
pub enum Zone {
    /// A fixed offset, as `datetime.timezone` has it; UTC is one of 0 seconds.
    Fixed(Offset),
    /// A fixed offset with a name of its own, as `django.utils.timezone.get_fixed_timezone` makes it: `+0730`.
    Labelled(Offset, Arc<str>),
    /// A zone of the tz database, as `zoneinfo.ZoneInfo` has it.
    Named(TimeZone),
}

impl Zone {
    /// The offset that holds at a local time; the earlier one where there are two.
    #[must_use]
    pub fn offset_at(&self, local: civil::DateTime) -> Offset {
        self.offset_folded(local, false)
    }

    /// The offset that holds at a local time, the later one of two with `fold`.
    #[must_use]
    pub fn offset_folded(&self, local: civil::DateTime, fold: bool) -> Offset {
        use jiff::tz::AmbiguousOffset::{Fold, Gap, Unambiguous};
        match self {
            Self::Fixed(offset) | Self::Labelled(offset, _) => *offset,
            Self::Named(zone) => match zone.to_ambiguous_timestamp(local).offset() {
                Unambiguous { offset } => offset,
                Gap { before, after } | Fold { before, after } => {
                    if fold {
                        after
                    } else {
                        before
                    }
                }
            },
        }
    }

    /// Whether it is the tz database's UTC.
    #[must_use]
    pub fn is_utc(&self) -> bool {
        matches!(self, Self::Named(zone) if *zone == TimeZone::UTC)
    }

    /// The name of the zone: of the tz database, or `UTC`, or `UTC+07:00`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Fixed(offset) => fixed_name(*offset),
            Self::Labelled(_, label) => label.to_string(),
            Self::Named(zone) => zone.iana_name().unwrap_or("UTC").to_owned(),
        }
    }

    /// What `tzname(None)` gives, or else `str()`: the abbreviation of a zone that never changes, the name of others.
    #[must_use]
    pub fn shown_name(&self) -> String {
        match self {
            Self::Named(zone) if zone.following(jiff::Timestamp::MIN).next().is_none() => {
                zone.to_offset_info(jiff::Timestamp::UNIX_EPOCH).abbreviation().to_owned()
            }
            zone => zone.name(),
        }
    }
}

/// A `datetime.datetime`.
#[derive(Clone, Debug)]
pub struct DateTime {
    /// What the clock on the wall shows.
    pub local: civil::DateTime,
    /// Zone and the offset that holds then; `None` for a naive one.
    pub zone: Option<(Zone, Offset)>,
    /// Whether output converts it to the current zone; the `timezone` filter turns that off.
    pub convert: bool,
}

impl DateTime {
    /// A date-time without a zone.
    #[must_use]
    pub fn naive(local: civil::DateTime) -> Self {
        Self { local, zone: None, convert: true }
    }

    /// A local time in a zone.
    #[must_use]
    pub fn aware(local: civil::DateTime, zone: Zone) -> Self {
        let offset = zone.offset_at(local);
        Self { local, zone: Some((zone, offset)), convert: true }
    }

    /// The instant in `zone`; a naive date-time stays what it is.
    #[must_use]
    pub fn in_zone(&self, zone: &Zone) -> Self {
        let Some((own, offset)) = &self.zone else { return self.clone() };
        // Python does not look at the clock then, not even at a time that the zone does not have.
        if own == zone {
            return self.clone();
        }
        let micros = self.instant_micros();
        // Python's last day lies beyond what a timestamp holds; the zone has no more changes there.
        let offset_there = match (offset.to_timestamp(self.local), zone) {
            (_, Zone::Fixed(offset) | Zone::Labelled(offset, _)) => *offset,
            (Ok(instant), Zone::Named(zone)) => zone.to_offset(instant),
            (Err(_), Zone::Named(zone)) => zone.to_offset(clamped(micros)),
        };
        match from_micros(micros + i64::from(offset_there.seconds()) * 1_000_000) {
            Some(local) => Self { local, zone: Some((zone.clone(), offset_there)), convert: true },
            None => self.clone(),
        }
    }

    /// An instant in `zone`.
    #[must_use]
    pub fn from_instant(instant: jiff::Timestamp, zone: &Zone) -> Self {
        let offset = match zone {
            Zone::Fixed(offset) | Zone::Labelled(offset, _) => *offset,
            Zone::Named(zone) => zone.to_offset(instant),
        };
        Self { local: offset.to_datetime(instant), zone: Some((zone.clone(), offset)), convert: true }
    }

    /// Whether it is in the tz database's UTC.
    #[must_use]
    pub fn is_utc(&self) -> bool {
        self.zone.as_ref().is_some_and(|(zone, _)| zone.is_utc())
    }

    /// The offset from UTC, of an aware one.
    #[must_use]
    pub fn offset(&self) -> Option<Offset> {
        self.zone.as_ref().map(|(_, offset)| *offset)
    }

    /// The abbreviation of the zone at that time: `CET`, `UTC`, `UTC+07:00`.
    #[must_use]
    pub fn zone_abbreviation(&self) -> Option<String> {
        let (zone, offset) = self.zone.as_ref()?;
        match zone {
            Zone::Fixed(offset) => Some(fixed_name(*offset)),
            Zone::Labelled(_, label) => Some(label.to_string()),
            Zone::Named(zone) => {
                let instant =
                    offset.to_timestamp(self.local).unwrap_or_else(|_| clamped(self.instant_micros()));
                Some(zone.to_offset_info(instant).abbreviation().to_owned())
            }
        }
    }

    /// Microseconds since 1970; a naive one is taken for UTC.
    #[must_use]
    pub fn instant_micros(&self) -> i64 {
        let offset = self.offset().unwrap_or(Offset::UTC);
        local_micros(self.local) - i64::from(offset.seconds()) * 1_000_000
    }

    /// The order of two; `None` for a naive one and an aware one.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        (self.zone.is_some() == other.zone.is_some())
            .then(|| self.instant_micros().cmp(&other.instant_micros()))
    }

    /// What `isoformat()` writes, with `separator` between date and time.
    pub fn write_iso(&self, separator: char, out: &mut String) {
        write_date(self.local.date(), out);
        out.push(separator);
        write_time(self.local.time(), out);
        if let Some(offset) = self.offset() {
            write_offset(offset, out);
        }
    }
}

/// Microseconds between 1970 and a local time.
pub(crate) fn local_micros(local: civil::DateTime) -> i64 {
    let time = local.time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    (days(local.date()) * 86_400 + seconds) * 1_000_000 + i64::from(time.subsec_nanosecond() / 1000)
}

/// The local time so many microseconds after 1970 began, if it is in a year from 1 to 9999.
fn from_micros(micros: i64) -> Option<civil::DateTime> {
    let epoch = civil::Date::constant(1970, 1, 1).to_datetime(civil::Time::midnight());
    let local = epoch.checked_add(jiff::SignedDuration::from_micros(micros)).ok()?;
    (local.year() >= 1).then_some(local)
}

/// The days between 1970 and a date. A timestamp does not reach Python's last day.
fn days(date: civil::Date) -> i64 {
    let year = i64::from(date.year()) - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + i64::from(date.day_of_year()) - 719_163
}

/// The nearest instant that a timestamp holds.
pub(crate) fn clamped(micros: i64) -> jiff::Timestamp {
    let end = if micros < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_microsecond(micros).unwrap_or(end)
}

fn fixed_name(offset: Offset) -> String {
    let mut name = String::from("UTC");
    if offset.seconds() != 0 {
        write_offset(offset, &mut name);
    }
    name
}

/// `+02:00`, with seconds when there are any.
pub(crate) fn write_offset(offset: Offset, out: &mut String) {
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let _ = write!(out, "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if !seconds.is_multiple_of(60) {
        let _ = write!(out, ":{:02}", seconds % 60);
    }
}

/// `2011-09-01`.
pub(crate) fn write_date(date: civil::Date, out: &mut String) {
    let _ = write!(out, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
}

/// `10:20:30`, with microseconds when there are any.
pub(crate) fn write_time(time: civil::Time, out: &mut String) {
    let _ = write!(out, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    let micros = time.subsec_nanosecond() / 1000;
    if micros != 0 {
        let _ = write!(out, ".{micros:06}");
    }
}

/// A `datetime.timedelta`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeDelta {
    /// Its length in microseconds.
    pub micros: i64,
}

impl TimeDelta {
    /// Days, seconds and microseconds as Python keeps them: only days may be negative.
    #[must_use]
    pub fn parts(self) -> (i64, i64, i64) {
        let days = self.micros.div_euclid(86_400_000_000);
        let rest = self.micros.rem_euclid(86_400_000_000);
        (days, rest / 1_000_000, rest % 1_000_000)
    }

    /// What `str()` gives: `1 day, 2:03:04`.
    pub fn write_str(self, out: &mut String) {
        let (days, seconds, micros) = self.parts();
        if days != 0 {
            let _ = write!(out, "{days} day{}, ", if days.abs() == 1 { "" } else { "s" });
        }
        let _ = write!(out, "{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        if micros != 0 {
            let _ = write!(out, ".{micros:06}");
        }
    }
}
