//! Measures whole runs of `downpage` beside `cp -r` of the finished files, and each engine beside its bare crate.
//!
//! Started by `cargo xtask bench`, which builds what it needs. `docs/performance.md` says what the figures mean.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that measures time and talks to the person who runs it"
)]

mod bare;
mod binary;
mod by_hand;
mod django;
mod instructions;
mod language;
mod layer;
mod memory;
mod process;
mod rounds;
mod site;
mod table;
mod typed;
mod untouched;
mod whole;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What went wrong, as a sentence.
type Outcome<T = ()> = Result<T, String>;

/// Measures one thing and prints its table.
type Part = fn(&Bench) -> Outcome;

const USAGE: &str = "\
usage: cargo xtask bench [--quick] [PART...]

  runs          the whole job beside `cp -r`: 3, 1,000 and 10,000 pages, in memory and on the disk
  idle          a run with nothing to do, and with one page to do, beside `cp -r`
  durable       `--durable` beside `cp -r` and `sync -f`
  start         `--version` beside `true`
  memory        the peak at 3, 1,000 and 10,000 pages
  layer         each engine of downpage beside its bare crate, CPU time
  instructions  the same in instructions, where valgrind is installed
  language      the Django engine beside the crates of the others: a page, two tables, parsing
  django        a Django project beside `manage.py downpagegenerate`, time and memory; sets up Django first
  size          the binary

Without a PART all are measured. --quick takes fewer rounds and leaves 10,000 pages out.
";

/// What is measured, and where.
pub(crate) struct Bench {
    /// The program.
    pub(crate) downpage: PathBuf,
    /// A directory in memory, when the system has one.
    pub(crate) memory: Option<PathBuf>,
    /// A directory on the disk.
    pub(crate) disk: PathBuf,
    /// Whether to take fewer rounds.
    pub(crate) quick: bool,
}

impl Bench {
    /// `full` rounds, or a third of them.
    pub(crate) fn rounds(&self, full: usize) -> usize {
        if self.quick { (full / 3).max(3) } else { full }
    }

    /// The numbers of pages to measure with.
    pub(crate) fn sizes(&self) -> &'static [usize] {
        if self.quick { &[3, 1_000] } else { &[3, 1_000, 10_000] }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        // What the parts start by themselves.
        ["peak", program, ref rest @ ..] => memory::print_peak(program, rest),
        ["language", work, engine, times] => language::repeat(work, engine, times),
        ["render", side, engine, count] => instructions::render(side, engine, count),
        [downpage, disk, ref rest @ ..] => measure(Path::new(downpage), Path::new(disk), rest),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure(downpage: &Path, disk: &Path, options: &[&str]) -> Outcome {
    let parts: [(&str, Part); 10] = [
        ("runs", whole::runs),
        ("idle", whole::idle),
        ("durable", whole::durable),
        ("start", whole::start),
        ("memory", memory::measure),
        ("layer", layer::measure),
        ("instructions", instructions::measure),
        ("language", language::measure),
        ("django", django::measure),
        ("size", binary::measure),
    ];
    let chosen: Vec<&str> = options.iter().copied().filter(|option| *option != "--quick").collect();
    if let Some(unknown) = chosen.iter().find(|chosen| parts.iter().all(|(name, _)| name != *chosen)) {
        return Err(format!("unknown part `{unknown}`\n\n{USAGE}"));
    }
    let folder = format!("downpage-bench-{}", std::process::id());
    let shared = Path::new("/dev/shm");
    let bench = Bench {
        downpage: downpage.to_owned(),
        memory: shared.is_dir().then(|| shared.join(&folder)),
        disk: disk.join(&folder),
        quick: options.contains(&"--quick"),
    };
    let mut outcome = Ok(());
    for (name, part) in parts {
        if outcome.is_ok() && (chosen.is_empty() || chosen.contains(&name)) {
            outcome = part(&bench);
        }
    }
    // Only now: after a deletion ext4 makes new files slowly for minutes.
    for directory in bench.memory.iter().chain([&bench.disk]) {
        let _ = std::fs::remove_dir_all(directory);
    }
    outcome
}
