//! Where templates come from, and the rules of their names.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result, suggest};

/// Finds templates by name.
pub trait Loader: Send + Sync {
    /// The template called `name`.
    ///
    /// # Errors
    /// [`ErrorKind::TemplateNotFound`] with what was searched; [`ErrorKind::Io`] for one that cannot be read.
    fn load(&self, name: &str) -> Result<Source>;

    /// The template called `name` of another place, for one that extends the template it hides: `index` 0 is the one
    /// that [`load`](Loader::load) finds, 1 the next one of that name, in the order of the search.
    ///
    /// A loader that has only one place for a name need not say more than that it has no other.
    ///
    /// # Errors
    /// As for [`load`](Loader::load): [`ErrorKind::TemplateNotFound`] when there are no more than `index`.
    fn load_nth(&self, name: &str, index: usize) -> Result<Source> {
        if index == 0 {
            return self.load(name);
        }
        Err(no_more(name))
    }

    /// Every name there is, sorted; asked for only to help after a miss.
    fn names(&self) -> Vec<String>;
}

/// A template's text, and the file it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The text.
    pub text: Arc<str>,
    /// The file, for messages and for watching; `None` for a template that is in memory.
    pub path: Option<PathBuf>,
}

/// Templates in directories; the first that has the name wins.
///
/// A name never leads out: `..`, absolute names and links to files outside of all the directories are refused.
#[derive(Clone, Debug)]
pub struct DirLoader {
    directories: Vec<PathBuf>,
    /// Where links may lead, besides the directories.
    reach: Vec<PathBuf>,
}

impl DirLoader {
    /// Searches `directories` in this order. They need not exist yet; one that comes twice counts once.
    #[must_use]
    pub fn new(directories: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        let mut kept: Vec<PathBuf> = Vec::new();
        for directory in directories.into_iter().map(Into::into) {
            if !kept.contains(&directory) {
                kept.push(directory);
            }
        }
        Self { directories: kept, reach: Vec::new() }
    }

    /// Lets links lead to whatever is below `directories`, too.
    #[must_use]
    pub fn with_reach(mut self, directories: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.reach.extend(directories.into_iter().map(Into::into));
        self
    }

    /// Refuses what a link leads to outside of every directory.
    fn contain(&self, name: &str, path: &Path) -> Result<()> {
        let real = path.canonicalize().map_err(|cause| cannot_read(path, cause))?;
        let inside = |root: &PathBuf| root.canonicalize().is_ok_and(|root| real.starts_with(root));
        if self.directories.iter().chain(&self.reach).any(inside) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::TemplateNotFound,
            format!("template `{name}` lies outside of the template directories"),
        )
        .note(format!("`{}` is a link to `{}`", path.display(), real.display()))
        .help("add the directory that the link leads to to `templates`"))
    }
}

impl Loader for DirLoader {
    fn load(&self, name: &str) -> Result<Source> {
        self.load_nth(name, 0)
    }

    fn load_nth(&self, name: &str, index: usize) -> Result<Source> {
        check_name(name)?;
        let mut before = 0;
        for directory in &self.directories {
            let path = directory.join(name);
            match std::fs::read(&path) {
                Ok(_) if before < index => before += 1,
                Ok(bytes) => {
                    self.contain(name, &path)?;
                    let text = String::from_utf8(bytes).map_err(|fault| not_utf8(&path, &fault))?;
                    return Ok(Source { text: text.into(), path: Some(path) });
                }
                Err(cause) if is_missing(&cause, &path) => {}
                Err(cause) => return Err(cannot_read(&path, cause)),
            }
        }
        if before > 0 {
            return Err(no_more(name));
        }
        let error = not_found(name, self.names().iter().map(String::as_str));
        if self.directories.is_empty() {
            return Err(error.note("no template directories are configured"));
        }
        Err(self.directories.iter().fold(error, |error, directory| {
            let missing = if directory.is_dir() { "" } else { " (no such directory)" };
            error.note(format!("searched `{}`{missing}", directory.display()))
        }))
    }

    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for directory in &self.directories {
            collect_names(directory, "", 0, &mut names);
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Loaders one after the other; the first that has the name wins.
///
/// ```
/// use std::sync::Arc;
/// use downpage_core::{Loader, LoaderChain, MemoryLoader};
///
/// let site = MemoryLoader::new().with("base.html", "site");
/// let app = MemoryLoader::new().with("base.html", "app").with("app.html", "app");
/// let chain = LoaderChain::new([Arc::new(site) as Arc<dyn Loader>, Arc::new(app)]);
/// assert_eq!(&*chain.load("base.html")?.text, "site");
/// assert_eq!(&*chain.load_nth("base.html", 1)?.text, "app");
/// assert_eq!(chain.names(), ["app.html", "base.html"]);
/// # Ok::<(), downpage_core::Error>(())
/// ```
#[derive(Clone)]
pub struct LoaderChain {
    loaders: Vec<Arc<dyn Loader>>,
}

impl LoaderChain {
    /// Searches `loaders` in this order.
    #[must_use]
    pub fn new(loaders: impl IntoIterator<Item = Arc<dyn Loader>>) -> Self {
        Self { loaders: loaders.into_iter().collect() }
    }
}

impl Loader for LoaderChain {
    fn load(&self, name: &str) -> Result<Source> {
        self.load_nth(name, 0)
    }

    fn load_nth(&self, name: &str, index: usize) -> Result<Source> {
        check_name(name)?;
        let mut left = index;
        let mut searched = Vec::new();
        for loader in &self.loaders {
            for own in 0.. {
                match loader.load_nth(name, own) {
                    Ok(_) if left > 0 => left -= 1,
                    Err(error) if error.kind() == ErrorKind::TemplateNotFound => {
                        searched.extend(error.notes().iter().cloned());
                        break;
                    }
                    found_or_unreadable => return found_or_unreadable,
                }
            }
        }
        if left < index {
            return Err(no_more(name));
        }
        let error = not_found(name, self.names().iter().map(String::as_str));
        Err(searched.into_iter().fold(error, Error::note))
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.loaders.iter().flat_map(|loader| loader.names()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Templates in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryLoader {
    templates: BTreeMap<String, Arc<str>>,
}

impl MemoryLoader {
    /// A loader without templates.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a template, in place of one of the same name.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        self.templates.insert(name.into(), text.into());
        self
    }
}

impl Loader for MemoryLoader {
    fn load(&self, name: &str) -> Result<Source> {
        check_name(name)?;
        let text = self.templates.get(name).cloned();
        text.map(|text| Source { text, path: None })
            .ok_or_else(|| not_found(name, self.templates.keys().map(String::as_str)))
    }

    fn names(&self) -> Vec<String> {
        self.templates.keys().cloned().collect()
    }
}

/// Refuses a name that could lead out of a directory: absolute, with `..` or `.`, with a backslash, a colon or a NUL,
/// or empty.
///
/// # Errors
/// [`ErrorKind::TemplateNotFound`], with the reason.
pub fn check_name(name: &str) -> Result<()> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.contains(['\\', '\0', ':']) {
        "it has a backslash, a colon or a NUL in it"
    } else if name.starts_with('/') {
        "it is absolute"
    } else if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
        "it has an empty part, `.` or `..` in it"
    } else {
        return Ok(());
    };
    Err(Error::new(
        ErrorKind::TemplateNotFound,
        format!("template name `{}` cannot be used: {reason}", name.escape_debug()),
    )
    .help("a template is named by its path inside a template directory, such as `errors/502.html`"))
}

/// The error of a name that has templates, but not that many.
pub(crate) fn no_more(name: &str) -> Error {
    Error::new(ErrorKind::TemplateNotFound, format!("there is no other template `{name}` behind this one"))
}

fn not_found<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    Error::new(ErrorKind::TemplateNotFound, format!("template `{name}` was not found"))
        .maybe_help(suggest(name, known).filter(|help| help.starts_with("did you mean")))
}

fn cannot_read(path: &Path, cause: std::io::Error) -> Error {
    Error::io(format!("cannot read template `{}`", path.display()), cause)
}

fn not_utf8(path: &Path, fault: &std::string::FromUtf8Error) -> Error {
    let at = fault.utf8_error().valid_up_to();
    let line = String::from_utf8_lossy(&fault.as_bytes()[..at]).matches('\n').count() + 1;
    Error::new(
        ErrorKind::TemplateSyntax,
        format!("template `{}` is not UTF-8 (line {line}, byte {at})", path.display()),
    )
    .help("save it as UTF-8")
}

/// A missing file, a file where a directory was expected, or a directory of the template's name.
fn is_missing(cause: &std::io::Error, path: &Path) -> bool {
    use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    matches!(cause.kind(), NotFound | NotADirectory | IsADirectory) || path.is_dir()
}

fn collect_names(directory: &Path, prefix: &str, depth: usize, names: &mut Vec<String>) {
    const DEEPEST: usize = 12; // a tree of links that leads to itself ends here
    const MOST: usize = 20_000; // names serve only as suggestions
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Some(Component::Normal(part)) = path.components().next_back() else { continue };
        let Some(part) = part.to_str() else { continue };
        let name = format!("{prefix}{part}");
        if names.len() >= MOST {
            return;
        }
        if path.is_dir() {
            if depth < DEEPEST {
                collect_names(&path, &format!("{name}/"), depth + 1, names);
            }
        } else {
            names.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{DirLoader, ErrorKind, Loader, LoaderChain, MemoryLoader, check_name};

    fn site() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in
            [("a/base.html", "A"), ("b/base.html", "B"), ("b/errors/502.html", "502"), ("secret", "S")]
        {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::File::create(&path)
                .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
                .unwrap();
        }
        dir
    }

    #[test]
    fn the_first_directory_with_the_name_wins() {
        let dir = site();
        let loader = DirLoader::new([dir.path().join("a"), dir.path().join("b")]);
        assert_eq!(&*loader.load("base.html").unwrap().text, "A");
        assert_eq!(&*loader.load("errors/502.html").unwrap().text, "502");
        assert_eq!(loader.names(), ["base.html", "errors/502.html"]);
    }

    #[test]
    fn the_next_directory_with_the_name_comes_after_it() {
        let dir = site();
        let loader = DirLoader::new(["a", "none", "b"].map(|name| dir.path().join(name)));
        let found = |index| loader.load_nth("base.html", index).map(|source| source.text.to_string());
        assert_eq!((found(0).unwrap(), found(1).unwrap()), ("A".to_owned(), "B".to_owned()));
        let error = found(2).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TemplateNotFound);
        assert_eq!(error.message(), "there is no other template `base.html` behind this one");
        assert!(loader.load_nth("none.html", 1).unwrap_err().message().ends_with("was not found"));
    }

    #[test]
    fn a_miss_lists_what_was_searched_and_what_may_be_meant() {
        let dir = site();
        let loader = DirLoader::new([dir.path().join("a"), dir.path().join("none")]);
        let error = loader.load("bsae.html").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TemplateNotFound);
        assert_eq!(error.help_text(), Some("did you mean `base.html`?"));
        assert_eq!(error.notes().len(), 2);
        assert!(error.notes()[1].ends_with("none` (no such directory)"), "{:?}", error.notes());
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in ["", "/etc/passwd", "../secret", "a/../../secret", "a//b", "./a", "a\\b", "c:a", "a\0b"] {
            assert_eq!(check_name(name).unwrap_err().kind(), ErrorKind::TemplateNotFound, "{name:?}");
        }
        assert!(MemoryLoader::new().with("x", "y").load("../x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_directories_is_refused_and_one_inside_is_followed() {
        let dir = site();
        std::os::unix::fs::symlink("../secret", dir.path().join("a/leak.html")).unwrap();
        std::os::unix::fs::symlink("../b/base.html", dir.path().join("a/shared.html")).unwrap();
        let loader = DirLoader::new([dir.path().join("a"), dir.path().join("b")]);
        let message = loader.load("leak.html").unwrap_err().to_string();
        assert!(message.contains("outside of the template directories"), "{message}");
        assert_eq!(&*loader.load("shared.html").unwrap().text, "B");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_may_lead_to_what_is_in_reach() {
        let dir = site();
        std::os::unix::fs::symlink("../secret", dir.path().join("a/near.html")).unwrap();
        let loader = DirLoader::new([dir.path().join("a")]).with_reach([dir.path()]);
        assert_eq!(&*loader.load("near.html").unwrap().text, "S");
    }

    #[test]
    fn a_chain_that_has_no_template_tells_all_that_was_searched() {
        let dir = site();
        let loader = |name: &str| Arc::new(DirLoader::new([dir.path().join(name)])) as Arc<dyn Loader>;
        let chain = LoaderChain::new([loader("a"), loader("b")]);
        let error = chain.load("errors/503.html").unwrap_err();
        assert_eq!(error.notes().len(), 2, "{:?}", error.notes());
        assert_eq!(error.help_text(), Some("did you mean `errors/502.html`?"));
        assert_eq!(&*chain.load_nth("base.html", 1).unwrap().text, "B");
        assert!(chain.load_nth("base.html", 2).unwrap_err().message().contains("no other template"));
    }

    #[test]
    fn a_template_that_is_not_utf8_names_the_line() {
        let dir = site();
        let mut file = std::fs::File::create(dir.path().join("a/latin.html")).unwrap();
        std::io::Write::write_all(&mut file, b"one\ncaf\xe9").unwrap();
        let message = DirLoader::new([dir.path().join("a")]).load("latin.html").unwrap_err().to_string();
        assert!(message.contains("line 2, byte 7"), "{message}");
    }
}
