//! End to end: the binary over whole sites, as a person or a deployment runs it.
#![allow(clippy::disallowed_methods, reason = "tests write files and read the clock")]
#![allow(
    clippy::unwrap_used,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "all of this is test"
)]

mod commands;
mod django;
mod exit_status;
mod generate;
mod maintenance;
mod output;
mod scale;
mod site;
mod sites;
mod variants;
mod watch;
