//! From the text of a configuration to a [`Config`]: strict, and with every fault of the file reported.

mod django;
mod engines;
mod pages;
mod publish;
mod section;
mod server;
mod services;
mod statuses;
#[cfg(test)]
mod tests;
mod variants;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::document::{Document, Node};
use crate::config::faults::Faults;
use crate::config::find::Home;
use crate::config::keys::ROOT;
use crate::config::{Config, Origin, PageEntry};
use crate::error::{Error, ErrorKind, Errors};
use crate::registry::Backend;
use crate::span::Span;

use section::Section;

/// Reads the text of `origin`, whose paths are relative to `directory`.
pub(super) fn config(
    origin: Arc<Origin>,
    directory: &Path,
    backends: &[&'static Backend],
) -> Result<Config, Errors> {
    let mut faults = Faults::new(&origin);
    let document = Document::parse(&origin.text, &mut faults);
    let mut config = Config::default();
    // what is half read would only bring errors that are none
    if faults.is_empty()
        && let Some(table) = table(&origin, document.root(), &mut faults)
    {
        let root = Section::open(table, &ROOT, &mut faults);
        config = tables(root, &Base(directory), backends, &mut faults);
    }
    faults.finish()?;
    Ok(Config { origin: Some(origin), ..config })
}

/// The table of the document that is ours.
fn table<'d>(origin: &Origin, root: Node<'d>, faults: &mut Faults<'_>) -> Option<Node<'d>> {
    let home = Home::of(&origin.path);
    let Some(table) = home.table(root) else {
        let message = format!("`{}` has no table {}", origin.path.display(), home.names());
        faults.push(Span::new(0, 0), Error::new(ErrorKind::Configuration, message));
        return None;
    };
    if !table.is_table() {
        faults.say(table.span(), format!("`downpage` must be a table, found {}", table.describe()));
        return None;
    }
    Some(table)
}

fn tables(
    root: Section<'_>,
    base: &Base<'_>,
    backends: &[&'static Backend],
    faults: &mut Faults<'_>,
) -> Config {
    let language = services::language(root, faults);
    let pages = pages::read(root, backends, faults);
    let locales = variants::locales(root, faults);
    let languages = languages(language.as_ref(), &locales, &pages);
    let (static_files, manifest) = services::static_files(root, base, faults);
    let (translations, catalogs) = services::translations(root, &languages, base, faults);
    let context = root.any_table("context", faults).map(Node::map);
    Config {
        origin: None,
        keys: root.keys().map(|key| (&*key).into()).collect(),
        engine: engines::named(root, backends, faults),
        output: base.path(root.text("output", faults).as_deref().unwrap_or(Config::OUTPUT)),
        templates: templates(root, base, faults),
        template_sets: Vec::new(),
        context: Arc::new(context.unwrap_or_default()),
        engines: engines::tables(root, backends, faults),
        time_zone: services::time_zone(root, faults),
        urls: Arc::new(services::urls(root, faults)),
        formats: variants::formats(root, faults),
        compress: variants::encodings(root, faults).unwrap_or_default(),
        variants: variants::table(root, faults),
        django: django::table(root, base, faults),
        publish: publish::read(root, faults),
        limits: publish::limits(root, faults),
        server: server::read(root, faults),
        maintenance: server::maintenance(root, base, faults),
        last_resort: None,
        sources: manifest.into_iter().chain(catalogs).collect(),
        static_files: Arc::new(static_files),
        translations: Arc::new(translations),
        language,
        locales,
        pages,
    }
}

/// The directories of templates; `templates` when none are given and it is there.
fn templates(root: Section<'_>, base: &Base<'_>, faults: &mut Faults<'_>) -> Vec<PathBuf> {
    match root.texts("templates", faults) {
        Some(texts) => texts.iter().map(|(path, _)| base.path(path)).collect(),
        None => Some(base.path("templates")).filter(|path| path.is_dir()).into_iter().collect(),
    }
}

/// Every language that a page can be in, the site's first.
fn languages(site: Option<&Arc<str>>, all: &[Arc<str>], pages: &[PageEntry]) -> Vec<Arc<str>> {
    let mut languages = vec![site.cloned().unwrap_or_else(|| "en".into())];
    for locale in all.iter().chain(pages.iter().flat_map(|page| &page.locales)) {
        if !languages.contains(locale) {
            languages.push(Arc::clone(locale));
        }
    }
    languages
}

/// The directory that paths in the configuration are relative to.
struct Base<'d>(&'d Path);

impl Base<'_> {
    fn path(&self, path: &str) -> PathBuf {
        match self.0.to_str() {
            Some("" | ".") => PathBuf::from(path),
            _ => self.0.join(path),
        }
    }
}
