//! How pages on disk differ from what they should be: unified diffs, which `patch -p1` understands.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, DiffTag, group_diff_ops};

/// Lines around a change that are shown with it.
const AROUND: usize = 3;

/// The difference of one page at `path`, from the text on disk to the text it should have; `None` where there is none.
///
/// An empty difference, as between a page that is not there and an empty one, has its two header lines all the same.
pub(crate) fn of_page(path: &str, old: Option<&[u8]>, new: Option<&str>) -> String {
    let (from, to) = (name("a", path, old.is_some()), name("b", path, new.is_some()));
    let before = old.map_or(Cow::Borrowed(""), String::from_utf8_lossy);
    let mut text = format!("--- {from}\n+++ {to}\n");
    push_hunks(&mut text, &lines(&before), &lines(new.unwrap_or_default()));
    text
}

/// That of a compressed file, of which no more is to be said than that it differs, or that it is there on one side only.
pub(crate) fn of_file(path: &str, old: bool, new: bool) -> String {
    format!("Binary files {} and {} differ\n", name("a", path, old), name("b", path, new))
}

/// The lines of a text, each with its end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn push_hunks(text: &mut String, old: &[&str], new: &[&str]) {
    for hunk in group_diff_ops(operations(old, new), AROUND).iter().filter(|hunk| !hunk.is_empty()) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{}", UnifiedHunkHeader::new(hunk));
        for operation in hunk {
            if operation.tag() == DiffTag::Equal {
                push_lines(text, ' ', old, operation.old_range());
            } else {
                push_lines(text, '-', old, operation.old_range());
                push_lines(text, '+', new, operation.new_range());
            }
        }
    }
}

/// What makes the new lines of the old ones: by numbers in place of texts, and by one algorithm. `TextDiff` brings four,
/// each for several types, and 150 KB of program.
fn operations<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<DiffOp> {
    let mut numbers = HashMap::new();
    let mut number = |line: &&'t str| {
        let next = numbers.len();
        *numbers.entry(*line).or_insert(next)
    };
    let old: Vec<usize> = old.iter().map(&mut number).collect();
    let new: Vec<usize> = new.iter().map(&mut number).collect();
    let (old, new) = (&*old, &*new);
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut found, old, 0..old.len(), new, 0..new.len());
    found.into_inner().into_inner().into_ops()
}

fn push_lines(text: &mut String, sign: char, lines: &[&str], range: Range<usize>) {
    for line in &lines[range] {
        text.push(sign);
        text.push_str(line);
        if !line.ends_with('\n') {
            text.push_str("\n\\ No newline at end of file\n");
        }
    }
}

fn name(side: &str, path: &str, is_there: bool) -> String {
    if is_there { format!("{side}/{path}") } else { "/dev/null".to_owned() }
}

/// The difference with colours, as other tools have them.
pub(crate) fn coloured(diff: &str) -> String {
    let mut text = String::with_capacity(diff.len() * 2);
    for line in diff.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let style = style(line);
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{style}{line}{style:#}{end}");
    }
    text
}

fn style(line: &str) -> Style {
    if line.starts_with("--- ") || line.starts_with("+++ ") {
        return Style::new().bold();
    }
    match line.as_bytes().first() {
        Some(b'+') => AnsiColor::Green.on_default(),
        Some(b'-') => AnsiColor::Red.on_default(),
        Some(b'@') => AnsiColor::Cyan.on_default(),
        _ => Style::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{coloured, of_page};

    #[test]
    fn a_page_is_new_changed_or_gone() {
        assert_eq!(of_page("a.html", None, Some("x\n")), "--- /dev/null\n+++ b/a.html\n@@ -0,0 +1 @@\n+x\n");
        assert_eq!(
            of_page("a.html", Some(b"x\n"), Some("y\n")),
            "--- a/a.html\n+++ b/a.html\n@@ -1 +1 @@\n-x\n+y\n"
        );
        assert_eq!(of_page("a.html", Some(b"x\n"), None), "--- a/a.html\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
        assert_eq!(of_page("a.html", None, Some("")), "--- /dev/null\n+++ b/a.html\n");
    }

    #[test]
    fn changes_far_apart_are_told_as_diff_tells_them() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk";
        let new = "a\nB\nc\nd\ne\nf\ng\nh\ni\nx\nj\nk\n";
        // What GNU diff -u writes of the two.
        let told = "--- a/a.html\n+++ b/a.html\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n\
            @@ -7,5 +7,6 @@\n g\n h\n i\n+x\n j\n-k\n\\ No newline at end of file\n+k\n";
        assert_eq!(of_page("a.html", Some(old.as_bytes()), Some(new)), told);
    }

    #[test]
    fn lines_are_coloured_by_what_they_are() {
        assert_eq!(
            coloured("--- a/x\n@@ -1 +1 @@\n-x\n+y\n z"),
            "\u{1b}[1m--- a/x\u{1b}[0m\n\u{1b}[36m@@ -1 +1 @@\u{1b}[0m\n\u{1b}[31m-x\u{1b}[0m\n\u{1b}[32m+y\u{1b}[0m\n z"
        );
    }
}
