//! Where the pieces of a rewritten template stand in the text that its author wrote.

use std::ops::Range;

/// A stretch of rewritten text.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) out: Range<usize>,
    pub(crate) from: Range<usize>,
    /// Whether it is a copy, byte for byte.
    pub(crate) exact: bool,
}

/// The pieces of a template, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Vec<Piece>);

impl Places {
    pub(crate) fn new(pieces: Vec<Piece>) -> Self {
        Self(pieces)
    }

    /// All of a template as it is.
    pub(crate) fn whole(length: usize) -> Self {
        Self(vec![Piece { out: 0..length, from: 0..length, exact: true }])
    }

    /// The same pieces of a text that `by` made of another.
    pub(crate) fn moved(mut self, by: impl Fn(&Range<usize>) -> Range<usize>) -> Self {
        let mut pieces = Vec::with_capacity(self.0.len());
        for piece in self.0.drain(..) {
            let from = by(&piece.from);
            let same = from.len() == piece.from.len();
            pieces.push(Piece { out: piece.out, exact: piece.exact && same, from });
        }
        Self(pieces)
    }

    /// Where a stretch of the rewritten text came from.
    pub(crate) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let last = range.end.saturating_sub(1).max(range.start);
        let (Some(first), Some(last)) = (self.piece(range.start), self.piece(last)) else { return 0..0 };
        let start =
            if first.exact { first.from.start + (range.start - first.out.start) } else { first.from.start };
        let end = if last.exact {
            (last.from.start + (range.end - last.out.start.min(range.end))).min(last.from.end)
        } else {
            last.from.end
        };
        if first.exact { start..end.max(start) } else { start..end.max(first.from.end) }
    }

    fn piece(&self, offset: usize) -> Option<&Piece> {
        let after = self.0.partition_point(|piece| piece.out.end <= offset);
        self.0.get(after).or_else(|| self.0.last())
    }
}
