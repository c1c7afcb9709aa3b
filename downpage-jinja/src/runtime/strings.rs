//! Filters on text: `title`, `trim`, `replace`, `string`, `striptags`, `wordcount`, `urlencode`, `reverse`.

use downpage_core::surroundings::percent::quote;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, defined, integer, text};
use super::text::as_safe_as;
use super::{BYTES_PER_STEP, limited_str};
use crate::escape::escaped;

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter("title", title);
    env.add_filter("trim", trim);
    env.add_filter("replace", replace);
    env.add_filter("string", string);
    env.add_filter("striptags", striptags);
    env.add_filter("wordcount", wordcount);
    env.add_filter("urlencode", urlencode);
    env.add_filter("safe", safe);
    env.add_filter("upper", |state: &State<'_, '_>, value: &Value| cased(state, value, str::to_uppercase));
    env.add_filter("lower", |state: &State<'_, '_>, value: &Value| cased(state, value, str::to_lowercase));
    env.add_filter("capitalize", |state: &State<'_, '_>, value: &Value| cased(state, value, capitalized));
}

fn cased(state: &State<'_, '_>, value: &Value, by: impl Fn(&str) -> String) -> Result<Value, Error> {
    if let Some(text) = value.as_str() {
        return Ok(as_safe_as(value, by(text)));
    }
    defined(state, value)?;
    Ok(as_safe_as(value, by(&limited_str(state, value)?)))
}

/// Python's `str.capitalize`.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first + &chars.as_str().to_lowercase()
}

/// A word begins after blanks and opening brackets; unlike Python's, not after an apostrophe.
fn title(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    defined(state, value)?;
    let source = limited_str(state, value)?;
    let mut out = String::with_capacity(source.len());
    let mut begins = true;
    for char in source.chars() {
        if begins {
            out.extend(char.to_uppercase());
        } else {
            out.extend(char.to_lowercase());
        }
        begins = char.is_whitespace() || matches!(char, '-' | '(' | '{' | '[' | '<');
    }
    Ok(as_safe_as(value, out))
}

fn trim(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [chars] = bind("do_trim", &args, ["chars"])?;
    defined(state, value)?;
    let source = limited_str(state, value)?;
    let trimmed = match chars.filter(|chars| !chars.is_none()) {
        Some(chars) => {
            let set = text(Some(&chars), "")?;
            source.trim_matches(|char| set.contains(char)).to_owned()
        }
        None => source.trim().to_owned(),
    };
    Ok(as_safe_as(value, trimmed))
}

fn replace(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [old, new, count] = bind("do_replace", &args, ["old", "new", "count"])?;
    let (Some(old), Some(new)) = (old, new) else {
        return Err(Error::new(ErrorKind::MissingArgument, "do_replace() needs `old` and `new`"));
    };
    let source = limited_str(state, value)?;
    let (from, to) = (limited_str(state, &old)?, limited_str(state, &new)?);
    let count = integer(count.as_ref(), -1)?;
    let escapes = matches!(state.auto_escape(), AutoEscape::Html);
    let any_safe = old.is_safe() || new.is_safe();
    let (source, is_safe) = match (escapes, value.is_safe()) {
        (true, true) => (source, true),
        (true, false) if any_safe => (escaped(&source), true),
        _ => (source, value.is_safe()),
    };
    let to = if is_safe && !new.is_safe() { escaped(&to) } else { to };
    let found = source.matches(from.as_str()).count().min(usize::try_from(count).unwrap_or(usize::MAX));
    state.consume_fuel((found.saturating_mul(to.len()) / BYTES_PER_STEP) as u64)?;
    let replaced = match usize::try_from(count) {
        Ok(count) => source.replacen(&from, &to, count),
        Err(_) => source.replace(&from, &to),
    };
    Ok(if is_safe { Value::from_safe_string(replaced) } else { Value::from(replaced) })
}

fn string(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    defined(state, value)?;
    if value.as_str().is_some() { Ok(value.clone()) } else { limited_str(state, value).map(Value::from) }
}

fn safe(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    defined(state, value)?;
    limited_str(state, value).map(Value::from_safe_string)
}

fn striptags(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    defined(state, value)?;
    Ok(Value::from(minijinja_contrib::filters::striptags(limited_str(state, value)?)))
}

fn wordcount(state: &State<'_, '_>, value: &Value) -> Result<usize, Error> {
    defined(state, value)?;
    let source = limited_str(state, value)?;
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    Ok(source.split(|char| !is_word(char)).filter(|word| !word.is_empty()).count())
}

/// Text, or the pairs of a table or list as a query.
fn urlencode(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    let query = |text: &Value| Ok::<_, Error>(quote(&limited_str(state, text)?, "").replace("%20", "+"));
    match value.kind() {
        ValueKind::Map => {
            let pairs = value.try_iter()?.map(|key| {
                let item = value.get_item(&key)?;
                Ok(format!("{}={}", query(&key)?, query(&item)?))
            });
            Ok(pairs.collect::<Result<Vec<_>, Error>>()?.join("&"))
        }
        ValueKind::Seq | ValueKind::Iterable => {
            let pairs = value.try_iter()?.map(|pair| {
                let parts: Vec<Value> = pair.try_iter()?.collect();
                let [key, item] = parts.as_slice() else {
                    return Err(Error::new(ErrorKind::CannotUnpack, "expected pairs of name and value"));
                };
                Ok(format!("{}={}", query(key)?, query(item)?))
            });
            Ok(pairs.collect::<Result<Vec<_>, Error>>()?.join("&"))
        }
        _ => {
            defined(state, value)?;
            Ok(quote(&limited_str(state, value)?, "/"))
        }
    }
}
