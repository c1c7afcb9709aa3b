//! End to end: the binary over whole sites, as a person or a deployment runs it.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write files, read the clock and pass the environment on"
)]

mod commands;
mod exit_status;
mod generate;
mod output;
mod scale;
mod site;
mod sites;
mod watch;
