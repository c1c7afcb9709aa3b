//! `downpage generate --watch`: makes the pages again whenever a source changes.
//!
//! No change is missed: what is read is watched before it is read. A run's own pages are no change, and neither is what
//! else happens in the folders that have to be watched, so that the work comes to rest.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use downpage::config::Config;
use downpage::{Error, ErrorKind};
use notify::event::{CreateKind, RemoveKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::args::{GenerateArguments, GlobalArguments};
use crate::clock::Stopwatch;
use crate::commands::generate;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::project;

/// Editors write a file in several steps; what follows within this time belongs together.
const SETTLING: Duration = Duration::from_millis(100);

/// How long a change that goes on and on is waited for.
const LONGEST: Duration = Duration::from_secs(2);

/// Runs until it is interrupted. A failure is shown, and the next change is another try.
pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &GenerateArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    let mut own = OwnFiles::default();
    let mut watch = Watch::over(Vec::new())?;
    let mut told = false;
    loop {
        let config = generate::configuration(global, arguments, output);
        let next = Watch::over(sources(global, config.as_ref().ok()))?;
        // Reading the configuration has read files that were not watched yet.
        let unseen = watch.sources != next.sources || watch.has_changed(&own);
        watch = next;
        if unseen {
            continue;
        }
        if let Ok(config) = &config {
            own.output = forms(&absolute(&config.output)).collect();
        }
        match config.and_then(|config| generate::once(config, arguments, output)) {
            Ok(done) => own.pages = done.pages,
            Err(failure @ Failure::Output(_)) => return Err(failure),
            Err(failure) => drop(failure.report(output)),
        }
        if output.is_closed() {
            return Ok(Exit::Success);
        }
        if !std::mem::replace(&mut told, true) {
            output.message("watching for changes; press Ctrl-C to stop");
        }
        if !watch.wait(&own) {
            return Ok(Exit::Success);
        }
    }
}

/// All that the pages are made from: the configuration, or where one could come to be, and what it names.
fn sources(global: &GlobalArguments, config: Option<&Config>) -> Vec<PathBuf> {
    let mut sources = project::candidates(global);
    if let Some(config) = config {
        sources.extend(config.origin.iter().map(|origin| origin.path.clone()));
        sources.extend(config.templates.iter().chain(&config.sources).cloned());
    }
    sources
}

/// What a run writes itself.
#[derive(Debug, Default)]
struct OwnFiles {
    /// The output directory, in all forms in which the system may name it.
    output: Vec<PathBuf>,
    pages: Vec<Arc<str>>,
}

impl OwnFiles {
    /// Whether an event at `path` may come from a run.
    fn has(&self, path: &Path, kind: EventKind) -> bool {
        let is_folder =
            matches!(kind, EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder));
        let Some(inside) = self.output.iter().find_map(|output| path.strip_prefix(output).ok()) else {
            // It was made for the output directory.
            return is_folder && self.output.iter().any(|output| output.starts_with(path));
        };
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        is_folder
            || name.starts_with(".downpage")
            || (name.starts_with('.') && name.ends_with(".downpage-tmp"))
            || inside.to_str().is_some_and(|inside| self.pages.iter().any(|page| **page == *inside))
    }
}

/// Sources under watch.
struct Watch {
    /// Files and directories, as named.
    sources: Vec<PathBuf>,
    /// The same in all forms in which the system may name them.
    names: Vec<PathBuf>,
    changes: Receiver<notify::Result<Event>>,
    /// Watching ends with it.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches `sources`, and where those that do not exist would come to be.
    fn over(sources: Vec<PathBuf>) -> Result<Self, Error> {
        let cannot = |cause: notify::Error| {
            Error::new(ErrorKind::Io, format!("cannot watch for changes: {cause}"))
                .help("run without `--watch`")
        };
        let (sender, changes) = channel();
        let mut watcher = notify::recommended_watcher(sender).map_err(cannot)?;
        let mut taken = Vec::new();
        for source in sources.iter().map(|source| absolute(source)) {
            if source.is_dir() && !taken.contains(&source) {
                watcher.watch(&source, RecursiveMode::Recursive).map_err(cannot)?;
                taken.push(source);
            }
        }
        for source in sources.iter().map(|source| absolute(source)) {
            // What replaces a file or a directory is seen by the one above it.
            let above = source.ancestors().skip(1).find(|above| above.is_dir()).unwrap_or(Path::new("/"));
            if !taken.iter().any(|path| path == above) {
                watcher.watch(above, RecursiveMode::NonRecursive).map_err(cannot)?;
                taken.push(above.to_owned());
            }
        }
        let names = sources.iter().flat_map(|source| forms(&absolute(source))).collect();
        Ok(Self { sources, names, changes, _watcher: watcher })
    }

    /// Whether a source has changed since the watch began, or since it was asked.
    fn has_changed(&self, own: &OwnFiles) -> bool {
        self.changes.try_iter().filter(|event| self.counts(event, own)).count() > 0
    }

    /// Waits for a change, and until it has settled; false when there will be none.
    fn wait(&self, own: &OwnFiles) -> bool {
        while let Ok(event) = self.changes.recv() {
            if self.counts(&event, own) {
                let started = Stopwatch::start();
                while started.elapsed() < LONGEST && self.goes_on(own) {}
                return true;
            }
        }
        false
    }

    /// Whether more changes come within the time in which they belong together.
    fn goes_on(&self, own: &OwnFiles) -> bool {
        std::thread::sleep(SETTLING);
        self.has_changed(own)
    }

    fn counts(&self, event: &notify::Result<Event>, own: &OwnFiles) -> bool {
        let Ok(event) = event else { return false };
        if event.need_rescan() {
            return true; // events were lost
        }
        !matches!(event.kind, EventKind::Access(_))
            && event.paths.iter().any(|path| {
                let forms: Vec<PathBuf> = forms(path).collect();
                forms.iter().any(|path| self.is_near(path))
                    && !forms.iter().any(|path| own.has(path, event.kind))
            })
    }

    /// Whether a change at `path` can be one of a source: a folder above it can bring it along, or take it away.
    fn is_near(&self, path: &Path) -> bool {
        self.names.iter().any(|source| path.starts_with(source) || source.starts_with(path))
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// `path` as it is written, and with the links in the way to it followed: systems name what changed in either form.
fn forms(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let name = path.file_name().unwrap_or_default();
    let real = path.parent().and_then(|parent| Some(parent.canonicalize().ok()?.join(name)));
    let whole = path.canonicalize().ok();
    [Some(path.to_owned()), real, whole].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use notify::EventKind;
    use notify::event::{CreateKind, ModifyKind};

    use super::OwnFiles;

    #[test]
    fn pages_and_what_belongs_to_them_are_no_change_but_templates_beside_them_are() {
        let own = OwnFiles { output: vec!["/site/out".into()], pages: vec!["a/502.html".into()] };
        let file = EventKind::Modify(ModifyKind::Any);
        let folder = EventKind::Create(CreateKind::Folder);
        let has = |path, kind| own.has(Path::new(path), kind);
        assert!(has("/site/out/a/502.html", file));
        assert!(has("/site/out/a/.502.html.downpage-tmp", file));
        assert!(has("/site/out/.downpage.json", file));
        assert!(has("/site/out/a", folder) && has("/site/out", folder) && has("/site", folder));
        assert!(!has("/site/out/502.html", file), "a template in the output directory");
        assert!(!has("/site/templates/a/502.html", file));
        assert!(!has("/site/templates", folder));
    }
}
