//! How pages on disk differ from what they should be: unified diffs, which `patch -p1` understands.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

/// The difference of one page at `path`, from the text on disk to the text it should have; `None` where there is none.
///
/// An empty difference, as between a page that is not there and an empty one, has its two header lines all the same.
pub(crate) fn of_page(path: &str, old: Option<&[u8]>, new: Option<&str>) -> String {
    let (from, to) = (name("a", path, old.is_some()), name("b", path, new.is_some()));
    let before = old.map_or(Cow::Borrowed(""), String::from_utf8_lossy);
    let text =
        TextDiff::from_lines(&*before, new.unwrap_or_default()).unified_diff().header(&from, &to).to_string();
    if text.is_empty() { format!("--- {from}\n+++ {to}\n") } else { text }
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
    fn lines_are_coloured_by_what_they_are() {
        assert_eq!(
            coloured("--- a/x\n@@ -1 +1 @@\n-x\n+y\n z"),
            "\u{1b}[1m--- a/x\u{1b}[0m\n\u{1b}[36m@@ -1 +1 @@\u{1b}[0m\n\u{1b}[31m-x\u{1b}[0m\n\u{1b}[32m+y\u{1b}[0m\n z"
        );
    }
}
