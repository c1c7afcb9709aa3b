//! Whole runs of the program beside `cp -r` of the finished files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::rounds::{Case, compare};
use crate::site::{self, BUILT_IN, ENGINES, normal};
use crate::untouched::Snapshot;
use crate::{Bench, Outcome, process};

/// A file system that is measured.
struct Medium<'a> {
    name: &'static str,
    place: &'a Path,
    /// What `generate` may take, as a part of what `cp -r` takes.
    goal: f64,
}

fn media(bench: &Bench) -> Vec<Medium<'_>> {
    let memory = bench.memory.iter().map(|place| Medium { name: "in memory", place, goal: 1.0 });
    memory.chain([Medium { name: "on the disk", place: &bench.disk, goal: 1.25 }]).collect()
}

/// New directories: everything is read, rendered and written.
pub(crate) fn runs(bench: &Bench) -> Outcome {
    check_that_engines_agree(bench)?;
    for medium in media(bench) {
        for pages in bench.sizes() {
            let place = medium.place.join(format!("runs-{pages}"));
            let sites: Vec<(&str, PathBuf)> = ENGINES
                .iter()
                .map(|templates| templates.engine)
                .chain([BUILT_IN])
                .map(|engine| Ok((engine, site::make(&place, engine, *pages)?)))
                .collect::<Outcome<_>>()?;
            let finished = finished(bench, &sites[0].1, &place, *pages)?;
            let mut cases = vec![copy(&finished)];
            for (engine, site) in &sites {
                let case = Case::new(*engine, |fresh| generate(bench, site, fresh));
                // The built-in pages are less than half as long as what is copied.
                cases.push(if *engine == BUILT_IN { case } else { case.goal(medium.goal) });
            }
            let rounds = bench.rounds(if *pages < 100 {
                31
            } else if *pages < 5_000 {
                11
            } else {
                5
            });
            compare(&format!("`generate`, {pages} pages, {}", medium.name), &place, rounds, &cases)?;
        }
    }
    Ok(())
}

/// Directories in which all pages but one, or all, are as they should be.
pub(crate) fn idle(bench: &Bench) -> Outcome {
    const PAGES: usize = 1_000;
    for medium in media(bench) {
        let place = medium.place.join("idle");
        let sites: Vec<(&str, PathBuf, PathBuf)> = ENGINES
            .iter()
            .map(|templates| {
                let site = site::make(&place, templates.engine, PAGES)?;
                let finished = finished(bench, &site, &place.join(templates.engine), PAGES)?;
                check_that_nothing_is_touched(bench, &site, &finished)?;
                Ok((templates.engine, site, finished))
            })
            .collect::<Outcome<_>>()?;
        let mut cases = vec![copy(&sites[0].2)];
        for (engine, site, finished) in &sites {
            let name = format!("{engine}, nothing to do");
            cases.push(Case::new(name, |_| generate(bench, site, finished)).goal(0.25));
        }
        for (engine, site, finished) in &sites {
            let page = finished.join("page-00500.html");
            cases.push(
                Case::new(format!("{engine}, one page to do"), |_| generate(bench, site, finished))
                    .after(move || site::write(&page, "an old text")),
            );
        }
        compare(&format!("{PAGES} pages that are there, {}", medium.name), &place, bench.rounds(15), &cases)?;
        println!("\nchecked: the run with nothing to do left every inode as it was");
    }
    Ok(())
}

/// Runs that survive a power cut.
pub(crate) fn durable(bench: &Bench) -> Outcome {
    let settle = || process::run(&mut Command::new("sync")).map(drop);
    for pages in [3, 1_000] {
        let place = bench.disk.join(format!("durable-{pages}"));
        let site = site::make(&place, "upon", pages)?;
        let finished = finished(bench, &site, &place, pages)?;
        let copy_and_sync = |fresh: &Path| {
            let mut command = Command::new("sh");
            command.args(["-c", "cp -r \"$1\" \"$2\" && sync -f \"$2\"", "sh"]).arg(&finished).arg(fresh);
            command
        };
        let ours = |fresh: &Path| {
            let mut command = generate(bench, &site, fresh);
            command.arg("--durable");
            command
        };
        let cases = [
            Case::new("`cp -r` and `sync -f`", copy_and_sync).after(settle),
            Case::new("`generate --durable`, upon", ours).after(settle).goal(1.2),
        ];
        compare(&format!("durable, {pages} pages, on the disk"), &place, bench.rounds(15), &cases)?;
    }
    Ok(())
}

/// What it costs to start at all.
pub(crate) fn start(bench: &Bench) -> Outcome {
    let version = |_: &Path| {
        let mut command = Command::new(&bench.downpage);
        command.arg("--version");
        command
    };
    let cases = [Case::new("`true`", |_| Command::new("true")), Case::new("`downpage --version`", version)];
    compare("start", &bench.disk, bench.rounds(101), &cases)
}

/// `downpage -C site generate -o output`.
pub(crate) fn generate(bench: &Bench, site: &Path, output: &Path) -> Command {
    let mut command = Command::new(&bench.downpage);
    command.arg("-C").arg(site).args(["generate", "--output"]).arg(output);
    command
}

fn copy(finished: &Path) -> Case<'_> {
    Case::new("`cp -r`", move |fresh| {
        let mut command = Command::new("cp");
        command.arg("-r").arg(finished).arg(fresh);
        command
    })
}

/// The pages of `site`, made once in a directory of `place`.
fn finished(bench: &Bench, site: &Path, place: &Path, pages: usize) -> Outcome<PathBuf> {
    let output = place.join("finished");
    process::run(&mut generate(bench, site, &output))?;
    let files = Snapshot::of(&output)?.files();
    // The manifest is one more.
    if files != pages + 1 {
        return Err(format!("{} has {files} files, not {pages} pages and a manifest", output.display()));
    }
    Ok(output)
}

fn check_that_nothing_is_touched(bench: &Bench, site: &Path, finished: &Path) -> Outcome {
    let before = Snapshot::of(finished)?;
    process::run(&mut generate(bench, site, finished))?;
    if Snapshot::of(finished)? == before {
        return Ok(());
    }
    Err(format!("a run with nothing to do has touched {}", finished.display()))
}

fn check_that_engines_agree(bench: &Bench) -> Outcome {
    let place = bench.disk.join("agree");
    let mut pages = Vec::new();
    for templates in &ENGINES {
        let site = site::make(&place, templates.engine, 1)?;
        let output = place.join(format!("{}-pages", templates.engine));
        process::run(&mut generate(bench, &site, &output))?;
        let page = fs::read_to_string(output.join("page-00000.html"))
            .map_err(|cause| format!("{}: {cause}", templates.engine))?;
        pages.push((templates.engine, page));
    }
    let (first, text) = &pages[0];
    if let Some((other, _)) = pages.iter().find(|(_, page)| normal(page) != normal(text)) {
        return Err(format!("{first} and {other} make different pages"));
    }
    let sizes: Vec<String> =
        pages.iter().map(|(engine, page)| format!("{engine} {} bytes", page.len())).collect();
    println!("the engines agree on the page, but for the spelling of entities: {}", sizes.join(", "));
    Ok(())
}
