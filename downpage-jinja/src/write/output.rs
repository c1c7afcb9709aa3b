//! Puts the pieces together. Lines of the result never run ahead of those of the source.

use std::ops::Range;

use super::{Written, names};
use crate::places::{Piece, Places};
use crate::syntax::ast::Name;

/// See the module.
pub(super) struct Output<'s> {
    source: &'s str,
    text: String,
    pieces: Vec<Piece>,
    lines: usize,
    /// Up to where the lines of the source were counted, and how many there were.
    counted: (usize, usize),
}

impl<'s> Output<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let text = String::with_capacity(source.len() + source.len() / 4);
        Self { source, text, pieces: Vec::new(), lines: 0, counted: (0, 0) }
    }

    pub(super) fn finish(self) -> Written {
        Written { text: self.text, places: Places::new(self.pieces) }
    }

    /// Copies a stretch of the source.
    pub(super) fn copy(&mut self, from: Range<usize>) {
        let source = self.source;
        self.push(&source[from.clone()], from, true);
    }

    pub(super) fn name(&mut self, name: Name<'s>) {
        if name.text.is_ascii() {
            return self.copy(name.span.range());
        }
        self.insert(&names::written(name.text), name.span.range());
    }

    /// Writes something that stands for a stretch of the source.
    pub(super) fn insert(&mut self, text: &str, from: Range<usize>) {
        self.push(text, from, false);
    }

    /// Ends lines until what follows stands in the line in which `offset` stands in the source.
    pub(super) fn catch_up(&mut self, offset: usize) {
        let (from, lines) = self.counted;
        let wanted = if offset >= from {
            lines + newlines(&self.source[from..offset])
        } else {
            newlines(&self.source[..offset])
        };
        self.counted = (offset, wanted);
        for _ in self.lines..wanted {
            self.push("\n", offset..offset, false);
        }
    }

    fn push(&mut self, text: &str, from: Range<usize>, exact: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.lines += newlines(text);
        let end = self.text.len();
        match self.pieces.last_mut() {
            Some(last) if exact && last.exact && last.from.end == from.start => {
                last.out.end = end;
                last.from.end = from.end;
            }
            Some(last) if !exact && !last.exact && last.from == from => last.out.end = end,
            _ => self.pieces.push(Piece { out: start..end, from, exact }),
        }
    }
}

fn newlines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}
