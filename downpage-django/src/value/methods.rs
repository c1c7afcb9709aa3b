//! Attributes and methods of the plain types, as far as a template can call them: without arguments.

use std::sync::Arc;

use crate::error::{Error, Kind};
use crate::text::{case, digits, space};
use crate::value::view::View;
use crate::value::{Class, DateTime, Decimal, Lookup, TimeDelta, Value, local_micros};

/// What `value.name` gives, called when it is a method.
pub(super) fn attribute<'v>(value: &'v Value, name: &str) -> Lookup<'v> {
    match value {
        Value::Dict(dict) => match name {
            "items" => {
                let pairs = dict.iter().map(|(key, item)| Value::tuple(vec![key.clone(), item.clone()]));
                Lookup::owned(View::value("dict_items", pairs.collect()))
            }
            "keys" => Lookup::owned(View::value("dict_keys", dict.keys().cloned().collect())),
            "values" => Lookup::owned(View::value("dict_values", dict.values().cloned().collect())),
            "copy" => Lookup::borrowed(value),
            "get" | "pop" | "setdefault" | "fromkeys" | "update" | "clear" | "popitem" => Lookup::Invalid,
            _ => Lookup::Missing,
        },
        Value::Str(text) | Value::Safe(text) => text_method(text, name),
        Value::Lazy(text) => attribute(text, name),
        Value::Bytes(bytes) => bytes_method(bytes, name),
        Value::List(items) => match name {
            "copy" => Lookup::borrowed(value),
            "pop" => Lookup::maybe(items.last()),
            "append" | "count" | "extend" | "index" | "insert" | "remove" | "clear" | "reverse" | "sort" => {
                Lookup::Invalid
            }
            _ => Lookup::Missing,
        },
        Value::Tuple(_) if matches!(name, "count" | "index") => Lookup::Invalid,
        Value::Bool(_) | Value::Int(_) | Value::Wide(_) | Value::Float(_) => number_attribute(value, name),
        Value::Decimal(decimal) => decimal_attribute(value, decimal, name),
        Value::Date(date) => date_attribute(*date, name),
        Value::Time(time) => time_attribute(*time, name),
        Value::DateTime(moment) => moment_attribute(moment, name),
        Value::TimeDelta(delta) => {
            let (days, seconds, micros) = delta.parts();
            match name {
                "days" => Lookup::owned(days),
                "seconds" => Lookup::owned(seconds),
                "microseconds" => Lookup::owned(micros),
                "resolution" => Lookup::owned(Value::TimeDelta(TimeDelta { micros: 1 })),
                #[expect(clippy::cast_precision_loss, reason = "Python divides floats as well")]
                "total_seconds" => Lookup::owned(Value::Float(delta.micros as f64 / 1e6)),
                _ => Lookup::Missing,
            }
        }
        Value::Range(range) => match name {
            "start" => Lookup::owned(range.start),
            "stop" => Lookup::owned(range.stop),
            "step" => Lookup::owned(range.step),
            _ => Lookup::Missing,
        },
        _ => Lookup::Missing,
    }
}

fn text_method<'v>(text: &str, name: &str) -> Lookup<'v> {
    let all = |test: fn(char) -> bool| Lookup::owned(!text.is_empty() && text.chars().all(test));
    match name {
        "upper" => Lookup::owned(text.to_uppercase()),
        "lower" | "casefold" => Lookup::owned(text.to_lowercase()),
        "title" => Lookup::owned(case::title(text)),
        "capitalize" => Lookup::owned(case::capitalize(text)),
        "swapcase" => Lookup::owned(case::swap(text)),
        "strip" => Lookup::owned(space::trim(text)),
        "lstrip" => Lookup::owned(space::trim_start(text)),
        "rstrip" => Lookup::owned(space::trim_end(text)),
        "split" | "rsplit" => Lookup::owned(Value::list(space::words(text).map(Value::from).collect())),
        "splitlines" => Lookup::owned(Value::list(space::lines(text).map(Value::from).collect())),
        "isdecimal" => all(|c| digits::digit(c).is_some()),
        "isdigit" => all(digits::is_digit),
        "isnumeric" => all(char::is_numeric),
        "isalpha" => all(char::is_alphabetic),
        "isalnum" => all(char::is_alphanumeric),
        "isspace" => all(space::is_space),
        "isupper" => Lookup::owned(text != text.to_lowercase() && text == text.to_uppercase()),
        "islower" => Lookup::owned(text != text.to_uppercase() && text == text.to_lowercase()),
        "isascii" => Lookup::owned(text.is_ascii()),
        "encode" => Lookup::owned(Value::Bytes(text.as_bytes().into())),
        "expandtabs" => Lookup::owned(space::expand_tabs(text)),
        "format" => Lookup::owned(text),
        "center" | "count" | "endswith" | "find" | "index" | "join" | "ljust" | "partition" | "replace"
        | "rfind" | "rindex" | "rjust" | "rpartition" | "startswith" | "translate" | "zfill" => {
            Lookup::Invalid
        }
        _ => Lookup::Missing,
    }
}

/// The methods of bytes that templates call now and then, mostly to undo `encode`.
fn bytes_method<'v>(bytes: &[u8], name: &str) -> Lookup<'v> {
    let blank = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let start = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !blank(byte)).map_or(start, |last| last + 1);
    let found = |bytes: &[u8]| Lookup::owned(Value::Bytes(bytes.into()));
    match name {
        "strip" => found(&bytes[start..end]),
        "lstrip" => found(&bytes[start..]),
        "rstrip" => found(&bytes[..if start == bytes.len() { 0 } else { end }]),
        "upper" => found(&bytes.to_ascii_uppercase()),
        "lower" => found(&bytes.to_ascii_lowercase()),
        "splitlines" => {
            let mut lines: Vec<Value> = Vec::new();
            let mut rest = bytes;
            while !rest.is_empty() {
                let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                lines.push(Value::Bytes(rest[..end].into()));
                let length = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
                rest = rest.get(end + length..).unwrap_or_default();
            }
            Lookup::owned(Value::list(lines))
        }
        "decode" => match std::str::from_utf8(bytes) {
            Ok(text) => Lookup::owned(text),
            Err(_) => Lookup::Missing,
        },
        _ => Lookup::Missing,
    }
}

fn number_attribute<'v>(value: &'v Value, name: &str) -> Lookup<'v> {
    let int = || match value {
        Value::Bool(value) => Value::Int(i64::from(*value)),
        value => value.clone(),
    };
    match (name, value) {
        ("imag", Value::Float(_)) => Lookup::owned(Value::Float(0.0)),
        ("imag", _) => Lookup::owned(0_i64),
        ("is_integer", Value::Float(number)) => Lookup::owned(number.is_finite() && number.fract() == 0.0),
        ("real" | "conjugate", _) | ("numerator", Value::Bool(_) | Value::Int(_) | Value::Wide(_)) => {
            Lookup::owned(int())
        }
        ("denominator", Value::Bool(_) | Value::Int(_) | Value::Wide(_)) => Lookup::owned(1_i64),
        ("bit_count", Value::Int(number)) => Lookup::owned(i64::from(number.unsigned_abs().count_ones())),
        ("bit_count" | "bit_length", Value::Bool(value)) => Lookup::owned(i64::from(*value)),
        ("bit_length", Value::Int(number)) => {
            Lookup::owned(i64::from(64 - number.unsigned_abs().leading_zeros()))
        }
        _ => Lookup::Missing,
    }
}

fn decimal_attribute<'v>(value: &'v Value, decimal: &Decimal, name: &str) -> Lookup<'v> {
    let finite = decimal.class == Class::Finite;
    match name {
        "real" | "conjugate" => Lookup::borrowed(value),
        "imag" => Lookup::owned(Value::Decimal(Arc::new(Decimal::of_int(&Value::Int(0))))),
        "adjusted" if finite => Lookup::owned(decimal.to_scientific().1),
        "adjusted" => Lookup::owned(0_i64),
        "is_nan" => Lookup::owned(decimal.class == Class::NaN),
        "is_infinite" => Lookup::owned(decimal.class == Class::Infinite),
        "is_finite" => Lookup::owned(finite),
        "is_zero" => Lookup::owned(decimal.is_zero()),
        "is_signed" => Lookup::owned(decimal.negative),
        _ => Lookup::Missing,
    }
}

/// `Sat Jun 17 19:18:58 2023`.
fn ctime(moment: jiff::civil::DateTime) -> String {
    let (weekday, month) = (moment.strftime("%a %b"), moment.day());
    format!("{weekday} {month:2} {} {:04}", moment.strftime("%H:%M:%S"), moment.year())
}

fn date_attribute<'v>(date: jiff::civil::Date, name: &str) -> Lookup<'v> {
    let weekday = i64::from(date.weekday().to_monday_zero_offset());
    match name {
        "year" => Lookup::owned(i64::from(date.year())),
        "month" => Lookup::owned(i64::from(date.month())),
        "day" => Lookup::owned(i64::from(date.day())),
        "weekday" => Lookup::owned(weekday),
        "isoweekday" => Lookup::owned(weekday + 1),
        "isoformat" => Lookup::owned(Value::Date(date).to_str().into_owned()),
        "ctime" => Lookup::owned(ctime(date.into())),
        "toordinal" => Lookup::owned(local_micros(date.into()) / 86_400_000_000 + 719_163),
        "min" => Lookup::owned(Value::Date(jiff::civil::date(1, 1, 1))),
        "max" => Lookup::owned(Value::Date(jiff::civil::date(9999, 12, 31))),
        "resolution" => Lookup::owned(Value::TimeDelta(TimeDelta { micros: 86_400_000_000 })),
        "strftime" | "replace" => Lookup::Invalid,
        _ => Lookup::Missing,
    }
}

fn time_attribute<'v>(time: jiff::civil::Time, name: &str) -> Lookup<'v> {
    match name {
        "hour" => Lookup::owned(i64::from(time.hour())),
        "minute" => Lookup::owned(i64::from(time.minute())),
        "second" => Lookup::owned(i64::from(time.second())),
        "microsecond" => Lookup::owned(i64::from(time.subsec_nanosecond() / 1000)),
        "tzinfo" | "utcoffset" | "tzname" | "dst" => Lookup::owned(Value::None),
        "fold" => Lookup::owned(0_i64),
        "min" => Lookup::owned(Value::Time(jiff::civil::Time::midnight())),
        "max" => Lookup::owned(Value::Time(jiff::civil::time(23, 59, 59, 999_999_000))),
        "resolution" => Lookup::owned(Value::TimeDelta(TimeDelta { micros: 1 })),
        "isoformat" => Lookup::owned(Value::Time(time).to_str().into_owned()),
        "strftime" => Lookup::Invalid,
        _ => Lookup::Missing,
    }
}

fn moment_attribute<'v>(moment: &Arc<DateTime>, name: &str) -> Lookup<'v> {
    match name {
        "date" => Lookup::owned(Value::Date(moment.local.date())),
        "time" => Lookup::owned(Value::Time(moment.local.time())),
        "isoformat" => {
            let mut text = String::new();
            moment.write_iso('T', &mut text);
            Lookup::owned(text)
        }
        "timestamp" => {
            #[expect(clippy::cast_precision_loss, reason = "Python divides floats as well")]
            let seconds = moment.instant_micros() as f64 / 1e6;
            Lookup::owned(Value::Float(seconds))
        }
        "tzinfo" => Lookup::owned(moment.zone.as_ref().map_or(Value::None, |(zone, _)| zone.name().into())),
        "utcoffset" => Lookup::owned(moment.offset().map_or(Value::None, |offset| {
            Value::TimeDelta(TimeDelta { micros: i64::from(offset.seconds()) * 1_000_000 })
        })),
        "ctime" => Lookup::owned(ctime(moment.local)),
        "fold" => {
            let zone = moment.zone.as_ref();
            Lookup::owned(i64::from(
                zone.is_some_and(|(zone, offset)| zone.offset_at(moment.local) != *offset),
            ))
        }
        "min" => {
            let first = jiff::civil::date(1, 1, 1).at(0, 0, 0, 0);
            Lookup::owned(Value::DateTime(Arc::new(DateTime::naive(first))))
        }
        "max" => {
            let last = jiff::civil::date(9999, 12, 31).at(23, 59, 59, 999_999_000);
            Lookup::owned(Value::DateTime(Arc::new(DateTime::naive(last))))
        }
        "resolution" => Lookup::owned(Value::TimeDelta(TimeDelta { micros: 1 })),
        "tzname" => Lookup::owned(moment.zone_abbreviation().map_or(Value::None, Value::from)),
        "convert_to_local_time" if !moment.convert => Lookup::owned(false),
        "astimezone" if moment.zone.is_none() => {
            Lookup::Raised(Error::new(Kind::Value, "astimezone() needs the zone of the system"))
        }
        _ => match date_attribute(moment.local.date(), name) {
            Lookup::Missing => time_attribute(moment.local.time(), name),
            found => found,
        },
    }
}
