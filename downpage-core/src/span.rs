//! Where something stands in a text: byte ranges, and the place a person reads.

use std::fmt;

/// A range of bytes in a source text, `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// A place in a named source, with the line itself, so that it can be shown without the source at hand.
///
/// ```
/// use downpage_core::{Location, Span};
///
/// let place = Location::in_source("502.html", "<h1>\n{{ title|uper }}", Span::new(14, 18));
/// assert_eq!((place.line, place.column), (2, 10));
/// assert_eq!(place.to_string(), "502.html:2:10");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The template's name, or the path of a file.
    pub source: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The text of that line, without its end; `None` when the source is not at hand.
    pub text: Option<String>,
    /// The bytes of `text` that are meant; empty when only the line is known.
    pub marked: Span,
}

impl Location {
    /// The place of `span` in `text`; what reaches past the first line is cut at its end.
    ///
    /// A span outside the text, or inside a character, is moved to the nearest place that exists.
    #[must_use]
    pub fn in_source(source: impl Into<String>, text: &str, span: Span) -> Self {
        let start = floor_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_text = text[line_start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let marked_start = (start - line_start).min(line_text.len());
        let end = floor_boundary(text, span.end.max(start));
        let marked_end = (end - line_start).clamp(marked_start, line_text.len().max(marked_start));
        Self {
            source: source.into(),
            line: text[..line_start].matches('\n').count() + 1,
            column: line_text[..marked_start].chars().count() + 1,
            text: Some(line_text.to_owned()),
            marked: Span::new(marked_start, marked_end),
        }
    }

    /// A whole line of `text`, from 1, for engines that know no more.
    #[must_use]
    pub fn at_line(source: impl Into<String>, text: &str, line: usize) -> Self {
        let content = text.split('\n').nth(line.saturating_sub(1)).map(|line| line.trim_end_matches('\r'));
        let indent = content.map_or(0, |line| line.len() - line.trim_start().len());
        Self {
            source: source.into(),
            line,
            column: indent + 1,
            text: content.map(str::to_owned),
            marked: Span::new(indent, content.map_or(indent, str::len)),
        }
    }

    /// A place of which only the name of the source is known.
    #[must_use]
    pub fn whole(source: impl Into<String>) -> Self {
        Self { source: source.into(), line: 1, column: 1, text: None, marked: Span::default() }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.is_none() && (self.line, self.column) == (1, 1) {
            return f.write_str(&self.source);
        }
        write!(f, "{}:{}:{}", self.source, self.line, self.column)
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Location, Span};

    #[test]
    fn a_span_inside_a_character_moves_to_its_start() {
        let place = Location::in_source("a", "é!", Span::new(1, 2));
        assert_eq!((place.column, place.marked), (1, Span::new(0, 2)));
    }

    #[test]
    fn a_span_past_the_end_points_at_the_end() {
        let place = Location::in_source("a", "one\ntwo", Span::new(99, 120));
        assert_eq!((place.line, place.column, place.marked), (2, 4, Span::new(3, 3)));
    }

    #[test]
    fn a_span_over_several_lines_is_cut_at_the_first() {
        let place = Location::in_source("a", "ab\r\ncd", Span::new(1, 6));
        assert_eq!((place.text.as_deref(), place.marked), (Some("ab"), Span::new(1, 2)));
    }

    #[test]
    fn a_line_alone_is_marked_from_its_first_word() {
        let place = Location::at_line("a", "x\n  {{ y }}\n", 2);
        assert_eq!((place.column, place.marked), (3, Span::new(2, 9)));
        assert_eq!(Location::at_line("a", "x", 7).text, None);
    }
}
