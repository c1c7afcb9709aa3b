//! Places in the project's files.

use std::fmt;
use std::sync::Arc;

use downpage_core::{Location, Span};

/// A file that was read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// The path as messages show it: relative to the project's folder where it is inside of it.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

/// Where a value comes from.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes of its text that are meant.
    pub span: Span,
}

impl Place {
    /// Line and column, with the line's text.
    #[must_use]
    pub fn location(&self) -> Location {
        Location::in_source(&*self.file.name, &self.file.text, self.span)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.location().fmt(f)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
