//! The methods of tables.

use minijinja::value::Tuple;
use minijinja::{Error, ErrorKind, State, Value};

use super::{needs_change, wrong};
use crate::runtime::arguments::{bind, keywords, split};
use crate::runtime::functions::pairs_of;
use crate::runtime::sequences::pairs;
use crate::value::{self, Dict, check_depth, display};

/// What a table can do.
pub(super) const NAMES: &[&str] =
    &["clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"];

pub(super) fn call(
    state: &mut State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    match name {
        "keys" => {
            let [] = bind("keys", args, [])?;
            return Ok(value::list(value.try_iter()?.collect()));
        }
        "values" => {
            let [] = bind("values", args, [])?;
            let values = value.try_iter()?.map(|key| value.get_item(&key));
            return Ok(value::list(values.collect::<Result<_, _>>()?));
        }
        "items" | "iteritems" => {
            let [] = bind("items", args, [])?;
            return Ok(value::list(pairs(value)?));
        }
        "get" => {
            let [key, default] = bind("get", args, ["key", "default"])?;
            let key = key.ok_or_else(|| wrong("get expected at least 1 argument, got 0"))?;
            let found = value.get_item(&key).ok().filter(|found| !found.is_undefined());
            return Ok(found.or(default).unwrap_or_else(|| Value::from(())));
        }
        "copy" => return Ok(value::dict(pairs_of(value)?)),
        "__len__" => return Ok(Value::from(value.len().unwrap_or(0))),
        _ if !NAMES.contains(&name) => return Err(Error::from(ErrorKind::UnknownMethod)),
        _ => {}
    }
    // What a page put there under that name is called by minijinja, if it can be.
    if value.get_attr(name).is_ok_and(|own| crate::runtime::tests::is_callable(&own)) {
        return Err(Error::from(ErrorKind::UnknownMethod));
    }
    let Some(dict) = value.downcast_object_ref::<Dict>() else { return Err(needs_change()) };
    change(state, value, dict, name, args)
}

fn change(
    state: &State<'_, '_>,
    value: &Value,
    dict: &Dict,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    match name {
        "update" => {
            let (positional, named) = split(args);
            let mut new = match positional.first() {
                Some(source) => pairs_of(source)?,
                None => Vec::new(),
            };
            new.extend(keywords(named).into_iter().map(|(name, value)| (Value::from(name), value)));
            for (_, item) in &new {
                check_depth(state, item, Some(value))?;
            }
            state.consume_fuel((new.len() / 4) as u64)?;
            dict.items().extend(new);
            Ok(Value::from(()))
        }
        "setdefault" => {
            let [key, default] = bind("setdefault", args, ["key", "default"])?;
            let default = default.unwrap_or_else(|| Value::from(()));
            check_depth(state, &default, Some(value))?;
            Ok(dict.items().entry(key.unwrap_or_default()).or_insert(default).clone())
        }
        "pop" => {
            let [key, default] = bind("pop", args, ["key", "default"])?;
            let key = key.ok_or_else(|| wrong("pop expected at least 1 argument, got 0"))?;
            let removed = dict.items().shift_remove(&key);
            removed.or(default).ok_or_else(|| wrong(display::repr_of(&key)))
        }
        "popitem" => match dict.items().pop() {
            Some((key, value)) => Ok(Tuple::from([key, value]).into()),
            None => Err(wrong("'popitem(): dictionary is empty'")),
        },
        _ => {
            dict.items().clear();
            Ok(Value::from(()))
        }
    }
}
