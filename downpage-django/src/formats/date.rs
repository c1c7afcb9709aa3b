//! The letters of `{{ value|date:"j F Y" }}`.

use std::fmt::Write;

use jiff::civil::{self, Date, Time};
use jiff::tz::Offset;

use crate::error::{Error, Kind, Result};
use crate::formats::Formats;
use crate::text::case;
use crate::value::{DateTime, Value, Zone};

/// Which letters there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// Those of the `date` filter.
    Date,
    /// Those of the `time` filter.
    Time,
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        && !matches!(c, 'B' | 'C' | 'J' | 'k' | 'K' | 'p' | 'q' | 'Q' | 'R' | 'v' | 'V' | 'x' | 'X')
}

fn is_time_letter(c: char) -> bool {
    matches!(c, 'a' | 'A' | 'e' | 'f' | 'g' | 'G' | 'h' | 'H' | 'i' | 'O' | 'P' | 's' | 'T' | 'u' | 'Z')
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const PRESS_MONTHS: [&str; 12] =
    ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SHORT_WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// `value` by the letters of the `date` filter.
///
/// # Errors
/// `AttributeError` for what is no date, `TypeError` for a letter of time on a date.
pub fn format_date(value: &Value, letters: &str, formats: Formats<'_>) -> Result<String> {
    format(value, letters, formats, DateStyle::Date)
}

/// `value` by the letters of the `time` filter.
///
/// # Errors
/// `AttributeError` for what is no time, and for a letter of dates.
pub fn format_time(value: &Value, letters: &str, formats: Formats<'_>) -> Result<String> {
    format(value, letters, formats, DateStyle::Time)
}

fn format(value: &Value, letters: &str, formats: Formats<'_>, style: DateStyle) -> Result<String> {
    let writer = Writer::new(value, formats);
    let mut out = String::with_capacity(letters.len() * 2);
    let mut piece_start = 0;
    let mut escaped = false;
    for (at, c) in letters.char_indices() {
        if is_letter(c) && !escaped {
            push_unescaped(&letters[piece_start..at], &mut out);
            piece_start = at + 1;
            writer.letter(c, style, &mut out)?;
        }
        escaped = c == '\\';
    }
    push_unescaped(&letters[piece_start..], &mut out);
    Ok(out)
}

/// Writes what stands between letters; a backslash goes and what follows it stays.
fn push_unescaped(piece: &str, out: &mut String) {
    let mut rest = piece.chars();
    while let Some(c) = rest.next() {
        match (c, rest.as_str().chars().next()) {
            ('\\', Some(kept)) if kept != '\n' => {
                rest.next();
                out.push(kept);
            }
            _ => out.push(c),
        }
    }
}

struct Writer<'v, 'a> {
    value: &'v Value,
    date: Option<Date>,
    time: Option<Time>,
    moment: Option<&'v DateTime>,
    formats: Formats<'a>,
}

impl<'v, 'a: 'v> Writer<'v, 'a> {
    fn new(value: &'v Value, formats: Formats<'a>) -> Self {
        let plain = Self { value, date: None, time: None, moment: None, formats };
        match value {
            Value::Date(date) => Self { date: Some(*date), ..plain },
            Value::Time(time) => Self { time: Some(*time), ..plain },
            Value::DateTime(moment) => {
                let (date, time) = (moment.local.date(), moment.local.time());
                Self { date: Some(date), time: Some(time), moment: Some(moment), ..plain }
            }
            _ => plain,
        }
    }

    /// The zone, unless the local time is one that the zone has twice or not at all.
    fn zone(&self) -> Option<&'v Zone> {
        let moment = self.moment?;
        let zone = moment.zone.as_ref().map_or(self.formats.default_zone, |(zone, _)| zone);
        let clear = zone.offset_folded(moment.local, true) == zone.offset_folded(moment.local, false);
        clear.then_some(zone)
    }

    fn letter(&self, letter: char, style: DateStyle, out: &mut String) -> Result<()> {
        if matches!(self.value, Value::Date(_)) && is_time_letter(letter) {
            let message = format!(
                "The format for date objects may not contain time-related format specifiers (found '{letter}')."
            );
            return Err(Error::new(Kind::Type, message));
        }
        if is_time_letter(letter) {
            return self.time_letter(letter, out);
        }
        if style == DateStyle::Time {
            return Err(Error::new(
                Kind::Attribute,
                format!("'TimeFormat' object has no attribute '{letter}'"),
            ));
        }
        if letter == 'c' && self.date.is_none() && self.time.is_some() {
            out.push_str(&self.value.to_str());
            return Ok(());
        }
        if letter == 'I' && self.zone().is_none() {
            return Ok(());
        }
        if self.date.is_none() && matches!(letter, 'r' | 'U') {
            let message =
                format!("combine() argument 1 must be datetime.date, not {}", self.value.type_name());
            return Err(Error::new(Kind::Type, message));
        }
        let Some(date) = self.date else { return Err(self.lacks("year")) };
        self.date_letter(letter, date, out);
        Ok(())
    }

    fn lacks(&self, attribute: &str) -> Error {
        let message = format!("'{}' object has no attribute '{attribute}'", self.value.type_name());
        Error::new(Kind::Attribute, message)
    }

    fn time_letter(&self, letter: char, out: &mut String) -> Result<()> {
        let zoned = matches!(letter, 'e' | 'O' | 'T' | 'Z');
        if zoned {
            if let (Some(zone), Some(moment)) = (self.zone(), self.moment) {
                zone_letter(letter, zone, moment, out);
            }
            return Ok(());
        }
        let Some(time) = self.time else { return Err(self.lacks("hour")) };
        let active = self.formats.active;
        let twelve = if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 };
        let afternoon = time.hour() > 11;
        let _ = match letter {
            'a' => write!(out, "{}", active.gettext(if afternoon { "p.m." } else { "a.m." })),
            'A' => write!(out, "{}", active.gettext(if afternoon { "PM" } else { "AM" })),
            'f' => write!(out, "{}", twelve_hours(time)),
            'g' => write!(out, "{twelve}"),
            'G' => write!(out, "{}", time.hour()),
            'h' => two_digits(out, twelve),
            'H' => two_digits(out, time.hour()),
            'i' => two_digits(out, time.minute()),
            'P' if (time.hour(), time.minute()) == (0, 0) => write!(out, "{}", active.gettext("midnight")),
            'P' if (time.hour(), time.minute()) == (12, 0) => write!(out, "{}", active.gettext("noon")),
            'P' => {
                let half = active.gettext(if afternoon { "p.m." } else { "a.m." });
                write!(out, "{} {half}", twelve_hours(time))
            }
            's' => two_digits(out, time.second()),
            _ => write!(out, "{:06}", time.subsec_nanosecond() / 1000),
        };
        Ok(())
    }

    fn date_letter(&self, letter: char, date: Date, out: &mut String) {
        let active = self.formats.active;
        let month = usize::try_from(date.month() - 1).unwrap_or(0) % 12;
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0) % 7;
        let _ = match letter {
            'b' => write!(out, "{}", active.gettext(SHORT_MONTHS[month])),
            'c' => {
                match self.moment {
                    Some(moment) => moment.write_iso('T', out),
                    None => out.push_str(&self.value.to_str()),
                }
                Ok(())
            }
            'd' => two_digits(out, date.day()),
            'D' => write!(out, "{}", active.gettext(SHORT_WEEKDAYS[weekday])),
            'E' => write!(out, "{}", active.pgettext(Some("alt. month"), MONTHS[month])),
            'F' => write!(out, "{}", active.gettext(MONTHS[month])),
            'I' => write!(out, "{}", u8::from(self.daylight_saving())),
            'j' => write!(out, "{}", date.day()),
            'l' => write!(out, "{}", active.gettext(WEEKDAYS[weekday])),
            'L' => write!(out, "{}", if date.in_leap_year() { "True" } else { "False" }),
            'm' => two_digits(out, date.month()),
            'M' => write!(out, "{}", case::title(&active.gettext(SHORT_MONTHS[month]))),
            'n' => write!(out, "{}", date.month()),
            'N' => write!(out, "{}", active.pgettext(Some("abbrev. month"), PRESS_MONTHS[month])),
            'o' => write!(out, "{}", date.iso_week_date().year()),
            'r' => {
                self.write_mail_date(date, weekday, month, out);
                Ok(())
            }
            'S' => write!(out, "{}", ordinal_suffix(date.day())),
            't' => write!(out, "{}", date.days_in_month()),
            'U' => write!(out, "{}", self.unix_time(date)),
            'w' => write!(out, "{}", (weekday + 1) % 7),
            'W' => write!(out, "{}", date.iso_week_date().week()),
            'y' => two_digits(out, date.year() % 100),
            'Y' => two_digits(out, date.year() / 100).and_then(|()| two_digits(out, date.year() % 100)),
            _ => write!(out, "{}", date.day_of_year()),
        };
    }

    fn daylight_saving(&self) -> bool {
        let (Some(Zone::Named(zone)), Some(moment)) = (self.zone(), self.moment) else { return false };
        let offset = Zone::Named(zone.clone()).offset_at(moment.local);
        let Ok(instant) = offset.to_timestamp(moment.local) else { return false };
        let summer = zone.to_offset_info(instant).dst().is_dst();
        // By law the standard time of Ireland is that of its summers since 1968. Python's tz data say so; those that
        // are built in here say it the other way round.
        let irish = zone.iana_name() == Some("Europe/Dublin") && moment.local.year() > 1971;
        summer != irish
    }

    /// A naive date-time, and a date at midnight, in the zone of the site.
    fn local(&self, date: Date) -> (civil::DateTime, Offset) {
        let local = self.moment.map_or(date.to_datetime(Time::midnight()), |moment| moment.local);
        let offset = self.moment.and_then(DateTime::offset);
        (local, offset.unwrap_or_else(|| self.formats.default_zone.offset_at(local)))
    }

    fn write_mail_date(&self, date: Date, weekday: usize, month: usize, out: &mut String) {
        let (local, offset) = self.local(date);
        let month = &MONTHS[month][..3];
        let _ = write!(out, "{}, {:02} {month} {:04} ", SHORT_WEEKDAYS[weekday], date.day(), date.year());
        let _ = write!(out, "{:02}:{:02}:{:02} ", local.hour(), local.minute(), local.second());
        write_short_offset(offset, out);
        let seconds = offset.seconds().unsigned_abs() % 60;
        if seconds != 0 {
            let _ = write!(out, "{seconds:02}");
        }
    }

    fn unix_time(&self, date: Date) -> i64 {
        let (local, offset) = self.local(date);
        let micros = crate::value::local_micros(local) - i64::from(offset.seconds()) * 1_000_000;
        // By way of a float and then towards zero, as Python has it: far off, a last microsecond makes a whole second.
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "Python rounds as well"
        )]
        let seconds = (micros as f64 / 1e6) as i64;
        seconds
    }
}

/// Writes `07` or `12`.
fn two_digits(out: &mut String, number: impl Into<i16>) -> std::fmt::Result {
    let number = number.into();
    let Ok(small @ 0..100) = u8::try_from(number) else { return write!(out, "{number:02}") };
    out.push(char::from(b'0' + small / 10));
    out.push(char::from(b'0' + small % 10));
    Ok(())
}

fn zone_letter(letter: char, zone: &Zone, moment: &DateTime, out: &mut String) {
    let offset = moment.offset().unwrap_or_else(|| zone.offset_at(moment.local));
    let in_zone = DateTime { zone: Some((zone.clone(), offset)), ..moment.clone() };
    let abbreviation = || in_zone.zone_abbreviation().unwrap_or_default();
    match letter {
        'e' if moment.zone.is_none() => {}
        'e' | 'T' => out.push_str(&abbreviation()),
        'O' => write_short_offset(offset, out),
        _ => {
            let _ = write!(out, "{}", offset.seconds());
        }
    }
}

/// `+0200`.
fn write_short_offset(offset: Offset, out: &mut String) {
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let _ = write!(out, "{sign}{:02}{:02}", seconds / 3600, seconds / 60 % 60);
}

/// `1:30`, or `1` on the hour.
fn twelve_hours(time: Time) -> String {
    let hour = if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 };
    if time.minute() == 0 { hour.to_string() } else { format!("{hour}:{:02}", time.minute()) }
}

fn ordinal_suffix(day: i8) -> &'static str {
    match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}
