//! What can go wrong, named as Django and Python name it, so that a Django user knows the message.

use std::fmt;
use std::sync::Arc;

use downpage_core::Span;

/// The result of everything in the language half of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Which exception Django would have raised.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `TemplateSyntaxError`: the template cannot be parsed, or a tag found its arguments wanting.
    Syntax,
    /// `TemplateDoesNotExist`: no template of that name.
    TemplateMissing,
    /// `VariableDoesNotExist`: a variable that must be there is not.
    VariableMissing,
    /// `NoReverseMatch`: no URL of that name, or the arguments do not fit it.
    NoReverseMatch,
    /// `TypeError`.
    Type,
    /// `ValueError`.
    Value,
    /// `AttributeError`.
    Attribute,
    /// `KeyError`.
    Key,
    /// `IndexError`.
    Index,
    /// `OverflowError`.
    Overflow,
    /// `ZeroDivisionError`.
    ZeroDivision,
    /// `SuspiciousOperation`: a text made to cost time.
    Suspicious,
    /// `RuntimeError`.
    Runtime,
    /// A limit of ours: output, depth, nesting, width. Django has none and would run out of stack or memory.
    Limit,
    /// The page as a whole has grown too large.
    Output,
    /// The time is asked for and not known. Django always has a clock.
    NoClock,
    /// Any other exception, by its class name; for objects and tags that a program brings.
    Other(Arc<str>),
}

impl Kind {
    /// The name of the exception class.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Syntax => "TemplateSyntaxError",
            Self::TemplateMissing => "TemplateDoesNotExist",
            Self::VariableMissing => "VariableDoesNotExist",
            Self::NoReverseMatch => "NoReverseMatch",
            Self::Type => "TypeError",
            Self::Value => "ValueError",
            Self::Attribute => "AttributeError",
            Self::Key => "KeyError",
            Self::Index => "IndexError",
            Self::Overflow => "OverflowError",
            Self::ZeroDivision => "ZeroDivisionError",
            Self::Suspicious => "SuspiciousOperation",
            Self::Runtime => "RuntimeError",
            Self::Limit | Self::Output => "LimitExceeded",
            Self::NoClock => "NoClock",
            Self::Other(name) => name,
        }
    }
}

/// Where a template came from: its name, its text, and which of several sources of that name it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Origin {
    /// The template's name; `None` for one made from a string.
    pub name: Option<Arc<str>>,
    /// The text.
    pub source: Arc<str>,
    /// 0 for the first source of that name, 1 for the next.
    pub index: usize,
}

/// One thing that went wrong, with its place once it is known.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: Kind,
    message: String,
    span: Option<Span>,
    origin: Option<Arc<Origin>>,
    help: Option<String>,
}

impl Error {
    /// An error of `kind`, in Django's words.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), span: None, origin: None, help: None }))
    }

    /// A `TemplateSyntaxError`.
    #[must_use]
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(Kind::Syntax, message)
    }

    /// The error of a node that gave something other than text.
    #[must_use]
    pub(crate) fn no_text(type_name: &str) -> Self {
        Self::new(Kind::Type, format!("sequence item ?: expected str instance, {type_name} found"))
    }

    /// Whether it is that error, and the list that the node stands in has not numbered it yet.
    pub(crate) fn is_no_text(&self) -> bool {
        self.0.span.is_none() && self.0.message.starts_with("sequence item ?")
    }

    /// Puts the number of the node into the message of [`no_text`](Self::no_text).
    #[must_use]
    pub(crate) fn numbered(mut self, at: usize) -> Self {
        self.0.message = self.0.message.replacen('?', &at.to_string(), 1);
        self
    }

    /// Adds the place, unless one is known: the innermost wins.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.0.span.get_or_insert(span);
        self
    }

    /// Adds the template that the place is in, unless one is known.
    #[must_use]
    pub fn of(mut self, origin: &Arc<Origin>) -> Self {
        self.0.origin.get_or_insert_with(|| Arc::clone(origin));
        self
    }

    /// Adds the way out, unless one is known.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help.get_or_insert_with(|| help.into());
        self
    }

    /// Which exception it is.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The bytes of the template that are meant.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    /// The template that the place is in.
    #[must_use]
    pub fn origin(&self) -> Option<&Arc<Origin>> {
        self.0.origin.as_ref()
    }

    /// The way out, if known.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind.name(), self.0.message)
    }
}

impl std::error::Error for Error {}
