//! Puts rendered pages in place, all or none.
//!
//! Takes the pages one by one as they are rendered, compares each with the file that is there, and writes what differs
//! to a temporary file beside it. When the last page is there and none failed, all temporary files are renamed; else
//! they are removed, and nothing has changed. Pages are not kept: ten thousand need no more memory than ten, but for
//! some bytes each.

mod beside;
mod commit;
mod compress;
mod failure;
mod file;
mod folders;
mod lock;
mod manifest;
mod paths;
mod prune;
mod run;
mod sweep;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use compress::Compression;
pub use paths::{PagePaths, check_page_path};

use crate::encoding::Encoding;
use crate::error::{Errors, Result};
use crate::page::RenderedPage;

use compress::Workers;

/// How pages are put in place.
#[derive(Clone, Copy, Debug)]
pub struct PublishOptions<'a> {
    /// The paths of all pages of the configuration, also of those that this run does not make.
    pub paths: &'a PagePaths,
    /// Only compares: writes nothing, makes no directory, takes no lock. Default: `false`.
    pub check_only: bool,
    /// Removes pages that an earlier run put there and the configuration no longer has. Default: `false`.
    pub prune: bool,
    /// Survives a power cut: syncs before pages are renamed, and after. Default: `false`.
    pub durable: bool,
    /// How long another run is waited for. Default: 60 seconds.
    pub lock_timeout: Duration,
    /// How pages are compressed whose paths say that they are.
    pub compression: Compression,
}

impl<'a> PublishOptions<'a> {
    /// The defaults, for pages of these paths.
    #[must_use]
    pub const fn new(paths: &'a PagePaths) -> Self {
        Self {
            paths,
            check_only: false,
            prune: false,
            durable: false,
            lock_timeout: Duration::from_secs(60),
            compression: Compression::DEFAULT,
        }
    }
}

/// What a page is, held against the file that was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// There was none.
    New,
    /// There was one with another text.
    Changed,
    /// There was one with the same text; it was not touched.
    Unchanged,
}

impl Outcome {
    /// The outcome's stable name, for machines: `changed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// One page as it was found by the comparison.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The page.
    pub page: &'a RenderedPage,
    /// What it is.
    pub outcome: Outcome,
    /// The size of the file that was there.
    pub old_size: Option<u64>,
    /// The bytes that were there, when the observer wants them and they are not over 32 MiB.
    pub old: Option<&'a [u8]>,
}

/// Sees what happens while it happens; every method does nothing by default. `()` is one that sees nothing.
pub trait Observer {
    /// Whether [`page`](Self::page) is to get the old bytes of changed pages, which costs reading them whole.
    fn wants_old(&self) -> bool {
        false
    }

    /// A page was compared. It is in place only when [`publish`] returns `Ok`: another may still fail.
    fn page(&mut self, compared: Compared<'_>) {
        let _ = compared;
    }

    /// Another run has the output directory; `holder` says who: "`downpage` (process 4711)".
    fn waiting(&mut self, holder: &str) {
        let _ = holder;
    }

    /// Something is odd but no failure, such as a damaged manifest.
    fn warning(&mut self, message: &str) {
        let _ = message;
    }
}

impl Observer for () {}

/// What a run did; with [`check_only`](PublishOptions::check_only), what it would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Each page and what it was, in the order in which they came.
    pub pages: Vec<(Arc<str>, Outcome)>,
    /// The compressed files of these pages that there are now, page by page; with
    /// [`check_only`](PublishOptions::check_only) those of unchanged pages alone, since the others would have to be made first.
    pub compressed: Vec<CompressedFile>,
    /// What was removed: pages of earlier runs, and compressed files that are of no use any more.
    pub pruned: Vec<String>,
    /// Pages of earlier runs that the configuration no longer has and that are still there.
    pub stale: Vec<String>,
}

/// A compressed file beside a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompressedFile {
    /// Its path.
    pub path: Arc<str>,
    /// The path of the page.
    pub page: Arc<str>,
    /// What it is compressed with.
    pub encoding: Encoding,
    /// What it was, held against the file that was there.
    pub outcome: Outcome,
    /// Its size in bytes.
    pub size: u64,
}

impl Published {
    /// How many pages had this outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.pages.iter().filter(|page| page.1 == outcome).count()
    }

    /// Whether anything is different now: what `--check` asks.
    #[must_use]
    pub fn is_change(&self) -> bool {
        !self.pruned.is_empty()
            || self.pages.iter().any(|page| page.1 != Outcome::Unchanged)
            || self.compressed.iter().any(|file| file.outcome != Outcome::Unchanged)
    }
}

/// Puts `pages` into the directory `output`, all or none.
///
/// The directory is made if need be, may itself be a link, and is locked while the run lasts. Inside it no link is
/// followed. Pages that did not change are not touched; of those that did, mode and owner are kept. A reader sees each
/// page whole, old or new. A run that was killed leaves old or new pages, and what else it left goes with the next run.
///
/// Compressed files are put in place right before their page, and those that are of no use any more are removed before that:
/// a server never finds one that is older than its page, whenever a run is killed.
///
/// ```
/// use downpage_core::publish::{Outcome, PagePaths, PublishOptions, publish};
/// use downpage_core::RenderedPage;
///
/// let page = |path: &str, text: &str| RenderedPage {
///     path: path.into(), text: text.into(), template: "error.html".into(), engine: "jinja", status: None,
/// };
/// # let directory = tempfile::tempdir().unwrap();
/// # let output = directory.path().join("static");
/// let paths = PagePaths::new(["502.html", "503.html"])?;
/// let pages = [page("502.html", "<h1>Bad gateway</h1>"), page("503.html", "<h1>Busy</h1>")];
/// let published = publish(&output, pages.clone().map(Ok), &PublishOptions::new(&paths), &mut ())?;
/// assert_eq!(published.count(Outcome::New), 2);
/// let again = publish(&output, pages.map(Ok), &PublishOptions::new(&paths), &mut ())?;
/// assert!(!again.is_change());
/// # Ok::<(), downpage_core::Errors>(())
/// ```
///
/// # Errors
/// Every page of `pages` that is an error, and every page that cannot be put in place; then nothing has changed. The
/// exception is a rename that fails after others have succeeded: that error lists which pages are new and which old.
pub fn publish(
    output: &Path,
    pages: impl IntoIterator<Item = Result<RenderedPage>>,
    options: &PublishOptions<'_>,
    observer: &mut dyn Observer,
) -> Result<Published, Errors> {
    let mut run = run::Run::start(output, *options, observer)?;
    std::thread::scope(|scope| {
        let mut workers = Workers::new(scope, options.compression);
        for page in pages {
            match page {
                Ok(page) => run.take(&page, &mut workers, observer),
                Err(error) => run.fail(error),
            }
        }
        run.finish(&mut workers, observer)
    })
}
