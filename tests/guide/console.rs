//! Every command in README and guide is one, and prints what is shown.
#![cfg(target_os = "linux")] // GNU sed, and sh

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use crate::coverage::commands;
use crate::markdown::{blocks, pages, root};

const DOWNPAGE: &str = env!("CARGO_BIN_EXE_downpage");

/// What `line` prints in a shell in `folder`, on both streams.
fn run(line: &str, folder: &Path) -> String {
    let binaries = Path::new(DOWNPAGE).parent().unwrap().display();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\nPATH={binaries}:$PATH\n{line}")])
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1774518060")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() && name != "error-pages" {
            copy(&path, &to.join(name));
        } else if path.is_file() {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// A folder with a copy of an example, or an empty one.
fn folder(example: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    match example {
        "empty" => {}
        "repository" => copy(&root().join("examples"), &folder.path().join("examples")),
        "" => copy(&root().join("examples/bookshop"), folder.path()),
        other => copy(&root().join("examples").join(other), folder.path()),
    }
    folder
}

/// Text with no blanks at the ends of lines.
fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[test]
fn every_command_prints_what_is_shown() {
    let mut count = 0;
    for block in blocks("console") {
        let folder = folder(&block.title);
        for command in format!("\n{}", block.text).split("\n$ ").skip(1) {
            let (line, expected) = command.split_once('\n').unwrap_or((command, ""));
            let given = run(line, folder.path());
            assert_eq!(trimmed(&given), trimmed(expected), "{}: `{line}`", block.place);
            count += 1;
        }
    }
    assert!(count > 10, "only {count} commands");
}

#[test]
fn the_first_command_of_the_readme_prints_what_the_readme_shows() {
    let readme = pages().remove(0);
    let commands = readme.blocks.iter().find(|block| block.language == "sh").unwrap();
    let first = commands.text.lines().next().unwrap();
    let arguments = first.strip_prefix("cargo run --release -- ").unwrap().split('#').next().unwrap();
    let shown = readme.blocks.iter().find(|block| block.language == "text").unwrap();
    let folder = folder("repository");
    assert_eq!(trimmed(&run(&format!("downpage {arguments}"), folder.path())), trimmed(&shown.text));
    assert!(folder.path().join("examples/bookshop/error-pages/502.html").is_file());
}

#[test]
fn every_option_in_a_command_exists() {
    let commands = commands();
    let mut helps: HashMap<String, String> = HashMap::new();
    let mut count = 0;
    for block in blocks("sh").into_iter().chain(blocks("yaml")) {
        for line in block.text.lines() {
            let Some(at) = line.find("downpage ") else { continue };
            let is_command = line[..at].trim_end().is_empty() || line[..at].ends_with([' ', '/', ';']);
            if !is_command || line.trim_start().starts_with('#') || line.contains("cargo ") {
                continue;
            }
            let words: Vec<&str> = line[at..].split('#').next().unwrap().split_whitespace().skip(1).collect();
            let command = words.iter().position(|word| commands.iter().any(|command| command == word));
            let command = command.map_or("", |at| words[at]);
            let help = helps
                .entry(command.to_owned())
                .or_insert_with(|| run(&format!("downpage {command} --help"), Path::new("/")));
            for word in words.iter().filter(|word| word.starts_with('-') && **word != "-") {
                let option = word.split('=').next().unwrap();
                assert!(
                    help.contains(&format!("{option} "))
                        || help.contains(&format!("{option},"))
                        || help.contains(&format!("{option}\n"))
                        || help.contains(&format!("{option}[=")),
                    "{}: `{option}` in `{line}`",
                    block.place
                );
                count += 1;
            }
        }
    }
    assert!(count > 8, "only {count} options");
}
