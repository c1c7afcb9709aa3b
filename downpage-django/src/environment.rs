//! All that templates share: where they come from, their libraries, the site, and those parsed already.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{Error, Kind, Origin, Result};
use crate::parser::Library;
use crate::render::{Context, NoSite, Settings, Site, Template, Templates};
use crate::template::Compiled;
use crate::value::{Dict, ReadyState};
use crate::{filters, tags};

/// Where the texts of templates come from.
pub trait Source: Send + Sync {
    /// The text of the template called `name`: of the first source that has one for `index` 0, of the next for 1.
    ///
    /// # Errors
    /// When it cannot be read; that there is none is no error here.
    fn load(&self, name: &str, index: usize) -> Result<Option<Arc<str>>>;
}

impl<S: BuildHasher + Send + Sync> Source for HashMap<String, String, S> {
    fn load(&self, name: &str, index: usize) -> Result<Option<Arc<str>>> {
        Ok(self.get(name).filter(|_| index == 0).map(|text| Arc::from(text.as_str())))
    }
}

/// Bytes that are reserved for a page before it is rendered, at most.
const MOST_RESERVED: usize = 64 << 10;

/// Templates by name, of one index.
type Parsed = HashMap<Box<str>, Arc<Compiled>, ReadyState>;

/// Renders templates by name.
///
/// ```
/// use std::collections::HashMap;
/// use downpage_django::environment::Environment;
/// use downpage_django::value::{Dict, Value};
///
/// let templates = HashMap::from([("hello.txt".to_owned(), "Hello {{ name|default:'you' }}".to_owned())]);
/// let environment = Environment::new(templates);
/// assert_eq!(environment.render("hello.txt", &Dict::default()).unwrap(), "Hello you");
/// ```
pub struct Environment {
    source: Box<dyn Source>,
    /// What Django's settings say.
    pub settings: Settings,
    /// Clock, URLs, translations.
    pub site: Box<dyn Site>,
    /// The libraries that need no `{% load %}`.
    pub builtins: Vec<Library>,
    /// The libraries that wait for `{% load %}`.
    pub libraries: Vec<Library>,
    /// Whether a template is parsed once only. Default: yes.
    pub cached: bool,
    /// By index: of most names there is only one template.
    parsed: RwLock<Vec<Parsed>>,
    /// The bytes of the page rendered last: the next one is likely to be as large.
    last_size: AtomicUsize,
}

impl Environment {
    /// An environment with Django's own libraries, over the templates of `source`.
    #[must_use]
    pub fn new(source: impl Source + 'static) -> Self {
        Self {
            source: Box::new(source),
            settings: Settings::default(),
            site: Box::new(NoSite),
            builtins: vec![Library::new("", tags::BUILTINS, filters::BUILTINS)],
            libraries: tags::libraries(),
            cached: true,
            parsed: RwLock::default(),
            last_size: AtomicUsize::new(0),
        }
    }

    /// The text of the template called `name` with the values of `root`.
    ///
    /// # Errors
    /// Whatever is wrong in it.
    pub fn render(&self, name: &str, root: &Dict) -> Result<String> {
        self.render_in(&*self.template(name)?, root, |_| {})
    }

    /// The template called `name`, parsed.
    ///
    /// # Errors
    /// Whatever is wrong in it.
    pub fn template(&self, name: &str) -> Result<Arc<dyn Template>> {
        self.find(name, &[])
    }

    /// Parses the template called `name` and those that it extends. Included ones are not looked at: they are loaded
    /// when they are rendered, and so may be missing in a branch that is not taken.
    ///
    /// # Errors
    /// Whatever is wrong in them.
    pub fn check(&self, name: &str) -> Result<()> {
        let mut compiled = self.compiled(name, &[])?;
        let mut seen = vec![Arc::clone(compiled.origin())];
        while let Some((parent, span)) = compiled.parent() {
            let found = self.compiled(parent, &seen);
            compiled = found.map_err(|error| error.at(span).of(compiled.origin()))?;
            seen.push(Arc::clone(compiled.origin()));
        }
        Ok(())
    }

    /// A template without a name.
    ///
    /// # Errors
    /// Whatever is wrong in it.
    pub fn template_from(&self, source: &str) -> Result<Arc<dyn Template>> {
        let origin = Arc::new(Origin { name: None, source: source.into(), index: 0 });
        Ok(Arc::new(Compiled::parse(origin, &self.builtins, &self.libraries)?))
    }

    /// The text of `template` with the values of `root`, in a state that `prepare` may change first.
    ///
    /// # Errors
    /// Whatever is wrong in it.
    pub fn render_in<'a>(
        &'a self,
        template: &dyn Template,
        root: &'a Dict,
        prepare: impl FnOnce(&mut Context<'a>),
    ) -> Result<String> {
        let mut cx = Context::new(root, &self.settings, &*self.site, self);
        prepare(&mut cx);
        let mut out = String::with_capacity(self.last_size.load(Ordering::Relaxed).min(MOST_RESERVED));
        template.render_nodes(&mut cx, &mut out)?;
        cx.check_output(&out)?;
        self.last_size.store(out.len(), Ordering::Relaxed);
        Ok(out)
    }

    fn cached(&self, name: &str, index: usize) -> Option<Arc<Compiled>> {
        let parsed = self.parsed.read().unwrap_or_else(PoisonError::into_inner);
        parsed.get(index)?.get(name).cloned()
    }

    fn compiled(&self, name: &str, skip: &[Arc<Origin>]) -> Result<Arc<Compiled>> {
        for index in 0.. {
            let skipped =
                skip.iter().any(|origin| origin.index == index && origin.name.as_deref() == Some(name));
            if let Some(found) = self.cached(name, index).filter(|_| !skipped) {
                return Ok(found);
            }
            let Some(source) = self.source.load(name, index)? else { break };
            if skipped {
                continue;
            }
            let origin = Arc::new(Origin { name: Some(name.into()), source, index });
            let compiled = Arc::new(Compiled::parse(origin, &self.builtins, &self.libraries)?);
            if self.cached {
                let mut parsed = self.parsed.write().unwrap_or_else(PoisonError::into_inner);
                if parsed.len() <= index {
                    parsed.resize_with(index + 1, Parsed::default);
                }
                parsed[index].insert(name.into(), Arc::clone(&compiled));
            }
            return Ok(compiled);
        }
        Err(Error::new(Kind::TemplateMissing, name))
    }
}

impl Templates for Environment {
    fn find(&self, name: &str, skip: &[Arc<Origin>]) -> Result<Arc<dyn Template>> {
        let missing = match self.compiled(name, skip) {
            Err(error) if *error.kind() == Kind::TemplateMissing => error,
            compiled => {
                let compiled: Arc<dyn Template> = compiled?;
                return Ok(compiled);
            }
        };
        // Django 6.0: `page.html#part` is a part of a template.
        let Some((name, part)) = name.split_once('#').filter(|_| skip.is_empty()) else {
            return Err(missing);
        };
        let found = self.compiled(name, skip)?.partial(part);
        found.ok_or_else(|| Error::new(Kind::TemplateMissing, part))
    }
}
