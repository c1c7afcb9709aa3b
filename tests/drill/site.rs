//! A site whose pages have been made, and drills of it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Pages in every variant that there is: formats, languages, encodings.
pub(crate) const ALL_VARIANTS: &str = "\
formats = ['html', 'json']
locales = ['en', 'de', 'ja']
compress = ['gzip', 'br', 'zstd']
[[pages]]
status = [500, 502, 503, 504]
path = '{status}.html'
";

/// One page for each status.
pub(crate) const PLAIN: &str = "[[pages]]\nstatus = [500, 502, 503, 504]\npath = '{status}.html'\n";

/// A site in a directory that every user can read.
pub(crate) struct Site {
    directory: TempDir,
}

/// What a drill came to.
pub(crate) struct Drilled {
    pub(crate) status: i32,
    pub(crate) report: Value,
    pub(crate) stderr: String,
}

impl Site {
    /// A site with this configuration, its pages made.
    pub(crate) fn new(configuration: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let site = Self { directory };
        site.write("downpage.toml", configuration);
        let ran = site.downpage(&["generate", "--quiet", "--engine", "jinja"]).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        site
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// The same as text, for configurations.
    pub(crate) fn shown(&self, path: &str) -> String {
        self.path(path).display().to_string()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap()
    }

    /// The names of all pages and of the compressed files beside them.
    pub(crate) fn pages(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("error-pages")).unwrap().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }

    /// The binary, to be run in the site.
    pub(crate) fn downpage(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_downpage"));
        command.args(arguments).current_dir(self.directory.path()).stdin(Stdio::null());
        command
    }

    /// Drills, and reads the report.
    pub(crate) fn drill(&self, arguments: &[&str]) -> Drilled {
        let mut all = vec!["drill", "--format", "json"];
        all.extend(arguments);
        let ran = self.downpage(&all).output().unwrap();
        let stdout = String::from_utf8(ran.stdout).unwrap();
        Drilled {
            status: ran.status.code().unwrap(),
            report: serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{arguments:?}\n{stdout}")),
            stderr: String::from_utf8(ran.stderr).unwrap(),
        }
    }

    /// Drills the server's own configuration `name`, and gives what failed: the kind of each failure and its reason.
    pub(crate) fn failures(&self, server: &str, name: &str) -> Vec<(String, String)> {
        let Drilled { status, report, .. } = self.drill(&[server, "--server-config", name]);
        let failures = report["failures"].as_array().unwrap_or_else(|| panic!("{report:#}"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let failed = failures.iter().filter(|failure| failure["remark"] == false);
        let failed: Vec<(String, String)> =
            failed.map(|failure| (text(&failure["kind"]), text(&failure["reason"]))).collect();
        assert_eq!(status, i32::from(!failed.is_empty()), "{report:#}");
        assert!(failures.iter().all(|failure| failure["fix"].as_str().is_some_and(|fix| !fix.is_empty())));
        failed
    }
}

/// The drill's own directories that are there now.
pub(crate) fn directories_of_drills(below: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(below).unwrap().flatten().map(|entry| entry.path());
    entries.filter(|path| path.to_string_lossy().contains("downpage-drill-")).collect()
}
