//! Python's methods of text, lists and tables: `"a".upper()`, `table.items()`.

use minijinja::{Environment, Error, ErrorKind, State, Value};
use minijinja_contrib::pycompat::unknown_method_callback;

/// Gives `env` the methods.
pub(crate) fn install(env: &mut Environment<'_>) {
    env.set_unknown_method_callback(method);
}

fn method(state: &mut State, value: &Value, name: &str, args: &[Value]) -> Result<Value, Error> {
    if let (Some(text), "format") = (value.as_str(), name) {
        refuse_wide(text)?;
    }
    unknown_method_callback(state, value, name, args)
}

/// `"{:>1000000000}".format(1)` makes its gigabyte before anything is charged for it (minijinja-contrib 3.1).
fn refuse_wide(format: &str) -> Result<(), Error> {
    const DIGITS: usize = 4;
    let mut digits = 0;
    for char in format.chars() {
        digits = if char.is_ascii_digit() { digits + 1 } else { 0 };
        if digits > DIGITS {
            return Err(Error::new(ErrorKind::OutOfFuel, "the width in a format is too large"));
        }
    }
    Ok(())
}
