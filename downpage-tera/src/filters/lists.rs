//! Lists: `dictsort`, `dictsortreversed`, `escapeseq`, `group_by`, `safeseq`, `slice`.

use downpage_core::error::quoted;
use downpage_core::{Error, ErrorKind, Result};
use tera::Value;
use tera::value::Key;

use crate::call::{Call, Row, row, text_of, whole};
use crate::escape;

pub(super) const FILTERS: [Row; 6] = [
    row("dictsort", &["by"], dictsort),
    row("dictsortreversed", &["by"], dictsortreversed),
    row("escapeseq", &[], escapeseq),
    row("group_by", &["attribute"], group_by),
    row("safeseq", &[], safeseq),
    row("slice", &["range", "start", "end"], slice),
];

/// `dictsort(by=)`: tables in the order of one of their values, lists in the order of one of their items.
///
/// `by` may have dots in it. Where Django silently gives nothing, this is an error.
fn dictsort(call: &Call<'_>) -> Result<Value> {
    sorted(call, false)
}

/// `dictsortreversed(by=)`: the other way round; equal ones keep their order.
fn dictsortreversed(call: &Call<'_>) -> Result<Value> {
    sorted(call, true)
}

fn sorted(call: &Call<'_>, reversed: bool) -> Result<Value> {
    let by = text_of(call.required("by")?);
    let mut keyed = Vec::new();
    for item in call.list()? {
        let key = resolve(item, &by).ok_or_else(|| {
            Error::new(ErrorKind::Rendering, format!("`{}` found an item without `{by}`", call.name))
                .maybe_help(fields(item))
        })?;
        if let Some((first, _)) = keyed.first()
            && PartialOrd::partial_cmp(*first, key).is_none()
        {
            let message = format!("`{}` cannot compare the values of `{by}` with each other", call.name);
            return Err(Error::new(ErrorKind::Rendering, message));
        }
        keyed.push((key, item));
    }
    keyed.sort_by(|(one, _), (two, _)| if reversed { Ord::cmp(*two, *one) } else { Ord::cmp(*one, *two) });
    Ok(keyed.into_iter().map(|(_, item)| item.clone()).collect::<Vec<_>>().into())
}

fn resolve<'v>(item: &'v Value, by: &'v str) -> Option<&'v Value> {
    by.split('.').try_fold(item, |value, part| match (value.as_array(), value.as_map()) {
        (Some(items), _) => items.get(part.parse::<usize>().ok()?),
        (_, Some(map)) => map.get(&Key::Str(part)),
        _ => None,
    })
}

fn fields(item: &Value) -> Option<String> {
    let names: Vec<String> = item.as_map()?.keys().map(ToString::to_string).collect();
    Some(format!("it has {}", quoted(&names)))
}

/// `escapeseq`: each item escaped, unless it was safe.
fn escapeseq(call: &Call<'_>) -> Result<Value> {
    let escaped = |item: &Value| {
        let is_safe = item.is_string() && item.is_safe();
        if is_safe { item.clone() } else { call.html(&escape::markup(&text_of(item))) }
    };
    Ok(call.list()?.iter().map(escaped).collect::<Vec<_>>().into())
}

/// `safeseq`: each item marked as safe.
fn safeseq(call: &Call<'_>) -> Result<Value> {
    Ok(call.list()?.iter().map(|item| Value::safe_string(&text_of(item))).collect::<Vec<_>>().into())
}

/// `group_by(attribute=)`: Tera's own, but with the groups in the order of their first items; Tera's order differs from run
/// to run.
fn group_by(call: &Call<'_>) -> Result<Value> {
    let attribute = text_of(call.required("attribute")?);
    let mut groups: Vec<(&Value, Vec<Value>)> = Vec::new();
    for item in call.list()? {
        let key = resolve(item, &attribute).ok_or_else(|| {
            Error::new(ErrorKind::Rendering, format!("`group_by` found an item without `{attribute}`"))
                .maybe_help(fields(item))
        })?;
        if key.is_none() {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, items)) => items.push(item.clone()),
            None => groups.push((key, vec![item.clone()])),
        }
    }
    let mut map = tera::Map::new();
    for (value, items) in groups {
        let key = match (value.as_str(), value.as_bool(), value.as_i64()) {
            (Some(text), ..) => Key::from(text.to_owned()),
            (_, Some(flag), _) => Key::Bool(flag),
            (.., Some(number)) => Key::I64(number),
            _ => return Err(call.wrong("attribute", "the name of text, numbers or booleans", value)),
        };
        map.insert(key, items.into());
    }
    Ok(map.into())
}

/// `slice(range="1:3")` as in Django, or `slice(start=, end=)` as in Tera 1: a part of a list or text.
fn slice(call: &Call<'_>) -> Result<Value> {
    let (start, end, step) = match call.text_argument("range") {
        Some(range) => match bounds(&range) {
            Some(bounds) => bounds,
            None => return Err(call.wrong("range", "like `1:3`", call.required("range")?)),
        },
        None => (optional(call, "start")?, optional(call, "end")?, None),
    };
    if let Some(items) = call.value.as_array() {
        return Ok(part(items, start, end, step).into());
    }
    let Some(text) = call.value.as_str() else { return Err(call.refuse("a list or text")) };
    let letters: Vec<char> = text.chars().collect();
    Ok(call.alike(&part(&letters, start, end, step).into_iter().collect::<String>()))
}

fn optional(call: &Call<'_>, name: &'static str) -> Result<Option<i64>> {
    let Some(value) = call.argument(name) else { return Ok(None) };
    whole(value).map(Some).ok_or_else(|| call.wrong(name, "a whole number", value))
}

type Bounds = (Option<i64>, Option<i64>, Option<i64>);

/// The numbers of `1:3`, `:3`, `3` (which is `:3`) and `::2`.
fn bounds(range: &str) -> Option<Bounds> {
    let number = |text: &str| match text.trim() {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let parts: Vec<Option<i64>> = range.split(':').map(number).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [end] => Some((None, end, None)),
        [start, end] => Some((start, end, None)),
        [start, end, step] if step != Some(0) => Some((start, end, step)),
        _ => None,
    }
}

/// Python's slice.
fn part<T: Clone>(items: &[T], start: Option<i64>, end: Option<i64>, step: Option<i64>) -> Vec<T> {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let step = step.unwrap_or(1);
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let place = |bound: Option<i64>, default: i64| match bound {
        Some(bound) if bound < 0 => bound.saturating_add(length).clamp(low, high),
        Some(bound) => bound.clamp(low, high),
        None => default,
    };
    let (first, last) = if step > 0 { (low, high) } else { (high, low) };
    let (mut at, end) = (place(start, first), place(end, last));
    let mut part = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        part.extend(usize::try_from(at).ok().and_then(|at| items.get(at)).cloned());
        at = at.saturating_add(step);
    }
    part
}
