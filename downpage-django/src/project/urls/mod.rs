//! A project's URLs, reversed as Django's `reverse()` does.
//!
//! The URLconf is read into patterns once. For each language an index of names is made of them when it is first
//! asked; a name's patterns are tried in Django's order, each made into texts with holes (normalize), filled, and held
//! against its own regular expression (`regex`).

mod index;
mod known;
mod normalize;
mod read;
mod regex;
mod route;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use downpage_core::error::suggest;
use downpage_core::surroundings::{Router, Translations, Wanted};
use downpage_core::{Error, ErrorKind, Result};

use super::interp::Interpreter;
use super::interp::value::Eval;
use super::settings::Settings;
use index::{Candidate, Index};
use route::{Converter, Entry};

/// The named URLs of a project; plugged into the site with
/// [`Urls::with_router`](downpage_core::surroundings::Urls::with_router).
#[derive(Clone, Debug, Default)]
pub struct Resolver {
    entries: Arc<Vec<Entry>>,
    language: Arc<str>,
    /// `FORCE_SCRIPT_NAME`, with a slash at its end.
    prefix: Arc<str>,
    translations: Arc<Translations>,
    indexes: Arc<Mutex<BTreeMap<String, Arc<Index>>>>,
}

/// Reads the URLconf that the settings name.
pub(super) fn read(interpreter: &mut Interpreter, module: &str, settings: &Settings) -> Eval<Resolver> {
    let Some(entries) = read::urlconf(interpreter, module, settings)? else {
        let message = format!("there is no module `{module}`, which the setting `ROOT_URLCONF` names");
        let error = Error::new(ErrorKind::Configuration, message);
        let place = settings.get("ROOT_URLCONF").and_then(|value| value.place.clone());
        return Err(match place {
            Some(place) => error.at(place.location()).into(),
            None => error.into(),
        });
    };
    let text = |name: &str| settings.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let prefix = text("FORCE_SCRIPT_NAME").unwrap_or_default();
    Ok(Resolver {
        entries: Arc::new(entries),
        language: text("LANGUAGE_CODE").unwrap_or_else(|| "en-us".to_owned()).into(),
        prefix: format!("{}/", prefix.trim_end_matches('/')).into(),
        ..Resolver::default()
    })
}

impl Resolver {
    /// The same, with the catalogs that translate routes such as `path(_("about/"), ...)`.
    #[must_use]
    pub fn with_translations(mut self, translations: Arc<Translations>) -> Self {
        self.translations = translations;
        self.indexes = Arc::default();
        self
    }

    fn index(&self, language: &str) -> Arc<Index> {
        let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Arc::new(Index::new(&self.entries, language, &self.translations));
        Arc::clone(indexes.entry(language.to_owned()).or_insert_with(make))
    }

    /// The candidates of a name, and the pattern and converters of the namespaces around them.
    fn find(&self, wanted: &Wanted<'_>, index: &Arc<Index>) -> Result<Candidates> {
        let mut index = Arc::clone(index);
        let mut path: Vec<&str> = wanted.name.split(':').collect();
        let view = path.pop().unwrap_or_default();
        let mut current: Option<Vec<&str>> = wanted.current_app.map(|app| app.split(':').rev().collect());
        let (mut before, mut converters) = (String::new(), Vec::new());
        for part in path {
            let asked = current.as_mut().and_then(Vec::pop);
            let mut namespace: Arc<str> = part.into();
            if let Some(instances) = index.apps.get(part) {
                match asked {
                    Some(asked) if instances.iter().any(|known| **known == *asked) => {
                        namespace = asked.into();
                    }
                    _ if instances.iter().any(|known| **known == *part) => {}
                    _ => namespace = instances.first().cloned().unwrap_or(namespace),
                }
            }
            if asked != Some(&*namespace) {
                current = None;
            }
            let Some((pattern, below, own)) = index.namespaces.get(&namespace) else {
                return Err(self.missing(wanted, format!("there is no namespace `{namespace}`")));
            };
            before.push_str(pattern);
            converters.extend(own.iter().cloned());
            index = Arc::clone(below);
        }
        match index.names.get(view) {
            Some(found) => Ok(Candidates { found: found.clone(), before, converters }),
            None => Err(self.missing(wanted, format!("there is no URL called `{}`", wanted.name))),
        }
    }

    /// The error for a name that is not there: with the names that are, and with what may hide it.
    fn missing(&self, wanted: &Wanted<'_>, message: String) -> Error {
        let index = self.index(wanted.language.unwrap_or(&self.language));
        let mut names = Vec::new();
        gather(&index, "", &mut names);
        names.sort_unstable();
        names.dedup();
        let error = Error::new(ErrorKind::Rendering, message)
            .maybe_help(suggest(wanted.name, names.iter().map(String::as_str)));
        index.unknown.iter().fold(error, |error, unknown| match &unknown.place {
            Some(place) => error.note(format!("it may be one of those at {place}, but {}", unknown.reason)),
            None => error.note(format!("it may be among others, but {}", unknown.reason)),
        })
    }
}

/// What a name may stand for.
struct Candidates {
    found: Vec<Candidate>,
    before: String,
    converters: Vec<(Arc<str>, Converter)>,
}

impl Router for Resolver {
    fn reverse(&self, wanted: &Wanted<'_>) -> Result<String> {
        let name = wanted.name;
        if !wanted.positional.is_empty() && !wanted.named.is_empty() {
            let message = format!("URL `{name}` is given arguments both by position and by name");
            return Err(Error::new(ErrorKind::Rendering, message).help("give all of them by name"));
        }
        let index = self.index(wanted.language.unwrap_or(&self.language));
        let candidates = self.find(wanted, &index)?;
        let around = (&*candidates.before, &*candidates.converters);
        let mut reasons = Vec::new();
        for candidate in &candidates.found {
            match candidate.fill(&self.prefix, around, wanted.positional, wanted.named) {
                Ok(url) => return Ok(url),
                Err(reason) => reasons.push((format!("{}{}", candidates.before, candidate.pattern), reason)),
            }
        }
        let error = Error::new(ErrorKind::Rendering, format!("URL `{name}` cannot be made of its arguments"));
        Err(reasons
            .iter()
            .fold(error, |error, (pattern, reason)| error.note(format!("`{pattern}`: {reason}"))))
    }

    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        gather(&self.index(&self.language), "", &mut names);
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// All names, with their namespaces.
fn gather(index: &Index, before: &str, names: &mut Vec<String>) {
    names.extend(index.names.keys().map(|name| format!("{before}{name}")));
    #[expect(clippy::iter_over_hash_type, reason = "the names are sorted when they are all there")]
    for (namespace, (_, below, _)) in &index.namespaces {
        gather(below, &format!("{before}{namespace}:"), names);
    }
}
