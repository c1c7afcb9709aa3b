//! The configurations that `server-config` makes, held against the real servers.
//!
//! `cargo xtask servers` installs them and runs what is ignored here, since `cargo test` must pass with nothing but Rust.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "all of this is test")]

mod platforms;
mod responses;
mod site;
mod syntax;
