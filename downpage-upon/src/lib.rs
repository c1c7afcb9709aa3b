//! [upon](https://docs.rs/upon) templates as a backend of downpage.
//!
//! upon is small: output, `if`, `for`, `with`, `include`, and functions; no inheritance. What this crate adds, and where it
//! differs from bare upon:
//!
//! - Values are escaped for the page's format: HTML and XML as markup, JSON as JSON, text not at all. `| safe` writes as is.
//! - Templates are found by the site's loader and parsed when a page first needs them, once for all pages.
//! - upon ships no functions. Here are the site's services (`static`, `url`, `trans`) and a few general ones; see
//!   [`FUNCTIONS`].
//! - Dates reach a template as RFC 3339 text; `| date` formats them.
//! - A template nested absurdly deep is refused, where upon would run out of stack; so is an include inside of `with`, which
//!   upon 0.11 does not survive. `{% include "a" with {"name": value} %}` is its way to hand values over.

mod convert;
mod date;
mod engine;
mod error;
mod escape;
mod functions;
mod reachable;
mod services;
mod template;

use downpage_core::{Backend, Engine, inventory};

pub use engine::Upon;
pub use functions::FUNCTIONS;

inventory::submit! {
    Backend {
        name: "upon",
        summary: "upon templates: output, conditions, loops and includes",
        engine: "upon 0.11",
        package: env!("CARGO_PKG_NAME"),
        extensions: &["upon"],
        options: &[],
        build: |setup| Ok(Box::new(Upon::new(setup)) as Box<dyn Engine>),
    }
}

#[cfg(test)]
mod tests {
    use downpage_core::registry;

    #[test]
    fn the_backend_is_found_by_name_and_by_extension() {
        assert_eq!(registry::find("upon").unwrap().package, "downpage-upon");
        assert_eq!(registry::by_extension("errors/502.upon").unwrap().unwrap().name, "upon");
    }

    #[test]
    fn the_version_it_tells_is_the_one_it_is_built_with() {
        let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
        let Ok(lock) = std::fs::read_to_string(lock) else { return }; // a packaged crate has no workspace
        let (_, rest) = lock.split_once("name = \"upon\"\nversion = \"").unwrap();
        let version: Vec<&str> = rest.split('"').next().unwrap().split('.').collect();
        assert_eq!(registry::find("upon").unwrap().engine, format!("upon {}.{}", version[0], version[1]));
    }
}
