//! The paths of pages: what a path may be, and the list of all of a configuration.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::encoding::{Encoding, Encodings};
use crate::error::{Error, ErrorKind, Errors, Result};

/// Names in the output directory that are ours begin with this, in any letter case.
const OURS: &str = ".downpage";

/// What the name of a temporary file ends with; it begins with a dot.
pub(super) const TEMPORARY: &str = ".downpage-tmp";

/// The longest name that file systems take.
pub(super) const LONGEST_NAME: usize = 255;

/// The longest path: the least that Linux and macOS agree on.
const LONGEST_PATH: usize = 1024;

/// Refuses a page path that leaves the output directory, or that no file can have.
///
/// A path is relative, with `/` between its parts. Refused are `..`, `.`, empty parts, a leading `/` or `C:/`,
/// backslashes, control characters, parts over 255 bytes, and the names of our own files.
///
/// ```
/// use downpage_core::publish::check_page_path;
///
/// assert!(check_page_path("errors/502.html").is_ok());
/// let error = check_page_path("../502.html").unwrap_err();
/// assert_eq!(error.to_string(), "the page path `../502.html` leaves the output directory");
/// ```
///
/// # Errors
/// [`ErrorKind::PagePath`], with the reason.
pub fn check_page_path(path: &str) -> Result<()> {
    let shown = path.escape_debug();
    let refuse = |reason: &str| {
        Err(Error::new(ErrorKind::PagePath, format!("the page path `{shown}` {reason}"))
            .help("give a path inside the output directory, such as `errors/502.html`"))
    };
    if path.is_empty() {
        return refuse("is empty");
    }
    if path.starts_with('/') || is_drive(path) {
        return refuse("is absolute");
    }
    if path.contains('\\') {
        return refuse("has a backslash");
    }
    if path.chars().any(char::is_control) {
        return refuse("has a control character");
    }
    if path.len() > LONGEST_PATH {
        return refuse("is longer than 1,024 bytes");
    }
    for part in path.split('/') {
        match part {
            ".." => return refuse("leaves the output directory"),
            "." => return refuse("has a part that is only `.`"),
            "" => return refuse("has an empty part"),
            _ if part.len() > LONGEST_NAME => return refuse("has a part longer than 255 bytes"),
            _ if is_ours(part) => return refuse("has a name that downpage keeps for its own files"),
            _ => {}
        }
    }
    Ok(())
}

/// `C:/` at the start means a drive wherever the configuration was written for Windows too.
fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic())
}

fn is_ours(part: &str) -> bool {
    let starts = part.get(..OURS.len()).is_some_and(|start| start.eq_ignore_ascii_case(OURS));
    starts || is_temporary(part.as_bytes())
}

/// Whether a file of this name is a temporary of ours; nothing else may have such a name.
pub(super) fn is_temporary(name: &[u8]) -> bool {
    let end = name.len().saturating_sub(TEMPORARY.len());
    name.first() == Some(&b'.') && name[end..].eq_ignore_ascii_case(TEMPORARY.as_bytes())
}

/// The paths of all pages of a configuration: each one usable, no two in each other's way, in order.
///
/// All of them, also when a run makes only some of the pages: what is not in the list is what `prune` removes.
///
/// ```
/// use downpage_core::publish::PagePaths;
///
/// let paths = PagePaths::new(["503.html", "502.html"]).unwrap();
/// assert!(paths.iter().eq(["502.html", "503.html"]));
/// let errors = PagePaths::new(["a", "a/b.html"]).unwrap_err();
/// assert_eq!(errors.to_string(), "the page `a` is in the way of the page `a/b.html`");
/// ```
#[derive(Clone, Debug, Default)]
pub struct PagePaths {
    paths: Vec<Arc<str>>,
    /// Which of them are compressed files, and whose; `None` when none is.
    compressed: Option<Families>,
}

/// Pages and their compressed files.
#[derive(Clone, Debug, Default)]
struct Families {
    /// For each path the page it belongs to.
    of: Vec<usize>,
    /// For each page the places of itself and of its compressed files.
    members: Vec<[Option<u32>; 1 + Encoding::ALL.len()]>,
}

impl PagePaths {
    /// Checks and orders `paths`.
    ///
    /// # Errors
    /// Every path that [`check_page_path`] refuses, every path given twice, and every page whose path is a folder of another.
    pub fn new(paths: impl IntoIterator<Item = impl Into<Arc<str>>>) -> Result<Self, Errors> {
        Self::ordered(paths.into_iter().map(Into::into).collect())
    }

    /// As [`new`](Self::new), with the compressed files that each page may have; `name` says what they are called.
    ///
    /// ```
    /// use downpage_core::encoding::{Encoding, Encodings};
    /// use downpage_core::publish::PagePaths;
    ///
    /// let name = |page: &str, encoding: Encoding| format!("{page}.{}", encoding.extension());
    /// let pages = [("502.html".into(), Encodings::NONE.with(Encoding::Gzip))];
    /// let paths = PagePaths::with_compressed(pages, name)?;
    /// assert!(paths.iter().eq(["502.html", "502.html.gz"]));
    /// # Ok::<(), downpage_core::Errors>(())
    /// ```
    ///
    /// # Errors
    /// As for [`new`](Self::new), for the names of compressed files, too.
    pub fn with_compressed(
        pages: impl IntoIterator<Item = (Arc<str>, Encodings)>,
        name: impl Fn(&str, Encoding) -> String,
    ) -> Result<Self, Errors> {
        let pages: Vec<(Arc<str>, Encodings)> = pages.into_iter().collect();
        let files = |(page, encodings): &(Arc<str>, Encodings)| {
            let names = encodings.iter().map(|encoding| Arc::from(name(page, encoding)));
            [Arc::clone(page)].into_iter().chain(names).collect::<Vec<Arc<str>>>()
        };
        let mut paths = Self::ordered(pages.iter().flat_map(files).collect())?;
        if pages.iter().all(|(_, encodings)| encodings.is_empty()) {
            return Ok(paths);
        }
        let mut families = Families { of: vec![0; paths.len()], members: Vec::with_capacity(pages.len()) };
        for (page, encodings) in &pages {
            let mut members = [None; 1 + Encoding::ALL.len()];
            let mut add = |member: usize, path: &str, likely: usize| {
                let position = paths.position(path, likely)?;
                families.of[position] = families.members.len();
                members[member] = u32::try_from(position).ok();
                Some(position)
            };
            let first = add(0, page, 0).unwrap_or(0);
            for encoding in encodings.iter() {
                add(1 + encoding as usize, &name(page, encoding), first + 1);
            }
            families.members.push(members);
        }
        paths.compressed = Some(families);
        Ok(paths)
    }

    fn ordered(mut paths: Vec<Arc<str>>) -> Result<Self, Errors> {
        let mut errors: Vec<Error> = paths.iter().filter_map(|path| check_page_path(path).err()).collect();
        paths.sort_unstable_by(|a, b| compare(a, b));
        // In this order a page is directly before the first that it is in the way of.
        for pair in paths.windows(2) {
            let (first, second) = (&pair[0], &pair[1]);
            if first == second {
                let message = format!("two pages have the path `{}`", first.escape_debug());
                errors
                    .push(Error::new(ErrorKind::PagePath, message).help("give each page a path of its own"));
            } else if second.strip_prefix(&**first).is_some_and(|rest| rest.starts_with('/')) {
                let (first, second) = (first.escape_debug(), second.escape_debug());
                let message = format!("the page `{first}` is in the way of the page `{second}`");
                errors.push(
                    Error::new(ErrorKind::PagePath, message)
                        .help("one path cannot be a file and a folder; rename one of the two"),
                );
            }
        }
        Errors::check(errors)?;
        Ok(Self { paths, compressed: None })
    }

    /// The paths, folder by folder; those of compressed files among them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.paths.iter().map(|path| &**path)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether `path` is one of them.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.position(path, 0).is_some()
    }

    /// The place of `path` in the order; `likely` is looked at first, since pages mostly come in order.
    pub(super) fn position(&self, path: &str, likely: usize) -> Option<usize> {
        if self.paths.get(likely).is_some_and(|there| **there == *path) {
            return Some(likely);
        }
        self.paths.binary_search_by(|there| compare(there, path)).ok()
    }

    /// The places of the compressed files that the page at `position` may have.
    pub(super) fn compressed_of(&self, position: usize) -> impl Iterator<Item = (Encoding, usize)> + use<> {
        let members =
            self.compressed.as_ref().map_or([None; 4], |families| families.members[families.of[position]]);
        Encoding::ALL
            .into_iter()
            .zip(members.into_iter().skip(1))
            .filter_map(|(encoding, member)| Some((encoding, usize::try_from(member?).ok()?)))
    }

    /// The place of the page whose compressed file is at `position`; `None` when a page is.
    pub(super) fn page_of(&self, position: usize) -> Option<usize> {
        let families = self.compressed.as_ref()?;
        let page = usize::try_from(families.members[families.of[position]][0]?).ok()?;
        (page != position).then_some(page)
    }

    /// Whether some page may have compressed files.
    pub(super) fn has_compressed(&self) -> bool {
        self.compressed.is_some()
    }

    /// The path at a place that [`position`](Self::position) gave.
    pub(super) fn at(&self, position: usize) -> &Arc<str> {
        &self.paths[position]
    }
}

/// Part by part, so that what is in a folder stands together, right after a page that has the folder's name.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let key = |byte: u8| if byte == b'/' { 0 } else { byte };
    a.bytes().map(key).cmp(b.bytes().map(key))
}

/// Folder and name of a path; the output directory itself is the empty folder.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(path: &str) -> String {
        let message = check_page_path(path).unwrap_err().message().to_owned();
        message.rsplit_once("` ").unwrap().1.to_owned()
    }

    #[test]
    fn paths_that_leave_or_cannot_be_are_refused_with_the_reason() {
        assert_eq!(reason(""), "is empty");
        assert_eq!(reason("/etc/passwd"), "is absolute");
        assert_eq!(reason("c:/502.html"), "is absolute");
        assert_eq!(reason("a/../../b"), "leaves the output directory");
        assert_eq!(reason("./a"), "has a part that is only `.`");
        assert_eq!(reason("a//b"), "has an empty part");
        assert_eq!(reason("a/"), "has an empty part");
        assert_eq!(reason("..\\a"), "has a backslash");
        assert_eq!(reason("a\0b"), "has a control character");
        assert_eq!(reason("a\u{9b}b"), "has a control character");
        assert_eq!(reason(&"a".repeat(256)), "has a part longer than 255 bytes");
        assert_eq!(reason(&"abc/".repeat(300)), "is longer than 1,024 bytes");
    }

    #[test]
    fn names_of_our_own_files_are_refused_in_any_letter_case() {
        for path in
            [".downpage.json", "a/.Downpage.JSON", ".downpage/x", ".x.downpage-tmp", "a/.x.DOWNPAGE-TMP"]
        {
            assert_eq!(reason(path), "has a name that downpage keeps for its own files", "{path}");
        }
    }

    #[test]
    fn ordinary_and_odd_names_are_fine() {
        for path in [
            "502.html",
            "a/b/c.html",
            "..a",
            "a..",
            ".hidden",
            "é",
            "a:b",
            "a b",
            &"a".repeat(255),
            "x.downpage-tmp",
        ] {
            assert!(check_page_path(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn every_fault_of_a_list_is_reported() {
        let errors = PagePaths::new(["b", "../x", "a/c/d", "b", "a-", "a"]).unwrap_err();
        let messages: Vec<_> = errors.iter().map(Error::message).collect();
        assert_eq!(
            messages,
            [
                "the page path `../x` leaves the output directory",
                "the page `a` is in the way of the page `a/c/d`",
                "two pages have the path `b`",
            ]
        );
    }

    #[test]
    fn compressed_files_are_known_by_their_page_and_it_by_them() {
        let name = |page: &str, encoding: Encoding| format!("z/{page}.{}", encoding.extension());
        let (some, none) = (Encodings::from_iter([Encoding::Gzip, Encoding::Zstd]), Encodings::NONE);
        let paths = PagePaths::with_compressed([("b".into(), some), ("a".into(), none)], name).unwrap();
        assert!(paths.iter().eq(["a", "b", "z/b.gz", "z/b.zst"]));
        assert!(paths.compressed_of(1).eq([(Encoding::Gzip, 2), (Encoding::Zstd, 3)]));
        assert_eq!(paths.compressed_of(0).count(), 0);
        assert_eq!((0..4).map(|at| paths.page_of(at)).collect::<Vec<_>>(), [None, None, Some(1), Some(1)]);
        assert!(!PagePaths::with_compressed([("a".into(), none)], name).unwrap().has_compressed());
        let errors =
            PagePaths::with_compressed([("a".into(), some), ("z/a.gz".into(), none)], name).unwrap_err();
        assert_eq!(errors.to_string(), "two pages have the path `z/a.gz`");
    }

    #[test]
    fn a_path_is_found_with_and_without_a_good_guess() {
        let paths = PagePaths::new(["b", "a-", "a/b", "a/a", "c"]).unwrap();
        assert!(paths.iter().eq(["a/a", "a/b", "a-", "b", "c"]));
        assert_eq!(
            (paths.position("b", 3), paths.position("b", 9), paths.position("d", 0)),
            (Some(3), Some(3), None)
        );
    }
}
