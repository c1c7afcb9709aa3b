//! Tera templates as a backend of downpage.
#![forbid(unsafe_code)]

mod call;
mod convert;
mod depth;
mod engine;
mod error;
mod escape;
mod filters;
mod functions;
mod hints;
mod known;
mod reachable;
mod scan;
mod sets;
mod template;

use downpage_core::{Backend, inventory};

pub use engine::{OPTIONS, TeraEngine};

/// What the registry knows of this backend.
pub const BACKEND: Backend = Backend {
    name: "tera",
    summary: "Tera templates, with the filters that Django's users expect",
    engine: "tera 2.4",
    package: env!("CARGO_PKG_NAME"),
    extensions: &["tera"],
    options: OPTIONS,
    build: |setup| Ok(Box::new(TeraEngine::new(setup)?)),
};

inventory::submit!(BACKEND);
