//! A rendered page: what the pipeline hands from rendering to publishing.

use std::sync::Arc;

/// The text of one page, and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedPage {
    /// Where it lands in the output directory, with `/` between its parts; checked by the plan.
    pub path: Arc<str>,
    /// Its text, UTF-8.
    pub text: String,
    /// The template it was made from.
    pub template: Arc<str>,
    /// The engine that made it.
    pub engine: &'static str,
    /// The status it is for.
    pub status: Option<u16>,
}
