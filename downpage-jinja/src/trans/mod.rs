//! `{% trans %}` blocks, which minijinja does not know: they become a call before the template is compiled.
//!
//! What Jinja2's `i18n` extension understands is understood here: a message context, variables with and without a
//! value, `trimmed`, `{% pluralize %}`. A rewritten template remembers where each piece of it came from, so that an error
//! is shown in the text that the author wrote.
//!
//! A block becomes `{% if true %}{{ call(...) }}{% endif %}`: the tags around the call take the block's place in all
//! that whitespace control does.

mod block;

use std::fmt::Write;
use std::ops::Range;

use minijinja::syntax::SyntaxConfig;

use crate::i18n::TRANS;
use crate::scan::{Kind, Tag, tags, tokens};
use block::Block;

/// Why a block cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<&'static str>,
}

/// A template without `{% trans %}` blocks, and where it came from.
#[derive(Debug)]
pub(crate) struct Rewritten {
    pub(crate) text: String,
    pieces: Vec<Piece>,
}

/// A stretch of rewritten text.
#[derive(Debug)]
struct Piece {
    out: Range<usize>,
    from: Range<usize>,
    /// Whether it is a copy, byte for byte.
    exact: bool,
}

/// Replaces the blocks of `source`; `None` when it has none.
///
/// # Errors
/// The first block that cannot be understood.
pub(crate) fn rewrite(source: &str, syntax: &SyntaxConfig) -> Result<Option<Rewritten>, Fault> {
    if !source.contains("trans") {
        return Ok(None);
    }
    let mut writer = Writer { source, text: String::new(), pieces: Vec::new(), lines: 0 };
    let mut all = tags(source, syntax);
    let mut copied = 0;
    while let Some(tag) = all.next() {
        if first_word(source, &tag) != Some("trans") {
            continue;
        }
        let block = Block::read(source, syntax, tag, &mut all)?;
        writer.copy(copied..block.whole().start);
        write_block(&mut writer, &block, syntax);
        copied = block.whole().end;
    }
    if writer.pieces.is_empty() {
        return Ok(None);
    }
    writer.copy(copied..source.len());
    Ok(Some(Rewritten { text: writer.text, pieces: writer.pieces }))
}

/// The tag's name, of block tags.
fn first_word<'s>(source: &'s str, tag: &Tag) -> Option<&'s str> {
    let token = tokens(source, tag.inner.clone()).into_iter().next().filter(|_| tag.kind == Kind::Block)?;
    Some(token.text)
}

fn write_block(writer: &mut Writer<'_>, block: &Block<'_>, syntax: &SyntaxConfig) {
    let (open, close) = syntax.block_delimiters();
    let (open_call, close_call) = syntax.variable_delimiters();
    let marker = |marker: Option<char>| marker.map(String::from).unwrap_or_default();
    let begin = &block.begin.whole;
    writer.insert(&format!("{open}{} if true {close}{open_call} {TRANS}(", marker(block.begin.open)), begin);
    let context = block.context.as_deref().map_or_else(|| "none".to_owned(), quoted);
    let many = block.many.as_deref().map_or_else(|| "none".to_owned(), quoted);
    let counted = block.counted.as_ref().map_or_else(|| "none".to_owned(), |name| quoted(name));
    writer.insert(&format!("{context}, {}, {many}, {counted}, {{", quoted(&block.one)), begin);
    for (name, value) in &block.variables {
        writer.insert(&format!("{}: (", quoted(name)), begin);
        writer.catch_up(value.start);
        writer.copy(value.clone());
        writer.insert("), ", begin);
    }
    writer.insert(&format!("}}) {close_call}{open} endif "), begin);
    writer.catch_up(block.end.whole.end);
    writer.insert(&format!("{}{close}", marker(block.end.close)), &block.end.whole);
}

/// A string literal of a template.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            _ => out.push(char),
        }
    }
    out.push('"');
    out
}

/// Puts the pieces together; lines of the result never run ahead of those of the source.
struct Writer<'s> {
    source: &'s str,
    text: String,
    pieces: Vec<Piece>,
    lines: usize,
}

impl Writer<'_> {
    fn copy(&mut self, from: Range<usize>) {
        let source = self.source;
        self.push(&source[from.clone()], from, true);
    }

    fn insert(&mut self, text: &str, from: &Range<usize>) {
        self.push(text, from.clone(), false);
    }

    /// Ends lines until what follows stands in the line in which `offset` stands in the source.
    fn catch_up(&mut self, offset: usize) {
        let wanted = self.source[..offset].matches('\n').count();
        let missing = "\n".repeat(wanted.saturating_sub(self.lines));
        self.push(&missing, offset..offset, false);
    }

    fn push(&mut self, text: &str, from: Range<usize>, exact: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        let _ = self.text.write_str(text); // writing to a string does not fail
        self.lines += text.matches('\n').count();
        self.pieces.push(Piece { out: start..self.text.len(), from, exact });
    }
}

impl Rewritten {
    /// Where a range of the rewritten text stands in the source.
    pub(crate) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let last = range.end.saturating_sub(1).max(range.start);
        let (Some(first), Some(last)) = (self.piece(range.start), self.piece(last)) else { return 0..0 };
        let start =
            if first.exact { first.from.start + (range.start - first.out.start) } else { first.from.start };
        let end = if last.exact { last.from.start + (range.end - last.out.start) } else { last.from.end };
        start..if first.exact { end.max(start) } else { first.from.end }
    }

    fn piece(&self, offset: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.out.end <= offset);
        self.pieces.get(after).or_else(|| self.pieces.last())
    }
}

#[cfg(test)]
mod tests;
