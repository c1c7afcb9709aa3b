//! Holds what the tests expect against the real engines it was recorded from.
//!
//! Each recorder stands beside its recordings. Here it runs again, in a copy of its folder and in a virtual environment
//! with the versions named below, and must print the very bytes that are committed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{Outcome, root, run};
use crate::{debian, python};

/// What the recorders import. Pinned: a newer release may well answer otherwise, and then somebody should look.
const PACKAGES: [&str; 7] = [
    "django==5.2.19",
    "babel==2.18.0",
    "tzdata==2025.2",
    "django-environ==0.14.0",
    "django-split-settings==1.3.2",
    "python-decouple==3.8",
    "python-dotenv==1.2.4",
];

/// Programs that are no Python package, and the Debian package that brings each.
const PROGRAMS: [(&str, &str); 2] = [("python3", "python3"), ("msgfmt", "gettext")];

/// The recorders: the folder that is copied, and the script in it.
const RECORDERS: [(&str, &str); 8] = [
    ("downpage-core/tests/services", "record.py"),
    ("downpage-django/src/formats", "record.py"),
    ("downpage-django/src/i18n", "record.py"),
    ("downpage-django/src/i18n/embedded", "record.py"),
    ("downpage-django/src/text", "record.py"),
    ("downpage-django/tests/locales", "record.py"),
    ("downpage-django/tests/project", "record.py"),
    ("downpage-django/tests/stages", "record.py"),
];

/// Sets up what the recorders need, runs all of them, and names every file that came out different.
pub(crate) fn run_all() -> Outcome {
    for (program, package) in PROGRAMS {
        debian::need(program, package)?;
    }
    compressors()?;
    let python = environment(&[])?;
    let mut different = Vec::new();
    for (folder, script) in RECORDERS {
        let copy = root().join("target/oracles").join(folder);
        if copy.exists() {
            fs::remove_dir_all(&copy).map_err(|cause| format!("{}: {cause}", copy.display()))?;
        }
        copy_folder(&root().join(folder), &copy)?;
        run(&python, &[&copy.join(script).display().to_string()])?;
        compare(&root().join(folder), &copy, &mut different)?;
    }
    if different.is_empty() {
        println!("\nall recordings are what the real engines answer");
        return Ok(());
    }
    Err(format!("recordings differ from what the real engines answer: {}", different.join(", ")))
}

/// Holds compressed files against the programs that everybody reads them with; without these the test leaves them out.
fn compressors() -> Outcome {
    for program in ["gzip", "brotli", "zstd"] {
        debian::need(program, program)?;
    }
    run("cargo", &["test", "--package", "downpage-cli", "--test", "e2e", "variants::the_real_tools"])
}

/// The interpreter of a virtual environment that has the packages, and these as well.
pub(crate) fn environment(more: &[&str]) -> Outcome<String> {
    python::environment(&root().join("target/oracles/venv"), &[&PACKAGES[..], more].concat())
}

fn copy_folder(from: &Path, to: &Path) -> Outcome {
    for file in files(from)? {
        let target = to.join(&file);
        let parent = target.parent().unwrap_or(to);
        fs::create_dir_all(parent)
            .and_then(|()| fs::copy(from.join(&file), &target))
            .map_err(|cause| format!("cannot copy to {}: {cause}", target.display()))?;
    }
    Ok(())
}

/// Adds every file that is not the same in both folders.
fn compare(committed: &Path, recorded: &Path, different: &mut Vec<String>) -> Outcome {
    for file in files(committed)? {
        let read = |folder: &Path| {
            fs::read(folder.join(&file)).map_err(|cause| format!("{}: {cause}", file.display()))
        };
        if read(committed)? != read(recorded)? {
            different.push(committed.join(&file).display().to_string());
        }
    }
    Ok(())
}

/// The files below a folder, by their paths in it.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        let entries = fs::read_dir(&current).map_err(|cause| format!("{}: {cause}", current.display()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}
