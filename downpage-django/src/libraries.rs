//! Reads the tables `libraries` and `stand_ins` of `[engines.django]`, and the list `builtins`.

use std::sync::Arc;

use downpage_core::error::{quoted, suggest};
use downpage_core::{Error, ErrorKind, Map, Options, Result, Value as CoreValue};

use crate::convert::to_template;
use crate::environment::Environment;
use crate::parser::Library;
use crate::stand_in::{Inclusion, Recorded, StandIn, Use};
use crate::value::{Name, Value};

/// Gives `environment` the libraries, the stand-ins and the built-in libraries that `options` ask for.
///
/// # Errors
/// For a library that is not there, and for a stand-in that cannot be read.
pub(crate) fn extend(environment: &mut Environment, options: &Options) -> Result<()> {
    if let Some(table) = options.value("libraries").and_then(CoreValue::as_map) {
        for (name, given) in table {
            add_library(environment, name, given).map_err(|error| options.place("libraries", error))?;
        }
    }
    if let Some(tables) = options.value("stand_ins").and_then(CoreValue::as_map) {
        add_stand_ins(environment, tables).map_err(|error| options.place("stand_ins", error))?;
    }
    let names = options.value("builtins").and_then(CoreValue::as_list).unwrap_or_default();
    for path in names.iter().filter_map(CoreValue::as_text) {
        let library = known(environment, path)
            .cloned()
            .ok_or_else(|| missing(environment, &format!("`builtins` names the library `{path}`"), path))
            .map_err(|error| options.place("builtins", error))?;
        environment.builtins.push(library);
    }
    Ok(())
}

/// The library of that name; or, as Django's settings name it, of that path: `django.templatetags.i18n` is `i18n`.
fn known<'e>(environment: &'e Environment, path: &str) -> Option<&'e Library> {
    let find = |name: &str| environment.libraries.iter().find(|library| &*library.name == name);
    find(path).or_else(|| find(last_part(path)))
}

fn last_part(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn missing(environment: &Environment, who: &str, path: &str) -> Error {
    let known = environment.libraries.iter().map(|library| &*library.name);
    Error::new(ErrorKind::Configuration, format!("{who}, which is not there"))
        .maybe_help(suggest(last_part(path), known))
}

/// A library under a name of its own: another one's, or stand-ins.
fn add_library(environment: &mut Environment, name: &str, given: &CoreValue) -> Result<()> {
    const KEYS: [&str; 3] = ["tags", "filters", "others"];
    let place = format!("libraries.{name}");
    if let Some(path) = given.as_text() {
        let mut library = known(environment, path)
            .cloned()
            .ok_or_else(|| missing(environment, &format!("`{place}` is the library `{path}`"), path))?;
        library.name = name.into();
        environment.libraries.retain(|known| known.name != library.name);
        environment.libraries.push(library);
        return Ok(());
    }
    let Some(tables) = given.as_map() else {
        let message =
            format!("`{place}` must be the path of a library or a table, found {}", given.describe());
        return Err(configuration(message)
            .help("write `\"django.templatetags.i18n\"`, or a table with `tags`, `filters` and `others`"));
    };
    let library = library(environment, name);
    for (key, table) in tables {
        match (&**key, table.as_map()) {
            ("others", _) => library.fall_back_on(read(&place, "others", Gives::Both, table)?),
            ("tags", Some(tags)) => add_tags(library, &format!("{place}.tags"), tags)?,
            ("filters", Some(filters)) => add_filters(library, &format!("{place}.filters"), filters)?,
            ("tags" | "filters", None) => {
                let message = format!("`{place}.{key}` must be a table, found {}", table.describe());
                return Err(configuration(message));
            }
            _ => {
                let message = format!("unknown key `{key}` in `{place}`");
                return Err(configuration(message).maybe_help(suggest(key, KEYS)));
            }
        }
    }
    Ok(())
}

/// The library of that name, which is made when there is none.
fn library<'e>(environment: &'e mut Environment, name: &str) -> &'e mut Library {
    let libraries = &mut environment.libraries;
    let at = libraries.iter().position(|library| &*library.name == name).unwrap_or_else(|| {
        libraries.push(Library::empty(name));
        libraries.len() - 1
    });
    &mut libraries[at]
}

fn add_stand_ins(environment: &mut Environment, tables: &Map) -> Result<()> {
    let mut own = Library::empty("");
    for (kind, table) in tables {
        let place = format!("stand_ins.{kind}");
        let Some(table) = table.as_map() else { return Err(wrong_table(kind)) };
        match &**kind {
            "tags" => add_tags(&mut own, &place, table)?,
            "filters" => add_filters(&mut own, &place, table)?,
            "libraries" => {
                for (name, given) in table {
                    let stand_in = read(&place, name, Gives::Both, given)?;
                    library(environment, name).fall_back_on(stand_in);
                }
            }
            _ => return Err(wrong_table(kind)),
        }
    }
    environment.builtins.push(own);
    Ok(())
}

fn add_tags(library: &mut Library, place: &str, table: &Map) -> Result<()> {
    for (name, given) in table {
        library.add_tag(read(place, name, Gives::Tag, given)?.tag(name));
    }
    Ok(())
}

fn add_filters(library: &mut Library, place: &str, table: &Map) -> Result<()> {
    for (name, given) in table {
        library.add_filter(read(place, name, Gives::Filter, given)?.filter(name));
    }
    Ok(())
}

/// What a stand-in is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gives {
    Tag,
    Filter,
    Both,
}

/// The stand-in for `name` in the table at `place`.
fn read(place: &str, name: &str, gives: Gives, given: &CoreValue) -> Result<StandIn> {
    let wrong = || wrong_stand_in(place, name, gives);
    if let Some(word) = given.as_text() {
        return StandIn::named(word).ok_or_else(wrong);
    }
    let table = given.as_map().ok_or_else(wrong)?;
    if gives == Gives::Tag && table.get("template").is_some() {
        return inclusion(&format!("{place}.{name}"), table);
    }
    if let Some(uses) = table.get("recorded") {
        return recorded(&format!("{place}.{name}"), uses);
    }
    let mut entries = table.iter();
    let (Some((kind, text)), None) = (entries.next(), entries.next()) else { return Err(wrong()) };
    let text: Arc<str> = text.as_text().ok_or_else(wrong)?.into();
    match &**kind {
        "text" => Ok(StandIn::Text(text)),
        "html" => Ok(StandIn::Html(text)),
        "url" => Ok(StandIn::Url(text)),
        _ => Err(wrong()),
    }
}

/// A template that stands in for a tag, from its table at `place`.
fn inclusion(place: &str, table: &Map) -> Result<StandIn> {
    const KEYS: [&str; 4] = ["template", "context", "arguments", "takes_context"];
    let mut inclusion = Inclusion::default();
    for (key, value) in table {
        let wrong = |expected: &str| {
            configuration(format!("`{place}.{key}` must be {expected}, found {}", value.describe()))
        };
        match &**key {
            "template" => inclusion.template = value.as_text().ok_or_else(|| wrong("text"))?.into(),
            "context" => {
                let values = value.as_map().ok_or_else(|| wrong("a table"))?;
                inclusion.values =
                    values.iter().map(|(name, value)| (Name::new(&**name), to_template(value))).collect();
            }
            "arguments" => {
                let names = value.as_list().ok_or_else(|| wrong("a list of text"))?;
                let names = names.iter().map(|name| name.as_text().map(Name::new));
                inclusion.arguments = names.collect::<Option<_>>().ok_or_else(|| wrong("a list of text"))?;
            }
            "takes_context" => {
                inclusion.takes_context = value.as_bool().ok_or_else(|| wrong("`true` or `false`"))?;
            }
            _ => {
                let message = format!("unknown key `{key}` in `{place}`");
                return Err(configuration(message).maybe_help(suggest(key, KEYS)));
            }
        }
    }
    Ok(StandIn::Template(Arc::new(inclusion)))
}

/// What a tag or filter was seen to give, from its list at `place`.
fn recorded(place: &str, uses: &CoreValue) -> Result<StandIn> {
    const KEYS: [&str; 5] = ["use", "argument", "page", "html", "text"];
    let wrong = || {
        configuration(format!("`{place}.recorded` cannot be read")).help(
            "it is a list of tables, each with `use` and with `html` or `text`; `downpage init --python` writes it",
        )
    };
    let mut recorded = Recorded::default();
    for given in uses.as_list().ok_or_else(wrong)? {
        let table = given.as_map().ok_or_else(wrong)?;
        if let Some((unknown, _)) = table.iter().find(|(key, _)| !KEYS.contains(&&***key)) {
            let message = format!("unknown key `{unknown}` in `{place}.recorded`");
            return Err(configuration(message).maybe_help(suggest(unknown, KEYS)));
        }
        let text = |key: &str| table.get(key).and_then(CoreValue::as_text).map(Arc::<str>::from);
        recorded.uses.push(Use {
            of: text("use").ok_or_else(wrong)?,
            argument: text("argument"),
            page: text("page"),
            gave: text("html").map(Value::Safe).or_else(|| text("text").map(Value::Str)).ok_or_else(wrong)?,
        });
    }
    Ok(StandIn::Recorded(Arc::new(recorded)))
}

fn configuration(message: String) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

fn wrong_table(kind: &str) -> Error {
    configuration(format!("`stand_ins` has no table `{kind}`"))
        .help(format!("known: {}", quoted(&["tags", "filters", "libraries"])))
}

fn wrong_stand_in(place: &str, name: &str, gives: Gives) -> Error {
    let template = if gives == Gives::Tag { ", or one with `template`" } else { "" };
    configuration(format!("the stand-in for `{name}` in `{place}` cannot be read")).help(format!(
        "write `nothing`, `body`, `input` or `first`, or a table with `text`, `html` or `url`{template}"
    ))
}
