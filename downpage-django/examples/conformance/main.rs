//! Holds this crate against cases recorded from Django; `cargo xtask conformance django` records them and runs this.

#![allow(clippy::print_stdout, reason = "a report is what the program is for")]
#![allow(clippy::disallowed_methods, reason = "it reads the files it is given")]

mod case;
#[path = "../../../tests/conformance/replay.rs"]
mod replay;
mod site;
mod values;

use std::process::ExitCode;

use replay::Replay;
use serde_json::Value as Json;

fn main() -> ExitCode {
    replay::main(Replay { run: case::run, area })
}

/// The test module, cut at its second dot, so that the list stays readable.
fn area(case: &Json) -> String {
    let area = case["area"].as_str().unwrap_or("?");
    area.split('.').take(3).collect::<Vec<_>>().join(".")
}
