//! Reads the values of `downpage render --context FILE`: JSON, TOML or YAML.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use downpage::config::values_from_toml;
use downpage::{Error, ErrorKind, Errors, Location, Map, Span, Value};

/// The values in `file`, which is what its extension says, JSON without one; `-` is JSON on standard input.
pub(crate) fn read(file: &Path) -> Result<Map, Errors> {
    let from_stdin = file == Path::new("-");
    let name = if from_stdin { "standard input".to_owned() } else { file.display().to_string() };
    let text = text(file, from_stdin, &name)?;
    let value = match file.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => return values_from_toml(text, &name),
        Some("yaml" | "yml") => yaml(&text, &name)?,
        Some("json") | None => json(&text, &name)?,
        Some(other) => return Err(unknown(&name, other).into()),
    };
    match value {
        Value::Map(map) => Ok(Arc::unwrap_or_clone(map)),
        other => {
            let message =
                format!("context `{name}` must be a table of names and values, found {}", other.describe());
            Err(Error::new(ErrorKind::Configuration, message).into())
        }
    }
}

fn text(file: &Path, from_stdin: bool, name: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = if from_stdin {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(file).map(|read| bytes = read)
    };
    read.map_err(|cause| {
        let message = format!("cannot read context `{name}`: {cause}");
        Error::new(ErrorKind::Configuration, message).caused_by(cause)
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Error::new(ErrorKind::Configuration, format!("context `{name}` is not UTF-8")))
}

fn json(text: &str, name: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|fault| {
        let message = fault.to_string();
        let reason = message.split(" at line ").next().unwrap_or(&message).to_owned();
        wrong(name, text, "JSON", &reason, Some((fault.line(), fault.column())))
    })
}

fn yaml(text: &str, name: &str) -> Result<Value, Error> {
    serde_saphyr::from_str(text).map_err(|fault| {
        let place = fault.location().map(|place| (place.line() as usize, place.column() as usize));
        let message = fault.without_snippet().to_string();
        let reason = message.lines().next().unwrap_or("it cannot be read").to_owned();
        wrong(name, text, "YAML", &reason, place)
    })
}

/// An error at a line and a column, both from 1, as the readers count them.
fn wrong(name: &str, text: &str, language: &str, reason: &str, place: Option<(usize, usize)>) -> Error {
    let error = Error::new(ErrorKind::Configuration, format!("context `{name}` is not {language}: {reason}"));
    let Some((line, column)) = place else { return error };
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = text[start..].char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
    error.at(Location::in_source(name, text, Span::new(start + within, start + within)))
}

fn unknown(name: &str, extension: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("context `{name}` ends in `.{extension}`, which is not known"),
    )
    .help("give it a name that ends in `.json`, `.toml`, `.yaml` or `.yml`")
}
