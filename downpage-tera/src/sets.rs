//! The templates that Tera has taken in, shared by the pages of an engine.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use downpage_core::{Context, Error, Format, Loader, Map, Result};
use tera::{Delimiters, Tera};

use crate::convert;
use crate::error;
use crate::reachable::{Library, Reachable, reachable};
use crate::scan::scan;
use crate::template::Template;

/// What an engine knows of templates, filled page by page.
///
/// In Tera a component's name is known to all templates of a set. Pages whose templates define different components of one
/// name are legal apart and not together, so there may be several sets; also for speed, see [`Set::saves`].
pub(crate) struct Sets {
    source: Source,
    /// Every filter and function, and no template: what a set begins as.
    blank: Tera,
    all: Vec<Set>,
    /// The pages that have been taken in.
    pages: BTreeMap<String, Page>,
}

/// A page that has been taken in.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// Its set.
    set: usize,
    /// About how long it will be.
    pub(crate) size: usize,
    /// How many templates, blocks and components are at work at one time, at most.
    pub(crate) frames: usize,
}

/// Templates that live together.
pub(crate) struct Set {
    pub(crate) tera: Tera,
    templates: BTreeMap<String, Arc<Template>>,
    /// Which template defines each component.
    components: BTreeMap<String, String>,
    /// The shared values that Tera has as its global context.
    shared: Arc<Map>,
}

/// A page that is ready to be rendered.
pub(crate) struct Ready<'a> {
    pub(crate) set: &'a Set,
    pub(crate) page: Page,
}

impl Sets {
    pub(crate) fn new(loader: Arc<dyn Loader>, format: Format, delimiters: Delimiters, blank: Tera) -> Self {
        let json = format == Format::Json;
        let source = Source { loader, delimiters, json, read: BTreeMap::new(), definers: None };
        Self { source, blank, all: Vec::new(), pages: BTreeMap::new() }
    }

    /// The page, if all is there to render it with `context`.
    pub(crate) fn ready(&self, page: &str, context: &Context) -> Option<Ready<'_>> {
        let page = *self.pages.get(page)?;
        let set = self.all.get(page.set)?;
        set.shares(context.site()).then_some(Ready { set, page })
    }

    /// Takes in what `page` needs.
    ///
    /// # Errors
    /// All that is wrong with its templates, in one error: the first, and the places of the others in its notes.
    pub(crate) fn take_in(&mut self, page: &str, depth: usize) -> Result<()> {
        if self.pages.contains_key(page) {
            return Ok(());
        }
        let found = reachable(page, &mut self.source, depth).map_err(together)?;
        let set =
            self.all.iter().position(|set| set.agrees(&found) && set.saves(&found)).unwrap_or(self.all.len());
        if set == self.all.len() {
            self.all.push(Set::new(self.blank.clone()));
        }
        self.all[set].add(&found).map_err(|error| together(self.faults(&error, &found)))?;
        let size = found.templates.iter().map(|template| template.text.len()).sum();
        self.pages.insert(page.to_owned(), Page { set, size, frames: found.frames });
        Ok(())
    }

    /// Makes `shared` the global context of the page's set.
    pub(crate) fn share(&mut self, page: &str, shared: &Arc<Map>) {
        let set = self.pages.get(page).and_then(|page| self.all.get_mut(page.set));
        if let Some(set) = set.filter(|set| !set.shares(shared)) {
            *set.tera.global_context() = convert::context(shared);
            set.shared = Arc::clone(shared);
        }
    }

    /// Everything wrong with the templates of a page that Tera refused.
    ///
    /// Tera stops at the first template that cannot be parsed; each is tried alone to find the others.
    fn faults(&self, error: &tera::Error, found: &Reachable) -> Vec<Error> {
        if !matches!(error.kind(), tera::ErrorKind::SyntaxError(_)) {
            let components: Vec<&str> =
                self.source.definers.iter().flatten().map(|(name, _)| name.as_str()).collect();
            return error::loading(error, found, &components);
        }
        let mut errors = Vec::new();
        for template in &found.templates {
            let mut alone = self.blank.clone();
            let wrapped = alone.add_raw_template(&template.name, template.for_tera()).err();
            let Some(wrapped) = wrapped.filter(is_syntax) else { continue };
            // The brackets around an output of JSON would show in the message.
            let plain =
                Template::new(&template.name, Arc::clone(&template.text), &self.source.delimiters, false);
            let own = alone.add_raw_template(&plain.name, plain.for_tera()).err().filter(is_syntax);
            let fault = match (own.as_ref().map(tera::Error::kind), wrapped.kind()) {
                (Some(tera::ErrorKind::SyntaxError(report)), _) => error::syntax(report, &|_| Some(&plain)),
                (None, tera::ErrorKind::SyntaxError(report)) => error::syntax(report, &|_| Some(template)),
                _ => continue,
            };
            errors.push(found.with_way(fault, &template.name));
        }
        errors
    }
}

fn is_syntax(error: &tera::Error) -> bool {
    matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
}

/// The first error, with the others as notes.
fn together(errors: Vec<Error>) -> Error {
    let mut errors = errors.into_iter();
    let first = errors.next().unwrap_or_else(|| {
        Error::new(downpage_core::ErrorKind::TemplateSyntax, "the templates of this page cannot be used")
    });
    errors.fold(first, |first, other| first.note(format!("also {other}")))
}

impl Set {
    fn new(tera: Tera) -> Self {
        Self { tera, templates: BTreeMap::new(), components: BTreeMap::new(), shared: Arc::default() }
    }

    fn shares(&self, shared: &Arc<Map>) -> bool {
        Arc::ptr_eq(&self.shared, shared) || (self.shared.is_empty() && shared.is_empty())
    }

    /// The template called `name`.
    pub(crate) fn template(&self, name: &str) -> Option<&Template> {
        self.templates.get(name).map(AsRef::as_ref)
    }

    /// Whether no component of `found` has another definition here.
    fn agrees(&self, found: &Reachable) -> bool {
        found.templates.iter().all(|template| {
            let mut components = template.scan.components.iter();
            components.all(|named| self.components.get(&named.name).is_none_or(|home| *home == template.name))
        })
    }

    /// Whether it costs less to join than to begin anew.
    ///
    /// Tera goes through a whole set again for every template that joins it, which was measured to cost about a quarter of
    /// parsing it: fifty large pages in one set took five times as long as fifty sets.
    fn saves(&self, found: &Reachable) -> bool {
        let length = |template: &Arc<Template>| template.text.len();
        let here = found.templates.iter().filter(|template| self.templates.contains_key(&template.name));
        let saved = here.map(length).sum::<usize>();
        saved * 4 >= self.templates.values().map(length).sum::<usize>()
    }

    fn add(&mut self, found: &Reachable) -> tera::TeraResult<()> {
        let new = || found.templates.iter().filter(|template| !self.templates.contains_key(&template.name));
        self.tera.add_raw_templates(new().map(|template| (&template.name, template.for_tera())))?;
        for template in &found.templates {
            for named in &template.scan.components {
                self.components.insert(named.name.clone(), template.name.clone());
            }
            self.templates.insert(template.name.clone(), Arc::clone(template));
        }
        Ok(())
    }
}

/// Templates as they are read, each once.
struct Source {
    loader: Arc<dyn Loader>,
    delimiters: Delimiters,
    json: bool,
    read: BTreeMap<String, Arc<Template>>,
    /// The templates that define each component; made when the first component is looked for.
    definers: Option<BTreeMap<String, BTreeSet<String>>>,
}

impl Library for Source {
    fn template(&mut self, name: &str) -> Result<Arc<Template>> {
        if let Some(template) = self.read.get(name) {
            return Ok(Arc::clone(template));
        }
        let text = self.loader.load(name)?.text;
        let template = Arc::new(Template::new(name, text, &self.delimiters, self.json));
        self.read.insert(name.to_owned(), Arc::clone(&template));
        Ok(template)
    }

    fn definers(&mut self, component: &str) -> Vec<String> {
        let (loader, delimiters) = (&self.loader, &self.delimiters);
        let definers = self.definers.get_or_insert_with(|| {
            let mut definers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for name in loader.names() {
                // What cannot be read is no template, or somebody else's trouble.
                let Ok(source) = loader.load(&name) else { continue };
                if !source.text.contains("component") {
                    continue;
                }
                for named in scan(&source.text, delimiters).components {
                    definers.entry(named.name).or_default().insert(name.clone());
                }
            }
            definers
        });
        definers.get(component).into_iter().flatten().cloned().collect()
    }
}
