//! The functions of ours: the site's services, and the time.

use std::borrow::Cow;
use std::sync::Arc;

use downpage_core::error::suggest;
use downpage_core::{Error, ErrorKind, Map, Result};
use tera::{Tera, Value};

use crate::call::{Call, Row, Site, register_function, row, text_of, whole};
use crate::{convert, escape, filters};

static FUNCTIONS: [Row; 7] = [
    open("_", TRANS, trans),
    open("gettext", TRANS, trans),
    open("ngettext", TRANS, trans),
    row("now", &["timestamp", "utc"], now),
    row("static", &["path"], static_url),
    open("trans", TRANS, trans),
    open("url", &["name", "args"], url),
];

const TRANS: &[&str] = &["message", "context", "plural", "count"];

const fn open(
    name: &'static str,
    arguments: &'static [&'static str],
    run: fn(&Call<'_>) -> Result<Value>,
) -> Row {
    Row { name, arguments, open: true, run }
}

/// Every function of ours.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    FUNCTIONS.iter()
}

/// Makes all of them known to `tera`.
pub(crate) fn register(tera: &mut Tera, site: &Arc<Site>) {
    for row in rows() {
        register_function(tera, row, site);
    }
}

/// `static(path="css/site.css")`: the URL of a static file.
fn static_url(call: &Call<'_>) -> Result<Value> {
    let path = text_of(call.required("path")?);
    Ok(call.site.surroundings.static_url(&path)?.into())
}

/// `url(name="article", args=[7], slug="x")`: the URL called `name`, with positional and named arguments.
fn url(call: &Call<'_>) -> Result<Value> {
    let name = text_of(call.required("name")?);
    let positional = match call.argument("args") {
        Some(args) => args.as_array().ok_or_else(|| call.wrong("args", "a list", args))?,
        None => &[],
    };
    let positional: Vec<_> = positional.iter().map(convert::back).collect();
    let named = further(call, &["name", "args"]);
    let named: Map = named.into_iter().map(|(key, value)| (key.into(), convert::back(value))).collect();
    Ok(call.site.surroundings.url(&name, &positional, &named)?.into())
}

/// `now(timestamp=false, utc=false)`: the time now as RFC 3339 text in the site's zone, or as seconds since 1970.
fn now(call: &Call<'_>) -> Result<Value> {
    if call.flag("timestamp")? {
        return Ok(call.site.surroundings.now()?.timestamp().as_second().into());
    }
    Ok(filters::now_text(&call.site.surroundings, call.flag("utc")?)?.into())
}

/// `trans(message="Hello %(name)s", name=user, context=, plural=, count=)`: the translation, with values put in.
///
/// On a page of markup the message is markup, as in Jinja: it is not escaped, what is put in is.
fn trans(call: &Call<'_>) -> Result<Value> {
    let site = &call.site.surroundings;
    let message = text_of(call.required("message")?);
    let context = call.text_argument("context");
    let count = match call.argument("count") {
        Some(count) => Some(whole(count).ok_or_else(|| call.wrong("count", "a whole number", count))?),
        None => None,
    };
    let translation = match (call.text_argument("plural"), count) {
        (Some(plural), Some(count)) => site.ngettext(context.as_deref(), &message, &plural, count).to_owned(),
        (None, _) => site.gettext(context.as_deref(), &message).to_owned(),
        (Some(_), None) => {
            return Err(Error::new(
                ErrorKind::Rendering,
                format!("`{}` with `plural` needs `count`", call.name),
            )
            .help(format!("write `{}(message=..., plural=..., count=...)`", call.name)));
        }
    };
    let mut values = further(call, &["message", "context", "plural"]);
    values.sort_by(|(one, _), (two, _)| one.cmp(two));
    Ok(call.html(&interpolate(call, &translation, &values)?))
}

/// The arguments that are not in `known`.
fn further<'a>(call: &Call<'a>, known: &[&str]) -> Vec<(String, &'a Value)> {
    let arguments = call.kwargs.iter().map(|(key, value)| (key.to_string(), value));
    arguments.filter(|(key, _)| !known.contains(&key.as_str())).collect()
}

/// `message` with `%(name)s` and `%(name)d` as the values say, and `%%` as `%`; without values it stays as it is.
fn interpolate(call: &Call<'_>, message: &str, values: &[(String, &Value)]) -> Result<String> {
    if values.is_empty() {
        return Ok(message.to_owned());
    }
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let Some((name, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
            text.push('%');
            continue;
        };
        let Some((_, value)) = values.iter().find(|(key, _)| key == name) else {
            let known: Vec<&str> = values.iter().map(|(key, _)| key.as_str()).collect();
            return Err(Error::new(ErrorKind::UndefinedVariable, format!("the message needs `{name}`"))
                .note(format!("the message is `{message}`"))
                .maybe_help(suggest(name, known)));
        };
        text.push_str(&shown(call, value));
        rest = after.strip_prefix(['s', 'd', 'i']).unwrap_or(after);
    }
    Ok(text + rest)
}

fn shown<'v>(call: &Call<'_>, value: &'v Value) -> Cow<'v, str> {
    let text = text_of(value);
    if !call.escapes() || (value.is_string() && value.is_safe()) {
        return text;
    }
    escape::markup(&text).into_owned().into()
}
