//! Percent-encoding, as Python's `urllib.parse` does it: the URLs of a Django site must come out letter by letter.

use std::fmt::Write;

/// Encodes every byte of `text` that is neither a letter, a digit, `_.-~`, nor in `safe`.
///
/// ```
/// use downpage_core::surroundings::percent::quote;
///
/// assert_eq!(quote("css/a b.css", "/"), "css/a%20b.css");
/// assert_eq!(quote("é&", ""), "%C3%A9%26");
/// ```
#[must_use]
pub fn quote(text: &str, safe: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte) || safe.as_bytes().contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            let _ = write!(quoted, "%{byte:02X}"); // writing to a string cannot fail
        }
    }
    quoted
}

/// Decodes `%XX`; what is no code stays as it is, what is no UTF-8 becomes U+FFFD.
///
/// ```
/// use downpage_core::surroundings::percent::unquote;
///
/// assert_eq!(unquote("a%20b%C3%A9%zz"), "a bé%zz");
/// ```
#[must_use]
pub fn unquote(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        match rest {
            [b'%', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(16 * hex_digit(*high) + hex_digit(*low));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The value of a hexadecimal digit.
fn hex_digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20).wrapping_sub(b'a').wrapping_add(10),
    }
}
