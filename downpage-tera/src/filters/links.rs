//! URLs: `iriencode`, `urlencode`, `urlize`, `urlizetrunc`.

use std::fmt::Write;

use downpage_core::Result;
use tera::Value;

use super::urlize::Urlizer;
use crate::call::{Call, Row, row};

pub(super) const FILTERS: [Row; 4] = [
    row("iriencode", &[], iriencode),
    row("urlencode", &["safe"], urlencode),
    row("urlize", &[], urlize),
    row("urlizetrunc", &["limit"], urlizetrunc),
];

/// `iriencode`: what may stand in a URL stays, `%` too; all else is percent-encoded.
fn iriencode(call: &Call<'_>) -> Result<Value> {
    Ok(call.alike(&quote(&call.text(), "/#%[]=:;$&()+,!?*@'~")))
}

/// `urlencode(safe="/")`: everything percent-encoded but letters, digits, `_.-~` and `safe`.
fn urlencode(call: &Call<'_>) -> Result<Value> {
    let safe = call.text_argument("safe").unwrap_or("/".into());
    Ok(quote(&call.text(), &safe).into())
}

/// `urlize`: URLs and e-mail addresses in text as links.
fn urlize(call: &Call<'_>) -> Result<Value> {
    links(call, None)
}

/// `urlizetrunc(limit=)`: as `urlize`, the text of a link cut to `limit` characters.
fn urlizetrunc(call: &Call<'_>) -> Result<Value> {
    let limit = call.width("limit")?;
    links(call, Some(limit))
}

fn links(call: &Call<'_>, limit: Option<usize>) -> Result<Value> {
    let escape = call.escapes() && !call.is_safe();
    Ok(call.html(&Urlizer { limit, escape }.links(&call.text())))
}

/// Python's `urllib.parse.quote`.
pub(super) fn quote(text: &str, safe: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for byte in text.bytes() {
        let kept = byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte);
        if kept || (byte.is_ascii() && safe.as_bytes().contains(&byte)) {
            quoted.push(char::from(byte));
        } else {
            let _ = write!(quoted, "%{byte:02X}"); // writing to a String cannot fail
        }
    }
    quoted
}

/// Python's `urllib.parse.unquote`.
pub(super) fn unquote(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.filter(|code| first == b'%' && code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
