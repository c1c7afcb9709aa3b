//! Holds what `downpage generate` writes to what `manage.py downpagegenerate` writes.

use std::time::SystemTime;

use crate::run::{Files, Project, Run, succeed};

/// What a run of ours leaves besides pages.
const MANIFEST: &str = ".downpage.json";

/// Makes the pages of a project with Django, takes them away, makes them with `downpage`, and wants the same files with the same
/// bytes: from the code alone, where that can be, and as the project's own Python says it.
pub(crate) fn same_pages(name: &str, project: &Project) {
    let run = Run::prepare(name, project);
    let (expected, now) = made_by_django(&run);
    assert!(!expected.is_empty(), "Django has written no page");
    if project.only_python {
        refused(&run, now);
    }
    let ways: &[&[&str]] = if project.only_python { &[&["--python"]] } else { &[&[], &["--python"]] };
    let failures: Vec<String> = ways
        .iter()
        .filter_map(|options| {
            let failure = differs(&run, options, now, &expected)?;
            Some(format!("`downpage generate {}`: {failure}", options.join(" ")))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    // The figure of the documentation.
    println!("{name}: {} pages, {} bytes", expected.len(), expected.values().map(Vec::len).sum::<usize>());
}

/// Wants a project that only Python can make to be refused without it, and not made wrong.
fn refused(run: &Run<'_>, now: u64) {
    let before = run.files();
    let output = run.downpage(now, &[]).arg("generate").output().unwrap();
    assert!(!output.status.success(), "it can be made from the code now: let it be compared");
    assert!(!run.python_was_run(), "Python was run, and nobody asked for it");
    let written: Vec<String> = changes(&before, &run.files()).into_keys().collect();
    assert!(written.is_empty(), "{written:?} was written");
}

/// How the pages that `downpage` makes differ from the expected ones; they are taken away again.
pub(crate) fn differs(run: &Run<'_>, options: &[&str], now: u64, expected: &Files) -> Option<String> {
    let before = run.files();
    let output = run.downpage(now, options).arg("generate").output().unwrap();
    if !output.status.success() {
        return Some(format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    let mut ours = changes(&before, &run.files());
    for path in ours.keys() {
        std::fs::remove_file(run.place.join(path)).unwrap();
    }
    ours.retain(|path, _| path.rsplit('/').next() != Some(MANIFEST));
    if run.python_was_run() {
        return Some("Python was run, and nobody asked for it".to_owned());
    }
    if !ours.keys().eq(expected.keys()) {
        return Some(format!("made {:?}, Django made {:?}", ours.keys(), expected.keys()));
    }
    let different: Vec<String> =
        expected.iter().filter_map(|(path, page)| difference(path, page, &ours[path])).collect();
    (!different.is_empty()).then(|| different.join("\n"))
}

/// The pages that the original writes, which are taken away again; and when that was. A minute that ends meanwhile would be seen
/// on a page that tells the time: then it is done again.
pub(crate) fn made_by_django(run: &Run<'_>) -> (Files, u64) {
    let before = run.files();
    let made: Vec<_> = run.project.folders.iter().map(|folder| run.place.join(folder)).collect();
    let made: Vec<_> = made.into_iter().filter(|folder| !folder.exists()).collect();
    for folder in &made {
        std::fs::create_dir_all(folder).unwrap();
    }
    let start = loop {
        let start = now();
        succeed(run.manage().arg("downpagegenerate"));
        if start / 60 == now() / 60 {
            break start;
        }
    };
    let pages = changes(&before, &run.files());
    for path in pages.keys() {
        let path = run.place.join(path);
        std::fs::remove_file(&path).unwrap();
    }
    for folder in made.iter().rev() {
        std::fs::remove_dir(folder).unwrap();
    }
    (pages, start)
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// The files that are new or other than before.
pub(crate) fn changes(before: &Files, after: &Files) -> Files {
    let changed = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes));
    changed.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

/// The first line in which two pages differ.
fn difference(path: &str, expected: &[u8], ours: &[u8]) -> Option<String> {
    if expected == ours {
        return None;
    }
    let [expected, ours] = [expected, ours].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let count = expected.split('\n').zip(ours.split('\n')).take_while(|(one, other)| one == other).count();
    let line =
        |text: &str| text.split('\n').nth(count).map_or("(end)".to_owned(), |line| format!("{line:?}"));
    Some(format!(
        "{path}:{}: Django {}\n{path}:{}: ours   {}",
        count + 1,
        line(&expected),
        count + 1,
        line(&ours)
    ))
}
