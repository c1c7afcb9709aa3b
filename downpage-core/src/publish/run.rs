//! One run while pages come in: each is compared, and written beside its place when it differs.

use std::path::{Path, PathBuf};

use super::beside::Beside;
use super::compress::Workers;
use super::failure::Obstacle;
use super::file::{self, Found};
use super::folders::{Contents, Folder, Folders, Missing};
use super::lock::{self, Locked};
use super::manifest::{self, Manifest};
use super::paths::split;
use super::{Compared, Observer, Outcome, PublishOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::page::RenderedPage;

/// What is known of one page of the configuration.
#[derive(Clone, Copy, Default)]
pub(super) struct Progress {
    /// What it is, once it came.
    pub(super) outcome: Option<Outcome>,
    /// Whether its temporary file waits to be renamed.
    pub(super) waits: bool,
    /// Whether the file that is there waits to be removed.
    pub(super) goes: bool,
}

/// A run. When it is dropped, whatever was not put in place is removed.
pub(super) struct Run<'a> {
    pub(super) output: &'a Path,
    pub(super) options: PublishOptions<'a>,
    /// `None` when there is no output directory and it is not to be made.
    pub(super) folders: Option<Folders>,
    /// Directories that were made to have the output directory, outermost first.
    pub(super) created: Vec<PathBuf>,
    pub(super) manifest: Manifest,
    pub(super) manifest_waits: bool,
    /// Whether all pages are in place.
    pub(super) committed: bool,
    /// By position in the list of paths.
    pub(super) pages: Vec<Progress>,
    /// Positions in the order in which the pages came.
    pub(super) order: Vec<usize>,
    /// What there is of compressed files, in the order in which they were made.
    pub(super) made: Vec<Beside>,
    pub(super) errors: Vec<Error>,
    /// Folders that cannot be used: told once, not again for each page in them.
    refused: Vec<String>,
    pub(super) buffer: Vec<u8>,
    /// For the name of a temporary file.
    pub(super) name: String,
}

impl<'a> Run<'a> {
    /// Opens and locks the output directory, and reads what an earlier run left there.
    pub(super) fn start(
        output: &'a Path,
        options: PublishOptions<'a>,
        observer: &mut dyn Observer,
    ) -> Result<Self> {
        let (directory, created) = if options.check_only {
            (lock::open(output)?, Vec::new())
        } else {
            let Locked { directory, created } = lock::open_locked(output, options.lock_timeout, observer)?;
            (Some(directory), created)
        };
        let mut run = Self {
            output,
            options,
            folders: directory.map(Folders::new),
            created,
            manifest: Manifest::new(options.paths),
            manifest_waits: false,
            committed: false,
            pages: vec![Progress::default(); options.paths.len()],
            order: Vec::with_capacity(options.paths.len()),
            made: Vec::new(),
            errors: Vec::new(),
            refused: Vec::new(),
            buffer: Vec::new(),
            name: String::new(),
        };
        if let Some(folders) = &run.folders {
            let root = folders.descriptor(Folder::ROOT);
            run.manifest = Manifest::read(root, options.paths, &mut run.buffer)
                .map_err(|obstacle| obstacle.at(&output.join(manifest::NAME)))?;
        }
        if let Some(damage) = &run.manifest.damage {
            let path = output.join(manifest::NAME);
            observer
                .warning(&format!("`{}` cannot be used: {damage}; nothing is pruned by it", path.display()));
        }
        Ok(run)
    }

    /// Notes a failure: from now on pages are only compared, to find what else fails.
    pub(super) fn fail(&mut self, error: Error) {
        self.errors.push(error);
    }

    /// Compares a page with what is there, and writes it beside its place when it differs.
    pub(super) fn take(
        &mut self,
        page: &RenderedPage,
        workers: &mut Workers<'_, '_>,
        observer: &mut dyn Observer,
    ) {
        let paths = self.options.paths;
        let likely = self.order.last().map_or(0, |last| last + 1);
        let position = paths.position(&page.path, likely).filter(|at| paths.page_of(*at).is_none());
        let Some(position) = position else {
            let message =
                format!("the page `{}` is not among the pages to publish", page.path.escape_debug());
            return self.fail(Error::new(ErrorKind::PagePath, message));
        };
        if self.pages[position].outcome.is_some() {
            let message = format!("two pages have the path `{}`", page.path.escape_debug());
            return self
                .fail(Error::new(ErrorKind::PagePath, message).help("give each page a path of its own"));
        }
        match self.place(page, observer) {
            Ok(Some(progress)) => {
                self.pages[position] = progress;
                self.order.push(position);
                self.manifest.list(position);
                if paths.has_compressed() {
                    self.compress(position, page, workers);
                }
            }
            Ok(None) => {}
            Err(error) => self.fail(error),
        }
    }

    /// `None` when its folder cannot be used and that was told already.
    fn place(&mut self, page: &RenderedPage, observer: &mut dyn Observer) -> Result<Option<Progress>> {
        let writes = !self.options.check_only && self.errors.is_empty();
        let (folder_path, name) = split(&page.path);
        let compared = |outcome| Compared { page, outcome, old_size: None, old: None };
        let missing = if writes { Missing::Create } else { Missing::Leave };
        let folder = match self.folders.as_mut().map(|folders| folders.enter(folder_path, missing)) {
            Some(Ok(folder)) => folder,
            None => None,
            Some(Err((_, at))) if self.refused.contains(&at) => return Ok(None),
            Some(Err((obstacle, at))) => {
                let error = obstacle.at(&self.output.join(&at));
                self.refused.push(at);
                return Err(error);
            }
        };
        let (Some(folders), Some(folder)) = (self.folders.as_mut(), folder) else {
            observer.page(compared(Outcome::New));
            return Ok(Some(Progress { outcome: Some(Outcome::New), ..Progress::default() }));
        };
        if !self.options.check_only {
            folders.sweep(folder, &mut self.buffer);
        }

        let here = folders.descriptor(folder);
        let text = page.text.as_bytes();
        let at = |obstacle: Obstacle| obstacle.at(&self.output.join(&*page.path));
        let found = if folders.contents(folder) == Contents::Nothing {
            Found::Nothing
        } else {
            file::compare(here, name, text, &mut self.buffer, observer.wants_old()).map_err(at)?
        };
        let (outcome, old) = match found {
            Found::Same => {
                let size = u64::try_from(text.len()).ok();
                observer.page(Compared { old_size: size, old: Some(text), ..compared(Outcome::Unchanged) });
                return Ok(Some(Progress { outcome: Some(Outcome::Unchanged), ..Progress::default() }));
            }
            Found::Nothing => {
                observer.page(compared(Outcome::New));
                (Outcome::New, None)
            }
            Found::Other(old) => {
                let size = file::size_of(&old);
                let is_whole = observer.wants_old() && u64::try_from(self.buffer.len()) == Ok(size);
                let bytes = is_whole.then_some(&*self.buffer);
                observer.page(Compared { old_size: Some(size), old: bytes, ..compared(Outcome::Changed) });
                (Outcome::Changed, Some(old))
            }
        };
        if writes {
            // Where one sync does for all files, none is synced by itself.
            let sync = self.options.durable && !cfg!(target_os = "linux");
            let temporary = file::temporary_name(name, &mut self.name);
            file::write_temporary(here, temporary, text, old.as_ref(), sync).map_err(at)?;
            folders.touch(folder);
        }
        Ok(Some(Progress { outcome: Some(outcome), waits: writes, goes: false }))
    }

    /// Clears the folders of the manifest that no page of this run is in.
    pub(super) fn sweep_rest(&mut self) {
        let Some(folders) = &mut self.folders else { return };
        let mut last = None;
        for path in self.manifest.iter(self.options.paths) {
            let (folder_path, _) = split(path);
            if last == Some(folder_path) {
                continue;
            }
            last = Some(folder_path);
            if let Ok(Some(folder)) = folders.enter(folder_path, Missing::Leave) {
                folders.sweep(folder, &mut self.buffer);
            }
        }
        // The manifest's own, where no page is in the output directory itself: that can be a large directory to read.
        if folders.contents(Folder::ROOT) == Contents::Unknown {
            let name = file::temporary_name(manifest::NAME, &mut self.name);
            let _ = file::remove(folders.descriptor(Folder::ROOT), name);
        }
    }
}

impl Drop for Run<'_> {
    /// Leaves everything as it was, but for what is in place already.
    fn drop(&mut self) {
        let Some(folders) = &mut self.folders else { return };
        if self.manifest_waits {
            let name = file::temporary_name(manifest::NAME, &mut self.name);
            let _ = file::remove(folders.descriptor(Folder::ROOT), name);
        }
        for (position, _) in self.pages.iter().enumerate().filter(|(_, page)| page.waits) {
            let (folder_path, name) = split(self.options.paths.at(position));
            if let Ok(Some(folder)) = folders.enter(folder_path, Missing::Leave) {
                let temporary = file::temporary_name(name, &mut self.name);
                let _ = file::remove(folders.descriptor(folder), temporary);
            }
        }
        if self.committed {
            return;
        }
        folders.remove_created();
        lock::remove(&self.created);
    }
}
