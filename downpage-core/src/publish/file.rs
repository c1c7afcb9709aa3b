//! One page's file: compared with what is there, written beside it, renamed into its place.

use std::fmt::Write;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{
    AtFlags, Gid, Mode, OFlags, Stat, Uid, fchmod, fchown, fstat, openat, renameat, statat, unlinkat,
};
use rustix::io::{Errno, retry_on_intr};

use super::failure::{Doing, Obstacle, What};
use super::paths::{LONGEST_NAME, TEMPORARY};

/// Old pages over this are not kept in memory for the observer.
const LARGEST_OLD: u64 = 32 << 20;

/// What is in a page's place.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file with this very text.
    Same,
    /// A file with another text.
    Other(Stat),
}

/// Compares the file `name` with `text`. One open, read and close for a page that did not change.
///
/// Not blocking, since a FIFO may be there; not following, since a link may lead anywhere. With `keep_old` all of an
/// old page is left in `buffer`, unless it is very large.
pub(super) fn compare(
    folder: BorrowedFd<'_>,
    name: &str,
    text: &[u8],
    buffer: &mut Vec<u8>,
    keep_old: bool,
) -> Result<Found, Obstacle> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = match retry_on_intr(|| openat(folder, name, flags, Mode::empty())) {
        Ok(file) => file,
        Err(Errno::NOENT) => return Ok(Found::Nothing),
        Err(errno) => return Err(in_the_way(folder, name).unwrap_or(Obstacle::System(Doing::Open, errno))),
    };
    buffer.clear();
    match read_enough(&file, buffer, text.len()) {
        // Nothing may have been read of an empty file, and of a FIFO.
        Ok(()) if !text.is_empty() && buffer == text => return Ok(Found::Same),
        Ok(()) | Err(Errno::AGAIN | Errno::ISDIR | Errno::INVAL) => {}
        Err(errno) => return Err(Obstacle::System(Doing::Read, errno)),
    }
    let stat = fstat(&file).map_err(Obstacle::when(Doing::Read))?;
    match What::of(stat.st_mode) {
        What::File if text.is_empty() && size_of(&stat) == 0 => return Ok(Found::Same),
        What::File => {}
        other => return Err(Obstacle::InTheWay(other)),
    }
    if keep_old && size_of(&stat) <= LARGEST_OLD {
        let size = usize::try_from(size_of(&stat)).unwrap_or(0);
        read_enough(&file, buffer, size).map_err(Obstacle::when(Doing::Read))?;
    }
    Ok(Found::Other(stat))
}

/// Reads the file `name` into `buffer`, if it is a regular file and of this size.
pub(super) fn has_size(
    folder: BorrowedFd<'_>,
    name: &str,
    size: u64,
    buffer: &mut Vec<u8>,
) -> Result<bool, Errno> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let Ok(size) = usize::try_from(size) else { return Ok(false) };
    let file = retry_on_intr(|| openat(folder, name, flags, Mode::empty()))?;
    buffer.clear();
    read_enough(&file, buffer, size)?;
    // of what is no file, such as a FIFO, nothing is read, or an error comes
    Ok(buffer.len() == size)
}

/// The size of a file in bytes.
pub(super) fn size_of(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or(0)
}

/// Appends to `buffer` until it holds `enough` bytes or the file ends.
///
/// Asks for one byte more than that, so that a longer file shows itself without a question for its size.
pub(super) fn read_enough(file: &OwnedFd, buffer: &mut Vec<u8>, enough: usize) -> Result<(), Errno> {
    while buffer.len() < enough {
        buffer.reserve(enough + 1 - buffer.len());
        if retry_on_intr(|| rustix::io::read(file, rustix::buffer::spare_capacity(buffer)))? == 0 {
            break;
        }
    }
    Ok(())
}

/// What is in the way at `name`, unless it is a regular file or nothing.
pub(super) fn in_the_way(folder: BorrowedFd<'_>, name: &str) -> Option<Obstacle> {
    let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
    let what = What::of(stat.st_mode);
    (what != What::File).then_some(Obstacle::InTheWay(what))
}

/// Writes `text` to a new file `temporary`; on failure nothing is left of it.
///
/// Mode and owner are those of the page that was there.
pub(super) fn write_temporary(
    folder: BorrowedFd<'_>,
    temporary: &str,
    text: &[u8],
    old: Option<&Stat>,
    sync: bool,
) -> Result<(), Obstacle> {
    // A page that was private must not be readable for a moment: its own mode, less whatever umask takes.
    let mode = old.map_or(Mode::from_raw_mode(0o666), permissions);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file =
        retry_on_intr(|| openat(folder, temporary, flags, mode)).map_err(Obstacle::when(Doing::Create))?;
    let written = write_all(file.as_fd(), text)
        .and_then(|()| old.map_or(Ok(()), |old| like_old(file.as_fd(), old)))
        .and_then(|()| if sync { retry_on_intr(|| sync_file(file.as_fd())) } else { Ok(()) });
    written.map_err(|errno| {
        let _ = unlinkat(folder, temporary, AtFlags::empty());
        Obstacle::System(Doing::Write, errno)
    })
}

/// Elsewhere than on Linux each file is synced by itself; Apple's plain `fsync` stops at the drive's cache.
fn sync_file(file: BorrowedFd<'_>) -> Result<(), Errno> {
    #[cfg(target_vendor = "apple")]
    return rustix::fs::fcntl_fullfsync(file);
    #[cfg(not(target_vendor = "apple"))]
    return rustix::fs::fsync(file);
}

fn write_all(file: BorrowedFd<'_>, mut text: &[u8]) -> Result<(), Errno> {
    while !text.is_empty() {
        let written = retry_on_intr(|| rustix::io::write(file, text))?;
        if written == 0 {
            return Err(Errno::NOSPC);
        }
        text = &text[written..];
    }
    Ok(())
}

/// Pages are no programs: only the nine permission bits are kept.
fn permissions(stat: &Stat) -> Mode {
    Mode::from_raw_mode(stat.st_mode) & Mode::from_raw_mode(0o777)
}

fn like_old(file: BorrowedFd<'_>, old: &Stat) -> Result<(), Errno> {
    let new = fstat(file)?;
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid) {
        // As far as we may: root gives the file back to its owner, others can at most keep a group that they are in.
        let (user, group) = (Uid::from_raw(old.st_uid), Gid::from_raw(old.st_gid));
        let user = rustix::process::geteuid().is_root().then_some(user);
        let _ = fchown(file, user, Some(group));
    }
    if permissions(&new) == permissions(old) { Ok(()) } else { fchmod(file, permissions(old)) }
}

/// Puts a temporary file in its place.
pub(super) fn put(folder: BorrowedFd<'_>, temporary: &str, name: &str) -> Result<(), Obstacle> {
    retry_on_intr(|| renameat(folder, temporary, folder, name)).map_err(Obstacle::when(Doing::Rename))
}

/// Removes a file; one that is gone already is fine.
pub(super) fn remove(folder: BorrowedFd<'_>, name: &str) -> Result<(), Obstacle> {
    match retry_on_intr(|| unlinkat(folder, name, AtFlags::empty())) {
        Ok(()) | Err(Errno::NOENT) => Ok(()),
        Err(errno) => Err(Obstacle::System(Doing::Remove, errno)),
    }
}

/// The name of the temporary file of the page `name`: `.NAME.downpage-tmp`, a long NAME cut and told apart by a hash.
pub(super) fn temporary_name<'a>(name: &str, into: &'a mut String) -> &'a str {
    const HASH: usize = 17;
    into.clear();
    into.push('.');
    if name.len() + 1 + TEMPORARY.len() <= LONGEST_NAME {
        into.push_str(name);
    } else {
        let mut end = LONGEST_NAME - 1 - HASH - TEMPORARY.len();
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        into.push_str(&name[..end]);
        // Writing to a `String` cannot fail.
        let _ = write!(into, "~{:016x}", hash(name));
    }
    into.push_str(TEMPORARY);
    into
}

/// FNV-1a: the same in every run, and good enough for names of one folder that begin alike.
fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn temporary(name: &str) -> String {
        temporary_name(name, &mut String::new()).to_owned()
    }

    #[test]
    fn a_temporary_name_is_hidden_and_bears_the_pages_name() {
        assert_eq!(temporary("502.html"), ".502.html.downpage-tmp");
    }

    #[test]
    fn a_long_name_gets_a_temporary_name_that_fits_and_differs() {
        let (a, b) = (format!("{}a", "é".repeat(127)), format!("{}b", "é".repeat(127)));
        assert_eq!(a.len(), 255);
        for name in [&a, &b] {
            assert!(temporary(name).len() <= 255);
            assert!(super::super::paths::is_temporary(temporary(name).as_bytes()));
        }
        assert_ne!(temporary(&a), temporary(&b));
        assert_eq!(temporary(&"a".repeat(241)), format!(".{}.downpage-tmp", "a".repeat(241)));
    }
}
