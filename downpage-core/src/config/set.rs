//! Sets values of a context from the command line: `--set site.name=Example`.

use std::sync::Arc;

use crate::config::document;
use crate::config::faults::visible;
use crate::error::{Error, ErrorKind, Result};
use crate::value::{Map, Value};

/// Sets what `argument`, in the form `KEY=VALUE`, says.
///
/// The key may lead into tables: `site.name`. The value is what TOML takes it for, such as a number, `true`, a date or a
/// list, and text otherwise. What looks like a number and is none, such as a version, wants quotes: `version='"1.10"'`.
///
/// ```
/// use downpage_core::config::set;
/// use downpage_core::{Map, Value};
///
/// let mut context = Map::new();
/// set(&mut context, "site.name=The Example")?;
/// set(&mut context, "retry=30")?;
/// assert_eq!(context["site"].as_map().and_then(|site| site["name"].as_text()), Some("The Example"));
/// assert_eq!(context["retry"], Value::Int(30));
/// # Ok::<(), downpage_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Configuration`] when the argument has no `=`, when its key is none, or when the key leads into what is not
/// a table.
pub fn set(context: &mut Map, argument: &str) -> Result<()> {
    let (key, value) = split(argument)
        .ok_or_else(|| wrong(argument, "it has no `=`").help("write `KEY=VALUE`, as in `name=Example`"))?;
    let path = document::key(key).map_err(|reason| {
        wrong(argument, &reason)
            .help("a key is letters, digits, `-` and `_`, with dots between; quote what is not")
    })?;
    let value = document::value(value.trim()).unwrap_or_else(|| value.into());
    insert(context, &path, value).map_err(|(name, found)| {
        wrong(argument, &format!("`{}` is {found} in the context, not a table", visible(name)))
    })
}

/// The key and the value; a `=` in quotes belongs to the key.
fn split(argument: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let at = argument.char_indices().find(|(_, letter)| {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(*letter),
            (Some(open), letter) if open == *letter => quote = None,
            _ => {}
        }
        quote.is_none() && *letter == '='
    });
    let (at, _) = at?;
    Some((argument[..at].trim(), &argument[at + 1..]))
}

/// Sets the value at `path`; on the way lie tables, or what is reported.
fn insert<'p>(map: &mut Map, path: &'p [String], value: Value) -> Result<(), (&'p str, &'static str)> {
    let Some((name, rest)) = path.split_first() else { return Ok(()) };
    if rest.is_empty() {
        map.insert(name.as_str().into(), value);
        return Ok(());
    }
    match map.get_or_insert(name.as_str().into(), Map::new()) {
        Value::Map(inner) => insert(Arc::make_mut(inner), rest, value),
        other => Err((name, other.describe())),
    }
}

fn wrong(argument: &str, reason: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("cannot set `{}`: {reason}", visible(argument)))
}

#[cfg(test)]
mod tests {
    use super::set;
    use crate::value::{Map, Value};

    fn one(argument: &str) -> String {
        let mut context = Map::new();
        match set(&mut context, argument) {
            Ok(()) => serde_json::to_string(&Value::from(context)).unwrap(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn values_are_toml_or_else_text() {
        for (argument, expected) in [
            ("a=1", r#"{"a":1}"#),
            ("a=1.10", r#"{"a":1.1}"#),
            ("a='1.10'", r#"{"a":"1.10"}"#),
            ("a=true", r#"{"a":true}"#),
            ("a=True", r#"{"a":"True"}"#),
            ("a=2026-03-26", r#"{"a":"2026-03-26"}"#),
            ("a=[1, {b = 2}]", r#"{"a":[1,{"b":2}]}"#),
            ("a=[draft] page", r#"{"a":"[draft] page"}"#),
            ("a=", r#"{"a":""}"#),
            ("a= x ", r#"{"a":" x "}"#),
            ("a=b=c", r#"{"a":"b=c"}"#),
            ("a.b . c=x", r#"{"a":{"b":{"c":"x"}}}"#),
            ("'a=b'.c=x", r#"{"a=b":{"c":"x"}}"#),
            ("a=it's\nso", r#"{"a":"it's\nso"}"#),
        ] {
            assert_eq!(one(argument), expected, "{argument}");
        }
    }

    #[test]
    fn what_cannot_be_set_is_quoted() {
        for (argument, expected) in [
            ("name", "cannot set `name`: it has no `=`"),
            ("=x", "cannot set `=x`: unquoted keys cannot be empty"),
            ("a..b=x", "cannot set `a..b=x`: unquoted keys cannot be empty"),
            ("a b=x", "cannot set `a b=x`: unexpected content"),
            ("größe=1", "cannot set `größe=1`: invalid unquoted key"),
            ("\"a=1", "cannot set `\"a=1`: it has no `=`"),
        ] {
            assert_eq!(one(argument), expected, "{argument:?}");
        }
    }

    #[test]
    fn a_key_may_lead_into_tables_only() {
        let mut context = Map::new();
        set(&mut context, "site={ name = 'a', url = '/' }").unwrap();
        let before = context["site"].clone();
        set(&mut context, "site.name=b").unwrap();
        assert_eq!(before.as_map().unwrap()["name"], Value::from("a"), "a shared table must not change");
        assert_eq!(context["site"].as_map().unwrap()["name"], Value::from("b"));
        assert_eq!(context["site"].as_map().unwrap()["url"], Value::from("/"));
        let error = set(&mut context, "site.name.first=x").unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot set `site.name.first=x`: `name` is text in the context, not a table"
        );
    }
}
