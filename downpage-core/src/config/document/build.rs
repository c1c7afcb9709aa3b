//! Builds the tree from the parser's events.

use toml_parser::decoder::Encoding;
use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::{EventReceiver, parse_document, parse_key, parse_value};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span};

use crate::config::document::scalar::{self, Scalar};
use crate::config::document::syntax::{self, Mistakes};
use crate::config::document::tree::Tree;
use crate::config::document::{Bytes, Document, Kind, LONGEST, NONE, Node};
use crate::config::faults::Faults;
use crate::value::Value;

/// How deep tables and lists may nest. What walks the tree may call itself this often.
const DEEPEST: u32 = 80;

/// Parses a whole text.
pub(super) fn document<'i>(text: &'i str, faults: &mut Faults<'_>) -> Document<'i> {
    if text.len() > LONGEST {
        faults.say(crate::span::Span::new(0, 0), "the configuration is larger than 16 MiB");
        return Builder::new("", Kind::Header).document();
    }
    let mut builder = Builder::new(text, Kind::Header);
    let mut mistakes = Mistakes::default();
    // The parser wants its tokens at once, and they take six times the room of the text: hand it one line, or what
    // brackets hold together, at a time.
    let mut statement: Vec<Token> = Vec::new();
    let mut open = 0_usize;
    for token in Source::new(text).lex() {
        statement.push(token);
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => open = open.saturating_sub(1),
            TokenKind::Newline if open == 0 => {}
            TokenKind::Eof => {}
            _ => continue,
        }
        if matches!(token.kind(), TokenKind::Newline | TokenKind::Eof) {
            parse_document(&statement, &mut builder, &mut mistakes);
            if !mistakes.is_empty() {
                let start = statement.first().map_or(0, |first| first.span().start());
                let span = crate::span::Span::new(start, token.span().end());
                syntax::report(text, span, &mistakes, faults);
                mistakes.clear();
            }
            builder.end_statement();
            statement.clear();
            open = 0;
        }
    }
    syntax::report_clashes(text, std::mem::take(&mut builder.tree.clashes), faults);
    builder.document()
}

/// Parses one value.
pub(super) fn value(text: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    let mut builder = Builder::new(text, Kind::List);
    let mut mistakes = Mistakes::default();
    parse_value(&Source::new(text).lex().into_vec(), &mut builder, &mut mistakes);
    if !mistakes.is_empty() || !builder.tree.clashes.is_empty() {
        return None;
    }
    let document = builder.document();
    document.root().children().next().map(Node::value)
}

/// Parses a dotted key.
pub(super) fn key(text: &str) -> Result<Vec<String>, String> {
    let mut builder = Builder::new(text, Kind::List);
    let mut mistakes = Mistakes::default();
    parse_key(&Source::new(text).lex().into_vec(), &mut builder, &mut mistakes);
    match mistakes.first() {
        Some(mistake) => Err(mistake.to_owned()),
        None => Ok(builder.path.iter().map(|part| scalar::key(part.of(text)).into_owned()).collect()),
    }
}

struct Builder<'i> {
    tree: Tree<'i>,
    /// The parts of the key that waits for its value or for the end of its header.
    path: Vec<Bytes>,
    /// Where the next value belongs: the table of the last header, then the lists and braces that are open.
    open: Vec<Open>,
    /// Where the header begins that is being read.
    header: Option<usize>,
}

#[derive(Clone, Copy)]
struct Open {
    node: u32,
    depth: u32,
}

impl<'i> Builder<'i> {
    fn new(text: &'i str, kind: Kind) -> Self {
        let root = Open { node: 0, depth: 0 };
        Self { tree: Tree::new(text, kind), path: Vec::new(), open: vec![root], header: None }
    }

    fn document(self) -> Document<'i> {
        Document { text: self.tree.text, nodes: self.tree.nodes }
    }

    /// Closes what a mistake left open. What follows a header that never ended belongs to nothing.
    fn end_statement(&mut self) {
        self.open.truncate(1);
        if self.header.take().is_some() {
            let node = self.tree.detached(Bytes::default(), Bytes::default(), Kind::Header);
            self.open[0] = Open { node, depth: 0 };
        }
        self.path.clear();
    }

    /// Puts a value where it belongs: after the last item of a list, or under the key that waits for it.
    fn put(&mut self, value: Bytes, kind: Kind) -> Open {
        let Open { node: parent, depth } = self.open[self.open.len() - 1];
        if self.tree.node(parent).kind == Kind::List {
            return Open { node: self.tree.append(parent, Bytes::default(), value, kind), depth: depth + 1 };
        }
        let path = std::mem::take(&mut self.path);
        let nested = u32::try_from(path.len()).unwrap_or(DEEPEST);
        let node = self.tree.put_under(parent, &path, value, kind);
        self.path = path;
        self.path.clear();
        Open { node: node.unwrap_or_else(|| self.tree.detached(value, value, kind)), depth: depth + nested }
    }

    /// Opens the table of a header that is complete; after a clash, one that belongs to nothing.
    fn open_header(&mut self, end: usize, array: bool) {
        let path = std::mem::take(&mut self.path);
        let header = bytes(Span::new_unchecked(self.header.take().unwrap_or(end), end));
        let node = self.tree.header_table(&path, header, array);
        let node = node.unwrap_or_else(|| self.tree.detached(header, header, Kind::Header));
        let depth = u32::try_from(path.len() * 2).unwrap_or(DEEPEST);
        self.open.truncate(1);
        self.open[0] = Open { node, depth };
        self.path = path;
        self.path.clear();
    }

    fn begin_header(&mut self, span: Span) {
        self.header = Some(span.start());
        self.path.clear();
    }

    /// Opens a list or braces; whether their content is to be read.
    fn begin(&mut self, span: Span, kind: Kind, error: &mut dyn ErrorSink) -> bool {
        let open = self.put(bytes(span), kind);
        self.open.push(open);
        if open.depth <= DEEPEST {
            return true;
        }
        error.report_error(ParseError::new(syntax::TOO_DEEP).with_unexpected(span));
        false
    }

    fn end(&mut self, span: Span) {
        if self.open.len() > 1
            && let Some(closed) = self.open.pop()
        {
            self.tree.node_mut(closed.node).value.end = bytes(span).end;
        }
        self.path.clear();
    }
}

impl EventReceiver for Builder<'_> {
    fn std_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.begin_header(span);
    }

    fn std_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.open_header(span.end(), false);
    }

    fn array_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.begin_header(span);
    }

    fn array_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.open_header(span.end(), true);
    }

    fn inline_table_open(&mut self, span: Span, error: &mut dyn ErrorSink) -> bool {
        self.begin(span, Kind::Inline, error)
    }

    fn inline_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.end(span);
    }

    fn array_open(&mut self, span: Span, error: &mut dyn ErrorSink) -> bool {
        self.begin(span, Kind::List, error)
    }

    fn array_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.end(span);
    }

    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let key = bytes(span);
        Raw::new_unchecked(key.of(self.tree.text), encoding, span).decode_key(&mut (), error);
        // a header's key makes two levels for each of its parts when they are lists of tables
        if self.path.len() * 2 < DEEPEST as usize {
            self.path.push(key);
        } else {
            error.report_error(ParseError::new(syntax::TOO_DEEP).with_unexpected(span));
        }
    }

    fn scalar(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let value = bytes(span);
        if value.start == value.end && encoding.is_none() {
            error.report_error(ParseError::new("missing value").with_unexpected(span));
        } else {
            let _: Option<Scalar<'_>> = scalar::decode_at(value.of(self.tree.text), encoding, span, error);
        }
        self.put(value, Kind::Scalar);
    }

    fn comment(&mut self, span: Span, error: &mut dyn ErrorSink) {
        Raw::new_unchecked(bytes(span).of(self.tree.text), None, span).decode_comment(error);
    }

    fn newline(&mut self, span: Span, error: &mut dyn ErrorSink) {
        Raw::new_unchecked(bytes(span).of(self.tree.text), None, span).decode_newline(error);
    }
}

fn bytes(span: Span) -> Bytes {
    let [start, end] = [span.start(), span.end()].map(|at| u32::try_from(at).unwrap_or(NONE));
    Bytes { start, end }
}
