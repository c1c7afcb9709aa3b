//! The folders that pages go to: opened part by part without following links, and kept open while they are in use.

use std::collections::VecDeque;

use indexmap::IndexMap;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, Mode, OFlags, mkdirat, openat, statat, unlinkat};
use rustix::io::{Errno, retry_on_intr};

use super::failure::{Doing, Obstacle, What};
use super::paths::split;
use super::sweep::sweep;

/// Descriptors kept open at a time; a run over 10,000 folders must not need 10,000.
const OPEN: usize = 32;

/// How a directory is opened.
pub(super) const DIRECTORY: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// What to do about a folder that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// Make it, and those above it.
    Create,
    /// Answer that it is not there.
    Leave,
}

/// One folder of this run; an index, so that it stays valid when its descriptor is closed to spare descriptors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Folder(usize);

impl Folder {
    /// The output directory; it is always open.
    pub(super) const ROOT: Self = Self(0);
}

/// What was in a folder when this run came to it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Contents {
    /// Not looked at yet: a killed run may have left something.
    #[default]
    Unknown,
    /// Nothing: then no page has to be compared.
    Nothing,
    /// Something, but no temporary file of ours any more.
    Something,
}

/// What is known of a folder.
#[derive(Default)]
struct Known {
    open: Option<OwnedFd>,
    created: bool,
    contents: Contents,
    touched: bool,
}

/// All folders of this run; the first is the output directory itself, with the empty path.
pub(super) struct Folders {
    known: IndexMap<Box<str>, Known>,
    /// Those whose descriptors are open, the one used longest ago first.
    recent: VecDeque<usize>,
    last: usize,
}

impl Folders {
    /// Starts at the output directory.
    pub(super) fn new(root: OwnedFd) -> Self {
        let root = Known { open: Some(root), ..Known::default() };
        Self {
            known: IndexMap::from_iter([("".into(), root)]),
            recent: VecDeque::new(),
            last: Folder::ROOT.0,
        }
    }

    /// The descriptor of a folder that was just entered.
    pub(super) fn descriptor(&self, folder: Folder) -> BorrowedFd<'_> {
        self.known[folder.0].open.as_ref().expect("only folders used longer ago are closed").as_fd()
    }

    /// Opens a folder for what comes next; `None` when it is not there and is not to be created.
    ///
    /// On failure says which folder is the cause: `path` itself or one above it.
    pub(super) fn enter(
        &mut self,
        path: &str,
        missing: Missing,
    ) -> Result<Option<Folder>, (Obstacle, String)> {
        if self.known.get_index(self.last).is_some_and(|(key, known)| **key == *path && known.open.is_some())
        {
            return Ok(Some(Folder(self.last)));
        }
        let entered = if path.is_empty() { Some(Folder::ROOT.0) } else { self.open(path, missing)? };
        self.last = entered.unwrap_or(self.last);
        Ok(entered.map(Folder))
    }

    fn open(&mut self, path: &str, missing: Missing) -> Result<Option<usize>, (Obstacle, String)> {
        if let Some((index, _, known)) = self.known.get_full(path)
            && known.open.is_some()
        {
            self.used(index);
            return Ok(Some(index));
        }
        let (above, name) = split(path);
        let Some(parent) = self.enter(above, missing)? else { return Ok(None) };
        let (open, created) = match open_part(self.descriptor(parent), name, missing) {
            Ok(Some(opened)) => opened,
            Ok(None) => return Ok(None),
            Err(obstacle) => return Err((obstacle, path.to_owned())),
        };
        if created {
            self.touch(parent);
        }
        let contents = if created { Contents::Nothing } else { Contents::Unknown };
        let index = match self.known.get_index_of(path) {
            Some(index) => index,
            None => self.known.insert_full(path.into(), Known { created, contents, ..Known::default() }).0,
        };
        self.known[index].open = Some(open);
        self.used(index);
        Ok(Some(index))
    }

    /// Moves a folder to the end of the queue, and closes the one at its head when there are too many.
    fn used(&mut self, index: usize) {
        if self.recent.back() == Some(&index) {
            return;
        }
        self.recent.retain(|other| *other != index);
        self.recent.push_back(index);
        if self.recent.len() > OPEN
            && let Some(oldest) = self.recent.pop_front()
        {
            self.known[oldest].open = None;
        }
    }

    /// What was in the folder.
    pub(super) fn contents(&self, folder: Folder) -> Contents {
        self.known[folder.0].contents
    }

    /// Removes what a killed run left in the folder, once.
    pub(super) fn sweep(&mut self, folder: Folder, buffer: &mut Vec<u8>) {
        if self.contents(folder) == Contents::Unknown {
            self.known[folder.0].contents = sweep(self.descriptor(folder), buffer);
        }
    }

    /// Notes that names in the folder change, for the sync at the end.
    pub(super) fn touch(&mut self, folder: Folder) {
        self.known[folder.0].touched = true;
    }

    /// The folders whose names changed, in the order in which they were first used.
    pub(super) fn touched(&self) -> Vec<Box<str>> {
        self.known.iter().filter(|(_, known)| known.touched).map(|(path, _)| path.clone()).collect()
    }

    /// Removes the folders that this run made, those inside others first; one that is not empty stays.
    pub(super) fn remove_created(&mut self) {
        let created: Vec<Box<str>> =
            self.known.iter().filter(|(_, known)| known.created).map(|(path, _)| path.clone()).collect();
        for path in created.iter().rev() {
            self.remove_empty(path);
        }
    }

    /// Removes the folder when it is empty; says whether it was.
    pub(super) fn remove_empty(&mut self, path: &str) -> bool {
        let (above, name) = split(path);
        let Ok(Some(parent)) = self.enter(above, Missing::Leave) else { return false };
        let removed = retry_on_intr(|| unlinkat(self.descriptor(parent), name, AtFlags::REMOVEDIR)).is_ok();
        if removed {
            self.touch(parent);
            if let Some(index) = self.known.get_index_of(path) {
                self.recent.retain(|other| *other != index);
                self.known[index] = Known::default();
            }
        }
        removed
    }
}

/// Opens one part of a path, making it if need be; says whether it was made.
fn open_part(
    parent: BorrowedFd<'_>,
    name: &str,
    missing: Missing,
) -> Result<Option<(OwnedFd, bool)>, Obstacle> {
    let open = || retry_on_intr(|| openat(parent, name, DIRECTORY | OFlags::NOFOLLOW, Mode::empty()));
    let mut created = false;
    let opened = match open() {
        Err(Errno::NOENT) if missing == Missing::Leave => return Ok(None),
        Err(Errno::NOENT) => {
            match mkdirat(parent, name, Mode::from_raw_mode(0o777)) {
                Ok(()) => created = true,
                // Somebody was faster; then it is theirs.
                Err(Errno::EXIST) => {}
                Err(errno) => return Err(Obstacle::System(Doing::Create, errno)),
            }
            open()
        }
        opened => opened,
    };
    match opened {
        Ok(folder) => Ok(Some((folder, created))),
        Err(errno) => {
            match statat(parent, name, AtFlags::SYMLINK_NOFOLLOW).map(|stat| What::of(stat.st_mode)) {
                Ok(What::Directory) | Err(_) => Err(Obstacle::System(Doing::Open, errno)),
                Ok(What::Link) => Err(Obstacle::InTheWay(What::Link)),
                Ok(_) => Err(Obstacle::InTheWay(What::File)),
            }
        }
    }
}
