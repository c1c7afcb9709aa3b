//! A setting: its value, or why nobody knows it, and where it was said.

use std::path::PathBuf;

use downpage_core::{Error, ErrorKind, Location, Span};
use serde::{Deserialize, Serialize};

/// Where something stands in a project's code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file, as messages name it.
    pub file: PathBuf,
    /// Line, from 1; 0 when only the file is known.
    #[serde(default)]
    pub line: usize,
    /// Column in characters, from 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub column: usize,
    /// The text of that line, without its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How many characters of the line are meant, from `column` on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub length: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Place {
    /// The place as errors show it.
    #[must_use]
    pub fn location(&self) -> Location {
        let source = self.file.display().to_string();
        let Some(text) = self.text.clone().filter(|_| self.line > 0) else {
            let whole = Location::whole(source);
            return if self.line == 0 {
                whole
            } else {
                Location { line: self.line, column: self.column.max(1), ..whole }
            };
        };
        let byte = |characters: usize| text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
        let start = self.column.saturating_sub(1);
        let marked = Span::new(byte(start), byte(start + self.length.max(1)));
        Location { source, line: self.line, column: self.column.max(1), text: Some(text), marked }
    }
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        let Location { source, line, column, text, marked } = location;
        let is_whole = text.is_none();
        let meant = text.as_deref().and_then(|text| text.get(marked.start..marked.end)).unwrap_or_default();
        Self {
            file: source.into(),
            line: if is_whole && line == 1 { 0 } else { line },
            column: if is_whole { 0 } else { column },
            length: meant.chars().count(),
            text,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        Ok(())
    }
}

/// One setting.
///
/// A value; or none, because nobody set it and Django's default holds; or the reason why it cannot be known.
///
/// ```
/// use downpage_django::project::facts::Fact;
///
/// let fact: Fact<bool> = serde_json::from_str(r#"{"value": true, "place": {"file": "settings.py", "line": 3}}"#)?;
/// assert_eq!(fact.value, Some(true));
/// assert_eq!(fact.place.unwrap().to_string(), "settings.py:3");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// What was set.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub value: Option<T>,
    /// Why it cannot be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// What to write instead, when what is there is wrong; without it, the ways around what cannot be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

fn none<T>() -> Option<T> {
    None
}

impl<T> Default for Fact<T> {
    fn default() -> Self {
        Self { value: None, unknown: None, help: None, place: None }
    }
}

impl<T> Fact<T> {
    /// What was set, and where.
    #[must_use]
    pub fn said(value: T, place: Option<Place>) -> Self {
        Self { value: Some(value), unknown: None, help: None, place }
    }

    /// What cannot be known, and why.
    #[must_use]
    pub fn unknown(reason: impl Into<String>, place: Option<Place>) -> Self {
        Self { value: None, unknown: Some(reason.into()), help: None, place }
    }

    /// The same, with what to write instead.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The value, or `None` for Django's default.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] at its place, when `name` cannot be known.
    pub fn known(&self, name: &str) -> Result<Option<&T>, Error> {
        match &self.unknown {
            Some(reason) => Err(self.is_unknown(name, reason)),
            None => Ok(self.value.as_ref()),
        }
    }

    /// The same fact of another type.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        Fact { value: self.value.map(change), unknown: self.unknown, help: self.help, place: self.place }
    }

    /// `error` at the place where this was said.
    #[must_use]
    pub fn at(&self, error: Error) -> Error {
        self.place.iter().fold(error, |error, place| error.at(place.location()))
    }

    fn is_unknown(&self, name: &str, reason: &str) -> Error {
        let setting = name.split(['[', '.']).next().unwrap_or(name);
        let error = Error::new(ErrorKind::Configuration, format!("`{name}` cannot be read: {reason}"));
        self.at(error).help(self.help.clone().unwrap_or_else(|| way_out(setting)))
    }
}

/// What to do about a setting that cannot be read.
pub(crate) fn way_out(setting: &str) -> String {
    format!(
        "say it in `downpage.toml`: `[django]` and below it `{setting} = ...`; or pass `--set django.{setting}=...`; \
         or let the project's Python say it: `--python`"
    )
}
