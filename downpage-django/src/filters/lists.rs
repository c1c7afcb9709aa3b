//! Filters on sequences.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::{made, made_safe, no_argument, no_attribute};
use crate::text::escape::conditional_escape;
use crate::value::{
    Lookup, Name, Range, Val, Value, compare, float_of, index, lookup, out_of_range, parse_float, parse_int,
    repr, sort,
};

/// The filters under Django's heading "lists".
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("length", length),
    Filter::new("join", join).one().marked(),
    Filter::new("slice", slice).one().marked(),
    Filter::new("first", first),
    Filter::new("last", last).marked(),
    Filter::new("dictsort", dictsort).one(),
    Filter::new("dictsortreversed", dictsortreversed).one(),
    Filter::new("random", random).marked(),
    Filter::new("unordered_list", unordered_list).optional().marked(),
];

/// How many items there are; 0 for what has none.
fn length(call: Call<'_>) -> Result<Val<'_>> {
    made(call.value.len().unwrap_or(0))
}

/// The items with the argument between them, escaped where that is on.
fn join(call: Call<'_>) -> Result<Val<'_>> {
    if !call.cx.autoescape && call.argument().as_str().is_none() {
        return Err(no_attribute(call.argument(), "join"));
    }
    let Some(items) = call.value.items() else { return Ok(call.value) };
    call.cx.check_items(items.len())?;
    let check = |text: usize, between: usize| {
        call.cx.check_size(items.len().saturating_sub(1).saturating_mul(between).saturating_add(text))
    };
    if call.cx.autoescape {
        let parts: Vec<String> = items.iter().map(conditional_escape).collect();
        let between = conditional_escape(call.argument());
        check(parts.iter().map(String::len).sum(), between.len())?;
        return made_safe(parts.join(&between));
    }
    let between = call.argument().as_str().unwrap_or_default();
    let parts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    match parts {
        Some(parts) => {
            check(parts.iter().map(|part| part.len()).sum(), between.len())?;
            made_safe(parts.join(between))
        }
        None => Ok(call.value),
    }
}

/// A part of a sequence, by Python's `start:stop:step`.
fn slice(call: Call<'_>) -> Result<Val<'_>> {
    let spelled = call.argument().to_str();
    let mut bounds = Vec::new();
    for bit in spelled.split(':') {
        match (bit.is_empty(), parse_int(bit)) {
            (true, _) => bounds.push(None),
            (false, Some(Value::Int(number))) => bounds.push(Some(number)),
            (false, Some(wide)) => {
                bounds.push(Some(if repr(&wide).starts_with('-') { i64::MIN } else { i64::MAX }));
            }
            (false, None) => return Ok(call.value),
        }
    }
    let (start, stop, step) = match bounds[..] {
        [stop] => (None, stop, None),
        [start, stop] => (start, stop, None),
        [start, stop, step] => (start, stop, step),
        _ => return Ok(call.value),
    };
    let picked = |len: usize| positions(len, start, stop, step.unwrap_or(1));
    let sliced = match &*call.value {
        _ if step == Some(0) => None,
        value @ (Value::Str(_) | Value::Safe(_) | Value::Lazy(_)) => {
            let letters: Vec<char> = value.to_str().chars().collect();
            Some(picked(letters.len()).map(|at| letters[at]).collect::<String>().into())
        }
        Value::List(items) => Some(Value::list(picked(items.len()).map(|at| items[at].clone()).collect())),
        Value::Tuple(items) => Some(Value::tuple(picked(items.len()).map(|at| items[at].clone()).collect())),
        Value::Bytes(bytes) => Some(Value::Bytes(picked(bytes.len()).map(|at| bytes[at]).collect())),
        Value::Range(range) => sliced_range(range, start, stop, step.unwrap_or(1)),
        _ => None,
    };
    sliced.map_or(Ok(call.value), made)
}

/// A slice of a range is a range.
fn sliced_range(range: &Range, start: Option<i64>, stop: Option<i64>, step: i64) -> Option<Value> {
    let (first, end) = bounds(range.len(), start, stop, step);
    let at = |place: i128| i64::try_from(i128::from(range.start) + place * i128::from(range.step)).ok();
    let step = range.step.checked_mul(step)?;
    Some(Value::Range(Arc::new(Range { start: at(first)?, stop: at(end)?, step })))
}

/// Where a slice of `len` items begins and before which place it ends, as Python's `slice.indices` says.
fn bounds(len: usize, start: Option<i64>, stop: Option<i64>, step: i64) -> (i128, i128) {
    let len = i128::try_from(len).unwrap_or(i128::MAX);
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let bound = |bound: Option<i64>, default: i128| match bound.map(i128::from) {
        None => default,
        Some(at) if at < 0 => (at + len).max(low),
        Some(at) => at.min(high),
    };
    let (first, end) = if step < 0 { (high, low) } else { (low, high) };
    (bound(start, first), bound(stop, end))
}

/// The places that `start:stop:step` picks out of `len`.
fn positions(len: usize, start: Option<i64>, stop: Option<i64>, step: i64) -> impl Iterator<Item = usize> {
    let (mut at, stop) = bounds(len, start, stop, step);
    std::iter::from_fn(move || {
        let inside = if step < 0 { at > stop } else { at < stop };
        let place = usize::try_from(at).ok().filter(|_| inside)?;
        at += i128::from(step);
        Some(place)
    })
}

/// `value[at]` for the first or last item: nothing when it is empty.
fn item<'v>(value: &Val<'v>, at: i64) -> Result<Val<'v>> {
    if let Value::Dict(dict) = &**value {
        let found = dict.get(&Value::Int(at)).cloned();
        return found.map(Cow::Owned).ok_or_else(|| Error::new(Kind::Key, at.to_string()));
    }
    let found = match value {
        Cow::Borrowed(value) => index(value, at),
        Cow::Owned(value) => index(value, at).map(|found| Cow::Owned(found.into_owned())),
    };
    match (found, &**value) {
        (Some(found), _) => Ok(found),
        (None, value) if is_subscriptable(value) => made(""),
        (None, value) => {
            Err(Error::new(Kind::Type, format!("'{}' object is not subscriptable", value.type_name())))
        }
    }
}

/// Whether `value[0]` can be asked for at all.
fn is_subscriptable(value: &Value) -> bool {
    match value {
        Value::Set(_) => false,
        Value::Object(object) => object.is_subscriptable(),
        value => value.len().is_some(),
    }
}

/// The first item.
fn first(call: Call<'_>) -> Result<Val<'_>> {
    item(&call.value, 0)
}

/// The last item.
fn last(call: Call<'_>) -> Result<Val<'_>> {
    item(&call.value, -1)
}

/// An item. Django takes any; here it is the first, so that a page comes out the same each time.
fn random(call: Call<'_>) -> Result<Val<'_>> {
    item(&call.value, 0)
}

/// Sorted by an item or attribute of each.
fn dictsort(call: Call<'_>) -> Result<Val<'_>> {
    sorted(&call, false)
}

/// The same the other way round.
fn dictsortreversed(call: Call<'_>) -> Result<Val<'_>> {
    sorted(&call, true)
}

fn sorted<'v>(call: &Call<'v>, reversed: bool) -> Result<Val<'v>> {
    match check_sort_argument(call.argument()) {
        Err(error) if matches!(error.kind(), Kind::Attribute | Kind::Type) => return made(""),
        checked => checked?,
    }
    let Some(items) = call.value.items() else { return made("") };
    let mut keyed = Vec::with_capacity(items.len());
    for item in items.iter() {
        match sort_key(item, call.argument()) {
            Ok(key) => keyed.push((key, item.clone())),
            Err(error) if matches!(error.kind(), Kind::Attribute | Kind::Type) => return made(""),
            Err(error) => return Err(error),
        }
    }
    let mut incomparable = false;
    let mut less = |a: &(Value, Value), b: &(Value, Value)| {
        let order = compare(&a.0, &b.0, "<");
        incomparable |= order.is_err();
        matches!(order, Ok(Some(Ordering::Less)))
    };
    // Python sorts the other way round by turning the list over twice, which keeps equal items in place.
    if reversed {
        keyed.reverse();
    }
    sort(&mut keyed, &mut less);
    if reversed {
        keyed.reverse();
    }
    if incomparable {
        return made("");
    }
    made(Value::list(keyed.into_iter().map(|(_, item)| item).collect()))
}

/// `_property_resolver(by)`: what cannot be an argument, for whatever items.
fn check_sort_argument(by: &Value) -> Result<()> {
    match by.as_plain_str() {
        None => float_of(by).map(drop),
        Some(path) if parse_float(path).is_some() => Ok(()),
        Some("") => Err(Error::new(Kind::Index, "string index out of range")),
        Some(path) if path.contains("._") || path.starts_with('_') => {
            Err(Error::new(Kind::Attribute, "Access to private variables is forbidden."))
        }
        Some(_) => Ok(()),
    }
}

/// What an item is sorted by: a number stands for a place in it, a text for keys or attributes with dots between.
fn sort_key(item: &Value, by: &Value) -> Result<Value> {
    let Some(path) = by.as_str().filter(|path| parse_float(path).is_none()) else {
        if let Value::Dict(dict) = item {
            return dict.get(by).cloned().ok_or_else(|| Error::new(Kind::Key, repr(by)));
        }
        let at = match by {
            Value::Int(at) => *at,
            Value::Bool(at) => i64::from(*at),
            Value::Wide(_) => {
                return Err(Error::new(Kind::Index, "cannot fit 'int' into an index-sized integer"));
            }
            _ => return Err(Error::new(Kind::Type, "indices must be integers or slices")),
        };
        if by.as_str().is_some() || item.len().is_none() || matches!(item, Value::Set(_)) {
            return Err(Error::new(Kind::Type, "indices must be integers or slices, not str"));
        }
        let found = index(item, at).map(Cow::into_owned);
        return found.ok_or_else(|| Error::new(Kind::Index, out_of_range(item)));
    };
    let mut current = item.clone();
    for part in path.split('.') {
        current = match lookup(&current, &Name::new(Arc::<str>::from(part))) {
            Lookup::Found(found) if part.parse::<i64>().is_err() => found.into_owned(),
            Lookup::Raised(error) => return Err(error),
            _ => return Err(no_attribute(&current, part)),
        };
    }
    Ok(current)
}

/// Nested lists as `<li>` and `<ul>`.
fn unordered_list(call: Call<'_>) -> Result<Val<'_>> {
    no_argument(&call, "unordered_list")?;
    let mut out = String::new();
    write_list(&call.value, 1, call.cx.autoescape, &mut out)?;
    made_safe(out)
}

/// Lists inside each other: keeps the stack within bounds.
const DEEPEST: usize = 100;

fn write_list(list: &Value, depth: usize, autoescape: bool, out: &mut String) -> Result<()> {
    let Some(items) = list.items() else {
        return Err(Error::new(Kind::Type, format!("'{}' object is not iterable", list.type_name())));
    };
    if depth > DEEPEST {
        return Err(Error::new(Kind::Limit, "the list is nested too deeply"));
    }
    let indent = "\t".repeat(depth);
    let mut at = 0;
    while let Some(item) = items.get(at) {
        let children = items.get(at + 1).filter(|next| matches!(next, Value::List(_) | Value::Tuple(_)));
        out.push_str(if at > 0 { "\n" } else { "" });
        out.push_str(&indent);
        out.push_str("<li>");
        if autoescape {
            out.push_str(&conditional_escape(item));
        } else {
            out.push_str(&item.to_str());
        }
        if let Some(children) = children.filter(|children| children.truth()) {
            out.push_str(&format!("\n{indent}<ul>\n"));
            write_list(children, depth + 1, autoescape, out)?;
            out.push_str(&format!("\n{indent}</ul>\n{indent}"));
        }
        out.push_str("</li>");
        at += if children.is_some() { 2 } else { 1 };
    }
    Ok(())
}
