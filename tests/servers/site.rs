//! A site with pages in many variants, and the binary run in it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// What there may be besides HTML.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Variants {
    pub(crate) json: bool,
    pub(crate) locales: bool,
    pub(crate) compress: bool,
}

impl Variants {
    /// Every combination.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..8).map(|mask| Self { json: mask & 1 > 0, locales: mask & 2 > 0, compress: mask & 4 > 0 })
    }
}

/// A site whose pages have been made.
pub(crate) struct Site {
    directory: TempDir,
}

impl Site {
    /// Pages for 500, 502, 503 and 504 in these variants, in the folder `output` of a new directory.
    pub(crate) fn new(variants: Variants, output: &str) -> Self {
        Self::with_folder(variants, output, "")
    }

    /// As [`new`](Self::new), with the pages in a folder of the output directory; `folder` ends with a slash, if it is not empty.
    pub(crate) fn with_folder(variants: Variants, output: &str, folder: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut text = format!("output = {}\n", Value::from(output));
        let mut page = |path: &str, more: &str| {
            let path = Value::from(format!("{folder}{path}"));
            let _ = write!(text, "[[pages]]\nstatus = [500, 502, 503, 504]\npath = {path}\n{more}\n");
        };
        page("{status}.html", "");
        if variants.locales {
            page(
                "{status}.{locale}.html",
                "locales = [\"de\", \"pt-br\", \"zh-hans\", \"zh-hant\", \"sr@latin\"]",
            );
        }
        if variants.json {
            page("{status}.json", "");
            page("{status}.xml", "");
            page("{status}.txt", "");
        }
        let site = Self { directory };
        std::fs::write(site.path("downpage.toml"), text).unwrap();
        let ran = site.run(&["generate", "--quiet"]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        if variants.compress {
            // What is in the files does not matter to any check, but that they are there.
            for entry in std::fs::read_dir(site.path(output).join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "html" || extension == "json") {
                    for extension in ["gz", "br", "zst"] {
                        std::fs::copy(&path, format!("{}.{extension}", path.display())).unwrap();
                    }
                }
            }
        }
        site
    }

    /// The path of something in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// Runs the binary.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_downpage"))
            .args(arguments)
            .current_dir(self.directory.path())
            .env("SOURCE_DATE_EPOCH", "1774512000")
            .output()
            .unwrap()
    }

    /// Makes a whole configuration in `folder` and gives what was said of it.
    pub(crate) fn configure(&self, server: &str, folder: &str, options: &[&str]) -> Value {
        let usual = ["server-config", server, "--format", "json", "--whole", "--output", folder];
        let ran = self.run(&[&usual[..], options].concat());
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success(), "{server} {options:?}: {said}");
        serde_json::from_str(&said).unwrap()
    }
}

/// Runs a command of the list `check` or `run`, and gives its output when it fails.
pub(crate) fn check(command: &Value, folder: &Path) -> Result<(), String> {
    let words: Vec<&str> = command.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let ran = Command::new(words[0])
        .args(&words[1..])
        .current_dir(folder)
        .output()
        .unwrap_or_else(|cause| panic!("{}: {cause}; `cargo xtask servers` installs it", words[0]));
    if ran.status.success() {
        return Ok(());
    }
    let said = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(format!("{words:?} failed ({}):\n{said}", ran.status))
}
