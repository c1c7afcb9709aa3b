//! `cargo xtask bench`: builds the program and what measures it, and runs the measurements.

use std::path::PathBuf;

use crate::projects;
use crate::shell::{Outcome, root, run};

/// The figures of `docs/performance.md`; `options` choose among them.
pub(crate) fn run_all(options: &[&str]) -> Outcome {
    // Without a part, all are measured.
    let all = options.iter().all(|option| *option == "--quick");
    if all || options.contains(&"django") {
        projects::set_up("plain")?;
    }
    // Apart, so that features which only the benches need do not change the program.
    run("cargo", &["build", "--release", "--package", "downpage-cli"])?;
    run("cargo", &["build", "--release", "--package", "downpage-benches"])?;
    let built = release()?;
    let [downpage, benches] =
        ["downpage", "downpage-benches"].map(|name| built.join(name).display().to_string());
    let disk = root().join("target").display().to_string();
    run(&benches, &[&[downpage.as_str(), disk.as_str()], options].concat())
}

/// Where cargo puts release builds: beside the directory that this program was built into.
fn release() -> Outcome<PathBuf> {
    let own = std::env::current_exe().map_err(|cause| format!("cannot find this program: {cause}"))?;
    let built = own.ancestors().nth(2).ok_or("this program is in no target directory")?;
    Ok(built.join("release"))
}
