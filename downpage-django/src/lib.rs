//! Django's template language without Python, and its backend of downpage.
//!
//! Linking this crate registers the backend `django`; templates called `*.djhtml`, `*.dj` or `*.django` choose it by
//! themselves. As a library, [`Django`] is an [`Engine`](downpage_core::Engine) like any other.
//!
//! The crate has two halves. The adapter ([`Django`]) is the only part that knows the core's engine, values and
//! registry. The language can be used without it, by [`Environment`](environment::Environment).
//!
//! # What a template has
//!
//! All tags and filters of Django 5.2, and of its libraries `cache`, `humanize`, `i18n`, `l10n`, `static` and `tz`; the
//! partials of Django 6.0. A page comes out byte for byte as Django renders it; errors have Django's messages.
//!
//! Libraries of tags and filters in Python cannot be loaded. A configuration may name what [stands in](stand_in) for
//! them, and a program may [bring its own](Django::add_library).
//!
//! # What differs from Django
//!
//! - `{% cache %}` renders its body: there is nothing to keep a fragment in.
//! - There is no request. What context processors would have given is there when the options ask for it.
//! - `random` takes the first item, and `lorem`'s random words come from a fixed sequence: a page comes out the same
//!   each time.
//! - Limits bound the output, the depth of templates, nesting, and the widths that filters are asked for.
//! - Values of a page that is JSON are written as JSON, and those of a text page are not escaped.
//!
//! All of them, with the reasons, are in `docs/compatibility/django.md`.

#![cfg_attr(not(test), deny(unused_crate_dependencies))]
#![allow(clippy::single_match_else, reason = "two outcomes side by side read better as a match")]
#![allow(clippy::similar_names, reason = "`start, stop, step` is what Python calls them")]
#![allow(clippy::format_push_string, reason = "the plain form reads better where it is not hot")]

pub mod ast;
mod convert;
mod engine;
pub mod environment;
pub mod error;
pub mod filter;
pub mod filters;
mod foreign;
pub mod formats;
pub mod i18n;
pub mod lexer;
mod libraries;
pub mod parser;
mod processors;
#[cfg(feature = "project")]
pub mod project;
pub mod render;
mod report;
mod services;
mod settings;
pub mod stand_in;
pub mod tags;
pub mod template;
pub mod text;
pub mod value;

use downpage_core::{Backend, inventory};

pub use engine::Django;

inventory::submit! {
    Backend {
        name: "django",
        summary: "Django templates, without Python",
        engine: "Django 5.2's language",
        package: env!("CARGO_PKG_NAME"),
        extensions: &["djhtml", "dj", "django"],
        options: settings::OPTIONS,
        build: |setup| Ok(Box::new(Django::new(setup)?) as Box<dyn downpage_core::Engine>),
    }
}
