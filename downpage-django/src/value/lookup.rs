//! What a dot finds: a key, an attribute, what a method returns, or an item by its number.

use std::borrow::Cow;

use crate::error::Error;
use crate::value::{Name, Val, Value, methods};

/// The outcome of a look-up.
#[derive(Debug)]
pub enum Lookup<'v> {
    /// It is there.
    Found(Val<'v>),
    /// It is not there.
    Missing,
    /// It is a method that cannot be called: it needs arguments, or would change data. Django shows `string_if_invalid`.
    Invalid,
    /// Looking raised an exception.
    Raised(Error),
}

impl<'v> Lookup<'v> {
    /// A value that stands where it was found.
    #[must_use]
    pub fn borrowed(value: &'v Value) -> Self {
        Self::Found(Cow::Borrowed(value))
    }

    /// A value that was made to be found.
    #[must_use]
    pub fn owned(value: impl Into<Value>) -> Self {
        Self::Found(Cow::Owned(value.into()))
    }

    /// The value at hand or nothing.
    #[must_use]
    pub fn maybe(value: Option<&'v Value>) -> Self {
        value.map_or(Self::Missing, Self::borrowed)
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Lookup<'static> {
        match self {
            Self::Found(value) => Lookup::Found(Cow::Owned(value.into_owned())),
            Self::Missing => Lookup::Missing,
            Self::Invalid => Lookup::Invalid,
            Self::Raised(error) => Lookup::Raised(error),
        }
    }
}

/// What `.name` finds in `value`: first as a key, then as an attribute, then as the number of an item.
#[must_use]
pub fn lookup<'v>(value: &'v Value, name: &Name) -> Lookup<'v> {
    match value {
        Value::Dict(dict) => {
            if let Some(found) = name.find_in(dict) {
                return Lookup::borrowed(found);
            }
        }
        Value::Object(object) => return object.attribute(name),
        _ => {}
    }
    match methods::attribute(value, name.as_str()) {
        Lookup::Missing => {}
        found => return found,
    }
    let number = name.as_str().bytes().all(|byte| byte.is_ascii_digit());
    let Some(at) = number.then(|| name.as_str().parse::<i64>().ok()).flatten() else {
        return Lookup::Missing;
    };
    if let Value::Dict(dict) = value {
        return Lookup::maybe(dict.get(&Value::Int(at)));
    }
    index(value, at).map_or(Lookup::Missing, Lookup::Found)
}

/// What Python says about an item that is not there.
pub(crate) fn out_of_range(value: &Value) -> String {
    match value {
        Value::Bytes(_) => "index out of range".to_owned(),
        Value::Str(_) | Value::Safe(_) | Value::Lazy(_) => "string index out of range".to_owned(),
        Value::Range(_) => "range object index out of range".to_owned(),
        value => format!("{} index out of range", value.type_name()),
    }
}

/// The item at `at`, counted from the end when negative; `None` where Python raises an exception.
#[must_use]
pub fn index(value: &Value, at: i64) -> Option<Val<'_>> {
    let place = |len: usize| {
        let place = if at < 0 { at.checked_add(i64::try_from(len).ok()?)? } else { at };
        usize::try_from(place).ok().filter(|place| *place < len)
    };
    match value {
        Value::List(items) | Value::Tuple(items) => place(items.len()).map(|at| Cow::Borrowed(&items[at])),
        Value::Str(text) | Value::Safe(text) => {
            let at = if at < 0 { place(text.chars().count())? } else { usize::try_from(at).ok()? };
            let item = text.chars().nth(at)?;
            Some(Cow::Owned(Value::text(item.to_string())))
        }
        Value::Lazy(text) => index(text, at),
        Value::Bytes(bytes) => place(bytes.len()).map(|at| Cow::Owned(Value::Int(i64::from(bytes[at])))),
        Value::Range(range) => {
            place(range.len()).and_then(|at| range.get(at)).map(|number| Cow::Owned(Value::Int(number)))
        }
        Value::Object(object) => {
            let at = place(object.len()?)?;
            object.subscript(at).map(Cow::Owned)
        }
        _ => None,
    }
}
