//! Tags and filters by name.

use std::sync::Arc;

use crate::ast::Node;
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::value::{Val, Value};

/// What a filter is called with.
pub struct Call<'v> {
    /// What stands before the `|`.
    pub value: Val<'v>,
    /// What stands after the `:`.
    pub argument: Option<Val<'v>>,
    /// The state of the render.
    pub cx: &'v Context<'v>,
}

impl<'v> Call<'v> {
    /// The value as a str, as Django's `stringfilter` makes it.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        self.value.to_str()
    }

    /// The argument; `None` where the template gives none.
    #[must_use]
    pub fn argument(&self) -> &Value {
        self.argument.as_deref().unwrap_or(&Value::None)
    }
}

/// A filter's function.
pub type FilterFunction = for<'v> fn(Call<'v>) -> Result<Val<'v>>;

/// How many arguments a filter takes besides its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// None.
    Zero,
    /// One.
    One,
    /// One or none.
    Optional,
}

/// A filter and what Django's decorators say about it.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// The name in templates.
    pub name: &'static str,
    /// What it does.
    pub function: FilterFunction,
    /// How many arguments it takes.
    pub arity: Arity,
    /// `is_safe`: a safe input makes the output safe.
    pub is_safe: bool,
    /// `expects_localtime`: an aware date-time comes in the current zone.
    pub local_time: bool,
}

impl Filter {
    /// A filter without arguments that keeps no mark.
    #[must_use]
    pub const fn new(name: &'static str, function: FilterFunction) -> Self {
        Self { name, function, arity: Arity::Zero, is_safe: false, local_time: false }
    }

    /// The same with one argument.
    #[must_use]
    pub const fn one(self) -> Self {
        Self { arity: Arity::One, ..self }
    }

    /// The same with one argument or none.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { arity: Arity::Optional, ..self }
    }

    /// The same; a safe input makes the output safe.
    #[must_use]
    pub const fn safe(self) -> Self {
        Self { is_safe: true, ..self }
    }

    /// The same; aware date-times come in the current zone.
    #[must_use]
    pub const fn local(self) -> Self {
        Self { local_time: true, ..self }
    }
}

/// Compiles a tag: what stands in the parser after it is its to read.
pub type TagFunction = for<'p, 't> fn(&'p mut Parser<'t>, Token<'t>) -> Result<Box<dyn Node>>;

/// A tag.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// The name in templates.
    pub name: &'static str,
    /// What compiles it.
    pub compile: TagFunction,
}

/// A library of tags and filters, as `{% load %}` brings it.
#[derive(Clone, Debug)]
pub struct Library {
    /// The name in `{% load %}`.
    pub name: Arc<str>,
    /// Its tags.
    pub tags: &'static [Tag],
    /// Its filters, in several tables.
    pub filters: &'static [&'static [Filter]],
}

impl Library {
    /// A library of static tables.
    #[must_use]
    pub fn new(
        name: &str,
        tags: &'static [Tag],
        filters: &'static [&'static [Filter]],
    ) -> Self {
        Self { name: name.into(), tags, filters }
    }

    /// The tag called `name`.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<&'static Tag> {
        self.tags.iter().find(|tag| tag.name == name)
    }

    /// The filter called `name`.
    #[must_use]
    pub fn filter(&self, name: &str) -> Option<&'static Filter> {
        self.filters.iter().flat_map(|table| table.iter()).find(|filter| filter.name == name)
    }
}
