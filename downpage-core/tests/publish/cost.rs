//! What a page costs in system calls, and in what order a durable run makes them; seen with `strace`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Site, child, place, skipped};

/// Run under `strace` by the tests below: publishes what the file `plan` says: a word, a count, a text.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn publish_by_plan() {
    let Some(place) = place() else { return };
    let plan = fs::read_to_string(place.join("plan")).unwrap();
    let [durable, count, text] = plan.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let names: Vec<String> =
        (0..count.parse().unwrap()).map(|number: u32| format!("x/{number}.html")).collect();
    let pages: Vec<(&str, &str)> = names.iter().map(|name| (&**name, text)).collect();
    let site = Site { output: place.join("static"), ..Site::new() };
    site.publish_with(&pages, |options| options.durable = durable == "durable", &mut ()).unwrap();
}

/// The calls of a run that name the file system, one a line; `None` without `strace`.
fn trace(place: &Path, plan: &str) -> Option<Vec<String>> {
    crate::support::write(place.join("plan"), plan);
    let run = child("cost::publish_by_plan", place);
    let log = place.join("trace");
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-e", "trace=desc,file"])
        .arg("-o")
        .arg(&log)
        .arg(run.get_program())
        .args(run.get_args());
    for (name, value) in run.get_envs() {
        strace.env(name, value.unwrap());
    }
    strace.output().ok().filter(|output| output.status.success())?;
    let calls = fs::read_to_string(log).unwrap();
    Some(
        calls
            .lines()
            .filter_map(|line| line.split_once(' ').map(|call| call.1.trim_start().to_owned()))
            .collect(),
    )
}

#[test]
fn an_unchanged_page_costs_three_calls_and_a_new_one_four() {
    // Beside each other, so that all that does not depend on the number of pages cancels out.
    let (few, many) = (Site::new(), Site::new());
    for (what, text, each) in [("new", "text", 4), ("unchanged", "text", 3), ("changed", "best", 9)] {
        let count = |site: &Site, pages: usize| {
            let calls = trace(site.directory.path(), &format!("quick {pages} {text}"))?;
            // Reading folders and manifest grows with their size; debug builds ask each descriptor before they close it.
            let aside = ["getdents", "mmap", "fcntl"];
            Some(calls.iter().filter(|call| !aside.iter().any(|name| call.starts_with(name))).count())
        };
        let (Some(few), Some(many)) = (count(&few, 100), count(&many, 300)) else {
            return skipped("an_unchanged_page_costs_three_calls_and_a_new_one_four", "no strace");
        };
        assert_eq!(many - few, 200 * each, "{what}: {few} calls for 100 pages, {many} for 300");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_durable_run_syncs_once_between_writing_and_renaming_and_then_the_folders() {
    let site = Site::new();
    let Some(calls) = trace(site.directory.path(), "durable 20 text") else {
        return skipped(
            "a_durable_run_syncs_once_between_writing_and_renaming_and_then_the_folders",
            "no strace",
        );
    };
    let at = |start: &str| -> Vec<usize> {
        calls.iter().enumerate().filter(|(_, call)| call.starts_with(start)).map(|(index, _)| index).collect()
    };
    let created: Vec<usize> =
        at("openat(").into_iter().filter(|index| calls[*index].contains("downpage-tmp")).collect();
    let (syncs, renames, folders) = (at("syncfs("), at("renameat("), at("fsync("));
    assert_eq!((created.len(), syncs.len(), renames.len()), (21, 1, 21), "twenty pages and the manifest");
    assert_eq!(folders.len(), 3, "the pages' folder, the output directory, the one it was made in");
    assert!(created.last() < syncs.first() && syncs.first() < renames.first());
    assert!(renames.last() < folders.first());
}
