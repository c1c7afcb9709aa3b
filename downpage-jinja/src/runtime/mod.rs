//! What templates find at run time where minijinja has less than Jinja2, or something else.
#![expect(clippy::needless_pass_by_value, reason = "minijinja hands arguments over by value")]

mod arguments;
mod functions;
mod html;
mod json;
mod methods;
mod numbers;
mod operators;
mod private;
mod sequences;
mod sorting;
mod strings;
mod tests;
mod text;
mod urlize;

use downpage_core::Options;
use minijinja::{Environment, Error, ErrorKind, State, Value};

pub(crate) use arguments::type_name;

use crate::value::display;

/// Bytes of text that cost a step, as minijinja counts.
const BYTES_PER_STEP: usize = 64;

/// Values of a list that cost a step: each takes 24 bytes.
const ITEMS_PER_STEP: usize = 2;

/// Gives `env` the filters, tests, functions and methods.
pub(crate) fn install(env: &mut Environment<'_>, options: &Options) {
    operators::install(env);
    private::install(env);
    text::install(env);
    strings::install(env);
    html::install(env);
    urlize::install(env, options);
    numbers::install(env);
    sequences::install(env);
    sorting::install(env);
    json::install(env);
    tests::install(env);
    functions::install(env);
    methods::install(env);
}

/// Makes what `env` has by now known to templates that see the globals alone. Comes last.
pub(crate) fn close(env: &mut Environment<'_>) {
    private::install_globals(env);
}

/// `str(value)`, within what the page may still use up: a list may be long at no cost.
pub(crate) fn limited_str(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    if let Some(text) = value.as_str() {
        return Ok(text.to_owned());
    }
    let mut out = Limited { text: String::new(), room: room(state) };
    match display::write_str(&mut out, value) {
        Ok(()) => Ok(out.text),
        Err(_) => Err(Error::from(ErrorKind::OutOfFuel)),
    }
}

/// The text that a service of the site was given.
///
/// # Errors
/// For what is missing, by the expression that it is missing from, and for what is no text.
pub(crate) fn text_of(value: &Value) -> Result<&str, Error> {
    if value.is_undefined() {
        return Err(arguments::undefined(value));
    }
    value.as_str().ok_or_else(|| {
        let found = type_name(value);
        Error::new(ErrorKind::InvalidOperation, format!("expected text, found {found}"))
    })
}

/// Whether a template was to change what pages share, anywhere on the way.
pub(crate) fn wants_change(error: &Error) -> bool {
    let mut at: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = at {
        let detail = error.downcast_ref::<Error>().and_then(Error::detail);
        if detail.is_some_and(|detail| detail == methods::FIXED) {
            return true;
        }
        at = error.source();
    }
    false
}

/// Bytes that may still be made.
pub(crate) fn room(state: &State<'_, '_>) -> usize {
    let left = state.fuel_levels().map_or(u64::MAX, |(_, left)| left);
    usize::try_from(left).unwrap_or(usize::MAX).saturating_mul(BYTES_PER_STEP)
}

/// Text up to a size.
struct Limited {
    text: String,
    room: usize,
}

impl std::fmt::Write for Limited {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.room = self.room.checked_sub(text.len()).ok_or(std::fmt::Error)?;
        self.text.push_str(text);
        Ok(())
    }
}
