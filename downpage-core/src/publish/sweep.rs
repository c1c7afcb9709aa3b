//! Clears a folder of the temporary files of a run that was killed.

use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, unlinkat};

use super::folders::Contents;
use super::paths::is_temporary;

/// Removes every temporary file of ours from `folder`, and says whether there was anything at all.
///
/// Nobody is at work on them, since the caller holds the lock. What cannot be read or removed stays: where it matters,
/// the next write says so.
pub(super) fn sweep(folder: BorrowedFd<'_>, buffer: &mut Vec<u8>) -> Contents {
    let mut empty = true;
    let all_seen = for_each_name(folder, buffer, |name| {
        empty &= matches!(name.to_bytes(), b"." | b"..");
        if is_temporary(name.to_bytes()) {
            let _ = unlinkat(folder, name, AtFlags::empty());
        }
    });
    if empty && all_seen { Contents::Nothing } else { Contents::Something }
}

/// Says whether all names could be read.
///
/// Straight from the kernel into a buffer: a static root can hold thousands of files, and none needs a copy of its name.
#[cfg(target_os = "linux")]
fn for_each_name(folder: BorrowedFd<'_>, buffer: &mut Vec<u8>, mut see: impl FnMut(&std::ffi::CStr)) -> bool {
    buffer.clear();
    buffer.reserve(32 << 10);
    let mut entries = rustix::fs::RawDir::new(folder, buffer.spare_capacity_mut());
    while let Some(entry) = entries.next() {
        let Ok(entry) = entry else { return false };
        see(entry.file_name());
    }
    true
}

#[cfg(not(target_os = "linux"))]
fn for_each_name(folder: BorrowedFd<'_>, _: &mut Vec<u8>, mut see: impl FnMut(&std::ffi::CStr)) -> bool {
    let Ok(entries) = rustix::fs::Dir::read_from(folder) else { return false };
    for entry in entries {
        let Ok(entry) = entry else { return false };
        see(entry.file_name());
    }
    true
}
