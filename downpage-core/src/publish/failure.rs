//! What can stand in the way of a page, and how it is told.

use std::path::Path;

use rustix::fs::FileType;
use rustix::io::Errno;

use crate::error::{Error, ErrorKind};

/// Why a file or folder could not be used; the caller knows which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The operating system refused.
    System(Doing, Errno),
    /// What is there is not what has to be there.
    InTheWay(What),
}

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Open,
    Create,
    Read,
    Write,
    Rename,
    Remove,
    Sync,
    Lock,
}

/// What is there instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Link,
    Directory,
    File,
    Special,
}

impl What {
    pub(super) fn of(mode: rustix::fs::RawMode) -> Self {
        match FileType::from_raw_mode(mode) {
            FileType::RegularFile => Self::File,
            FileType::Directory => Self::Directory,
            FileType::Symlink => Self::Link,
            _ => Self::Special,
        }
    }
}

impl Obstacle {
    /// Turns the operating system's refusal into an obstacle: `.map_err(Obstacle::when(Doing::Read))`.
    pub(super) fn when(doing: Doing) -> impl Fn(Errno) -> Self {
        move |errno| Self::System(doing, errno)
    }

    /// The error for a person; `path` is what could not be used.
    pub(super) fn at(self, path: &Path) -> Error {
        let path = path.display();
        match self {
            Self::System(doing, errno) => {
                let verb = match doing {
                    Doing::Open => "open",
                    Doing::Create => "create",
                    Doing::Read => "read",
                    Doing::Write => "write",
                    Doing::Rename => "put in place",
                    Doing::Remove => "remove",
                    Doing::Sync => "sync to disk",
                    Doing::Lock => "lock",
                };
                Error::io(format_args!("cannot {verb} `{path}`"), errno.into())
                    .maybe_help(way_out(errno).map(str::to_owned))
            }
            Self::InTheWay(what) => {
                let (found, help) = match what {
                    What::Link => (
                        "is a symbolic link",
                        "pages never go through links inside the output directory; remove it",
                    ),
                    What::Directory => ("is a directory", "remove it, or give the page another path"),
                    What::File => (
                        "is a file, but pages go into a folder of this name",
                        "remove it, or give the pages another path",
                    ),
                    What::Special => ("is not a regular file", "remove it, or give the page another path"),
                };
                Error::new(ErrorKind::PagePath, format!("`{path}` {found}")).help(help)
            }
        }
    }
}

fn way_out(errno: Errno) -> Option<&'static str> {
    Some(match errno {
        Errno::NOSPC => "the disk is full; free some space and run again",
        Errno::DQUOT => "the disk quota is used up; free some space and run again",
        Errno::ROFS => "the file system is mounted read-only; choose another output directory",
        Errno::ACCESS | Errno::PERM => {
            "let the user who runs downpage write there, or choose another output directory"
        }
        Errno::NAMETOOLONG => "shorten the page's path",
        _ => return None,
    })
}
