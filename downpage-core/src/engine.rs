//! What an engine is: something that renders templates by name.

use std::sync::Arc;

use crate::error::Result;
use crate::format::Format;
use crate::loader::Loader;
use crate::options::Options;
use crate::surroundings::Surroundings;
use crate::value::Context;

/// Renders templates by name. Made by a [`Backend`](crate::Backend), shared by threads.
///
/// One engine serves one format and one language; both are given when it is made. It returns text and not a page:
/// where the text goes is the pipeline's affair.
pub trait Engine: Send + Sync {
    /// The text of `template` with the values of `context`.
    ///
    /// # Errors
    /// Whatever the template does wrong, with the place in it. A template that is not there is
    /// [`TemplateNotFound`](crate::ErrorKind::TemplateNotFound).
    fn render(&self, template: &str, context: &Context) -> Result<String>;

    /// Parses `template` and what it extends, without a context.
    ///
    /// # Errors
    /// As for [`render`](Engine::render), for all that can be known without values.
    fn check(&self, template: &str) -> Result<()>;
}

/// All that a backend is given to make an engine.
#[derive(Clone)]
pub struct Setup {
    /// Where templates come from.
    pub loader: Arc<dyn Loader>,
    /// Clock, language, static URLs, named URLs, translations.
    pub surroundings: Arc<Surroundings>,
    /// How values are escaped.
    pub format: Format,
    /// The table `[engines.NAME]`, its keys and types already held against the backend's list.
    pub options: Options,
    /// What a template may use up.
    pub limits: Limits,
}

/// What one page may use up before it fails with [`LimitExceeded`](crate::ErrorKind::LimitExceeded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of output of one page. Default: 16 MiB.
    pub output: usize,
    /// Templates that include, extend or call each other at one time. Default: 50.
    pub depth: usize,
    /// Steps of an engine that counts them (jinja, where 64 bytes of text made are a step too, so that this bounds the
    /// memory as well: 256 MB at the default). Default: 4 million, thousands of times what a page needs.
    pub steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { output: 16 << 20, depth: 50, steps: 4_000_000 }
    }
}
