//! Templates that have an engine of their own.

use std::fmt;
use std::sync::Arc;

use crate::error::ErrorKind;
use crate::format::Format;
use crate::loader::Loader;
use crate::value::Map;

/// Templates, the engine that renders them, and its options.
///
/// A site may have several, such as the entries of Django's `TEMPLATES`: the first one that has a page's template renders the
/// page, and what that template extends and includes comes from the same set.
#[derive(Clone)]
pub struct TemplateSet {
    /// What messages call it.
    pub name: Arc<str>,
    /// The name of the engine's backend.
    pub engine: Arc<str>,
    /// Where the templates come from.
    pub loader: Arc<dyn Loader>,
    /// Options of the engine, in place of its table in the configuration.
    pub options: Map,
    /// How values are escaped, whatever a page is; without it, as the page's path says.
    pub format: Option<Format>,
}

impl TemplateSet {
    /// Whether it has a template of that name, if only one that cannot be read.
    #[must_use]
    pub fn has(&self, template: &str) -> bool {
        self.loader.load(template).map_or_else(|error| error.kind() != ErrorKind::TemplateNotFound, |_| true)
    }
}

impl fmt::Debug for TemplateSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TemplateSet")
            .field("name", &self.name)
            .field("engine", &self.engine)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
