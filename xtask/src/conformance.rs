//! `cargo xtask conformance django`: cases recorded from real Django, replayed by `downpage-django`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::oracles;
use crate::shell::{Outcome, root, run};

/// What Django's own tests import, with Django itself pinned by the oracles.
const TEST_PACKAGES: [&str; 9] =
    ["jinja2", "pytz", "tzdata", "numpy", "docutils", "PyYAML", "sqlparse", "Pillow", "tblib"];

/// The release whose tests are recorded: the one that the oracles install.
const DJANGO: &str = "5.2.19";

const USAGE: &str = "\
usage: cargo xtask conformance django [OPTIONS]

  --cases FILE      replay this file (.jsonl or .jsonl.gz) and nothing else; may be given more than once
  --packages        record and replay the templates of published packages as well
  --record          record anew what was recorded before
  --failures FILE   write every case that differs, with what came instead, as JSON lines";

/// What the command line asks for.
#[derive(Default)]
struct Options<'a> {
    cases: Vec<&'a str>,
    packages: bool,
    record: bool,
    failures: Option<&'a str>,
}

/// Records what is missing, replays everything, and fails when a case differs that is not on the list of known ones.
pub(crate) fn run_all(arguments: &[&str]) -> Outcome {
    let ["django", rest @ ..] = arguments else { return Err(USAGE.to_owned()) };
    let options = read(rest)?;
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

/// Runs the runner over the files.
fn replay(files: &[PathBuf], options: &Options<'_>) -> Outcome {
    let known = root().join("tests/conformance/known-differences.txt").display().to_string();
    // The runner stands in the workspace; whoever names a file may stand elsewhere.
    let absolute =
        |file: &Path| std::path::absolute(file).map_err(|cause| format!("{}: {cause}", file.display()));
    let files = files.iter().map(|file| absolute(file)).collect::<Outcome<Vec<PathBuf>>>()?;
    let files: Vec<String> = files.iter().map(|file| shown(file)).collect();
    let failures =
        options.failures.map(|file| absolute(Path::new(file))).transpose()?.map(|file| shown(&file));
    let mut command = vec!["run", "--quiet", "--package", "downpage-django", "--example", "conformance"];
    command.extend(["--", "--known", &known]);
    if let Some(file) = &failures {
        command.extend(["--failures", file]);
    }
    command.extend(files.iter().map(String::as_str));
    run("cargo", &command)
}

/// The cases of Django's own test suite.
fn suite(again: bool) -> Outcome<Vec<PathBuf>> {
    let folder = root().join("target/conformance");
    let cases = folder.join("django.jsonl");
    if again || !cases.exists() {
        let python = oracles::environment(&TEST_PACKAGES)?;
        let source = source(&python, &folder)?;
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

/// The source distribution, which has the tests.
fn source(python: &str, folder: &Path) -> Outcome<PathBuf> {
    let name = format!("django-{DJANGO}");
    let unpacked = folder.join(&name);
    if !unpacked.join("tests/runtests.py").exists() {
        fs::create_dir_all(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
        let requirement = format!("Django=={DJANGO}");
        let download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
        run(
            python,
            &[&download[..], &["--no-binary", "Django", "--dest", &shown(folder), &requirement]].concat(),
        )?;
        let archive = folder.join(format!("{name}.tar.gz"));
        run("tar", &["-xzf", &shown(&archive), "-C", &shown(folder)])?;
    }
    Ok(unpacked)
}

/// The cases of the templates of published packages, a file each.
fn packages(again: bool) -> Outcome<Vec<PathBuf>> {
    let folder = root().join("target/conformance/packages");
    let whole = folder.join("complete");
    if again || !whole.exists() {
        let python = oracles::environment(&TEST_PACKAGES)?;
        let wheels = root().join("target/oracles/packages");
        run(&python, &[&script("django_packages.py"), &shown(&wheels), &shown(&folder)])?;
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
