//! Gathers what is wrong with one configuration: all of it, in the order of the file, up to a sensible number.

use crate::config::Origin;
use crate::error::{Error, ErrorKind, Errors};
use crate::span::{Location, Span};

/// The errors of one file.
#[derive(Debug)]
pub(super) struct Faults<'o> {
    origin: &'o Origin,
    found: Vec<(usize, Error)>,
    /// Bytes of source lines that the errors carry; a hostile file is one endless line with a mistake per byte.
    carried: usize,
    more: usize,
}

impl<'o> Faults<'o> {
    /// More than a person reads.
    const MOST: usize = 100;
    const MOST_CARRIED: usize = 1 << 20;

    pub(super) fn new(origin: &'o Origin) -> Self {
        Self { origin, found: Vec::new(), carried: 0, more: 0 }
    }

    /// The place of `span` in the file.
    pub(super) fn place(&self, span: Span) -> Location {
        Location::in_source(self.origin.path.display().to_string(), &self.origin.text, span)
    }

    /// Adds `error`, which concerns `span`.
    pub(super) fn push(&mut self, span: Span, error: Error) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        let place = self.place(span);
        self.carried += place.text.as_ref().map_or(0, String::len);
        self.found.push((span.start, error.at(place)));
    }

    /// Adds a configuration error with `message`.
    pub(super) fn say(&mut self, span: Span, message: impl Into<String>) {
        self.push(span, Error::new(ErrorKind::Configuration, message));
    }

    /// Adds a configuration error with the way out.
    pub(super) fn say_with(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(span, Error::new(ErrorKind::Configuration, message).help(help));
    }

    /// Whether further errors are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= Self::MOST || self.carried >= Self::MOST_CARRIED
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All errors, by their place in the file.
    pub(super) fn finish(mut self) -> Result<(), Errors> {
        self.found.sort_by_key(|(start, _)| *start);
        let mut errors: Vec<Error> = self.found.into_iter().map(|(_, error)| error).collect();
        if self.more > 0 {
            let message = format!("and {} more errors in `{}`", self.more, self.origin.path.display());
            errors.push(Error::new(ErrorKind::Configuration, message));
        }
        Errors::check(errors)
    }
}

/// `text` for a message: what cannot be seen is spelt out, and what is long is cut.
pub(super) fn visible(text: &str) -> String {
    const LONG: usize = 80;
    let mut shown = String::new();
    for letter in text.chars().take(LONG) {
        if letter.is_control() { shown.extend(letter.escape_debug()) } else { shown.push(letter) }
    }
    if text.chars().nth(LONG).is_some() {
        shown.push_str("...");
    }
    shown
}
