//! Dates and times as templates see them: they print, compare and answer as Python's `datetime` objects do.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use downpage_core::Value as CoreValue;
use downpage_core::jiff::civil::{Date, DateTime, Time, date};
use downpage_core::jiff::fmt::strtime::{BrokenDownTime, Config, PosixCustom};
use downpage_core::jiff::tz::Offset;
use downpage_core::jiff::{Timestamp, ZonedDateTime};
use minijinja::value::{DynObject, Enumerator, Kwargs, Object, ObjectRepr, from_args};
use minijinja::{Error, ErrorKind, State, Value};

/// A day, a time, both, or both with a time zone.
#[derive(Clone, Debug)]
pub(crate) enum Moment {
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    Zoned(Box<ZonedDateTime>),
}

impl Moment {
    /// The value that came from the context.
    pub(crate) fn to_core(&self) -> CoreValue {
        match self {
            Self::Date(value) => CoreValue::Date(*value),
            Self::Time(value) => CoreValue::Time(*value),
            Self::DateTime(value) => CoreValue::DateTime(*value),
            Self::Zoned(value) => CoreValue::Zoned(value.clone()),
        }
    }

    fn date(&self) -> Option<Date> {
        match self {
            Self::Date(value) => Some(*value),
            Self::Time(_) => None,
            Self::DateTime(value) => Some(value.date()),
            Self::Zoned(value) => Some(value.date()),
        }
    }

    fn time(&self) -> Option<Time> {
        match self {
            Self::Date(_) => None,
            Self::Time(value) => Some(*value),
            Self::DateTime(value) => Some(value.time()),
            Self::Zoned(value) => Some(value.time()),
        }
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let (date, time) = (self.date(), self.time());
        Some(match name {
            "year" => Value::from(date?.year()),
            "month" => Value::from(date?.month()),
            "day" => Value::from(date?.day()),
            "hour" => Value::from(time?.hour()),
            "minute" => Value::from(time?.minute()),
            "second" => Value::from(time?.second()),
            "microsecond" => Value::from(time?.subsec_nanosecond() / 1000),
            "tzinfo" => match self {
                Self::Zoned(value) => Value::from(zone_name(value)),
                Self::Time(_) | Self::DateTime(_) => Value::from(()),
                Self::Date(_) => return None,
            },
            _ => return None,
        })
    }

    /// As Python writes it, with `separator` between day and time.
    fn write(&self, f: &mut impl fmt::Write, separator: char) -> fmt::Result {
        if let Some(date) = self.date() {
            write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())?;
        }
        let Some(time) = self.time() else { return Ok(()) };
        if self.date().is_some() {
            f.write_char(separator)?;
        }
        write!(f, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        let micros = time.subsec_nanosecond() / 1000;
        if micros != 0 {
            write!(f, ".{micros:06}")?;
        }
        if let Self::Zoned(zoned) = self { write_offset(f, zoned.offset()) } else { Ok(()) }
    }

    /// Python's `strftime`; what is missing counts as midnight or 1900-01-01, and is empty for the zone.
    fn strftime(&self, format: &str) -> Result<String, Error> {
        let day = self.date().unwrap_or(date(1900, 1, 1));
        let civil = day.to_datetime(self.time().unwrap_or_else(Time::midnight));
        let (broken_down, zoned) = match self {
            Self::Zoned(zoned) => (BrokenDownTime::from(&**zoned), true),
            _ => (BrokenDownTime::from(civil), false),
        };
        let format = python_format(format, civil.subsec_nanosecond() / 1000, zoned);
        let config = Config::new().custom(PosixCustom::new()).lenient(true);
        broken_down.to_string_with_config(&config, format).map_err(|cause| {
            Error::new(ErrorKind::InvalidOperation, format!("the date cannot be written so: {cause}"))
        })
    }
}

/// What differs between Python's directives and jiff's: `%f` has six digits, the zone of a time without one is empty.
fn python_format(format: &str, micros: i32, zoned: bool) -> String {
    let mut out = String::with_capacity(format.len());
    let mut chars = format.chars().peekable();
    while let Some(char) = chars.next() {
        match (char, chars.peek()) {
            ('%', Some('f')) => out.extend(format!("{micros:06}").chars()),
            ('%', Some('z' | 'Z')) if !zoned => {}
            ('%', Some(next)) => out.extend(['%', *next]),
            ('%', None) => out.push_str("%%"),
            _ => {
                out.push(char);
                continue;
            }
        }
        chars.next();
    }
    out
}

fn write_offset(f: &mut impl fmt::Write, offset: Offset) -> fmt::Result {
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    write!(f, "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
    if seconds.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", seconds % 60) }
}

fn zone_name(zoned: &ZonedDateTime) -> String {
    if let Some(name) = zoned.time_zone().iana_name() {
        return name.to_owned();
    }
    let mut name = "UTC".to_owned();
    if zoned.offset().seconds() != 0 {
        let _ = write_offset(&mut name, zoned.offset()); // writing to a string does not fail
    }
    name
}

impl Object for Moment {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.attribute(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.attribute(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(
        self: &Arc<Self>,
        _state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match (method, self.date(), self.time()) {
            ("strftime", ..) => {
                let (format,): (&str,) = from_args(args)?;
                self.strftime(format).map(Value::from)
            }
            ("isoformat", ..) => self.isoformat(args),
            ("date", Some(date), Some(_)) => plain(args, Value::from_object(Self::Date(date))),
            ("time", Some(_), Some(time)) => plain(args, Value::from_object(Self::Time(time))),
            ("weekday", Some(date), _) => plain(args, date.weekday().to_monday_zero_offset().into()),
            ("isoweekday", Some(date), _) => plain(args, date.weekday().to_monday_one_offset().into()),
            ("timestamp", ..) => match &**self {
                Self::Zoned(zoned) => plain(args, seconds(zoned.timestamp()).into()),
                _ => Err(Error::from(ErrorKind::UnknownMethod)),
            },
            ("tzname", ..) => match &**self {
                Self::Zoned(_) => plain(args, self.strftime("%Z")?.into()),
                Self::Date(_) => Err(Error::from(ErrorKind::UnknownMethod)),
                _ => plain(args, Value::from(())),
            },
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        match (&**self, other.downcast_ref::<Self>()?) {
            (Self::Date(one), Self::Date(two)) => Some(one.cmp(two)),
            (Self::Time(one), Self::Time(two)) => Some(one.cmp(two)),
            (Self::DateTime(one), Self::DateTime(two)) => Some(one.cmp(two)),
            (Self::Zoned(one), Self::Zoned(two)) => Some(one.timestamp().cmp(&two.timestamp())),
            _ => None,
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, ' ')
    }
}

impl Moment {
    fn isoformat(&self, args: &[Value]) -> Result<Value, Error> {
        let mut separator = 'T';
        if matches!(self, Self::DateTime(_) | Self::Zoned(_)) {
            let (positional, named): (Option<char>, Kwargs) = from_args(args)?;
            let named_separator: Option<char> = named.get("sep")?;
            named.assert_all_used()?;
            separator = positional.or(named_separator).unwrap_or(separator);
        } else {
            let () = from_args(args)?;
        }
        let mut text = String::new();
        self.write(&mut text, separator)?;
        Ok(Value::from(text))
    }
}

/// The result of a method that takes nothing.
fn plain(args: &[Value], result: Value) -> Result<Value, Error> {
    let () = from_args(args)?;
    Ok(result)
}

#[expect(clippy::cast_precision_loss, reason = "as Python's `timestamp()`, which is a float too")]
fn seconds(timestamp: Timestamp) -> f64 {
    timestamp.as_microsecond() as f64 / 1e6
}
