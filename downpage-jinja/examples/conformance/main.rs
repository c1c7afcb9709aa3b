//! Holds this crate against cases recorded from Jinja2; `cargo xtask conformance jinja` records them and runs this.

#![allow(clippy::print_stdout, reason = "a report is what the program is for")]
#![allow(clippy::disallowed_methods, reason = "it reads the files it is given")]

mod case;
#[path = "../../../tests/conformance/replay.rs"]
mod replay;
mod values;

use std::process::ExitCode;

use replay::Replay;
use serde_json::Value as Json;

fn main() -> ExitCode {
    replay::main(Replay { run: case::run, area })
}

/// The test module or the file that a case came from.
fn area(case: &Json) -> String {
    let id = case["id"].as_str().unwrap_or_default();
    let module = id.split("::").next().unwrap_or_default();
    module.rsplit('/').next().unwrap_or_default().to_owned()
}
