//! Values as Python has them: what is true, what is equal, how they print, what a dot finds in them.

mod compare;
mod decimal;
mod display;
mod json;
mod lookup;
mod methods;
mod moment;
mod name;
mod number;
mod object;
mod pretty;
mod sort;
mod view;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::{Date, Time};

pub(crate) use compare::unhashable;
pub use compare::{compare, contains, is_same};
pub use decimal::{Class, Decimal};
pub use display::{float_repr, repr, text_repr, write_repr, write_str};
pub use json::{Letters, write_json};
pub(crate) use lookup::out_of_range;
pub use lookup::{Lookup, index, lookup};
pub(crate) use moment::local_micros;
pub use moment::{DateTime, TimeDelta, Zone};
pub use name::{Name, TextKey};
pub(crate) use name::{ReadyState, key_bit};
pub use number::{Wide, float_of, int_of, parse_float, parse_int};
pub(crate) use number::{add_ints, power_digits};
pub use object::Object;
pub use pretty::pretty;
pub use sort::sort;

/// A value that is borrowed where it stands or was just made.
pub type Val<'v> = Cow<'v, Value>;

/// A Python dict: keys of any kind, in the order in which they came.
pub type Dict = IndexMap<Value, Value, ReadyState>;

/// One value of a context, with Python's meaning.
///
/// Cheap to clone: everything larger than a word is shared.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `None`.
    #[default]
    None,
    /// `True` and `False`.
    Bool(bool),
    /// An int that fits 64 bits.
    Int(i64),
    /// An int that does not.
    Wide(Arc<Wide>),
    /// A float.
    Float(f64),
    /// A `decimal.Decimal`.
    Decimal(Arc<Decimal>),
    /// A str, to be escaped.
    Str(Arc<str>),
    /// A str that is marked safe.
    Safe(Arc<str>),
    /// What `gettext_lazy` gives, which is no str until something asks it for one; within it the str.
    Lazy(Arc<Value>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list.
    List(Arc<Vec<Value>>),
    /// A tuple.
    Tuple(Arc<Vec<Value>>),
    /// A set, in its order of iteration.
    Set(Arc<Vec<Value>>),
    /// A dict.
    Dict(Arc<Dict>),
    /// `range(start, stop, step)`.
    Range(Arc<Range>),
    /// A `datetime.date`.
    Date(Date),
    /// A `datetime.time`, without a zone.
    Time(Time),
    /// A `datetime.datetime`, naive or aware.
    DateTime(Arc<DateTime>),
    /// A `datetime.timedelta`.
    TimeDelta(TimeDelta),
    /// Anything else: `forloop`, `block`, a request, what a program brings.
    Object(Arc<dyn Object>),
}

/// A Python range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first number.
    pub start: i64,
    /// The number before which it ends.
    pub stop: i64,
    /// The distance between two numbers; never 0.
    pub step: i64,
}

impl Range {
    /// How many numbers it has.
    #[must_use]
    pub fn len(&self) -> usize {
        let (start, stop, step) = (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let count =
            if step > 0 { (stop - start + step - 1) / step } else { (start - stop - step - 1) / -step };
        usize::try_from(count.max(0)).unwrap_or(usize::MAX)
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<i64> {
        let index = i64::try_from(index).ok().filter(|_| index < self.len())?;
        self.step.checked_mul(index).and_then(|offset| self.start.checked_add(offset))
    }
}

impl Value {
    /// A str that is not safe.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Str(text.into())
    }

    /// A str that is safe.
    #[must_use]
    pub fn safe(text: impl Into<Arc<str>>) -> Self {
        Self::Safe(text.into())
    }

    /// A str, safe or not.
    #[must_use]
    pub fn marked(text: impl Into<Arc<str>>, safe: bool) -> Self {
        if safe { Self::Safe(text.into()) } else { Self::Str(text.into()) }
    }

    /// A list.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Self {
        Self::List(Arc::new(items))
    }

    /// A tuple.
    #[must_use]
    pub fn tuple(items: Vec<Value>) -> Self {
        Self::Tuple(Arc::new(items))
    }

    /// The value as one that was just made, as filters give it.
    #[must_use]
    pub fn into_val<'v>(self) -> Val<'v> {
        Cow::Owned(self)
    }

    /// The text of a str, safe or not.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) | Self::Safe(text) => Some(text),
            Self::Lazy(text) => text.as_str(),
            _ => None,
        }
    }

    /// The text of what is a str as it is, and need not be asked for one.
    #[must_use]
    pub fn as_plain_str(&self) -> Option<&str> {
        self.as_str().filter(|_| !matches!(self, Self::Lazy(_)))
    }

    /// Whether it is a safe str, or becomes one when it is printed.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        match self {
            Self::Safe(_) => true,
            Self::Lazy(text) => text.is_safe(),
            Self::Object(object) => object.is_html(),
            _ => false,
        }
    }

    /// Whether it is a safe str as it is, and need not be printed to become one.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        matches!(self, Self::Safe(_))
    }

    /// Whether it is `None`.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// What `bool(value)` says.
    #[must_use]
    pub fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Wide(_) | Self::Date(_) | Self::Time(_) | Self::DateTime(_) => true,
            Self::Float(value) => *value != 0.0,
            Self::Decimal(value) => !value.is_zero(),
            Self::Str(text) | Self::Safe(text) => !text.is_empty(),
            Self::Lazy(text) => text.truth(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => !items.is_empty(),
            Self::Dict(dict) => !dict.is_empty(),
            Self::Range(range) => !range.is_empty(),
            Self::TimeDelta(delta) => delta.micros != 0,
            Self::Object(object) => object.truth(),
        }
    }

    /// What `len(value)` says; `None` where Python raises a `TypeError`.
    #[must_use]
    pub fn len(&self) -> Option<usize> {
        match self {
            Self::Str(text) | Self::Safe(text) => Some(text.chars().count()),
            Self::Lazy(text) => text.len(),
            Self::Bytes(bytes) => Some(bytes.len()),
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => Some(items.len()),
            Self::Dict(dict) => Some(dict.len()),
            Self::Range(range) => Some(range.len()),
            Self::Object(object) => object.len(),
            _ => None,
        }
    }

    /// Whether it has no items; `None` where Python raises a `TypeError`.
    #[must_use]
    pub fn is_empty(&self) -> Option<bool> {
        self.len().map(|len| len == 0)
    }

    /// The items that iterating gives; `None` where Python raises a `TypeError`.
    #[must_use]
    pub fn items(&self) -> Option<Arc<Vec<Value>>> {
        match self {
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => Some(Arc::clone(items)),
            Self::Dict(dict) => Some(Arc::new(dict.keys().cloned().collect())),
            Self::Str(text) | Self::Safe(text) => {
                let mut buffer = [0; 4];
                Some(Arc::new(text.chars().map(|c| Self::text(&*c.encode_utf8(&mut buffer))).collect()))
            }
            Self::Lazy(text) => text.items(),
            Self::Bytes(bytes) => {
                Some(Arc::new(bytes.iter().map(|byte| Self::Int(i64::from(*byte))).collect()))
            }
            Self::Range(range) => {
                Some(Arc::new((0..range.len()).filter_map(|at| range.get(at)).map(Self::Int).collect()))
            }
            Self::Object(object) => object.items(),
            _ => None,
        }
    }

    /// What `str(value)` gives.
    #[must_use]
    pub fn to_str(&self) -> Cow<'_, str> {
        match self {
            Self::Str(text) | Self::Safe(text) => Cow::Borrowed(text),
            Self::Lazy(text) => text.to_str(),
            _ => {
                let mut text = String::new();
                write_str(self, &mut text);
                Cow::Owned(text)
            }
        }
    }

    /// What `str(value)` gives, as a value: a safe str stays safe.
    #[must_use]
    pub fn to_str_value(&self) -> Val<'_> {
        match self {
            Self::Str(_) | Self::Safe(_) => Cow::Borrowed(self),
            Self::Lazy(text) => Cow::Borrowed(text),
            _ => Cow::Owned(Self::marked(self.to_str(), self.is_safe())),
        }
    }

    /// The name of the Python class.
    #[must_use]
    pub fn type_name(&self) -> &str {
        match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) | Self::Wide(_) => "int",
            Self::Float(_) => "float",
            Self::Decimal(_) => "decimal.Decimal",
            Self::Str(_) => "str",
            Self::Safe(_) => "SafeString",
            Self::Lazy(_) => "__proxy__",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Tuple(_) => "tuple",
            Self::Set(_) => "set",
            Self::Dict(_) => "dict",
            Self::Range(_) => "range",
            Self::Date(_) => "datetime.date",
            Self::Time(_) => "datetime.time",
            // The class that Django's zone filters make, to remember that the zone has been chosen.
            Self::DateTime(moment) if !moment.convert => "datetimeobject",
            Self::DateTime(_) => "datetime.datetime",
            Self::TimeDelta(_) => "datetime.timedelta",
            Self::Object(object) => object.type_name(),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        compare::equals(self, other)
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(compare::hash(self));
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Self {
        Self::Str(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Self::None, Self::Int)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Dict> for Value {
    fn from(dict: Dict) -> Self {
        Self::Dict(Arc::new(dict))
    }
}
