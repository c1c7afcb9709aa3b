//! Proves that a run with nothing to do touches nothing.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// Every file of a directory and the directory itself: inode, size, and the times of the last change of text and inode.
#[derive(PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, [i64; 6]>);

impl Snapshot {
    /// How `directory` is now.
    pub(crate) fn of(directory: &Path) -> Outcome<Self> {
        let unreadable = |cause| format!("cannot read {}: {cause}", directory.display());
        let mut seen = BTreeMap::new();
        let entries = fs::read_dir(directory).map_err(unreadable)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(unreadable));
        for path in paths.chain([Ok(directory.to_owned())]) {
            let path = path?;
            let stat = fs::symlink_metadata(&path).map_err(unreadable)?;
            let [inode, size] = [stat.ino(), stat.size()].map(u64::cast_signed);
            let times = [stat.mtime(), stat.mtime_nsec(), stat.ctime(), stat.ctime_nsec()];
            seen.insert(path, [inode, size, times[0], times[1], times[2], times[3]]);
        }
        Ok(Self(seen))
    }

    /// How many files there are.
    pub(crate) fn files(&self) -> usize {
        self.0.len() - 1
    }
}
