//! Python's values, as far as a text can tell them.

use std::fmt;
use std::sync::Arc;

use downpage_core::{Map, Value};

use super::place::Place;

/// A value, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// The value.
    pub value: Py,
    /// The assignment or expression that made it; `None` for one of Django's defaults or an override.
    pub place: Option<Place>,
}

/// A value of Python.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Py {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number; one that is larger is unknown.
    Int(i64),
    /// A number with a point.
    Float(f64),
    /// Text.
    Str(Arc<str>),
    /// Text that is translated when it is shown: `gettext_lazy("...")`, with its `msgctxt`.
    Translatable {
        /// The text to translate.
        message: Arc<str>,
        /// The message context, of `pgettext_lazy`.
        context: Option<Arc<str>>,
    },
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A path of `pathlib`.
    Path(Arc<str>),
    /// A list; an unknown item in it, or in a tuple or set, may stand for any number of items.
    List(Vec<Traced>),
    /// A tuple.
    Tuple(Vec<Traced>),
    /// A set, in the order in which its items were written.
    Set(Vec<Traced>),
    /// A dictionary.
    Dict(Vec<(Traced, Traced)>),
    /// A module, by its dotted name.
    Module(Arc<str>),
    /// A function, by its dotted name.
    Function(Arc<str>),
    /// A class.
    Class(Arc<Class>),
    /// What cannot be known.
    Unknown(Arc<Unknown>),
}

/// A class: its name, and what its body assigns, those of its bases included where they can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// The dotted name.
    pub name: Arc<str>,
    /// The dotted names of its bases, the nearest first, as far as they are known.
    pub bases: Vec<Arc<str>>,
    /// The attributes.
    pub attributes: Vec<(Arc<str>, Traced)>,
}

/// A value that cannot be known without running the project.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// Why: lower case, without a full stop, as in "`secrets.token_hex()` is computed by Python".
    pub reason: String,
    /// The expression that cannot be known.
    pub place: Option<Place>,
    /// Whether reading the package that computes it may tell; the reader sees to that by itself.
    pub(super) readable: bool,
}

impl Traced {
    /// A value from nowhere: a default, or one given in place of the project's.
    #[must_use]
    pub fn new(value: Py) -> Self {
        Self { value, place: None }
    }

    /// The text of a string or of a path.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Py::Str(text) | Py::Path(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list or tuple.
    #[must_use]
    pub fn as_sequence(&self) -> Option<&[Traced]> {
        match &self.value {
            Py::List(items) | Py::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The pairs of a dictionary.
    #[must_use]
    pub fn as_dict(&self) -> Option<&[(Traced, Traced)]> {
        match &self.value {
            Py::Dict(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// What a dictionary has under the text `key`.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<&Traced> {
        let pairs = self.as_dict()?.iter();
        pairs
            .rev()
            .find(|(name, _)| matches!(&name.value, Py::Str(name) if **name == *key))
            .map(|pair| &pair.1)
    }

    /// Whether Python counts it as true; `None` when that cannot be known.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        Some(match &self.value {
            Py::None => false,
            Py::Bool(value) => *value,
            Py::Int(value) => *value != 0,
            Py::Float(value) => *value != 0.0,
            Py::Str(text) => !text.is_empty(),
            Py::Bytes(bytes) => !bytes.is_empty(),
            Py::List(items) | Py::Tuple(items) | Py::Set(items) => !items.is_empty(),
            Py::Dict(pairs) => !pairs.is_empty(),
            Py::Path(_) | Py::Module(_) | Py::Function(_) | Py::Class(_) => true,
            Py::Translatable { .. } | Py::Unknown(_) => return None,
        })
    }

    /// The first part that is unknown, however deep inside.
    #[must_use]
    pub fn unknown(&self) -> Option<&Unknown> {
        match &self.value {
            Py::Unknown(unknown) => Some(unknown),
            Py::List(items) | Py::Tuple(items) | Py::Set(items) => items.iter().find_map(Self::unknown),
            Py::Dict(pairs) => {
                pairs.iter().find_map(|(key, value)| key.unknown().or_else(|| value.unknown()))
            }
            _ => None,
        }
    }

    /// The value as a template sees it: `None` when it holds something that only Python has.
    ///
    /// A text to be translated is given to `translate`; keys that are no text are written as Python writes them.
    #[must_use]
    pub fn to_value(&self, translate: &dyn Fn(Option<&str>, &str) -> String) -> Option<Value> {
        Some(match &self.value {
            Py::None => Value::Null,
            Py::Bool(value) => Value::Bool(*value),
            Py::Int(value) => Value::Int(*value),
            Py::Float(value) => Value::Float(*value),
            Py::Str(text) | Py::Path(text) => Value::Text(Arc::clone(text)),
            Py::Translatable { message, context } => translate(context.as_deref(), message).into(),
            Py::List(items) | Py::Tuple(items) => {
                let items = items.iter().map(|item| item.to_value(translate));
                Value::from(items.collect::<Option<Vec<Value>>>()?)
            }
            Py::Dict(pairs) => {
                let mut map = Map::new();
                for (key, value) in pairs {
                    map.insert(Arc::from(key.key_text()?), value.to_value(translate)?);
                }
                Value::from(map)
            }
            _ => return None,
        })
    }

    /// A key of a dictionary as text.
    fn key_text(&self) -> Option<String> {
        Some(match &self.value {
            Py::Str(text) | Py::Path(text) => text.to_string(),
            Py::Int(number) => number.to_string(),
            Py::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
            Py::None => "None".to_owned(),
            _ => return None,
        })
    }
}

impl Py {
    /// What it is, for messages: "a list", "a set".
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::None => "`None`",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Str(_) => "text",
            Self::Translatable { .. } => "a text to be translated",
            Self::Bytes(_) => "bytes",
            Self::Path(_) => "a path",
            Self::List(_) => "a list",
            Self::Tuple(_) => "a tuple",
            Self::Set(_) => "a set",
            Self::Dict(_) => "a dictionary",
            Self::Module(_) => "a module",
            Self::Function(_) => "a function",
            Self::Class(_) => "a class",
            Self::Unknown(_) => "something unknown",
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
