//! The second step of the pipeline: from the list of pages to their texts.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::config::{Config, EngineTable};
use crate::engine::{Engine, Setup};
use crate::error::Result;
use crate::format::Format;
use crate::loader::{DirLoader, Loader};
use crate::options::Options;
use crate::page::RenderedPage;
use crate::plan::{Plan, PlannedPage};
use crate::registry::Backend;
use crate::surroundings::Surroundings;
use crate::theme;
use crate::value::{Context, Map, Value};

/// Renders the pages of a plan, each with its engine.
///
/// An engine is made when its first page comes, one for each language and format.
pub struct Renderer {
    loader: Arc<dyn Loader>,
    surroundings: Arc<Surroundings>,
    shared: Arc<Map>,
    tables: indexmap::IndexMap<Arc<str>, EngineTable>,
    limits: crate::engine::Limits,
    generated_at: Value,
    engines: Mutex<HashMap<Key, Arc<dyn Engine>>>,
    /// What `downpage` says of a status in a language: the same on many pages.
    facts: Mutex<HashMap<StatusIn, Map>>,
}

/// A status, and the language in which it is told.
type StatusIn = (Option<u16>, Arc<str>);

/// What an engine is made for.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    backend: &'static str,
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
        };
        let mut shared = Map::clone(&config.context);
        shared.entry("request".into()).or_insert(Value::Null);
        Self {
            loader: Arc::new(theme::wrap(loader)),
            generated_at: surroundings.now().map_or(Value::Null, Value::from),
            surroundings: Arc::new(surroundings),
            shared: Arc::new(shared),
            tables: config.engines.clone(),
            limits: config.limits,
            engines: Mutex::default(),
            facts: Mutex::default(),
        }
    }

    /// The text of one page.
    ///
    /// # Errors
    /// Whatever its template does wrong, with the place in it.
    pub fn page(&self, page: &PlannedPage) -> Result<RenderedPage> {
        let locale = page.locale.as_ref().unwrap_or(&self.surroundings.language);
        let key = Key { backend: page.backend.name, locale: Arc::clone(locale), format: page.format };
        let text = self
            .engine(key, page.backend)
            .and_then(|engine| engine.render(&page.template, &self.context(page, locale)))
            .map_err(|error| error.on_page(Arc::clone(&page.path)))?;
        Ok(RenderedPage {
            path: Arc::clone(&page.path),
            text,
            template: Arc::clone(&page.template),
            engine: page.backend.name,
            status: page.status,
        })
    }

    /// The pages of `plan` in its order, each rendered when it is asked for.
    pub fn pages<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = Result<RenderedPage>> + 'a {
        plan.pages.iter().map(|page| self.page(page))
    }

    /// Renders the pages of `plan` on `jobs` threads and hands them, in the order of the plan, to `consume` as they
    /// come: what writes them overlaps with what renders them, and no more than a few wait in memory.
    pub fn pages_on<T>(
        &self,
        plan: &Plan,
        jobs: usize,
        consume: impl FnOnce(&mut dyn Iterator<Item = Result<RenderedPage>>) -> T,
    ) -> T {
        const WAITING: usize = 16;
        if jobs == 0 || plan.pages.len() <= WAITING {
            return consume(&mut self.pages(plan));
        }
        let stopped = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // Thread `k` renders the pages `k`, `k + jobs`, ...: taking from the threads in turn gives the plan's order.
            let lanes: Vec<Receiver<Result<RenderedPage>>> = (0..jobs)
                .map(|lane| {
                    let (sender, receiver) = sync_channel(WAITING);
                    let stopped = &stopped;
                    scope.spawn(move || {
                        for page in plan.pages.iter().skip(lane).step_by(jobs) {
                            if stopped.load(Ordering::Relaxed) || sender.send(self.page(page)).is_err() {
                                return;
                            }
                        }
                    });
                    receiver
                })
                .collect();
            let mut pages = (0..plan.pages.len()).map_while(|index| lanes[index % jobs].recv().ok());
            let result = consume(&mut pages);
            stopped.store(true, Ordering::Relaxed);
            result
        })
    }

    /// What the page's template sees.
    fn context(&self, page: &PlannedPage, locale: &Arc<str>) -> Context {
        let mut context = Context::over(Arc::clone(&self.shared));
        for (name, value) in page.context.iter() {
            context.insert(Arc::clone(name), value.clone());
        }
        context.insert("downpage", self.facts(page, locale));
        context
    }

    /// The table `downpage` of a context.
    fn facts(&self, page: &PlannedPage, locale: &Arc<str>) -> Map {
        let mut known = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        let facts = known.entry((page.status, Arc::clone(locale))).or_insert_with(|| {
            let surroundings = self.surroundings.in_language(Arc::clone(locale));
            let mut facts = theme::values(page.status, &self.shared, &surroundings);
            facts.insert("generated_at".into(), self.generated_at.clone());
            facts.insert("path".into(), Value::Null);
            facts
        });
        facts.insert("path".into(), Arc::clone(&page.path).into());
        facts.clone()
    }

    fn engine(&self, key: Key, backend: &'static Backend) -> Result<Arc<dyn Engine>> {
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = engines.get(&key) {
            return Ok(Arc::clone(engine));
        }
        let table = self.tables.get(backend.name).map(|table| table.options.clone()).unwrap_or_default();
        let engine: Arc<dyn Engine> = (backend.build)(Setup {
            loader: Arc::clone(&self.loader),
            surroundings: Arc::new(self.surroundings.in_language(Arc::clone(&key.locale))),
            format: key.format,
            options: Options::checked(table, backend.options)?,
            limits: self.limits,
        })?
        .into();
        engines.insert(key, Arc::clone(&engine));
        Ok(engine)
    }
}
