//! How values are written into a page of each format, and the end of a page that grows too large.

use std::fmt::Write as _;
use std::io;

use downpage_core::Format;
use downpage_core::markup::first_special;
use upon::Value;
use upon::fmt::{Formatter, Result};

use crate::convert::safe_text;

/// Makes `engine` write values as `format` asks.
pub(crate) fn install(engine: &mut upon::Engine<'_>, format: Format) {
    match format {
        Format::Json => engine.set_default_formatter(&json),
        Format::Text => engine.set_default_formatter(&text),
        _ => engine.set_default_formatter(&markup),
    }
}

fn markup(f: &mut Formatter<'_>, value: &Value) -> Result {
    let Value::String(text) = value else { return self::text(f, value) };
    let mut rest = text.as_str();
    while let Some(at) = first_special(rest) {
        f.write_str(&rest[..at])?;
        f.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#x27;",
        })?;
        rest = &rest[at + 1..];
    }
    Ok(f.write_str(rest)?)
}

fn text(f: &mut Formatter<'_>, value: &Value) -> Result {
    if let Some(text) = safe_text(value) {
        return Ok(f.write_str(text)?);
    }
    match value {
        Value::List(_) => Err("a list cannot be written; loop over it, or use `join` or `json`".into()),
        Value::Map(_) => Err("a table cannot be written; name one of its values, or use `json`".into()),
        _ => upon::fmt::default(f, value),
    }
}

fn json(f: &mut Formatter<'_>, value: &Value) -> Result {
    Ok(write_json(f, value, false)?)
}

/// Writes `value` as JSON. With `in_markup`, the characters that mean something in HTML are written as `\u003c`, so that
/// the text may stand in a `<script>` or an attribute.
pub(crate) fn write_json(f: &mut impl std::fmt::Write, value: &Value, in_markup: bool) -> std::fmt::Result {
    if let Some(text) = safe_text(value) {
        return f.write_str(text);
    }
    match value {
        Value::Bool(value) => write!(f, "{value}"),
        Value::Integer(value) => write!(f, "{value}"),
        Value::Float(value) if value.is_finite() => write!(f, "{value:?}"),
        Value::None | Value::Float(_) => f.write_str("null"),
        Value::String(text) => write_json_text(f, text, in_markup),
        Value::List(items) => {
            f.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                f.write_str(if index > 0 { "," } else { "" })?;
                write_json(f, item, in_markup)?;
            }
            f.write_char(']')
        }
        Value::Map(map) => {
            f.write_char('{')?;
            for (index, (key, value)) in map.iter().enumerate() {
                f.write_str(if index > 0 { "," } else { "" })?;
                write_json_text(f, key, in_markup)?;
                f.write_char(':')?;
                write_json(f, value, in_markup)?;
            }
            f.write_char('}')
        }
    }
}

fn write_json_text(f: &mut impl std::fmt::Write, text: &str, in_markup: bool) -> std::fmt::Result {
    f.write_char('"')?;
    for letter in text.chars() {
        match letter {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '<' | '>' | '&' | '\'' if in_markup => write!(f, "\\u{:04x}", u32::from(letter))?,
            letter if u32::from(letter) < 0x20 => write!(f, "\\u{:04x}", u32::from(letter))?,
            letter => f.write_char(letter)?,
        }
    }
    f.write_char('"')
}

/// A page's text, which may only grow so large.
pub(crate) struct Page {
    text: Vec<u8>,
    limit: usize,
}

impl Page {
    pub(crate) fn new(limit: usize, expected: usize) -> Self {
        Self { text: Vec::with_capacity(expected.min(limit)), limit }
    }

    pub(crate) fn into_text(self) -> String {
        // upon writes whole `str`s, so this never has to replace anything.
        String::from_utf8(self.text)
            .unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned())
    }
}

impl io::Write for &mut Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > self.limit - self.text.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
