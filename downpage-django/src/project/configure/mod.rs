//! From the facts of a project to the configuration of a run.
//!
//! A configuration file goes first in everything that it says; the project fills in the rest.

mod loaders;
mod options;
mod pages;
mod services;

use std::path::PathBuf;
use std::sync::Arc;

use downpage_core::surroundings::{Router, Translations};
use downpage_core::{Config, Error};

use super::facts::Facts;

pub use pages::Proposal;

/// A configuration that a project has filled in.
#[derive(Debug)]
pub struct Configured {
    /// What the pages are made from. Without a place to put them, [`Config::output`] is the usual one.
    pub config: Config,
    /// Every setting that is needed and cannot be known, and every one that is wrong: nothing should be made then.
    pub faults: Vec<Error>,
    /// Why there is no place to put the pages, when the project does not say one.
    pub no_output: Option<Error>,
    /// How the pages were chosen that nobody asked for, when the project has no list of them.
    pub proposal: Option<Proposal>,
}

/// Fills in `config` with what the facts say of the project; `routes` makes its named URLs, some of which are translated.
pub fn configure(
    facts: &Facts,
    routes: impl FnOnce(&Arc<Translations>) -> Arc<dyn Router>,
    mut config: Config,
) -> Configured {
    let mut faults = Faults::default();
    config.sources.extend(facts.files.iter().cloned());
    if config.language.is_none() {
        let code = faults.take(facts.language_code.known("LANGUAGE_CODE")).flatten();
        config.language = Some(code.map_or("en-us", |code| code).into());
    }
    if config.time_zone.is_none() {
        config.time_zone = faults.take(services::time_zone(facts));
    }
    if !config.says("static") {
        let (files, manifest) = services::static_files(facts);
        config.static_files = Arc::new(files);
        config.sources.extend(manifest);
    }
    config.template_sets = loaders::template_sets(facts, &config, &mut faults);
    config.sources.extend(loaders::folders(facts));
    let proposal = pages::add(facts, &mut config, &mut faults);
    if let Some((translations, folders)) = faults.take(services::translations(facts, &config)) {
        let own = std::mem::take(Arc::make_mut(&mut config.translations));
        config.translations = Arc::new(joined(own, translations));
        config.sources.extend(folders);
    }
    let routes = routes(&config.translations);
    config.urls = Arc::new(config.urls.as_ref().clone().with_router(routes));
    let no_output = if config.says("output") { None } else { output(facts, &mut config.output) };
    Configured { config, faults: faults.0, no_output, proposal }
}

/// The configuration's catalogs before those of the project.
fn joined(own: Translations, project: Translations) -> Translations {
    if own.languages().next().is_none() { project } else { own.before(project) }
}

/// Makes `STATIC_ROOT` the output directory, or says why it cannot be.
fn output(facts: &Facts, output: &mut PathBuf) -> Option<Error> {
    let unset = || {
        let message = "`STATIC_ROOT` is not set: there is no place for the pages";
        let error = Error::new(downpage_core::ErrorKind::Configuration, message);
        facts.static_root.at(error).help(
            "write `STATIC_ROOT = BASE_DIR / \"static.collected\"` in the settings, as `collectstatic` needs it; or name \
             another folder with `--output DIR`",
        )
    };
    match facts.static_root.known("STATIC_ROOT") {
        Ok(Some(path)) => {
            output.clone_from(path);
            None
        }
        Ok(None) => Some(unset()),
        Err(error) => Some(error),
    }
}

/// Gathers what is wrong.
#[derive(Debug, Default)]
struct Faults(Vec<Error>);

impl Faults {
    fn add(&mut self, error: Error) {
        self.0.push(error);
    }

    fn take<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }
}
