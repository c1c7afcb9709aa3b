//! Tags and filters by name.

use std::sync::Arc;

use crate::ast::Node;
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::stand_in::StandIn;
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

impl Call<'_> {
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

/// A tag that a program or a configuration brings.
pub trait CustomTag: Send + Sync {
    /// Its name in templates.
    fn name(&self) -> &str;

    /// Compiles it; what stands in the parser after it is its to read.
    ///
    /// # Errors
    /// When its arguments are wrong.
    fn compile(&self, parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>>;
}

/// A filter that a program or a configuration brings.
#[derive(Clone)]
pub struct CustomFilter {
    /// Its name in templates.
    pub name: Arc<str>,
    /// What it does.
    pub function: Arc<dyn for<'v> Fn(Call<'v>) -> Result<Val<'v>> + Send + Sync>,
    /// How many arguments it takes.
    pub arity: Arity,
    /// Whether a safe input makes the output safe.
    pub is_safe: bool,
}

/// A filter that was found.
#[derive(Clone)]
pub enum FoundFilter {
    /// One of Django's.
    Own(&'static Filter),
    /// One that was brought.
    Custom(CustomFilter),
}

impl FoundFilter {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Own(filter) => filter.name,
            Self::Custom(filter) => &filter.name,
        }
    }

    /// How many arguments it takes.
    #[must_use]
    pub fn arity(&self) -> Arity {
        match self {
            Self::Own(filter) => filter.arity,
            Self::Custom(filter) => filter.arity,
        }
    }

    /// Whether a safe input makes the output safe.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        match self {
            Self::Own(filter) => filter.is_safe,
            Self::Custom(filter) => filter.is_safe,
        }
    }

    /// Whether aware date-times come in the current zone.
    #[must_use]
    pub fn local_time(&self) -> bool {
        matches!(self, Self::Own(filter) if filter.local_time)
    }

    /// Calls it.
    ///
    /// # Errors
    /// Whatever it does not like.
    pub fn call<'v>(&self, call: Call<'v>) -> Result<Val<'v>> {
        match self {
            Self::Own(filter) => (filter.function)(call),
            Self::Custom(filter) => (filter.function)(call),
        }
    }
}

impl std::fmt::Debug for FoundFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A tag that was found.
#[derive(Clone)]
pub enum FoundTag {
    /// One of Django's.
    Own(&'static Tag),
    /// One that was brought.
    Custom(Arc<dyn CustomTag>),
}

impl FoundTag {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Own(tag) => tag.name,
            Self::Custom(tag) => tag.name(),
        }
    }

    /// Compiles it.
    ///
    /// # Errors
    /// When its arguments are wrong.
    pub fn compile<'t>(&self, parser: &mut Parser<'t>, token: Token<'t>) -> Result<Box<dyn Node>> {
        match self {
            Self::Own(tag) => (tag.compile)(parser, token),
            Self::Custom(tag) => tag.compile(parser, token),
        }
    }
}

/// A library of tags and filters, as `{% load %}` brings it.
#[derive(Clone)]
pub struct Library {
    /// The name in `{% load %}`.
    pub name: Arc<str>,
    tags: &'static [Tag],
    filters: &'static [&'static [Filter]],
    custom_tags: Vec<Arc<dyn CustomTag>>,
    custom_filters: Vec<CustomFilter>,
    /// What stands for every tag and filter that is not there.
    pub(crate) stand_in: Option<StandIn>,
}

impl Library {
    /// A library of static tables.
    #[must_use]
    pub fn new(name: &str, tags: &'static [Tag], filters: &'static [&'static [Filter]]) -> Self {
        Self {
            name: name.into(),
            tags,
            filters,
            custom_tags: Vec::new(),
            custom_filters: Vec::new(),
            stand_in: None,
        }
    }

    /// A library without tags and filters, for those of a program.
    #[must_use]
    pub fn empty(name: &str) -> Self {
        Self::new(name, &[], &[])
    }

    /// Adds a tag, in place of one of the same name.
    pub fn add_tag(&mut self, tag: impl CustomTag + 'static) {
        self.custom_tags.push(Arc::new(tag));
    }

    /// Adds a filter, in place of one of the same name.
    pub fn add_filter(&mut self, filter: CustomFilter) {
        self.custom_filters.push(filter);
    }

    /// The tag called `name`.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<FoundTag> {
        let custom = self.custom_tags.iter().rev().find(|tag| tag.name() == name);
        if let Some(tag) = custom {
            return Some(FoundTag::Custom(Arc::clone(tag)));
        }
        self.tags.iter().find(|tag| tag.name == name).map(FoundTag::Own)
    }

    /// The filter called `name`.
    #[must_use]
    pub fn filter(&self, name: &str) -> Option<FoundFilter> {
        let custom = self.custom_filters.iter().rev().find(|filter| *filter.name == *name);
        if let Some(filter) = custom {
            return Some(FoundFilter::Custom(filter.clone()));
        }
        let mut own = self.filters.iter().flat_map(|table| table.iter());
        own.find(|filter| filter.name == name).map(FoundFilter::Own)
    }

    /// The names of its tags.
    pub fn tag_names(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(|tag| tag.name).chain(self.custom_tags.iter().map(|tag| tag.name()))
    }

    /// The names of its filters.
    pub fn filter_names(&self) -> impl Iterator<Item = &str> {
        let own = self.filters.iter().flat_map(|table| table.iter().map(|filter| filter.name));
        own.chain(self.custom_filters.iter().map(|filter| &*filter.name))
    }
}
