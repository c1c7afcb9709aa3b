//! The last step of `{{ … }}`: local time, local formats, escaping, writing.

use crate::error::Result;
use crate::render::Context;
use crate::text::escape::{escape_into, escape_value_into};
use crate::value::{Letters, Val, Value, write_json, write_str};

/// Appends `value` as `{{ value }}` shows it.
///
/// # Errors
/// On a page that is JSON, for what has no form in it.
#[inline]
pub fn write_value(value: &Value, cx: &Context<'_>, out: &mut String) -> Result<()> {
    match value {
        Value::Str(text) if cx.autoescape && !cx.settings.json => {
            escape_into(text, out);
            Ok(())
        }
        _ => write_other(value, cx, out),
    }
}

/// The same for what is not the usual str on an HTML page.
fn write_other(value: &Value, cx: &Context<'_>, out: &mut String) -> Result<()> {
    match value {
        Value::Safe(text) => out.push_str(text),
        Value::Lazy(text) => return write_value(text, cx, out),
        _ if cx.settings.json && cx.autoescape => return write_json(value, Letters::AsTheyAre, out),
        Value::Str(text) if cx.autoescape => escape_into(text, out),
        Value::Str(text) => out.push_str(text),
        Value::Int(number) if cx.settings.formats.plain_ints() => write_int(*number, out),
        Value::Bool(_) | Value::None => write_str(value, out),
        Value::DateTime(_) => {
            let local = cx.localtime(Val::Borrowed(value));
            return write_localized(&local, cx, out);
        }
        Value::Int(_)
        | Value::Wide(_)
        | Value::Float(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::Time(_) => return write_localized(value, cx, out),
        _ if cx.autoescape => escape_value_into(value, out),
        _ => write_str(value, out),
    }
    Ok(())
}

/// Appends a number or a date as the language writes it; for other values there is nothing local.
fn write_localized(value: &Value, cx: &Context<'_>, out: &mut String) -> Result<()> {
    match cx.formats().localize(value, cx.use_l10n)? {
        Some(text) if cx.autoescape => escape_into(&text, out),
        Some(text) => out.push_str(&text),
        None => write_str(value, out),
    }
    Ok(())
}

/// What `{{ value }}` shows, and whether that is safe.
pub struct Printed {
    /// The text.
    pub text: String,
    /// Whether it must not be escaped again.
    pub safe: bool,
}

/// What `{{ value }}` shows, for tags that keep it: safe when it was escaped or was safe before.
///
/// # Errors
/// As for [`write_value`].
pub fn printed(value: &Value, cx: &Context<'_>) -> Result<Printed> {
    let mut text = String::new();
    write_value(value, cx, &mut text)?;
    Ok(Printed { text, safe: cx.autoescape || value.is_safe() })
}

/// Appends a whole number, digits in place.
fn write_int(number: i64, out: &mut String) {
    match u8::try_from(number) {
        Ok(digit @ 0..10) => push_digit(digit, out),
        Ok(pair @ 10..100) => push_pair(pair, out),
        _ => write_large_int(number, out),
    }
}

#[inline(never)]
fn write_large_int(number: i64, out: &mut String) {
    if number < 0 {
        out.push('-');
    }
    // Two digits at a time, from the right.
    let mut pairs = [0; 10];
    let mut count = 0;
    let mut rest = number.unsigned_abs();
    while rest >= 10 {
        pairs[count] = (rest % 100) as u8;
        rest /= 100;
        count += 1;
    }
    if rest > 0 {
        push_digit((rest % 10) as u8, out);
    }
    for pair in pairs[..count].iter().rev() {
        push_pair(*pair, out);
    }
}

fn push_pair(pair: u8, out: &mut String) {
    push_digit(pair / 10, out);
    push_digit(pair % 10, out);
}

fn push_digit(digit: u8, out: &mut String) {
    out.push(char::from(b'0' | digit & 0xf));
}
