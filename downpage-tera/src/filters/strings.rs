//! Text in, text out: `addslashes`, `capfirst`, `center`, `cut`, `ljust`, `make_list`, `phone2numeric`, `rjust`, `wordwrap`.

use downpage_core::Result;
use tera::Value;

use crate::call::{Call, Row, row};

pub(super) const FILTERS: [Row; 9] = [
    row("addslashes", &[], addslashes),
    row("capfirst", &[], capfirst),
    row("center", &["width"], center),
    row("cut", &["text"], cut),
    row("ljust", &["width"], ljust),
    row("make_list", &[], make_list),
    row("phone2numeric", &[], phone2numeric),
    row("rjust", &["width"], rjust),
    row("wordwrap", &["width"], wordwrap),
];

/// `addslashes`: a backslash before backslashes and quotes.
fn addslashes(call: &Call<'_>) -> Result<Value> {
    let text = call.text().replace('\\', "\\\\").replace('"', "\\\"").replace('\'', "\\'");
    Ok(call.alike(&text))
}

/// `capfirst`: the first letter in upper case, the rest as it is.
fn capfirst(call: &Call<'_>) -> Result<Value> {
    let text = call.text();
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    Ok(call.alike(&(first.collect::<String>() + letters.as_str())))
}

/// `center(width=)`: spaces on both sides.
fn center(call: &Call<'_>) -> Result<Value> {
    let (text, missing) = missing(call)?;
    // Python gives the odd space to the left when the width is odd too.
    let left = missing / 2 + (missing & call.width("width")? & 1);
    Ok(call.alike(&format!("{}{text}{}", " ".repeat(left), " ".repeat(missing - left))))
}

/// `ljust(width=)`: spaces to the right.
fn ljust(call: &Call<'_>) -> Result<Value> {
    let (text, missing) = missing(call)?;
    Ok(call.alike(&format!("{text}{}", " ".repeat(missing))))
}

/// `rjust(width=)`: spaces to the left.
fn rjust(call: &Call<'_>) -> Result<Value> {
    let (text, missing) = missing(call)?;
    Ok(call.alike(&format!("{}{text}", " ".repeat(missing))))
}

/// The text, and how many characters it lacks to the width.
fn missing<'a>(call: &Call<'a>) -> Result<(std::borrow::Cow<'a, str>, usize)> {
    let text = call.text();
    let length = text.chars().count();
    Ok((text, call.width("width")?.saturating_sub(length)))
}

/// `cut(text=)`: every `text` removed.
fn cut(call: &Call<'_>) -> Result<Value> {
    let wrong = call.required("text")?;
    let wrong = crate::call::text_of(wrong);
    let text = call.text().replace(&*wrong, "");
    // Without its semicolons, an entity may turn into something else.
    Ok(if wrong == ";" { Value::normal_string(&text) } else { call.alike(&text) })
}

/// `make_list`: the characters.
fn make_list(call: &Call<'_>) -> Result<Value> {
    Ok(call.text().chars().map(Value::from).collect::<Vec<_>>().into())
}

/// `phone2numeric`: letters as the digits of a telephone's keys.
fn phone2numeric(call: &Call<'_>) -> Result<Value> {
    const KEYS: &[u8; 26] = b"22233344455566677778889999";
    let digit = |letter: char| match letter.to_ascii_lowercase() {
        lower @ 'a'..='z' => char::from(KEYS[usize::from(lower as u8 - b'a')]),
        other => other,
    };
    // Everything else in lower case, as in Django.
    let text: String = call.text().chars().flat_map(char::to_lowercase).map(digit).collect();
    Ok(call.alike(&text))
}

/// `wordwrap(width=)`: lines no longer than `width`, words left whole.
fn wordwrap(call: &Call<'_>) -> Result<Value> {
    let width = call.whole("width")?;
    let Some(width) = usize::try_from(width).ok().filter(|width| *width > 0) else {
        return Err(call.wrong("width", "at least 1", call.required("width")?));
    };
    Ok(call.alike(&wrap(&call.text(), width)))
}

/// Python's `textwrap` on each line, without breaking words.
fn wrap(text: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for line in super::markup::lines(text) {
        let before = lines.len();
        wrap_line(&expand_tabs(line), width, &mut lines);
        if lines.len() == before {
            lines.push(line.to_owned()); // nothing but white space: kept as it is
        }
    }
    if text.ends_with('\n') {
        lines.push(String::new());
    }
    lines.join("\n")
}

fn wrap_line(line: &str, width: usize, lines: &mut Vec<String>) {
    let first = lines.len();
    let mut chunks = chunks(line).into_iter().peekable();
    while chunks.peek().is_some() {
        let blank = |chunk: &&str| chunk.trim().is_empty();
        if lines.len() > first {
            chunks.next_if(blank);
        }
        let (mut current, mut length): (Vec<&str>, usize) = (Vec::new(), 0);
        while let Some(chunk) = chunks.next_if(|chunk| length + chunk.chars().count() <= width) {
            length += chunk.chars().count();
            current.push(chunk);
        }
        if current.is_empty() {
            current.extend(chunks.next());
        }
        current.pop_if(|chunk| blank(&&**chunk));
        if !current.is_empty() {
            lines.push(current.concat());
        }
    }
}

/// Words and the white space between them.
fn chunks(line: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let blank = |letter: char| matches!(letter, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ');
        let same = rest.find(|letter| blank(letter) != blank(first)).unwrap_or(rest.len());
        chunks.push(&rest[..same]);
        rest = &rest[same..];
    }
    chunks
}

fn expand_tabs(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut column = 0;
    for letter in line.chars() {
        if letter == '\t' {
            let spaces = 8 - column % 8;
            text.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
        } else {
            text.push(letter);
            column += 1;
        }
    }
    text
}
