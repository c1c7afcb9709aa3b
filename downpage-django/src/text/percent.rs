//! Percent-encoding: Python's `quote` and Django's `iri_to_uri`.

use std::fmt::Write;

/// `urllib.parse.quote(text, safe)`: all but letters, digits, `_.-~` and `safe` is encoded.
#[must_use]
pub fn quote(text: &str, safe: &str) -> String {
    encode(text, |byte| safe.as_bytes().contains(&byte))
}

/// `urllib.parse.quote_plus(text)`.
#[must_use]
pub fn quote_plus(text: &str) -> String {
    encode(text, |byte| byte == b' ').replace(' ', "+")
}

/// `iri_to_uri(text)`: a URL with characters of other scripts, as a URL.
#[must_use]
pub fn iri_to_uri(text: &str) -> String {
    encode(text, |byte| b"/#%[]=:;$&()+,!?*@'~".contains(&byte))
}

fn encode(text: &str, safe: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte) || byte.is_ascii() && safe(byte);
        if plain {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// `urllib.parse.unquote(text)`: what is no UTF-8 becomes U+FFFD.
#[must_use]
pub fn unquote(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (*byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
