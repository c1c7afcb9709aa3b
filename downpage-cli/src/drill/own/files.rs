//! Reads the files of a configuration, and finds those that one of them includes.

use std::fs;
use std::path::{Path, PathBuf};

use downpage::{Error, ErrorKind, Result};

/// The text of a file of a configuration.
pub(super) fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|cause| {
        Error::new(ErrorKind::Configuration, format!("cannot read `{}`: {}", path.display(), reason(&cause)))
            .help("name a file that is there and that you may read: the drill needs no other right")
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Error::new(ErrorKind::Configuration, format!("`{}` is not UTF-8", path.display())))
}

fn reason(cause: &std::io::Error) -> &'static str {
    match cause.kind() {
        std::io::ErrorKind::NotFound => "there is no such file",
        std::io::ErrorKind::PermissionDenied => "permission denied",
        _ => "it is no file that can be read",
    }
}

/// The files that `pattern` names, in order: `*`, `?` and `[...]` stand for what they do in a shell.
pub(super) fn matching(pattern: &Path) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    for part in pattern.components() {
        let name = part.as_os_str().to_string_lossy();
        if !is_pattern(&name) {
            for path in &mut found {
                path.push(part);
            }
            continue;
        }
        found = found.iter().flat_map(|folder| entries(folder, &name)).collect();
    }
    found.retain(|path| path.exists());
    found
}

/// Whether a name stands for others.
pub(super) fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

fn entries(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let pattern: Vec<char> = pattern.chars().collect();
    let is_wanted = |name: &str| {
        let hidden = name.starts_with('.') && pattern.first() != Some(&'.');
        !hidden && fits(&name.chars().collect::<Vec<_>>(), &pattern)
    };
    let mut names: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(is_wanted))
        .map(|entry| entry.path())
        .collect();
    names.sort();
    names
}

/// Goes back to the last `*` when it comes to nothing, so that no name takes long.
fn fits(name: &[char], pattern: &[char]) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < name.len() {
        match one(name[at], &pattern[position..]) {
            Some(0) => {
                star = Some((position, at));
                position += 1;
            }
            Some(length) => {
                position += length;
                at += 1;
            }
            None => match star {
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    (position, at) = (back + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[position..].iter().all(|letter| *letter == '*')
}

/// How many letters of the pattern stand for `letter`; 0 for `*`, which stands for any number of them.
fn one(letter: char, pattern: &[char]) -> Option<usize> {
    match pattern.first()? {
        '*' => Some(0),
        '?' => Some(1),
        '[' => {
            let end = pattern.iter().skip(2).position(|end| *end == ']')? + 2;
            let set = &pattern[1..end];
            let (set, negated) = match set {
                ['!' | '^', rest @ ..] => (rest, true),
                _ => (set, false),
            };
            let in_range =
                set.windows(3).any(|three| three[1] == '-' && (three[0]..=three[2]).contains(&letter));
            (negated != (in_range || set.contains(&letter))).then_some(end + 1)
        }
        own => (*own == letter).then_some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::{fits, matching};

    #[test]
    fn patterns_stand_for_what_they_do_in_a_shell() {
        let fits = |name: &str, pattern: &str| {
            fits(&name.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>())
        };
        for (name, pattern) in [
            ("a.conf", "*.conf"),
            ("a.b.conf", "a*.conf"),
            ("ab", "?b"),
            ("x1", "x[0-9]"),
            ("xa", "x[!0-9]"),
            ("", "*"),
        ] {
            assert!(fits(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in
            [("a.conf~", "*.conf"), ("b", "?b"), ("xa", "x[0-9]"), ("x1", "x[^0-9]"), ("a", "[a")]
        {
            assert!(!fits(name, pattern), "{name} {pattern}");
        }
        assert!(!fits(&"a".repeat(60), &"*a".repeat(30).replace('a', "ab")), "it ends soon");
    }

    #[test]
    fn files_come_in_order_and_hidden_ones_do_not() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.conf", "a.conf", ".c.conf", "d.txt"] {
            std::fs::File::create(folder.path().join(name)).unwrap();
        }
        let found = matching(&folder.path().join("*.conf"));
        let names: Vec<_> = found.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a.conf", "b.conf"]);
        assert!(matching(&folder.path().join("none/*.conf")).is_empty());
    }
}
