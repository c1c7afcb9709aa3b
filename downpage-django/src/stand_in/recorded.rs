//! What a tag or filter was seen to give when the project's own Django rendered the pages.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::render::Context;
use crate::value::{Lookup, Name, Value, lookup};

/// The uses of a tag or filter that were seen, each with what it gave.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The uses.
    pub uses: Vec<Use>,
}

/// One use, and what it gave.
#[derive(Clone, Debug)]
pub struct Use {
    /// Of a tag what stands between `{%` and `%}`; of a filter its input.
    pub of: Arc<str>,
    /// The argument of a filter.
    pub argument: Option<Arc<str>>,
    /// The page, by its path, where not all pages got the same.
    pub page: Option<Arc<str>>,
    /// What it gave: text, or HTML.
    pub gave: Value,
}

impl Recorded {
    /// What the tag gave that is written `contents`.
    ///
    /// # Errors
    /// When it was not seen on this page, in words that say so.
    pub(super) fn tag(&self, name: &str, contents: &str, cx: &Context<'_>) -> Result<&Value> {
        let uses = || self.uses.iter().filter(|known| *known.of == *contents);
        let here = || page(cx).and_then(|page| uses().find(|known| known.page.as_deref() == Some(&*page)));
        let found = here().or_else(|| uses().find(|known| known.page.is_none()));
        found.map(|known| &known.gave).ok_or_else(|| missing(&format!("tag `{name}`"), contents))
    }

    /// What the filter gave for `input`.
    ///
    /// # Errors
    /// When it was not seen.
    pub(super) fn filter(&self, name: &str, input: &str, argument: Option<&str>) -> Result<&Value> {
        let is_it = |known: &&Use| *known.of == *input && known.argument.as_deref() == argument;
        let found = self.uses.iter().find(is_it);
        found.map(|known| &known.gave).ok_or_else(|| missing(&format!("filter `{name}`"), input))
    }
}

/// The path of the page that is rendered.
fn page(cx: &Context<'_>) -> Option<String> {
    let facts = cx.get(&Name::new("downpage"))?;
    match lookup(facts, &Name::new("path")) {
        Lookup::Found(path) if !path.is_none() => Some(path.to_str().into_owned()),
        _ => None,
    }
}

fn missing(what: &str, of: &str) -> Error {
    Error::syntax(format!("what the {what} gives for `{of}` was not recorded"))
        .help("record it with `downpage init --python --force`; or write what stands in for it by hand")
}
