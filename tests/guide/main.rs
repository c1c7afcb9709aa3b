//! Holds README, guide and examples to what they say: every snippet is read, rendered or run.
//!
//! What a block of code in these pages is, its first line says:
//!
//! | after the three backticks | held to |
//! |---|---|
//! | `toml` | is a whole configuration |
//! | `toml wrong` | is not |
//! | `toml site` | is one, and the following templates of the page are rendered on that site |
//! | `toml Cargo.toml`, `toml pyproject.toml` | is that file: its table is a configuration, if it has one |
//! | `django`, `jinja`, `tera`, `upon`, perhaps with a language | with `→`, each line gives what stands behind it; else the whole gives the next block |
//! | `jinja base.html` and so on | is a template for those that follow it |
//! | `console`, perhaps with the name of a folder | `$` lines, run in a copy of an example (`bookshop`), print what follows them |
//! | `sh` | has only commands and options that there are |
//! | `nginx`, `caddyfile`, `apache`, `haproxy`, `rust`, ... | is looked after elsewhere |
#![allow(clippy::unwrap_used)] // a test that cannot read its pages has failed

mod console;
mod coverage;
mod examples;
mod markdown;
mod templates;
mod toml_blocks;
