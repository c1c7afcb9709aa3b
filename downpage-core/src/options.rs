//! The options of one engine: what a backend understands, and what a configuration says.

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result, suggest};
use crate::span::Location;
use crate::value::{Map, Value};

/// One key that a backend understands in `[engines.NAME]`; shown by `downpage schema` and in its documentation.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// The key.
    pub name: &'static str,
    /// What its value must be.
    pub kind: OptionKind,
    /// One sentence, with the default.
    pub summary: &'static str,
}

/// What the value of an option must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// `true` or `false`.
    Bool,
    /// A whole number that is not negative.
    Number,
    /// Text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of text.
    Texts,
    /// A table.
    Table,
}

impl OptionKind {
    /// What is expected, for messages: "`true` or `false`".
    #[must_use]
    pub fn expected(self) -> String {
        match self {
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Number => "a whole number".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Choice(words) => format!("one of {}", crate::error::quoted(words)),
            Self::Texts => "a list of text".to_owned(),
            Self::Table => "a table".to_owned(),
        }
    }

    fn accepts(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool, Value::Bool(_)) | (Self::Text, Value::Text(_)) | (Self::Table, Value::Map(_)) => {
                true
            }
            (Self::Number, Value::Int(number)) => *number >= 0,
            (Self::Choice(words), Value::Text(text)) => words.contains(&text.as_ref()),
            (Self::Texts, Value::List(items)) => items.iter().all(|item| matches!(item, Value::Text(_))),
            _ => false,
        }
    }
}

/// The options of one engine, checked against its list.
#[derive(Clone, Debug, Default)]
pub struct Options {
    table: Map,
    /// Where options were written.
    places: Vec<(Arc<str>, Location)>,
}

impl Options {
    /// Holds `table` against what the backend understands.
    ///
    /// # Errors
    /// The first key that is unknown or of the wrong type, as [`ErrorKind::Configuration`]. Use [`Options::fault`] to
    /// place every one.
    pub fn checked(table: Map, known: &[OptionSpec]) -> Result<Self> {
        match table.iter().find_map(|(key, value)| Self::fault(key, value, known)) {
            Some(error) => Err(error),
            None => Ok(Self { table, places: Vec::new() }),
        }
    }

    /// The same, with the places where options were written.
    #[must_use]
    pub fn at(self, places: Vec<(Arc<str>, Location)>) -> Self {
        Self { places, ..self }
    }

    /// `error` at the place where the option `name` was written, for a backend that finds fault with its value.
    #[must_use]
    pub fn place(&self, name: &str, error: Error) -> Error {
        let place = self.places.iter().find(|(known, _)| **known == *name).map(|(_, place)| place.clone());
        place.into_iter().fold(error, Error::at)
    }

    /// What is wrong with one key and its value, if anything.
    #[must_use]
    pub fn fault(key: &str, value: &Value, known: &[OptionSpec]) -> Option<Error> {
        let Some(spec) = known.iter().find(|spec| spec.name == key) else {
            let help = suggest(key, known.iter().map(|spec| spec.name));
            return Some(
                Error::new(ErrorKind::Configuration, format!("unknown option `{key}`")).maybe_help(help),
            );
        };
        if spec.kind.accepts(value) {
            return None;
        }
        let message = format!("`{key}` must be {}, found {}", spec.kind.expected(), value.describe());
        Some(Error::new(ErrorKind::Configuration, message).help(spec.summary))
    }

    /// The value of a flag, `None` when it was not set.
    #[must_use]
    pub fn bool(&self, name: &str) -> Option<bool> {
        self.table.get(name).and_then(Value::as_bool)
    }

    /// The value of a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        self.table.get(name).and_then(Value::as_int).and_then(|number| usize::try_from(number).ok())
    }

    /// The value of a text or a choice.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.table.get(name).and_then(Value::as_text)
    }

    /// Any value.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.table.get(name)
    }
}
