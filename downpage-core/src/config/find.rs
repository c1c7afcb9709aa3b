//! Finds the configuration of a site: its own file, or a table in a file that the project has anyway.

use std::path::{Path, PathBuf};

use crate::config::Origin;
use crate::config::document::{Document, LONGEST, Node};
use crate::config::faults::Faults;
use crate::error::{Error, ErrorKind, Errors, Result};

/// Where a configuration was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file: relative when it is below the working directory.
    pub path: PathBuf,
    /// The table in it, such as `tool.downpage`; `None` when the whole file is the configuration.
    pub table: Option<&'static str>,
}

/// Looks for a configuration in `start`, then in the directory above it, and so on.
///
/// In each directory, in this order: `downpage.toml`, `[tool.downpage]` in `pyproject.toml`, `[package.metadata.downpage]`
/// and `[workspace.metadata.downpage]` in `Cargo.toml`. A file of another purpose without our table does not end the
/// search, nor does one that is broken, unless it has the word `downpage` in it.
///
/// ```no_run
/// use downpage_core::config::{self, Config};
///
/// if let Some(found) = config::find(".".as_ref())? {
///     let config = Config::read(&found.path)?;
/// }
/// # Ok::<(), downpage_core::Errors>(())
/// ```
///
/// # Errors
/// When `start` cannot be entered, or when a file that has the word `downpage` in it cannot be parsed.
pub fn find(start: &Path) -> Result<Option<Found>, Errors> {
    let start = if start.as_os_str().is_empty() { Path::new(".") } else { start };
    let absolute = start.canonicalize().map_err(|cause| {
        Error::io(format!("cannot look for a configuration in `{}`", start.display()), cause)
    })?;
    find_above(&absolute, Path::new(".").canonicalize().ok().as_deref())
}

/// Looks in `start` and above; files below `here` are named by their way from there.
fn find_above(start: &Path, here: Option<&Path>) -> Result<Option<Found>, Errors> {
    for directory in start.ancestors() {
        let shown = here.and_then(|here| directory.strip_prefix(here).ok()).unwrap_or(directory);
        if let Some(found) = find_in(directory, shown)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn find_in(directory: &Path, shown: &Path) -> Result<Option<Found>, Errors> {
    let own = directory.join("downpage.toml");
    // a link that leads nowhere is found, so that it is reported and not passed over
    if own.is_file() || own.is_symlink() {
        return Ok(Some(Found { path: shown.join("downpage.toml"), table: None }));
    }
    for home in [Home::Pyproject, Home::Cargo] {
        let path = directory.join(home.file());
        if !path.is_file() {
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        if !bytes.windows(WORD.len()).any(|window| window == WORD) {
            continue;
        }
        let path = shown.join(home.file());
        let origin = Origin { text: decoded(bytes, &path)?, path };
        let mut faults = Faults::new(&origin);
        let document = Document::parse(&origin.text, &mut faults);
        faults.finish()?;
        let table = home.tables().find(|(_, path)| enter(document.root(), path).is_some());
        if let Some((name, _)) = table {
            return Ok(Some(Found { path: origin.path, table: Some(name) }));
        }
    }
    Ok(None)
}

const WORD: &[u8] = b"downpage";

/// What kind of file a configuration lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// A file of our own, whatever its name.
    Own,
    Pyproject,
    Cargo,
}

impl Home {
    /// The kind of the file at `path`, by its name.
    pub(super) fn of(path: &Path) -> Self {
        match path.file_name().and_then(|name| name.to_str()) {
            Some("pyproject.toml") => Self::Pyproject,
            Some("Cargo.toml") => Self::Cargo,
            _ => Self::Own,
        }
    }

    /// Our table in the document with this root.
    pub(super) fn table(self, root: Node<'_>) -> Option<Node<'_>> {
        if self == Self::Own {
            return Some(root);
        }
        self.tables().find_map(|(_, path)| enter(root, path))
    }

    /// The tables that can be ours, for messages.
    pub(super) fn names(self) -> String {
        self.tables().map(|(name, _)| format!("`[{name}]`")).collect::<Vec<_>>().join(" or ")
    }

    fn file(self) -> &'static str {
        match self {
            Self::Own => "downpage.toml",
            Self::Pyproject => "pyproject.toml",
            Self::Cargo => "Cargo.toml",
        }
    }

    fn tables(self) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        let tables: &[(&str, &[&str])] = match self {
            Self::Own => &[],
            Self::Pyproject => &[("tool.downpage", &["tool", "downpage"])],
            Self::Cargo => &[
                ("package.metadata.downpage", &["package", "metadata", "downpage"]),
                ("workspace.metadata.downpage", &["workspace", "metadata", "downpage"]),
            ],
        };
        tables.iter().copied()
    }
}

fn enter<'d>(root: Node<'d>, path: &[&str]) -> Option<Node<'d>> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

/// The text of the file at `path`.
pub(super) fn read_text(path: &Path) -> Result<String> {
    use std::io::Read;
    let cannot = |cause| Error::io(format!("cannot read the configuration `{}`", path.display()), cause);
    let file = std::fs::File::open(path).map_err(cannot)?;
    let length = file.metadata().map_or(0, |about| about.len());
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_or(0, |length| length.min(LONGEST) + 1));
    // a device gives without end
    file.take(LONGEST as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    decoded(bytes, path)
}

fn decoded(bytes: Vec<u8>, path: &Path) -> Result<String> {
    String::from_utf8(bytes).map_err(|fault| {
        let at = fault.utf8_error().valid_up_to();
        let line = String::from_utf8_lossy(&fault.as_bytes()[..at]).matches('\n').count() + 1;
        let message = format!("`{}` is not UTF-8 (line {line}, byte {at})", path.display());
        Error::new(ErrorKind::Configuration, message).help("save it as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Found, find, find_above, read_text};

    fn site(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        use std::io::Write;
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::File::create(&path).and_then(|mut file| file.write_all(text.as_bytes())).unwrap();
        }
        (dir, root)
    }

    fn found(root: &Path, start: &str) -> String {
        match find_above(&root.join(start), Some(root)) {
            Ok(Some(Found { path, table })) => {
                format!("{} {}", path.display(), table.unwrap_or("-")).replace(root.to_str().unwrap(), "ROOT")
            }
            Ok(None) => "none".to_owned(),
            Err(errors) => errors.to_string(),
        }
    }

    #[test]
    fn the_own_file_goes_before_tables_and_the_near_before_the_far() {
        let (_dir, root) = site(&[
            ("downpage.toml", ""),
            ("a/pyproject.toml", "[tool.downpage]"),
            ("a/Cargo.toml", "[package.metadata.downpage]"),
            ("a/b/Cargo.toml", "[workspace.metadata.downpage]\n[package.metadata.downpage]"),
            ("a/b/c/Cargo.toml", "[workspace]\nmetadata.downpage = {}"),
            ("a/b/c/d/pyproject.toml", "[tool]\nx = 'downpage'"),
            ("e/f/x", ""),
        ]);
        assert_eq!(found(&root, "a/b/c/d"), "a/b/c/Cargo.toml workspace.metadata.downpage");
        assert_eq!(found(&root, "a/b"), "a/b/Cargo.toml package.metadata.downpage");
        assert_eq!(found(&root, "a"), "a/pyproject.toml tool.downpage");
        assert_eq!(found(&root, "e/f"), "downpage.toml -");
        assert_eq!(
            find_above(&root.join("e"), Some(&root.join("e"))).unwrap().unwrap().path,
            root.join("downpage.toml")
        );
        assert_eq!(find(&root.join("e/f/..")).unwrap().unwrap().path, root.join("downpage.toml"));
    }

    #[test]
    fn a_broken_file_of_others_is_an_error_only_when_it_may_be_meant() {
        let (_dir, root) = site(&[
            ("downpage.toml", ""),
            ("a/pyproject.toml", "[tool\n"),
            ("b/pyproject.toml", "[tool.downpage\n"),
            ("c/downpage.toml/x", "a directory of that name"),
        ]);
        assert_eq!(found(&root, "a"), "downpage.toml -");
        assert_eq!(found(&root, "b"), "b/pyproject.toml:1:15: not valid TOML: unclosed table, expected `]`");
        assert_eq!(found(&root, "c"), "downpage.toml -");
    }

    #[test]
    fn a_start_that_is_not_there_is_an_error() {
        let message = find(Path::new("no/such/place")).unwrap_err().to_string();
        assert_eq!(message, "cannot look for a configuration in `no/such/place`: no such file or directory");
    }

    #[test]
    fn a_file_that_cannot_be_read_says_why() {
        use std::io::Write;
        let (_dir, root) = site(&[]);
        let path = root.join("downpage.toml");
        assert!(read_text(&path).unwrap_err().message().ends_with("no such file or directory"));
        std::fs::File::create(&path).and_then(|mut file| file.write_all(b"a = 1\nb = '\xff'\n")).unwrap();
        assert!(read_text(&path).unwrap_err().message().ends_with("is not UTF-8 (line 2, byte 11)"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_found_and_then_reported() {
        let (_dir, root) = site(&[]);
        std::os::unix::fs::symlink("gone.toml", root.join("downpage.toml")).unwrap();
        assert_eq!(found(&root, ""), "downpage.toml -");
        assert!(crate::Config::read(&root.join("downpage.toml")).is_err());
    }
}
