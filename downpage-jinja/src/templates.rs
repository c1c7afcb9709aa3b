//! Hands templates from the loader to minijinja, and knows afterwards what their authors wrote.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use downpage_core::error::suggest;
use downpage_core::{Error, ErrorKind, Loader, Location, Span};

use crate::error::{carry, stand_in};
use crate::known::{FILTERS, TESTS};
use crate::places::Places;
use crate::references::{Verb, references};
use crate::syntax::ast::{Value, each_expression};
use crate::syntax::{self, Fault, Syntax};
use crate::value::display;
use crate::write::names::Isolation;
use crate::write::{self, Mode};

/// The templates of one engine.
pub(crate) struct Templates {
    loader: Arc<dyn Loader>,
    syntax: Syntax,
    mode: Mode,
    /// The filters and tests that the configuration adds to those of the language.
    own: OwnNames,
    /// Those whose text minijinja sees differs from the file's, by the names under which it knows them.
    rewritten: Mutex<BTreeMap<String, Places>>,
    /// Names asked for in vain: minijinja's message is all that is left of an `include` that found nothing.
    missed: Mutex<BTreeSet<String>>,
}

/// Names of filters and tests.
#[derive(Debug, Default)]
pub(crate) struct OwnNames {
    pub(crate) filters: Vec<String>,
    pub(crate) tests: Vec<String>,
}

/// One step from a template to another.
pub(crate) struct Step {
    pub(crate) parent: String,
    pub(crate) line: usize,
    pub(crate) verb: Verb,
}

impl Templates {
    pub(crate) fn new(loader: Arc<dyn Loader>, syntax: Syntax, mode: Mode, own: OwnNames) -> Self {
        Self { loader, syntax, mode, own, rewritten: Mutex::default(), missed: Mutex::default() }
    }

    /// The text to compile; `None` when there is no such template.
    pub(crate) fn compilable(&self, name: &str) -> Result<Option<String>, minijinja::Error> {
        const REMEMBERED: usize = 1000; // a template may make up names in a loop
        let (isolation, plain) = Isolation::of(name);
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        if missed.contains(plain) {
            return Ok(None);
        }
        let source = match self.loader.load(plain) {
            Ok(source) => source.text,
            Err(error) if error.kind() == ErrorKind::TemplateNotFound => {
                if missed.len() < REMEMBERED {
                    missed.insert(plain.to_owned());
                }
                return Ok(None);
            }
            Err(error) => return Err(carry(error)),
        };
        drop(missed);
        let mode = Mode { isolation, ..self.mode };
        match self.read(&source, mode) {
            Ok((text, places)) => {
                if let Some(places) = places {
                    let mut all = self.rewritten.lock().unwrap_or_else(PoisonError::into_inner);
                    all.insert(name.to_owned(), places);
                }
                Ok(Some(text))
            }
            Err(fault) => Err(carry(located(fault, plain, &source))),
        }
    }

    /// The text for minijinja, and where its pieces came from, unless it is the author's own.
    fn read(&self, source: &str, mode: Mode) -> Result<(String, Option<Places>), Fault> {
        let (normal, returns) = normalised(source);
        let moved = |range: &Range<usize>| original_range(range, &returns);
        let fault = |fault: Fault| Fault { span: moved(&fault.span), ..fault };
        let template = syntax::parse(&normal, &self.syntax).map_err(fault)?;
        self.check_names(&template).map_err(fault)?;
        let untouched = is_minijinjas(&self.syntax) && !template.source.contains("raw");
        if let Some(written) = write::write(&template, &self.syntax, mode, untouched).map_err(fault)? {
            Ok((written.text, Some(written.places.moved(moved))))
        } else {
            let places = (!returns.is_empty()).then(|| Places::whole(template.source.len()).moved(moved));
            Ok((template.source.to_owned(), places))
        }
    }

    /// Calls `visit` with the tree of `source`, if it can be read.
    pub(crate) fn with_tree<T>(
        &self,
        source: &str,
        visit: impl FnOnce(&syntax::Template<'_>, &dyn Fn(&Range<usize>) -> Range<usize>) -> T,
    ) -> Option<T> {
        let (normal, returns) = normalised(source);
        let moved = |range: &Range<usize>| original_range(range, &returns);
        let template = syntax::parse(&normal, &self.syntax).ok()?;
        Some(visit(&template, &moved))
    }

    /// Refuses filters and tests that do not exist, except where Jinja2 asks for them only when it comes there.
    fn check_names(&self, template: &syntax::Template<'_>) -> Result<(), Fault> {
        let mut problem = None;
        each_expression(&template.body, &mut |expr, conditional| {
            let (what, name, known, own) = match &expr.value {
                Value::Filter(_, name, _) => ("filter", name, FILTERS, &self.own.filters),
                Value::Test(_, name, ..) => ("test", name, TESTS, &self.own.tests),
                _ => return,
            };
            let is_known = known.contains(&name.text) || own.iter().any(|own| own == name.text);
            if problem.is_none() && !conditional && !is_known {
                let help = suggest(name.text, known.iter().copied().chain(own.iter().map(String::as_str)));
                let message = format!("unknown {what} `{}`", name.text);
                let help = help.or_else(|| Some(stand_in(&format!("{what}s"), name.text)));
                problem = Some(Fault { unknown: true, help, ..Fault::new(name.span, message) });
            }
        });
        problem.map_or(Ok(()), Err)
    }

    /// The text as its author wrote it.
    pub(crate) fn source(&self, name: &str) -> Option<Arc<str>> {
        Some(self.loader.load(Isolation::of(name).1).ok()?.text)
    }

    /// Where `range` of the compiled text of `name` stands in the text that its author wrote.
    pub(crate) fn original(&self, name: &str, range: Range<usize>) -> Range<usize> {
        let all = self.rewritten.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(name).map_or_else(|| range.clone(), |places| places.original(&range))
    }

    /// The loader's own error for the templates that minijinja's message says are missing.
    pub(crate) fn not_found(&self, message: &str) -> Option<Error> {
        let missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // As Rust writes text where one template is asked for, as Python does where it is a value.
        let forms = |name: &String| {
            let isolations = [Isolation::None, Isolation::Module, Isolation::Included];
            isolations.map(|isolation| format!("{}{name}", isolation.prefix()))
        };
        let quoted = |name: &String| {
            forms(name).map(|name| [format!("{name:?}"), display::repr_of(&name.into())]).concat()
        };
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
            for reference in references(&source, self) {
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

/// Whether minijinja reads templates as they are: what is not its default is written as if it were.
fn is_minijinjas(syntax: &Syntax) -> bool {
    let default = Syntax::default();
    syntax.block == default.block
        && syntax.variable == default.variable
        && syntax.comment == default.comment
        && syntax.line_statement.is_none()
        && syntax.line_comment.is_none()
        && !syntax.trim_blocks
        && !syntax.lstrip_blocks
        && syntax.newline == default.newline
}

/// The text with `\n` at the end of each line, and where a `\r` was left out, as offsets of what came out.
fn normalised(source: &str) -> (Cow<'_, str>, Vec<usize>) {
    if !source.contains('\r') {
        return (Cow::Borrowed(source), Vec::new());
    }
    let mut out = String::with_capacity(source.len());
    let mut returns = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find('\r') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if rest.starts_with('\n') {
            returns.push(out.len());
        } else {
            out.push('\n');
        }
    }
    out.push_str(rest);
    (Cow::Owned(out), returns)
}

/// Where a range of normalised text stood before.
fn original_range(range: &Range<usize>, returns: &[usize]) -> Range<usize> {
    let start = range.start + returns.partition_point(|at| *at < range.start);
    let end = range.end + returns.partition_point(|at| *at < range.end);
    start..end.max(start)
}

fn located(fault: Fault, name: &str, source: &str) -> Error {
    let span = Span::new(fault.span.start, fault.span.end);
    let kind = if fault.unknown { ErrorKind::UnknownName } else { ErrorKind::TemplateSyntax };
    let error = Error::new(kind, fault.message);
    error.at(Location::in_source(name, source, span)).maybe_help(fault.help)
}
