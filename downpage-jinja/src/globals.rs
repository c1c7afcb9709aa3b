//! The site services as functions: `static()`, `url()`, `url_for()` as Flask and Starlette have it, `now()`.

use std::sync::Arc;

use downpage_core::surroundings::percent::quote;
use downpage_core::{Map, Surroundings, Value as CoreValue};
use minijinja::value::{Kwargs, Rest};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::convert::from_template;
use crate::dates::Moment;
use crate::error::carry;
use crate::runtime::text_of;

/// What Flask's `url_for` takes besides a route's values, and what cannot matter to a page without a request.
const FLASK_ONLY: [&str; 3] = ["_external", "_scheme", "_method"];

/// Gives `env` the services of the site.
pub(crate) fn install(env: &mut Environment<'_>, surroundings: &Arc<Surroundings>) {
    let site = Arc::clone(surroundings);
    env.add_function("static", move |path: &Value| static_url(&site, text_of(path)?));
    let site = Arc::clone(surroundings);
    env.add_function("url_for", move |name: &Value, args: Rest<Value>, kwargs: Kwargs| {
        let name = text_of(name)?;
        if name == "static" {
            static_url_for(&site, &args, &kwargs)
        } else {
            url(&site, name, &args, &kwargs)
        }
    });
    let site = Arc::clone(surroundings);
    env.add_function("url", move |name: &Value, args: Rest<Value>, kwargs: Kwargs| {
        url(&site, text_of(name)?, &args, &kwargs)
    });
    let site = Arc::clone(surroundings);
    env.add_function("now", move || {
        site.now().map(|now| Value::from_object(Moment::Zoned(Box::new(now)))).map_err(carry)
    });
}

fn static_url(site: &Surroundings, path: &str) -> Result<String, Error> {
    site.static_url(path.trim_start_matches('/')).map_err(carry)
}

/// `url_for('static', filename='x')` of Flask, `url_for('static', path='/x')` of Starlette.
fn static_url_for(site: &Surroundings, args: &[Value], kwargs: &Kwargs) -> Result<String, Error> {
    let (filename, path): (Option<&str>, Option<&str>) = (kwargs.get("filename")?, kwargs.get("path")?);
    let file = filename.or(path).filter(|_| args.is_empty()).ok_or_else(|| {
        Error::new(ErrorKind::MissingArgument, "`url_for('static')` needs the file's path as `filename=`")
    })?;
    let mut url = static_url(site, file)?;
    let mut separator = '?';
    for name in kwargs.args().filter(|name| !matches!(*name, "filename" | "path" | "_anchor")) {
        if FLASK_ONLY.contains(&name) {
            continue;
        }
        let value: Value = kwargs.get(name)?;
        url.push(separator);
        separator = '&';
        url.push_str(&quote(name, ""));
        url.push('=');
        url.push_str(&quote(&value.to_string(), ""));
    }
    with_anchor(url, kwargs)
}

/// `url('name', 1, slug='x')`, and Django's `url('name', args=[1], kwargs={'slug': 'x'})`.
fn url(site: &Surroundings, name: &str, args: &[Value], kwargs: &Kwargs) -> Result<String, Error> {
    let mut positional: Vec<CoreValue> = args.iter().map(from_template).collect::<Result<_, _>>()?;
    let mut named = Map::new();
    for key in kwargs.args().filter(|key| *key != "_anchor" && !FLASK_ONLY.contains(key)) {
        let value: Value = kwargs.get(key)?;
        match (key, from_template(&value)?) {
            ("args", CoreValue::List(items)) => positional.extend(items.iter().cloned()),
            ("kwargs", CoreValue::Map(map)) => {
                named.extend(map.iter().map(|(key, value)| (Arc::clone(key), value.clone())));
            }
            ("args" | "kwargs", CoreValue::Null) => {} // as `reverse(..., args=None)` may be called
            (_, value) => {
                named.insert(key.into(), value);
            }
        }
    }
    with_anchor(site.url(name, &positional, &named).map_err(carry)?, kwargs)
}

fn with_anchor(mut url: String, kwargs: &Kwargs) -> Result<String, Error> {
    let anchor: Option<Value> = kwargs.get("_anchor")?;
    if let Some(anchor) = anchor.filter(|anchor| !anchor.is_none()) {
        url.push('#');
        url.push_str(&quote(&anchor.to_string(), ""));
    }
    Ok(url)
}
