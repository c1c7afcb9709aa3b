//! Tags, and libraries of tags and filters by name. They stand here since a tag is compiled by a parser.

use std::sync::Arc;

use crate::ast::Node;
use crate::error::Result;
use crate::filter::{CustomFilter, Filter, FoundFilter};
use crate::lexer::Token;
use crate::parser::Parser;

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

/// Makes tags and filters for names that a library does not have.
pub trait Fallback: Send + Sync {
    /// The tag for `name`.
    fn tag(&self, name: &str) -> Arc<dyn CustomTag>;

    /// The filter for `name`.
    fn filter(&self, name: &str) -> CustomFilter;
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
    pub(crate) fallback: Option<Arc<dyn Fallback>>,
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
            fallback: None,
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

    /// Lets `fallback` make what the library does not have.
    pub fn fall_back_on(&mut self, fallback: impl Fallback + 'static) {
        self.fallback = Some(Arc::new(fallback));
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
