//! Values of the case format as values of ours.

use std::sync::Arc;

use downpage_core::jiff::civil;
use downpage_django::error::{Error, Kind};
use downpage_django::tags::zone_called;
use downpage_django::value::{
    DateTime, Decimal, Dict, Lookup, Name, Object, Range, TimeDelta, Value, parse_float, parse_int,
};
use serde_json::Value as Json;

/// The value that `json` stands for.
pub(crate) fn decode(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64().expect("floats are written as $float")),
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(decode).collect()),
        Json::Object(object) => {
            let (kind, body) = object.iter().next().expect("an object names its kind");
            special(kind, body, object)
        }
    }
}

fn special(kind: &str, body: &Json, whole: &serde_json::Map<String, Json>) -> Value {
    let text = body.as_str().unwrap_or_default();
    let items = || body.as_array().into_iter().flatten().map(decode).collect::<Vec<_>>();
    let numbers = || body.as_array().into_iter().flatten().filter_map(Json::as_i64).collect::<Vec<_>>();
    match kind {
        "$dict" => dict(body).into(),
        "$tuple" => Value::tuple(items()),
        "$set" => Value::Set(Arc::new(items())),
        "$float" => Value::Float(parse_float(text).expect("a float")),
        "$int" => parse_int(text).expect("an int"),
        "$decimal" => Value::Decimal(Arc::new(Decimal::parse(text).expect("a decimal"))),
        "$safe" => Value::safe(text),
        "$date" => Value::Date(text.parse().expect("a date")),
        "$time" => Value::Time(text.parse().expect("a time")),
        "$datetime" => date_time(text, whole.get("tz").and_then(Json::as_str)),
        "$timedelta" => {
            let parts = numbers();
            Value::TimeDelta(TimeDelta { micros: (parts[0] * 86_400 + parts[1]) * 1_000_000 + parts[2] })
        }
        "$range" => {
            let parts = numbers();
            Value::Range(Arc::new(Range { start: parts[0], stop: parts[1], step: parts[2] }))
        }
        "$bytes" => Value::Bytes(base64(text).into()),
        "$object" => Value::Object(Arc::new(recorded(body))),
        kind => panic!("unknown kind of value {kind}"),
    }
}

fn dict(pairs: &Json) -> Dict {
    let pairs = pairs.as_array().into_iter().flatten();
    pairs.map(|pair| (decode(&pair[0]), decode(&pair[1]))).collect()
}

fn date_time(text: &str, zone: Option<&str>) -> Value {
    let offset_at = text[10..].find(['+', '-']).map_or(text.len(), |at| at + 10);
    let local: civil::DateTime = text[..offset_at].parse().expect("a local time");
    let offset = &text[offset_at..];
    let zone = if offset.is_empty() {
        None
    } else {
        zone.filter(|zone| *zone != "UTC").and_then(zone_called).or_else(|| zone_called(offset))
    };
    Value::DateTime(Arc::new(match zone {
        None => DateTime::naive(local),
        Some(zone) => {
            let mut aware = DateTime::aware(local, zone.clone());
            // A time that comes twice: the recorded offset says which.
            if let Some(Some(downpage_django::value::Zone::Fixed(known))) =
                (!offset.is_empty()).then(|| zone_called(offset))
            {
                aware.zone = Some((zone, known));
            }
            aware
        }
    }))
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut word, mut bits) = (0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = LETTERS.iter().position(|known| *known == letter).expect("base64");
        word = word << 6 | u32::try_from(value).expect("a place below 64");
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((word >> bits & 0xff) as u8);
        }
    }
    bytes
}

/// The request of a case.
pub(crate) fn request(json: &Json) -> Value {
    let mut attributes = Vec::new();
    for (name, value) in json.as_object().into_iter().flatten() {
        match name.as_str() {
            "namespace" => {
                let mut found = Dict::default();
                found.insert("namespace".into(), decode(value));
                attributes.push(("resolver_match".to_owned(), Ok(found.into())));
            }
            name => attributes.push((name.to_owned(), Ok(decode(value)))),
        }
    }
    Value::Object(Arc::new(Recorded { class: "WSGIRequest".to_owned(), attributes, ..Recorded::default() }))
}

fn recorded(body: &Json) -> Recorded {
    let attribute = |pair: &Json| {
        let name = decode(&pair[0]).to_str().into_owned();
        let value = match pair[1].get("$raise") {
            Some(raised) => Err((
                raised[0].as_str().unwrap_or("").to_owned(),
                raised[1].as_str().unwrap_or("").to_owned(),
            )),
            None => Ok(decode(&pair[1])),
        };
        (name, value)
    };
    Recorded {
        class: body["class"].as_str().unwrap_or("object").to_owned(),
        attributes: body["attrs"].as_array().into_iter().flatten().map(attribute).collect(),
        shown: body.get("str").map(decode),
        items: body["items"].as_array().map(|items| Arc::new(items.iter().map(decode).collect())),
        falsy: body["false"] == true,
    }
}

type Attribute = Result<Value, (String, String)>;

/// An object of a case.
#[derive(Debug, Default)]
struct Recorded {
    class: String,
    attributes: Vec<(String, Attribute)>,
    shown: Option<Value>,
    items: Option<Arc<Vec<Value>>>,
    falsy: bool,
}

impl Object for Recorded {
    fn type_name(&self) -> &str {
        &self.class
    }

    fn attribute(&self, name: &Name) -> Lookup<'_> {
        match self.attributes.iter().find(|(known, _)| known == name.as_str()) {
            Some((_, Ok(value))) => Lookup::borrowed(value),
            Some((_, Err((class, message)))) => {
                Lookup::Raised(Error::new(Kind::Other(class.as_str().into()), message.as_str()))
            }
            None => match name.as_str().parse::<usize>() {
                Ok(at) => Lookup::maybe(self.items.as_ref().and_then(|items| items.get(at))),
                Err(_) => Lookup::Missing,
            },
        }
    }

    fn write_str(&self, out: &mut String) {
        if let Some(shown) = &self.shown {
            out.push_str(&shown.to_str());
        } else {
            out.push('<');
            out.push_str(&self.class);
            out.push_str(" object>");
        }
    }

    fn truth(&self) -> bool {
        !self.falsy
    }

    fn items(&self) -> Option<Arc<Vec<Value>>> {
        self.items.clone()
    }

    fn is_html(&self) -> bool {
        matches!(self.shown, Some(Value::Safe(_)))
    }
}
