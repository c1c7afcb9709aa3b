//! What a run did: one line for each page, and a line for all of them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use anstyle::{AnsiColor, Style};
use downpage::RenderedPage;
use downpage::publish::Outcome;
use serde_json::{Value, json};

/// Pages listed one by one unless the user asks for all.
const FEW: usize = 60;

/// Gathers what is said about the pages of a run.
#[derive(Debug)]
pub(crate) struct Listing {
    rows: Vec<Row>,
    all: bool,
    counts: Counts,
}

/// How many pages ended how.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    new: usize,
    changed: usize,
    unchanged: usize,
    bytes: usize,
}

impl Counts {
    fn total(self) -> usize {
        self.new + self.changed + self.unchanged
    }
}

#[derive(Debug)]
struct Row {
    path: Arc<str>,
    template: Arc<str>,
    engine: &'static str,
    status: Option<u16>,
    bytes: usize,
    gzip: usize,
    outcome: Outcome,
}

impl Listing {
    /// A listing of every page, or of the first ones only.
    pub(crate) fn new(all: bool) -> Self {
        Self { rows: Vec::new(), all, counts: Counts::default() }
    }

    /// Takes note of a page. Only a page that will be listed is compressed, to say what a visitor downloads: for thousands
    /// of pages that would take longer than all the rest.
    pub(crate) fn add(&mut self, page: &RenderedPage, outcome: Outcome) {
        match outcome {
            Outcome::New => self.counts.new += 1,
            Outcome::Changed => self.counts.changed += 1,
            Outcome::Unchanged => self.counts.unchanged += 1,
        }
        self.counts.bytes += page.text.len();
        if self.all || self.rows.len() < FEW {
            self.rows.push(Row {
                path: Arc::clone(&page.path),
                template: Arc::clone(&page.template),
                engine: page.engine,
                status: page.status,
                bytes: page.text.len(),
                gzip: gzip_size(&page.text),
                outcome,
            });
        }
    }

    /// The table for people; `check` says what would be done in place of what was done.
    pub(crate) fn table(&self, check: bool) -> String {
        let width = |of: fn(&Row) -> usize| self.rows.iter().map(of).max().unwrap_or(0);
        let (paths, engines) = (width(|row| row.path.chars().count()), width(|row| row.engine.len()));
        let mut text = String::new();
        for row in &self.rows {
            let style = if row.outcome == Outcome::Unchanged {
                Style::new().dimmed()
            } else {
                AnsiColor::Green.on_default()
            };
            let _ = writeln!(
                text,
                "{:paths$}  {:engines$}  {:>9}  {:>9} gzip  {style}{}{style:#}",
                row.path,
                row.engine,
                size(row.bytes),
                size(row.gzip),
                word(row.outcome, check)
            );
        }
        let left_out = self.counts.total() - self.rows.len();
        if left_out > 0 {
            let _ = writeln!(text, "... and {left_out} more (--verbose lists them all)");
        }
        text
    }

    /// The line for all pages.
    pub(crate) fn total(&self, directory: &str, pruned: usize, check: bool) -> String {
        let Counts { new, changed, unchanged, bytes } = self.counts;
        let mut parts = vec![];
        let mut part = |count: usize, word: &str| {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        };
        part(new, word(Outcome::New, check));
        part(changed, word(Outcome::Changed, check));
        part(unchanged, "unchanged");
        part(pruned, if check { "to be removed" } else { "removed" });
        let pages = if self.counts.total() == 1 {
            "1 page".to_owned()
        } else {
            format!("{} pages", self.counts.total())
        };
        format!("{pages} in {directory}: {} ({})", parts.join(", "), size(bytes))
    }

    /// The pages for machines.
    pub(crate) fn json(&self) -> Vec<Value> {
        let row = |row: &Row| {
            json!({
                "path": &*row.path,
                "template": &*row.template,
                "engine": row.engine,
                "status": row.status,
                "bytes": row.bytes,
                "gzip_bytes": row.gzip,
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

/// What the text weighs when a server sends it with gzip.
fn gzip_size(text: &str) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    let written = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    written.map_or(0, |bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::size;

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
}
