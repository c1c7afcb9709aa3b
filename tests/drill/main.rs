//! `downpage drill`, on the real servers: that it passes what is right, fails what is wrong, and leaves nothing behind.
//!
//! `cargo xtask servers` installs the servers and runs what is ignored here, since `cargo test` must pass with nothing but Rust.
#![cfg(target_os = "linux")] // processes are looked for in /proc
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "all of this is test")]

mod ending;
mod missing;
mod own;
mod sabotage;
mod servers;
mod site;
mod story;
