//! The growing tree, and TOML's rules about what may be defined where and how often.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::config::document::syntax::{self, Clash};
use crate::config::document::{Bytes, Kind, NONE, Stored, scalar};

/// Tables with more entries than this are looked up by hash.
const MANY: usize = 16;

/// The nodes of a document that is being read.
pub(super) struct Tree<'i> {
    pub(super) text: &'i str,
    pub(super) nodes: Vec<Stored>,
    /// Keys that cannot be where they are.
    pub(super) clashes: Vec<Clash>,
    /// The entries of tables that have many.
    names: HashMap<u32, HashMap<Cow<'i, str>, u32>>,
}

impl<'i> Tree<'i> {
    /// A tree of one node, which is number 0.
    pub(super) fn new(text: &'i str, root: Kind) -> Self {
        let mut tree = Self { text, nodes: Vec::new(), clashes: Vec::new(), names: HashMap::new() };
        tree.detached(Bytes::default(), Bytes::default(), root);
        tree
    }

    /// A node that belongs to nothing, or not yet.
    pub(super) fn detached(&mut self, key: Bytes, value: Bytes, kind: Kind) -> u32 {
        let index = u32::try_from(self.nodes.len()).unwrap_or(NONE); // texts have fewer bytes than that
        self.nodes.push(Stored { key, value, first: NONE, last: NONE, next: NONE, kind });
        index
    }

    pub(super) fn node(&self, index: u32) -> &Stored {
        &self.nodes[index as usize]
    }

    pub(super) fn node_mut(&mut self, index: u32) -> &mut Stored {
        &mut self.nodes[index as usize]
    }

    /// A new last child of `parent`.
    pub(super) fn append(&mut self, parent: u32, key: Bytes, value: Bytes, kind: Kind) -> u32 {
        let child = self.detached(key, value, kind);
        let last = std::mem::replace(&mut self.node_mut(parent).last, child);
        if last == NONE {
            self.node_mut(parent).first = child;
        } else {
            self.node_mut(last).next = child;
        }
        if let Some(names) = self.names.get_mut(&parent) {
            names.insert(scalar::key(key.of(self.text)), child);
        }
        child
    }

    /// The entry `key` of `table`.
    fn find(&mut self, table: u32, key: Bytes) -> Option<u32> {
        let written = key.of(self.text);
        if let Some(names) = self.names.get(&table) {
            return names.get(&scalar::key(written)).copied();
        }
        let mut child = self.node(table).first;
        let mut seen = 0;
        while child != NONE {
            let other = self.node(child).key.of(self.text);
            if same_key(written, other) {
                return Some(child);
            }
            seen += 1;
            child = self.node(child).next;
        }
        if seen > MANY {
            self.index(table);
        }
        None
    }

    fn index(&mut self, table: u32) {
        let mut names = HashMap::new();
        let mut child = self.node(table).first;
        while child != NONE {
            names.insert(scalar::key(self.node(child).key.of(self.text)), child);
            child = self.node(child).next;
        }
        self.names.insert(table, names);
    }

    /// The table `key` inside of `table`, made when it is not there; `None` after a clash.
    fn enter(&mut self, table: u32, key: Bytes, dotted: bool) -> Option<u32> {
        let Some(child) = self.find(table, key) else {
            return Some(self.append(table, key, key, if dotted { Kind::Dotted } else { Kind::Implicit }));
        };
        match (self.node(child).kind, dotted) {
            (Kind::Implicit, true) => {
                self.node_mut(child).kind = Kind::Dotted;
                Some(child)
            }
            (Kind::Dotted, _) | (Kind::Header | Kind::Implicit, false) => Some(child),
            (Kind::Tables, false) => Some(self.node(child).last),
            (Kind::Header, true) => {
                self.clash(child, key, "has a header of its own, and is closed to dotted keys")
            }
            (Kind::Tables, true) => {
                self.clash(child, key, "is a list of tables, and is closed to dotted keys")
            }
            (Kind::Inline, _) => self.clash(child, key, "was written in braces, and cannot be added to"),
            (Kind::List, _) => self.clash(child, key, "is a list already, and cannot be a table"),
            (Kind::Scalar, _) => self.clash(child, key, "has a value already, and cannot be a table"),
        }
    }

    fn clash(&mut self, first: u32, key: Bytes, what: &'static str) -> Option<u32> {
        let first = self.node(first);
        let first = if first.key == Bytes::default() { first.value } else { first.key };
        syntax::note(&mut self.clashes, Clash { at: key, first, what });
        None
    }

    /// Puts a value under a dotted key; `None` after a clash.
    pub(super) fn put_under(&mut self, table: u32, path: &[Bytes], value: Bytes, kind: Kind) -> Option<u32> {
        let (key, tables) = path.split_last()?;
        let table = tables.iter().try_fold(table, |table, part| self.enter(table, *part, true))?;
        match self.find(table, *key) {
            Some(first) => self.clash(first, *key, "is defined twice"),
            None => Some(self.append(table, *key, value, kind)),
        }
    }

    /// The table of `[path]`, or the next one of `[[path]]`; `None` after a clash.
    pub(super) fn header_table(&mut self, path: &[Bytes], header: Bytes, array: bool) -> Option<u32> {
        let (key, tables) = path.split_last()?;
        let table = tables.iter().try_fold(0, |table, part| self.enter(table, *part, false))?;
        let found = self.find(table, *key);
        let kind = found.map(|found| self.node(found).kind);
        match (found, kind, array) {
            (None, _, false) => Some(self.append(table, *key, header, Kind::Header)),
            (None, _, true) => {
                let list = self.append(table, *key, header, Kind::Tables);
                Some(self.append(list, Bytes::default(), header, Kind::Header))
            }
            (Some(list), Some(Kind::Tables), true) => {
                Some(self.append(list, Bytes::default(), header, Kind::Header))
            }
            (Some(found), Some(Kind::Implicit), false) => {
                let node = self.node_mut(found);
                (node.kind, node.key, node.value) = (Kind::Header, *key, header);
                Some(found)
            }
            (Some(found), ..) => self.clash(found, *key, "is defined twice"),
        }
    }
}

fn same_key(one: &str, other: &str) -> bool {
    let is_quoted = |key: &str| key.starts_with(['"', '\'']);
    one == other || (is_quoted(one) || is_quoted(other)) && scalar::key(one) == scalar::key(other)
}
