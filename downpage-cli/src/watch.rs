//! `downpage generate --watch`: makes the pages again whenever a source changes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use downpage::config::Config;
use downpage::{Error, ErrorKind};
use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::args::{GenerateArguments, GlobalArguments};
use crate::commands::generate;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Editors write a file in several steps; what follows within this time belongs together.
const SETTLING: Duration = Duration::from_millis(100);

/// Runs until it is interrupted. A failure is shown, and the next change is another try.
pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &GenerateArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    loop {
        let config = generate::configuration(global, arguments);
        let sources = match &config {
            Ok(config) => sources(config),
            Err(_) => global.config.clone().into_iter().chain([PathBuf::from(".")]).collect(),
        };
        let pages = config.as_ref().map_or_else(|_| PathBuf::new(), |config| config.output.clone());
        // Watching starts before the run, so that a change during the run is not missed.
        let (changes, _watcher) = watch(&sources)?;
        let outcome =
            config.map_err(Failure::from).and_then(|config| generate::once(config, arguments, output));
        match outcome {
            Err(failure @ Failure::Output(_)) => return Err(failure),
            Err(failure) => drop(failure.report(output)),
            Ok(_) => {}
        }
        output.message("watching for changes; press Ctrl-C to stop");
        if !wait(&changes, &pages) {
            return Ok(Exit::Success);
        }
    }
}

/// All that the pages are made from, as far as it exists.
fn sources(config: &Config) -> Vec<PathBuf> {
    let file = config.origin.iter().map(|origin| origin.path.clone());
    let all = file.chain(config.templates.iter().cloned()).chain(config.sources.iter().cloned());
    all.filter(|path| path.exists()).collect()
}

fn watch(sources: &[PathBuf]) -> Result<(Receiver<notify::Result<Event>>, impl Watcher), Error> {
    let cannot = |cause: notify::Error| {
        Error::new(ErrorKind::Io, format!("cannot watch for changes: {cause}")).help("run without `--watch`")
    };
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(sender).map_err(cannot)?;
    for source in sources {
        // A file is often replaced by a new one; only its directory sees that.
        let (path, mode) = if source.is_dir() {
            (source.as_path(), RecursiveMode::Recursive)
        } else {
            (parent(source), RecursiveMode::NonRecursive)
        };
        watcher.watch(path, mode).map_err(cannot)?;
    }
    Ok((changes, watcher))
}

fn parent(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits for a change outside of `pages` and until it has settled; false when there will be none.
fn wait(changes: &Receiver<notify::Result<Event>>, pages: &Path) -> bool {
    let pages = pages.canonicalize().unwrap_or_else(|_| pages.to_owned());
    let counts = |event: &notify::Result<Event>| {
        event.as_ref().is_ok_and(|event| {
            !matches!(event.kind, EventKind::Access(_))
                && !event
                    .paths
                    .iter()
                    .all(|path| path.canonicalize().unwrap_or_else(|_| path.clone()).starts_with(&pages))
        })
    };
    loop {
        match changes.recv() {
            Err(_) => return false,
            Ok(event) if counts(&event) => break,
            Ok(_) => {}
        }
    }
    while changes.recv_timeout(SETTLING).is_ok() {}
    true
}
