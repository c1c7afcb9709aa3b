//! An exception of Python's as an error of ours: what it says first, then the line it came from, then the way there.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, ErrorKind, Location};
use serde_json::Value;

/// How many of the calls that led to it are told.
const FRAMES: usize = 8;

/// The error for an exception as the probe tells it; files are named as seen from `root`.
pub(super) fn of(exception: &Value, kind: ErrorKind, root: &Path) -> Error {
    let empty = Vec::new();
    let frames = exception["frames"].as_array().unwrap_or(&empty);
    let mut error = Error::new(kind, sentence(exception));
    if let Some(place) = place(frames, root) {
        error = error.at(place);
    }
    for cause in exception["causes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        error = error.note(format!("because of {cause}"));
    }
    if !frames.is_empty() {
        error = error.note(way(frames, root));
    }
    error
}

/// The last line of a traceback.
pub(super) fn sentence(exception: &Value) -> String {
    let class = exception["type"].as_str().unwrap_or("Exception");
    match exception["message"].as_str().unwrap_or_default() {
        "" => class.to_owned(),
        message => format!("{class}: {message}"),
    }
}

/// Whether an exception is of this class, or of one that extends it.
pub(super) fn is(exception: &Value, class: &str) -> bool {
    exception["classes"].as_array().is_some_and(|classes| classes.iter().any(|known| known == class))
}

/// The last line of the project's own code that led to it; without one, the last of all.
fn place(frames: &[Value], root: &Path) -> Option<Location> {
    let own = |frame: &&Value| {
        let file = Path::new(frame["file"].as_str().unwrap_or_default());
        file.strip_prefix(root)
            .is_ok_and(|file| !file.components().any(|part| part.as_os_str() == "site-packages"))
    };
    let frame = frames.iter().rev().find(own).or_else(|| frames.last())?;
    let file = frame["file"].as_str()?;
    let line = usize::try_from(frame["line"].as_u64()?).ok()?;
    let text = std::fs::read_to_string(file).unwrap_or_default();
    Some(Location::at_line(shown(file, root), &text, line))
}

/// The calls that led to it, the last one last.
fn way(frames: &[Value], root: &Path) -> String {
    let mut way = "the way there:".to_owned();
    let left_out = frames.len().saturating_sub(FRAMES);
    if left_out > 0 {
        let _ = write!(way, "\n  ({left_out} before these)");
    }
    for frame in &frames[left_out..] {
        let text = |key: &str| frame[key].as_str().unwrap_or_default();
        let function = match text("function") {
            "" | "<module>" => String::new(),
            function => format!(" in {function}"),
        };
        let line = frame["line"].as_u64().unwrap_or_default();
        let _ = write!(way, "\n  {}:{line}{function}: {}", shown(text("file"), root), text("text").trim());
    }
    way
}

/// A file as seen from the project; of a package, from the folder of all packages.
fn shown(file: &str, root: &Path) -> String {
    if let Some((_, package)) = file.rsplit_once("/site-packages/") {
        return package.to_owned();
    }
    Path::new(file).strip_prefix(root).map_or_else(|_| file.to_owned(), |file| file.display().to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use downpage::ErrorKind;
    use downpage::report::{Style, draw};
    use serde_json::json;

    use super::{is, of};

    #[test]
    fn an_exception_tells_its_last_line_first_and_where_in_the_project_it_came_from() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("settings.py");
        let mut file = std::fs::File::create(&settings).unwrap();
        std::io::Write::write_all(&mut file, b"import os\nKEY = os.environ[\"KEY\"]\n").unwrap();
        let exception = json!({
            "type": "KeyError", "message": "'KEY'", "classes": ["KeyError", "LookupError", "Exception"], "causes": ["E: e"],
            "frames": [
                {"file": settings, "line": 2, "function": "<module>", "text": "KEY = os.environ[\"KEY\"]"},
                {"file": "/usr/lib/python3/site-packages/x/y.py", "line": 5, "function": "get", "text": "raise KeyError"},
            ],
        });
        let error = of(&exception, ErrorKind::Configuration, folder.path());
        assert!(is(&exception, "LookupError") && !is(&exception, "ValueError"));
        assert_eq!(
            draw(&error, Style::default()),
            "\
error: KeyError: 'KEY'
 --> settings.py:2:1
  |
2 | KEY = os.environ[\"KEY\"]
  | ^^^^^^^^^^^^^^^^^^^^^^^
  |
  = note: because of E: e
  = note: the way there:
            settings.py:2: KEY = os.environ[\"KEY\"]
            x/y.py:5 in get: raise KeyError"
        );
    }

    #[test]
    fn an_exception_that_says_nothing_is_told_by_its_class() {
        let error =
            of(&json!({ "type": "SystemExit", "message": "" }), ErrorKind::Rendering, Path::new("/srv"));
        assert_eq!(error.to_string(), "SystemExit");
    }
}
