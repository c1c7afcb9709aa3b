//! The methods of lists.

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, State, Value};

use super::{needs_change, wrong};
use crate::runtime::ITEMS_PER_STEP;
use crate::runtime::arguments::{bind, integer};
use crate::runtime::sequences::iterate;
use crate::value::{self, List, check_depth};

/// What a list can do.
pub(super) const NAMES: &[&str] =
    &["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];

pub(super) fn call(
    state: &mut State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    match name {
        "count" => {
            let [item] = bind("count", args, ["value"])?;
            let item = item.unwrap_or_default();
            return Ok(Value::from(value.try_iter()?.filter(|known| *known == item).count()));
        }
        "index" => return index(value, args),
        "copy" if !value.is_tuple() => return Ok(value::list(value.try_iter()?.collect())),
        "__len__" => return Ok(Value::from(value.len().unwrap_or(0))),
        _ if !NAMES.contains(&name) || value.is_tuple() => return Err(Error::from(ErrorKind::UnknownMethod)),
        _ => {}
    }
    let Some(list) = value.downcast_object_ref::<List>() else { return Err(needs_change()) };
    match name {
        "append" | "insert" | "extend" => return add(state, value, list, name, args),
        "sort" => {
            let mut call = vec![value.clone()];
            call.extend_from_slice(args);
            let sorted = state.apply_filter("sort", &with_case(&call))?;
            *list.items() = sorted.try_iter()?.collect();
        }
        "reverse" => list.items().reverse(),
        "clear" => list.items().clear(),
        "pop" => {
            let [at] = bind("pop", args, ["index"])?;
            let mut items = list.items();
            let at = place(integer(at.as_ref(), -1)?, items.len());
            return match at.filter(|at| *at < items.len()) {
                Some(at) => Ok(items.remove(at)),
                None if items.is_empty() => Err(wrong("pop from empty list")),
                None => Err(wrong("pop index out of range")),
            };
        }
        _ => {
            let [item] = bind("remove", args, ["value"])?;
            let item = item.unwrap_or_default();
            let mut items = list.items();
            match items.iter().position(|known| *known == item) {
                Some(at) => drop(items.remove(at)),
                None => return Err(wrong("list.remove(x): x not in list")),
            }
        }
    }
    Ok(Value::from(()))
}

/// `list.sort()` minds the case, unlike the filter.
fn with_case(args: &[Value]) -> Vec<Value> {
    let (positional, named) = crate::runtime::arguments::split(args);
    let mut pairs = crate::runtime::arguments::keywords(named);
    pairs.push(("case_sensitive".to_owned(), Value::from(true)));
    let kwargs: minijinja::value::Kwargs =
        pairs.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let mut call = positional.to_vec();
    call.push(kwargs.into());
    call
}

fn add(
    state: &State<'_, '_>,
    value: &Value,
    list: &List,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    match name {
        "extend" => {
            let [items] = bind("extend", args, ["iterable"])?;
            let items: Vec<Value> = iterate(&items.unwrap_or_default())?.collect();
            for item in &items {
                check_depth(state, item, Some(value))?;
            }
            state.consume_fuel((items.len() / ITEMS_PER_STEP) as u64)?;
            list.items().extend(items);
        }
        "append" => {
            let [item] = bind("append", args, ["object"])?;
            let item = item.ok_or_else(|| wrong("list.append() takes exactly one argument (0 given)"))?;
            check_depth(state, &item, Some(value))?;
            list.items().push(item);
        }
        _ => {
            let [at, item] = bind("insert", args, ["index", "object"])?;
            let item = item.ok_or_else(|| wrong("insert expected 2 arguments"))?;
            check_depth(state, &item, Some(value))?;
            let mut items = list.items();
            let at = integer(at.as_ref(), 0)?;
            let at = place(at, items.len()).unwrap_or(0).min(items.len());
            items.insert(at, item);
        }
    }
    Ok(Value::from(()))
}

/// An index from the end, if it is negative.
fn place(at: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if at < 0 { at + length } else { at }).ok()
}

fn index(value: &Value, args: &[Value]) -> Result<Value, Error> {
    let [item] = bind("index", args, ["value"])?;
    let item = item.unwrap_or_default();
    if let Some(at) = value.try_iter()?.position(|known| known == item) {
        Ok(Value::from(at))
    } else {
        let shown = crate::value::display::repr_of(&item);
        Err(wrong(if item.kind() == ValueKind::Undefined {
            "the value is not in the list".to_owned()
        } else {
            format!("{shown} is not in list")
        }))
    }
}
