//! The core's values as those of the language: what all pages share is converted once.

use std::sync::{Arc, Mutex, PoisonError};

use downpage_core::{Map, Value as CoreValue};

use crate::value::{DateTime, Dict, Value, Zone};

/// `value` for a template.
pub(crate) fn to_template(value: &CoreValue) -> Value {
    match value {
        CoreValue::Null => Value::None,
        CoreValue::Bool(value) => Value::Bool(*value),
        CoreValue::Int(value) => Value::Int(*value),
        CoreValue::Float(value) => Value::Float(*value),
        CoreValue::Text(text) => Value::Str(Arc::clone(text)),
        CoreValue::Date(value) => Value::Date(*value),
        CoreValue::Time(value) => Value::Time(*value),
        CoreValue::DateTime(value) => Value::DateTime(Arc::new(DateTime::naive(*value))),
        CoreValue::Zoned(value) => {
            let zone = Zone::Named(value.time_zone().clone());
            Value::DateTime(Arc::new(DateTime::from_instant(value.timestamp(), &zone)))
        }
        CoreValue::List(items) => Value::list(items.iter().map(to_template).collect()),
        CoreValue::Map(map) => dict(map).into(),
    }
}

/// A table for a template.
pub(crate) fn dict(map: &Map) -> Dict {
    map.iter().map(|(name, value)| (Value::Str(Arc::clone(name)), to_template(value))).collect()
}

/// What a template hands to a service of the site; what has no counterpart goes as its text.
pub(crate) fn from_template(value: &Value) -> CoreValue {
    match value {
        Value::None => CoreValue::Null,
        Value::Bool(value) => CoreValue::Bool(*value),
        Value::Int(value) => CoreValue::Int(*value),
        Value::Float(value) => CoreValue::Float(*value),
        Value::Str(text) | Value::Safe(text) => CoreValue::Text(Arc::clone(text)),
        Value::Lazy(text) => from_template(text),
        Value::Date(value) => CoreValue::Date(*value),
        Value::Time(value) => CoreValue::Time(*value),
        other => CoreValue::from(other.to_str().into_owned()),
    }
}

/// Sets of shared values that are kept: a site has one, or one for each of its languages.
const MOST_SHARED: usize = 8;

/// The values that all pages share, as they were converted last.
pub(crate) struct Shared {
    /// What lies under them: the values of context processors.
    under: Dict,
    known: Mutex<Vec<(Arc<Map>, Arc<Dict>)>>,
}

impl Shared {
    /// Nothing is shared yet but `under`.
    pub(crate) fn over(under: Dict) -> Self {
        Self { under, known: Mutex::default() }
    }

    /// The dict for `map`; the same `map` is not converted again.
    pub(crate) fn dict(&self, map: &Arc<Map>) -> Arc<Dict> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, dict)) = known.iter().find(|(converted, _)| Arc::ptr_eq(converted, map)) {
            return Arc::clone(dict);
        }
        let mut converted = self.under.clone();
        converted.extend(dict(map));
        let converted = Arc::new(converted);
        if known.len() == MOST_SHARED {
            known.remove(0);
        }
        known.push((Arc::clone(map), Arc::clone(&converted)));
        converted
    }
}
