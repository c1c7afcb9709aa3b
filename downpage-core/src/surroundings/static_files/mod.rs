//! URLs of static files: a prefix, or a manifest of hashed names.

mod join;
mod manifest;

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::surroundings::percent::{quote, unquote};

use join::join;
use manifest::Manifest;

/// What Django leaves alone in a file's path: what JavaScript's `encodeURIComponent` does, and slashes.
const SAFE: &str = "/~!*()'";

/// How a static file's path becomes a URL.
///
/// As Django's `static()` with the staticfiles app does it. Default: below `/static/`, with no manifest.
///
/// ```
/// use downpage_core::surroundings::StaticFiles;
///
/// let files = StaticFiles::with_prefix("https://cdn.example.com/");
/// assert_eq!(files.url("css/site.css")?, "https://cdn.example.com/css/site.css");
///
/// let json = r#"{"version": "1.1", "paths": {"css/site.css": "css/site.d41d8cd9.css"}}"#;
/// let files = StaticFiles::default().with_manifest(json, "staticfiles.json")?;
/// assert_eq!(files.url("css/site.css")?, "/static/css/site.d41d8cd9.css");
/// # Ok::<(), downpage_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct StaticFiles {
    prefix: Arc<str>,
    manifest: Option<Arc<Manifest>>,
    missing: Option<Arc<Missing>>,
    /// Whether URLs come without percent-encoding.
    decoded: bool,
}

/// Why there are no URLs of static files, and what to do about it.
#[derive(Debug)]
struct Missing {
    reason: Box<str>,
    help: Box<str>,
}

impl Default for StaticFiles {
    fn default() -> Self {
        Self { prefix: "/static/".into(), manifest: None, missing: None, decoded: false }
    }
}

impl StaticFiles {
    /// Files below `prefix`, a path or a full URL.
    ///
    /// The slash at its end, and the one before a path, are added when they are missing, as Django does for `STATIC_URL`.
    #[must_use]
    pub fn with_prefix(prefix: &str) -> Self {
        let rooted = ["/", "http://", "https://"].iter().any(|start| prefix.starts_with(start));
        let before = if rooted { "" } else { "/" };
        let after = if prefix.ends_with('/') || prefix.is_empty() { "" } else { "/" };
        Self { prefix: format!("{before}{prefix}{after}").into(), ..Self::default() }
    }

    /// The same, with URLs as they are without percent-encoding: those of Django's storages with hashed names are, even while they
    /// give the names without hashes.
    ///
    /// ```
    /// use downpage_core::surroundings::StaticFiles;
    ///
    /// let files = StaticFiles::with_prefix("/static/");
    /// assert_eq!(files.url("a b.css")?, "/static/a%20b.css");
    /// assert_eq!(files.decoded().url("a b.css#c")?, "/static/a b.css#c");
    /// # Ok::<(), downpage_core::Error>(())
    /// ```
    #[must_use]
    pub fn decoded(self) -> Self {
        Self { decoded: true, ..self }
    }

    /// The same, but a page that asks for a URL fails for `reason`: the site has not said what one would need to know.
    #[must_use]
    pub fn unless_asked(self, reason: &str, help: &str) -> Self {
        let missing = Missing { reason: reason.into(), help: help.into() };
        Self { missing: Some(Arc::new(missing)), ..self }
    }

    /// The same files, under the names that a manifest gives them.
    ///
    /// The tool that wrote it is seen by its shape: Django's `staticfiles.json`, Vite's `manifest.json`, or that of
    /// webpack's manifest plugins. `source_name` is the file, for messages.
    ///
    /// # Errors
    /// [`BadData`](crate::ErrorKind::BadData) with the place, when the text is not JSON, or no such manifest.
    pub fn with_manifest(self, json_text: &str, source_name: &str) -> Result<Self> {
        let manifest = Manifest::read(json_text, source_name)?;
        Ok(Self { manifest: Some(Arc::new(manifest)), ..self })
    }

    /// What URLs of static files begin with: `/static/`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The URL of the file `path`.
    ///
    /// With a manifest, a query and a fragment in `path` are kept; without one they are part of the file's name, as in
    /// Django.
    ///
    /// # Errors
    /// [`Rendering`](crate::ErrorKind::Rendering) when a manifest is in use and does not have the file, and after
    /// [`unless_asked`](Self::unless_asked).
    pub fn url(&self, path: &str) -> Result<String> {
        if let Some(missing) = &self.missing {
            return Err(Error::new(ErrorKind::Rendering, &*missing.reason).help(&*missing.help));
        }
        match &self.manifest {
            Some(manifest) => manifest.url(&self.prefix, path),
            None if self.decoded => Ok(unquote(&plain_url(&self.prefix, path))),
            None => Ok(plain_url(&self.prefix, path)),
        }
    }

    /// The URLs of the style sheets that belong to `entry` and to what it imports; only Vite's manifest knows them.
    ///
    /// ```
    /// use downpage_core::surroundings::StaticFiles;
    ///
    /// let json = r#"{"src/main.js": {"file": "assets/main-4889e940.js", "css": ["assets/main-b82dbe22.css"]}}"#;
    /// let files = StaticFiles::default().with_manifest(json, "manifest.json")?;
    /// assert_eq!(files.stylesheets("src/main.js")?, ["/static/assets/main-b82dbe22.css"]);
    /// # Ok::<(), downpage_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`url`](Self::url).
    pub fn stylesheets(&self, entry: &str) -> Result<Vec<String>> {
        match &self.manifest {
            Some(manifest) => manifest.stylesheets(&self.prefix, entry),
            None => Ok(Vec::new()),
        }
    }
}

/// The URL of a file that keeps its name.
fn plain_url(prefix: &str, path: &str) -> String {
    join(prefix, quote(&path.replace('\\', "/"), SAFE).trim_start_matches('/'))
}
