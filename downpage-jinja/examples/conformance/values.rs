//! Values of the case format as values of a template.

use std::sync::Arc;

use downpage_core::{Map, Value as CoreValue};
use downpage_jinja::value;
use minijinja::Value;
use minijinja::value::Tuple;
use serde_json::Value as Json;

/// The value that `json` stands for.
pub(crate) fn decode(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(value) => Value::from(*value),
        Json::Number(number) => Value::from(number.as_i64().expect("floats are written as $float")),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => value::list(items.iter().map(decode).collect()),
        Json::Object(object) => {
            let (kind, body) = object.iter().next().expect("an object names its kind");
            special(kind, body, json)
        }
    }
}

fn special(kind: &str, body: &Json, whole: &Json) -> Value {
    let text = body.as_str().unwrap_or_default();
    let items = || body.as_array().into_iter().flatten().map(decode).collect::<Vec<_>>();
    let numbers = || body.as_array().into_iter().flatten().filter_map(Json::as_i64).collect::<Vec<_>>();
    match kind {
        "$dict" => value::dict(pairs(body).map(|(key, value)| (decode(key), decode(value)))),
        "$tuple" => Tuple::from(items()).into(),
        "$set" => value::list(items()),
        "$float" => Value::from(text.replace("inf", "infinity").parse::<f64>().expect("a float")),
        "$int" => Value::from(text.parse::<i128>().expect("an int of at most 128 bits")),
        "$safe" => Value::from_safe_string(text.to_owned()),
        "$range" => {
            let parts = numbers();
            value::range(parts[0], parts[1], parts[2])
        }
        "$date" | "$time" | "$datetime" => value::from_core(&core_time(kind, text, whole)),
        // A configuration has none of these: a case that uses one differs, and is on the list.
        "$decimal" | "$timedelta" => Value::UNDEFINED,
        kind => panic!("a value of kind {kind} is not known here"),
    }
}

fn core_time(kind: &str, text: &str, whole: &Json) -> CoreValue {
    match kind {
        "$date" => CoreValue::Date(text.parse().expect("a date")),
        "$time" => CoreValue::Time(text.parse().expect("a time")),
        _ => match whole["tz"].as_str() {
            Some(zone) => {
                let moment = format!("{text}[{zone}]").parse().expect("a date-time in a zone");
                CoreValue::Zoned(Box::new(moment))
            }
            None => CoreValue::DateTime(text.parse().expect("a date-time without a zone")),
        },
    }
}

/// The keys and values of a `$dict`.
pub(crate) fn pairs(json: &Json) -> impl Iterator<Item = (&Json, &Json)> {
    json.as_array().into_iter().flatten().map(|pair| (&pair[0], &pair[1]))
}

/// The value that `json` stands for, as a configuration can give it; `None` for what it cannot.
pub(crate) fn plain(json: &Json) -> Option<CoreValue> {
    Some(match json {
        Json::Null => CoreValue::Null,
        Json::Bool(value) => CoreValue::Bool(*value),
        Json::Number(number) => CoreValue::Int(number.as_i64()?),
        Json::String(text) => CoreValue::from(text.as_str()),
        Json::Array(items) => CoreValue::from(items.iter().map(plain).collect::<Option<Vec<_>>>()?),
        Json::Object(object) => {
            let mut map = Map::new();
            for (key, value) in pairs(object.get("$dict")?) {
                map.insert(Arc::from(key.as_str()?), plain(value)?);
            }
            CoreValue::from(map)
        }
    })
}
