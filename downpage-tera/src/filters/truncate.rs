//! Text and markup cut short: `truncatechars`, `truncatewords`, `truncatechars_html`, `truncatewords_html`.
//!
//! Unlike Django, text is not brought into Unicode's form NFC first: what was there is kept byte for byte.

use std::borrow::Cow;

use downpage_core::Result;
use tera::Value;

use super::markup::{Piece, is_void, pieces, unescape};
use crate::call::{Call, Row, row};
use crate::escape;

pub(super) const FILTERS: [Row; 4] = [
    row("truncatechars", &["length"], truncatechars),
    row("truncatechars_html", &["length"], truncatechars_html),
    row("truncatewords", &["length"], truncatewords),
    row("truncatewords_html", &["length"], truncatewords_html),
];

/// `truncatechars(length=)`: at most `length` characters, the last of them `…` when something was cut off.
fn truncatechars(call: &Call<'_>) -> Result<Value> {
    let Some(length) = length(call)? else { return Ok(call.alike("")) };
    let text = call.text();
    let counted = text.char_indices().filter(|(_, letter)| !is_combining(*letter));
    let places: Vec<usize> = counted.map(|(at, _)| at).collect();
    if places.len() <= length {
        return Ok(call.alike(&text));
    }
    Ok(call.alike(&with_ellipsis(&text[..places[length - 1]], "…")))
}

/// `truncatewords(length=)`: at most `length` words with one space between them, and ` …` when something was cut off.
fn truncatewords(call: &Call<'_>) -> Result<Value> {
    let Some(length) = length(call)? else { return Ok(call.alike("")) };
    let text = call.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= length {
        return Ok(call.alike(&words.join(" ")));
    }
    Ok(call.alike(&with_ellipsis(&words[..length].join(" "), " …")))
}

/// `truncatechars_html(length=)`: as `truncatechars`, tags not counted and closed at the end.
fn truncatechars_html(call: &Call<'_>) -> Result<Value> {
    let Some(length) = length(call)? else { return Ok(call.alike("")) };
    let text = call.text();
    let mut read = 0;
    let mut remaining = length - 1;
    let shortened = shorten(&text, |data, output| {
        let letters: Vec<char> = data.chars().collect();
        read += letters.len();
        if read == length && output.chars().count() + letters.len() == text.chars().count() {
            return Kept { text: data.to_owned(), cut: Some("") };
        }
        let kept = letters.iter().take(remaining).collect::<String>();
        let cut = (remaining < letters.len()).then_some("…");
        remaining = remaining.saturating_sub(letters.len());
        Kept { text: escape_like_python(&kept), cut }
    });
    Ok(call.alike(&shortened))
}

/// `truncatewords_html(length=)`: as `truncatewords`, tags not counted and closed at the end, line breaks kept.
fn truncatewords_html(call: &Call<'_>) -> Result<Value> {
    let Some(length) = length(call)? else { return Ok(call.alike("")) };
    let mut remaining = length;
    let shortened = shorten(&call.text(), |data, _| {
        let words = split_between_words(data);
        let kept = words.iter().take(remaining).copied().collect::<Vec<_>>().join(" ");
        let cut = (remaining < words.len()).then_some(" …");
        remaining = remaining.saturating_sub(words.len());
        Kept { text: escape_like_python(&kept), cut }
    });
    Ok(call.alike(&shortened))
}

/// The length, `None` when nothing is left of any text.
fn length(call: &Call<'_>) -> Result<Option<usize>> {
    Ok(usize::try_from(call.whole("length")?).ok().filter(|length| *length > 0))
}

/// What is left of one text between tags, and what to end with when something was cut off.
struct Kept {
    text: String,
    cut: Option<&'static str>,
}

/// Copies tags, and text as `keep(text, output so far)` leaves it, until that cuts something off.
fn shorten(text: &str, mut keep: impl FnMut(&str, &str) -> Kept) -> String {
    let mut output = String::with_capacity(text.len());
    let mut open: Vec<&str> = Vec::new();
    let pieces = pieces(text);
    for (at, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Text(text) => {
                let kept = keep(&unescape(text), &output);
                match kept.cut {
                    None => output.push_str(&kept.text),
                    Some(end) => {
                        output.push_str(&with_ellipsis(&kept.text, end));
                        break;
                    }
                }
            }
            Piece::Open { name, raw, closed } => {
                output.push_str(raw);
                match (is_void(name), closed) {
                    (true, _) => {}
                    (false, true) => output.push_str(&end_tag(name)),
                    (false, false) => open.push(name),
                }
            }
            Piece::Close { name } if !is_void(name) => {
                output.push_str(&end_tag(name));
                open.pop_if(|last| last.eq_ignore_ascii_case(name));
            }
            Piece::Close { .. } | Piece::Other => {}
        }
        if at + 1 == pieces.len() {
            return output; // nothing was cut off: what is open was open before
        }
    }
    open.iter().rev().for_each(|name| output.push_str(&end_tag(name)));
    output
}

fn end_tag(name: &str) -> String {
    format!("</{}>", name.to_ascii_lowercase())
}

fn with_ellipsis<'t>(text: &'t str, ellipsis: &str) -> Cow<'t, str> {
    if text.ends_with(ellipsis) { text.into() } else { format!("{text}{ellipsis}").into() }
}

fn escape_like_python(text: &str) -> String {
    escape::markup(text).into_owned()
}

/// The words of `text`; white space at its ends stays with the first and last.
fn split_between_words(text: &str) -> Vec<&str> {
    let inner = text.trim();
    let Some(start) = text.find(inner).filter(|_| !inner.is_empty()) else { return vec![text] };
    let mut words: Vec<&str> = inner.split_whitespace().collect();
    let last = words.len() - 1;
    words[last] = &text[start + inner.len() - words[last].len()..];
    if last == 0 {
        return vec![text];
    }
    words[0] = &text[..start + words[0].len()];
    words
}

/// The combining marks of Latin, Greek, Cyrillic and of symbols.
fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{1ab0}'..='\u{1abd}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20dc}' | '\u{fe20}'..='\u{fe2f}')
}
