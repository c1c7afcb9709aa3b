//! Filters on lists: `list`, `join`, `reverse`, `items`, `groupby`, `attr`, `sum`, `first`, `length`.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Tuple, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, defined, flag, type_name};
use super::methods;
use super::text::as_safe_as;
use super::{BYTES_PER_STEP, ITEMS_PER_STEP, limited_str};
use crate::escape::escaped;
use crate::value::{self, display};

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter("list", list);
    env.add_filter("join", join);
    env.add_filter("reverse", reverse);
    env.add_filter("items", items);
    env.add_filter("groupby", groupby);
    env.add_filter("attr", attr);
    env.add_filter("default", default);
    env.add_filter("d", default);
    env.add_filter("batch", batch);
    env.add_filter("slice", slice);
}

fn list(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    defined(state, value)?;
    match value.kind() {
        ValueKind::Undefined => Ok(value::list(Vec::new())),
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            Ok(value::list(text.chars().map(|char| as_safe_as(value, char.to_string())).collect()))
        }
        _ => {
            let length = value.len().unwrap_or(0);
            state.consume_fuel((length / ITEMS_PER_STEP) as u64)?;
            iterate(value).map(|items| value::list(items.collect()))
        }
    }
}

/// The items of a value, or Python's complaint.
pub(super) fn iterate(value: &Value) -> Result<minijinja::value::ValueIter, Error> {
    value.try_iter().map_err(|_| {
        let message = format!("'{}' object is not iterable", type_name(value));
        Error::new(ErrorKind::InvalidOperation, message)
    })
}

/// `join(d="", attribute=None)`.
fn join(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [joiner, attribute] = bind("sync_do_join", &args, ["d", "attribute"])?;
    defined(state, value)?;
    if value.is_undefined() {
        return Ok(Value::from(""));
    }
    let joiner = joiner.unwrap_or_else(|| Value::from(""));
    let attribute = attribute.filter(|attribute| !attribute.is_none());
    let is_html = matches!(state.auto_escape(), AutoEscape::Html);
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut unpaid = 0;
    let between = joiner.as_str().map_or(0, str::len);
    for item in iterate(value)? {
        let item = match &attribute {
            Some(attribute) => part_of(&item, attribute),
            None => item,
        };
        defined(state, &item)?;
        let text = limited_str(state, &item)?;
        unpaid += text.len() + between;
        state.consume_fuel((unpaid / BYTES_PER_STEP) as u64)?;
        unpaid %= BYTES_PER_STEP;
        parts.push((text, item.is_safe()));
    }
    let text = limited_str(state, &joiner)?;
    let is_markup = is_html && (joiner.is_safe() || parts.iter().any(|(_, safe)| *safe));
    if !is_markup {
        let texts: Vec<String> = parts.into_iter().map(|(text, _)| text).collect();
        return Ok(Value::from(texts.join(&text)));
    }
    let text = if joiner.is_safe() { text } else { escaped(&text) };
    let escape = |(text, safe): (String, bool)| if safe { text } else { escaped(&text) };
    Ok(Value::from_safe_string(parts.into_iter().map(escape).collect::<Vec<_>>().join(&text)))
}

/// `user.name`, `0.title`: a part of an item by a dotted path or a number; undefined where there is none.
pub(super) fn part_of(item: &Value, path: &Value) -> Value {
    let Some(path) = path.as_str() else { return item.get_item(path).unwrap_or_default() };
    let mut value = item.clone();
    for name in path.split('.') {
        let key = name.parse::<i64>().map_or_else(|_| Value::from(name), Value::from);
        value = value.get_item(&key).unwrap_or_default();
    }
    value
}

fn reverse(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    defined(state, value)?;
    if let Some(text) = value.as_str() {
        return Ok(as_safe_as(value, text.chars().rev().collect()));
    }
    if !matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable | ValueKind::Undefined) {
        return Err(Error::new(ErrorKind::InvalidOperation, "argument must be iterable"));
    }
    value.reverse()
}

fn items(value: &Value) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::Undefined => Ok(value::list(Vec::new())),
        ValueKind::Map => Ok(value::list(pairs(value)?)),
        _ => Err(Error::new(ErrorKind::InvalidOperation, "Can only get item pairs from a mapping.")),
    }
}

/// The keys and values of a table, as tuples.
pub(super) fn pairs(value: &Value) -> Result<Vec<Value>, Error> {
    Ok(value
        .try_iter()?
        .map(|key| {
            let item = value.get_item(&key).unwrap_or_default();
            Value::from(Tuple::from([key, item]))
        })
        .collect())
}

/// `default(default_value="", boolean=False)`.
fn default(value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    // What most templates do with it, without a list of names.
    if value.is_true() && !args.last().is_some_and(Value::is_kwargs) && args.len() <= 2 {
        return Ok(value.clone());
    }
    let [default, boolean] = bind("do_default", &args, ["default_value", "boolean"])?;
    let missing = value.is_undefined() || flag(boolean.as_ref(), false) && !value.is_true();
    Ok(if missing { default.unwrap_or_else(|| Value::from("")) } else { value.clone() })
}

/// Python's `getattr`: methods too, but no items of a table.
fn attr(state: &State<'_, '_>, value: &Value, name: &Value) -> Result<Value, Error> {
    defined(state, value)?;
    let Some(name) = name.as_str() else { return Ok(Value::UNDEFINED) };
    if methods::has(value, name) {
        return Ok(methods::bound(value, name));
    }
    let is_table = value.kind() == ValueKind::Map && display::is_plain_table(value);
    Ok(if is_table { Value::UNDEFINED } else { value.get_attr(name).unwrap_or_default() })
}

/// A group: a pair that also has names.
#[derive(Debug)]
struct Group {
    key: Value,
    items: Value,
}

impl Object for Group {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match (key.as_str(), key.as_usize()) {
            (Some("grouper"), _) | (_, Some(0)) => Some(self.key.clone()),
            (Some("list"), _) | (_, Some(1)) => Some(self.items.clone()),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(2)
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", display::repr_of(&self.key), display::repr_of(&self.items))
    }
}

/// `groupby(attribute, default=None, case_sensitive=False)`.
fn groupby(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [attribute, default, case] =
        bind("sync_do_groupby", &args, ["attribute", "default", "case_sensitive"])?;
    let Some(attribute) = attribute else {
        return Err(Error::new(ErrorKind::MissingArgument, "groupby() needs an attribute"));
    };
    defined(state, value)?;
    let default = default.filter(|default| !default.is_none());
    let folds = !flag(case.as_ref(), false);
    let mut keyed: Vec<(Value, Value, Value)> = Vec::new();
    for item in iterate(value)? {
        let mut key = part_of(&item, &attribute);
        if let (true, Some(default)) = (key.is_undefined(), &default) {
            key = default.clone();
        }
        keyed.push((folded(&key, folds), key, item));
    }
    state.consume_fuel((keyed.len() / 4) as u64)?;
    keyed.sort_by(|(one, ..), (two, ..)| one.partial_cmp(two).unwrap_or(Ordering::Equal));
    let mut groups: Vec<(Value, Value, Vec<Value>)> = Vec::new();
    for (order, key, item) in keyed {
        match groups.last_mut() {
            Some((known, _, items)) if *known == order => items.push(item),
            _ => groups.push((order, key, vec![item])),
        }
    }
    let group = |(_, key, items)| Value::from_object(Group { key, items: value::list(items) });
    Ok(value::list(groups.into_iter().map(group).collect()))
}

/// A value as it is ordered.
pub(super) fn folded(value: &Value, folds: bool) -> Value {
    match value.as_str() {
        Some(text) if folds => Value::from(text.to_lowercase()),
        _ => value.clone(),
    }
}

fn batch(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [count, fill] = bind("do_batch", &args, ["linecount", "fill_with"])?;
    call_with(state, value, count.as_ref(), fill, |state, value, count, fill| {
        let all: Vec<Value> = iterate(value)?.collect();
        if fill.is_some() {
            state.consume_fuel((count / 4) as u64)?;
        }
        let rows = all.chunks(count.max(1)).map(|row| {
            let mut row = row.to_vec();
            if let Some(fill) = &fill {
                row.resize(count.max(row.len()), fill.clone());
            }
            value::list(row)
        });
        Ok(value::list(rows.collect()))
    })
}

fn slice(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [slices, fill] = bind("sync_do_slice", &args, ["slices", "fill_with"])?;
    call_with(state, value, slices.as_ref(), fill, |state, value, slices, fill| {
        if slices == 0 {
            return Err(Error::new(ErrorKind::InvalidOperation, "integer division or modulo by zero"));
        }
        state.consume_fuel((slices / 4) as u64)?;
        let all: Vec<Value> = iterate(value)?.collect();
        let (each, more) = (all.len() / slices, all.len() % slices);
        let mut rows = Vec::with_capacity(slices);
        let mut at = 0;
        for row in 0..slices {
            let size = each + usize::from(row < more);
            let mut items = all[at..at + size].to_vec();
            at += size;
            if let Some(fill) = fill.as_ref().filter(|_| row >= more) {
                items.push(fill.clone());
            }
            rows.push(value::list(items));
        }
        Ok(value::list(rows))
    })
}

/// The common part of `batch` and `slice`.
fn call_with(
    state: &State<'_, '_>,
    value: &Value,
    count: Option<&Value>,
    fill: Option<Value>,
    make: impl Fn(&State<'_, '_>, &Value, usize, Option<Value>) -> Result<Value, Error>,
) -> Result<Value, Error> {
    defined(state, value)?;
    if value.is_undefined() {
        return Ok(value::list(Vec::new()));
    }
    let count = super::arguments::integer(count, 1)?;
    let fill = fill.filter(|fill| !fill.is_none());
    make(state, value, usize::try_from(count).unwrap_or(0), fill)
}
