//! Core values as Tera's, and back.

use std::sync::Arc;

use downpage_core::{Map, Value};
use tera::value::Key;

/// The values of `map` as a context of Tera.
///
/// Text, lists and tables are copied once and shared by every clone that Tera makes from then on.
pub(crate) fn context(map: &Map) -> tera::Context {
    let mut context = tera::Context::new();
    for (name, item) in map {
        context.insert_value(name.to_string(), value(item));
    }
    context
}

/// One value. Tera has no dates: they become RFC 3339 text, which the `date` filter understands.
pub(crate) fn value(from: &Value) -> tera::Value {
    match from {
        Value::Null => tera::Value::none(),
        Value::Bool(flag) => (*flag).into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Text(text) => tera::Value::normal_string(text),
        Value::Date(date) => date.to_string().into(),
        Value::Time(time) => time.to_string().into(),
        Value::DateTime(moment) => moment.to_string().into(),
        Value::Zoned(moment) => rfc3339(moment).into(),
        Value::List(items) => items.iter().map(value).collect::<Vec<_>>().into(),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, item)| (Key::String(Arc::clone(key)), value(item)));
            entries.collect::<tera::Map>().into()
        }
    }
}

/// The instant as RFC 3339 writes it, with its offset and without the name of its zone.
pub(crate) fn rfc3339(moment: &downpage_core::jiff::ZonedDateTime) -> String {
    moment.timestamp().display_with_offset(moment.offset()).to_string()
}

/// A value of Tera as one of core: an argument of `url()`.
///
/// What core has no word for becomes its text.
pub(crate) fn back(from: &tera::Value) -> Value {
    if from.is_none() || from.is_undefined() {
        return Value::Null;
    }
    if let Some(flag) = from.as_bool() {
        return Value::Bool(flag);
    }
    if let Some(number) = from.as_i64() {
        return Value::Int(number);
    }
    if from.is_f64()
        && let Some(number) = from.as_f64()
    {
        return Value::Float(number);
    }
    if let Some(items) = from.as_array() {
        return Value::List(Arc::new(items.iter().map(back).collect()));
    }
    if let Some(map) = from.as_map() {
        return Value::Map(Arc::new(
            map.iter().map(|(key, item)| (key.to_string().into(), back(item))).collect(),
        ));
    }
    Value::Text(from.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::{back, value};
    use downpage_core::{Map, Value};

    #[test]
    fn every_kind_of_value_keeps_its_meaning() {
        let zoned: downpage_core::jiff::ZonedDateTime =
            "2026-03-26T09:41:00+01:00[Europe/Berlin]".parse().unwrap();
        let date = downpage_core::jiff::civil::date(2026, 3, 26);
        let map: Map = [("b".into(), Value::Int(1)), ("a".into(), Value::Null)].into_iter().collect();
        let all: Vec<Value> = vec![
            Value::Null,
            true.into(),
            (-3).into(),
            2.0.into(),
            "é<".into(),
            date.into(),
            zoned.into(),
            map.into(),
            vec![1, 2].into(),
        ];
        let text = all.iter().map(|item| value(item).to_string()).collect::<Vec<_>>();
        assert_eq!(
            text,
            [
                "",
                "true",
                "-3",
                "2.0",
                "é<",
                "2026-03-26",
                "2026-03-26T09:41:00+01:00",
                r#"{"b": 1, "a": }"#,
                "[1, 2]"
            ]
        );
    }

    #[test]
    fn values_come_back_as_they_went_but_for_dates() {
        let map: Map =
            [("list".into(), vec![1, 2].into()), ("text".into(), Value::from("x"))].into_iter().collect();
        for item in [Value::Null, true.into(), 7.into(), 1.5.into(), "x".into(), map.into()] {
            assert_eq!(back(&value(&item)), item);
        }
    }
}
