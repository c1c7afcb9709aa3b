//! A Django project around the working directory: finds it, reads it, and fills in the configuration with it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use downpage::config::{Config, DjangoTable};
use downpage::django::project::configure::{Configured, Proposal, configure};
use downpage::django::project::facts::{Fact, Facts};
use downpage::django::project::{self, Found, Place, Py, Reader, Resolver, Settings, SourceFile, Traced};
use downpage::surroundings::{Router, Translations, Wanted};
use downpage::{Error, ErrorKind, Errors, LastResort, Result, Span, Value};

use crate::clock;
use crate::python::{self, PythonProject, Start};

/// A project that was read.
#[derive(Debug)]
pub(crate) struct Project {
    /// What it says.
    pub(crate) facts: Facts,
    /// What is wrong with it, or needed and unknown.
    pub(crate) faults: Vec<Error>,
    /// Why there is no place for the pages, if there is none.
    pub(crate) no_output: Option<Error>,
    /// How pages were chosen that the project does not list.
    pub(crate) proposal: Option<Proposal>,
    /// Its own interpreter, where it was asked.
    pub(crate) python: Option<Arc<PythonProject>>,
}

impl Project {
    /// What a person should know whose project lists no pages.
    pub(crate) fn advice(&self) -> Option<String> {
        let Proposal { own, built_in } = self.proposal.as_ref()?;
        let codes = |statuses: &[u16]| statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        let own = match &own[..] {
            [] => String::new(),
            own => format!("pages from its own templates for {}", codes(own)),
        };
        let built_in = match &built_in[..] {
            [] => String::new(),
            built_in => format!("built-in pages for {}", codes(built_in)),
        };
        let both = if own.is_empty() || built_in.is_empty() { "" } else { ", " };
        Some(format!(
            "the project has no `DOWNPAGE_PAGES`: making {own}{both}{built_in}; `downpage init` writes a list to start from"
        ))
    }
}

/// Fills in `config` with the project that its table `[django]` means, or the nearest one. `None` when there is none and the
/// configuration does not ask for one. `patience` is for the project's Python, where it is asked.
pub(crate) fn read(
    mut config: Config,
    patience: Duration,
) -> std::result::Result<(Config, Option<Project>), Errors> {
    let table = config.django.clone();
    let Some(found) = find(table.as_ref(), &config)? else { return Ok((config, None)) };
    let table = table.unwrap_or_default();
    let mut asked = None;
    let (mut facts, routes): (Facts, MakeRoutes) = match &table.python {
        Some(python) => {
            let (facts, project) = ask(&found, &table, python, patience, &mut config)?;
            asked = Some(Arc::clone(&project));
            (facts, Box::new(|_| project))
        }
        None => read_only(found, &table, &config)?,
    };
    if let Ok(here) = std::env::current_dir() {
        facts.relative_to(&here);
    }
    let Configured { config, faults, no_output, proposal } = configure(&facts, routes, config);
    Ok((config, Some(Project { facts, faults, no_output, proposal, python: asked })))
}

/// Makes the routes of a project, as soon as there are catalogs to translate some of them.
type MakeRoutes = Box<dyn FnOnce(&Arc<Translations>) -> Arc<dyn Router>>;

/// What the project's code says, none of which is run.
fn read_only(found: Found, table: &DjangoTable, config: &Config) -> Result<(Facts, MakeRoutes)> {
    let mut reader = Reader::new(found, clock::environment());
    let settings = settings(&mut reader, table, config).map_err(|error| placed(config, table, error))?;
    let facts = Facts::read(&mut reader, &settings)?;
    Ok((facts, Box::new(|translations| Arc::new(Routes::new(reader, settings, Arc::clone(translations))))))
}

/// What the project's own interpreter says, which also makes the pages that nobody else can.
fn ask(
    found: &Found,
    table: &DjangoTable,
    python: &str,
    patience: Duration,
    config: &mut Config,
) -> Result<(Facts, Arc<PythonProject>)> {
    // A path in a configuration is relative to it.
    let folder = config.origin.as_ref().and_then(|origin| origin.path.parent()).unwrap_or(Path::new(""));
    let start = Start {
        program: python::find(python, found.virtualenv.as_deref(), folder),
        root: found.root.clone(),
        // What the environment says is for the project to hear itself.
        settings: table.settings.as_ref().map(ToString::to_string),
        values: table.values.clone(),
        patience,
    };
    let (project, mut facts) = start.run()?;
    facts.reach = [&found.home].into_iter().chain(&found.site_packages).cloned().collect();
    // What was recorded is for runs without Python.
    project.remember(python::stand_ins::taken_out_of(config));
    config.last_resort = Some(Arc::clone(&project) as Arc<dyn LastResort>);
    Ok((facts, project))
}

/// The project; an error when the configuration asks for one and there is none.
fn find(table: Option<&DjangoTable>, config: &Config) -> Result<Option<Found>> {
    let folder = table.and_then(|table| table.project.clone()).unwrap_or_else(|| PathBuf::from("."));
    let mut found = project::find(&folder, &clock::environment())?;
    if let (Some(found), Some(name)) = (&mut found, table.and_then(|table| table.settings.as_ref())) {
        found.settings = Some((name.to_string(), table.and_then(|table| config.place(table.span))));
    }
    if found.is_none()
        && let Some(table) = table
    {
        let message = format!("there is no `manage.py` in `{}` or above it", folder.display());
        let error = Error::new(ErrorKind::Configuration, message)
            .help("say where it is: `project = \"path/to/it\"` in `[django]`");
        return Err(config.place(table.span).into_iter().fold(error, Error::at));
    }
    Ok(found)
}

/// The settings, with those of the table over the project's.
fn settings(reader: &mut Reader, table: &DjangoTable, config: &Config) -> Result<Settings> {
    let mut settings = reader.settings()?;
    let file = config.origin.as_ref().map(|origin| {
        Arc::new(SourceFile { name: origin.path.display().to_string(), text: origin.text.clone() })
    });
    let given = Arc::new(SourceFile { name: "--set".to_owned(), text: String::new() });
    let mut spans = table.spans.iter();
    for (name, value) in &table.values {
        // What the command line adds stands behind what the file says.
        let place = match (spans.next(), &file) {
            (Some(span), Some(file)) => Place { file: Arc::clone(file), span: *span },
            _ => Place { file: Arc::clone(&given), span: Span::default() },
        };
        settings.set(&**name, Traced { place: Some(place), ..traced(value) });
    }
    Ok(settings)
}

fn placed(config: &Config, table: &DjangoTable, error: Error) -> Error {
    config.place(table.span).into_iter().filter(|_| table.settings.is_some()).fold(error, Error::at)
}

/// A value of the configuration, as Python has it.
fn traced(value: &Value) -> Traced {
    Traced::new(match value {
        Value::Null => Py::None,
        Value::Bool(value) => Py::Bool(*value),
        Value::Int(value) => Py::Int(*value),
        Value::Float(value) => Py::Float(*value),
        Value::Text(text) => Py::Str(Arc::clone(text)),
        Value::List(items) => Py::List(items.iter().map(traced).collect()),
        Value::Map(map) => {
            let text = |name: &Arc<str>| Traced::new(Py::Str(Arc::clone(name)));
            Py::Dict(map.iter().map(|(name, value)| (text(name), traced(value))).collect())
        }
        // Days and times, as they were written.
        other => match serde_json::to_value(other) {
            Ok(serde_json::Value::String(text)) => Py::Str(text.into()),
            _ => Py::None,
        },
    })
}

/// The routes of a project, which are read when the first page asks for one.
#[derive(Debug)]
struct Routes {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    reader: Reader,
    settings: Settings,
    translations: Arc<Translations>,
    resolver: Option<std::result::Result<Arc<Resolver>, Box<Fact<()>>>>,
}

impl Routes {
    fn new(reader: Reader, settings: Settings, translations: Arc<Translations>) -> Self {
        Self { state: Mutex::new(State { reader, settings, translations, resolver: None }) }
    }

    fn resolver(&self) -> Result<Arc<Resolver>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { reader, settings, translations, resolver } = &mut *state;
        let known = resolver.get_or_insert_with(|| {
            let urls = reader.urls(settings);
            let urls = urls.map(|urls| Arc::new(urls.with_translations(Arc::clone(translations))));
            urls.map_err(|error| {
                Box::new(Fact::unknown(error.message(), error.location().cloned().map(Into::into)))
            })
        });
        match known {
            Ok(resolver) => Ok(Arc::clone(resolver)),
            Err(unknown) => {
                let reason = unknown.unknown.as_deref().unwrap_or_default();
                let place = unknown.place.as_ref().map_or_else(String::new, |place| format!(" ({place})"));
                let message = format!("the URLs of the project cannot be read: {reason}{place}");
                Err(Error::new(ErrorKind::Rendering, message).help(
                    "name the URLs that the pages use in `[urls]` of `downpage.toml`, or let the project's Python say them: \
                     `--python`",
                ))
            }
        }
    }
}

impl Router for Routes {
    fn reverse(&self, wanted: &Wanted<'_>) -> Result<String> {
        self.resolver()?.reverse(wanted)
    }

    fn names(&self) -> Vec<String> {
        self.resolver().map(|resolver| resolver.names()).unwrap_or_default()
    }
}
