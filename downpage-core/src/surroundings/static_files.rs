//! URLs of static files: a prefix, or a manifest of hashed names.

use crate::error::Result;

/// How a static file's path becomes a URL.
#[derive(Clone, Debug, Default)]
pub struct StaticFiles {
    _private: (),
}

impl StaticFiles {
    /// The URL of `path`.
    pub fn url(&self, path: &str) -> Result<String> {
        Ok(format!("/static/{path}"))
    }
}
