//! The values of string and number literals, as Python reads them.

use std::borrow::Cow;
use std::fmt::Write;

use super::Fault;
use super::token::Span;
use crate::value::display;

/// `text` as Python shows it: `'text'`.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    let _ = display::write_quoted(&mut out, text); // writing to a string does not fail
    out
}

/// The text of a string literal with its quotes.
///
/// # Errors
/// For an escape that is cut off or names no character, in Python's words.
pub(super) fn string<'s>(source: &'s str, span: Span, newline: &str) -> Result<Cow<'s, str>, Fault> {
    let literal = span.text(source);
    let body = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    if !body.contains('\\') && (newline == "\n" || !body.contains('\n')) {
        return Ok(Cow::Borrowed(body));
    }
    let normal: Cow<'_, str> = if newline == "\n" { body.into() } else { body.replace('\n', newline).into() };
    let mut out = String::with_capacity(normal.len());
    let mut rest = &*normal;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = escape(&rest[at + 1..], &mut out).map_err(|message| Fault::new(span, message))?;
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// Reads one escape behind its backslash and gives what comes after it. What Python does not know stays as it is.
fn escape<'t>(rest: &'t str, out: &mut String) -> Result<&'t str, &'static str> {
    let Some(first) = rest.chars().next() else { return Err("\\ at end of string") };
    let after = &rest[first.len_utf8()..];
    let simple = match first {
        '\n' => return Ok(after),
        '\\' | '\'' | '"' => first,
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        '0'..='7' => return Ok(octal(rest, out)),
        'x' => return hex(after, 2, out).ok_or("truncated \\xXX escape"),
        'u' => return hex(after, 4, out).ok_or("truncated \\uXXXX escape"),
        'U' => return hex(after, 8, out).ok_or("truncated \\UXXXXXXXX escape"),
        'N' => return Err("malformed \\N character escape"),
        other => {
            out.extend(['\\', other]);
            return Ok(after);
        }
    };
    out.push(simple);
    Ok(after)
}

fn octal<'t>(rest: &'t str, out: &mut String) -> &'t str {
    let length = rest.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let code = u32::from_str_radix(&rest[..length], 8).unwrap_or_default();
    out.extend(char::from_u32(code));
    &rest[length..]
}

fn hex<'t>(rest: &'t str, length: usize, out: &mut String) -> Option<&'t str> {
    let digits = rest.get(..length).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(&rest[length..])
}

/// An integer literal as minijinja reads it: decimal, without underscores.
pub(crate) fn integer(literal: &str) -> Cow<'_, str> {
    if literal.bytes().all(|byte| byte.is_ascii_digit()) {
        return literal.into();
    }
    let plain = literal.replace('_', "").to_ascii_lowercase();
    let based = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find_map(|(prefix, base)| i128::from_str_radix(plain.strip_prefix(prefix)?, base).ok());
    based.map_or(plain, |number| number.to_string()).into()
}

/// A float literal as minijinja reads it: with a fraction, without underscores.
pub(crate) fn float(literal: &str) -> Cow<'_, str> {
    let plain: Cow<'_, str> =
        if literal.contains('_') { literal.replace('_', "").into() } else { literal.into() };
    if plain.contains('.') {
        return plain;
    }
    let (digits, exponent) = plain.split_at(plain.find(['e', 'E']).unwrap_or(plain.len()));
    format!("{digits}.0{exponent}").into()
}

/// `text` as a literal of minijinja's.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0'..='\x1f' => {
                let _ = write!(out, "\\u{:04x}", u32::from(char)); // writing to a string does not fail
            }
            _ => out.push(char),
        }
    }
    out.push('"');
}
