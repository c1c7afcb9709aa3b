//! minijinja's errors as core errors: one table of kinds, the innermost place, and the way that led there.

mod message;

use std::fmt;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use downpage_core::error::suggest;
use downpage_core::{Context, Error, Limits, Location, Span};
use minijinja::{Environment, ErrorKind as JinjaKind};

use crate::known::{FILTERS, TESTS};
use crate::references::Verb;
use crate::templates::Templates;
use crate::write::names::Isolation;
use message::{Fact, fact};

/// A core error on its way through minijinja.
struct Carried(Mutex<Option<Error>>);

impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carried")
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error of the site")
    }
}

impl std::error::Error for Carried {}

/// `error` as minijinja passes it on; it comes out whole again.
pub(crate) fn carry(error: Error) -> minijinja::Error {
    minijinja::Error::new(JinjaKind::InvalidOperation, error.message().to_owned())
        .with_source(Carried(Mutex::new(Some(error))))
}

/// What is known where an error comes out.
pub(crate) struct Scene<'a> {
    pub(crate) templates: &'a Templates,
    pub(crate) env: &'a Environment<'static>,
    /// The template that was asked for.
    pub(crate) page: &'a str,
    /// Its values, if it was rendered and not only checked.
    pub(crate) context: Option<&'a Context>,
    /// What one page may use up.
    pub(crate) limits: Limits,
}

impl Scene<'_> {
    /// The core error for `error`.
    pub(crate) fn convert(&self, error: &minijinja::Error) -> Error {
        let chain = chain(error);
        let innermost = *chain.last().unwrap_or(&error);
        let placed = chain.iter().rev().find(|error| error.line().is_some()).copied().unwrap_or(error);
        let (converted, word) = self.without_place(innermost);
        let converted = match self.place(placed, word.as_deref()) {
            Some(place) => converted.at(place),
            None => converted,
        };
        self.with_way(converted, &chain)
    }

    /// Adds through which templates the way led to the error's place.
    pub(crate) fn with_way(&self, error: Error, chain: &[&minijinja::Error]) -> Error {
        let Some(mut at) = error.location().map(|location| location.source.clone()) else { return error };
        let mut way = Vec::new();
        for outer in chain.iter().rev() {
            let (Some(name), Some(line)) = (outer.name(), outer.line()) else { continue };
            let name = Isolation::of(name).1;
            match outer.kind() {
                JinjaKind::BadInclude => way.push(format!("included from `{name}:{line}`")),
                JinjaKind::EvalBlock => way.push(format!("by `super()` in `{name}:{line}`")),
                // An error of the loader has no step of its own for the tag that asked for the template.
                _ => way.extend(self.steps(name, &at)),
            }
            name.clone_into(&mut at);
        }
        way.extend(self.steps(self.page, &at));
        shortened(way).into_iter().fold(error, Error::note)
    }

    /// The way from one template to another by what their tags name, the last step first.
    fn steps(&self, from: &str, to: &str) -> Vec<String> {
        let steps = if from == to { Vec::new() } else { self.templates.way(from, to) };
        let told = steps.into_iter().map(|step| {
            let verb = match step.verb {
                Verb::Extends => "extended by",
                Verb::Include => "included from",
                Verb::Import => "imported by",
            };
            format!("{verb} `{}:{}`", step.parent, step.line)
        });
        told.collect()
    }

    /// The error itself, and the word of the template that it is about.
    fn without_place(&self, error: &minijinja::Error) -> (Error, Option<String>) {
        if let Some(carried) =
            std::error::Error::source(error).and_then(|source| source.downcast_ref::<Carried>())
        {
            let taken = carried.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(taken) = taken {
                return (taken, None);
            }
        }
        let fact = fact(error);
        let (kind, message) = (fact.kind(), fact.message(&self.limits));
        let help = match &fact {
            Fact::UnknownFilter(name) | Fact::UnknownTest(name) if name.is_empty() => None,
            Fact::UnknownFilter(name) => {
                suggest(name, FILTERS.iter().copied()).or_else(|| Some(stand_in("filters", name)))
            }
            Fact::UnknownTest(name) => {
                suggest(name, TESTS.iter().copied()).or_else(|| Some(stand_in("tests", name)))
            }
            Fact::UnknownFunction(name) => {
                self.suggest_function(name).or_else(|| Some(stand_in("functions", name)))
            }
            Fact::Undefined { expression: Some(expression), .. } => self.suggest_variable(expression),
            Fact::NotFound(message) => {
                if let Some(not_found) = self.templates.not_found(message) {
                    return (not_found, None);
                }
                None
            }
            Fact::OutOfSteps => Some("look for loops in loops, or text that is repeated".to_owned()),
            Fact::TooDeep => Some("does a template include itself, or a macro call itself?".to_owned()),
            _ => None,
        };
        let error = Error::new(kind, message).maybe_help(help);
        (error, fact.word().map(str::to_owned))
    }

    fn suggest_function(&self, name: &str) -> Option<String> {
        let known: Vec<&str> =
            self.env.globals().map(|(known, _)| known).filter(|known| !known.starts_with("__")).collect();
        suggest(name, known)
    }

    /// A name like the first part of `user.name` that is missing, from where it was looked for.
    fn suggest_variable(&self, expression: &str) -> Option<String> {
        let context = self.context?;
        let mut parts = expression.split('.');
        let first = parts.next()?;
        let Some(mut value) = context.get(first) else {
            let known: Vec<&str> = context.iter().map(|(name, _)| &**name).collect();
            return suggest(first, known);
        };
        for part in parts {
            let map = value.as_map()?;
            match map.get(part) {
                Some(inner) => value = inner,
                None => return suggest(part, map.keys().map(|name| &**name)),
            }
        }
        None
    }

    fn place(&self, error: &minijinja::Error, word: Option<&str>) -> Option<Location> {
        let (full, line) = (error.name()?, error.line()?);
        let name = Isolation::of(full).1;
        let Some(source) = self.templates.source(name) else { return Some(Location::whole(name)) };
        let range = match error.range() {
            Some(range) => self.templates.original(full, range),
            None => line_of(&source, line), // rare: an instruction without a span; lines are kept by rewriting
        };
        let range = narrowed(&source, range, word);
        Some(Location::in_source(name, &source, Span::new(range.start, range.end)))
    }
}

/// How to get by without something that only the application has.
pub(crate) fn stand_in(kind: &str, name: &str) -> String {
    format!("what the application brings needs a stand-in: `{name}` in `[engines.jinja.stand_ins.{kind}]`")
}

/// A whole line, from 1, without the blanks around it.
fn line_of(source: &str, line: usize) -> Range<usize> {
    let start = source.match_indices('\n').nth(line.wrapping_sub(2)).map_or(0, |(at, _)| at + 1);
    let text = source[start..].split('\n').next().unwrap_or_default();
    let start = start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// The ends of a long way, such as that of a template which includes itself.
fn shortened(mut way: Vec<String>) -> Vec<String> {
    const FIRST: usize = 4;
    const MOST: usize = 8;
    if way.len() > MOST {
        let left_out = way.len() - FIRST - 1;
        way.splice(FIRST..FIRST + left_out, [format!("... and through {left_out} more")]);
    }
    way
}

/// The errors from the outermost to the one that has something to say.
fn chain(error: &minijinja::Error) -> Vec<&minijinja::Error> {
    let mut chain = vec![error];
    let mut at = error;
    while let Some(inner) =
        std::error::Error::source(at).and_then(|source| source.downcast_ref::<minijinja::Error>())
    {
        chain.push(inner);
        at = inner;
    }
    chain
}

/// Where `word` stands as a whole word: inside of `range`, else nearest to it in its lines.
fn narrowed(source: &str, range: Range<usize>, word: Option<&str>) -> Range<usize> {
    let (Some(word), Some(before), Some(after)) = (word, source.get(..range.start), source.get(range.end..))
    else {
        return range;
    };
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let to = after.find('\n').map_or(source.len(), |at| range.end + at);
    let found = source[from..to].match_indices(word).map(|(at, _)| from + at..from + at + word.len());
    let whole =
        found.filter(|at| !source[..at.start].ends_with(is_part) && !source[at.end..].starts_with(is_part));
    let distance = |at: &Range<usize>| {
        let inside = range.start <= at.start && at.end <= range.end;
        (!inside, at.start.abs_diff(range.start))
    };
    whole.min_by_key(distance).unwrap_or(range)
}
