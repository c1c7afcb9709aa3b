//! Turns what the TOML parser says is wrong into errors for people, one for each mistake.

use toml_parser::lexer::{Token, TokenKind};
use toml_parser::{ErrorSink, Expected, ParseError, Source};

use crate::config::document::{Bytes, scalar};
use crate::config::faults::{Faults, visible};
use crate::error::{Error, ErrorKind};
use crate::span::Span;

pub(super) const TOO_DEEP: &str = "tables and lists are nested too deep";

/// A key that cannot be defined where it stands.
#[derive(Debug)]
pub(super) struct Clash {
    pub(super) at: Bytes,
    pub(super) first: Bytes,
    /// Goes on after the key: "is defined twice".
    pub(super) what: &'static str,
}

/// Keeps `clash`, unless there are more than anyone reads.
pub(super) fn note(clashes: &mut Vec<Clash>, clash: Clash) {
    if clashes.len() < Mistakes::MOST {
        clashes.push(clash);
    }
}

/// What the parser found wrong.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<ParseError>);

impl Mistakes {
    /// Of one statement, or of all clashes.
    const MOST: usize = 1000;

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn first(&self) -> Option<&str> {
        self.0.first().map(ParseError::description)
    }
}

impl ErrorSink for Mistakes {
    fn report_error(&mut self, error: ParseError) {
        // "unclosed" comes after all that follows from it, and is what counts
        if self.0.len() < Self::MOST || is_unclosed(&error) {
            self.0.push(error);
        }
    }
}

/// Reports the mistakes of one statement to `faults`, without those that only follow from another.
pub(super) fn report(text: &str, statement: Span, mistakes: &Mistakes, faults: &mut Faults<'_>) {
    let mut told: Vec<Span> = Vec::new();
    // what is inside of an open bracket was meant to be outside
    let unclosed = mistakes.0.iter().filter(|error| is_unclosed(error)).min_by_key(|error| opening(error));
    if let Some(error) = unclosed {
        let help = "it is open from here to the end of the file".to_owned();
        let help = (statement.end == text.len()).then_some(help);
        faults.push(context(error), worded(error).maybe_help(help));
        told.push(Span::new(opening(error), statement.end + 1));
    }
    for error in mistakes.0.iter().filter(|error| is_about_entries(error)) {
        let opening = opening(error);
        if is_told(&told, opening) {
            continue;
        }
        if let Some((end, advice)) = meant_as_table(text, opening) {
            let span = Span::new(opening, end);
            faults.say_with(span, "a table needs a key for every value, with `=` between them", advice);
            told.push(span);
        }
    }
    for error in &mistakes.0 {
        let place = place(error);
        if !is_told(&told, place.start) {
            told.push(Span::new(place.start, place.start + 1));
            faults.push(place, worded(error));
        }
    }
}

/// Reports keys that are defined where they cannot be.
pub(super) fn report_clashes(text: &str, clashes: Vec<Clash>, faults: &mut Faults<'_>) {
    for clash in clashes {
        let key = scalar::key(clash.at.of(text));
        let first = faults.place(clash.first.span());
        let message = format!("`{}` {}", visible(&key), clash.what);
        let error = Error::new(ErrorKind::Configuration, message);
        faults.push(clash.at.span(), error.note(format!("it was first defined in line {}", first.line)));
    }
}

fn is_told(told: &[Span], at: usize) -> bool {
    told.iter().any(|span| (span.start..span.end).contains(&at))
}

fn is_unclosed(error: &ParseError) -> bool {
    matches!(error.description(), "unclosed array" | "unclosed inline table")
}

fn is_about_entries(error: &ParseError) -> bool {
    matches!(
        error.description(),
        "extra comma in inline table"
            | "missing assignment between key-value pairs"
            | "missing comma between key-value pairs"
    )
}

/// The bracket that the parser was in; a place that no bracket has when it was in none.
fn opening(error: &ParseError) -> usize {
    error.context().map_or(usize::MAX, |context| context.start())
}

fn context(error: &ParseError) -> Span {
    error.context().map_or_else(Span::default, |span| Span::new(span.start(), span.end()))
}

fn place(error: &ParseError) -> Span {
    error.unexpected().map_or_else(|| context(error), |span| Span::new(span.start(), span.end()))
}

fn worded(error: &ParseError) -> Error {
    let expected: Vec<String> = error.expected().unwrap_or_default().iter().filter_map(named).collect();
    let mut message = error.description().to_owned();
    let help = match error.description() {
        "string values must be quoted" => Some("put text in quotes: `\"...\"`"),
        _ => None,
    };
    if help.is_none() && !expected.is_empty() {
        message = format!("{message}, expected {}", expected.join(" or "));
    }
    let message = format!("not valid TOML: {message}");
    Error::new(ErrorKind::Configuration, message).maybe_help(help.map(str::to_owned))
}

fn named(expected: &Expected) -> Option<String> {
    match expected {
        Expected::Literal("\n") => Some("a line break".to_owned()),
        Expected::Literal(text) => Some(format!("`{text}`")),
        Expected::Description(text) => Some((*text).to_owned()),
        _ => None,
    }
}

/// When the braces at `opening` hold a set or a table of another language: where they end, and what to write.
///
/// `{"name", "Example"}` stands in the README of the Python original, as the context of a page.
fn meant_as_table(text: &str, opening: usize) -> Option<(usize, String)> {
    let rest = text.get(opening..).filter(|rest| rest.starts_with('{'))?;
    let mut items: Vec<&str> = Vec::new();
    let (mut commas, mut colons) = (0, 0);
    for token in Source::new(rest).lex().skip(1) {
        let written = written(rest, token);
        match token.kind() {
            TokenKind::BasicString | TokenKind::LiteralString => items.push(written),
            TokenKind::Comma => commas += 1,
            TokenKind::Whitespace | TokenKind::Newline => {}
            TokenKind::RightCurlyBracket => {
                let end = opening + token.span().end();
                return Some((end, advice(&items, commas, colons)));
            }
            TokenKind::Atom if written == ":" => colons += 1,
            TokenKind::Atom | TokenKind::Dot => {
                colons += usize::from(written.starts_with(':') || written.ends_with(':'));
                items.push(written.trim_matches(':'));
            }
            _ => return None,
        }
    }
    None
}

fn written(text: &str, token: Token) -> &str {
    text.get(token.span().start()..token.span().end()).unwrap_or_default()
}

fn advice(items: &[&str], commas: usize, colons: usize) -> String {
    let is_pairs = items.len() >= 2 && items.len().is_multiple_of(2);
    let is_set = commas + 1 >= items.len() && colons == 0;
    let is_foreign = colons * 2 == items.len();
    if !is_pairs || !(is_set || is_foreign) {
        return "write a table as `{ key = \"value\" }`".to_owned();
    }
    let entries = items.chunks(2).map(|pair| format!("{} = {}", bare(pair[0]), pair[1]));
    format!("did you mean `{{ {} }}`?", entries.collect::<Vec<_>>().join(", "))
}

/// The quoted key without its quotes, where TOML can do without.
fn bare(written: &str) -> String {
    let key = scalar::key(written);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !key.is_empty() && key.bytes().all(is_plain) { key.into_owned() } else { written.to_owned() }
}
