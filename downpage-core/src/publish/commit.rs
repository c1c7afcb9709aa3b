//! The end of a run, when every page is there: all temporary files are renamed, or none.

use rustix::fd::AsFd;
use rustix::fs::{CWD, Mode, fsync, openat};
use rustix::io::retry_on_intr;

use super::compress::Workers;
use super::failure::{Doing, Obstacle};
use super::file;
use super::folders::{DIRECTORY, Folder, Folders, Missing};
use super::paths::split;
use super::run::Run;
use super::{Observer, Published, manifest};
use crate::error::{Error, Errors, Result, quoted};

impl Run<'_> {
    /// Puts all pages in place, unless one failed.
    pub(super) fn finish(
        mut self,
        workers: &mut Workers<'_, '_>,
        observer: &mut dyn Observer,
    ) -> Result<Published, Errors> {
        self.take_all_made(workers);
        if !self.options.check_only {
            self.sweep_rest();
        }
        Errors::check(std::mem::take(&mut self.errors))?;
        self.forget_gone(observer);
        let mut published = self.published();
        if self.options.check_only {
            return Ok(published);
        }

        let superfluous = self.manifest.superfluous(self.options.paths);
        let mut prunes = Vec::new();
        if self.options.prune {
            prunes.extend(self.manifest.stale().iter().filter(|path| !superfluous.contains(path)).cloned());
        }
        self.manifest.retain_stale(|path| !prunes.contains(path) && !superfluous.contains(path));
        self.stage_manifest()?;
        let changes = self.manifest_waits || self.pages.iter().any(|page| page.waits || page.goes);
        if self.options.durable && changes {
            self.sync_files()?;
        }
        self.remove_compressed(&superfluous)?;
        self.rename_all(&prunes)?;
        self.committed = true;
        let failures = self.prune(&prunes);
        if !failures.is_empty() {
            // What could not be removed has to be found again.
            published.pruned.clear();
            self.restage_manifest(prunes);
        }
        self.put_manifest()?;
        if self.options.durable && changes {
            self.sync_folders()?;
        }
        Errors::check(failures)?;
        Ok(published)
    }

    fn published(&self) -> Published {
        let page = |position: &usize| {
            let outcome = self.pages[*position].outcome?;
            Some((self.options.paths.at(*position).clone(), outcome))
        };
        let superfluous = self.manifest.superfluous(self.options.paths);
        let goes_now = |path: &str| self.options.prune || superfluous.iter().any(|other| **other == *path);
        let stale = self.manifest.stale().iter().map(ToString::to_string);
        let (mut pruned, stale): (Vec<String>, Vec<String>) = stale.partition(|path| goes_now(path));
        let goes = self.pages.iter().enumerate().filter(|(_, page)| page.goes);
        pruned.extend(goes.map(|(position, _)| self.options.paths.at(position).to_string()));
        Published {
            pages: self.order.iter().filter_map(page).collect(),
            compressed: self.compressed_files(),
            pruned,
            stale,
        }
    }

    /// Writes the manifest beside its place when it changes: a full disk must show itself before anything is renamed.
    fn stage_manifest(&mut self) -> Result<()> {
        let (Some(folders), true) = (&mut self.folders, self.manifest.has_changed()) else { return Ok(()) };
        let text = self.manifest.text(self.options.paths);
        let temporary = file::temporary_name(manifest::NAME, &mut self.name);
        let sync = self.options.durable && !cfg!(target_os = "linux");
        let root = folders.descriptor(Folder::ROOT);
        file::write_temporary(root, temporary, &text, self.manifest.file.as_ref(), sync)
            .map_err(|obstacle| obstacle.at(&self.output.join(manifest::NAME)))?;
        folders.touch(Folder::ROOT);
        self.manifest_waits = true;
        Ok(())
    }

    /// Writes the manifest once more with `kept` in it; as well as it can, after another failure.
    fn restage_manifest(&mut self, kept: Vec<Box<str>>) {
        if let Some(folders) = &self.folders
            && std::mem::take(&mut self.manifest_waits)
        {
            let temporary = file::temporary_name(manifest::NAME, &mut self.name);
            let _ = file::remove(folders.descriptor(Folder::ROOT), temporary);
        }
        self.manifest.add_stale(kept);
        let _ = self.stage_manifest();
    }

    fn put_manifest(&mut self) -> Result<()> {
        let (Some(folders), true) = (&self.folders, self.manifest_waits) else { return Ok(()) };
        let temporary = file::temporary_name(manifest::NAME, &mut self.name);
        file::put(folders.descriptor(Folder::ROOT), temporary, manifest::NAME)
            .map_err(|obstacle| obstacle.at(&self.output.join(manifest::NAME)))
            .map_err(|error| error.note("all pages are in place"))?;
        self.manifest_waits = false;
        Ok(())
    }

    fn rename_all(&mut self, prunes: &[Box<str>]) -> Result<()> {
        let paths = self.options.paths;
        for page in (0..self.pages.len()).filter(|position| paths.page_of(*position).is_none()) {
            let beside = paths.compressed_of(page).map(|(_, position)| position);
            for position in beside.chain([page]) {
                if self.pages[position].waits
                    && let Err(error) = self.rename(position)
                {
                    return Err(self.half_done(error, prunes));
                }
            }
        }
        Ok(())
    }

    fn rename(&mut self, position: usize) -> Result<()> {
        let Some(folders) = &mut self.folders else { return Ok(()) };
        let path = self.options.paths.at(position);
        let (folder_path, name) = split(path);
        let folder = match folders.enter(folder_path, Missing::Leave) {
            Ok(Some(folder)) => Ok(folder),
            Ok(None) => Err(Obstacle::System(Doing::Rename, rustix::io::Errno::NOENT)),
            Err((obstacle, _)) => Err(obstacle),
        };
        let temporary = file::temporary_name(name, &mut self.name);
        folder
            .and_then(|folder| file::put(folders.descriptor(folder), temporary, name))
            .map_err(|obstacle| obstacle.at(&self.output.join(&**path)))?;
        self.pages[position].waits = false;
        Ok(())
    }

    /// A rename failed, which only somebody else's meddling makes likely: says which pages are new and which old.
    fn half_done(&mut self, error: Error, prunes: &[Box<str>]) -> Error {
        let (mut new, mut old) = (Vec::new(), Vec::new());
        for position in &self.order {
            let page = self.pages[*position];
            if page.waits {
                old.push(&**self.options.paths.at(*position));
            } else if page.outcome != Some(super::Outcome::Unchanged) {
                new.push(&**self.options.paths.at(*position));
            }
        }
        if new.is_empty() {
            return error;
        }
        let error = error
            .note(format!("already new: {}", quoted(&new)))
            .note(format!("still as before: {}", quoted(&old)))
            .help("every page is whole; run again to put the rest in place");
        self.restage_manifest(prunes.to_vec());
        let _ = self.put_manifest();
        error
    }

    /// One sync of each file system that was written to does for all files.
    #[cfg(target_os = "linux")]
    fn sync_files(&mut self) -> Result<()> {
        let Some(folders) = &mut self.folders else { return Ok(()) };
        let mut synced = Vec::new();
        for path in folders.touched() {
            let Ok(Some(folder)) = folders.enter(&path, Missing::Leave) else { continue };
            let descriptor = folders.descriptor(folder);
            let device = rustix::fs::fstat(descriptor).map(|stat| stat.st_dev).ok();
            if !synced.contains(&device) {
                synced.push(device);
                retry_on_intr(|| rustix::fs::syncfs(descriptor))
                    .map_err(|errno| Obstacle::System(Doing::Sync, errno).at(&self.output.join(&*path)))?;
            }
        }
        Ok(())
    }

    /// Each file was synced when it was written.
    #[cfg(not(target_os = "linux"))]
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "on Linux it can fail, and needs the folders"
    )]
    fn sync_files(&mut self) -> Result<()> {
        Ok(())
    }

    /// Makes the renames last: every folder in which a name changed, and those above directories that were made.
    fn sync_folders(&mut self) -> Result<()> {
        let told = |obstacle: Obstacle, path: &std::path::Path| {
            obstacle.at(path).note("all pages are in place, but may not survive a power cut")
        };
        if let Some(folders) = &mut self.folders {
            for path in folders.touched() {
                sync_folder(folders, &path).map_err(|obstacle| told(obstacle, &self.output.join(&*path)))?;
            }
        }
        for directory in &self.created {
            let above = match directory.parent() {
                Some(above) if !above.as_os_str().is_empty() => above,
                _ => std::path::Path::new("."),
            };
            retry_on_intr(|| openat(CWD, above, DIRECTORY, Mode::empty()))
                .and_then(|above| retry_on_intr(|| fsync(above.as_fd())))
                .map_err(|errno| told(Obstacle::System(Doing::Sync, errno), above))?;
        }
        Ok(())
    }
}

fn sync_folder(folders: &mut Folders, path: &str) -> Result<(), Obstacle> {
    // One that is gone was pruned; its own name is in the folder above.
    let Ok(Some(folder)) = folders.enter(path, Missing::Leave) else { return Ok(()) };
    retry_on_intr(|| fsync(folders.descriptor(folder))).map_err(Obstacle::when(Doing::Sync))
}
