//! What went wrong: a kind for programs, a place for editors, a sentence and a way out for people.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::span::Location;

/// The result of everything that can fail with one [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong: what a program asks an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration, or a value given in its place on the command line, cannot be used.
    Configuration,
    /// No engine of that name is in this build, or none at all.
    EngineNotFound,
    /// Two backends register one name.
    DuplicateEngine,
    /// No template of that name is in the directories searched.
    TemplateNotFound,
    /// A template cannot be parsed.
    TemplateSyntax,
    /// A template uses a variable that is not there.
    UndefinedVariable,
    /// A template uses a filter, tag, test or function that does not exist.
    UnknownName,
    /// A template failed while it was rendered.
    Rendering,
    /// A template asked for more than the limits allow: output, depth, steps.
    LimitExceeded,
    /// A catalog of translations or a manifest of static files cannot be read.
    BadData,
    /// A page's path cannot be used: it leaves the output directory, or another page has it.
    PagePath,
    /// Another run holds the output directory.
    Locked,
    /// A file or directory cannot be read or written.
    Io,
}

impl ErrorKind {
    /// Whether the command line or the configuration is to blame, and not a page.
    #[must_use]
    pub const fn is_configuration(self) -> bool {
        matches!(self, Self::Configuration | Self::EngineNotFound | Self::DuplicateEngine | Self::PagePath)
    }

    /// The kind's stable name, for machines: `template-not-found`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::EngineNotFound => "engine-not-found",
            Self::DuplicateEngine => "duplicate-engine",
            Self::TemplateNotFound => "template-not-found",
            Self::TemplateSyntax => "template-syntax",
            Self::UndefinedVariable => "undefined-variable",
            Self::UnknownName => "unknown-name",
            Self::Rendering => "rendering",
            Self::LimitExceeded => "limit-exceeded",
            Self::BadData => "bad-data",
            Self::PagePath => "page-path",
            Self::Locked => "locked",
            Self::Io => "io",
        }
    }
}

/// One thing that went wrong.
///
/// Built up by whoever knows more on the way out; what is known already is never overwritten.
///
/// ```
/// use downpage_core::{Error, ErrorKind, Location, Span};
///
/// let error = Error::new(ErrorKind::UnknownName, "unknown filter `uper`")
///     .at(Location::in_source("502.html", "{{ title|uper }}", Span::new(9, 13)))
///     .at(Location::whole("502.html")) // a worse place, known further out
///     .help("did you mean `upper`?");
/// assert_eq!(error.to_string(), "502.html:1:10: unknown filter `uper`");
/// ```
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    location: Option<Location>,
    /// Where the thing was asked for that has no place of its own.
    asked: Option<Location>,
    notes: Vec<String>,
    help: Option<String>,
    pages: Vec<Arc<str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of `kind`; `message` is lower case, without a full stop, with values in backticks.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Inner {
            kind,
            message,
            location: None,
            asked: None,
            notes: Vec::new(),
            help: None,
            pages: Vec::new(),
            source: None,
        }))
    }

    /// A file system error while doing `what`, such as "cannot read `a.html`".
    #[must_use]
    pub fn io(what: impl fmt::Display, cause: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, format!("{what}: {}", io_reason(&cause))).caused_by(cause)
    }

    /// Adds the place, unless a better one is known: one with a line beats a bare name.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        let known = self.0.location.as_ref();
        if known.is_none_or(|known| known.text.is_none() && location.text.is_some()) {
            self.0.location = Some(location);
        }
        self
    }

    /// Adds the place where the thing was asked for, for an error that has no place of its own; it does not tell errors
    /// apart, so that what many pages ask for in vain is one error.
    #[must_use]
    pub fn asked_at(mut self, location: Location) -> Self {
        self.0.asked.get_or_insert(location);
        self
    }

    /// Adds a line of background: which directories were searched, through which templates the way led.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// Adds the way out, unless one is known.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help.get_or_insert_with(|| help.into());
        self
    }

    /// Adds the way out when there is one to give.
    #[must_use]
    pub fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Adds the page that fails of this.
    #[must_use]
    pub fn on_page(mut self, path: Arc<str>) -> Self {
        self.0.pages.push(path);
        self
    }

    /// Adds the error that led to this one.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source.get_or_insert_with(|| source.into());
        self
    }

    /// What kind of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The sentence, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where, if known.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref().or(self.0.asked.as_ref())
    }

    /// Background, in the order it was added.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.0.notes
    }

    /// The paths of the pages that fail of this.
    #[must_use]
    pub fn pages(&self) -> &[Arc<str>] {
        &self.0.pages
    }

    /// The way out, if known.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.location() {
            Some(location) => write!(f, "{location}: {}", self.0.message),
            None => f.write_str(&self.0.message),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Everything that went wrong in a run: one error or more.
#[derive(Debug)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// `Ok` when `errors` is empty, all of them otherwise. What fails several pages in one way is one error.
    pub fn check(errors: Vec<Error>) -> Result<(), Self> {
        if errors.is_empty() {
            return Ok(());
        }
        let mut merged: Vec<Error> = Vec::new();
        let mut known: HashMap<(ErrorKind, String, Option<Location>, Vec<String>), usize> = HashMap::new();
        for error in errors {
            let inner = &error.0;
            if inner.pages.is_empty() {
                merged.push(error);
                continue;
            }
            let same = (inner.kind, inner.message.clone(), inner.location.clone(), inner.notes.clone());
            match known.entry(same) {
                Entry::Occupied(first) => merged[*first.get()].0.pages.extend(error.0.pages),
                Entry::Vacant(new) => {
                    new.insert(merged.len());
                    merged.push(error);
                }
            }
        }
        Err(Self(merged))
    }

    /// The errors, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.0.iter()
    }

    /// Whether the command line or the configuration is to blame for any of them.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.iter().any(|error| error.kind().is_configuration())
    }
}

impl From<Error> for Errors {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Error;
    type IntoIter = std::slice::Iter<'a, Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl StdError for Errors {}

/// "did you mean `upper`?" when one of `known` is close to `wrong`, the list of all when they are few.
///
/// ```
/// use downpage_core::error::suggest;
///
/// assert_eq!(suggest("uper", ["lower", "upper"]).as_deref(), Some("did you mean `upper`?"));
/// assert_eq!(suggest("x", ["y", "tera"]).as_deref(), Some("known: `y`, `tera`")); // one letter is never a typo
/// assert_eq!(suggest("x", ["jinja", "tera"]).as_deref(), Some("known: `jinja`, `tera`"));
/// ```
pub fn suggest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const FEW: usize = 24;
    let known: Vec<&str> = known.into_iter().collect();
    let allowed = (wrong.chars().count() / 3).max(1);
    let nearest = known.iter().map(|name| (distance(wrong, name, allowed), *name)).min();
    match nearest {
        Some((distance, name)) if distance <= allowed && distance < wrong.chars().count() => {
            Some(format!("did you mean `{name}`?"))
        }
        Some(_) if known.len() <= FEW => Some(format!("known: {}", quoted(&known))),
        _ => None,
    }
}

/// Names in backticks, with commas between: `` `a`, `b` ``.
pub fn quoted<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Edits from `a` to `b` (a swap of neighbours is one), at most `limit + 1`, letter case ignored.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substitution = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The operating system's reason without Rust's "(os error 13)".
fn io_reason(cause: &std::io::Error) -> String {
    let text = cause.to_string();
    let reason = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = reason.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Error, ErrorKind, Errors};

    #[test]
    fn what_fails_several_pages_in_one_way_is_one_error() {
        let broken =
            |page: &str| Error::new(ErrorKind::UnknownName, "unknown filter `uper`").on_page(page.into());
        let other = Error::new(ErrorKind::Rendering, "something else").on_page("502.html".into());
        let errors = Errors::check(vec![broken("502.html"), other, broken("503.html")]).unwrap_err();
        let pages: Vec<String> = errors.iter().map(|error| error.pages().join(" ")).collect();
        assert_eq!(pages, ["502.html 503.html", "502.html"]);
    }
}
