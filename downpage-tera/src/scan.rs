//! Finds what a template refers to, without parsing it: Tera's own tokens, comments and raw blocks skipped.
//!
//! Tera wants every template of a page at once and does not say which those are; this does. It never fails: where the
//! text is not Tera's language it stops, and Tera itself says what is wrong.

use downpage_core::Span;
use tera::Delimiters;

/// A name in a template, and where it stands (with its quotes, if it has any).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The name, escapes of a quoted one resolved.
    pub(crate) name: String,
    /// Where.
    pub(crate) span: Span,
}

/// What a template refers to and defines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// `{% extends "..." %}`.
    pub(crate) extends: Vec<Named>,
    /// `{% include "..." %}`.
    pub(crate) includes: Vec<Named>,
    /// `{% component Name(...) %}`.
    pub(crate) components: Vec<Named>,
    /// `{{ <Name .../> }}` and `{% <Name ...> %}`.
    pub(crate) calls: Vec<Named>,
    /// `{% block name %}`.
    pub(crate) blocks: Vec<Named>,
    /// The first word of every tag, and the span of the whole tag.
    pub(crate) tags: Vec<Named>,
    /// The inside of every `{{ ... }}`, without whitespace control.
    pub(crate) outputs: Vec<Span>,
}

/// What `text` refers to.
pub(crate) fn scan(text: &str, delimiters: &Delimiters) -> Scan {
    let mut found = Scan::default();
    let mut at = 0;
    while let Some((start, kind)) = next_start(text, at, delimiters) {
        let inside = skip_dash(text, start + 2);
        let end = match kind {
            Start::Comment => after(text, inside, &delimiters.comment_end),
            Start::Output => output(text, inside, &delimiters.variable_end, &mut found),
            Start::Tag => match raw_end(text, start + 2, delimiters) {
                Some(end) => Some(end),
                None => tag(text, start, &delimiters.block_end, &mut found),
            },
        };
        let Some(end) = end else { break };
        at = end;
    }
    found
}

#[derive(Clone, Copy)]
enum Start {
    Output,
    Tag,
    Comment,
}

/// The next place from `at` where something other than text begins.
fn next_start(text: &str, at: usize, delimiters: &Delimiters) -> Option<(usize, Start)> {
    let starts = [
        (delimiters.variable_start.as_bytes(), Start::Output),
        (delimiters.block_start.as_bytes(), Start::Tag),
        (delimiters.comment_start.as_bytes(), Start::Comment),
    ];
    let windows = text.as_bytes().get(at..)?.windows(2).enumerate();
    windows.filter(|(offset, _)| text.is_char_boundary(at + offset)).find_map(|(offset, window)| {
        let start = starts.iter().find(|(start, _)| *start == window)?;
        Some((at + offset, start.1))
    })
}

/// Past the dash of whitespace control, if there is one.
fn skip_dash(text: &str, at: usize) -> usize {
    at + usize::from(text.as_bytes().get(at) == Some(&b'-'))
}

/// The place after the next `end` from `at`.
fn after(text: &str, at: usize, end: &str) -> Option<usize> {
    text.get(at..)?.find(end).map(|found| at + found + end.len())
}

/// Where the raw block ends whose tag may begin after `at`; `None` when it is another tag, or has no end.
fn raw_end(text: &str, at: usize, delimiters: &Delimiters) -> Option<usize> {
    let mut at = whole_tag(text, at, "raw", &delimiters.block_end)?;
    loop {
        let inside = after(text, at, &delimiters.block_start)?;
        if let Some(end) = whole_tag(text, inside, "endraw", &delimiters.block_end) {
            return Some(end);
        }
        at = inside;
    }
}

/// The place after a tag that is `word` and nothing else.
fn whole_tag(text: &str, at: usize, word: &str, end: &str) -> Option<usize> {
    let blank = |letter: char| letter.is_ascii_whitespace();
    let rest = text.get(skip_dash(text, at)..)?.trim_start_matches(blank);
    let rest = rest.strip_prefix(word)?.trim_start_matches(blank);
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(end)?;
    Some(text.len() - rest.len())
}

/// Reads an output, and gives the place after it.
fn output(text: &str, inside: usize, end: &str, found: &mut Scan) -> Option<usize> {
    let mut tokens = Tokens { text, at: inside, end };
    let mut operand = false;
    loop {
        let (token, span) = tokens.next()?;
        if matches!(token, Token::End) {
            found.outputs.push(Span::new(inside, span.start));
            return Some(span.end);
        }
        operand = expression(&token, operand, &mut tokens, found);
    }
}

/// Reads the tag that begins at `start`, and gives the place after it.
fn tag(text: &str, start: usize, end: &str, found: &mut Scan) -> Option<usize> {
    let mut tokens = Tokens { text, at: skip_dash(text, start + 2), end };
    let (mut token, mut span) = tokens.next()?;
    let word = if let Token::Name(word) = token { word } else { "" };
    match word {
        "extends" => found.extends.extend(tokens.text()),
        "include" => found.includes.extend(tokens.text()),
        "component" => found.components.extend(tokens.dotted_name()),
        "block" => found.blocks.extend(tokens.dotted_name()),
        _ => {}
    }
    let mut operand = false;
    loop {
        if matches!(token, Token::End) {
            found.tags.push(Named { name: word.to_owned(), span: Span::new(start, span.end) });
            return Some(span.end);
        }
        operand = expression(&token, operand, &mut tokens, found);
        (token, span) = tokens.next()?;
    }
}

/// Notes a call of a component: a `<` where an operand is expected. Gives whether an operand has just ended.
fn expression(token: &Token<'_>, operand: bool, tokens: &mut Tokens<'_>, found: &mut Scan) -> bool {
    const WORDS: [&str; 16] = [
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "elif",
        "else",
        "for",
        "set",
        "set_global",
        "filter",
        "include",
        "extends",
        "block",
        "component",
    ];
    match token {
        Token::Less if !operand => {
            found.calls.extend(tokens.dotted_name());
            true
        }
        Token::Name(word) => !WORDS.contains(word),
        Token::Text(_) | Token::Number | Token::Closing => true,
        Token::Less | Token::Sign | Token::End => false,
    }
}

enum Token<'a> {
    Name(&'a str),
    Text(String),
    Number,
    Less,
    /// A closing bracket.
    Closing,
    /// Any other sign.
    Sign,
    /// The delimiter that ends the tag or output.
    End,
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
    end: &'a str,
}

impl<'a> Tokens<'a> {
    /// The next token; `None` at the end of the text and where Tera's language ends.
    fn next(&mut self) -> Option<(Token<'a>, Span)> {
        let rest = self.text.get(self.at..)?;
        let blank = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace()).len();
        let start = self.at + blank;
        let rest = &rest[blank..];
        let first = *rest.as_bytes().first()?;
        let (token, length) = if let Some(dash) = self.is_end(rest) {
            (Token::End, dash + self.end.len())
        } else if matches!(first, b'"' | b'\'' | b'`') {
            let (text, length) = quoted(rest, first)?;
            (Token::Text(text), length)
        } else if first.is_ascii_digit() {
            let digits = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
            (Token::Number, digits)
        } else if first == b'_' || first.is_ascii_alphabetic() {
            let length =
                rest.bytes().take_while(|byte| *byte == b'_' || byte.is_ascii_alphanumeric()).count();
            (Token::Name(&rest[..length]), length)
        } else {
            sign(rest)?
        };
        self.at = start + length;
        Some((token, Span::new(start, self.at)))
    }

    /// How many bytes of whitespace control stand before the end delimiter, when it is here.
    fn is_end(&self, rest: &str) -> Option<usize> {
        if rest.starts_with(self.end) {
            return Some(0);
        }
        rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(self.end)).then_some(1)
    }

    /// A text in quotes.
    fn text(&mut self) -> Option<Named> {
        let before = self.at;
        if let Some((Token::Text(name), span)) = self.next() {
            return Some(Named { name, span });
        }
        self.at = before;
        None
    }

    /// A name with dots in it, as components have them.
    fn dotted_name(&mut self) -> Option<Named> {
        let before = self.at;
        let Some((Token::Name(_), mut span)) = self.next() else {
            self.at = before;
            return None;
        };
        while self.text[self.at..].starts_with('.') {
            let dot = self.at;
            self.at += 1;
            let Some((Token::Name(_), part)) = self.next() else {
                self.at = dot;
                break;
            };
            span.end = part.end;
        }
        let name = self.text[span.start..span.end].to_owned();
        Some(Named { name, span })
    }
}

/// The text in quotes at the start of `rest`, and its length with them.
fn quoted(rest: &str, quote: u8) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => text.push(match letters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            }),
            _ if letter == char::from(quote) => return Some((text, at + 1)),
            _ => text.push(letter),
        }
    }
    None
}

fn sign<'a>(rest: &str) -> Option<(Token<'a>, usize)> {
    const PAIRS: [&str; 9] = ["//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["];
    if PAIRS.iter().any(|pair| rest.starts_with(pair)) {
        return Some((Token::Sign, 2));
    }
    let token = match rest.as_bytes().first()? {
        b'<' => Token::Less,
        b')' | b']' | b'}' => Token::Closing,
        b'+' | b'-' | b'*' | b'/' | b'%' | b'!' | b'.' | b',' | b':' | b'~' | b'|' | b'=' | b'>' | b'('
        | b'[' | b'{' | b'@' => Token::Sign,
        _ => return None,
    };
    Some((token, 1))
}

#[cfg(test)]
mod tests {
    use super::{Scan, scan};
    use tera::Delimiters;

    fn names(found: &[super::Named]) -> Vec<&str> {
        found.iter().map(|named| named.name.as_str()).collect()
    }

    fn of(text: &str) -> Scan {
        scan(text, &Delimiters::default())
    }

    #[test]
    fn every_kind_of_reference_is_found_with_its_place() {
        let text = "{%- extends 'base.html' -%}{% block a %}{% include \"x\\\"y.html\" %}{{ <ui.Card/> }}{% endblock %}";
        let found = of(text);
        assert_eq!(names(&found.extends), ["base.html"]);
        assert_eq!(names(&found.includes), ["x\"y.html"]);
        assert_eq!(names(&found.calls), ["ui.Card"]);
        assert_eq!(names(&found.blocks), ["a"]);
        let span = found.extends[0].span;
        assert_eq!(&text[span.start..span.end], "'base.html'");
    }

    #[test]
    fn comments_raw_blocks_and_texts_refer_to_nothing() {
        let found = of(concat!(
            "{# {% include 'a' %} #}{% raw %}{% include 'b' %}{{ x }}{%- endraw -%}",
            "{{ \"{% include 'c' %}\" }}{#- #}{% include 'd' %}"
        ));
        assert_eq!(names(&found.includes), ["d"]);
        assert_eq!(found.outputs.len(), 1);
    }

    #[test]
    fn a_comparison_is_no_component() {
        let found =
            of("{% if a <b and (1) <c or [<D/>] < 3 and <E x={a <f}/> <= g %}{% set h = <I/> %}{% endif %}");
        assert_eq!(names(&found.calls), ["D", "E", "I"]);
    }

    #[test]
    fn components_with_a_body_are_called_once_and_defined_by_name() {
        let found = of(
            "{% component ui.Card(title, @lang) %}{{ body }}{% endcomponent ui.Card %}{% <B a='1'> %}{% </B> %}",
        );
        assert_eq!(names(&found.components), ["ui.Card"]);
        assert_eq!(names(&found.calls), ["B"]);
    }

    #[test]
    fn it_stops_where_the_language_ends() {
        for text in [
            "{% include 'a' %}{{ 'open",
            "{% include 'a' %}{{ ? }}{% include 'b' %}",
            "{% include 'a' %}{# open",
        ] {
            assert_eq!(names(&of(text).includes), ["a"], "{text}");
        }
    }

    #[test]
    fn other_delimiters_are_followed() {
        let delimiters = Delimiters {
            block_start: "<%".into(),
            block_end: "%>".into(),
            variable_start: "«".into(),
            variable_end: "»".into(),
            comment_start: "<#".into(),
            comment_end: "#>".into(),
        };
        let found = scan("é<# <% include 'no' %> #><% include 'a' %>« <B/> »{% include 'no' %}", &delimiters);
        assert_eq!((names(&found.includes), names(&found.calls)), (vec!["a"], vec!["B"]));
    }
}
