//! Django's own settings, for a project without an installed Django: facts of Django 5.2.

use std::sync::Arc;
use std::sync::OnceLock;

use indexmap::IndexMap;

use super::py::{Py, Traced};

/// The settings that pages depend on.
pub(super) fn table() -> &'static IndexMap<Arc<str>, Traced> {
    static TABLE: OnceLock<IndexMap<Arc<str>, Traced>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = |text: &str| Py::Str(text.into());
        let rows = [("DEBUG", Py::Bool(false)), ("LANGUAGE_CODE", text("en-us")), ("STATIC_URL", Py::None)];
        rows.into_iter().map(|(name, value)| (Arc::from(name), Traced::new(value))).collect()
    })
}
