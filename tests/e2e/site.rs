//! A site in a directory of its own, and the binary run in it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The time on all pages: 2026-03-26, 8:00 in London, 9:00 in Berlin.
pub(crate) const EPOCH: &str = "1774512000";

/// A site in a temporary directory.
pub(crate) struct Site {
    directory: TempDir,
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// What is in a directory, by path: the bytes of a file, the target of a link, nothing for a directory.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

impl Site {
    /// A site of these files.
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let site = Self { directory: tempfile::tempdir().expect("a temporary directory") };
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    /// The path of something in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a directory"))
            .expect("folders can be made");
        std::fs::write(&path, text).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
    }

    /// Whether there is something at `path`, if only a link that leads nowhere.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    /// All there is below `path`.
    pub(crate) fn tree(&self, path: &str) -> Tree {
        let mut tree = Tree::new();
        collect(&self.path(path), "", &mut tree);
        tree
    }

    /// The binary, to be run in the site, in an environment that holds nothing but the time.
    pub(crate) fn downpage(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_downpage"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear()
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .stdin(Stdio::null());
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.downpage(arguments).output().expect("the binary starts"))
    }

    /// Runs the binary, which reads `input`.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = self.downpage(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        child.stdin.take().expect("it is piped").write_all(input).expect("the input fits into a pipe");
        Ran::from(child.wait_with_output().expect("the binary ends"))
    }

    /// Runs the binary to an end without errors or messages, and gives its standard output.
    #[track_caller]
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        let Ran { status, stdout, stderr } = self.run(arguments);
        assert_eq!((status, &*stderr), (0, ""), "{arguments:?}\n{stdout}");
        stdout
    }

    /// Runs the binary to an end with this status, and gives its standard error.
    #[track_caller]
    pub(crate) fn fail(&self, expected: i32, arguments: &[&str]) -> String {
        let Ran { status, stdout, stderr } = self.run(arguments);
        assert_eq!((status, &*stdout), (expected, ""), "{arguments:?}\n{stderr}");
        stderr
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the binary speaks UTF-8");
        Self {
            status: output.status.code().expect("the binary ends by itself"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

fn collect(directory: &Path, prefix: &str, tree: &mut Tree) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries {
        let entry = entry.expect("a directory can be read");
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_str().expect("names are UTF-8"));
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_dir() {
            collect(&path, &format!("{name}/"), tree);
            tree.insert(format!("{name}/"), Vec::new());
        } else if kind.is_symlink() {
            let target = std::fs::read_link(&path).expect("a link has a target");
            tree.insert(format!("{name}@"), target.into_os_string().into_encoded_bytes());
        } else {
            tree.insert(name, std::fs::read(&path).expect("a file can be read"));
        }
    }
}

/// The engines in the binary.
pub(crate) fn engines() -> Vec<String> {
    let ran = Site::new([]).run(&["engines", "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).expect("the list of engines is JSON");
    let engines = document["engines"].as_array().expect("it holds a list");
    engines.iter().map(|engine| engine["name"].as_str().expect("an engine has a name").to_owned()).collect()
}

/// Whether all of these engines are in the binary; where they are not, says that a test is skipped.
pub(crate) fn has_engines(wanted: &[&str]) -> bool {
    let there = engines();
    let is_there = wanted.iter().all(|wanted| there.iter().any(|engine| engine == wanted));
    if !is_there {
        let name = std::thread::current().name().unwrap_or("a test").to_owned();
        tell(&format!("skipped {name}: it needs {}", wanted.join(" and ")));
    }
    is_there
}

/// Says what is not done or how much is; `println!` would keep it to itself in a test that passes.
pub(crate) fn tell(message: &str) {
    std::io::stderr().write_all(format!("{message}\n").as_bytes()).expect("a message can be written");
}
