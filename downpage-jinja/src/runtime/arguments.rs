//! Arguments by position or by name, as Python's functions take them.

use minijinja::value::{Rest, ValueKind, ValueOrKwargs};
use minijinja::{Error, ErrorKind, State, Value};

use crate::write::names;

/// Arguments as they were given, the keywords last.
pub(super) type Given = Rest<ValueOrKwargs>;

/// Splits the keywords off.
pub(super) fn split(args: &[Value]) -> (&[Value], Option<&Value>) {
    match args.split_last() {
        Some((last, rest)) if last.is_kwargs() => (rest, Some(last)),
        _ => (args, None),
    }
}

/// The keywords with their values.
pub(super) fn keywords(kwargs: Option<&Value>) -> Vec<(String, Value)> {
    let keys = kwargs.and_then(|kwargs| kwargs.try_iter().ok()).into_iter().flatten();
    keys.filter_map(|key| {
        let value = kwargs?.get_item(&key).ok()?;
        Some((names::plain(key.as_str()?).into_owned(), value))
    })
    .collect()
}

/// The values of the parameters `names` of the function `what`; `None` where one was not given.
///
/// # Errors
/// In Python's words, for too many, unknown or doubled arguments.
pub(super) fn bind<const N: usize>(
    what: &str,
    args: &[Value],
    names: [&str; N],
) -> Result<[Option<Value>; N], Error> {
    let (positional, kwargs) = split(args);
    let mut values = [const { None }; N];
    if positional.len() > N {
        let message = format!("{what}() takes at most {N} arguments, but {} were given", positional.len());
        return Err(Error::new(ErrorKind::TooManyArguments, message));
    }
    for (slot, value) in values.iter_mut().zip(positional) {
        *slot = Some(value.clone());
    }
    for (name, value) in keywords(kwargs) {
        match names.iter().position(|known| *known == name) {
            Some(at) if values[at].is_some() => {
                let message = format!("{what}() got multiple values for argument '{name}'");
                return Err(Error::new(ErrorKind::TooManyArguments, message));
            }
            Some(at) => values[at] = Some(value),
            None => {
                let message = format!("{what}() got an unexpected keyword argument '{name}'");
                return Err(Error::new(ErrorKind::TooManyArguments, message));
            }
        }
    }
    Ok(values)
}

/// A whole number.
pub(super) fn integer(value: Option<&Value>, default: i64) -> Result<i64, Error> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(default) };
    whole(value).ok_or_else(|| {
        let found = type_name(value);
        Error::new(ErrorKind::InvalidOperation, format!("expected a whole number, found {found}"))
    })
}

/// The value as a whole number, if it is one: truth values are, in Python.
pub(super) fn whole(value: &Value) -> Option<i64> {
    match value.kind() {
        ValueKind::Bool => Some(i64::from(value.is_true())),
        ValueKind::Number if value.is_integer() => value.as_i64(),
        _ => None,
    }
}

/// Whether a flag is set.
pub(super) fn flag(value: Option<&Value>, default: bool) -> bool {
    value.map_or(default, Value::is_true)
}

/// The text of an argument.
pub(super) fn text(value: Option<&Value>, default: &str) -> Result<String, Error> {
    match value {
        None => Ok(default.to_owned()),
        Some(value) => {
            if let Some(text) = value.as_str() {
                Ok(text.to_owned())
            } else {
                let found = type_name(value);
                Err(Error::new(ErrorKind::InvalidOperation, format!("expected text, found {found}")))
            }
        }
    }
}

/// Python's name for the type of a value.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::Undefined => "Undefined",
        ValueKind::None => "NoneType",
        ValueKind::Bool => "bool",
        ValueKind::Number if value.is_integer() => "int",
        ValueKind::Number => "float",
        ValueKind::String if value.is_safe() => "Markup",
        ValueKind::String => "str",
        ValueKind::Bytes => "bytes",
        ValueKind::Seq if value.is_tuple() => "tuple",
        ValueKind::Seq => "list",
        ValueKind::Map => "dict",
        ValueKind::Iterable => "generator",
        _ => "object",
    }
}

/// The error that a value is missing, which names what was asked for.
pub(super) fn undefined(value: &Value) -> Error {
    // Only minijinja's own errors know by which expression a value is missing; this is one.
    match i64::try_from(value.clone()) {
        Err(error) => error,
        Ok(_) => Error::new(ErrorKind::UndefinedError, "a value is undefined"),
    }
}

/// Refuses a missing value where one is needed: as it is printed, compared or counted.
pub(super) fn defined(state: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    use minijinja::UndefinedBehavior::{SemiStrict, Strict};
    if value.is_undefined() && matches!(state.undefined_behavior(), Strict | SemiStrict) {
        return Err(undefined(value));
    }
    Ok(())
}
