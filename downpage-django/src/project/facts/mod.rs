//! What a Django project says that its error pages depend on: each setting with the place it was said at.
//!
//! Plain data. The static reader fills it in, and so does what the project's own interpreter prints; nothing after this
//! can tell which of them it was.

mod fact;
mod read;
mod settings;
mod summary;
mod templates;

pub(crate) use fact::way_out;
pub use fact::{Fact, Place};
pub use settings::{App, Facts, Formats, LazyText, Page, Storage};
pub use summary::Shown;
pub use templates::{Backend, BackendKind, Library, TemplatePlace};

#[cfg(test)]
mod tests;
