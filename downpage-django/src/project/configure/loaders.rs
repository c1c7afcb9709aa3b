//! Where templates come from: a set for each backend of `TEMPLATES`, in order.

use std::path::PathBuf;
use std::sync::Arc;

use downpage_core::config::{EngineTable, TemplateSet};
use downpage_core::loader::{Source, check_name};
use downpage_core::{
    Config, DirLoader, Error, ErrorKind, Format, Loader, LoaderChain, MemoryLoader, Result, registry,
};

use super::{Faults, options};
use crate::project::facts::{Backend, BackendKind, Fact, Facts, TemplatePlace};

/// The sets of templates. Folders of the configuration go before those of the backends of its engine.
pub(super) fn template_sets(facts: &Facts, config: &Config, faults: &mut Faults) -> Vec<TemplateSet> {
    let Some(backends) = faults.take(facts.templates.known("TEMPLATES")) else { return Vec::new() };
    let Some(backends) = backends.filter(|backends| !backends.is_empty()) else {
        let message = "`TEMPLATES` is empty: Django would find no template";
        faults.add(facts.templates.at(Error::new(ErrorKind::Configuration, message)));
        return Vec::new();
    };
    let own: Vec<PathBuf> = if config.says("templates") { config.templates.clone() } else { Vec::new() };
    let own_engine = config.engine.as_ref().map_or("django", |engine| &engine.name);
    let sets = backends.iter().map(|backend| {
        let engine = match backend.kind {
            BackendKind::Jinja2 => "jinja",
            BackendKind::Django | BackendKind::Other => "django",
        };
        let mut loaders: Vec<Arc<dyn Loader>> = Vec::new();
        if engine == own_engine && !own.is_empty() {
            loaders.push(Arc::new(DirLoader::new(&own)));
        }
        loaders.extend(places(facts, backend));
        let table = config.engines.get(engine);
        if let Some(place) = unknown_names(backend, table) {
            loaders = vec![Arc::new(Refused { loader: LoaderChain::new(loaders), place })];
        }
        let known = registry::find(engine).map(|engine| engine.options).unwrap_or_default();
        let options = options::options(facts, backend, table, known, faults);
        TemplateSet {
            name: backend.name.as_str().into(),
            engine: engine.into(),
            loader: Arc::new(LoaderChain::new(loaders)),
            options,
            // Django escapes whatever a page is.
            format: Some(Format::Html),
        }
    });
    sets.collect()
}

/// The folders of all backends, to be watched.
pub(super) fn folders(facts: &Facts) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    let places = facts.templates.value.iter().flatten().flat_map(|backend| &backend.places);
    for place in places.filter_map(|place| place.value.as_ref()) {
        if let TemplatePlace::Directory { path, .. } = place
            && !folders.contains(path)
        {
            folders.push(path.clone());
        }
    }
    folders
}

/// The loaders of one backend, in its order.
fn places(facts: &Facts, backend: &Backend) -> Vec<Arc<dyn Loader>> {
    if backend.kind == BackendKind::Other {
        let reason = format!("only Python has the template backend `{}`", backend.class);
        return vec![Arc::new(Wall { place: Fact::unknown(reason, backend.place.clone()) })];
    }
    let mut loaders: Vec<Arc<dyn Loader>> = Vec::new();
    let mut directories: Vec<&PathBuf> = Vec::new();
    for place in &backend.places {
        if let Some(TemplatePlace::Directory { path, .. }) = &place.value {
            directories.push(path);
            continue;
        }
        close(facts, &mut directories, &mut loaders);
        match &place.value {
            Some(TemplatePlace::Memory(texts)) => {
                let memory = texts.iter().fold(MemoryLoader::new(), |memory, (name, text)| {
                    memory.with(name.clone(), text.as_str())
                });
                loaders.push(Arc::new(memory));
            }
            _ => loaders.push(Arc::new(Wall { place: place.clone() })),
        }
    }
    close(facts, &mut directories, &mut loaders);
    loaders
}

/// Makes one loader of the directories so far.
fn close(facts: &Facts, directories: &mut Vec<&PathBuf>, loaders: &mut Vec<Arc<dyn Loader>>) {
    if !directories.is_empty() {
        let directories = std::mem::take(directories);
        loaders.push(Arc::new(DirLoader::new(directories).with_reach(&facts.reach)));
    }
}

/// Why nobody knows what names the templates of a Jinja2 backend have. What the configuration gives a value is known.
fn unknown_names(backend: &Backend, table: Option<&EngineTable>) -> Option<Fact<TemplatePlace>> {
    const HELP: &str = "give the pages that need it to the project's Python: `--python`; or name all that it adds in \
                        `[engines.jinja.globals]` or `[engines.jinja.stand_ins.filters]`";
    let environment = &backend.environment;
    if let Some(reason) = &environment.unknown {
        return Some(Fact::unknown(reason.clone(), environment.place.clone()).with_help(HELP));
    }
    let given = |name: &str| {
        let options = table.map(|table| &table.options);
        let global = options.and_then(|options| options.get("globals")?.as_map()?.get(name));
        let filters = options.and_then(|options| options.get("stand_ins")?.as_map()?.get("filters"));
        global.or_else(|| filters?.as_map()?.get(name)).is_some()
    };
    let (name, path) = environment.value.iter().flatten().find(|(name, _)| !given(name))?;
    let reason = format!("its `environment` adds `{name}`, which is `{path}`");
    Some(Fact::unknown(reason, environment.place.clone()).with_help(HELP))
}

/// Templates that are there, and that only Python can render as they are meant.
struct Refused {
    loader: LoaderChain,
    place: Fact<TemplatePlace>,
}

impl Loader for Refused {
    fn load(&self, name: &str) -> Result<Source> {
        let source = self.loader.load(name)?;
        self.place.known("TEMPLATES").map(|_| source)
    }

    fn names(&self) -> Vec<String> {
        self.loader.names()
    }
}

/// A place of templates that cannot be looked into: any template could be there.
struct Wall {
    place: Fact<TemplatePlace>,
}

impl Loader for Wall {
    fn load(&self, name: &str) -> Result<Source> {
        check_name(name)?;
        self.place.known("TEMPLATES")?;
        Err(Error::new(ErrorKind::TemplateNotFound, format!("template `{name}` was not found")))
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}
