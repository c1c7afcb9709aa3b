//! `cargo xtask conformance django | jinja`: cases recorded from the real engines, replayed by ours.

pub(crate) mod jinja;

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

use crate::shell::{Outcome, root, run, run_with};
use crate::{oracles, python};

/// What Django's own tests import, with Django itself pinned by the oracles.
const TEST_PACKAGES: [&str; 9] =
    ["jinja2", "pytz", "tzdata", "numpy", "docutils", "PyYAML", "sqlparse", "Pillow", "tblib"];

/// The release whose tests are recorded: the one that the oracles install.
const DJANGO: &str = "5.2.19";

const USAGE: &str = "\
usage: cargo xtask conformance django [OPTIONS]

  --cases FILE      replay this file (.jsonl or .jsonl.gz) and nothing else; may be given more than once
  --packages        record and replay the templates of published packages as well
  --random COUNT    make so many templates at random, render them with Django, and replay that and nothing else
  --seed SEED       the seed of those; without it one that is new and printed
  --record          record anew what was recorded before
  --failures FILE   write every case that differs, with what came instead, as JSON lines";

/// What the command line asks for.
#[derive(Default)]
struct Options<'a> {
    cases: Vec<&'a str>,
    packages: bool,
    random: Option<&'a str>,
    seed: Option<&'a str>,
    record: bool,
    failures: Option<&'a str>,
}

/// Records what is missing, replays everything, and fails when a case differs that is not on the list of known ones.
pub(crate) fn run_all(arguments: &[&str]) -> Outcome {
    let rest = match arguments {
        ["django", rest @ ..] => rest,
        ["jinja", rest @ ..] => return jinja::run_all(rest),
        _ => return Err(format!("{USAGE}\n\nor: cargo xtask conformance jinja [OPTIONS]")),
    };
    let options = read(rest)?;
    if let Some(count) = options.random {
        let seed = options.seed.map_or_else(fresh_seed, str::to_owned);
        return replay(&[random(count, &seed)?], &options);
    }
    let mut files: Vec<PathBuf> = options.cases.iter().map(PathBuf::from).collect();
    if files.is_empty() {
        files = suite(options.record)?;
        if options.packages {
            files.extend(packages(options.record)?);
        }
    }
    replay(&files, &options)
}

fn read<'a>(mut rest: &[&'a str]) -> Outcome<Options<'a>> {
    let mut options = Options::default();
    while let [first, after @ ..] = rest {
        rest = after;
        match (*first, after) {
            ("--packages", _) => options.packages = true,
            ("--random", [count, after @ ..]) => {
                options.random = Some(count);
                rest = after;
            }
            ("--seed", [seed, after @ ..]) => {
                options.seed = Some(seed);
                rest = after;
            }
            ("--record", _) => options.record = true,
            ("--cases", [file, after @ ..]) => {
                options.cases.push(file);
                rest = after;
            }
            ("--failures", [file, after @ ..]) => {
                options.failures = Some(file);
                rest = after;
            }
            _ => return Err(format!("cannot read `{first}`\n{USAGE}")),
        }
    }
    Ok(options)
}

/// What the gate runs: Django's test suite, Django's own templates, and templates at random from two seeds, one of them
/// new. What the new one finds is a bug that was there before, so a few differences of its cases only warn.
pub(crate) fn gate() -> Outcome {
    let options = Options::default();
    let mut files = suite(false)?;
    files.push(of_django()?);
    files.push(random(FIXED.0, FIXED.1)?);
    replay(&files, &options)?;
    let seed = fresh_seed();
    let cases = random(FRESH, &seed)?;
    let most = MOST_OF_FRESH.to_string();
    runner(&[cases], &["--most", &most]).map_err(|failure| {
        format!("{failure}; make the cases again with `conformance django --random {FRESH} --seed {seed}`")
    })
}

/// The seed and the number of the templates at random that must all agree.
const FIXED: (&str, &str) = ("3000", "20260326");

/// How many are made from a seed that is new in every run.
const FRESH: &str = "1000";

/// How many of those may differ before the gate fails: about one in ten thousand is what was known when this was written.
const MOST_OF_FRESH: usize = 2;

/// A seed that no run had before.
fn fresh_seed() -> String {
    (RandomState::new().hash_one("seed") % 1_000_000_000).to_string()
}

/// Templates at random, and what Django makes of them.
fn random(count: &str, seed: &str) -> Outcome<PathBuf> {
    println!("\ntemplates at random: seed {seed}");
    let python = oracles::environment(&[])?;
    let folder = root().join("target/conformance/random");
    fs::create_dir_all(&folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    let cases = folder.join(format!("{seed}.jsonl"));
    let command = [&script("django_random.py"), "--seed", seed, "--count", count, &shown(&cases)];
    // Sets of strings iterate in an order that depends on the hash seed.
    run_with(&python, &command, &[("PYTHONHASHSEED", "0"), ("PYTHONWARNINGS", "ignore")])?;
    Ok(cases)
}

/// Runs the runner over the files.
fn replay(files: &[PathBuf], options: &Options<'_>) -> Outcome {
    let failures = options.failures.map(absolute).transpose()?;
    let more: Vec<&str> = failures.iter().flat_map(|file| ["--failures", file]).collect();
    runner(files, &more)
}

/// The path of a file that was named from where the caller stands.
fn absolute(file: &str) -> Outcome<String> {
    let path = std::path::absolute(file).map_err(|cause| format!("{file}: {cause}"))?;
    Ok(shown(&path))
}

fn runner(files: &[PathBuf], more: &[&str]) -> Outcome {
    let known = root().join("tests/conformance/known-differences.txt").display().to_string();
    // The runner stands in the workspace; whoever names a file may stand elsewhere.
    let files = files.iter().map(|file| absolute(&shown(file))).collect::<Outcome<Vec<String>>>()?;
    let mut command = vec!["run", "--quiet", "--package", "downpage-django", "--example", "conformance"];
    command.extend(["--", "--known", &known]);
    command.extend(more);
    command.extend(files.iter().map(String::as_str));
    run("cargo", &command)
}

/// The cases of Django's own test suite.
fn suite(again: bool) -> Outcome<Vec<PathBuf>> {
    let folder = root().join("target/conformance");
    let cases = folder.join("django.jsonl");
    if again || !cases.exists() {
        let python = oracles::environment(&TEST_PACKAGES)?;
        let source = python::source(&python, ("django", DJANGO), "tests/runtests.py", &folder)?;
        // Under another name until it is whole: an interrupted recording must not pass for one.
        let partial = folder.join("recording.jsonl");
        run(&python, &[&script("django_suite.py"), &shown(&source), &shown(&partial)])?;
        for (from, to) in [
            ("recording.objects.jsonl", "django.objects.jsonl"),
            ("recording.jsonl.summary.json", "django.summary.json"),
            ("recording.jsonl", "django.jsonl"),
        ] {
            rename(&folder.join(from), &folder.join(to))?;
        }
    }
    Ok(vec![cases, folder.join("django.objects.jsonl")])
}

/// The cases of Django's own templates, which need nothing but the Django that is there.
fn of_django() -> Outcome<PathBuf> {
    let folder = root().join("target/conformance/packages");
    let cases = folder.join("django.jsonl.gz");
    // Written last, so that an interrupted recording does not pass for one.
    if !folder.join("django.summary.json").exists() {
        record_packages(&folder, &["django"])?;
    }
    Ok(cases)
}

fn record_packages(folder: &Path, names: &[&str]) -> Outcome {
    let python = oracles::environment(&TEST_PACKAGES)?;
    let wheels = shown(&root().join("target/oracles/packages"));
    run(&python, &[&[&*script("django_packages.py"), &wheels, &shown(folder)], names].concat())
}

/// The cases of the templates of published packages, a file each.
fn packages(again: bool) -> Outcome<Vec<PathBuf>> {
    let folder = root().join("target/conformance/packages");
    let whole = folder.join("complete");
    if again || !whole.exists() {
        record_packages(&folder, &[])?;
        fs::write(&whole, "").map_err(|cause| format!("{}: {cause}", whole.display()))?;
    }
    let entries = fs::read_dir(&folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "gz"));
    files.sort();
    Ok(files)
}

fn rename(from: &Path, to: &Path) -> Outcome {
    fs::rename(from, to).map_err(|cause| format!("{}: {cause}", from.display()))
}

fn script(name: &str) -> String {
    shown(&root().join("tests/conformance").join(name))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
