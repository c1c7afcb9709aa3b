//! The engine: finds, parses and keeps templates, and renders pages with them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use downpage_core::{
    Context, Engine, Error, ErrorKind, Limits, Loader, Location, Result, Setup, Span, Value,
};

use crate::convert::Sites;
use crate::error;
use crate::escape::{self, Page};
use crate::functions;
use crate::template::Template;

/// Renders upon templates; see the [crate](crate) for what they can do.
///
/// ```
/// use std::sync::Arc;
/// use downpage_core::{Context, Engine, Format, Limits, MemoryLoader, Options, Setup};
/// use downpage_upon::Upon;
///
/// let engine = Upon::new(Setup {
///     loader: Arc::new(MemoryLoader::new().with("502.upon", "<h1>{{ title | upper }}</h1>")),
///     surroundings: Arc::default(),
///     format: Format::Html,
///     options: Options::default(),
///     limits: Limits::default(),
/// });
/// let context: Context = [("title", "soup & salad")].into_iter().collect();
/// assert_eq!(engine.render("502.upon", &context)?, "<h1>SOUP &amp; SALAD</h1>");
/// # Ok::<(), downpage_core::Error>(())
/// ```
pub struct Upon {
    engine: upon::Engine<'static>,
    loader: Arc<dyn Loader>,
    limits: Limits,
    parsed: Mutex<Parsed>,
    sites: Sites,
}

impl Upon {
    /// An engine for one format and one language. Templates are parsed when they are needed, and once.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let mut engine = upon::Engine::new();
        engine.set_max_include_depth(setup.limits.depth);
        escape::install(&mut engine, setup.format);
        functions::install(&mut engine, &setup.surroundings);
        let (loader, limits) = (setup.loader, setup.limits);
        Self { engine, loader, limits, parsed: Mutex::default(), sites: Sites::default() }
    }
}

/// What was parsed so far; what failed is not kept.
#[derive(Default)]
struct Parsed {
    templates: BTreeMap<String, Arc<Template>>,
    families: BTreeMap<String, Arc<Family>>,
}

/// A page's template, and all that it includes.
struct Family {
    root: Arc<Template>,
    members: BTreeMap<String, Arc<Template>>,
}

/// Templates that are included and cannot be, by name. They matter only where rendering comes to them.
type Failures = BTreeMap<String, Failure>;

struct Failure {
    error: Error,
    /// Where one of those that include it does.
    place: Location,
}

impl Engine for Upon {
    fn render(&self, template: &str, context: &Context) -> Result<String> {
        let (family, failures) = self.family(template)?;
        let values = self.sites.with(context);
        let mut page = Page::new(self.limits.output, family.root.text().len());
        let asked = Trail::default();
        let result = family
            .root
            .program
            .render_from(&self.engine, &values)
            .with_template_fn(|name| {
                let Some((name, template)) = family.members.get_key_value(name) else {
                    asked.miss(name);
                    return Err(String::new());
                };
                asked.follow(name);
                Ok(&template.program)
            })
            .to_writer(&mut page);
        match result {
            Ok(()) => Ok(page.into_text()),
            Err(fault) => Err(self.explain(&fault, &family, failures, &asked, context)),
        }
    }

    fn check(&self, template: &str) -> Result<()> {
        let (family, failures) = self.family(template)?;
        if let Some((_, Failure { error, place })) = failures.into_iter().next() {
            return Err(at_include(error, place));
        }
        let known: Vec<&str> = functions::names().collect();
        for template in std::iter::once(&family.root).chain(family.members.values()) {
            let unknown = template.references.functions.iter().find(|name| !known.contains(&&*name.text));
            if let Some(name) = unknown {
                return Err(error::unknown_function(&name.text).at(template.place(name.span)));
            }
        }
        Ok(())
    }
}

impl Upon {
    /// The template and all that it includes, parsed now or before.
    fn family(&self, name: &str) -> Result<(Arc<Family>, Failures)> {
        if let Some(family) = self.parsed().families.get(name) {
            return Ok((Arc::clone(family), Failures::new()));
        }
        let root = self.template(name)?;
        let mut members: BTreeMap<String, Arc<Template>> = BTreeMap::new();
        let mut failures = Failures::new();
        let mut open = vec![Arc::clone(&root)];
        while let Some(parent) = open.pop() {
            for include in &parent.references.includes {
                if members.contains_key(&include.text) || failures.contains_key(&include.text) {
                    continue;
                }
                match self.template(&include.text) {
                    Ok(template) => {
                        members.insert(include.text.clone(), Arc::clone(&template));
                        open.push(template);
                    }
                    Err(error) => {
                        let place = parent.place(include.span);
                        failures.insert(include.text.clone(), Failure { error, place });
                    }
                }
            }
        }
        let family = Arc::new(Family { root, members });
        if failures.is_empty() {
            self.parsed().families.insert(name.to_owned(), Arc::clone(&family));
        }
        Ok((family, failures))
    }

    fn template(&self, name: &str) -> Result<Arc<Template>> {
        if let Some(template) = self.parsed().templates.get(name) {
            return Ok(Arc::clone(template));
        }
        let source = self.loader.load(name)?;
        let template = Arc::new(Template::parse(&self.engine, name, &source.text)?);
        self.parsed().templates.insert(name.to_owned(), Arc::clone(&template));
        Ok(template)
    }

    fn parsed(&self) -> MutexGuard<'_, Parsed> {
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The best that is known about a failed rendering.
    fn explain(
        &self,
        fault: &upon::Error,
        family: &Family,
        mut failures: Failures,
        asked: &Trail<'_>,
        context: &Context,
    ) -> Error {
        if std::error::Error::source(fault).is_some() {
            // The only writer is ours, and it fails for one reason.
            return error::too_large(self.limits.output).at(Location::whole(family.root.name.as_str()));
        }
        let told = error::from_upon(
            fault,
            |path| known(context, path),
            |called| {
                let template = called.map_or(Some(&family.root), |name| family.member(name))?;
                Some((template.name.clone(), template.text().to_owned()))
            },
        );
        let place = told.location().cloned();
        if let Some(error) = error::raised() {
            return place.into_iter().fold(error, Error::at);
        }
        if let Some(failure) = failures.remove(&asked.last()) {
            return at_include(failure.error, place.unwrap_or(failure.place));
        }
        if told.kind() == ErrorKind::LimitExceeded {
            let place = asked.place(family);
            return place.into_iter().fold(told, Error::at).help("one of them includes itself");
        }
        told
    }
}

/// The names behind a path such as `site.user`; those of the page itself for an empty one.
fn known<'a>(context: &'a Context, path: &str) -> Vec<&'a str> {
    let mut parts = path.split('.').map(|part| part.trim_end_matches('?')).filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return context.iter().map(|(name, _)| &**name).collect() };
    let start = context.get(first).and_then(Value::as_map);
    let table = parts.fold(start, |table, part| table?.get(part).and_then(Value::as_map));
    table.into_iter().flat_map(|table| table.keys().map(|name| &**name)).collect()
}

impl Family {
    fn member(&self, name: &str) -> Option<&Arc<Template>> {
        self.members.get(name).or_else(|| Some(&self.root).filter(|root| root.name == name))
    }
}

/// An error of loading or parsing, found by way of an include.
fn at_include(error: Error, place: Location) -> Error {
    if error.location().is_none() {
        return error.at(place);
    }
    error.note(format!("included at `{place}`"))
}

/// Which templates upon asked for: the one before the last includes the last when they include each other without end.
#[derive(Default)]
struct Trail<'f> {
    before: Cell<&'f str>,
    last: Cell<&'f str>,
    /// One that is not there ends the page.
    missed: RefCell<Option<String>>,
}

impl<'f> Trail<'f> {
    fn follow(&self, name: &'f str) {
        self.before.set(self.last.replace(name));
    }

    fn miss(&self, name: &str) {
        self.missed.replace(Some(name.to_owned()));
    }

    fn last(&self) -> String {
        self.missed.borrow().clone().unwrap_or_else(|| self.last.get().to_owned())
    }

    /// The include that upon followed last.
    fn place(&self, family: &Family) -> Option<Location> {
        let last = self.last();
        let place = |template: &Arc<Template>| -> Option<Location> {
            let span: Span = template.references.includes.iter().find(|name| name.text == last)?.span;
            Some(template.place(span))
        };
        let before = family.member(self.before.get()).and_then(place);
        before.or_else(|| place(&family.root)).or_else(|| family.members.values().find_map(place))
    }
}
