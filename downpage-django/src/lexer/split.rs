//! Splits the contents of a tag into its arguments: at blanks, but not inside quotes.

use std::borrow::Cow;

use crate::error::{Error, Kind, Result};
use crate::text::space::is_space;

/// Splits `text` at blanks; a quoted stretch belongs to the bit it stands in.
///
/// ```
/// use downpage_django::lexer::split_quoted;
///
/// assert_eq!(split_quoted(r#"url "a b" x="c d"|upper"#), ["url", r#""a b""#, r#"x="c d"|upper"#]);
/// ```
#[must_use]
pub fn split_quoted(text: &str) -> Vec<&str> {
    let mut bits = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        let end = bit_end(rest);
        bits.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    bits
}

/// Where the bit at the start of `text` ends. Quotes count only when they are closed; a bit with an unclosed one ends
/// after its last closed one, or at the next blank.
fn bit_end(text: &str) -> usize {
    let mut end_after_quotes = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if is_space(c) {
            return at;
        }
        if c == '"' || c == '\'' {
            match quote_end(&text[at..], c) {
                Some(length) => {
                    at += length;
                    end_after_quotes = Some(at);
                    continue;
                }
                None => {
                    return end_after_quotes.map_or_else(|| blank_after(text), |end| plain_after(text, end));
                }
            }
        }
        at += c.len_utf8();
    }
    text.len()
}

/// The length of the quoted text at the start of `text`, with both quotes; a backslash keeps the next character.
fn quote_end(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            // A backslash does not reach over a line end.
            if c == '\n' {
                return None;
            }
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

fn blank_after(text: &str) -> usize {
    text.find(is_space).unwrap_or(text.len())
}

/// The end of what follows a closed quote: up to a blank or the quote that is not closed.
fn plain_after(text: &str, from: usize) -> usize {
    text[from..].find(|c| is_space(c) || c == '"' || c == '\'').map_or(text.len(), |at| from + at)
}

/// Splits the contents of a tag into bits; `_("two words")` stays one.
///
/// # Errors
/// `StopIteration`, as in Django, when a `_("` finds no `")` at the end of a bit.
pub fn split_contents(contents: &str) -> Result<Vec<Cow<'_, str>>> {
    let mut bits = split_quoted(contents).into_iter();
    let mut whole = Vec::new();
    while let Some(bit) = bits.next() {
        let mut bit = Cow::Borrowed(bit);
        if bit.starts_with("_(\"") || bit.starts_with("_('") {
            let closing = format!("{})", &bit[2..3]);
            let mut last_part = bit.clone();
            while !last_part.ends_with(&closing) {
                let Some(next) = bits.next() else {
                    return Err(Error::new(Kind::Other("StopIteration".into()), ""));
                };
                let bit = bit.to_mut();
                bit.push(' ');
                bit.push_str(next);
                last_part = Cow::Borrowed(next);
            }
        }
        whole.push(bit);
    }
    Ok(whole)
}
