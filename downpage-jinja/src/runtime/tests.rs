//! Tests that minijinja lacks, or answers otherwise.

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

use super::arguments::type_name;

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_test("callable", is_callable);
    env.add_test("sequence", |value: &Value| {
        matches!(value.kind(), ValueKind::Seq | ValueKind::String | ValueKind::Map) || value.is_undefined()
    });
    env.add_test("iterable", |value: &Value| {
        matches!(
            value.kind(),
            ValueKind::Seq | ValueKind::String | ValueKind::Map | ValueKind::Iterable | ValueKind::Undefined
        ) || value.as_object().is_some_and(|object| object.try_iter().is_some())
    });
    env.add_test("in", |value: &Value, container: &Value| contains(container, value));
    env.add_test("escaped", Value::is_safe);
    env.add_test("true", |value: &Value| value.kind() == ValueKind::Bool && value.is_true());
    env.add_test("false", |value: &Value| value.kind() == ValueKind::Bool && !value.is_true());
    env.add_test("boolean", |value: &Value| value.kind() == ValueKind::Bool);
    env.add_test("integer", |value: &Value| value.kind() == ValueKind::Number && value.is_integer());
    env.add_test("float", |value: &Value| value.kind() == ValueKind::Number && !value.is_integer());
    env.add_test("number", |value: &Value| matches!(value.kind(), ValueKind::Number | ValueKind::Bool));
    env.add_test("lower", |value: &Value| is_cased(value, char::is_lowercase, char::is_uppercase));
    env.add_test("upper", |value: &Value| is_cased(value, char::is_uppercase, char::is_lowercase));
    env.add_test("divisibleby", divisible);
}

/// Whether a value can be called: functions, macros and methods.
pub(super) fn is_callable(value: &Value) -> bool {
    value.as_object().is_some_and(|object| {
        let name = object.type_name();
        name.contains("::Macro")
            || name.contains("Function")
            || CALLABLE.iter().any(|own| name.ends_with(own))
    })
}

/// Our own objects that can be called.
const CALLABLE: [&str; 4] = ["::Gathering", "::Method", "::Joiner", "::Service"];

/// Python's `in`.
pub(super) fn contains(container: &Value, value: &Value) -> Result<bool, Error> {
    match container.kind() {
        ValueKind::String => {
            if let Some(text) = value.as_str() {
                Ok(container.as_str().unwrap_or_default().contains(text))
            } else {
                let found = type_name(value);
                let message = format!("'in <string>' requires string as left operand, not {found}");
                Err(Error::new(ErrorKind::InvalidOperation, message))
            }
        }
        ValueKind::Undefined => Ok(false),
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => {
            Ok(container.try_iter()?.any(|item| item == *value))
        }
        _ => {
            let message = format!("argument of type '{}' is not iterable", type_name(container));
            Err(Error::new(ErrorKind::InvalidOperation, message))
        }
    }
}

/// Python's `str.islower` and `str.isupper`.
fn is_cased(value: &Value, wanted: fn(char) -> bool, other: fn(char) -> bool) -> bool {
    let text = super::operators::str_of(value);
    text.chars().any(wanted) && !text.chars().any(other)
}

fn divisible(value: &Value, by: &Value) -> Result<bool, Error> {
    let number = |value: &Value| {
        f64::try_from(value.clone()).map_err(|_| {
            let found = type_name(value);
            Error::new(ErrorKind::InvalidOperation, format!("'divisibleby' needs numbers, found {found}"))
        })
    };
    if let (Some(value), Some(by)) = (value.as_i64(), by.as_i64()) {
        return match value.checked_rem(by) {
            Some(rest) => Ok(rest == 0),
            None => Err(Error::new(ErrorKind::InvalidOperation, "integer division or modulo by zero")),
        };
    }
    Ok(number(value)? % number(by)? == 0.0)
}
