//! HTML escaping, straight into the buffer that the page grows in.

use downpage_core::markup::first_special;

use crate::value::Value;

/// Appends `text` with `& < > " '` as entities, as Django spells them.
///
/// ```
/// let mut out = String::new();
/// downpage_django::text::escape::escape_into("<a href='?a&b'>", &mut out);
/// assert_eq!(out, "&lt;a href=&#x27;?a&amp;b&#x27;&gt;");
/// ```
pub fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = first_special(rest) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#x27;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// `text` escaped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape_into(text, &mut out);
    out
}

/// Appends what `str(value)` gives, escaped unless it is safe.
pub fn escape_value_into(value: &Value, out: &mut String) {
    if value.is_safe() { out.push_str(&value.to_str()) } else { escape_into(&value.to_str(), out) }
}

/// What `str(value)` gives, escaped unless it is safe.
#[must_use]
pub fn conditional_escape(value: &Value) -> String {
    let mut out = String::new();
    escape_value_into(value, &mut out);
    out
}

/// `text` with all that means something in JavaScript or HTML as `\u0027`.
#[must_use]
pub fn escape_js(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\'
            | '\''
            | '"'
            | '>'
            | '<'
            | '&'
            | '='
            | '-'
            | ';'
            | '`'
            | '\u{2028}'
            | '\u{2029}'
            | '\0'..='\x1f' => {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}
