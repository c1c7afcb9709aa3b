//! A table under strict reading: every key known, every value of its type, every fault placed.

use std::borrow::Cow;

use crate::config::document::{Node, Scalar};
use crate::config::faults::{Faults, visible};
use crate::config::keys::{DJANGO, Key, Kind, ROOT, TABLES, Table};
use crate::error::{quoted, suggest};
use crate::value::{Map, Value};

/// One table of the configuration and the keys it may have.
#[derive(Clone, Copy)]
pub(super) struct Section<'d> {
    node: Node<'d>,
    table: &'static Table,
}

impl<'d> Section<'d> {
    /// Reads `node` as `table`, and reports the keys that do not belong there.
    pub(super) fn open(node: Node<'d>, table: &'static Table, faults: &mut Faults<'_>) -> Self {
        for entry in node.children() {
            let name = entry.key();
            let is_setting = std::ptr::eq(table, &raw const DJANGO) && is_setting(&name);
            if !is_setting && !table.keys.iter().any(|key| key.name == name) {
                unknown_key(&name, entry, table, faults);
            }
        }
        for key in table.keys.iter().filter(|key| key.required) {
            if node.get(key.name).is_none() {
                let help = format!("add `{} = ...`: {}", key.name, first_lower(key.summary));
                faults.say_with(node.span(), format!("`{}` is missing in {}", key.name, table.name), help);
            }
        }
        Self { node, table }
    }

    /// Where the table stands.
    pub(super) fn span(self) -> crate::span::Span {
        self.node.span()
    }

    /// The keys that it has.
    pub(super) fn keys(self) -> impl Iterator<Item = Cow<'d, str>> {
        self.node.children().map(Node::key)
    }

    /// Everything in it, known or not.
    pub(super) fn children(self) -> impl Iterator<Item = Node<'d>> {
        self.node.children()
    }

    /// All of its values.
    pub(super) fn map(self) -> Map {
        self.node.map()
    }

    /// The value of `key`, whatever it is.
    pub(super) fn get(self, key: &str) -> Option<Node<'d>> {
        debug_assert!(
            self.table.keys.iter().any(|known| known.name == key),
            "`{key}` is not in the list of keys"
        );
        self.node.get(key)
    }

    /// The text of `key`.
    pub(super) fn text(self, key: &str, faults: &mut Faults<'_>) -> Option<Cow<'d, str>> {
        let node = self.get(key)?;
        let found = node.text();
        if found.is_none() {
            self.wrong_type(key, node, faults);
        }
        usable(key, found?, node, faults)
    }

    /// The text or the texts of `key`, and where each stands.
    pub(super) fn texts(self, key: &str, faults: &mut Faults<'_>) -> Option<Vec<(Cow<'d, str>, Node<'d>)>> {
        let node = self.get(key)?;
        if !node.is_list() && node.text().is_none() {
            self.wrong_type(key, node, faults);
            return None;
        }
        let mut texts = Vec::new();
        for item in items(node) {
            match item.text() {
                Some(text) => texts.extend(usable(key, text, item, faults).map(|text| (text, item))),
                None => wrong_item(key, "text", item, faults),
            }
        }
        Some(texts)
    }

    /// The flag `key`.
    pub(super) fn flag(self, key: &str, faults: &mut Faults<'_>) -> Option<bool> {
        let node = self.get(key)?;
        if let Some(Scalar::Value(Value::Bool(flag))) = node.scalar() {
            return Some(flag);
        }
        self.wrong_type(key, node, faults);
        None
    }

    /// The whole number `key`, from 1 to what the list of keys allows.
    pub(super) fn count(self, key: &str, faults: &mut Faults<'_>) -> Option<u64> {
        let node = self.get(key)?;
        let most = match self.kind(key) {
            Some(Kind::Count(most)) => most,
            _ => i64::MAX,
        };
        match node.scalar() {
            Some(Scalar::Value(Value::Int(number))) if (1..=most).contains(&number) => {
                u64::try_from(number).ok()
            }
            Some(Scalar::Value(Value::Int(number))) => {
                let range =
                    if most == i64::MAX { "1 or more".to_owned() } else { format!("from 1 to {most}") };
                faults.say(node.span(), format!("`{key}` must be {range}, found {number}"));
                None
            }
            _ => {
                self.wrong_type(key, node, faults);
                None
            }
        }
    }

    /// The table `key`, of whatever content.
    pub(super) fn any_table(self, key: &str, faults: &mut Faults<'_>) -> Option<Node<'d>> {
        let node = self.get(key)?;
        if node.is_table() {
            return Some(node);
        }
        self.wrong_type(key, node, faults);
        None
    }

    /// The table `key`, under strict reading in its turn.
    pub(super) fn section(self, key: &str, faults: &mut Faults<'_>) -> Option<Section<'d>> {
        let node = self.any_table(key, faults)?;
        match self.kind(key) {
            Some(Kind::Table(table)) => Some(Section::open(node, table, faults)),
            _ => None,
        }
    }

    /// Reports that the value of `key` is of the wrong type.
    pub(super) fn wrong_type(self, key: &str, node: Node<'_>, faults: &mut Faults<'_>) {
        let Some(kind) = self.kind(key) else { return };
        let message = format!("`{key}` must be {}, found {}", kind.expected(), node.describe());
        match way_out(key, kind, node) {
            Some(help) => faults.say_with(node.span(), message, help),
            None => faults.say(node.span(), message),
        }
    }

    fn kind(self, key: &str) -> Option<Kind> {
        self.table.keys.iter().find(|known| known.name == key).map(|known| known.kind)
    }
}

/// The items of a list, or the one value that stands for a list of one.
pub(super) fn items(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let one = (!node.is_list()).then_some(node);
    one.into_iter().chain(node.children().filter(move |_| one.is_none()))
}

/// Reports an item of a list that is of the wrong type.
pub(super) fn wrong_item(key: &str, expected: &str, item: Node<'_>, faults: &mut Faults<'_>) {
    faults.say(item.span(), format!("`{key}` holds {}, expected {expected}", item.describe()));
}

/// Text that can be a name or a path: not empty, and without a NUL.
pub(super) fn usable<'d>(
    key: &str,
    text: Cow<'d, str>,
    node: Node<'_>,
    faults: &mut Faults<'_>,
) -> Option<Cow<'d, str>> {
    let reason = match () {
        () if text.is_empty() => "is empty",
        () if text.contains('\0') => "has a NUL in it",
        () => return Some(text),
    };
    faults.say(node.span(), format!("`{key}` {reason}"));
    None
}

/// Whether `text` can name a language. It becomes part of paths, so nothing else may pass.
pub(super) fn language<'d>(
    key: &str,
    text: Cow<'d, str>,
    node: Node<'_>,
    faults: &mut Faults<'_>,
) -> Option<Cow<'d, str>> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '@');
    if text.chars().all(is_plain) && text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Some(text);
    }
    let message = format!("`{key}` must be a language code, found `{}`", visible(&text));
    faults.say_with(node.span(), message, "write it as in `de` or `pt-br`");
    None
}

/// Whether a name is one that Django takes for a setting.
pub(super) fn is_setting(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn unknown_key(name: &str, entry: Node<'_>, table: &'static Table, faults: &mut Faults<'_>) {
    let message = format!("unknown key `{}` in {}", visible(name), table.name);
    let elsewhere: Vec<&str> =
        TABLES.iter().filter(|other| has(other, name)).map(|other| other.name).collect();
    let near = suggest(name, table.keys.iter().map(|key| key.name));
    let capitals = name.to_ascii_uppercase();
    let help = match near {
        _ if std::ptr::eq(table, &raw const DJANGO) && is_setting(&capitals) && name.contains('_') => {
            Some(format!("settings are written in capitals: `{capitals}`"))
        }
        Some(near) if near.starts_with("did you mean") => Some(near),
        // a key after a header belongs to that header's table, which is TOML's trap for the hasty
        _ if has(&ROOT, name) => {
            Some(format!("`{name}` belongs above the first `[[pages]]` and every other table"))
        }
        _ if !elsewhere.is_empty() => Some(format!("`{name}` belongs to {}", elsewhere.join(" or "))),
        near => near,
    };
    match help {
        Some(help) => faults.say_with(entry.key_span(), message, help),
        None => faults.say(entry.key_span(), message),
    }
}

fn has(table: &Table, name: &str) -> bool {
    table.keys.iter().any(|key: &Key| key.name == name)
}

/// What to write instead of a value of the wrong type.
fn way_out(key: &str, kind: Kind, node: Node<'_>) -> Option<String> {
    let is_simple = !node.is_list() && !node.is_table();
    match kind {
        Kind::Text
        | Kind::Language
        | Kind::Texts
        | Kind::Languages
        | Kind::Formats
        | Kind::Encodings
        | Kind::Template
            if is_simple =>
        {
            Some(format!("put it in quotes: `{key} = \"{}\"`", visible(node.source())))
        }
        Kind::Text | Kind::Language if node.children().count() == 1 && node.is_list() => {
            Some("leave out the brackets".to_owned())
        }
        Kind::Flag | Kind::Count(_) if node.text().is_some() => Some("leave out the quotes".to_owned()),
        Kind::Values => Some(as_table(key, node)),
        Kind::TextTable => Some(format!("write `[{key}]` and below it `name = \"/path/\"`")),
        Kind::Table(table) => Some(format!("{} has the keys {}", table.name, names(table))),
        Kind::Engines => Some(
            "the options of an engine stand in a table of its name, such as `[engines.jinja]`".to_owned(),
        ),
        _ => None,
    }
}

/// What a context that is no table may have been meant to be.
fn as_table(key: &str, node: Node<'_>) -> String {
    let items: Vec<Node<'_>> = node.children().collect();
    let is_pairs = !items.is_empty()
        && items.len().is_multiple_of(2)
        && items.len() <= 8
        && items.chunks(2).all(|pair| pair[0].text().is_some() && !pair[1].is_list() && !pair[1].is_table());
    if !node.is_list() || !is_pairs {
        return format!("write `{key} = {{ name = \"value\" }}`");
    }
    let entries = items.chunks(2).map(|pair| {
        let name = pair[0].text().unwrap_or_default();
        let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let name = if !name.is_empty() && name.bytes().all(is_bare) { &*name } else { pair[0].source() };
        format!("{name} = {}", visible(pair[1].source()))
    });
    format!("did you mean `{key} = {{ {} }}`?", entries.collect::<Vec<_>>().join(", "))
}

fn names(table: &Table) -> String {
    quoted(&table.keys.iter().map(|key| key.name).collect::<Vec<_>>())
}

fn first_lower(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
