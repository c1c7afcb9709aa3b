//! `cargo xtask conformance jinja`: cases recorded from real Jinja2, replayed by `downpage-jinja`.

use std::path::{Path, PathBuf};

use super::{rename, script, shown};
use crate::shell::{Outcome, root, run};
use crate::{oracles, python};

/// The release whose tests are recorded.
const JINJA: &str = "3.1.6";

/// What its tests import.
const TEST_PACKAGES: [&str; 4] = ["jinja2==3.1.6", "markupsafe==3.0.3", "pytest", "trio"];

const USAGE: &str = "\
usage: cargo xtask conformance jinja [OPTIONS]

  --cases FILE      replay this file (.jsonl or .jsonl.gz) and nothing else; may be given more than once
  --record          record anew what was recorded before
  --failures FILE   write every case that differs, with what came instead, as JSON lines";

/// Records what is missing, replays everything, and fails when a case differs that is not on the list of known ones.
pub(crate) fn run_all(arguments: &[&str]) -> Outcome {
    let (mut cases, mut again, mut failures) = (Vec::new(), false, None);
    let mut rest = arguments;
    while let [first, after @ ..] = rest {
        rest = after;
        match (*first, after) {
            ("--record", _) => again = true,
            ("--cases", [file, after @ ..]) => {
                cases.push(PathBuf::from(file));
                rest = after;
            }
            ("--failures", [file, after @ ..]) => {
                failures = Some(*file);
                rest = after;
            }
            _ => return Err(format!("cannot read `{first}`\n{USAGE}")),
        }
    }
    if cases.is_empty() {
        cases = suite(again)?;
        cases.push(packages(again)?);
    }
    replay(&cases, failures)
}

/// What the gate runs.
pub(crate) fn gate() -> Outcome {
    run_all(&[])
}

fn replay(files: &[PathBuf], failures: Option<&str>) -> Outcome {
    // The runner stands in the workspace; whoever names a file may stand elsewhere.
    let absolute = |file: &Path| {
        let path = std::path::absolute(file).map_err(|cause| format!("{}: {cause}", file.display()))?;
        Ok::<_, String>(shown(&path))
    };
    let known = shown(&root().join("tests/conformance/known-differences-jinja.txt"));
    let files = files.iter().map(|file| absolute(file)).collect::<Outcome<Vec<String>>>()?;
    let failures = failures.map(|file| absolute(Path::new(file))).transpose()?;
    let mut command = vec!["run", "--quiet", "--package", "downpage-jinja", "--example", "jinja-conformance"];
    command.extend(["--", "--known", &known]);
    if let Some(file) = &failures {
        command.extend(["--failures", file]);
    }
    command.extend(files.iter().map(String::as_str));
    run("cargo", &command)
}

/// The cases of Jinja2's own test suite, and the idioms beside them.
fn suite(again: bool) -> Outcome<Vec<PathBuf>> {
    let folder = root().join("target/conformance");
    let (cases, idioms) = (folder.join("jinja.jsonl"), folder.join("jinja-idioms.jsonl"));
    if again || !cases.exists() {
        let python = oracles::environment(&TEST_PACKAGES)?;
        let source = python::source(&python, ("jinja2", JINJA), "tests", &folder)?;
        // Under another name until it is whole: an interrupted recording must not pass for one.
        let partial = folder.join("recording-jinja.jsonl");
        let out = [&shown(&source), &shown(&partial), "--idioms", &shown(&idioms)].map(str::to_owned);
        let out: Vec<&str> = out.iter().map(String::as_str).collect();
        run(&python, &[&[&*script("jinja_suite.py")], &out[..]].concat())?;
        rename(&partial, &cases)?;
    }
    Ok(vec![cases, idioms])
}

/// The cases of the templates of published packages.
fn packages(again: bool) -> Outcome<PathBuf> {
    let cases = root().join("target/conformance/jinja-packages.jsonl");
    if again || !cases.exists() {
        let python = oracles::environment(&TEST_PACKAGES)?;
        let wheels = root().join("target/oracles/jinja-packages");
        let partial = root().join("target/conformance/recording-jinja-packages.jsonl");
        run(&python, &[&script("jinja_packages.py"), &shown(&wheels), &shown(&partial)])?;
        rename(&partial, &cases)?;
    }
    Ok(cases)
}
