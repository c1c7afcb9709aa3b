//! The sites of `tests/sites`, each run as its file `run` says and held against its `expected` files, byte for byte.
//!
//! A site is a directory. `run` has one command line on each line, after `# engines: jinja tera`, which says which engines
//! have to be in the build (`exactly`: these and no others, for messages that list them), and other comments; `<file`
//! at the end is standard input. What standard output, standard error and the exit status of all commands have to be
//! stands in `expected.stdout` and `expected.stderr` (nothing without the file) and `expected.status` (0 without it), and
//! in `expected/` the files that have to be there in the end besides the site's own: no more, no less.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::site::{Ran, Site, Tree, engines, tell};

#[test]
fn every_site_is_as_expected() {
    let there = engines();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sites");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() > 20, "the sites were not found");
    let (mut passed, mut skipped, mut failures) = (0, Vec::new(), String::new());
    for folder in &folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let case = Case::read(folder);
        if !case.suits(&there) {
            skipped.push(name);
            continue;
        }
        match case.run() {
            Ok(()) => passed += 1,
            Err(difference) => write!(failures, "\n##### {name}\n{difference}").unwrap(),
        }
    }
    let mut summary = format!("sites: {passed} of {} passed", folders.len());
    if !skipped.is_empty() {
        write!(summary, ", {} skipped for want of an engine: {}", skipped.len(), skipped.join(", ")).unwrap();
    }
    tell(&summary);
    assert!(failures.is_empty(), "{failures}");
}

struct Case {
    engines: Vec<String>,
    is_exact: bool,
    commands: Vec<String>,
    site: Tree,
    expected: Tree,
    stdout: String,
    stderr: String,
    status: String,
}

impl Case {
    fn read(folder: &Path) -> Self {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let run = text("run").unwrap_or_else(|| panic!("{} has a file `run`", folder.display()));
        let engines = run.lines().find_map(|line| line.strip_prefix("# engines:")).unwrap_or_default();
        let mut engines: Vec<String> = engines.split_whitespace().map(str::to_owned).collect();
        let is_exact = engines.first().is_some_and(|first| first == "exactly");
        engines.retain(|engine| engine != "exactly");
        let commands: Vec<String> = run
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(str::to_owned)
            .collect();
        let mut site = Tree::new();
        let mut expected = Tree::new();
        for (path, bytes) in read(folder) {
            if let Some(path) = path.strip_prefix("expected/") {
                expected.insert(path.to_owned(), bytes);
            } else if path != "run" && !path.starts_with("expected.") {
                site.insert(path, bytes);
            }
        }
        expected.remove("");
        Self {
            engines,
            is_exact,
            site,
            expected,
            stdout: text("expected.stdout").unwrap_or_default(),
            stderr: text("expected.stderr").unwrap_or_default(),
            status: text("expected.status").unwrap_or_else(|| "0\n".repeat(commands.len())),
            commands,
        }
    }

    fn suits(&self, there: &[String]) -> bool {
        self.engines.iter().all(|engine| there.contains(engine))
            && (!self.is_exact || self.engines.len() == there.len())
    }

    fn run(&self) -> Result<(), String> {
        let site = Site::new([]);
        for (path, bytes) in self.site.iter().filter(|(path, _)| !path.ends_with('/')) {
            site.write(path, bytes);
        }
        let (mut stdout, mut stderr, mut status) = (String::new(), String::new(), String::new());
        for command in &self.commands {
            let (arguments, input) = command.split_once(" <").unwrap_or((command, ""));
            let arguments = words(arguments);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let input = if input.is_empty() { String::new() } else { site.read(input) };
            let ran: Ran = site.run_with_input(&arguments, input.as_bytes());
            stdout += &ran.stdout;
            stderr += &ran.stderr;
            writeln!(status, "{}", ran.status).unwrap();
        }
        let mut differences = String::new();
        compare("standard output", &self.stdout, &without_gzip(&stdout), &mut differences);
        compare("standard error", &self.stderr, &stderr, &mut differences);
        compare("exit status", &self.status, &status, &mut differences);
        self.compare_trees(site.tree(""), &mut differences);
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }

    fn compare_trees(&self, mut there: Tree, differences: &mut String) {
        let mut expected = self.site.clone();
        expected.extend(self.expected.clone());
        // The manifest is our own affair, but it has to list what was written, and is the only file besides.
        let manifests: Vec<String> =
            there.keys().filter(|path| path.ends_with(".downpage.json")).cloned().collect();
        for path in manifests {
            let text = there.remove(&path).unwrap_or_default();
            let folder = path.trim_end_matches(".downpage.json");
            let pages = expected.keys().filter(|path| !path.ends_with('/') && !self.site.contains_key(*path));
            let pages = pages.filter_map(|path| path.strip_prefix(folder));
            let mut wanted: Vec<&str> = pages.collect();
            wanted.sort_unstable();
            let manifest: Value = serde_json::from_slice(&text).unwrap();
            let mut listed: Vec<&str> =
                manifest["pages"].as_array().unwrap().iter().map(|page| page.as_str().unwrap()).collect();
            listed.sort_unstable();
            compare(&path, &wanted.join("\n"), &listed.join("\n"), differences);
        }
        for path in expected.keys().filter(|path| !there.contains_key(*path)) {
            writeln!(differences, "`{path}` is missing").unwrap();
        }
        for (path, bytes) in &there {
            match expected.get(path) {
                None => writeln!(differences, "`{path}` should not be there").unwrap(),
                Some(wanted) => {
                    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
                    compare(path, &text(wanted), &text(bytes), differences);
                }
            }
        }
    }
}

fn read(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                open.push((entry.path(), format!("{name}/")));
                tree.insert(format!("{name}/"), Vec::new());
            } else {
                tree.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    tree
}

fn compare(what: &str, expected: &str, found: &str, differences: &mut String) {
    if expected != found {
        write!(differences, "--- {what}, expected:\n{expected}\n--- {what}, found:\n{found}\n").unwrap();
    }
}

/// What a page weighs compressed is the compressor's affair.
fn without_gzip(text: &str) -> String {
    let mut shown = String::new();
    for line in text.split_inclusive('\n') {
        match line.find(" gzip  ") {
            Some(at) => write!(shown, "{}        *{}", &line[..at - 9], &line[at..]).unwrap(),
            None => shown.push_str(line),
        }
    }
    shown
}

/// The words of a line; what stands in single quotes holds together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for letter in line.chars() {
        match letter {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().expect("there is one from the start").push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
