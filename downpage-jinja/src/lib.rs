//! Jinja2 templates for downpage, rendered by [minijinja](https://docs.rs/minijinja).
//!
//! Linking this crate registers the backend `jinja`; templates called `*.j2`, `*.jinja` or `*.jinja2` choose it by
//! themselves. As a library, [`Jinja`] is an [`Engine`] like any other.
//!
//! # What a template has
//!
//! - minijinja's tags, filters and tests, with `{% do %}`, `{% break %}` and `{% continue %}`; Python's methods of text
//!   and tables (`name.upper()`, `table.items()`); `cycler` and `joiner`.
//! - `static(path)`, `url_for('static', filename=path)` (or `path=`, as in Starlette); `url(name, ...)` and
//!   `url_for(name, ...)`, also with Django's `args=[...]` and `kwargs={...}`. `_external`, `_scheme` and `_method` are
//!   accepted and change nothing: a page that stands alone has no request to take a host from.
//! - `_`, `gettext`, `ngettext`, `pgettext`, `npgettext`, and `{% trans %}` with a context, `trimmed` and
//!   `{% pluralize %}`. `%(name)s` is filled in from keyword arguments, as in Jinja2's "newstyle": the values are
//!   escaped, the message is not.
//! - `now()`, and dates that print and behave as Python's: `{{ now().strftime('%Y') }}`, `{{ date.year }}`.
//!
//! # Escaping
//!
//! The format of the *page* decides for all its templates, whatever they are called: HTML and XML are escaped with
//! Jinja2's five entities, values of a JSON page are written as JSON (`{"title": {{ title }}}`, quotes included), text is
//! left alone. `|safe`, `|e` and `{% autoescape %}` work as usual.
//!
//! # What differs from Jinja2
//!
//! - An `import` always sees the context, an `include` too; macros have no `varargs` and `kwargs`.
//! - No `"..." % x`; lists and tables cannot be changed (`append`, `update`); no bare tuples (`{{ 1, 2 }}`).
//! - Not there: `center`, `lipsum`, `random`, `urlize`, `wordcount`, `wordwrap`, `xmlattr`; some filters take fewer
//!   arguments by position.
//! - A translation may stand in the catalog with its `%` doubled (newstyle) or not; a `%` that is no placeholder stays,
//!   and a message without any values may be filled in by `|format`. Placeholders end in `s` or `d`.
//! - `{% trans %}` in a line statement is not understood.
//!
//! # Limits
//!
//! Output, depth and steps of a page are bounded by [`Limits`](downpage_core::Limits). A step is an instruction, or 64
//! bytes of text that a template makes. This stops mistakes, and most malice. It is no sandbox for authors one does not
//! trust: minijinja 3.1 does not charge for lists that are added to themselves again and again, for printing a list
//! repeated a hundred million times into a variable, or for lists nested a hundred thousand deep.
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
