//! HTML escaping, straight into the buffer that the page grows in.

use crate::value::Value;

/// Appends `text` with `& < > " '` as entities, as Django spells them.
///
/// ```
/// let mut out = String::new();
/// downpage_django::text::escape::escape_into("<a href='?a&b'>", &mut out);
/// assert_eq!(out, "&lt;a href=&#x27;?a&amp;b&#x27;&gt;");
/// ```
pub fn escape_into(text: &str, out: &mut String) {
    let (mut start, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        // Most text has nothing to escape: sixteen bytes are looked at as one.
        if let Some(block) = bytes[at..].first_chunk::<16>()
            && !block.iter().fold(false, |found, byte| found | needs_entity(*byte))
        {
            at += block.len();
            continue;
        }
        let end = bytes.len().min(at + 16);
        for (place, byte) in bytes[..end].iter().enumerate().skip(at) {
            if needs_entity(*byte) {
                out.push_str(&text[start..place]);
                out.push_str(entity(*byte));
                start = place + 1;
            }
        }
        at = end;
    }
    out.push_str(&text[start..]);
}

fn needs_entity(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')
}

fn entity(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#x27;",
    }
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
