//! A TOML text as a compact tree that knows where everything stands.
//!
//! The tree holds places and no values: a number or a text is decoded again when it is asked for. So a node costs 32 bytes
//! and no allocation of its own, and a configuration of ten thousand pages costs a megabyte.

mod build;
mod dates;
mod scalar;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;

use std::borrow::Cow;
use std::sync::Arc;

use crate::config::faults::Faults;
use crate::span::Span;
use crate::value::{Map, Value};

pub(super) use scalar::Scalar;

/// A parsed text.
#[derive(Debug)]
pub(super) struct Document<'i> {
    text: &'i str,
    nodes: Vec<Stored>,
}

/// One value of a document, and the key it stands under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'d> {
    document: &'d Document<'d>,
    index: u32,
}

/// What a node is, and how it came to be, on which the rules about defining a table twice turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Text, number, boolean or date.
    Scalar,
    /// `[1, 2]`: closed once it is written.
    List,
    /// What `[[name]]` made: grows by another `[[name]]`.
    Tables,
    /// `{ a = 1 }`: closed once it is written.
    Inline,
    /// What `[name]` made: may not be made again.
    Header,
    /// What `[name.inner]` made of `name`: may still be given its own header.
    Implicit,
    /// What `name.key = 1` made of `name`: grows by further dotted keys.
    Dotted,
}

/// A node as it lies in the tree. Children are a chain: first, next, ..., last.
#[derive(Clone, Copy, Debug)]
struct Stored {
    key: Bytes,
    value: Bytes,
    first: u32,
    last: u32,
    next: u32,
    kind: Kind,
}

/// A range of bytes; texts above 16 MiB are refused, so 32 bits do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes {
    start: u32,
    end: u32,
}

/// No node.
const NONE: u32 = u32::MAX;

/// The largest text that is read.
pub(super) const LONGEST: usize = 16 << 20;

impl Bytes {
    fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

impl<'i> Document<'i> {
    /// Parses `text`; what is wrong with it goes to `faults`, and the tree then holds what could be read.
    pub(super) fn parse(text: &'i str, faults: &mut Faults<'_>) -> Self {
        build::document(text, faults)
    }

    /// The table of the whole document.
    pub(super) fn root(&self) -> Node<'_> {
        Node { document: self, index: 0 }
    }
}

/// The value that `text` is when it is written as TOML writes values: `5`, `"five"`, `[1, 2]`, `{ a = 1 }`.
pub(super) fn value(text: &str) -> Option<Value> {
    build::value(text)
}

/// The parts of the dotted key `text`, or what is wrong with it.
pub(super) fn key(text: &str) -> Result<Vec<String>, String> {
    build::key(text)
}

impl<'d> Node<'d> {
    fn stored(self) -> &'d Stored {
        &self.document.nodes[self.index as usize]
    }

    /// Where the value stands; for a table with a header, the header.
    pub(super) fn span(self) -> Span {
        self.stored().value.span()
    }

    /// Where the key stands; the value's place for an item of a list.
    pub(super) fn key_span(self) -> Span {
        let stored = self.stored();
        if stored.key == Bytes::default() { stored.value.span() } else { stored.key.span() }
    }

    /// The key.
    pub(super) fn key(self) -> Cow<'d, str> {
        scalar::key(self.stored().key.of(self.document.text))
    }

    /// The value as it is written.
    pub(super) fn source(self) -> &'d str {
        self.stored().value.of(self.document.text)
    }

    pub(super) fn is_table(self) -> bool {
        matches!(self.stored().kind, Kind::Inline | Kind::Header | Kind::Implicit | Kind::Dotted)
    }

    pub(super) fn is_list(self) -> bool {
        matches!(self.stored().kind, Kind::List | Kind::Tables)
    }

    /// The entries of a table or the items of a list, in the order of the file.
    pub(super) fn children(self) -> impl Iterator<Item = Node<'d>> {
        let node = move |index: u32| (index != NONE).then_some(Node { document: self.document, index });
        std::iter::successors(node(self.stored().first), move |last| node(last.stored().next))
    }

    /// The entry `key` of a table; looks at one after the other.
    pub(super) fn get(self, key: &str) -> Option<Node<'d>> {
        if self.is_table() { self.children().find(|child| child.key() == key) } else { None }
    }

    /// The number, text, boolean or date that a scalar is.
    pub(super) fn scalar(self) -> Option<Scalar<'d>> {
        if self.stored().kind != Kind::Scalar {
            return None;
        }
        scalar::decode(self.source())
    }

    /// The text, of a text only.
    pub(super) fn text(self) -> Option<Cow<'d, str>> {
        match self.scalar() {
            Some(Scalar::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The type with its article, for messages: "a list".
    pub(super) fn describe(self) -> &'static str {
        match self.scalar() {
            Some(Scalar::Text(_)) => "text",
            Some(Scalar::Value(value)) => value.describe(),
            None if self.is_list() => "a list",
            None => "a table",
        }
    }

    /// The value for a template.
    pub(super) fn value(self) -> Value {
        match self.scalar() {
            Some(Scalar::Text(text)) => Value::Text(text.into()),
            Some(Scalar::Value(value)) => value,
            None if self.is_list() => Value::List(Arc::new(self.children().map(Node::value).collect())),
            None => Value::Map(Arc::new(self.map())),
        }
    }

    /// The entries of a table, as values.
    pub(super) fn map(self) -> Map {
        self.map_with(|key| key.into())
    }

    /// The same; `key` makes the keys, for tables that have them in common.
    pub(super) fn map_with(self, mut key: impl FnMut(&str) -> Arc<str>) -> Map {
        // Ten thousand pages have ten thousand of these: no room to spare.
        let mut map = Map::with_capacity(self.children().count());
        map.extend(self.children().map(|child| (key(&child.key()), child.value())));
        map
    }
}
