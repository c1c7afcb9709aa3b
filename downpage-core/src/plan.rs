//! The first step of the pipeline: from a configuration to the list of pages, each with its template and engine.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::config::{Config, Named, PageEntry};
use crate::error::{Error, ErrorKind, Errors, Result, quoted, suggest};
use crate::format::Format;
use crate::publish::{PagePaths, check_page_path};
use crate::registry::{self, Backend};
use crate::theme;
use crate::value::Map;

/// The pages of a run, in the order of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The pages to make.
    pub pages: Vec<PlannedPage>,
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
    /// The status it is for, if it is for one.
    pub status: Option<u16>,
    /// Its language; `None` means the site's.
    pub locale: Option<Arc<str>>,
    /// What it is, by its path's extension; decides how values are escaped.
    pub format: Format,
    /// Its own values.
    pub context: Arc<Map>,
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
        undecided: Vec::new(),
    };
    for entry in &config.pages {
        planner.entry(entry);
    }
    planner.finish()
}

impl Plan {
    /// The paths of all pages, as publishing needs them.
    ///
    /// # Errors
    /// When one page's path is a folder of another's.
    pub fn paths(&self) -> Result<PagePaths, Errors> {
        PagePaths::new(self.pages.iter().map(|page| Arc::clone(&page.path)))
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
        Ok(Plan { pages })
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

struct Planner<'a> {
    config: &'a Config,
    engine: Option<&'static Backend>,
    errors: Vec<Error>,
    pages: Vec<PlannedPage>,
    /// Every path so far, with the entry that took it.
    taken: HashMap<Arc<str>, &'a PageEntry>,
    /// Entries that no engine was chosen for: one omission, however many pages there are.
    undecided: Vec<&'a PageEntry>,
}

impl<'a> Planner<'a> {
    fn entry(&mut self, entry: &'a PageEntry) {
        let backend = match self.backend(entry) {
            Ok(Some(backend)) => backend,
            Ok(None) => return self.undecided.push(entry),
            Err(error) => return self.fail(entry, error),
        };
        let statuses: Vec<Option<u16>> = optional(entry.statuses.iter().copied());
        let locales: Vec<Option<Arc<str>>> = optional(entry.locales.iter().cloned());
        for status in statuses {
            for locale in &locales {
                if let Err(error) = self.page(entry, backend, status, locale.clone()) {
                    self.fail(entry, error);
                }
            }
        }
    }

    fn page(
        &mut self,
        entry: &'a PageEntry,
        backend: &'static Backend,
        status: Option<u16>,
        locale: Option<Arc<str>>,
    ) -> Result<()> {
        let path = fill(&entry.path, status, locale.as_deref());
        check_page_path(&path)?;
        if let Some(first) = self.taken.insert(Arc::clone(&path), entry) {
            let place =
                self.config.place(first.span).map_or_else(String::new, |place| format!(", first at {place}"));
            return Err(Error::new(ErrorKind::PagePath, format!("two pages have the path `{path}`{place}"))
                .help("give one of them another path, or use `{status}` or `{locale}` in it"));
        }
        let format = Format::of(&path);
        let template = match &entry.template {
            Some(template) => fill(template, status, locale.as_deref()),
            None => theme::template_for(format).into(),
        };
        let context = Arc::clone(&entry.context);
        self.pages.push(PlannedPage { path, template, backend, status, locale, format, context });
        Ok(())
    }

    /// The engine of an entry: its own, the caller's, the extension's, the configuration's, the only one there is. `None`
    /// when there are several, and none is chosen.
    fn backend(&self, entry: &PageEntry) -> Result<Option<&'static Backend>> {
        let named = |named: &Named| {
            let place = self.config.place(named.span);
            registry::find(&named.name).map(Some).map_err(|error| place.into_iter().fold(error, Error::at))
        };
        if let Some(engine) = &entry.engine {
            return named(engine);
        }
        if self.engine.is_some() {
            return Ok(self.engine);
        }
        let by_extension = entry.template.as_deref().map_or(Ok(None), registry::by_extension)?;
        if by_extension.is_some() {
            return Ok(by_extension);
        }
        if let Some(engine) = &self.config.engine {
            return named(engine);
        }
        only_backend(entry)
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
        Ok(Plan { pages: self.pages })
    }

    fn fail(&mut self, entry: &PageEntry, error: Error) {
        let place = self.config.place(entry.span);
        self.errors.push(place.into_iter().fold(error, Error::at));
    }
}

/// The only engine of the build, or any one for a built-in page, which all engines render alike.
fn only_backend(entry: &PageEntry) -> Result<Option<&'static Backend>> {
    match registry::backends()?[..] {
        [] => Err(registry::none_in_build()),
        [only] => Ok(Some(only)),
        [first, ..] if entry.template.is_none() => Ok(Some(first)),
        _ => Ok(None),
    }
}

/// `pattern` with `{status}` and `{locale}` filled in.
fn fill(pattern: &Arc<str>, status: Option<u16>, locale: Option<&str>) -> Arc<str> {
    if !pattern.contains('{') {
        return Arc::clone(pattern);
    }
    let mut path = pattern.to_string();
    if let Some(status) = status {
        path = path.replace("{status}", &status.to_string());
    }
    if let Some(locale) = locale {
        path = path.replace("{locale}", locale);
    }
    path.into()
}

/// Each item, or one `None` when there is no item.
fn optional<T>(items: impl Iterator<Item = T>) -> Vec<Option<T>> {
    let items: Vec<Option<T>> = items.map(Some).collect();
    if items.is_empty() { vec![None] } else { items }
}
