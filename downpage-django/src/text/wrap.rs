//! Lines of a given width, as Python's `textwrap` makes them for Django.

use crate::text::space;

/// Breaks the lines of `text` at blanks where they are longer than `width`; long words stay whole.
#[must_use]
pub fn wrap(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in space::lines(text) {
        let before = lines.len();
        wrap_line(&expand_tabs(line), width, &mut lines);
        if lines.len() == before {
            lines.push(line.to_owned());
        }
    }
    if text.ends_with('\n') {
        lines.push(String::new());
    }
    lines.join("\n")
}

fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// Words and the blanks between them, in turn.
fn chunks(text: &str) -> Vec<(&str, usize)> {
    let mut chunks = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = is_blank(first);
        let end = rest.find(|c| is_blank(c) != blank).unwrap_or(rest.len());
        let (chunk, after) = rest.split_at(end);
        chunks.push((chunk, chunk.chars().count()));
        rest = after;
    }
    chunks
}

fn wrap_line(text: &str, width: usize, lines: &mut Vec<String>) {
    let first_line = lines.len();
    let is_space = |chunk: &str| space::trim(chunk).is_empty();
    let chunks = chunks(text);
    let mut at = 0;
    while at < chunks.len() {
        // Blanks at the start of a line go, but not at the start of the text.
        if is_space(chunks[at].0) && lines.len() > first_line {
            at += 1;
        }
        let start = at;
        let mut length = 0;
        while let Some((_, size)) = chunks.get(at).filter(|(_, size)| length + size <= width) {
            length += size;
            at += 1;
        }
        if at == start && at < chunks.len() {
            at += 1;
        }
        let mut line = &chunks[start..at];
        if let [kept @ .., (last, _)] = line
            && is_space(last)
        {
            line = kept;
        }
        if !line.is_empty() {
            lines.push(line.iter().map(|(chunk, _)| *chunk).collect());
        }
    }
}

/// Blanks up to the next multiple of eight for each tab.
fn expand_tabs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        if c == '\t' {
            let blanks = 8 - column % 8;
            out.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        } else {
            out.push(c);
            column += 1;
        }
    }
    out
}
