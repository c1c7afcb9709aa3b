//! What the targets that render have around them: limits that are soon reached, a clock that stands, values of all types.
#![allow(dead_code, reason = "each target uses a part")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use downpage_core::jiff::Timestamp;
use downpage_django::environment::Environment;
use downpage_django::error::Result;
use downpage_django::i18n::Translator;
use downpage_django::render::{NoSite, Reverse, Site};
use downpage_django::tags::zone_called;
use downpage_django::value::{DateTime, Decimal, Dict, Range, TimeDelta, Value, parse_float, parse_int};

/// The templates by name, with all the settings that change how values are written.
pub fn environment<'t>(templates: impl IntoIterator<Item = (&'t str, &'t str)>) -> Environment {
    let owned: HashMap<String, String> =
        templates.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let mut environment = Environment::new(owned);
    environment.site = Box::new(Clock);
    environment.settings.steps = 20_000;
    environment.settings.output = 1 << 18;
    environment.settings.depth = 10;
    environment.settings.width = 2000;
    environment.settings.debug = true;
    environment.settings.formats.use_thousand_separator = true;
    environment
}

struct Clock;

impl Translator for Clock {
    fn gettext(&self, _: &str, _: Option<&str>, _: &str) -> Option<Cow<'_, str>> {
        None
    }

    fn ngettext(&self, _: &str, _: Option<&str>, _: [&str; 2], _: &Value) -> Option<Cow<'_, str>> {
        None
    }
}

impl Site for Clock {
    fn now(&self) -> Option<Timestamp> {
        Timestamp::from_second(1_709_242_215).ok()
    }

    fn reverse(&self, asked: &Reverse<'_>) -> Result<String> {
        NoSite.reverse(asked)
    }

    fn static_url(&self, _: &str) -> Option<Result<String>> {
        None
    }
}

/// A context with a value of every type.
pub fn context() -> Dict {
    let names = [
        "none", "yes", "int", "wide", "float", "decimal", "text", "safe", "bytes", "list", "tuple", "set", "dict", "range", "day", "clock",
        "naive", "aware", "span",
    ];
    let texts = [
        "", "1", "-42", "123456789012345678901234567890", "1.5e300", "-0.00012", "some <b>text</b> & http://a.com/ it", "<i>safe</i>", "by", "a,b,c",
        "1,2", "x", "k=v,name=<x>", "0:9:2", "2024-02-29", "23:59:59.5", "9999-12-31T23:59:59", "2024-03-31T02:30:00+Europe/Paris", "-100000000001",
    ];
    names.iter().zip(texts).zip(0..).map(|((name, text), kind)| ((*name).into(), value(kind, text))).collect()
}

/// A value of a type, as far as `text` spells one; otherwise the text.
pub fn value(kind: u8, text: &str) -> Value {
    let parts = || text.split(',').map(|part| value(kind / 19, part)).collect::<Vec<_>>();
    let made = match kind % 19 {
        0 => Some(Value::None),
        1 => Some(Value::Bool(!text.is_empty())),
        2 | 3 => parse_int(text),
        4 => parse_float(text).map(Value::Float),
        5 => Decimal::parse(text).map(|decimal| Value::Decimal(Arc::new(decimal))),
        6 => None,
        7 => Some(Value::safe(text)),
        8 => Some(Value::Bytes(text.as_bytes().into())),
        9 => Some(Value::list(parts())),
        10 => Some(Value::tuple(parts())),
        11 => Some(Value::Set(Arc::new(vec![Value::from(text)]))),
        12 => {
            let pairs = text.split(',').map(|pair| pair.split_once('=').unwrap_or((pair, pair)));
            let dict: Dict = pairs.map(|(key, item)| (key.into(), value(kind / 19, item))).collect();
            Some(dict.into())
        }
        13 => {
            let mut numbers = text.split(':').filter_map(|part| part.parse::<i64>().ok());
            let (start, stop) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(5));
            let step = numbers.next().filter(|step| *step != 0).unwrap_or(1);
            // A range of more would be a list of as many when it is gone through.
            let stop = stop.clamp(start.saturating_sub(1000), start.saturating_add(1000));
            Some(Value::Range(Arc::new(Range { start, stop, step })))
        }
        14 => text.parse().ok().map(Value::Date).filter(in_calendar),
        15 => text.parse().ok().map(Value::Time),
        16 => text.parse().ok().map(|local| Value::DateTime(Arc::new(DateTime::naive(local)))).filter(in_calendar),
        17 => text.split_once('+').and_then(|(local, zone)| {
            let zone = zone_called(zone)?;
            let moment = DateTime::aware(local.parse().ok()?, zone);
            Some(Value::DateTime(Arc::new(moment))).filter(in_calendar)
        }),
        _ => text.parse().ok().map(|micros| Value::TimeDelta(TimeDelta { micros })),
    };
    made.unwrap_or_else(|| text.into())
}

/// Years before the first do not come into a context.
fn in_calendar(value: &Value) -> bool {
    match value {
        Value::Date(date) => date.year() > 0,
        Value::DateTime(moment) => moment.local.year() > 0,
        _ => true,
    }
}
