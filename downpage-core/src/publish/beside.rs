//! The compressed files of a page while pages come in: kept when they are still right, made and written beside their place
//! when not, and marked to go when the page no longer gains by them.

use std::sync::Arc;

use rustix::fs::{AtFlags, Stat, statat};

use super::compress::{Job, Made, Seed, Workers};
use super::failure::Obstacle;
use super::file::{self, Found};
use super::folders::{Contents, Missing};
use super::manifest::Compressed;
use super::paths::split;
use super::prune::{There, remove, there};
use super::run::{Progress, Run};
use super::{CompressedFile, Outcome};
use crate::encoding::Encoding;
use crate::error::{Error, ErrorKind, Result};
use crate::page::RenderedPage;

/// A compressed file that there is now.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    position: usize,
    encoding: Encoding,
    outcome: Outcome,
    size: u64,
}

impl Run<'_> {
    /// Has the compressed files of a page made that are not there as they should be.
    pub(super) fn compress(&mut self, page: usize, rendered: &RenderedPage, workers: &mut Workers<'_, '_>) {
        let is_unchanged = self.pages[page].outcome == Some(Outcome::Unchanged);
        // What would become of those of a changed page cannot be told without making them, which takes longest of all.
        if self.options.check_only && !is_unchanged {
            return;
        }
        let mut bytes: Option<Arc<[u8]>> = None;
        // Brotli takes longest, so it is begun first.
        let mut files: Vec<(Encoding, usize)> = self.options.paths.compressed_of(page).collect();
        files.sort_by_key(|(encoding, _)| *encoding != Encoding::Brotli);
        for (encoding, position) in files {
            let seed = Seed::new(rendered.text.as_bytes(), encoding, self.options.compression.levels);
            if is_unchanged && self.is_kept(position, encoding, seed) {
                continue;
            }
            if !self.errors.is_empty() {
                return;
            }
            let page = bytes.get_or_insert_with(|| rendered.text.as_bytes().into());
            workers.submit(Job { position, encoding, seed, page: Arc::clone(page) });
        }
        while let Some(made) = workers.ready() {
            self.take_made(made);
        }
    }

    /// Waits for all that is still being made.
    pub(super) fn take_all_made(&mut self, workers: &mut Workers<'_, '_>) {
        // After a failure nothing is put in place, and what waits is not made any more.
        while self.errors.is_empty()
            && let Some(made) = workers.wait()
        {
            self.take_made(made);
        }
    }

    /// Whether the file at `position` is that of this very page and these settings.
    fn is_kept(&mut self, position: usize, encoding: Encoding, seed: Seed) -> bool {
        let Some(Compressed { size, stamp }) = self.manifest.compressed(position) else { return false };
        let Some(folders) = &mut self.folders else { return false };
        let path = self.options.paths.at(position);
        if size == 0 {
            return stamp == seed.stamp(&[]) && matches!(there(folders, path), There::Nothing);
        }
        let (folder_path, name) = split(path);
        let Ok(Some(folder)) = folders.enter(folder_path, Missing::Leave) else { return false };
        let read = file::has_size(folders.descriptor(folder), name, size, &mut self.buffer);
        if read != Ok(true) || stamp != seed.stamp(&self.buffer) {
            return false;
        }
        self.made.push(Beside { position, encoding, outcome: Outcome::Unchanged, size });
        true
    }

    fn take_made(&mut self, made: Made) {
        if !self.errors.is_empty() {
            return;
        }
        let Made { position, encoding, seed, bytes } = made;
        let placed = match bytes {
            Ok(Some(bytes)) => self.place_beside(position, encoding, &bytes).map(|()| bytes),
            Ok(None) => self.leave_out(position).map(|()| Vec::new()),
            Err(cause) => {
                let path = self.output.join(&**self.options.paths.at(position));
                Err(Error::io(format_args!("cannot make `{}`", path.display()), cause))
            }
        };
        match placed {
            Ok(bytes) => {
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.manifest.compress(position, Compressed { size, stamp: seed.stamp(&bytes) });
            }
            Err(error) => self.fail(error),
        }
    }

    /// Compares a compressed file with what is there, and writes it beside its place when it differs.
    fn place_beside(&mut self, position: usize, encoding: Encoding, bytes: &[u8]) -> Result<()> {
        let writes = !self.options.check_only;
        let path = self.options.paths.at(position);
        let at = |obstacle: Obstacle| obstacle.at(&self.output.join(&**path));
        let (folder_path, name) = split(path);
        let missing = if writes { Missing::Create } else { Missing::Leave };
        let folder = match self.folders.as_mut().map(|folders| folders.enter(folder_path, missing)) {
            Some(Ok(folder)) => folder,
            Some(Err((obstacle, at))) => return Err(obstacle.at(&self.output.join(at))),
            None => None,
        };
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut made = Beside { position, encoding, outcome: Outcome::New, size };
        let (Some(folders), Some(folder)) = (self.folders.as_mut(), folder) else {
            self.made.push(made);
            return Ok(());
        };
        if writes {
            folders.sweep(folder, &mut self.buffer);
        }
        let found = if folders.contents(folder) == Contents::Nothing {
            Found::Nothing
        } else {
            file::compare(folders.descriptor(folder), name, bytes, &mut self.buffer, false).map_err(at)?
        };
        let old = match found {
            Found::Same => {
                made.outcome = Outcome::Unchanged;
                self.made.push(made);
                return Ok(());
            }
            Found::Other(old) => {
                made.outcome = Outcome::Changed;
                Some(old)
            }
            Found::Nothing => None,
        };
        if writes {
            let like = old.or_else(|| self.page_there(position));
            self.write_beside(position, bytes, like.as_ref())?;
            self.pages[position].waits = true;
        }
        self.pages[position].outcome = Some(made.outcome);
        self.made.push(made);
        Ok(())
    }

    fn write_beside(&mut self, position: usize, bytes: &[u8], like: Option<&Stat>) -> Result<()> {
        let path = self.options.paths.at(position);
        let (folder_path, name) = split(path);
        let Some(folders) = &mut self.folders else { return Ok(()) };
        let entered = folders.enter(folder_path, Missing::Create).map_err(|(obstacle, _)| obstacle);
        let sync = self.options.durable && !cfg!(target_os = "linux");
        let temporary = file::temporary_name(name, &mut self.name);
        entered
            .and_then(|folder| {
                let Some(folder) = folder else { return Ok(()) };
                file::write_temporary(folders.descriptor(folder), temporary, bytes, like, sync)?;
                folders.touch(folder);
                Ok(())
            })
            .map_err(|obstacle| obstacle.at(&self.output.join(&**path)))
    }

    /// The page that is there now, whose mode and owner a new file beside it takes: what is private stays so.
    fn page_there(&mut self, position: usize) -> Option<Stat> {
        let page = self.options.paths.page_of(position)?;
        let (folder_path, name) = split(self.options.paths.at(page));
        let folders = self.folders.as_mut()?;
        let folder = folders.enter(folder_path, Missing::Leave).ok()??;
        statat(folders.descriptor(folder), name, AtFlags::SYMLINK_NOFOLLOW).ok()
    }

    /// Marks a file to go that the page does not gain by any more.
    fn leave_out(&mut self, position: usize) -> Result<()> {
        let Some(folders) = &mut self.folders else { return Ok(()) };
        let path = self.options.paths.at(position);
        match there(folders, path) {
            There::File | There::Unknown => {
                self.pages[position] = Progress { goes: true, ..Progress::default() };
                Ok(())
            }
            There::Nothing => Ok(()),
            There::Other => {
                let path = self.output.join(&**path);
                let message = format!("`{}` is no file, but servers look for one there", path.display());
                Err(Error::new(ErrorKind::PagePath, message).help("remove it"))
            }
        }
    }

    /// Removes what servers must not find beside the pages that are put in place next: files that are marked to go, and
    /// these.
    pub(super) fn remove_compressed(&mut self, superfluous: &[Box<str>]) -> Result<()> {
        let Some(folders) = &mut self.folders else { return Ok(()) };
        let goes = self.pages.iter().enumerate().filter(|(_, page)| page.goes);
        let goes = goes.map(|(position, _)| &**self.options.paths.at(position));
        for path in goes.chain(superfluous.iter().map(|path| &**path)) {
            remove(folders, path)
                .map_err(|obstacle| obstacle.at(&self.output.join(path)).note("no page has been changed"))?;
        }
        Ok(())
    }

    /// The compressed files that there are, page by page.
    pub(super) fn compressed_files(&self) -> Vec<CompressedFile> {
        let paths = self.options.paths;
        if self.made.is_empty() {
            return Vec::new();
        }
        let mut rank = vec![usize::MAX; paths.len()];
        for (index, position) in self.order.iter().enumerate() {
            rank[*position] = index;
        }
        let page_of = |made: &Beside| paths.page_of(made.position).unwrap_or(made.position);
        let mut made = self.made.clone();
        made.sort_unstable_by_key(|made| (rank[page_of(made)], made.encoding));
        let file = |made: &Beside| CompressedFile {
            path: Arc::clone(paths.at(made.position)),
            page: Arc::clone(paths.at(page_of(made))),
            encoding: made.encoding,
            outcome: made.outcome,
            size: made.size,
        };
        made.iter().map(file).collect()
    }
}
