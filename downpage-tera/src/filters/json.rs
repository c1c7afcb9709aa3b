//! Values as JSON: `json_encode`, `json_script`, and what every output of a JSON page goes through.

use std::fmt::Write;

use downpage_core::Result;
use tera::Value;
use tera::value::Key;

use crate::call::{Call, Row, row, text_of};
use crate::escape;
use crate::template::JSON_FILTER;

pub(super) const FILTERS: [Row; 3] = [
    row("json_encode", &["pretty"], json_encode),
    row("json_script", &["element_id"], json_script),
    row(JSON_FILTER, &[], json_output),
];

/// `json_encode(pretty=true)`, as in Tera 1: the value as JSON; add `| safe` on a page of markup.
fn json_encode(call: &Call<'_>) -> Result<Value> {
    let mut writer = Writer { style: Style::Compact, text: String::new() };
    if call.flag("pretty")? {
        writer.style = Style::Pretty;
    }
    writer.value(call.value, 0);
    let is_json = call.site.format == downpage_core::Format::Json;
    Ok(if is_json { Value::safe_string(&writer.text) } else { writer.text.into() })
}

/// `json_script(element_id=)`: the value in a `<script>` from which JavaScript can read it, safe whatever is in it.
fn json_script(call: &Call<'_>) -> Result<Value> {
    let mut writer = Writer { style: Style::Python, text: String::new() };
    writer.value(call.value, 0);
    let json = writer.text.replace('>', "\\u003E").replace('<', "\\u003C").replace('&', "\\u0026");
    let id = call.text_argument("element_id").filter(|id| !id.is_empty());
    let id = id.map(|id| format!("id=\"{}\" ", escape::markup(&id))).unwrap_or_default();
    Ok(call.html(&format!("<script {id}type=\"application/json\">{json}</script>")))
}

/// An output of a JSON page: safe text as it is, everything else as JSON.
fn json_output(call: &Call<'_>) -> Result<Value> {
    if call.is_safe() {
        return Ok(call.value.clone());
    }
    let mut writer = Writer { style: Style::Compact, text: String::new() };
    writer.value(call.value, 0);
    Ok(Value::safe_string(&writer.text))
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Compact,
    /// Two spaces for each level, as in Tera 1.
    Pretty,
    /// As Python's `json.dumps`: a space after commas and colons, and nothing but ASCII.
    Python,
}

struct Writer {
    style: Style,
    text: String,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) {
        if let Some(text) = value.as_str() {
            self.string(text);
        } else if let Some(items) = value.as_array() {
            self.open('[');
            for (at, item) in items.iter().enumerate() {
                self.between(at, depth + 1);
                self.value(item, depth + 1);
            }
            self.close(']', items.is_empty(), depth);
        } else if let Some(map) = value.as_map() {
            self.open('{');
            for (at, (key, item)) in map.iter().enumerate() {
                self.between(at, depth + 1);
                self.key(key);
                self.text.push_str(if self.style == Style::Compact { ":" } else { ": " });
                self.value(item, depth + 1);
            }
            self.close('}', map.is_empty(), depth);
        } else if value.is_none()
            || value.is_undefined()
            || value.as_f64().is_some_and(|number| !number.is_finite())
        {
            self.text.push_str("null"); // JSON has no infinity
        } else if value.is_bytes() {
            self.string(&text_of(value));
        } else {
            self.text.push_str(&value.to_string());
        }
    }

    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
    }

    fn between(&mut self, at: usize, depth: usize) {
        match self.style {
            Style::Compact if at > 0 => self.text.push(','),
            Style::Python if at > 0 => self.text.push_str(", "),
            Style::Compact | Style::Python => {}
            Style::Pretty => {
                self.text.push_str(if at > 0 { ",\n" } else { "\n" });
                self.text.push_str(&"  ".repeat(depth));
            }
        }
    }

    fn close(&mut self, bracket: char, empty: bool, depth: usize) {
        if self.style == Style::Pretty && !empty {
            self.text.push('\n');
            self.text.push_str(&"  ".repeat(depth));
        }
        self.text.push(bracket);
    }

    fn key(&mut self, key: &Key<'_>) {
        self.string(&key.to_string());
    }

    fn string(&mut self, text: &str) {
        let mut quoted = Vec::with_capacity(text.len() + 2);
        if escape::write_json_text(text, &mut quoted).is_err() {
            return; // writing to memory does not fail
        }
        let quoted = String::from_utf8_lossy(&quoted);
        if self.style != Style::Python {
            self.text.push_str(&quoted);
            return;
        }
        for letter in quoted.chars() {
            if letter.is_ascii() && letter != '\u{7f}' {
                self.text.push(letter);
            } else {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    let _ = write!(self.text, "\\u{unit:04x}"); // writing to a String cannot fail
                }
            }
        }
    }
}
