//! Turns tokens into nodes, with the tags and filters of the libraries that are loaded.

mod arguments;
mod condition;
mod expression;
mod library;
mod names;

use std::any::Any;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use downpage_core::Span;

use crate::ast::{Expression, NodeList};
use crate::error::{Error, Kind, Origin, Result};
use crate::filter::FoundFilter;
use crate::lexer::{Token, TokenKind, line_of, split_contents};
use crate::render::{Block, Partials};
use crate::text::space;
use crate::value::Name;

pub use arguments::{Keyword, Signature, SimpleArguments, assignments, keyword, simple_arguments};
pub use condition::Condition;
pub use expression::parse_expression;
pub use library::{CustomTag, Fallback, FoundTag, Library, Tag, TagFunction};
pub use names::Names;

/// Tags inside each other: keeps the stack within bounds.
const DEEPEST: usize = 100;

/// Something that `{% load %}` brought.
enum Loaded<'t> {
    Library(&'t Library),
    Tag(FoundTag),
    Filter(FoundFilter),
}

/// The state of parsing one template.
pub struct Parser<'t> {
    origin: Arc<Origin>,
    tokens: Vec<Token<'t>>,
    at: usize,
    /// Where each tag comes for the last time, once somebody asks.
    last_tags: OnceCell<HashMap<&'t str, usize>>,
    libraries: &'t [Library],
    loaded: Vec<Loaded<'t>>,
    /// The tags that are open: name and place.
    open: Vec<(&'t str, Span)>,
    depth: usize,
    names: Names,
    /// The blocks found so far.
    pub(crate) blocks: Vec<Arc<dyn Block>>,
    /// The names of the blocks that have begun.
    pub(crate) block_names: Vec<String>,
    /// The template that this one extends, when its name is written out; and the place.
    pub(crate) parent: Option<(Arc<str>, Span)>,
    /// How many `{% extends %}` there were.
    pub(crate) extends: usize,
    /// The cycles with a name, for `{% cycle name %}` and `{% resetcycle name %}`.
    pub(crate) named_cycles: Vec<(String, Arc<dyn Any + Send + Sync>)>,
    /// The parts that have names.
    pub(crate) partials: Arc<Partials>,
    /// The cycle parsed last.
    pub(crate) last_cycle: Option<Arc<dyn Any + Send + Sync>>,
}

impl<'t> Parser<'t> {
    /// A parser over `tokens`; `builtins` are loaded, `libraries` wait for `{% load %}`.
    #[must_use]
    pub fn new(
        origin: Arc<Origin>,
        tokens: Vec<Token<'t>>,
        builtins: &'t [Library],
        libraries: &'t [Library],
    ) -> Self {
        Self {
            names: Names::of(Arc::clone(&origin.source)),
            origin,
            tokens,
            at: 0,
            last_tags: OnceCell::new(),
            libraries,
            loaded: builtins.iter().map(Loaded::Library).collect(),
            open: Vec::new(),
            depth: 0,
            blocks: Vec::new(),
            block_names: Vec::new(),
            parent: None,
            extends: 0,
            named_cycles: Vec::new(),
            partials: Arc::default(),
            last_cycle: None,
        }
    }

    /// The template that is parsed.
    #[must_use]
    pub fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    /// Parses up to a tag called one of `until`, which comes next then; or, when that is empty, to the end.
    ///
    /// # Errors
    /// A `TemplateSyntaxError` with its place.
    pub fn parse(&mut self, until: &[&str]) -> Result<NodeList> {
        if self.depth >= DEEPEST {
            return Err(Error::new(Kind::Limit, format!("more than {DEEPEST} tags are inside each other")));
        }
        self.depth += 1;
        let parsed = self.parse_nodes(until);
        self.depth -= 1;
        parsed
    }

    /// Parses up to the tag `end`, and takes that.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse).
    pub fn parse_body(&mut self, end: &str) -> Result<NodeList> {
        let nodes = self.parse(&[end])?;
        self.next();
        Ok(nodes)
    }

    fn parse_nodes(&mut self, until: &[&str]) -> Result<NodeList> {
        let mut nodes = NodeList::new(Arc::clone(&self.origin.source));
        while let Some(token) = self.next() {
            match token.kind {
                TokenKind::Text => nodes.push_text(token.span),
                TokenKind::Variable if token.contents.is_empty() => {
                    let message = format!("Empty variable tag on line {}", self.line(token));
                    return Err(Error::syntax(message).at(token.span));
                }
                TokenKind::Variable => {
                    let expression = self.expression(token.contents).map_err(|error| error.at(token.span))?;
                    nodes.push_variable(expression, token.span);
                }
                TokenKind::Block => {
                    let Some(command) = space::words(token.contents).next() else {
                        let message = format!("Empty block tag on line {}", self.line(token));
                        return Err(Error::syntax(message).at(token.span));
                    };
                    if until.contains(&command) {
                        self.at -= 1;
                        return Ok(nodes);
                    }
                    self.open.push((command, token.span));
                    self.parse_tag(command, token, until, &mut nodes)
                        .map_err(|error| error.at(token.span))?;
                    self.open.pop();
                }
                TokenKind::Comment => {}
            }
        }
        if until.is_empty() { Ok(nodes) } else { Err(self.unclosed(until)) }
    }

    fn parse_tag(
        &mut self,
        command: &str,
        token: Token<'t>,
        until: &[&str],
        nodes: &mut NodeList,
    ) -> Result<()> {
        let Some(tag) = self.find_tag(command) else { return Err(self.invalid_tag(token, command, until)) };
        let node = tag.compile(self, token)?;
        if node.must_be_first() && nodes.has_tags() {
            let place = match &self.origin.name {
                Some(name) => crate::value::text_repr(name),
                None => "the template".to_owned(),
            };
            let message = format!("{{% {} %}} must be the first tag in {place}.", token.contents);
            return Err(Error::syntax(message));
        }
        nodes.push_tag(node, token.span);
        Ok(())
    }

    /// The next token, which is taken.
    #[expect(clippy::should_implement_trait, reason = "an iterator could not be used while the parser is")]
    pub fn next(&mut self) -> Option<Token<'t>> {
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token
    }

    /// Takes tokens up to the tag `end`, without looking at them.
    ///
    /// # Errors
    /// When it does not come.
    pub fn skip_past(&mut self, end: &str) -> Result<()> {
        while let Some(token) = self.next() {
            if token.kind == TokenKind::Block && token.contents == end {
                return Ok(());
            }
        }
        Err(self.unclosed(&[end]))
    }

    /// The line on which `token` begins.
    #[must_use]
    pub fn line(&self, token: Token<'_>) -> usize {
        line_of(token.span, &self.origin.source)
    }

    /// The error of a tag that is not closed.
    fn unclosed(&mut self, until: &[&str]) -> Error {
        let (command, span) = self.open.pop().unwrap_or_default();
        let line = line_of(span, &self.origin.source);
        let wanted = until.join(", ");
        Error::syntax(format!("Unclosed tag on line {line}: '{command}'. Looking for one of: {wanted}."))
            .at(span)
    }

    /// The error of a tag that is not known here.
    #[must_use]
    pub fn invalid_tag(&self, token: Token<'_>, command: &str, expected: &[&str]) -> Error {
        let line = self.line(token);
        let message = if expected.is_empty() {
            format!(
                "Invalid block tag on line {line}: '{command}'. Did you forget to register or load this tag?"
            )
        } else {
            let expected = text_list(expected);
            format!(
                "Invalid block tag on line {line}: '{command}', expected {expected}. Did you forget to register \
                 or load this tag?"
            )
        };
        Error::syntax(message).at(token.span)
    }

    /// The expression that `text` spells.
    ///
    /// # Errors
    /// A `TemplateSyntaxError`.
    pub fn expression(&self, text: &str) -> Result<Expression> {
        parse_expression(text, &|name| self.find_filter(name), &self.names)
    }

    /// The name `text`, which shares its text with the same name elsewhere in the template.
    #[must_use]
    pub fn name(&self, text: &str) -> Name {
        self.names.name(text)
    }

    /// The expressions of several bits.
    ///
    /// # Errors
    /// A `TemplateSyntaxError`.
    pub fn expressions<S: AsRef<str>>(&self, bits: &[S]) -> Result<Vec<Expression>> {
        bits.iter().map(|bit| self.expression(bit.as_ref())).collect()
    }

    fn find_tag(&self, name: &str) -> Option<FoundTag> {
        let found = self.loaded.iter().rev().find_map(|loaded| match loaded {
            Loaded::Library(library) => library.tag(name),
            Loaded::Tag(tag) => Some(tag.clone()).filter(|tag| tag.name() == name),
            Loaded::Filter(_) => None,
        });
        found.or_else(|| self.fallback().map(|fallback| FoundTag::Custom(fallback.tag(name))))
    }

    fn find_filter(&self, name: &str) -> Option<FoundFilter> {
        let found = self.loaded.iter().rev().find_map(|loaded| match loaded {
            Loaded::Library(library) => library.filter(name),
            Loaded::Filter(filter) => Some(filter.clone()).filter(|filter| filter.name() == name),
            Loaded::Tag(_) => None,
        });
        found.or_else(|| self.fallback().map(|fallback| FoundFilter::Custom(fallback.filter(name))))
    }

    /// What stands for the tags and filters of the libraries loaded that nobody knows.
    fn fallback(&self) -> Option<&'t dyn Fallback> {
        self.loaded.iter().rev().find_map(|loaded| match loaded {
            Loaded::Library(library) => library.fallback.as_deref(),
            _ => None,
        })
    }

    /// Whether a tag called `name` comes later.
    #[must_use]
    pub fn comes_later(&self, name: &str) -> bool {
        let last = self.last_tags.get_or_init(|| {
            let tags = self.tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Block);
            tags.filter_map(|(at, token)| Some((space::words(token.contents).next()?, at))).collect()
        });
        last.get(name).is_some_and(|at| *at >= self.at)
    }

    /// Loads a whole library, or, with `only`, some of its tags and filters.
    ///
    /// # Errors
    /// When there is no such library, or nothing of that name in it.
    pub fn load(&mut self, name: &str, only: Option<&[&str]>) -> Result<()> {
        let Some(library) = self.libraries.iter().find(|library| *library.name == *name) else {
            let mut known: Vec<&str> = self.libraries.iter().map(|library| &*library.name).collect();
            known.sort_unstable();
            let known = known.join("\n");
            let message = format!("'{name}' is not a registered tag library. Must be one of:\n{known}");
            return Err(Error::syntax(message));
        };
        let Some(only) = only else {
            self.loaded.push(Loaded::Library(library));
            return Ok(());
        };
        for wanted in only {
            let (tag, filter) = (library.tag(wanted), library.filter(wanted));
            if tag.is_none()
                && filter.is_none()
                && let Some(fallback) = &library.fallback
            {
                self.loaded.push(Loaded::Tag(FoundTag::Custom(fallback.tag(wanted))));
                self.loaded.push(Loaded::Filter(FoundFilter::Custom(fallback.filter(wanted))));
                continue;
            }
            if tag.is_none() && filter.is_none() {
                let message = format!("'{wanted}' is not a valid tag or filter in tag library '{name}'");
                return Err(Error::syntax(message));
            }
            self.loaded.extend(tag.map(Loaded::Tag));
            self.loaded.extend(filter.map(Loaded::Filter));
        }
        Ok(())
    }
}

/// The bits of a tag that takes quoted arguments.
///
/// # Errors
/// As for [`split_contents`].
pub fn bits(token: Token<'_>) -> Result<Vec<std::borrow::Cow<'_, str>>> {
    split_contents(token.contents)
}

/// Where an argument of a tag stands in the template; the whole tag when it is not found.
#[must_use]
pub fn argument_span(parser: &Parser<'_>, token: Token<'_>, argument: &str) -> Span {
    let tag = parser.origin.source.get(token.span.start..token.span.end).unwrap_or_default();
    // The name of the tag may be the argument's text too, so the search begins after it.
    let name = space::words(token.contents).next().unwrap_or_default();
    let after = tag.find(name).map_or(0, |at| at + name.len());
    match tag[after..].find(argument) {
        Some(at) => Span::new(token.span.start + after + at, token.span.start + after + at + argument.len()),
        None => token.span,
    }
}

/// `'a', 'b' or 'c'`.
fn text_list(items: &[&str]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("'{item}'")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
