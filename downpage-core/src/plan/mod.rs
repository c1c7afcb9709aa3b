//! The first step of the pipeline: from a configuration to the list of pages, each with its template and engine.

mod entry;
mod variants;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::config::{Config, Message, NamePattern, PageEntry};
use crate::encoding::{Encoding, Encodings};
use crate::error::{Error, ErrorKind, Errors, Result, quoted, suggest};
use crate::format::Format;
use crate::publish::{PagePaths, check_page_path};
use crate::registry::{self, Backend};
use crate::span::{Location, Span};
use crate::theme;
use crate::value::Map;

use entry::Variant;
pub use variants::{StatusPages, Variants};

/// The pages of a run, in the order of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The pages to make.
    pub pages: Vec<PlannedPage>,
    /// What their compressed files are called.
    pub compressed: CompressedNames,
}

/// One page to make.
#[derive(Clone, Debug)]
pub struct PlannedPage {
    /// Where it lands in the output directory, with `/` between its parts.
    pub path: Arc<str>,
    /// The template.
    pub template: Arc<str>,
    /// What renders it.
    pub backend: &'static Backend,
    /// Which of [`Config::template_sets`] its template is in; `None` when it is in none of them.
    pub set: Option<usize>,
    /// The status it is for, if it is for one.
    pub status: Option<u16>,
    /// Its language; `None` means the site's.
    pub locale: Option<Arc<str>>,
    /// What it is: decides how values are escaped.
    pub format: Format,
    /// Whether it is what a client gets that asks for no language and no format: of all the pages that one entry of the
    /// configuration makes for one status, one is.
    pub is_default: bool,
    /// What it is to be compressed with. A compressed file that would not be smaller than the page is not made.
    pub encodings: Encodings,
    /// Its own values.
    pub context: Arc<Map>,
    /// What of them is translated into its language.
    pub messages: Option<Arc<[Message]>>,
    /// Where its entry stands in [`Config::origin`].
    pub span: Option<Span>,
    /// Where it stands when it is not from there.
    pub place: Option<Arc<Location>>,
}

impl PlannedPage {
    /// The media type, for the header `Content-Type`. Built-in JSON and XML are problem documents (RFC 9457).
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        let is_built_in = &*self.template == theme::template_for(self.format);
        match self.format {
            Format::Html => "text/html; charset=utf-8",
            Format::Text => "text/plain; charset=utf-8",
            Format::Json if is_built_in => "application/problem+json",
            Format::Json => "application/json",
            Format::Xml if is_built_in => "application/problem+xml; charset=utf-8",
            Format::Xml => "application/xml; charset=utf-8",
        }
    }
}

/// What the compressed files of pages are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompressedNames(pub NamePattern);

impl Default for CompressedNames {
    fn default() -> Self {
        Self(crate::config::VariantsTable::default().compressed)
    }
}

impl CompressedNames {
    /// The path of the file that holds the page at `page` compressed with `encoding`.
    ///
    /// ```
    /// use downpage_core::Encoding;
    /// use downpage_core::plan::CompressedNames;
    ///
    /// let names = CompressedNames::default();
    /// assert_eq!(names.path("de/503.html", Encoding::Zstd), "de/503.html.zst");
    /// ```
    #[must_use]
    pub fn path(&self, page: &str, encoding: Encoding) -> String {
        let (folder, file) = page.rsplit_once('/').unwrap_or(("", page));
        let name = self.0.fill(&[("file", file), ("encoding", encoding.extension())]);
        if folder.is_empty() { name } else { format!("{folder}/{name}") }
    }
}

/// Lists the pages that `config` asks for; `engine` is the caller's choice for pages that do not name theirs: `--engine`.
///
/// # Errors
/// All that is wrong, each at its place: an engine that is not there or not chosen, a path that cannot be used or is
/// used twice.
pub fn plan(config: &Config, engine: Option<&str>) -> Result<Plan, Errors> {
    let mut planner = Planner {
        config,
        engine: engine.map(registry::find).transpose()?,
        errors: Vec::new(),
        pages: Vec::new(),
        taken: HashMap::new(),
        found: HashMap::new(),
        undecided: Vec::new(),
        compressed: CompressedNames(config.variants.compressed.clone()),
    };
    for entry in &config.pages {
        planner.entry(entry);
    }
    planner.finish()
}

impl Plan {
    /// The paths of all pages and of their compressed files, as publishing needs them.
    ///
    /// # Errors
    /// When one page's path is a folder of another's.
    pub fn paths(&self) -> Result<PagePaths, Errors> {
        let pages = self.pages.iter().map(|page| (Arc::clone(&page.path), page.encodings));
        PagePaths::with_compressed(pages, |page, encoding| self.compressed.path(page, encoding))
    }

    /// The pages at `paths` (empty means all) and for `statuses` (empty means all).
    ///
    /// # Errors
    /// One for each path that no page has, and one when nothing is left.
    pub fn only(&self, paths: &[String], statuses: &[u16]) -> Result<Plan, Errors> {
        let known: HashSet<&str> = self.pages.iter().map(|page| &*page.path).collect();
        let unknown = paths.iter().filter(|path| !known.contains(path.as_str()));
        Errors::check(unknown.map(|path| self.unknown_page(path)).collect())?;
        let wanted: HashSet<&str> = paths.iter().map(String::as_str).collect();
        let chosen = |page: &&PlannedPage| {
            let by_path = wanted.is_empty() || wanted.contains(&*page.path);
            by_path && (statuses.is_empty() || page.status.is_some_and(|status| statuses.contains(&status)))
        };
        let pages: Vec<PlannedPage> = self.pages.iter().filter(chosen).cloned().collect();
        if pages.is_empty() && !self.pages.is_empty() {
            return Err(self.nothing_left().into());
        }
        Ok(Plan { pages, compressed: self.compressed.clone() })
    }

    fn unknown_page(&self, path: &str) -> Error {
        let known = self.pages.iter().map(|page| &*page.path);
        let error = Error::new(ErrorKind::PagePath, format!("there is no page `{path}`"))
            .maybe_help(suggest(path, known));
        match &self.pages[..] {
            [first, .., last] => error.help(format!(
                "there are {} pages, from `{}` to `{}`",
                self.pages.len(),
                first.path,
                last.path
            )),
            _ => error,
        }
    }

    fn nothing_left(&self) -> Error {
        let mut statuses: Vec<u16> = self.pages.iter().filter_map(|page| page.status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        let known: Vec<String> = statuses.iter().map(u16::to_string).collect();
        Error::new(ErrorKind::PagePath, "no page is for the chosen status codes")
            .note(format!(
                "pages are for: {}",
                if known.is_empty() { "none".to_owned() } else { known.join(", ") }
            ))
            .help("give a page its `status` in the configuration")
    }
}

/// What renders a template, and the set that it is in.
type InSet = (&'static Backend, Option<usize>);

struct Planner<'a> {
    config: &'a Config,
    engine: Option<&'static Backend>,
    errors: Vec<Error>,
    pages: Vec<PlannedPage>,
    /// Every path so far, with the entry that took it.
    taken: HashMap<Arc<str>, &'a PageEntry>,
    /// Entries that no engine was chosen for: one omission, however many pages there are.
    undecided: Vec<&'a PageEntry>,
    /// Templates that were found in a set, by the engine that was asked for: to look costs reading the file, and a thousand
    /// pages may have one template.
    found: HashMap<(Option<String>, Arc<str>), InSet>,
    compressed: CompressedNames,
}

impl<'a> Planner<'a> {
    fn entry(&mut self, entry: &'a PageEntry) {
        let variants = Variant::all(entry, self.config);
        let has_sets = self.has_sets(entry);
        let statuses: Vec<Option<u16>> = optional(entry.statuses.iter().copied());
        for status in statuses {
            for variant in &variants {
                let in_sets = has_sets && variant.own_template().is_some();
                match variant.backend(self.config, self.engine) {
                    // told once for an entry, which is no other for its other pages
                    Ok(None) if !in_sets => return self.undecided.push(entry),
                    Ok(backend) => {
                        if let Err(error) = self.page(variant, backend.filter(|_| !in_sets), status) {
                            self.fail(entry, error);
                        }
                    }
                    Err(error) => return self.fail(entry, error),
                }
            }
        }
    }

    fn page(
        &mut self,
        variant: &Variant<'a>,
        backend: Option<&'static Backend>,
        status: Option<u16>,
    ) -> Result<()> {
        let entry = variant.entry;
        let path = variant.path(status, &self.config.variants.page);
        check_page_path(&path)?;
        self.take(&path, entry)?;
        let encodings = entry.compress.unwrap_or(self.config.compress);
        for encoding in encodings.iter() {
            let compressed: Arc<str> = self.compressed.path(&path, encoding).into();
            check_page_path(&compressed)?;
            self.take(&compressed, entry)?;
        }
        let template = variant.template(status);
        let (backend, set) = match backend {
            Some(backend) => (backend, None),
            None => self.found(entry, &template)?,
        };
        self.pages.push(PlannedPage {
            path,
            template,
            backend,
            set,
            status,
            locale: variant.locale.clone(),
            format: variant.format,
            is_default: variant.is_default(),
            encodings,
            context: Arc::clone(&entry.context),
            messages: entry.messages.clone(),
            span: entry.span,
            place: entry.place.clone(),
        });
        Ok(())
    }

    /// Takes `path` for a page of `entry`.
    fn take(&mut self, path: &Arc<str>, entry: &'a PageEntry) -> Result<()> {
        let Some(first) = self.taken.insert(Arc::clone(path), entry) else { return Ok(()) };
        let place =
            self.config.place_of(first).map_or_else(String::new, |place| format!(", first at {place}"));
        Err(Error::new(ErrorKind::PagePath, format!("two pages have the path `{path}`{place}"))
            .help("give one of them another path, or use `{status}`, `{locale}` or `{format}` in it"))
    }

    /// The name of the engine that was asked for in so many words.
    fn asked<'e>(&'e self, entry: &'e PageEntry) -> Option<&'e str> {
        entry.engine.as_deref().map(|named| &*named.name).or_else(|| self.engine.map(|engine| engine.name))
    }

    /// Whether any set of templates may have that of `entry`.
    fn has_sets(&self, entry: &PageEntry) -> bool {
        let asked = self.asked(entry);
        self.config.template_sets.iter().any(|set| asked.is_none_or(|engine| *set.engine == *engine))
    }

    /// As [`in_sets`](Self::in_sets), which is asked once for a template.
    fn found(&mut self, entry: &PageEntry, template: &Arc<str>) -> Result<InSet> {
        let asked = (self.asked(entry).map(str::to_owned), Arc::clone(template));
        if let Some(known) = self.found.get(&asked) {
            return Ok(*known);
        }
        let found = self.in_sets(entry, template)?;
        self.found.insert(asked, found);
        Ok(found)
    }

    /// The first set that has `template`, and its engine.
    fn in_sets(&self, entry: &PageEntry, template: &str) -> Result<InSet> {
        let asked = self.asked(entry);
        let sets = self.config.template_sets.iter().enumerate();
        let mut sets = sets.filter(|(_, set)| asked.is_none_or(|engine| *set.engine == *engine));
        let mut missing: Option<Error> = None;
        let found = sets.find(|(_, set)| match set.loader.load(template) {
            Err(error) if error.kind() == ErrorKind::TemplateNotFound => {
                missing = Some(match missing.take() {
                    None => error,
                    Some(first) => error.notes().iter().fold(first, Error::note),
                });
                false
            }
            _ => true,
        });
        match (found, missing) {
            (Some((at, set)), _) => Ok((registry::find(&set.engine)?, Some(at))),
            (None, Some(missing)) if theme::find(template).is_none() => Err(missing),
            (None, _) => {
                let any = registry::backends()?.first().copied().ok_or_else(registry::none_in_build)?;
                Ok((any, None))
            }
        }
    }

    fn finish(mut self) -> Result<Plan, Errors> {
        if let Some((first, others)) = self.undecided.split_first() {
            let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
            let message = format!("no engine is chosen for page `{}`{more}", first.path);
            let backends = registry::backends()?;
            let names: Vec<&str> = backends.iter().map(|backend| backend.name).collect();
            let error = Error::new(ErrorKind::Configuration, message)
                .note(format!("engines in this build: {}", quoted(&names)))
                .help(
                    "write `engine = \"NAME\"` in the configuration or in the page, or pass `--engine NAME`",
                );
            self.fail(first, error);
        }
        Errors::check(self.errors)?;
        Ok(Plan { pages: self.pages, compressed: self.compressed })
    }

    fn fail(&mut self, entry: &PageEntry, error: Error) {
        let place = self.config.place_of(entry);
        self.errors.push(place.into_iter().fold(error, Error::at));
    }
}

/// Each item, or one `None` when there is no item.
fn optional<T>(items: impl Iterator<Item = T>) -> Vec<Option<T>> {
    let items: Vec<Option<T>> = items.map(Some).collect();
    if items.is_empty() { vec![None] } else { items }
}
