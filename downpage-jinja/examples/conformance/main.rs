//! Holds this crate against cases recorded from Jinja2: `conformance [--known LIST] [--failures FILE] FILE.jsonl[.gz]…`.
//!
//! Prints passed/total per test module and exits with 1 when a case fails that is not on the list of known differences,
//! or passes though it is: the list may only shrink. `cargo xtask conformance jinja` records the cases and runs this.

#![allow(clippy::print_stdout, reason = "a report is what the program is for")]
#![allow(clippy::disallowed_methods, reason = "it reads the files it is given")]

mod case;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use case::Outcome;
use serde_json::Value as Json;

/// What came of the cases of one module, or of all.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

/// What a file's cases came to, besides the numbers.
#[derive(Default)]
struct Report {
    modules: BTreeMap<String, Tally>,
    skips: BTreeMap<String, usize>,
    known: usize,
    unknown: Vec<String>,
    healed: Vec<String>,
}

fn main() -> ExitCode {
    let mut failures: Option<std::fs::File> = None;
    let mut known = Known::default();
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--failures" => {
                let path = arguments.next().expect("--failures takes a file");
                failures = Some(std::fs::File::create(path).expect("the file of failures can be written"));
            }
            "--known" => {
                let path = arguments.next().expect("--known takes a file");
                let text = std::fs::read_to_string(path).expect("the list of known differences can be read");
                known = Known::read(&text);
            }
            file => files.push(file.to_owned()),
        }
    }
    std::panic::set_hook(Box::new(|_| {}));
    let mut all_well = true;
    for file in &files {
        let report = run(file, &known, failures.as_mut());
        print(file, &report);
        all_well &= report.unknown.is_empty() && report.healed.is_empty();
    }
    if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the cases of a file.
fn run(file: &str, known: &Known, mut failures: Option<&mut std::fs::File>) -> Report {
    let mut report = Report::default();
    for line in text_of(file).lines() {
        let case: Json = serde_json::from_str(line).expect("a case is one line of JSON");
        let outcome = catch_unwind(AssertUnwindSafe(|| case::run(&case)))
            .unwrap_or_else(|_| Outcome::Failed("panicked".to_owned()));
        let id = case["id"].as_str().unwrap_or_default();
        let tally = report.modules.entry(module(id)).or_default();
        match outcome {
            Outcome::Passed => {
                tally.passed += 1;
                if known.has(id) {
                    report.healed.push(id.to_owned());
                }
            }
            Outcome::Skipped(why) => {
                tally.skipped += 1;
                *report.skips.entry(why).or_default() += 1;
            }
            Outcome::Failed(got) => {
                tally.failed += 1;
                if known.has(id) {
                    report.known += 1;
                } else {
                    report.unknown.push(id.to_owned());
                }
                if let Some(file) = failures.as_mut() {
                    let line = serde_json::json!({"case": case, "got": got});
                    writeln!(file, "{line}").expect("the file of failures can be written");
                }
            }
        }
    }
    report
}

fn print(file: &str, report: &Report) {
    let mut total = Tally::default();
    for (module, tally) in &report.modules {
        let Tally { passed, failed, skipped } = tally;
        println!("{passed:>6}/{:<6} {module}{}", passed + failed, note(*skipped));
        total.passed += passed;
        total.failed += failed;
        total.skipped += skipped;
    }
    println!("{:>6}/{:<6} {file}{}", total.passed, total.passed + total.failed, note(total.skipped));
    for (why, count) in &report.skips {
        println!("       skipped {count}: {why}");
    }
    if report.known > 0 {
        println!("       {} differ as the list says", report.known);
    }
    for id in report.unknown.iter().take(SHOWN) {
        println!("       differs: {id}");
    }
    for id in &report.healed {
        println!("       passes, and must leave the list of known differences: {id}");
    }
}

/// How many cases that differ are named; `--failures` has all of them.
const SHOWN: usize = 20;

/// The cases that differ for a reason: a line each, an id and the reason after a tab.
#[derive(Default)]
struct Known(BTreeSet<String>);

impl Known {
    fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(lines.filter_map(|line| line.split_once('\t')).map(|(id, _)| id.to_owned()).collect())
    }

    fn has(&self, id: &str) -> bool {
        self.0.contains(id)
    }
}

fn note(skipped: usize) -> String {
    if skipped > 0 { format!(" ({skipped} skipped)") } else { String::new() }
}

/// The test module or the file that a case came from.
fn module(id: &str) -> String {
    let module = id.split("::").next().unwrap_or_default();
    module.rsplit('/').next().unwrap_or_default().to_owned()
}

fn text_of(file: &str) -> String {
    let bytes = std::fs::read(file).expect("the file of cases can be read");
    if std::path::Path::new(file).extension().is_none_or(|extension| extension != "gz") {
        return String::from_utf8(bytes).expect("cases are UTF-8");
    }
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("the file of cases is gzip");
    text
}
