//! Writes values into the page, escaped as its format asks.
//!
//! HTML is escaped with `MarkupSafe`'s five entities, as Jinja2 does, and not with minijinja's six: those turn every
//! slash of a URL into `&#x2f;`.

use std::fmt::{self, Write};

use downpage_core::Format;
use downpage_core::markup::first_special;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, Value, escape_formatter};

use crate::runtime::room;
use crate::value::display;

/// How the values of a page of this format are escaped.
pub(crate) fn autoescape(format: Format) -> AutoEscape {
    match format {
        Format::Json => AutoEscape::Json,
        format if format.escapes_markup() => AutoEscape::Html,
        _ => AutoEscape::None,
    }
}

/// Makes `env` escape by `autoescape`, whatever a template is called.
pub(crate) fn install(env: &mut Environment<'_>, autoescape: AutoEscape) {
    env.set_auto_escape_callback(move |_| autoescape.clone());
    env.set_formatter(write_value);
}

/// The formatter: what `{{ value }}` writes.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let markup = match state.auto_escape() {
        AutoEscape::Html => !value.is_safe(),
        AutoEscape::None => false,
        _ => return escape_formatter(out, state, value),
    };
    match value.as_str() {
        Some(text) if markup => write_escaped(out, text)?,
        Some(text) => out.write_str(text)?,
        None if value.is_undefined() => return escape_formatter(out, state, value),
        None => {
            let written = display::write_str(&mut Writing { out, markup, room: room(state) }, value);
            written.map_err(|_| Error::from(ErrorKind::OutOfFuel))?;
        }
    }
    Ok(())
}

/// `text` as markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let _ = write_escaped(&mut out, text); // writing to a string does not fail
    out
}

/// Escapes what is written through it, so that a list is not made text first, as far as the page may still grow.
struct Writing<'a, 'o> {
    out: &'a mut Output<'o>,
    markup: bool,
    room: usize,
}

impl Write for Writing<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.room = self.room.checked_sub(text.len()).ok_or(fmt::Error)?;
        if self.markup { write_escaped(self.out, text) } else { self.out.write_str(text) }
    }
}

/// Writes the stretches between special characters whole.
fn write_escaped(out: &mut impl Write, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = first_special(rest) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&#34;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}
