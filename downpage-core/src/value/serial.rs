//! Values to and from serde: any `Serialize` type can be a value, and a value can be written as JSON, TOML or YAML.
//!
//! Dates and times have no place in serde's data model: they go out as RFC 3339 text, and come in as text.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::value::{Map, Value};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Date(value) => serializer.collect_str(value),
            Self::Time(value) => serializer.collect_str(value),
            Self::DateTime(value) => serializer.collect_str(value),
            Self::Zoned(value) => serializer.collect_str(&rfc3339(value)),
            Self::List(items) => serializer.collect_seq(items.iter()),
            Self::Map(map) => serializer.collect_map(map.iter()),
        }
    }
}

/// The instant as RFC 3339 writes it: `2026-03-26T09:41:00+01:00`, without the zone's name.
#[must_use]
pub(crate) fn rfc3339(value: &jiff::ZonedDateTime) -> impl fmt::Display {
    value.timestamp().display_with_offset(value.offset())
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value for a template")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value)
            .map(Value::Int)
            .map_err(|_| E::custom("the number does not fit 64 bits with a sign"))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(Arc::new(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, value)) = access.next_entry::<String, Value>()? {
            map.insert(key.into(), value);
        }
        Ok(Value::Map(Arc::new(map)))
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn json_comes_back_as_it_went() {
        let text = r#"{"b":[1,2.5,null,true],"a":{"text":"<é>"}}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }

    #[test]
    fn dates_are_written_as_rfc_3339() {
        let zoned: jiff::ZonedDateTime = "2026-03-26T09:41:00+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(serde_json::to_string(&Value::from(zoned)).unwrap(), r#""2026-03-26T09:41:00+01:00""#);
        let day = jiff::civil::date(2026, 3, 26);
        assert_eq!(serde_json::to_string(&Value::from(day)).unwrap(), r#""2026-03-26""#);
    }

    #[test]
    fn a_number_too_large_is_refused() {
        assert!(serde_json::from_str::<Value>("18446744073709551615").is_err());
    }
}
