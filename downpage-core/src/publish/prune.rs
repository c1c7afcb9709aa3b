//! Pages of earlier runs that the configuration no longer has: found, and removed when asked to.

use rustix::fs::{AtFlags, statat};
use rustix::io::Errno;

use super::Observer;
use super::failure::{Obstacle, What};
use super::file;
use super::folders::{Folders, Missing};
use super::paths::split;
use super::run::Run;
use crate::error::Error;

/// What is where the manifest lists a page.
pub(super) enum There {
    /// A file: taken to be the page.
    File,
    /// Nothing.
    Nothing,
    /// A link, a directory, or the way there leads through a link.
    Other,
    /// It cannot be known now.
    Unknown,
}

impl Run<'_> {
    /// Drops from the manifest what is no longer there, or no longer a file: then it is not ours.
    pub(super) fn forget_gone(&mut self, observer: &mut dyn Observer) {
        let Some(folders) = &mut self.folders else { return };
        let output = self.output;
        self.manifest.retain_stale(|path| match there(folders, path) {
            There::File | There::Unknown => true,
            There::Nothing => false,
            There::Other => {
                let path = output.join(&**path);
                observer.warning(&format!(
                    "`{}` is no longer a page of downpage: it is left alone",
                    path.display()
                ));
                false
            }
        });
    }

    /// Removes these pages and the folders that are empty without them; gives back what could not be removed.
    pub(super) fn prune(&mut self, paths: &[Box<str>]) -> Vec<Error> {
        let Some(folders) = &mut self.folders else { return Vec::new() };
        let mut errors = Vec::new();
        for path in paths {
            if let Err(obstacle) = remove(folders, path) {
                let error = obstacle.at(&self.output.join(&**path));
                errors.push(error.note("all pages are in place, but not every old one is removed"));
            }
        }
        errors
    }
}

pub(super) fn there(folders: &mut Folders, path: &str) -> There {
    let (folder_path, name) = split(path);
    let folder = match folders.enter(folder_path, Missing::Leave) {
        Ok(Some(folder)) => folder,
        Ok(None) => return There::Nothing,
        Err((Obstacle::InTheWay(_), _)) => return There::Other,
        Err((Obstacle::System(..), _)) => return There::Unknown,
    };
    match statat(folders.descriptor(folder), name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) if What::of(stat.st_mode) == What::File => There::File,
        Ok(_) => There::Other,
        Err(Errno::NOENT) => There::Nothing,
        Err(_) => There::Unknown,
    }
}

pub(super) fn remove(folders: &mut Folders, path: &str) -> Result<(), Obstacle> {
    // Looked at once more: what was a file may be a directory by now.
    if !matches!(there(folders, path), There::File | There::Unknown) {
        return Ok(());
    }
    let (folder_path, name) = split(path);
    let folder = match folders.enter(folder_path, Missing::Leave) {
        Ok(Some(folder)) => folder,
        Ok(None) => return Ok(()),
        Err((obstacle, _)) => return Err(obstacle),
    };
    file::remove(folders.descriptor(folder), name)?;
    folders.touch(folder);
    let mut emptied = folder_path;
    while !emptied.is_empty() && folders.remove_empty(emptied) {
        emptied = split(emptied).0;
    }
    Ok(())
}
