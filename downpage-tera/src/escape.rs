//! How values are made safe for the page: for markup, and as JSON text.

use std::borrow::Cow;
use std::io::Write;

use downpage_core::markup::first_special;

/// Writes `text` with the five characters that mean something in markup replaced, as Tera does.
///
/// Tera's own function without its `fast_escape` feature writes one byte at a time; this one writes what lies between
/// in one piece.
pub(crate) fn write_markup(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let mut rest = text;
    while let Some(at) = first_special(rest) {
        out.write_all(&rest.as_bytes()[..at])?;
        out.write_all(entity(rest.as_bytes()[at]).as_bytes())?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest.as_bytes())
}

/// `text` safe for markup.
pub(crate) fn markup(text: &str) -> Cow<'_, str> {
    let Some(mut at) = first_special(text) else { return Cow::Borrowed(text) };
    let mut safe = String::with_capacity(text.len() + 16);
    let mut rest = text;
    loop {
        safe.push_str(&rest[..at]);
        safe.push_str(entity(rest.as_bytes()[at]));
        rest = &rest[at + 1..];
        match first_special(rest) {
            Some(next) => at = next,
            None => break,
        }
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// The entity of a special character.
const fn entity(special: u8) -> &'static str {
    match special {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    }
}

/// Writes `text` as a JSON string, with its quotes.
pub(crate) fn write_json_text(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(b"\"")?;
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.write_all(&text.as_bytes()[written..at])?;
        written = at + 1;
        match byte {
            b'"' => out.write_all(b"\\\"")?,
            b'\\' => out.write_all(b"\\\\")?,
            b'\n' => out.write_all(b"\\n")?,
            b'\r' => out.write_all(b"\\r")?,
            b'\t' => out.write_all(b"\\t")?,
            _ => write!(out, "\\u{byte:04x}")?,
        }
    }
    out.write_all(&text.as_bytes()[written..])?;
    out.write_all(b"\"")
}

#[cfg(test)]
mod tests {
    use super::{markup, write_json_text, write_markup};

    #[test]
    fn both_ways_of_escaping_agree_with_tera() {
        for text in ["", "plain", "<a href='x'>&\"é\"</a>", "&", "ends with <"] {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            write_markup(text, &mut ours).unwrap();
            tera::escape_html(text, &mut theirs).unwrap();
            assert_eq!(String::from_utf8(ours).unwrap(), markup(text));
            assert_eq!(theirs, markup(text).as_bytes());
        }
    }

    #[test]
    fn json_text_escapes_what_json_forbids_and_no_more() {
        let mut out = Vec::new();
        write_json_text("a\"b\\c\n\u{1}é</script>", &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), r#""a\"b\\c\n\u0001é</script>""#);
    }
}
