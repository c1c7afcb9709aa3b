//! Hands templates from the loader to minijinja, and knows afterwards what their authors wrote.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use downpage_core::{Error, ErrorKind, Loader, Location, Span};
use minijinja::syntax::SyntaxConfig;

use crate::error::carry;
use crate::references::{Verb, references};
use crate::trans::{Fault, Rewritten, rewrite};

/// The templates of one engine.
pub(crate) struct Templates {
    loader: Arc<dyn Loader>,
    syntax: SyntaxConfig,
    /// Those whose text minijinja sees differs from the file's.
    rewritten: Mutex<BTreeMap<String, (Arc<str>, Rewritten)>>,
    /// Names asked for in vain: minijinja's message is all that is left of an `include` that found nothing.
    missed: Mutex<BTreeSet<String>>,
}

/// One step from a template to another.
pub(crate) struct Step {
    pub(crate) parent: String,
    pub(crate) line: usize,
    pub(crate) verb: Verb,
}

impl Templates {
    pub(crate) fn new(loader: Arc<dyn Loader>, syntax: SyntaxConfig) -> Self {
        Self { loader, syntax, rewritten: Mutex::default(), missed: Mutex::default() }
    }

    pub(crate) fn syntax(&self) -> &SyntaxConfig {
        &self.syntax
    }

    /// The text to compile; `None` when there is no such template.
    pub(crate) fn compilable(&self, name: &str) -> Result<Option<String>, minijinja::Error> {
        const REMEMBERED: usize = 1000; // a template may make up names in a loop
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        if missed.contains(name) {
            return Ok(None);
        }
        let source = match self.loader.load(name) {
            Ok(source) => source.text,
            Err(error) if error.kind() == ErrorKind::TemplateNotFound => {
                if missed.len() < REMEMBERED {
                    missed.insert(name.to_owned());
                }
                return Ok(None);
            }
            Err(error) => return Err(carry(error)),
        };
        drop(missed);
        match rewrite(&source, &self.syntax) {
            Ok(None) => Ok(Some(source.to_string())),
            Ok(Some(rewritten)) => {
                let text = rewritten.text.clone();
                let mut all = self.rewritten.lock().unwrap_or_else(PoisonError::into_inner);
                all.insert(name.to_owned(), (source, rewritten));
                Ok(Some(text))
            }
            Err(fault) => Err(carry(located(fault, name, &source))),
        }
    }

    /// The text as its author wrote it.
    pub(crate) fn source(&self, name: &str) -> Option<Arc<str>> {
        Some(self.loader.load(name).ok()?.text)
    }

    /// Where `range` of the compiled text of `name` stands in the text that its author wrote.
    pub(crate) fn original(&self, name: &str, range: Range<usize>) -> Range<usize> {
        let all = self.rewritten.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(name).map_or_else(|| range.clone(), |(_, rewritten)| rewritten.original(&range))
    }

    /// The loader's own error for the templates that minijinja's message says are missing.
    pub(crate) fn not_found(&self, message: &str) -> Option<Error> {
        let missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // As Rust writes text where one template is asked for, as Python does where it is a value.
        let quoted = |name: &String| [format!("{name:?}"), format!("{:?}", minijinja::Value::from(name))];
        let place = |name: &String| quoted(name).iter().find_map(|quoted| message.find(quoted));
        let mut found: Vec<(usize, &String)> =
            missed.iter().filter_map(|name| Some((place(name)?, name))).collect();
        found.sort_unstable();
        let first = self.loader.load(found.first()?.1).err()?;
        if found.len() == 1 {
            return Some(first);
        }
        let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        let all = format!("none of the templates {} was found", downpage_core::error::quoted(&names));
        Some(first.notes().iter().fold(Error::new(ErrorKind::TemplateNotFound, all), Error::note))
    }

    /// The way from template `from` to template `to` by literal names, the shortest one, its last step first.
    pub(crate) fn way(&self, from: &str, to: &str) -> Vec<Step> {
        const MOST: usize = 200; // templates read to explain one error
        let mut reached: BTreeMap<String, Step> = BTreeMap::new();
        let mut waiting = VecDeque::from([from.to_owned()]);
        let mut read = 0;
        while let Some(parent) = waiting.pop_front() {
            read += 1;
            let Some(source) = self.source(&parent).filter(|_| read <= MOST && !reached.contains_key(to))
            else {
                continue;
            };
            for reference in references(&source, &self.syntax) {
                for (name, span) in reference.names {
                    if name == from || reached.contains_key(&name) {
                        continue;
                    }
                    let line = source[..span.start].matches('\n').count() + 1;
                    reached.insert(name.clone(), Step { parent: parent.clone(), line, verb: reference.verb });
                    waiting.push_back(name);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = to.to_owned();
        while let Some(step) = reached.remove(&at) {
            at.clone_from(&step.parent);
            way.push(step);
        }
        way
    }
}

fn located(fault: Fault, name: &str, source: &str) -> Error {
    let span = Span::new(fault.span.start, fault.span.end);
    let error = Error::new(ErrorKind::TemplateSyntax, fault.message);
    error.at(Location::in_source(name, source, span)).maybe_help(fault.help.map(str::to_owned))
}
