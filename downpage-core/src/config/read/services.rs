//! Reads what pages share with their site: `[static]`, `[urls]`, `[translations]`, `language`, `time_zone`.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::config::document::Node;
use crate::config::faults::{Faults, visible};
use crate::config::read::Base;
use crate::config::read::section::{Section, language as checked_language, wrong_item};
use crate::error::{Error, ErrorKind, Result, suggest};
use crate::surroundings::{StaticFiles, Translations, Urls};

/// The catalogs' names when none are given: gettext's own, and Django's.
const DOMAINS: [&str; 2] = ["messages", "django"];

/// Static files, and the manifest that was read for them.
pub(super) fn static_files(
    root: Section<'_>,
    base: &Base<'_>,
    faults: &mut Faults<'_>,
) -> (StaticFiles, Option<PathBuf>) {
    let Some(section) = root.section("static", faults) else { return Default::default() };
    let url = section.text("url", faults);
    let files = url.map_or_else(StaticFiles::default, |url| StaticFiles::with_prefix(&url));
    let Some(path) = section.text("manifest", faults).map(|path| base.path(&path)) else {
        return (files, None);
    };
    let manifest =
        read_text(&path).and_then(|text| files.clone().with_manifest(&text, &path.display().to_string()));
    let files = manifest.unwrap_or_else(|error| {
        let span = section.get("manifest").map_or(section.span(), Node::span);
        faults.push(span, error);
        files
    });
    (files, Some(path))
}

/// The named URLs.
pub(super) fn urls(root: Section<'_>, faults: &mut Faults<'_>) -> Urls {
    let mut urls = Urls::default();
    for node in root.any_table("urls", faults).into_iter().flat_map(Node::children) {
        match node.text() {
            Some(pattern) => {
                if let Err(error) = urls.insert(&*node.key(), &pattern) {
                    faults.push(node.span(), error);
                }
            }
            None => wrong_item("urls", "a path such as `\"/about/\"`", node, faults),
        }
    }
    urls
}

/// The catalogs of `languages`, the first of which stands in for the others; and the directories they are in.
pub(super) fn translations(
    root: Section<'_>,
    languages: &[Arc<str>],
    base: &Base<'_>,
    faults: &mut Faults<'_>,
) -> (Translations, Vec<PathBuf>) {
    let Some(section) = root.section("translations", faults) else { return Default::default() };
    let directories = section.texts("directories", faults).unwrap_or_default();
    let directories: Vec<PathBuf> = directories.iter().map(|(path, _)| base.path(path)).collect();
    let domains = section.texts("domains", faults);
    let domains: Vec<&str> = match &domains {
        Some(domains) => domains.iter().filter_map(|(name, node)| domain(name, *node, faults)).collect(),
        None => DOMAINS.to_vec(),
    };
    let wanted: Vec<&str> = languages.iter().map(|language| &**language).collect();
    let translations = Translations::load(&directories, &domains, &wanted).unwrap_or_else(|error| {
        let span = section.get("directories").map_or(section.span(), Node::span);
        faults.push(span, error);
        Translations::default()
    });
    let translations = match languages.first() {
        Some(first) => translations.with_fallback(first),
        None => translations,
    };
    (translations, directories)
}

/// The language of the site.
pub(super) fn language(root: Section<'_>, faults: &mut Faults<'_>) -> Option<Arc<str>> {
    let text = root.text("language", faults)?;
    checked_language("language", text, root.get("language")?, faults).map(|text| (&*text).into())
}

/// The time zone of the site, from the data that is built in: a system's own may be missing or old.
pub(super) fn time_zone(root: Section<'_>, faults: &mut Faults<'_>) -> Option<TimeZone> {
    let name = root.text("time_zone", faults)?;
    let zones = TimeZoneDatabase::bundled();
    let found = zones.get(&name);
    if found.is_err() {
        let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
        let near = suggest(&name, known.iter().map(String::as_str));
        let help =
            near.unwrap_or_else(|| "use a name of the IANA database, such as `Europe/Berlin`".to_owned());
        let message = format!("there is no time zone `{}`", visible(&name));
        faults.say_with(root.get("time_zone")?.span(), message, help);
    }
    found.ok()
}

/// A domain is the stem of a file's name, and nothing else.
fn domain<'t>(name: &'t str, node: Node<'_>, faults: &mut Faults<'_>) -> Option<&'t str> {
    if !name.contains(['/', '\\']) {
        return Some(name);
    }
    let message = format!("`domains` must be names of catalogs, found `{}`", visible(name));
    faults.say_with(node.span(), message, "a catalog `locale/de/LC_MESSAGES/site.mo` has the domain `site`");
    None
}

fn read_text(path: &std::path::Path) -> Result<String> {
    let bytes = std::fs::read(path)
        .map_err(|cause| Error::io(format!("cannot read the manifest `{}`", path.display()), cause))?;
    String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorKind::BadData, format!("the manifest `{}` is not UTF-8", path.display()))
    })
}
