//! Filters: what they are called with, and what is known of them.

use std::sync::Arc;

use crate::error::Result;
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
    /// `stringfilter`: the input is made a str first, so that what becomes a safe one counts as safe.
    pub takes_text: bool,
    /// `expects_localtime`: an aware date-time comes in the current zone.
    pub local_time: bool,
}

impl Filter {
    /// A filter without arguments that keeps no mark.
    #[must_use]
    pub const fn new(name: &'static str, function: FilterFunction) -> Self {
        Self { name, function, arity: Arity::Zero, is_safe: false, takes_text: false, local_time: false }
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

    /// The same for a filter of texts; a safe input makes the output safe.
    #[must_use]
    pub const fn safe(self) -> Self {
        Self { is_safe: true, takes_text: true, ..self }
    }

    /// The same for a filter of values of any kind; an input that is a safe str makes the output safe.
    #[must_use]
    pub const fn marked(self) -> Self {
        Self { is_safe: true, takes_text: false, ..self }
    }

    /// The same; aware date-times come in the current zone.
    #[must_use]
    pub const fn local(self) -> Self {
        Self { local_time: true, ..self }
    }
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

    /// Whether the input is made a str first.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        !matches!(self, Self::Own(filter) if !filter.takes_text)
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
