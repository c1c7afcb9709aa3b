//! Text without tags.

use crate::error::{Error, Kind, Result};
use crate::text::markup::{Handler, Parser};

/// How often the result is stripped again: taking tags out can make new ones.
const ROUNDS: usize = 50;
/// What follows `<` and a letter without a `>` is suspicious when it is longer than this and has many `<` in it.
const LONG: usize = 1000;

struct Text(String);

impl Handler for Text {
    fn data(&mut self, text: &str) -> bool {
        self.0.push_str(text);
        true
    }

    fn entity(&mut self, name: &str) {
        self.0.push('&');
        self.0.push_str(name);
        self.0.push(';');
    }

    fn number(&mut self, number: &str) {
        self.0.push_str("&#");
        self.0.push_str(number);
        self.0.push(';');
    }
}

/// The text without its tags.
///
/// # Errors
/// `SuspiciousOperation` for a text made to cost time.
pub fn strip_tags(text: &str) -> Result<String> {
    let suspicious = || Error::new(Kind::Suspicious, "");
    if has_long_open_tag(text) {
        return Err(suspicious());
    }
    let mut text = text.to_owned();
    let mut round = 0;
    while text.contains('<') && text.contains('>') {
        if round >= ROUNDS {
            return Err(suspicious());
        }
        let mut stripped = Text(String::with_capacity(text.len()));
        let mut parser = Parser::new(&text, false);
        parser.feed(false, &mut stripped)?;
        parser.feed(true, &mut stripped)?;
        if text.matches('<').count() == stripped.0.matches('<').count() {
            break;
        }
        text = stripped.0;
        round += 1;
    }
    Ok(text)
}

fn has_long_open_tag(text: &str) -> bool {
    text.split('>').any(|part| {
        let open = part
            .match_indices('<')
            .find(|(at, _)| part[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
        open.is_some_and(|(at, _)| {
            let tag = &part[at..];
            tag.chars().count() >= LONG + 2 && tag.matches('<').count() >= ROUNDS
        })
    })
}
