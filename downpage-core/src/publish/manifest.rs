//! `.downpage.json`: the list of the pages that downpage put into an output directory.
//!
//! It is for `prune` and for nothing else. One path a line, in order, so that it is the same whenever the pages are:
//!
//! ```json
//! {"about":"the pages that downpage put here","version":1,"pages":[
//! "502.html",
//! "503.html"
//! ]}
//! ```

use std::fmt;

use rustix::fd::BorrowedFd;
use rustix::fs::{Mode, OFlags, Stat, fstat, openat};
use rustix::io::{Errno, retry_on_intr};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

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
    /// Listed paths that the configuration no longer has, in order.
    stale: Vec<Box<str>>,
    /// The file as it is, for its mode; `None` when there is none.
    pub(super) file: Option<Stat>,
    /// Why it cannot be used, for a warning.
    pub(super) damage: Option<String>,
    changed: bool,
}

impl Manifest {
    /// A directory where nothing was put yet.
    pub(super) fn new(paths: &PagePaths) -> Self {
        Self { listed: vec![false; paths.len()], ..Self::default() }
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
    fn take(&mut self, listed: Vec<Box<str>>, paths: &PagePaths) -> Result<(), String> {
        let mut likely = 0;
        for path in listed {
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
        Ok(())
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
            text.extend_from_slice(if index == 0 { b"\n\"" } else { b",\n\"" });
            // Of all that JSON wants escaped, a page path can only have quotes.
            for byte in path.bytes() {
                if byte == b'"' {
                    text.push(b'\\');
                }
                text.push(byte);
            }
            text.push(b'"');
        }
        text.extend_from_slice(b"\n]}\n");
        text
    }
}

fn parse(text: &[u8]) -> Result<Vec<Box<str>>, String> {
    let document: Document = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    match (document.version, document.pages) {
        (Some(VERSION), Some(pages)) => Ok(pages),
        (Some(VERSION), None) => Err("it has no list of pages".to_owned()),
        (Some(version), _) => Err(format!("its version is {version}, and this downpage knows {VERSION}")),
        (None, _) => Err("it has no version".to_owned()),
    }
}

#[derive(Default)]
struct Document {
    version: Option<u64>,
    pages: Option<Vec<Box<str>>>,
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
        assert!(read.iter().map(|path| &**path).eq(["a \"quoted\" page", "c", "é/b"]));
    }

    #[test]
    fn what_is_no_manifest_is_said_to_be_none() {
        let damage = |text: &str| parse(text.as_bytes()).unwrap_err();
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
        let damage = manifest.take(vec!["a".into(), "../b".into()], &paths).unwrap_err();
        assert_eq!(damage, "the page path `../b` leaves the output directory");
    }
}
