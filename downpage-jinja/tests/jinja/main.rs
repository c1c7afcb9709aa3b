//! What only this backend can know: the rest is in the contract suite.
//!
//! Expected values that imitate Jinja2 were recorded from Jinja2 3.1.6 with `MarkupSafe` 3.0.4 (Python 3.11), with
//! autoescape, the `i18n` extension with newstyle gettext, and null translations unless a test says otherwise.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

mod check;
mod context;
mod dates;
mod errors;
mod escaping;
mod limits;
mod services;
mod site;
mod trans;
