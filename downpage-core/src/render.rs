//! The second step of the pipeline: from the list of pages to their texts.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::config::{Config, EngineTable, Origin, TemplateSet};
use crate::engine::{Engine, Setup};
use crate::error::{Error, Result};
use crate::format::Format;
use crate::last_resort::LastResort;
use crate::loader::{DirLoader, Loader};
use crate::maintenance::{self, Maintenance};
use crate::options::Options;
use crate::page::RenderedPage;
use crate::plan::{Plan, PlannedPage};
use crate::registry::Backend;
use crate::span::Location;
use crate::surroundings::{Surroundings, Witness};
use crate::theme;
use crate::value::{Context, Map, Value};

/// Renders the pages of a plan, each with its engine.
///
/// An engine is made when its first page comes, one for each language and format.
pub struct Renderer {
    loader: Arc<dyn Loader>,
    sets: Vec<TemplateSet>,
    /// What the entries of pages were read from.
    origin: Option<Arc<Origin>>,
    surroundings: Arc<Surroundings>,
    shared: Arc<Map>,
    tables: indexmap::IndexMap<Arc<str>, EngineTable>,
    limits: crate::engine::Limits,
    last_resort: Option<Arc<dyn LastResort>>,
    generated_at: Value,
    maintenance: Option<Maintenance>,
    engines: Mutex<HashMap<Key, Arc<dyn Engine>>>,
    /// What `downpage` says of a status in a language: the same on many pages.
    facts: Mutex<HashMap<StatusIn, Map>>,
}

/// Pages handed from thread to thread at a time: waking the other one for each would cost as much as rendering it.
const BATCH: usize = 16;

/// A batch is handed over early when its text is longer than this.
const BATCH_BYTES: usize = 128 << 10;

/// Batches that wait to be taken from one thread, besides the one that is being made.
const WAITING: usize = 1;

/// What comes from one rendering thread.
struct Lane {
    receiver: Receiver<Vec<Result<RenderedPage>>>,
    /// The rest of the batch that came last.
    pages: std::vec::IntoIter<Result<RenderedPage>>,
}

impl Lane {
    /// The next page; `None` when the thread has ended.
    fn next(&mut self) -> Option<Result<RenderedPage>> {
        loop {
            if let Some(page) = self.pages.next() {
                return Some(page);
            }
            self.pages = self.receiver.recv().ok()?.into_iter();
        }
    }
}

/// A status, and the language in which it is told.
type StatusIn = (Option<u16>, Arc<str>);

/// What an engine is made for.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    backend: &'static str,
    set: Option<usize>,
    locale: Arc<str>,
    format: Format,
}

impl Renderer {
    /// A renderer for the site of `config`, with templates from its directories; `now` is the time on its pages.
    #[must_use]
    pub fn new(config: &Config, now: Option<Timestamp>) -> Self {
        Self::with_loader(config, now, Arc::new(DirLoader::new(&config.templates)))
    }

    /// As [`new`](Self::new), with templates from `loader`.
    #[must_use]
    pub fn with_loader(config: &Config, now: Option<Timestamp>, loader: Arc<dyn Loader>) -> Self {
        let surroundings = Surroundings {
            clock: now,
            time_zone: config.time_zone.clone().unwrap_or(jiff::tz::TimeZone::UTC),
            language: config.language.clone().unwrap_or_else(|| "en".into()),
            static_files: Arc::clone(&config.static_files),
            urls: Arc::clone(&config.urls),
            translations: Arc::clone(&config.translations),
            witness: None,
        };
        let mut shared = Map::clone(&config.context);
        shared.get_or_insert("request".into(), Value::Null);
        Self {
            loader: Arc::new(theme::wrap(loader)),
            sets: config.template_sets.iter().map(wrapped).collect(),
            origin: config.origin.clone(),
            generated_at: surroundings.now().map_or(Value::Null, Value::from),
            surroundings: Arc::new(surroundings),
            shared: Arc::new(shared),
            tables: config.engines.clone(),
            limits: config.limits,
            maintenance: config.maintenance.going_on.clone(),
            last_resort: config.last_resort.clone(),
            engines: Mutex::default(),
            facts: Mutex::default(),
        }
    }

    /// The same, with somebody who sees what templates ask for.
    #[must_use]
    pub fn seen_by(mut self, witness: Arc<dyn Witness>) -> Self {
        Arc::make_mut(&mut self.surroundings).witness = Some(witness);
        self
    }

    /// The text of one page.
    ///
    /// # Errors
    /// Whatever its template does wrong, with the place in it.
    pub fn page(&self, page: &PlannedPage) -> Result<RenderedPage> {
        let locale = page.locale.as_ref().unwrap_or(&self.surroundings.language);
        let by_set = page.set.and_then(|at| self.sets.get(at)?.format);
        let key = Key {
            backend: page.backend.name,
            set: page.set,
            locale: Arc::clone(locale),
            format: by_set.unwrap_or(page.format),
        };
        let context = self.context(page, locale);
        let render = || self.engine(key, page.backend)?.render(&page.template, &context);
        let (text, engine) = match &self.last_resort {
            None => (render(), page.backend.name),
            Some(last) => match last.claims(page).map_or_else(render, Err) {
                Ok(text) => (last.confirm().map(|()| text), page.backend.name),
                Err(error) => (last.render(page, &context, error), last.name()),
            },
        };
        Ok(RenderedPage {
            path: Arc::clone(&page.path),
            text: text.map_err(|error| self.asked_by(page, error).on_page(Arc::clone(&page.path)))?,
            template: Arc::clone(&page.template),
            engine,
            status: page.status,
        })
    }

    /// `error` with the place of the page's entry, where it has none of its own: its template is not there.
    fn asked_by(&self, page: &PlannedPage, error: Error) -> Error {
        if error.location().is_some() {
            return error;
        }
        let in_origin = || {
            let (origin, span) = (self.origin.as_ref()?, page.span?);
            Some(Location::in_source(origin.path.display().to_string(), &origin.text, span))
        };
        match page.place.as_deref().cloned().or_else(in_origin) {
            Some(place) => error.asked_at(place),
            None => error,
        }
    }

    /// The pages of `plan` in its order, each rendered when it is asked for.
    pub fn pages<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = Result<RenderedPage>> + 'a {
        plan.pages.iter().map(|page| self.page(page))
    }

    /// Renders the pages of `plan` on `jobs` threads and hands them, in the order of the plan, to `consume` as they
    /// come: what writes them overlaps with what renders them, and no more than some dozens wait in memory.
    pub fn pages_on<T>(
        &self,
        plan: &Plan,
        jobs: usize,
        consume: impl FnOnce(&mut dyn Iterator<Item = Result<RenderedPage>>) -> T,
    ) -> T {
        if jobs == 0 || plan.pages.len() <= BATCH {
            return consume(&mut self.pages(plan));
        }
        let stopped = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // Thread `k` renders the batches `k`, `k + jobs`, ...: taking from the threads in turn gives the plan's order.
            let mut lanes: Vec<Lane> = (0..jobs)
                .map(|lane| {
                    let (sender, receiver) = sync_channel(WAITING);
                    let batches = plan.pages.chunks(BATCH).skip(lane).step_by(jobs);
                    let stopped = &stopped;
                    scope.spawn(move || self.render_batches(batches, &sender, stopped));
                    Lane { receiver, pages: Vec::new().into_iter() }
                })
                .collect();
            let mut pages = (0..plan.pages.len()).map_while(|index| lanes[index / BATCH % jobs].next());
            let result = consume(&mut pages);
            stopped.store(true, Ordering::Relaxed);
            result
        })
    }

    /// Renders one lane's batches until they end or nobody wants them any more.
    fn render_batches<'p>(
        &self,
        batches: impl Iterator<Item = &'p [PlannedPage]>,
        sender: &SyncSender<Vec<Result<RenderedPage>>>,
        stopped: &AtomicBool,
    ) {
        for batch in batches {
            let (mut pages, mut bytes) = (Vec::with_capacity(batch.len()), 0);
            for page in batch {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let page = self.page(page);
                bytes += page.as_ref().map_or(0, |page| page.text.len());
                pages.push(page);
                // Large pages do not wait for others: what is in memory stays small.
                if bytes > BATCH_BYTES {
                    bytes = 0;
                    if sender.send(std::mem::take(&mut pages)).is_err() {
                        return;
                    }
                }
            }
            if sender.send(pages).is_err() {
                return;
            }
        }
    }

    /// What the page's template sees.
    fn context(&self, page: &PlannedPage, locale: &Arc<str>) -> Context {
        let mut context = Context::over(Arc::clone(&self.shared));
        for (name, value) in page.context.iter() {
            context.insert(Arc::clone(name), value.clone());
        }
        for (name, value) in self.translated(page, locale) {
            context.insert(name, value);
        }
        context.insert("downpage", self.facts(page, locale));
        context
    }

    /// The values of a page that hold text to be translated, translated.
    fn translated(&self, page: &PlannedPage, locale: &str) -> Map {
        let mut values = Map::new();
        for message in page.messages.iter().flat_map(|messages| messages.iter()) {
            let Some((name, rest)) = message.path.split_first() else { continue };
            let text =
                self.surroundings.translations.gettext(locale, message.context.as_deref(), &message.text);
            let text = Value::Text(text.map_or_else(|| Arc::clone(&message.text), Arc::from));
            let whole = page.context.get(name).cloned().unwrap_or_default();
            put(values.get_or_insert(Arc::clone(name), whole), rest, text);
        }
        values
    }

    /// The table `downpage` of a context.
    fn facts(&self, page: &PlannedPage, locale: &Arc<str>) -> Map {
        let mut known = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        let facts = known.entry((page.status, Arc::clone(locale))).or_insert_with(|| {
            let surroundings = self.surroundings.in_language(Arc::clone(locale));
            let mut facts = theme::values(page.status, &self.shared, &surroundings);
            if let (Some(maintenance::STATUS), Some(going_on)) = (page.status, &self.maintenance) {
                let values = maintenance::values(Some(going_on), &surroundings.time_zone);
                facts.insert("maintenance".into(), values.into());
                if let Some(message) = &going_on.message {
                    facts.insert("description".into(), Value::Text(Arc::clone(message)));
                }
            }
            facts.insert("generated_at".into(), self.generated_at.clone());
            facts.insert("path".into(), Value::Null);
            facts
        });
        facts.insert("path".into(), Arc::clone(&page.path).into());
        facts.clone()
    }

    /// Where the options of an engine were written.
    fn places(&self, backend: &str) -> Vec<(Arc<str>, Location)> {
        let (Some(table), Some(origin)) = (self.tables.get(backend), &self.origin) else { return Vec::new() };
        let place = |span| Location::in_source(origin.path.display().to_string(), &origin.text, span);
        let places = table.options.keys().zip(&table.spans);
        places.map(|(name, span)| (Arc::clone(name), place(*span))).collect()
    }

    fn engine(&self, key: Key, backend: &'static Backend) -> Result<Arc<dyn Engine>> {
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = engines.get(&key) {
            return Ok(Arc::clone(engine));
        }
        let set = key.set.and_then(|at| self.sets.get(at));
        let table = || self.tables.get(backend.name).map(|table| table.options.clone()).unwrap_or_default();
        let table = set.map_or_else(table, |set| set.options.clone());
        let engine: Arc<dyn Engine> = (backend.build)(Setup {
            loader: Arc::clone(set.map_or(&self.loader, |set| &set.loader)),
            surroundings: Arc::new(self.surroundings.in_language(Arc::clone(&key.locale))),
            format: key.format,
            options: Options::checked(table, backend.options)?.at(self.places(backend.name)),
            limits: self.limits,
        })?
        .into();
        engines.insert(key, Arc::clone(&engine));
        Ok(engine)
    }
}

/// A set whose templates may extend the built-in ones.
fn wrapped(set: &TemplateSet) -> TemplateSet {
    TemplateSet { loader: Arc::new(theme::wrap(Arc::clone(&set.loader))), ..set.clone() }
}

/// Puts `text` in where `path` leads to: names of tables, and places in lists.
fn put(value: &mut Value, path: &[Arc<str>], text: Value) {
    let Some((name, rest)) = path.split_first() else { return *value = text };
    let inner = match value {
        Value::Map(map) => Some(Arc::make_mut(map).get_or_insert(Arc::clone(name), Value::Null)),
        Value::List(items) => name.parse().ok().and_then(|at: usize| Arc::make_mut(items).get_mut(at)),
        _ => None,
    };
    if let Some(inner) = inner {
        put(inner, rest, text);
    }
}
