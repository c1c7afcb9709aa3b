//! `os`, `os.path` and `pathlib`, as on a POSIX system.

use std::path::Path;

use super::super::Interpreter;
use super::super::call::Arguments;
use super::super::value::{At, Eval, Item, Names, Val};
use crate::project::files::Kind;

/// The functions of `os.path` that are built in.
pub(super) const FUNCTIONS: [&str; 15] = [
    "abspath",
    "basename",
    "dirname",
    "exists",
    "expanduser",
    "expandvars",
    "isabs",
    "isdir",
    "isfile",
    "join",
    "normpath",
    "realpath",
    "relpath",
    "split",
    "splitext",
];

/// What an attribute of a path is.
pub(in crate::project::interp) enum PathPart {
    Value(Val),
    Many(Vec<Val>),
}

/// An attribute of `Path` that is no method.
pub(in crate::project::interp) fn path_attribute(path: &str, name: &str) -> Option<PathPart> {
    let text = |text: &str| PathPart::Value(Val::str(text));
    let file = file_name(path);
    Some(match name {
        "parent" => PathPart::Value(Val::Path(parent(path).into())),
        "parents" => {
            let mut parents = Vec::new();
            let mut current = path.to_owned();
            while parent(&current) != current {
                current = parent(&current).to_owned();
                parents.push(Val::Path(current.as_str().into()));
            }
            PathPart::Many(parents)
        }
        "name" => text(file),
        "stem" => text(split_suffix(file).0),
        "suffix" => text(split_suffix(file).1),
        "parts" => {
            let root = path.starts_with('/').then(|| Val::str("/"));
            PathPart::Many(
                root.into_iter()
                    .chain(path.split('/').filter(|part| !part.is_empty()).map(Val::str))
                    .collect(),
            )
        }
        "root" | "anchor" => text(if path.starts_with('/') { "/" } else { "" }),
        _ => return None,
    })
}

/// A path as `pathlib` writes it: no double slashes, no `.`.
pub(in crate::project::interp) fn plain(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    let joined = format!("{root}{}", parts.join("/"));
    if joined.is_empty() { ".".to_owned() } else { joined }
}

/// `Path(first) / second`.
pub(in crate::project::interp) fn join(first: &str, second: &str) -> String {
    if second.starts_with('/') { plain(second) } else { plain(&format!("{first}/{second}")) }
}

/// `os.path.join`, which keeps what it is given.
fn os_join(parts: &[&str]) -> String {
    let mut joined = String::new();
    for (index, part) in parts.iter().enumerate() {
        if part.starts_with('/') || index == 0 {
            joined.clear();
            joined.push_str(part);
        } else {
            if !joined.is_empty() && !joined.ends_with('/') {
                joined.push('/');
            }
            joined.push_str(part);
        }
    }
    joined
}

/// `os.path.normpath`.
pub(in crate::project::interp) fn normalized(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    // Two slashes in front are kept by POSIX, three are not.
    let root = if path.starts_with("//") && !path.starts_with("///") {
        "//"
    } else if rooted {
        "/"
    } else {
        ""
    };
    let joined = format!("{root}{}", parts.join("/"));
    if joined.is_empty() { ".".to_owned() } else { joined }
}

fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((parent, _)) => parent,
        None => ".",
    }
}

fn file_name(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((_, name)) => name,
        None if path == "." => "",
        None => path,
    }
}

fn split_suffix(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && at + 1 < name.len() => name.split_at(at),
        _ => (name, ""),
    }
}

/// `os.path.split`.
fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (head, tail) = path.split_at(at);
    let trimmed = head.trim_end_matches('/');
    (if trimmed.is_empty() { head } else { trimmed }, tail)
}

impl Interpreter {
    /// An absolute path, with `.` and `..` resolved by the text.
    fn absolute(&self, path: &str) -> String {
        normalized(&os_join(&[&self.root.to_string_lossy(), path]))
    }

    /// An absolute path without links, where the file may be looked at.
    fn resolved(&self, path: &str) -> String {
        let absolute = self.absolute(path);
        if self.files.kind(Path::new(&absolute)) == Kind::Outside {
            return absolute;
        }
        match std::fs::canonicalize(&absolute) {
            Ok(real) => real.to_string_lossy().into_owned(),
            Err(_) => absolute,
        }
    }

    /// Whether `path` is one of `kinds`; outside of the project nobody looks.
    fn is_kind(&self, path: &str, kinds: &[Kind], at: At) -> Val {
        match self.files.kind(Path::new(&self.absolute(path))) {
            Kind::Outside => {
                self.unknown(at, format!("`{path}` is outside of the project and not looked at"))
            }
            kind => Val::Bool(kinds.contains(&kind)),
        }
    }

    /// The text of a file of the project.
    pub(super) fn file_text(&mut self, path: &str, at: At) -> Eval {
        let absolute = self.absolute(path);
        match self.files.kind(Path::new(&absolute)) {
            Kind::Outside => Ok(self.unknown(at, format!("`{path}` is outside of the project and not read"))),
            Kind::File => match self.files.read(Path::new(&absolute))? {
                Some(file) => {
                    self.steps(file.text.len() / 64)?;
                    Ok(Val::str(file.text.as_str()))
                }
                None => Ok(self.computed(at)),
            },
            _ => self.raise("FileNotFoundError", format!("there is no file `{path}`"), at),
        }
    }

    /// `open(path)`, for reading.
    pub(super) fn open_file(&mut self, path: &str, mode: &str, at: At) -> Eval {
        if mode.contains(['w', 'a', 'x', '+']) {
            return Ok(self.unknown(at, "files are not written here"));
        }
        let text = self.file_text(path, at)?;
        if text.unknown().is_some() {
            return Ok(text);
        }
        let mut fields = Names::new();
        fields.insert("text".into(), Item::new(text, at));
        Ok(self.instance("file", fields))
    }

    /// A function of `os`, `os.path` or `pathlib`.
    pub(super) fn call_path_function(&mut self, path: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let mut texts = Vec::new();
        for item in &arguments.positional {
            let value = self.force(&item.val)?;
            if let Some(why) = self.lost(&value) {
                return Ok(Val::Unknown(why));
            }
            let text = match &value {
                Val::Instance(_) => self.env_path_text(&value),
                value => value.as_path().map(Into::into),
            };
            match (text, path) {
                (Some(text), _) => texts.push(text),
                (None, "os.getenv" | "os.makedirs" | "os.mkdir") => break,
                (None, _) => return self.raise("TypeError", "the value is no path", at),
            }
        }
        let texts: Vec<&str> = texts.iter().map(|text: &std::sync::Arc<str>| &**text).collect();
        self.sized(texts.iter().map(|text| text.len() + 1).sum(), at)?;
        let first = texts.first().copied();
        match path {
            "pathlib.Path" => {
                let joined = texts.iter().fold(String::new(), |joined, part| join(&joined, part));
                return Ok(Val::Path(if texts.is_empty() {
                    ".".into()
                } else {
                    keep_relative(&texts, joined).into()
                }));
            }
            "pathlib.Path.cwd" => return Ok(Val::Path(self.root.to_string_lossy().into())),
            "os.getcwd" => return Ok(Val::str(&*self.root.to_string_lossy())),
            "os.makedirs" | "os.mkdir" => return Ok(Val::None),
            "os.path.join" if !texts.is_empty() => return Ok(Val::str(os_join(&texts))),
            "os.getenv" => return self.variable(arguments),
            _ => {}
        }
        let Some(first) = first else { return self.call_computed(arguments) };
        Ok(match path {
            "os.path.abspath" => Val::str(self.absolute(first)),
            "os.path.realpath" => Val::str(self.resolved(first)),
            "os.path.normpath" => Val::str(normalized(first)),
            "os.path.dirname" => Val::str(split(first).0),
            "os.path.basename" => Val::str(split(first).1),
            "os.path.isabs" => Val::Bool(first.starts_with('/')),
            "os.path.exists" => self.is_kind(first, &[Kind::File, Kind::Folder], at),
            "os.path.isfile" => self.is_kind(first, &[Kind::File], at),
            "os.path.isdir" => self.is_kind(first, &[Kind::Folder], at),
            "os.path.expanduser" if !first.starts_with('~') => Val::str(first),
            "os.path.expandvars" if !first.contains('$') => Val::str(first),
            "os.path.split" | "os.path.splitext" => {
                let (head, tail) = if path == "os.path.split" {
                    split(first)
                } else {
                    let name = first.rsplit('/').next().unwrap_or(first);
                    let stem = name.trim_start_matches('.');
                    let cut = stem.rfind('.').map_or(0, |at| stem.len() - at);
                    first.split_at(first.len() - cut)
                };
                let items = [head, tail].map(|part| Item::new(Val::str(part), at));
                return self.tuple(items.to_vec(), at);
            }
            _ => return self.call_computed(arguments),
        })
    }

    /// `os.getenv(name, default)`.
    fn variable(&mut self, arguments: &Arguments) -> Eval {
        let name = arguments.value(0, "key").cloned().unwrap_or(Val::None);
        let default = arguments.value(1, "default").cloned().unwrap_or(Val::None);
        let environ = Val::Dict(self.environ);
        self.got(&environ, &name, default, arguments.at)
    }

    /// A method of a path.
    pub(super) fn path_method(&mut self, path: &str, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let mut texts: Vec<&str> = Vec::new();
        for item in &arguments.positional {
            match item.val.as_path() {
                Some(text) => texts.push(text),
                None => {
                    if let Some(why) = self.lost(&item.val) {
                        return Ok(Val::Unknown(why));
                    }
                }
            }
        }
        Ok(match name {
            "resolve" => Val::Path(self.resolved(path).into()),
            "absolute" => Val::Path(os_join(&[&self.root.to_string_lossy(), path]).into()),
            "joinpath" => {
                Val::Path(texts.iter().fold(path.to_owned(), |joined, part| join(&joined, part)).into())
            }
            "as_posix" | "__str__" | "__fspath__" => Val::str(path),
            "is_absolute" => Val::Bool(path.starts_with('/')),
            "exists" => self.is_kind(path, &[Kind::File, Kind::Folder], at),
            "is_file" => self.is_kind(path, &[Kind::File], at),
            "is_dir" => self.is_kind(path, &[Kind::Folder], at),
            "mkdir" | "touch" => Val::None,
            "expanduser" if !path.starts_with('~') => Val::Path(path.into()),
            "read_text" => return self.file_text(path, at),
            "open" => return self.open_file(path, texts.first().copied().unwrap_or("r"), at),
            "with_name" if texts.len() == 1 => Val::Path(join(parent(path), texts[0]).into()),
            "with_suffix" if texts.len() == 1 => {
                let stem = path.len() - split_suffix(file_name(path)).1.len();
                Val::Path(format!("{}{}", &path[..stem], texts[0]).into())
            }
            "relative_to" if texts.len() == 1 => {
                let base = plain(texts[0]);
                match path.strip_prefix(&base) {
                    Some("") => Val::Path(".".into()),
                    Some(rest) if rest.starts_with('/') || base.ends_with('/') => {
                        Val::Path(rest.trim_start_matches('/').into())
                    }
                    _ => return self.raise("ValueError", "the path is not below the other", at),
                }
            }
            _ => return self.call_computed(arguments),
        })
    }
}

/// `join` of nothing with a relative path puts no slash in front.
fn keep_relative(parts: &[&str], joined: String) -> String {
    if parts.iter().any(|part| part.starts_with('/')) {
        return joined;
    }
    plain(joined.trim_start_matches('/'))
}
