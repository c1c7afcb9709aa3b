//! `.downpage.json`: the list of the pages that downpage put into an output directory.
//!
//! It is for `prune`, and for compressed files: which page each is of, how large it is, and its stamp; 0 bytes stand for one
//! that would be no smaller than the page. One path a line, in order, so that it is the same whenever the pages are:
//!
//! ```json
//! {"about":"the pages that downpage put here","version":1,"pages":[
//! "502.html",
//! "502.html.gz",
//! "503.html"
//! ],"compressed":{
//! "502.html.gz":["502.html",1571,"0f3a5c7e9b1d2f40"]
//! }}
//! ```

use std::collections::BTreeMap;
use std::fmt;

use rustix::fd::BorrowedFd;
use rustix::fs::{Mode, OFlags, Stat, fstat, openat};
use rustix::io::{Errno, retry_on_intr};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::compress::Stamp;
use super::failure::{Doing, Obstacle, What};
use super::file::{read_enough, size_of};
use super::paths::{PagePaths, check_page_path, compare};

/// The manifest's name in the output directory.
pub(super) const NAME: &str = ".downpage.json";

/// The version that we write, and the only one we read.
const VERSION: u64 = 1;

/// More than a million pages; a larger file is not ours.
const LARGEST: u64 = 64 << 20;

/// What an earlier run left, held against the pages of the configuration.
#[derive(Default)]
pub(super) struct Manifest {
    /// For each page of the configuration: whether it is listed.
    listed: Vec<bool>,
    /// For each compressed file of the configuration: what is known of it. Empty when there is none.
    compressed: Vec<Option<Compressed>>,
    /// Listed paths that the configuration no longer has, in order.
    stale: Vec<Box<str>>,
    /// Those of them that are compressed files, with what is known of them.
    stale_compressed: BTreeMap<Box<str>, Entry>,
    /// The file as it is, for its mode; `None` when there is none.
    pub(super) file: Option<Stat>,
    /// Why it cannot be used, for a warning.
    pub(super) damage: Option<String>,
    changed: bool,
}

/// What is known of a compressed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Compressed {
    /// How large it is; 0 when it was not made, being no smaller than its page.
    pub(super) size: u64,
    pub(super) stamp: Stamp,
}

/// A compressed file as the manifest has it: its page, its size, its stamp.
type Entry = (Box<str>, u64, Box<str>);

impl Manifest {
    /// A directory where nothing was put yet.
    pub(super) fn new(paths: &PagePaths) -> Self {
        let compressed = if paths.has_compressed() { vec![None; paths.len()] } else { Vec::new() };
        Self { listed: vec![false; paths.len()], compressed, ..Self::default() }
    }

    /// Reads the manifest of an output directory. One that is damaged is as good as none, and will be replaced.
    pub(super) fn read(
        root: BorrowedFd<'_>,
        paths: &PagePaths,
        buffer: &mut Vec<u8>,
    ) -> Result<Self, Obstacle> {
        let mut manifest = Self::new(paths);
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        let file = match retry_on_intr(|| openat(root, NAME, flags, Mode::empty())) {
            Ok(file) => file,
            Err(Errno::NOENT) => return Ok(manifest),
            Err(errno) => {
                return Err(
                    super::file::in_the_way(root, NAME).unwrap_or(Obstacle::System(Doing::Open, errno))
                );
            }
        };
        let stat = fstat(&file).map_err(Obstacle::when(Doing::Read))?;
        let what = What::of(stat.st_mode);
        if what != What::File {
            return Err(Obstacle::InTheWay(what));
        }
        manifest.file = Some(stat);
        let listed = if size_of(&stat) > LARGEST {
            Err("it is larger than 64 MiB".to_owned())
        } else {
            buffer.clear();
            read_enough(&file, buffer, usize::try_from(size_of(&stat)).unwrap_or(0))
                .map_err(Obstacle::when(Doing::Read))?;
            parse(buffer)
        };
        match listed.and_then(|listed| manifest.take(listed, paths)) {
            Ok(()) => Ok(manifest),
            Err(damage) => {
                Ok(Self { file: manifest.file, damage: Some(damage), changed: true, ..Self::new(paths) })
            }
        }
    }

    /// Sorts what is listed into pages of the configuration and others; one bad path spoils the whole list.
    fn take(&mut self, listed: Listed, paths: &PagePaths) -> Result<(), String> {
        let mut likely = 0;
        for path in listed.pages {
            if let Some(position) = paths.position(&path, likely) {
                self.listed[position] = true;
                likely = position + 1;
            } else {
                check_page_path(&path).map_err(|error| error.message().to_owned())?;
                self.stale.push(path);
            }
        }
        self.stale.sort_unstable_by(|a, b| compare(a, b));
        self.stale.dedup();
        for (path, entry) in listed.compressed {
            let position = paths.position(&path, 0);
            let page = position.and_then(|position| paths.page_of(position));
            if let (Some(position), Some(page)) = (position, page) {
                let stamp = Stamp::from_hex(&entry.2).filter(|_| **paths.at(page) == *entry.0);
                self.compressed[position] = stamp.map(|stamp| Compressed { size: entry.1, stamp });
                // what cannot be read is not written again
                self.changed |= stamp.is_none();
            } else if position.is_none() && self.stale.binary_search_by(|stale| compare(stale, &path)).is_ok()
            {
                self.stale_compressed.insert(path, entry);
            } else {
                self.changed = true;
            }
        }
        Ok(())
    }

    /// What is known of the compressed file at `position`.
    pub(super) fn compressed(&self, position: usize) -> Option<Compressed> {
        self.compressed.get(position).copied().flatten()
    }

    /// Notes what the compressed file at `position` is now, and lists it unless it is none.
    pub(super) fn compress(&mut self, position: usize, compressed: Compressed) {
        self.changed |= self.compressed[position].replace(compressed) != Some(compressed);
        let is_made = compressed.size > 0;
        self.changed |= std::mem::replace(&mut self.listed[position], is_made) != is_made;
    }

    /// Compressed files that the configuration no longer has, of pages that it has: whenever such a page changes, a server
    /// would go on with the old one. In order.
    pub(super) fn superfluous(&self, paths: &PagePaths) -> Vec<Box<str>> {
        let is_superfluous = |path: &str| {
            let page = self.stale_compressed.get(path).and_then(|entry| paths.position(&entry.0, 0));
            page.is_some_and(|page| paths.page_of(page).is_none())
        };
        self.stale.iter().filter(|path| is_superfluous(path)).cloned().collect()
    }

    /// Adds a page of the configuration.
    pub(super) fn list(&mut self, position: usize) {
        self.changed |= !std::mem::replace(&mut self.listed[position], true);
    }

    /// Listed paths that the configuration no longer has.
    pub(super) fn stale(&self) -> &[Box<str>] {
        &self.stale
    }

    /// Keeps only those of the [`stale`](Self::stale) paths for which `keep` is true.
    pub(super) fn retain_stale(&mut self, keep: impl FnMut(&Box<str>) -> bool) {
        let before = self.stale.len();
        self.stale.retain(keep);
        self.changed |= self.stale.len() != before;
    }

    /// Lists pages again that were dropped too early.
    pub(super) fn add_stale(&mut self, paths: Vec<Box<str>>) {
        self.changed = true;
        self.stale.extend(paths);
    }

    /// The listed paths, those of the configuration first.
    pub(super) fn iter<'a>(&'a self, paths: &'a PagePaths) -> impl Iterator<Item = &'a str> {
        let configured = paths.iter().zip(&self.listed).filter(|(_, listed)| **listed).map(|(path, _)| path);
        configured.chain(self.stale.iter().map(|path| &**path))
    }

    /// Whether the file has to be written again.
    pub(super) fn has_changed(&self) -> bool {
        self.changed
    }

    /// The file's text.
    pub(super) fn text(&self, paths: &PagePaths) -> Vec<u8> {
        let mut all: Vec<&str> = self.iter(paths).collect();
        all.sort_unstable_by(|a, b| compare(a, b));
        let mut text = Vec::with_capacity(all.iter().map(|path| path.len() + 4).sum::<usize>() + 128);
        text.extend_from_slice(b"{\"about\":\"the pages that downpage put here\",\"version\":");
        text.extend_from_slice(VERSION.to_string().as_bytes());
        text.extend_from_slice(b",\"pages\":[");
        for (index, path) in all.iter().enumerate() {
            text.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
            push_path(path, &mut text);
        }
        text.extend_from_slice(b"\n]");
        self.compressed_text(paths, &mut text);
        text.extend_from_slice(b"}\n");
        text
    }

    fn compressed_text(&self, paths: &PagePaths, text: &mut Vec<u8>) {
        let configured = self.compressed.iter().enumerate().filter_map(|(position, compressed)| {
            let (compressed, page) = (compressed.as_ref()?, paths.page_of(position)?);
            let stamp = compressed.stamp.hex().into_boxed_str();
            Some((&**paths.at(position), &**paths.at(page), compressed.size, stamp))
        });
        let stale = self.stale.iter().filter_map(|path| {
            let (page, size, stamp) = self.stale_compressed.get(path)?;
            Some((&**path, &**page, *size, stamp.clone()))
        });
        let mut all: Vec<(&str, &str, u64, Box<str>)> = configured.chain(stale).collect();
        if all.is_empty() {
            return;
        }
        all.sort_unstable_by(|a, b| compare(a.0, b.0));
        text.extend_from_slice(b",\"compressed\":{");
        for (index, (path, page, size, stamp)) in all.iter().enumerate() {
            text.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
            push_path(path, text);
            text.extend_from_slice(b":[");
            push_path(page, text);
            text.extend_from_slice(format!(",{size},").as_bytes());
            push_path(stamp, text);
            text.push(b']');
        }
        text.extend_from_slice(b"\n}");
    }
}

/// As JSON: of all that it wants escaped, a page path can only have quotes.
fn push_path(path: &str, text: &mut Vec<u8>) {
    text.push(b'"');
    for byte in path.bytes() {
        if byte == b'"' {
            text.push(b'\\');
        }
        text.push(byte);
    }
    text.push(b'"');
}

/// What a manifest lists.
#[derive(Default)]
struct Listed {
    pages: Vec<Box<str>>,
    compressed: BTreeMap<Box<str>, Entry>,
}

fn parse(text: &[u8]) -> Result<Listed, String> {
    let document: Document = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    match (document.version, document.pages) {
        (Some(VERSION), Some(pages)) => Ok(Listed { pages, compressed: document.compressed }),
        (Some(VERSION), None) => Err("it has no list of pages".to_owned()),
        (Some(version), _) => Err(format!("its version is {version}, and this downpage knows {VERSION}")),
        (None, _) => Err("it has no version".to_owned()),
    }
}

#[derive(Default)]
struct Document {
    version: Option<u64>,
    pages: Option<Vec<Box<str>>>,
    compressed: BTreeMap<Box<str>, Entry>,
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a manifest of pages")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut document = Document::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "version" => document.version = Some(map.next_value()?),
                "pages" => document.pages = Some(map.next_value()?),
                "compressed" => document.compressed = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let paths = PagePaths::new(["a \"quoted\" page", "é/b", "c"]).unwrap();
        let mut manifest = Manifest::new(&paths);
        (0..3).for_each(|position| manifest.list(position));
        assert!(manifest.has_changed());
        let read = parse(&manifest.text(&paths)).unwrap();
        assert!(read.pages.iter().map(|path| &**path).eq(["a \"quoted\" page", "c", "é/b"]));
    }

    #[test]
    fn what_is_no_manifest_is_said_to_be_none() {
        let damage = |text: &str| parse(text.as_bytes()).err().unwrap();
        assert_eq!(damage("{}"), "it has no version");
        assert_eq!(damage(r#"{"version":1}"#), "it has no list of pages");
        assert_eq!(damage(r#"{"version":2,"pages":[]}"#), "its version is 2, and this downpage knows 1");
        assert!(damage(r#"{"version":1,"pages":["a"#).starts_with("EOF"));
        assert!(damage(r#"{"version":1,"pages":[1]}"#).starts_with("invalid type"));
    }

    #[test]
    fn one_path_that_leaves_spoils_the_list() {
        let paths = PagePaths::default();
        let mut manifest = Manifest::new(&paths);
        let damage = manifest
            .take(Listed { pages: vec!["a".into(), "../b".into()], ..Listed::default() }, &paths)
            .unwrap_err();
        assert_eq!(damage, "the page path `../b` leaves the output directory");
    }
}
