//! The functions of ours: the site's services, and the time.

use std::sync::Arc;

use downpage_core::surroundings::interpolate;
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
    let values = further(call, &["message", "context", "plural"]);
    let value = |name: &str| values.iter().find(|(key, _)| key == name).map(|(_, value)| shown(call, value));
    Ok(call.html(&interpolate(&translation, value)?))
}

/// The arguments that are not in `known`.
fn further<'a>(call: &Call<'a>, known: &[&str]) -> Vec<(String, &'a Value)> {
    let arguments = call.kwargs.iter().map(|(key, value)| (key.to_string(), value));
    arguments.filter(|(key, _)| !known.contains(&key.as_str())).collect()
}

fn shown(call: &Call<'_>, value: &Value) -> String {
    let text = text_of(value);
    let is_safe = value.is_string() && value.is_safe();
    if call.escapes() && !is_safe { escape::markup(&text).into_owned() } else { text.into_owned() }
}
