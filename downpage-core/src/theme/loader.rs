//! The site's templates, with the built-in ones behind them.

use std::sync::Arc;

use super::{all, find};
use crate::error::{ErrorKind, Result, suggest};
use crate::loader::{Loader, Source, no_more};

/// A loader that knows the built-in templates as well. A template of the site wins over a built-in one of its name.
#[derive(Clone)]
pub struct WithThemes {
    site: Arc<dyn Loader>,
}

/// Puts the built-in templates behind those of `site`.
///
/// ```
/// use std::sync::Arc;
/// use downpage_core::{Loader, MemoryLoader, theme};
///
/// let loader = theme::wrap(Arc::new(MemoryLoader::new().with("downpage/plain.txt", "ours")));
/// assert_eq!(&*loader.load("downpage/plain.txt")?.text, "ours");
/// assert!(loader.load("downpage/plain.html")?.text.starts_with("<!DOCTYPE html>"));
/// # Ok::<(), downpage_core::Error>(())
/// ```
#[must_use]
pub fn wrap(site: Arc<dyn Loader>) -> WithThemes {
    WithThemes { site }
}

impl Loader for WithThemes {
    fn load(&self, name: &str) -> Result<Source> {
        let error = match self.site.load(name) {
            Err(error) if error.kind() == ErrorKind::TemplateNotFound => error,
            found_or_unreadable => return found_or_unreadable,
        };
        if let Some(template) = find(name) {
            return Ok(Source { text: template.text.into(), path: None });
        }
        if !name.starts_with("downpage/") {
            return Err(error);
        }
        Err(error.maybe_help(suggest(name, built_in())))
    }

    fn load_nth(&self, name: &str, index: usize) -> Result<Source> {
        if index == 0 {
            return self.load(name);
        }
        let error = match self.site.load_nth(name, index) {
            Err(error) if error.kind() == ErrorKind::TemplateNotFound => error,
            found_or_unreadable => return found_or_unreadable,
        };
        // The built-in one comes right after the last of the site.
        let Some(template) = find(name) else { return Err(error) };
        match self.site.load_nth(name, index - 1) {
            Ok(_) => Ok(Source { text: template.text.into(), path: None }),
            Err(error) if error.kind() == ErrorKind::TemplateNotFound => Err(no_more(name)),
            Err(error) => Err(error),
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.site.names();
        names.extend(built_in().map(str::to_owned));
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn built_in() -> impl Iterator<Item = &'static str> {
    all().iter().flat_map(|theme| theme.templates).map(|template| template.name)
}
