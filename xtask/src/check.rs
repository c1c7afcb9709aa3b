//! What every change must pass, with nothing but Rust on the machine.

use crate::licences;
use crate::shell::{Outcome, run, run_with};

/// The engines, each a feature of the facade and of the CLI.
const ENGINES: [&str; 4] = ["django", "jinja", "tera", "upon"];

/// Formatting, lints, tests, every set of engines, documentation, licences.
pub(crate) fn run_all() -> Outcome {
    run("cargo", &["fmt", "--all", "--check"])?;
    run("cargo", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])?;
    run("cargo", &["test", "--workspace", "--all-features"])?;
    for features in powerset() {
        engines(&features)?;
    }
    let denied = [("RUSTDOCFLAGS", "-D warnings")];
    run_with("cargo", &["doc", "--workspace", "--all-features", "--no-deps"], &denied)?;
    licences::check()
}

/// The contract suite and the binary's own tests with these engines and no others.
fn engines(features: &str) -> Outcome {
    let chosen = ["--no-default-features", "--features", features];
    let contract = ["test", "--package", "downpage", "--test", "contract"];
    run("cargo", &[&contract[..], &chosen].concat())?;
    let lint = ["clippy", "--package", "downpage-cli", "--package", "downpage"];
    run("cargo", &[&lint[..], &chosen, &["--", "-D", "warnings"]].concat())
}

/// Every proper subset of the engines, none of them included; all of them together are tested first.
fn powerset() -> Vec<String> {
    let all = (1 << ENGINES.len()) - 1;
    let subset = |mask: usize| {
        let chosen = ENGINES.iter().enumerate().filter(|(index, _)| mask >> index & 1 == 1);
        chosen.map(|(_, engine)| *engine).collect::<Vec<_>>().join(",")
    };
    (0..all).map(subset).collect()
}
