//! Filters that make markup: `escape`, `forceescape`, `xmlattr`.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, defined, flag, type_name};
use super::limited_str;
use crate::escape::escaped;
use crate::value::display;

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter("escape", escape);
    env.add_filter("e", escape);
    env.add_filter("forceescape", |state: &State<'_, '_>, value: &Value| {
        limited_str(state, value).map(|text| Value::from_safe_string(escaped(&text)))
    });
    env.add_filter("xmlattr", xmlattr);
}

/// Markup from text; JSON where JSON is written.
fn escape(state: &mut State<'_, '_>, value: &Value) -> Result<Value, Error> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    if matches!(state.auto_escape(), AutoEscape::Json) {
        return state.format(value.clone()).map(Value::from_safe_string);
    }
    defined(state, value)?;
    Ok(Value::from_safe_string(escaped(&limited_str(state, value)?)))
}

/// Attributes of an element from a table; what is none or missing is left out.
fn xmlattr(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [autospace] = bind("do_xmlattr", &args, ["autospace"])?;
    if value.kind() != ValueKind::Map {
        let message = format!("'{}' object has no attribute 'items'", type_name(value));
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    let mut items = Vec::new();
    for key in value.try_iter()? {
        let item = value.get_item(&key)?;
        if item.is_none() || item.is_undefined() {
            continue;
        }
        let name = limited_str(state, &key)?;
        if name.contains(|char: char| char.is_whitespace() || matches!(char, '/' | '>' | '=' | '\0'..='\x1f'))
        {
            let message = format!("Invalid character in attribute name: {}", display::repr_of(&key));
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
        let text = limited_str(state, &item)?;
        let text = if item.is_safe() { text } else { escaped(&text) };
        items.push(format!("{}=\"{text}\"", escaped(&name)));
    }
    let mut out = items.join(" ");
    if flag(autospace.as_ref(), true) && !out.is_empty() {
        out.insert(0, ' ');
    }
    Ok(match state.auto_escape() {
        AutoEscape::Html => Value::from_safe_string(out),
        _ => Value::from(out),
    })
}
