//! The data a template sees, in a form that every engine can be given.

mod context;
mod convert;
mod map;
mod serial;

use std::sync::Arc;

use jiff::ZonedDateTime;
use jiff::civil::{Date, DateTime, Time};

pub use context::Context;
pub use map::{Entries, Map};

/// One value of a context.
///
/// Cheap to clone where it matters: text, lists and tables are shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing; `None` in most template languages.
    #[default]
    Null,
    /// Truth.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text, not yet escaped.
    Text(Arc<str>),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A day and a time without a time zone.
    DateTime(DateTime),
    /// An instant with its time zone or offset.
    Zoned(Box<ZonedDateTime>),
    /// A sequence.
    List(Arc<Vec<Value>>),
    /// A table with text as keys.
    Map(Arc<Map>),
}

impl Value {
    /// The value's type with its article, for messages: "a list".
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::Date(_) => "a date",
            Self::Time(_) => "a time",
            Self::DateTime(_) | Self::Zoned(_) => "a date and time",
            Self::List(_) => "a list",
            Self::Map(_) => "a table",
        }
    }

    /// The truth value, of a boolean only.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The number, of a whole number only.
    #[must_use]
    pub const fn as_int(&self) -> Option<i64> {
        if let Self::Int(value) = self { Some(*value) } else { None }
    }

    /// The text, of text only.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }

    /// The items, of a list only.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(value) = self { Some(value) } else { None }
    }

    /// The table, of a table only.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(value) = self { Some(value) } else { None }
    }
}
