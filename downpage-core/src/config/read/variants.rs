//! Reads what pages are made in: `formats`, `locales`, `compress`, and `[variants]`.

use std::sync::Arc;

use crate::config::document::Node;
use crate::config::faults::{Faults, visible};
use crate::config::read::section::{Section, language};
use crate::config::{NamePattern, VariantsTable};
use crate::encoding::{Encoding, Encodings, Levels};
use crate::error::{Result, suggest};
use crate::format::{Format, Formats};

/// The formats in the key `formats`.
pub(super) fn formats(section: Section<'_>, faults: &mut Faults<'_>) -> Formats {
    let texts = section.texts("formats", faults);
    if let (Some(node), Some([])) = (section.get("formats"), texts.as_deref())
        && node.is_list()
        && node.children().next().is_none()
    {
        faults.say_with(
            node.span(),
            "`formats` is an empty list",
            "leave it out, or write `[\"html\", \"json\"]`",
        );
    }
    let read = |text: &str| match text {
        "text" | "plain" => Err("txt"),
        "htm" => Err("html"),
        _ => Format::from_name(text).ok_or(""),
    };
    known("formats", "format", &Format::ALL.map(Format::name), texts.unwrap_or_default(), read, faults)
}

/// The encodings in the key `compress`; none when the list is empty.
pub(super) fn encodings(section: Section<'_>, faults: &mut Faults<'_>) -> Option<Encodings> {
    let node = section.get("compress")?;
    let texts = section.texts("compress", faults)?;
    let read = |text: &str| match text {
        "gz" => Err("gzip"),
        "brotli" => Err("br"),
        "zst" | "zstandard" => Err("zstd"),
        _ => Encoding::from_name(text).ok_or(""),
    };
    let names = Encoding::ALL.map(Encoding::name);
    let encodings: Encodings = known("compress", "encoding", &names, texts, read, faults);
    if !encodings.is_empty() && !cfg!(feature = "compress") {
        faults.say_with(node.span(), "this build cannot compress", "build it with the feature `compress`");
    }
    Some(encodings)
}

/// The languages in the key `locales`, each once.
pub(super) fn locales(section: Section<'_>, faults: &mut Faults<'_>) -> Vec<Arc<str>> {
    let texts = section.texts("locales", faults).unwrap_or_default();
    let mut found: Vec<Arc<str>> = Vec::new();
    for (text, node) in texts {
        let text = language("locales", text, node, faults);
        found.extend(text.filter(|text| !found.iter().any(|other| **other == **text)).map(Arc::from));
    }
    found
}

/// The table `[variants]`.
pub(super) fn table(root: Section<'_>, faults: &mut Faults<'_>) -> VariantsTable {
    let mut table = VariantsTable::default();
    let Some(section) = root.section("variants", faults) else { return table };
    if let Some(page) = pattern(section, "page", &["name", "locale", "format"], faults) {
        table.page = page;
    }
    if let Some(compressed) = pattern(section, "compressed", &["file", "encoding"], faults) {
        table.compressed = compressed;
    }
    let mut level = |key: &str, highest: u8| {
        section.count(key, faults).and_then(|level| u8::try_from(level).ok()).unwrap_or(highest)
    };
    table.levels = Levels {
        gzip: level("gzip_level", Levels::HIGHEST.gzip),
        brotli: level("br_level", Levels::HIGHEST.brotli),
        zstd: level("zstd_level", Levels::HIGHEST.zstd),
    };
    table
}

fn pattern(section: Section<'_>, key: &str, names: &[&str], faults: &mut Faults<'_>) -> Option<NamePattern> {
    let text = section.text(key, faults)?;
    let pattern: Result<NamePattern> = NamePattern::new(&text, names);
    pattern.map_err(|error| faults.push(section.get(key).map_or(section.span(), Node::span), error)).ok()
}

/// What `read` makes of each text; where it makes nothing, it may know the word that was meant.
fn known<T, C: FromIterator<T>>(
    key: &str,
    what: &str,
    names: &[&str],
    texts: Vec<(std::borrow::Cow<'_, str>, Node<'_>)>,
    read: impl Fn(&str) -> std::result::Result<T, &'static str>,
    faults: &mut Faults<'_>,
) -> C {
    let mut item = |(text, node): (std::borrow::Cow<'_, str>, Node<'_>)| match read(&text) {
        Ok(item) => Some(item),
        Err(meant) => {
            let message = format!("unknown {what} `{}` in `{key}`", visible(&text));
            let meant = (!meant.is_empty()).then(|| format!("did you mean `{meant}`?"));
            match meant.or_else(|| suggest(&text, names.iter().copied())) {
                Some(help) => faults.say_with(node.span(), message, help),
                None => faults.say(node.span(), message),
            }
            None
        }
    };
    texts.into_iter().filter_map(&mut item).collect()
}
