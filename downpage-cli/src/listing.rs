//! What a run did: one line for each page, and a line for all of them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use anstyle::{AnsiColor, Style};
use downpage::plan::{Plan, PlannedPage};
use downpage::publish::{CompressedFile, Outcome};
use downpage::{Encoding, RenderedPage};
use serde_json::{Value, json};

use crate::gzip::Scales;
use crate::output::visible;

/// Lines that a person still looks through.
const FEW: usize = 20;

/// A longer path sticks out of its column, so that one does not push all figures off the screen.
const WIDEST: usize = 48;

/// Gathers what is said about the pages of a run.
///
/// A run of a few pages lists them all, one of many those that changed and no more than a few of them. When nothing
/// changed there is nothing to look through, and no page is listed.
#[derive(Debug)]
pub(crate) struct Listing {
    rows: Vec<Row>,
    size: Size,
    counts: Counts,
    /// Where the texts of the rows are weighed.
    scales: Option<Scales>,
    /// Texts of the last rows. Weighing costs more than all the rest of a run, so they wait until it is known that there
    /// will be a list.
    unweighed: Vec<String>,
}

/// Which pages are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// None.
    Nothing,
    /// Every page, also when nothing changed.
    All,
    /// Every page, since there are few.
    Few,
    /// The first that changed, since there are many.
    Many,
}

/// How many pages ended how.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    new: usize,
    changed: usize,
    unchanged: usize,
    bytes: usize,
    /// Compressed files of unchanged pages that were made.
    beside: usize,
    /// The bytes of all compressed files, by encoding.
    compressed: [u64; Encoding::ALL.len()],
}

impl Counts {
    fn total(self) -> usize {
        self.new + self.changed + self.unchanged
    }

    fn different(self) -> usize {
        self.new + self.changed
    }
}

#[derive(Debug)]
struct Row {
    path: Arc<str>,
    template: Arc<str>,
    engine: &'static str,
    status: Option<u16>,
    bytes: usize,
    /// What a visitor downloads; 0 until it was weighed.
    gzip: usize,
    /// The compressed files beside it.
    compressed: Vec<CompressedFile>,
    outcome: Outcome,
}

impl Row {
    /// What a visitor downloads at best, and how it is encoded.
    fn smallest(&self) -> (usize, &'static str) {
        let smallest = self.compressed.iter().min_by_key(|file| file.size);
        smallest.map_or((self.gzip, Encoding::Gzip.name()), |file| {
            (usize::try_from(file.size).unwrap_or(usize::MAX), file.encoding.name())
        })
    }
}

impl Listing {
    /// A listing of every page, or of what a person needs to see of `planned` pages.
    pub(crate) fn new(planned: usize, all: bool, scales: Scales) -> Self {
        let size = if all {
            Size::All
        } else if planned <= FEW {
            Size::Few
        } else {
            Size::Many
        };
        Self { size, scales: Some(scales), ..Self::of_nothing() }
    }

    /// Counts pages and lists none.
    pub(crate) fn of_nothing() -> Self {
        Self {
            rows: Vec::new(),
            size: Size::Nothing,
            counts: Counts::default(),
            scales: None,
            unweighed: Vec::new(),
        }
    }

    /// Takes note of a page.
    pub(crate) fn add(&mut self, page: &RenderedPage, outcome: Outcome) {
        match outcome {
            Outcome::New => self.counts.new += 1,
            Outcome::Changed => self.counts.changed += 1,
            Outcome::Unchanged => self.counts.unchanged += 1,
        }
        self.counts.bytes += page.text.len();
        match (self.size, outcome) {
            (Size::Nothing, _) | (Size::Many, Outcome::Unchanged) => return,
            (Size::Many, _) if self.rows.len() >= FEW => return,
            _ => self.unweighed.push(page.text.clone()),
        }
        self.rows.push(Row {
            path: Arc::clone(&page.path),
            template: Arc::clone(&page.template),
            engine: page.engine,
            status: page.status,
            bytes: page.text.len(),
            gzip: 0,
            compressed: Vec::new(),
            outcome,
        });
        if self.is_list()
            && let Some(scales) = &mut self.scales
        {
            self.unweighed.drain(..).for_each(|text| scales.put(text));
        }
    }

    /// Takes note of the compressed files that there are now.
    pub(crate) fn add_compressed(&mut self, files: &[CompressedFile]) {
        let rows: HashMap<Arc<str>, usize> =
            self.rows.iter().enumerate().map(|(index, row)| (Arc::clone(&row.path), index)).collect();
        for file in files {
            self.counts.compressed[file.encoding as usize] += file.size;
            let row = rows.get(&file.page).map(|index| &mut self.rows[*index]);
            let is_of_unchanged = row.as_ref().is_none_or(|row| row.outcome == Outcome::Unchanged);
            self.counts.beside += usize::from(is_of_unchanged && file.outcome != Outcome::Unchanged);
            if let Some(row) = row {
                row.compressed.push(file.clone());
            }
        }
    }

    /// Whether there is a list to be shown, by what is known so far.
    fn is_list(&self) -> bool {
        self.size == Size::All || self.counts.different() > 0
    }

    /// Waits for the weights of all rows.
    fn weigh(&mut self) {
        let weights = self.scales.take().map(Scales::weights).unwrap_or_default();
        for (row, weight) in self.rows.iter_mut().zip(weights) {
            row.gzip = weight;
        }
    }

    /// The table for people; `check` says what would be done in place of what was done.
    pub(crate) fn table(&mut self, check: bool) -> String {
        let mut text = String::new();
        if !self.is_list() {
            return text;
        }
        self.weigh();
        let width = |of: fn(&Row) -> usize| self.rows.iter().map(of).max().unwrap_or(0);
        let paths = width(|row| row.path.chars().count()).min(WIDEST);
        let engines = width(|row| row.engine.len());
        let encodings = width(|row| row.smallest().1.len());
        for row in &self.rows {
            let style = if row.outcome == Outcome::Unchanged {
                Style::new().dimmed()
            } else {
                AnsiColor::Green.on_default()
            };
            let (smallest, encoding) = row.smallest();
            let _ = writeln!(
                text,
                "{:paths$}  {:engines$}  {:>9}  {:>9} {encoding:encodings$}  {style}{}{style:#}",
                row.path,
                row.engine,
                size(row.bytes),
                size(smallest),
                word(row.outcome, check)
            );
        }
        if self.size == Size::Many && self.counts.different() > self.rows.len() {
            let left_out = self.counts.different() - self.rows.len();
            let _ = writeln!(text, "... and {left_out} more (--verbose lists all pages)");
        }
        text
    }

    /// The line for all pages.
    pub(crate) fn total(&self, directory: &str, pruned: usize, check: bool) -> String {
        let Counts { new, changed, unchanged, bytes, beside, compressed } = self.counts;
        let mut parts = vec![];
        let mut part = |count: usize, word: &str| {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        };
        part(new, word(Outcome::New, check));
        part(changed, if check && changed > 1 { "differ" } else { word(Outcome::Changed, check) });
        part(unchanged, word(Outcome::Unchanged, check));
        part(beside, if check { "compressed to be made" } else { "compressed" });
        part(pruned, if check { "to be removed" } else { "removed" });
        let parts = match (new + changed + pruned + beside, check) {
            (0, false) => "unchanged".to_owned(),
            (0, true) => "up to date".to_owned(),
            _ => parts.join(", "),
        };
        let total = self.counts.total();
        let pages = if total == 1 { "1 page".to_owned() } else { format!("{total} pages") };
        let mut sizes = size(bytes);
        for (encoding, bytes) in Encoding::ALL.iter().zip(compressed).filter(|(_, bytes)| *bytes > 0) {
            let _ = write!(
                sizes,
                ", {} as {}",
                size(usize::try_from(bytes).unwrap_or(usize::MAX)),
                encoding.name()
            );
        }
        format!("{pages} in {}: {parts} ({sizes})", visible(directory))
    }

    /// The pages for machines; `plan` is where they come from.
    pub(crate) fn json(&mut self, plan: &Plan) -> Vec<Value> {
        self.weigh();
        let planned: HashMap<&str, &PlannedPage> =
            plan.pages.iter().map(|page| (&*page.path, page)).collect();
        let compressed = |file: &CompressedFile| {
            json!({
                "path": &*file.path,
                "encoding": file.encoding.name(),
                "bytes": file.size,
                "outcome": file.outcome.name(),
            })
        };
        let row = |row: &Row| {
            let planned = planned.get(&*row.path);
            json!({
                "path": &*row.path,
                "template": &*row.template,
                "engine": row.engine,
                "status": row.status,
                "format": planned.map(|page| page.format.name()),
                "locale": planned.and_then(|page| page.locale.as_deref()),
                "default": planned.map(|page| page.is_default),
                "bytes": row.bytes,
                "gzip_bytes": row.gzip,
                "compressed": row.compressed.iter().map(compressed).collect::<Vec<_>>(),
                "outcome": row.outcome.name(),
            })
        };
        self.rows.iter().map(row).collect()
    }
}

fn word(outcome: Outcome, check: bool) -> &'static str {
    match (outcome, check) {
        (Outcome::New, false) => "written",
        (Outcome::Changed, false) => "updated",
        (Outcome::New, true) => "missing",
        (Outcome::Changed, true) => "differs",
        (Outcome::Unchanged, _) => "unchanged",
    }
}

/// A number of bytes for people: `812 B`, `4.1 KB` (of 1,000 bytes, as servers and browsers count them).
fn size(bytes: usize) -> String {
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    // Tenths, rounded; integers keep the figure the same on every machine.
    let tenths = |unit: usize| (bytes + unit / 20) / (unit / 10);
    let (tenths, unit) = if bytes < 999_950 { (tenths(1_000), "KB") } else { (tenths(1_000_000), "MB") };
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use downpage::RenderedPage;
    use downpage::publish::Outcome;

    use super::{FEW, Listing, size};
    use crate::gzip::Scales;

    #[test]
    fn sizes_are_rounded_to_tenths() {
        let shown = |bytes| size(bytes);
        assert_eq!(shown(999), "999 B");
        assert_eq!(shown(1_000), "1.0 KB");
        assert_eq!(shown(4_149), "4.1 KB");
        assert_eq!(shown(4_150), "4.2 KB");
        assert_eq!(shown(999_949), "999.9 KB");
        assert_eq!(shown(999_950), "1.0 MB");
    }

    fn listing(all: bool, outcomes: &[Outcome]) -> Listing {
        let mut listing = Listing::new(outcomes.len(), all, Scales::start());
        for (index, outcome) in outcomes.iter().enumerate() {
            let page = RenderedPage {
                path: format!("{index}.html").into(),
                text: "x".repeat(100),
                template: "t.html".into(),
                engine: "jinja",
                status: None,
            };
            listing.add(&page, *outcome);
        }
        listing
    }

    fn rows(listing: &mut Listing) -> usize {
        listing.table(false).lines().filter(|line| line.contains(".html")).count()
    }

    #[test]
    fn a_few_pages_are_listed_when_one_of_them_changed() {
        let mut listing = listing(false, &[Outcome::Unchanged, Outcome::Changed, Outcome::New]);
        assert_eq!(rows(&mut listing), 3);
        assert_eq!(
            listing.total("out", 1, false),
            "3 pages in out: 1 written, 1 updated, 1 unchanged, 1 removed (300 B)"
        );
        assert_eq!(
            listing.total("out", 1, true),
            "3 pages in out: 1 missing, 1 differs, 1 unchanged, 1 to be removed (300 B)"
        );
    }

    #[test]
    fn of_many_pages_the_first_that_changed_are_listed() {
        let mut outcomes = vec![Outcome::Unchanged; 100];
        outcomes[50] = Outcome::Changed;
        assert_eq!(rows(&mut listing(false, &outcomes)), 1);
        let mut many = listing(false, &[Outcome::New; 100]);
        assert_eq!(rows(&mut many), FEW);
        assert!(many.table(false).ends_with("... and 80 more (--verbose lists all pages)\n"));
        assert_eq!(rows(&mut listing(true, &[Outcome::New; 100])), 100);
    }

    #[test]
    fn a_run_that_changed_nothing_lists_nothing() {
        for count in [1, 3, 100] {
            assert_eq!(listing(false, &vec![Outcome::Unchanged; count]).table(false), "");
        }
        let one = listing(false, &[Outcome::Unchanged]);
        assert_eq!(one.total("out", 0, false), "1 page in out: unchanged (100 B)");
        assert_eq!(one.total("out", 0, true), "1 page in out: up to date (100 B)");
        assert_eq!(rows(&mut listing(true, &[Outcome::Unchanged])), 1);
    }
}
