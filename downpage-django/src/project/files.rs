//! The one gate through which a project's files are read.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Location, Result};

use super::limits::Limits;
use super::place::SourceFile;

/// Reads files of a project, and refuses everything that is not below one of its folders.
#[derive(Debug)]
pub(super) struct Files {
    /// The project's folder, for names in messages.
    home: PathBuf,
    /// Where reading is allowed; links are resolved.
    allowed: Vec<PathBuf>,
    read: HashMap<PathBuf, Arc<SourceFile>>,
    bytes: u64,
    limits: Limits,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Nothing,
    /// Outside of what may be read: whether it is there is not even asked.
    Outside,
}

impl Files {
    pub(super) fn new(home: &Path, allowed: impl IntoIterator<Item = PathBuf>, limits: Limits) -> Self {
        let mut files =
            Self { home: home.to_owned(), allowed: Vec::new(), read: HashMap::new(), bytes: 0, limits };
        for folder in allowed {
            if let Ok(real) = fs::canonicalize(folder)
                && !files.allowed.contains(&real)
            {
                files.allowed.push(real);
            }
        }
        files
    }

    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What is at `path`.
    pub(super) fn kind(&self, path: &Path) -> Kind {
        // Asked by name first, so that a path which plainly leads outside touches no file.
        let plain = plain(path);
        if !self.allows(&plain) && !self.allows(path) {
            return Kind::Outside;
        }
        let Ok(real) = fs::canonicalize(path) else { return Kind::Nothing };
        if !self.allows(&real) {
            return Kind::Outside;
        }
        match fs::metadata(&real) {
            Ok(meta) if meta.is_file() => Kind::File,
            Ok(meta) if meta.is_dir() => Kind::Folder,
            _ => Kind::Nothing,
        }
    }

    /// The file at `path`; `None` when there is none.
    ///
    /// # Errors
    /// When it is outside, too large, one too many, or no UTF-8.
    pub(super) fn read(&mut self, path: &Path) -> Result<Option<Arc<SourceFile>>> {
        if let Some(known) = self.read.get(path) {
            return Ok(Some(Arc::clone(known)));
        }
        let name = self.name(path);
        match self.kind(path) {
            Kind::Nothing | Kind::Folder => return Ok(None),
            Kind::Outside => {
                let message = format!("`{name}` is outside of the project and its virtual environment");
                return Err(Error::new(ErrorKind::Configuration, message)
                    .help("only files of the project are read: move it there, or use `--python`"));
            }
            Kind::File => {}
        }
        if self.read.len() >= self.limits.files {
            let message = format!("the project reads more than {} files", self.limits.files);
            return Err(Error::new(ErrorKind::LimitExceeded, message));
        }
        let fail = |cause| Error::io(format!("cannot read `{name}`"), cause);
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(fail)?;
        file.take(self.limits.file + 1).read_to_end(&mut bytes).map_err(fail)?;
        self.bytes += bytes.len() as u64;
        if bytes.len() as u64 > self.limits.file || self.bytes > self.limits.bytes {
            let message = format!("`{name}` is too large to be read");
            return Err(Error::new(ErrorKind::LimitExceeded, message).help(format!(
                "the limits are {} bytes for a file and {} for all of them",
                self.limits.file, self.limits.bytes
            )));
        }
        let text = String::from_utf8(bytes).map_err(|_| {
            let message = format!("`{name}` is not in UTF-8");
            Error::new(ErrorKind::Configuration, message).at(Location::whole(&*name))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let source = Arc::new(SourceFile { name, text });
        self.read.insert(path.to_owned(), Arc::clone(&source));
        Ok(Some(source))
    }

    /// The file that has this text, of those that were read.
    pub(super) fn of_text(&self, text: &str) -> Option<Arc<SourceFile>> {
        // The first by its path: which of two equal files it is makes no difference but to messages.
        let mut found: Vec<(&PathBuf, &Arc<SourceFile>)> =
            self.read.iter().filter(|(_, file)| file.text == text).collect();
        found.sort();
        found.first().map(|(_, file)| Arc::clone(file))
    }

    /// The files that were read, sorted.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.read.keys().cloned().collect();
        paths.sort();
        paths
    }

    /// The path as messages show it.
    fn name(&self, path: &Path) -> String {
        path.strip_prefix(&self.home).unwrap_or(path).display().to_string()
    }

    fn allows(&self, path: &Path) -> bool {
        self.allowed.iter().any(|folder| path.starts_with(folder))
            || path
                .strip_prefix(&self.home)
                .is_ok_and(|inside| !inside.components().any(|part| part == Component::ParentDir))
    }
}

/// The path without `.` and `..`, by its text alone, as Python's `os.path.normpath`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            Component::ParentDir if plain.has_root() => {}
            part => plain.push(part),
        }
    }
    plain
}
