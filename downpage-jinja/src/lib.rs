//! placeholder
mod bounded;
mod convert;
mod dates;
mod engine;
mod error;
mod escape;
mod filters;
mod globals;
mod i18n;
mod known;
mod methods;
mod references;
mod scan;
mod settings;
mod templates;
mod trans;

pub use engine::Jinja;

use downpage_core::{Backend, Engine, inventory};

inventory::submit! {
    Backend {
        name: "jinja",
        summary: "Jinja2 templates, as Flask, FastAPI and Ansible users write them",
        engine: "minijinja 3.1",
        package: env!("CARGO_PKG_NAME"),
        extensions: &["j2", "jinja", "jinja2"],
        options: settings::OPTIONS,
        build: |setup| Ok(Box::new(Jinja::new(setup)?) as Box<dyn Engine>),
    }
}
