//! Filters that order: `sort`, `unique`, `dictsort`, `min`, `max`.

use std::cmp::Ordering;
use std::collections::HashSet;

use minijinja::value::{Tuple, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, defined, flag, type_name};
use super::sequences::{folded, iterate, part_of};
use crate::value;

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter("sort", sort);
    env.add_filter("unique", unique);
    env.add_filter("dictsort", dictsort);
    env.add_filter("min", |state: &State<'_, '_>, value: &Value, args: Given| {
        extreme(state, value, &args.into_values(), Ordering::Less)
    });
    env.add_filter("max", |state: &State<'_, '_>, value: &Value, args: Given| {
        extreme(state, value, &args.into_values(), Ordering::Greater)
    });
}

/// What an item is ordered by: itself, or its parts `a,b.c`.
fn order_key(item: &Value, attribute: Option<&Value>, folds: bool) -> Value {
    let Some(attribute) = attribute else { return folded(item, folds) };
    match attribute.as_str() {
        Some(paths) if paths.contains(',') => {
            let parts = paths.split(',').map(|path| folded(&part_of(item, &Value::from(path)), folds));
            Tuple::from(parts.collect::<Vec<_>>()).into()
        }
        _ => folded(&part_of(item, attribute), folds),
    }
}

fn items(state: &State<'_, '_>, value: &Value) -> Result<Vec<Value>, Error> {
    defined(state, value)?;
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    let items: Vec<Value> = iterate(value)?.collect();
    state.consume_fuel((items.len() / 2) as u64)?;
    Ok(items)
}

/// Orders by the first of each pair, as Python does: what has no order is an error.
fn ordered(keyed: &mut [(Value, Value)], reverse: bool) -> Result<(), Error> {
    let mut problem = None;
    keyed.sort_by(|(one, _), (two, _)| {
        if problem.is_none() {
            problem = incomparable(one, two);
        }
        let order = one.partial_cmp(two).unwrap_or(Ordering::Equal);
        if reverse { order.reverse() } else { order }
    });
    problem.map_or(Ok(()), Err)
}

fn incomparable(one: &Value, two: &Value) -> Option<Error> {
    let class = |value: &Value| match value.kind() {
        ValueKind::Bool | ValueKind::Number => ValueKind::Number,
        kind => kind,
    };
    let orderless = matches!(class(one), ValueKind::None | ValueKind::Map | ValueKind::Undefined);
    if class(one) == class(two) && !orderless {
        return None;
    }
    let message =
        format!("'<' not supported between instances of '{}' and '{}'", type_name(two), type_name(one));
    Some(Error::new(ErrorKind::InvalidOperation, message))
}

/// `sort(reverse=False, case_sensitive=False, attribute=None)`.
fn sort(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [reverse, case, attribute] = bind("do_sort", &args, ["reverse", "case_sensitive", "attribute"])?;
    let attribute = attribute.filter(|attribute| !attribute.is_none());
    let folds = !flag(case.as_ref(), false);
    let keyed = items(state, value)?.into_iter();
    let mut keyed: Vec<_> = keyed.map(|item| (order_key(&item, attribute.as_ref(), folds), item)).collect();
    ordered(&mut keyed, flag(reverse.as_ref(), false))?;
    Ok(value::list(keyed.into_iter().map(|(_, item)| item).collect()))
}

/// `unique(case_sensitive=False, attribute=None)`: the first of those that are alike.
fn unique(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [case, attribute] = bind("sync_do_unique", &args, ["case_sensitive", "attribute"])?;
    let attribute = attribute.filter(|attribute| !attribute.is_none());
    let folds = !flag(case.as_ref(), false);
    let mut seen = HashSet::new();
    let mut kept = items(state, value)?;
    kept.retain(|item| seen.insert(order_key(item, attribute.as_ref(), folds)));
    Ok(value::list(kept))
}

/// `dictsort(case_sensitive=False, by="key", reverse=False)`.
fn dictsort(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [case, by, reverse] = bind("do_dictsort", &args, ["case_sensitive", "by", "reverse"])?;
    let at = match by.as_ref().and_then(Value::as_str) {
        None | Some("key") => 0,
        Some("value") => 1,
        Some(_) => {
            let message = "You can only sort by either \"key\" or \"value\"";
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
    };
    defined(state, value)?;
    if value.kind() != ValueKind::Map {
        let message = format!("'{}' object has no attribute 'items'", type_name(value));
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    let folds = !flag(case.as_ref(), false);
    let pairs = super::sequences::pairs(value)?;
    state.consume_fuel((pairs.len() / 2) as u64)?;
    let mut keyed: Vec<_> = pairs
        .into_iter()
        .map(|pair| (folded(&pair.get_item_by_index(at).unwrap_or_default(), folds), pair))
        .collect();
    ordered(&mut keyed, flag(reverse.as_ref(), false))?;
    Ok(value::list(keyed.into_iter().map(|(_, pair)| pair).collect()))
}

/// `min(case_sensitive=False, attribute=None)` and `max`: undefined when there is nothing.
fn extreme(state: &State<'_, '_>, value: &Value, args: &[Value], wanted: Ordering) -> Result<Value, Error> {
    let [case, attribute] = bind("do_minmax", args, ["case_sensitive", "attribute"])?;
    let attribute = attribute.filter(|attribute| !attribute.is_none());
    let folds = !flag(case.as_ref(), false);
    let mut best: Option<(Value, Value)> = None;
    for item in items(state, value)? {
        let key = order_key(&item, attribute.as_ref(), folds);
        if let Some((known, _)) = &best {
            if let Some(problem) = incomparable(known, &key) {
                return Err(problem);
            }
            if key.partial_cmp(known) != Some(wanted) {
                continue;
            }
        }
        best = Some((key, item));
    }
    Ok(best.map(|(_, item)| item).unwrap_or_default())
}
