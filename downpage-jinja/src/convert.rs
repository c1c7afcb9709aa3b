//! The data of a page as minijinja values: what all pages share is converted once, a page's own at each page.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use downpage_core::{Context, Map, Value as CoreValue};
use minijinja::value::{Enumerator, Object, ValueKind};
use minijinja::{Error, ErrorKind, Value};

use crate::dates::Moment;
use crate::value;
use crate::write::names;

/// `value` for a template.
pub(crate) fn to_template(value: &CoreValue) -> Value {
    match value {
        CoreValue::Null => Value::from(()),
        CoreValue::Bool(value) => Value::from(*value),
        CoreValue::Int(value) => Value::from(*value),
        CoreValue::Float(value) => Value::from(*value),
        CoreValue::Text(text) => text_to_template(text),
        CoreValue::Date(value) => Value::from_object(Moment::Date(*value)),
        CoreValue::Time(value) => Value::from_object(Moment::Time(*value)),
        CoreValue::DateTime(value) => Value::from_object(Moment::DateTime(*value)),
        CoreValue::Zoned(value) => Value::from_object(Moment::Zoned(value.clone())),
        CoreValue::List(items) => items.iter().map(to_template).collect(),
        CoreValue::Map(map) => {
            Value::from_pairs(map.iter().map(|(name, value)| (text_to_template(name), to_template(value))))
        }
    }
}

/// `value` for a template that may change it.
pub(crate) fn to_changeable(value: &CoreValue) -> Value {
    match value {
        CoreValue::List(items) => value::list(items.iter().map(to_changeable).collect()),
        CoreValue::Map(map) => {
            value::dict(map.iter().map(|(name, value)| (text_to_template(name), to_changeable(value))))
        }
        other => to_template(other),
    }
}

/// Short text lies inside of the value, where it is read without a count of references; long text is shared.
fn text_to_template(text: &Arc<str>) -> Value {
    const INLINE: usize = 22;
    if text.len() <= INLINE { Value::from(&**text) } else { Value::from(Arc::clone(text)) }
}

/// What a template hands to a site service.
///
/// # Errors
/// For what has no counterpart: an undefined value, a function, a list that is nested too deep.
pub(crate) fn from_template(value: &Value) -> Result<CoreValue, Error> {
    const DEEPEST: usize = 16;
    from_template_within(value, DEEPEST)
}

fn from_template_within(value: &Value, levels: usize) -> Result<CoreValue, Error> {
    let refuse =
        |what: &str| Err(Error::new(ErrorKind::InvalidOperation, format!("{what} cannot be used here")));
    let Some(levels) = levels.checked_sub(1) else { return refuse("a value with so many levels") };
    Ok(match value.kind() {
        ValueKind::None => CoreValue::Null,
        ValueKind::Bool => CoreValue::Bool(value.is_true()),
        ValueKind::Number => match value.as_i64() {
            Some(number) if value.is_integer() => CoreValue::Int(number),
            _ => f64::try_from(value.clone())
                .map(CoreValue::Float)
                .or_else(|_| refuse("a number of that size"))?,
        },
        ValueKind::String => CoreValue::Text(value.to_str().unwrap_or_default()),
        ValueKind::Seq | ValueKind::Iterable => {
            let items = value.try_iter()?.checked();
            CoreValue::from(
                items.map(|item| from_template_within(&item?, levels)).collect::<Result<Vec<_>, _>>()?,
            )
        }
        ValueKind::Map => {
            let mut map = Map::new();
            for key in value.try_iter()?.checked() {
                let key = key?;
                map.insert(key.to_string().into(), from_template_within(&value.get_item(&key)?, levels)?);
            }
            CoreValue::from(map)
        }
        ValueKind::Undefined => {
            return Err(Error::new(ErrorKind::UndefinedError, "an argument is undefined"));
        }
        _ => match value.downcast_object_ref::<Moment>() {
            Some(moment) => moment.to_core(),
            None => return refuse(&format!("a value of type {}", value.kind())),
        },
    })
}

/// Names and values, in an order that is quick to search: by length, then by bytes.
#[derive(Debug, Default)]
struct Layer(Vec<(Arc<str>, Value)>);

impl Layer {
    fn of(map: &Map) -> Self {
        Self::with(map, to_template)
    }

    fn with(map: &Map, convert: fn(&CoreValue) -> Value) -> Self {
        let mut values: Vec<_> = map.iter().map(|(name, value)| (Arc::clone(name), convert(value))).collect();
        values.sort_unstable_by(|(one, _), (two, _)| by_length(one, two));
        Self(values)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.binary_search_by(|(known, _)| by_length(known, name)).ok().map(|index| &self.0[index].1)
    }
}

fn by_length(one: &str, two: &str) -> Ordering {
    one.len().cmp(&two.len()).then_with(|| one.cmp(two))
}

/// The context of one page: its own values over those of the site.
pub(crate) struct Root {
    own: Layer,
    site: Arc<Layer>,
}

impl Object for Root {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let found = |key: &str| self.own.get(key).or_else(|| self.site.get(key)).cloned();
        found(key).or_else(|| match names::plain(key) {
            Cow::Owned(name) => found(&name),
            Cow::Borrowed(_) => None,
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let hidden = |name: &str| self.own.get(name).is_some();
        let site = self.site.0.iter().map(|(name, _)| name).filter(|name| !hidden(name));
        Enumerator::Values(self.own.0.iter().map(|(name, _)| name).chain(site).map(Value::from).collect())
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.own.0.iter().chain(&self.site.0).map(|(name, value)| (name, value)))
            .finish()
    }
}

/// A context that is a value already.
#[derive(Debug)]
pub(crate) struct Given(pub(crate) Value);

impl Object for Given {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let name = Value::from(names::plain(key));
        self.0.get_item(&name).ok().filter(|value| !value.is_undefined())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.try_iter().into_iter().flatten().collect())
    }
}

/// The converted values of the sites seen last, known again by the address of their table.
///
/// Each is held together with its table, so that the address cannot come to mean another one.
#[derive(Default)]
pub(crate) struct Sites(Mutex<Vec<(Arc<Map>, Arc<Layer>)>>);

impl Sites {
    /// Sites at one time: one is the rule, a few when a program renders several.
    const KEPT: usize = 4;

    /// The context of a page.
    pub(crate) fn root(&self, context: &Context) -> Value {
        Value::from_object(Root { own: Layer::of(context.own()), site: self.layer(context.site()) })
    }

    /// The context of a page that changes it: no other page has the same lists and tables.
    pub(crate) fn changeable(context: &Context) -> Value {
        let site = Arc::new(Layer::with(context.site(), to_changeable));
        Value::from_object(Root { own: Layer::with(context.own(), to_changeable), site })
    }

    fn layer(&self, site: &Arc<Map>) -> Arc<Layer> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, layer)) = kept.iter().find(|(known, _)| Arc::ptr_eq(known, site)) {
            return Arc::clone(layer);
        }
        let layer = Arc::new(Layer::of(site));
        if kept.len() == Self::KEPT {
            kept.remove(0);
        }
        kept.push((Arc::clone(site), Arc::clone(&layer)));
        layer
    }
}
