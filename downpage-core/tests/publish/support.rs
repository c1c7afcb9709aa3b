//! What the publish tests share: a directory to publish into, and ways to look at it.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use downpage_core::publish::{Compared, Observer, Outcome, PagePaths, PublishOptions, Published, publish};
use downpage_core::{Error, ErrorKind, Errors, RenderedPage};
use tempfile::TempDir;

/// The environment variable that tells a child where to publish.
const PLACE: &str = "DOWNPAGE_TEST_PLACE";

/// A directory of its own for one test, with `static` in it to publish into; not made yet.
pub(crate) struct Site {
    pub(crate) directory: TempDir,
    pub(crate) output: PathBuf,
}

impl Site {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let output = directory.path().join("static");
        Self { directory, output }
    }

    /// One with `pages` published.
    pub(crate) fn with(pages: &[(&str, &str)]) -> Self {
        let site = Self::new();
        site.publish(pages).unwrap();
        site
    }

    /// Publishes pages, which are all that the configuration has.
    pub(crate) fn publish(&self, pages: &[(&str, &str)]) -> Result<Published, Errors> {
        self.publish_with(pages, |_| {}, &mut ())
    }

    pub(crate) fn publish_with(
        &self,
        pages: &[(&str, &str)],
        set: impl FnOnce(&mut PublishOptions<'_>),
        observer: &mut dyn Observer,
    ) -> Result<Published, Errors> {
        let paths = paths(pages);
        let mut options = PublishOptions::new(&paths);
        set(&mut options);
        publish(&self.output, pages.iter().map(|(path, text)| Ok(page(path, text))), &options, observer)
    }

    pub(crate) fn prune(&self, pages: &[(&str, &str)], seen: &mut Seen) -> Published {
        self.publish_with(pages, |options| options.prune = true, seen).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.output.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn manifest(&self) -> Vec<String> {
        let document: serde_json::Value = serde_json::from_str(&self.read(".downpage.json")).unwrap();
        document["pages"].as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned()).collect()
    }

    /// Every name under the output directory, in order; folders end in `/`.
    pub(crate) fn names(&self) -> Vec<String> {
        names(&self.output)
    }
}

pub(crate) fn names(directory: &Path) -> Vec<String> {
    snapshot(directory).into_iter().skip(1).map(|entry| entry.0).collect()
}

/// Everything that a run may not change when it has nothing to do: name, inode, times, mode, bytes.
pub(crate) type Entry = (String, u64, (i64, i64), (i64, i64), u32, Vec<u8>);

pub(crate) fn snapshot(directory: &Path) -> Vec<Entry> {
    fn visit(root: &Path, path: &Path, entries: &mut Vec<Entry>) {
        let meta = fs::symlink_metadata(path).unwrap();
        let mut name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let bytes = if meta.is_file() { fs::read(path).unwrap() } else { Vec::new() };
        if meta.is_dir() {
            name.push('/');
        }
        let (changed, modified) = ((meta.ctime(), meta.ctime_nsec()), (meta.mtime(), meta.mtime_nsec()));
        entries.push((name, meta.ino(), modified, changed, meta.mode(), bytes));
        if meta.is_dir() {
            let mut children: Vec<_> =
                fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
            children.sort();
            for child in &children {
                visit(root, child, entries);
            }
        }
    }
    let mut entries = Vec::new();
    visit(directory, directory, &mut entries);
    entries
}

/// What readers and users see: names, modes and bytes.
pub(crate) fn content(directory: &Path) -> Vec<(String, u32, Vec<u8>)> {
    snapshot(directory).into_iter().map(|entry| (entry.0, entry.4, entry.5)).collect()
}

pub(crate) fn paths(pages: &[(&str, &str)]) -> PagePaths {
    PagePaths::new(pages.iter().map(|(path, _)| *path)).unwrap()
}

pub(crate) fn page(path: &str, text: &str) -> RenderedPage {
    RenderedPage {
        path: path.into(),
        text: text.to_owned(),
        template: "error.html".into(),
        engine: "none",
        status: None,
    }
}

pub(crate) fn broken(name: &str) -> Error {
    Error::new(ErrorKind::Rendering, format!("`{name}` is broken"))
}

pub(crate) fn messages(errors: &Errors) -> Vec<&str> {
    errors.iter().map(Error::message).collect()
}

#[expect(clippy::disallowed_methods, reason = "what a test puts there is no page")]
pub(crate) fn write(path: impl AsRef<Path>, text: &str) {
    fs::write(path, text).unwrap();
}

/// An observer that remembers.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) wants_old: bool,
    pub(crate) pages: Vec<(String, Outcome, Option<u64>, Option<String>)>,
    pub(crate) waits: Vec<String>,
    pub(crate) warnings: Vec<String>,
}

impl Observer for Seen {
    fn wants_old(&self) -> bool {
        self.wants_old
    }

    fn page(&mut self, compared: Compared<'_>) {
        let old = compared.old.map(|old| String::from_utf8(old.to_vec()).unwrap());
        self.pages.push((compared.page.path.to_string(), compared.outcome, compared.old_size, old));
    }

    fn waiting(&mut self, holder: &str) {
        self.waits.push(holder.to_owned());
    }

    fn warning(&mut self, message: &str) {
        self.warnings.push(message.to_owned());
    }
}

/// Tells on the terminal, past the capture of test output, what was not tested and why.
pub(crate) fn skipped(test: &str, reason: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {reason}");
}

/// This test program once more, as a process that runs only the ignored test `name`, with `place` to work in.
pub(crate) fn child(name: &str, place: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"]).env(PLACE, place);
    command
}

/// Where this process is to work, when it is a [`child`].
#[expect(clippy::disallowed_methods, reason = "the only way to tell a test of another process something")]
pub(crate) fn place() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A small file system of its own; unmounted when dropped.
pub(crate) struct Mount(PathBuf);

impl Mount {
    pub(crate) fn new(site: &Site, test: &str, options: &str) -> Option<Self> {
        if !is_root() {
            skipped(test, "mounting a small file system needs root");
            return None;
        }
        fs::create_dir(&site.output).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "downpage-test"])
            .arg(&site.output)
            .stderr(Stdio::null())
            .status();
        if mount.is_ok_and(|status| status.success()) {
            return Some(Self(site.output.clone()));
        }
        skipped(test, "a tmpfs cannot be mounted here");
        None
    }

    pub(crate) fn remount(&self, options: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}
