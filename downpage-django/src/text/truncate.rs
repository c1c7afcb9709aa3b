//! Cutting text short, by characters or words, with tags or without.

use std::borrow::Cow;

use memchr::memchr_iter;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::text::escape::escape;
use crate::text::markup::{Handler, Parser};
use crate::text::space::{is_space, words as words_of};

/// What is put at the end of a text that was cut: a suffix, or a pattern with `%(truncated_text)s` in it.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'e>(pub &'e str);

impl Ending<'_> {
    fn add(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + self.0.len());
        let mut rest = self.0;
        while let Some(at) = marker(rest) {
            push_pattern(&rest[..at], &mut out);
            out.push_str(text);
            rest = &rest[at + MARKER.len()..];
        }
        if rest.len() < self.0.len() {
            push_pattern(rest, &mut out);
        } else {
            out.push_str(text);
            out.push_str(if text.ends_with(rest) { "" } else { rest });
        }
        out
    }

    /// How many characters of `length` are left for the text.
    fn room(self, length: usize) -> usize {
        let own = self.add("").chars().filter(|c| !is_combining(*c)).count();
        length.saturating_sub(own)
    }
}

/// What stands for the text in a pattern.
const MARKER: &str = "%(truncated_text)s";

fn marker(pattern: &str) -> Option<usize> {
    memchr_iter(b'%', pattern.as_bytes()).find(|at| pattern[*at..].starts_with(MARKER))
}

/// Writes a piece of a pattern, in which per cent signs are doubled.
fn push_pattern(piece: &str, out: &mut String) {
    if piece.contains('%') { out.push_str(&piece.replace("%%", "%")) } else { out.push_str(piece) }
}

/// The first character that combines with others, or may be written in two ways.
const FIRST_COMBINING: char = '\u{300}';

fn is_combining(c: char) -> bool {
    c >= FIRST_COMBINING && canonical_combining_class(c) != 0
}

/// `text` with letters and their accents made one character where there is one; usual text is so already.
fn composed(text: &str) -> Cow<'_, str> {
    // The first byte of every character from there on.
    let first = 0xcc;
    if text.bytes().all(|byte| byte < first) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// At most `length` characters. Combining characters do not count.
#[must_use]
pub fn chars(text: &str, length: usize, ending: Ending<'_>) -> String {
    if length == 0 {
        return String::new();
    }
    // Nothing to do for short plain text, which is the usual case.
    if text.is_ascii() && text.len() <= length {
        return text.to_owned();
    }
    let room = ending.room(length);
    if text.is_ascii() {
        return ending.add(&text[..room]);
    }
    let text = composed(text);
    let mut cut = None;
    let counted = text.char_indices().filter(|(_, c)| !is_combining(*c)).map(|(at, _)| at);
    for (count, at) in counted.enumerate() {
        if count == room {
            cut = Some(at);
        }
        if count == length {
            return ending.add(&text[..cut.unwrap_or(0)]);
        }
    }
    text.into_owned()
}

/// At most `length` words, with one blank between two.
#[must_use]
pub fn words(text: &str, length: usize, ending: Ending<'_>) -> String {
    if length == 0 {
        return String::new();
    }
    let mut all = words_of(text);
    let kept: Vec<&str> = all.by_ref().take(length).collect();
    let kept = kept.join(" ");
    if all.next().is_some() { ending.add(&kept) } else { kept }
}

/// At most `length` characters outside of tags; what is open is closed.
#[must_use]
pub fn html_chars(text: &str, length: usize, ending: Ending<'_>) -> String {
    if length == 0 {
        return String::new();
    }
    let text = composed(text);
    let total = text.chars().count();
    let by = By::Characters { length, total, seen: 0 };
    Cutter { by, remaining: ending.room(length), ending, open: Vec::new(), out: String::new() }.run(&text)
}

/// At most `length` words outside of tags; what is open is closed.
#[must_use]
pub fn html_words(text: &str, length: usize, ending: Ending<'_>) -> String {
    if length == 0 {
        return String::new();
    }
    Cutter { by: By::Words, remaining: length, ending, open: Vec::new(), out: String::new() }.run(text)
}

enum By {
    Characters { length: usize, total: usize, seen: usize },
    Words,
}

struct Cutter<'e> {
    by: By,
    remaining: usize,
    ending: Ending<'e>,
    open: Vec<String>,
    out: String,
}

impl Cutter<'_> {
    fn run(mut self, text: &str) -> String {
        // What is wrong in the markup ends the text, as what is incomplete at its end does.
        if let Ok(false) = Parser::new(text, true).feed(false, &mut self) {
            for tag in self.open.iter().rev() {
                self.out.push_str("</");
                self.out.push_str(tag);
                self.out.push('>');
            }
        }
        self.out
    }

    /// Counts the units of `data`, and gives as many as there is room for.
    fn measure(&self, data: &str) -> (usize, String) {
        if let By::Characters { .. } = self.by {
            let kept: String = data.chars().take(self.remaining).collect();
            return (data.chars().count(), escape(&kept));
        }
        let units = word_units(data);
        let kept = units[..units.len().min(self.remaining)].join(" ");
        (units.len(), escape(&kept))
    }
}

/// The words of `text`; blanks before the first and after the last stay with them.
fn word_units(text: &str) -> Vec<&str> {
    let first = text.find(|c| !is_space(c)).unwrap_or(text.len());
    let mut units = Vec::new();
    let mut start = 0;
    let mut at = first;
    while let Some(blank) = text[at..].find(is_space).map(|found| at + found) {
        let Some(next) = text[blank..].find(|c| !is_space(c)).map(|found| blank + found) else { break };
        units.push(&text[start..blank]);
        start = next;
        at = next;
    }
    units.push(&text[start..]);
    units
}

fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
            | "spacer"
    )
}

impl Handler for Cutter<'_> {
    fn data(&mut self, data: &str) -> bool {
        if let By::Characters { length, total, seen } = &mut self.by {
            let count = data.chars().count();
            *seen += count;
            // All of the text fits to the character: then nothing is cut, and nothing is escaped.
            if seen == length && self.out.chars().count() + count == *total {
                self.out.push_str(data);
                return false;
            }
        }
        let (count, kept) = self.measure(data);
        if self.remaining < count {
            self.remaining = 0;
            self.out.push_str(&self.ending.add(&kept));
            return false;
        }
        self.remaining -= count;
        self.out.push_str(&kept);
        true
    }

    fn start(&mut self, tag: &str, whole: &str, closed: bool) {
        self.out.push_str(whole);
        if !is_void(tag) {
            self.open.push(tag.to_owned());
            if closed {
                self.end(tag);
            }
        }
    }

    fn end(&mut self, tag: &str) {
        if is_void(tag) {
            return;
        }
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        if self.open.last().is_some_and(|open| open == tag) {
            self.open.pop();
        }
    }
}
