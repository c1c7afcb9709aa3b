//! The engine: a minijinja environment, set up for the pages of a site.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use downpage_core::{Context, Engine, Error, ErrorKind, Limits, Location, Result, Setup, Span};
use minijinja::{AutoEscape, Environment};

use crate::convert::{Given, Sites};
use crate::error::Scene;
use crate::references::{Reference, references};
use crate::settings;
use crate::templates::Templates;
use crate::{escape, frameworks, globals, i18n, runtime, stand_ins};

/// minijinja's stack limit counts an include as ten.
const COST_OF_INCLUDE: usize = 10;

/// Renders Jinja templates; see the [crate](crate) for what they can do.
pub struct Jinja {
    env: Environment<'static>,
    templates: Arc<Templates>,
    sites: Sites,
    /// Whether a template changed a value of its context: then all pages have copies from the start.
    changes: AtomicBool,
    limits: Limits,
}

impl Jinja {
    /// An engine for `setup`. Templates are loaded when they are needed, and once.
    ///
    /// # Errors
    /// When the delimiters among the options contradict each other.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use downpage_core::{Context, Engine, Format, Limits, MemoryLoader, Options, Setup};
    /// use downpage_jinja::Jinja;
    ///
    /// let engine = Jinja::new(Setup {
    ///     loader: Arc::new(MemoryLoader::new().with("502.html", "<h1>{{ name|upper }}</h1>")),
    ///     surroundings: Arc::default(),
    ///     format: Format::Html,
    ///     options: Options::default(),
    ///     limits: Limits::default(),
    /// })?;
    /// let context: Context = [("name", "Bad & gateway")].into_iter().collect();
    /// assert_eq!(engine.render("502.html", &context)?, "<h1>BAD &amp; GATEWAY</h1>");
    /// # Ok::<(), downpage_core::Error>(())
    /// ```
    pub fn new(setup: Setup) -> Result<Self> {
        let syntax = settings::syntax(&setup.options)?;
        let mode = settings::mode(&setup.options);
        let has_i18n = syntax.extensions.i18n;
        let templates =
            Arc::new(Templates::new(setup.loader, syntax, mode, stand_ins::names(&setup.options)));
        let mut env = Environment::new();
        env.set_syntax(settings::written());
        env.set_undefined_behavior(settings::undefined(&setup.options));
        env.set_debug(true); // errors name the missing variable; costs nothing where there is none
        env.set_auto_reload(false);
        env.set_fuel(Some(setup.limits.steps));
        env.set_recursion_limit(setup.limits.depth.saturating_mul(COST_OF_INCLUDE));
        let loaded = Arc::clone(&templates);
        env.set_loader(move |name| loaded.compilable(name));
        runtime::install(&mut env, &setup.options);
        let escapes = setup.options.bool("autoescape").unwrap_or(true);
        escape::install(&mut env, if escapes { escape::autoescape(setup.format) } else { AutoEscape::None });
        globals::install(&mut env, &setup.surroundings);
        if has_i18n {
            i18n::install(&mut env, &setup.surroundings);
        }
        frameworks::install(&mut env, &setup.options);
        stand_ins::install(&mut env, &setup.options)?;
        for (name, value) in settings::globals(&setup.options) {
            env.add_global(name, value);
        }
        runtime::close(&mut env);
        Ok(Self {
            env,
            templates,
            sites: Sites::default(),
            changes: AtomicBool::new(false),
            limits: setup.limits,
        })
    }

    /// Renders `template` with a context of minijinja's values, which may be such as a configuration cannot give: tuples,
    /// text marked safe, [lists that change](crate::value::list).
    ///
    /// # Errors
    /// As of [`Engine::render`].
    pub fn render_value(&self, template: &str, context: minijinja::Value) -> Result<String> {
        self.text(template, None, minijinja::Value::from_object(Given(context)))
    }

    fn text(&self, template: &str, context: Option<&Context>, root: minijinja::Value) -> Result<String> {
        let failed = |error: &minijinja::Error| self.scene(template, context).convert(error);
        let compiled = self.env.get_template(template).map_err(|error| failed(&error))?;
        let text = match (compiled.render(root), context) {
            // What pages share cannot be changed by one of them; this one gets a copy and starts anew.
            (Err(error), Some(context)) if runtime::wants_change(&error) => {
                self.changes.store(true, Ordering::Relaxed);
                compiled.render(Sites::changeable(context))
            }
            (rendered, _) => rendered,
        };
        let text = text.map_err(|error| failed(&error))?;
        // Only now: what it costs on the way is counted by the steps, and a writer that counts would have to check all text
        // for being UTF-8 once more.
        if text.len() > self.limits.output {
            let message = format!("the page is larger than {} bytes", self.limits.output);
            return Err(Error::new(ErrorKind::LimitExceeded, message).at(Location::whole(template)));
        }
        Ok(text)
    }

    #[cfg(test)]
    pub(crate) fn environment_debug(&self) -> String {
        format!("{:?}", self.env)
    }

    fn scene<'a>(&'a self, page: &'a str, context: Option<&'a Context>) -> Scene<'a> {
        Scene { templates: &self.templates, env: &self.env, page, context, limits: self.limits }
    }

    /// Checks one template, and gives what it refers to, with its text.
    fn check_one(&self, name: &str, page: &str) -> Result<(Arc<str>, Vec<Reference>)> {
        self.env.get_template(name).map_err(|error| self.scene(page, None).convert(&error))?;
        let source = self.templates.source(name).unwrap_or_default();
        let references = references(&source, &self.templates);
        Ok((source, references))
    }

    /// The error for a reference none of whose templates is there.
    fn missing(&self, parent: &str, source: &str, reference: &Reference, page: &str) -> Option<Error> {
        let errors = reference.names.iter().map(|(name, _)| self.env.get_template(name).err());
        let error = errors.collect::<Option<Vec<_>>>()?.into_iter().next()?;
        if error.kind() != minijinja::ErrorKind::TemplateNotFound || reference.may_miss {
            return None; // what is wrong inside of a template is found when its turn comes
        }
        let names: Vec<String> = reference.names.iter().map(|(name, _)| format!("{name:?}")).collect();
        let (first, last) = (reference.names.first()?.1.start, reference.names.last()?.1.end);
        let place = Location::in_source(parent, source, Span::new(first, last));
        let error = self.templates.not_found(&names.join(", "))?.at(place);
        Some(self.scene(page, None).with_way(error, &[]))
    }
}

impl Engine for Jinja {
    fn render(&self, template: &str, context: &Context) -> Result<String> {
        let changes = self.changes.load(Ordering::Relaxed);
        let root = if changes { Sites::changeable(context) } else { self.sites.root(context) };
        self.text(template, Some(context), root)
    }

    fn check(&self, template: &str) -> Result<()> {
        let mut seen = BTreeSet::from([template.to_owned()]);
        let mut waiting = vec![template.to_owned()];
        while let Some(name) = waiting.pop() {
            let (source, references) = self.check_one(&name, template)?;
            for reference in references {
                if let Some(error) = self.missing(&name, &source, &reference, template) {
                    return Err(error);
                }
                let there = reference.names.into_iter().map(|(name, _)| name);
                let missing = |name: &String| {
                    let error = self.env.get_template(name).err();
                    error.is_some_and(|error| error.kind() == minijinja::ErrorKind::TemplateNotFound)
                };
                waiting.extend(there.filter(|name| !missing(name) && seen.insert(name.clone())));
            }
        }
        Ok(())
    }
}
