//! Replays recorded cases: what the runners of all engines have in common.
//!
//! `[--known LIST] [--failures FILE] [--most COUNT] FILE.jsonl[.gz]…` prints passed/total per area and fails when a case
//! fails that is not on the list of known differences, or passes though it is: the list may only shrink. With `--most` so
//! many of a file may fail.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use serde_json::Value as Json;

/// What came of a case.
pub(crate) enum Outcome {
    /// The output or the error is the recorded one.
    Passed,
    /// What came instead.
    Failed(String),
    /// It needs something that only Python has.
    Skipped(String),
}

/// What came of the cases of one area.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

/// How one engine's cases are replayed.
#[derive(Clone, Copy)]
pub(crate) struct Replay {
    /// Renders a case and compares.
    pub(crate) run: fn(&Json) -> Outcome,
    /// Where a case came from, for the counts.
    pub(crate) area: fn(&Json) -> String,
}

/// Replays the files on the command line.
pub(crate) fn main(replay: Replay) -> ExitCode {
    let mut failures: Option<std::fs::File> = None;
    let mut known = Known::default();
    let mut files = Vec::new();
    let mut most = 0;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--failures" => {
                let path = arguments.next().expect("--failures takes a file");
                failures = Some(std::fs::File::create(path).expect("the file of failures can be written"));
            }
            "--most" => {
                let count = arguments.next().and_then(|count| count.parse().ok());
                most = count.expect("--most takes a number");
            }
            "--known" => {
                let path = arguments.next().expect("--known takes a file");
                known = Known::read(
                    &std::fs::read_to_string(path).expect("the list of known differences can be read"),
                );
            }
            file => files.push(file.to_owned()),
        }
    }
    std::panic::set_hook(Box::new(|_| {}));
    let (mut failed, mut total) = (false, Tally::default());
    for file in &files {
        failed |= !file_of_cases(replay, file, (&known, most), failures.as_mut(), &mut total);
    }
    if files.len() > 1 {
        let Tally { passed, failed, skipped } = total;
        println!("{passed:>6}/{:<6} in {} files{}", passed + failed, files.len(), note(skipped));
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Runs the cases of a file; whether each came out as it was recorded, or is known not to.
fn file_of_cases(
    replay: Replay,
    file: &str,
    (known, most): (&Known, usize),
    mut failures: Option<&mut std::fs::File>,
    all: &mut Tally,
) -> bool {
    let mut areas: BTreeMap<String, Tally> = BTreeMap::new();
    let mut skips: BTreeMap<String, usize> = BTreeMap::new();
    let (mut free_passed, mut free_total, mut known_failures) = (0, 0, 0);
    let (mut unknown, mut healed) = (Vec::new(), Vec::new());
    for line in text_of(file).lines() {
        let case: Json = serde_json::from_str(line).expect("a case is one line of JSON");
        let outcome = catch_unwind(AssertUnwindSafe(|| (replay.run)(&case)))
            .unwrap_or_else(|_| Outcome::Failed("panicked".to_owned()));
        let id = case["id"].as_str().unwrap_or_default();
        let free = case.get("needs").and_then(Json::as_array).is_none_or(Vec::is_empty);
        let tally = areas.entry((replay.area)(&case)).or_default();
        free_total += usize::from(free);
        match outcome {
            Outcome::Passed => {
                tally.passed += 1;
                free_passed += usize::from(free);
                if known.has(id) {
                    healed.push(id.to_owned());
                }
            }
            Outcome::Skipped(why) => {
                tally.skipped += 1;
                *skips.entry(why).or_default() += 1;
            }
            Outcome::Failed(got) => {
                tally.failed += 1;
                if known.has(id) {
                    known_failures += 1;
                } else {
                    unknown.push(id.to_owned());
                }
                if let Some(file) = failures.as_mut() {
                    let report = serde_json::json!({"case": case, "got": got});
                    writeln!(file, "{report}").expect("the file of failures can be written");
                }
            }
        }
    }
    let mut total = Tally::default();
    for (area, tally) in &areas {
        let Tally { passed, failed, skipped } = tally;
        println!("{passed:>6}/{:<6} {area}{}", passed + failed, note(*skipped));
        total.passed += passed;
        total.failed += failed;
        total.skipped += skipped;
    }
    println!("{:>6}/{:<6} {file}{}", total.passed, total.passed + total.failed, note(total.skipped));
    println!("{free_passed:>6}/{free_total:<6} of them without needs");
    all.passed += total.passed;
    all.failed += total.failed;
    all.skipped += total.skipped;
    for (why, count) in skips {
        println!("       skipped {count}: {why}");
    }
    if known_failures > 0 {
        println!("       {known_failures} differ as the list says");
    }
    for id in unknown.iter().take(SHOWN) {
        println!("       differs: {id}");
    }
    for id in &healed {
        println!("       passes, and must leave the list of known differences: {id}");
    }
    unknown.len() <= most && healed.is_empty()
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

fn text_of(file: &str) -> String {
    let bytes = std::fs::read(file).expect("the file of cases can be read");
    if std::path::Path::new(file).extension().is_none_or(|extension| extension != "gz") {
        return String::from_utf8(bytes).expect("cases are UTF-8");
    }
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("the file of cases is gzip");
    text
}
