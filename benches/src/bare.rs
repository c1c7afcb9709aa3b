//! The engines' own crates, set up as their users would do it: no layer of ours between.
//!
//! What a crate lacks and the page needs is added in the shortest way: dates everywhere, and most filters in upon. The
//! values are converted once, before anything is measured; downpage has to lay each page's own values over the site's.

use std::sync::Arc;

use downpage::jiff::{Timestamp, ZonedDateTime};
use downpage::{Context, Value};
use minijinja::value::Object;
use upon::fmt::Formatter;

use crate::Outcome;
use crate::site::Files;

/// The engines that have a crate of their own; Django's language is downpage's.
pub(crate) const ENGINES: [&str; 3] = ["jinja", "tera", "upon"];

/// Renders the page once.
pub(crate) type Render = Box<dyn Fn() -> String>;

/// The engine called `engine`, its templates parsed and its context ready, for `page.html` of `files`.
pub(crate) fn engine(engine: &str, files: Files, context: &Context) -> Outcome<Render> {
    match engine {
        "jinja" => jinja(files, context).map_err(|error| error.to_string()),
        "tera" => tera(files, context).map_err(|error| error.to_string()),
        "upon" => upon(files, context).map_err(|error| error.to_string()),
        _ => Err(format!("there is no engine `{engine}`")),
    }
}

/// Parses `files` with a new engine.
pub(crate) fn parse(engine: &str, files: Files) -> Outcome {
    match engine {
        "jinja" => jinja_engine(files).map(drop).map_err(|error| error.to_string()),
        "tera" => tera_engine(files).map(drop).map_err(|error| error.to_string()),
        "upon" => upon_engine(files).map(drop).map_err(|error| error.to_string()),
        _ => Err(format!("there is no engine `{engine}`")),
    }
}

fn jinja_engine(files: Files) -> Result<minijinja::Environment<'static>, minijinja::Error> {
    let mut env = minijinja::Environment::new();
    env.add_filter("truncate", minijinja_contrib::filters::truncate);
    for (name, text) in files {
        env.add_template(name, text)?;
    }
    Ok(env)
}

fn jinja(files: Files, context: &Context) -> Result<Render, minijinja::Error> {
    let env = jinja_engine(files)?;
    let values = minijinja::Value::from_pairs(context.iter().map(|(name, value)| {
        let value = match value {
            Value::Zoned(moment) => minijinja::Value::from_object(Moment((**moment).clone())),
            other => minijinja::Value::from(minijinja::value::Serde(other)),
        };
        (&**name, value)
    }));
    Ok(Box::new(move || {
        let page = env.get_template("page.html").and_then(|template| template.render(&values));
        page.expect("it was rendered before")
    }))
}

/// A date that answers to `strftime`, as Python's do.
#[derive(Debug)]
struct Moment(ZonedDateTime);

impl Object for Moment {
    fn call_method(
        self: &Arc<Self>,
        _: &mut minijinja::State<'_, '_>,
        _: &str,
        arguments: &[minijinja::Value],
    ) -> Result<minijinja::Value, minijinja::Error> {
        let format = arguments.first().and_then(minijinja::Value::as_str).unwrap_or_default();
        Ok(self.0.strftime(format).to_string().into())
    }
}

fn tera_engine(files: Files) -> Result<tera::Tera, tera::Error> {
    let mut engine = tera::Tera::default();
    engine.register_filter("date", |text: &str, arguments: tera::Kwargs, _: &tera::State<'_>| {
        arguments.must_get::<&str>("format").map(|format| date(text, format))
    });
    engine.add_raw_templates(files.iter().copied())?;
    Ok(engine)
}

fn tera(files: Files, context: &Context) -> Result<Render, tera::Error> {
    let engine = tera_engine(files)?;
    let values = tera::Context::from_serialize(context)?;
    Ok(Box::new(move || engine.render("page.html", &values).expect("it was rendered before")))
}

fn upon_engine(files: Files) -> Result<upon::Engine<'static>, upon::Error> {
    let mut engine = upon::Engine::new();
    engine.set_default_formatter(&escaped);
    engine.add_function("upper", |text: &str| text.to_uppercase());
    engine.add_function("date", |text: &str, format: &str| date(text, format));
    engine.add_function("truncatechars", truncated);
    engine.add_function("default", |value: &upon::Value, other: &str| match value {
        upon::Value::None => upon::Value::from(other),
        value => value.clone(),
    });
    for (name, text) in files {
        engine.add_template(*name, *text)?;
    }
    Ok(engine)
}

fn upon(files: Files, context: &Context) -> Result<Render, upon::Error> {
    let engine = upon_engine(files)?;
    let values = upon::to_value(context)?;
    Ok(Box::new(move || {
        engine.template("page.html").render_from(&values).to_string().expect("it was rendered before")
    }))
}

fn date(text: &str, format: &str) -> String {
    let moment: Timestamp = text.parse().expect("dates of the context are RFC 3339");
    moment.strftime(format).to_string()
}

fn truncated(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// upon writes values as they are unless it is told otherwise.
fn escaped(f: &mut Formatter<'_>, value: &upon::Value) -> upon::fmt::Result {
    use std::fmt::Write as _;
    let upon::Value::String(text) = value else { return upon::fmt::default(f, value) };
    let mut rest = text.as_str();
    while let Some(at) = rest.bytes().position(|byte| b"&<>\"'".contains(&byte)) {
        f.write_str(&rest[..at])?;
        f.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#x27;",
        })?;
        rest = &rest[at + 1..];
    }
    f.write_str(rest)?;
    Ok(())
}
