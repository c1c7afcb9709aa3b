//! Python's methods of text, lists and tables: `"a".upper()`, `list.append(x)`, `table.items()`.

mod dict;
mod format;
mod list;
mod text;

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use crate::value::display;

/// Gives `env` the methods.
pub(super) fn install(env: &mut Environment<'_>) {
    env.set_unknown_method_callback(call);
}

/// Calls a method, by the type of the value.
fn call(state: &mut State<'_, '_>, value: &Value, name: &str, args: &[Value]) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::String => text::call(state, value, name, args),
        ValueKind::Seq => list::call(state, value, name, args),
        ValueKind::Map if display::is_plain_table(value) => dict::call(state, value, name, args),
        ValueKind::Number if name == "is_integer" && !value.is_integer() => {
            let number = f64::try_from(value.clone()).unwrap_or(f64::NAN);
            Ok(Value::from(number.is_finite() && number.fract() == 0.0))
        }
        ValueKind::Number if name == "bit_length" && value.is_integer() => {
            let number = value.as_i64().unwrap_or_default().unsigned_abs();
            Ok(Value::from(u64::BITS - number.leading_zeros()))
        }
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    }
}

/// Whether a value has such a method.
pub(super) fn has(value: &Value, name: &str) -> bool {
    match value.kind() {
        ValueKind::String => text::NAMES.contains(&name),
        ValueKind::Seq => list::NAMES.contains(&name),
        ValueKind::Map => display::is_plain_table(value) && dict::NAMES.contains(&name),
        _ => false,
    }
}

/// The method itself, to be called later.
pub(super) fn bound(value: &Value, name: &str) -> Value {
    Value::from_object(Method { of: value.clone(), name: name.to_owned() })
}

/// A method with the value that it belongs to.
struct Method {
    of: Value,
    name: String,
}

impl Object for Method {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn call(self: &Arc<Self>, state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        self.of.call_method(state, &self.name, args)
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = super::type_name(&self.of);
        write!(f, "<built-in method {} of {kind} object>", self.name)
    }
}

/// What [`needs_change`] says, in case that nobody makes the copy.
pub(super) const FIXED: &str = "this list or table cannot be changed here";

/// That a value of the context was to be changed, which is done on a copy of the context.
fn needs_change() -> Error {
    Error::new(ErrorKind::InvalidOperation, FIXED)
}

/// Python's complaint about an argument.
fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}
