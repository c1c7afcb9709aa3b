//! Jinja2 templates for downpage, rendered by [minijinja](https://docs.rs/minijinja).
//!
//! Linking this crate registers the backend `jinja`; templates called `*.j2`, `*.jinja` or `*.jinja2` choose it by
//! themselves. As a library, [`Jinja`] is an [`Engine`] like any other.
//!
//! # What a template has
//!
//! Jinja2 3.1's language, filters, tests and functions, and Python's methods of text, lists and tables; beside them:
//!
//! - `static(path)`, `url_for('static', filename=path)` (or `path=`, as in Starlette); `url(name, ...)` and
//!   `url_for(name, ...)`, also with Django's `args=[...]` and `kwargs={...}`. `_external`, `_scheme` and `_method` are
//!   accepted and change nothing: a page that stands alone has no request to take a host from.
//! - `_`, `gettext`, `ngettext`, `pgettext`, `npgettext`, and `{% trans %}` with all that its extension understands.
//! - `now()`, and dates that print and behave as Python's: `{{ now().strftime('%Y') }}`, `{{ date.year }}`.
//!
//! # How
//!
//! ```text
//! template ─ syntax ─→ tree ─ write ─→ minijinja's source ─→ minijinja ─→ page
//!                │              └ places: where each piece came from      └ runtime: filters, tests, functions, methods
//!                └ Jinja2's own messages
//! ```
//!
//! What minijinja reads with the same meaning is handed over untouched. What it has no syntax for (`a % b`, imports
//! without context, lists that change) becomes a call of something under a private name.
//!
//! # Escaping
//!
//! The format of the *page* decides for all its templates, whatever they are called: HTML and XML are escaped with
//! Jinja2's five entities, values of a JSON page are written as JSON (`{"title": {{ title }}}`, quotes included), text is
//! left alone. `|safe`, `|e` and `{% autoescape %}` work as usual.
//!
//! # What differs from Jinja2
//!
//! `docs/compatibility/jinja2.md` has all of it, and `cargo xtask conformance jinja` measures it.
//!
//! # Limits
//!
//! Output, depth and steps of a page are bounded by [`Limits`](downpage_core::Limits). A step is an instruction, 64
//! bytes of text that a template makes, or two values of a list that it makes of others. Templates that nest too deep are
//! refused before they are compiled. This stops mistakes, and most malice. It is no sandbox for authors one does not
//! trust.
//!
//! # Errors
//!
//! An error has the innermost place, with the exact bytes, and notes on how rendering came there. A template is loaded
//! and compiled once in the life of an engine; for changed files, make a new one.

mod convert;
mod dates;
mod engine;
mod error;
mod escape;
mod frameworks;
mod globals;
mod i18n;
mod known;
mod places;
mod references;
mod runtime;
mod settings;
mod stand_ins;
mod syntax;
mod templates;
pub mod value;
mod write;

use downpage_core::{Backend, Engine, inventory};

pub use engine::Jinja;

inventory::submit! {
    Backend {
        name: "jinja",
        summary: "Jinja2 templates, as of Flask, FastAPI and Starlette",
        engine: "minijinja 3.1",
        package: env!("CARGO_PKG_NAME"),
        extensions: &["j2", "jinja", "jinja2"],
        options: settings::OPTIONS,
        build: |setup| Ok(Box::new(Jinja::new(setup)?) as Box<dyn Engine>),
    }
}
