//! Reads the values of `downpage render --context FILE`: JSON, TOML or YAML.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use downpage::config::values_from_toml;
use downpage::{Error, ErrorKind, Errors, Location, Map, Span, Value};

use crate::yaml;

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
    read.map_err(|cause| Error::io(format!("cannot read context `{name}`"), cause))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorKind::Configuration, format!("context `{name}` is not UTF-8"))
            .help("save it as UTF-8")
    })?;
    // Some editors put a byte order mark there, which no reader but TOML's wants.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn json(text: &str, name: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|fault| {
        let message = fault.to_string();
        let reason = message.split(" at line ").next().unwrap_or(&message).to_owned();
        // This reader counts bytes, and the byte is the one that it has just read.
        let start = line_start(text, fault.line());
        wrong(name, text, "JSON", &reason, Some(start + fault.column().saturating_sub(1)))
    })
}

fn yaml(text: &str, name: &str) -> Result<Value, Error> {
    yaml::read(text).map_err(|fault| wrong(name, text, "YAML", &fault.reason, fault.at))
}

/// Where a line begins, counted from 1.
fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

/// An error, at a byte of the text when it is known.
fn wrong(name: &str, text: &str, language: &str, reason: &str, place: Option<usize>) -> Error {
    let error = Error::new(ErrorKind::Configuration, format!("context `{name}` is not {language}: {reason}"));
    match place {
        Some(at) => error.at(Location::in_source(name, text, Span::new(at, at))),
        None => error,
    }
}

fn unknown(name: &str, extension: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("context `{name}` ends in `.{extension}`, which is not known"),
    )
    .help("give it a name that ends in `.json`, `.toml`, `.yaml` or `.yml`")
}

#[cfg(test)]
mod tests {
    use downpage::Error;

    use super::{json, yaml};

    fn place(error: &Error) -> (usize, usize, &str) {
        let place = error.location().expect("the readers tell where");
        (place.line, place.column, error.message())
    }

    #[test]
    fn a_fault_in_json_stands_where_it_is_also_after_letters_of_several_bytes() {
        let error = json("{\"é\": 1 2}", "c.json").unwrap_err();
        assert_eq!(place(&error), (1, 9, "context `c.json` is not JSON: expected `,` or `}`"));
        let error = json("{\n  \"ä\": ]\n}", "c.json").unwrap_err();
        assert_eq!(place(&error), (2, 8, "context `c.json` is not JSON: expected value"));
        let error = json("", "c.json").unwrap_err();
        assert_eq!(place(&error), (1, 1, "context `c.json` is not JSON: EOF while parsing a value"));
    }

    #[test]
    fn a_fault_in_yaml_stands_where_it_is_and_says_so_once() {
        let error = yaml("ä: 1\nü: [1\nb: 2", "c.yaml").unwrap_err();
        let (line, _, message) = place(&error);
        assert_eq!(line, 3);
        assert!(message.starts_with("context `c.yaml` is not YAML: "), "{message}");
        assert!(!message.contains(" line "), "{message}");
    }
}
