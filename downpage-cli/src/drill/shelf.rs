//! The pages as they lie on the disk, to know them again in what a visitor gets.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use downpage::{Error, ErrorKind, Errors};

use super::app::MARK;
use crate::servers::{Encoding, Served};

/// The bytes of all pages and of the compressed files beside them, by path.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    files: BTreeMap<String, Vec<u8>>,
}

/// What a body turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// One of our files, byte for byte.
    File(String),
    /// So many bytes of the beginning or the end of one of our files.
    Part(String, usize),
    /// What the app answered.
    App,
    /// Nothing.
    Empty,
    /// Something else, which begins so.
    Other(String),
}

impl Shelf {
    /// Reads all of `served` below `directory`.
    ///
    /// # Errors
    /// One for all pages that are not there, one for each that cannot be read.
    pub(crate) fn read(served: &Served, directory: &Path) -> Result<Self, Errors> {
        let (mut files, mut missing, mut errors) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (_, variant) in served.variants() {
            let compressed = variant.encodings.iter().map(|encoding| compressed(&variant.path, *encoding));
            for name in std::iter::once(variant.path.to_string()).chain(compressed) {
                let path = directory.join(&name);
                match std::fs::read(&path) {
                    Ok(bytes) => {
                        files.insert(name, bytes);
                    }
                    Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => missing.push(name),
                    Err(cause) => {
                        errors.push(Error::io(format!("cannot read page `{}`", path.display()), cause));
                    }
                }
            }
        }
        if let Some(first) = missing.first() {
            let more =
                if missing.len() == 1 { String::new() } else { format!(" and {} more", missing.len() - 1) };
            let message = format!("there is no page `{first}`{more} in `{}`", directory.display());
            errors.push(
                Error::new(ErrorKind::Configuration, message)
                    .help("make the pages first: `downpage generate`"),
            );
        }
        Errors::check(errors).map(|()| Self { files })
    }

    /// The bytes of a file.
    pub(crate) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// What `body` is. Files with the same bytes cannot be told apart: `wanted` goes first.
    pub(crate) fn identify(&self, body: &[u8], wanted: &[String]) -> Known {
        if body.is_empty() {
            return Known::Empty;
        }
        let is_it = |name: &&String| self.file(name) == Some(body);
        if let Some(name) = wanted.iter().find(is_it).or_else(|| self.files.keys().find(is_it)) {
            return Known::File(name.clone());
        }
        let is_part = |name: &&String| {
            self.file(name).is_some_and(|bytes| bytes.starts_with(body) || bytes.ends_with(body))
        };
        if let Some(name) = wanted.iter().find(is_part).or_else(|| self.files.keys().find(is_part)) {
            return Known::Part(name.clone(), body.len());
        }
        let text = String::from_utf8_lossy(body);
        if text.contains(MARK) { Known::App } else { Known::Other(beginning(&text)) }
    }
}

/// The name of the compressed file beside a page.
pub(super) fn compressed(path: &Arc<str>, encoding: Encoding) -> String {
    format!("{path}.{}", encoding.extension())
}

/// The beginning of a body, on one line.
fn beginning(text: &str) -> String {
    const MOST: usize = 60;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = words.chars().filter(|letter| !letter.is_control()).take(MOST).collect();
    if shown.len() < words.len() {
        shown.push_str("...");
    }
    shown
}

impl std::fmt::Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(name) => write!(f, "`{name}`"),
            Self::Part(name, 1) => write!(f, "one byte of `{name}` and no more"),
            Self::Part(name, count) => write!(f, "{count} bytes of `{name}` and no more"),
            Self::App => f.write_str("the answer of the app"),
            Self::Empty => f.write_str("an empty body"),
            Self::Other(beginning) => write!(f, "something else, `{beginning}`"),
        }
    }
}
