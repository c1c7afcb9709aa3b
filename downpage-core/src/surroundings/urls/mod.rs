//! Named URLs.

mod pattern;

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::error::{Error, ErrorKind, Result, quoted, suggest};
use crate::value::{Map, Value};

use pattern::Pattern;

/// The named URLs of a site.
///
/// A pattern is written as in Django's `path()`, with the slash it starts with, or is a full URL. Parameters: `<name>`,
/// `<str:name>`, `<int:name>`, `<slug:name>`, `<uuid:name>`, `<path:name>`, and Flask's `<string:name>`.
///
/// ```
/// use downpage_core::surroundings::Urls;
/// use downpage_core::{Map, Value};
///
/// let mut urls = Urls::new();
/// urls.insert("shop:detail", "/shop/<int:pk>/")?;
/// assert_eq!(urls.reverse("shop:detail", &[Value::Int(7)], &Map::new())?, "/shop/7/");
/// # Ok::<(), downpage_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Urls {
    patterns: IndexMap<Arc<str>, Vec<Pattern>>,
    router: Option<Arc<dyn Router>>,
}

/// What a template asks when it wants a URL.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The name, with its namespaces.
    pub name: &'a str,
    /// Arguments by position.
    pub positional: &'a [Value],
    /// Arguments by name.
    pub named: &'a Map,
    /// The application that the page belongs to, where namespaces have instances.
    pub current_app: Option<&'a str>,
    /// The language, for URLs that carry it; `None` when translations are off.
    pub language: Option<&'a str>,
}

/// Names that are more than a table: how a framework's own routes are plugged in.
pub trait Router: fmt::Debug + Send + Sync {
    /// The URL.
    ///
    /// # Errors
    /// [`ErrorKind::Rendering`] when there is no such name, or when the arguments do not fit.
    fn reverse(&self, wanted: &Wanted<'_>) -> Result<String>;

    /// The names that can be reversed.
    fn names(&self) -> Vec<String>;
}

impl Urls {
    /// No URLs.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a URL. A name may have several patterns, as in Django: of those that fit, the last one added is taken.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when the pattern cannot be used, with the reason; the caller knows the place.
    pub fn insert(&mut self, name: impl Into<Arc<str>>, pattern: &str) -> Result<()> {
        let pattern = Pattern::parse(pattern)?;
        self.patterns.entry(name.into()).or_default().insert(0, pattern);
        Ok(())
    }

    /// Asks `router` for the names that are not in the table.
    #[must_use]
    pub fn with_router(mut self, router: Arc<dyn Router>) -> Self {
        self.router = Some(router);
        self
    }

    /// The names of the table, in the order in which they were added.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.patterns.keys().map(|name| &**name)
    }

    /// The parameters that `name` has in any of its patterns, each once; `None` for a name that is not there.
    ///
    /// ```
    /// use downpage_core::surroundings::Urls;
    ///
    /// let mut urls = Urls::new();
    /// urls.insert("day", "/<int:year>/<slug:month>/")?;
    /// assert_eq!(urls.parameters("day").map(Iterator::collect), Some(vec!["year", "month"]));
    /// # Ok::<(), downpage_core::Error>(())
    /// ```
    pub fn parameters(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        let patterns = self.patterns.get(name)?;
        let mut names: Vec<&str> = Vec::new();
        for parameter in patterns.iter().flat_map(Pattern::parameters) {
            if !names.contains(&parameter) {
                names.push(parameter);
            }
        }
        Some(names.into_iter())
    }

    /// The URL called `name`, with its parameters given by position or by name, but not both.
    ///
    /// Comes out as from Django's `reverse()`, percent-encoded. Unlike there, nothing (Python's `None`), a list or a
    /// table is refused instead of written into the URL.
    ///
    /// # Errors
    /// [`ErrorKind::Rendering`] when there is no such name, or when the arguments do not fit, with what the pattern
    /// wants.
    pub fn reverse(&self, name: &str, positional: &[Value], named: &Map) -> Result<String> {
        self.find(&Wanted { name, positional, named, current_app: None, language: None })
    }

    /// As [`reverse`](Self::reverse), for whom a [`Router`] needs to know more.
    ///
    /// # Errors
    /// As there.
    pub fn find(&self, wanted: &Wanted<'_>) -> Result<String> {
        let Wanted { name, positional, named, .. } = *wanted;
        let patterns = match (self.patterns.get(name), &self.router) {
            (Some(patterns), _) => patterns,
            (None, Some(router)) => return router.reverse(wanted),
            (None, None) => return Err(self.unknown(name)),
        };
        if !positional.is_empty() && !named.is_empty() {
            let message = format!("URL `{name}` is given arguments both by position and by name");
            return Err(Error::new(ErrorKind::Rendering, message).help("give all of them by name"));
        }
        let mut reasons = Vec::new();
        for pattern in patterns {
            match pattern.fill(positional, named) {
                Ok(url) => return Ok(url),
                Err(reason) => reasons.push((pattern.text(), reason)),
            }
        }
        Err(misfit(name, &reasons))
    }

    fn unknown(&self, name: &str) -> Error {
        Error::new(ErrorKind::Rendering, format!("there is no URL called `{name}`"))
            .maybe_help(suggest(name, self.names()))
            .help("no URLs are known here: name them in the table `urls` of the configuration")
    }
}

/// Why none of the patterns could be filled.
fn misfit(name: &str, reasons: &[(&str, String)]) -> Error {
    if let [(pattern, reason)] = reasons {
        let message = format!("URL `{name}` cannot be made: {reason}");
        return Error::new(ErrorKind::Rendering, message).note(format!("its pattern is `{pattern}`"));
    }
    let patterns: Vec<&str> = reasons.iter().map(|(pattern, _)| *pattern).collect();
    let message = format!("URL `{name}` cannot be made: its patterns are {}", quoted(&patterns));
    reasons.iter().fold(Error::new(ErrorKind::Rendering, message), |error, (pattern, reason)| {
        error.note(format!("`{pattern}`: {reason}"))
    })
}
