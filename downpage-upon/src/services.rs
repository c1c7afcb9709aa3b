//! The site's services as functions of upon: static files, named URLs, translations.
//!
//! A function of upon has a fixed number of arguments. So what takes more or fewer elsewhere has several names here, those
//! of gettext among them.

use std::sync::Arc;

use downpage_core::{Error, Map, Surroundings};
use upon::Value;

use crate::convert::{back, back_map};
use crate::error::raise;
use crate::functions::{Result, text, wrong};

/// Adds the functions to `engine`.
pub(crate) fn install(engine: &mut upon::Engine<'_>, surroundings: &Arc<Surroundings>) {
    let site = Arc::clone(surroundings);
    engine.add_function("static", move |path: &Value| -> Result<String> {
        site.static_url(text("static", path)?).map_err(raise)
    });

    let site = Arc::clone(surroundings);
    engine.add_function("url", move |name: &Value| -> Result<String> {
        site.url(text("url", name)?, &[], &Map::new()).map_err(raise)
    });

    let site = Arc::clone(surroundings);
    engine.add_function("url_with", move |name: &Value, arguments: &Value| -> Result<String> {
        url_with(&site, text("url_with", name)?, arguments).map_err(raise)
    });

    for name in ["trans", "gettext", "_"] {
        let site = Arc::clone(surroundings);
        engine.add_function(name, move |message: &Value| -> Result<String> {
            Ok(site.gettext(None, text(name, message)?).to_owned())
        });
    }

    let site = Arc::clone(surroundings);
    engine.add_function("pgettext", move |context: &str, message: &str| -> Result<String> {
        Ok(site.gettext(Some(context), message).to_owned())
    });

    let site = Arc::clone(surroundings);
    engine.add_function("ngettext", move |one: &str, many: &str, count: Value| -> Result<String> {
        Ok(site.ngettext(None, one, many, number("ngettext", &count)?).to_owned())
    });

    let site = Arc::clone(surroundings);
    let npgettext = move |context: &str, one: &str, many: &str, count: Value| -> Result<String> {
        Ok(site.ngettext(Some(context), one, many, number("npgettext", &count)?).to_owned())
    };
    engine.add_function("npgettext", npgettext);
}

/// A list is the positional arguments, a table the named ones, anything else the one positional argument.
fn url_with(site: &Surroundings, name: &str, arguments: &Value) -> Result<String, Error> {
    match arguments {
        Value::List(items) => site.url(name, &items.iter().map(back).collect::<Vec<_>>(), &Map::new()),
        Value::Map(map) => site.url(name, &[], &back_map(map)),
        single => site.url(name, &[back(single)], &Map::new()),
    }
}

fn number(function: &str, value: &Value) -> Result<i64> {
    match value {
        Value::Integer(number) => Ok(*number),
        other => Err(wrong(function, "a whole number", other)),
    }
}
