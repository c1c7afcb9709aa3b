//! `downpage generate` in a Django project beside `manage.py downpagegenerate`: real Django, the real django-downpage.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::rounds::{Case, compare};
use crate::{Bench, Outcome, memory, process, site, table};

/// The project: of the ones that are held byte for byte to Django, the one that `startproject` makes.
const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/projects/plain");

/// The virtual environment that `cargo xtask` has made for it.
const ENVIRONMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/projects/venv/plain");

/// How many times less time ours is to take, by the number of pages.
const GOALS: [(usize, f64); 2] = [(3, 200.0), (1_000, 60.0)];

/// Prints time and memory of both.
pub(crate) fn measure(bench: &Bench) -> Outcome {
    if !Path::new(ENVIRONMENT).is_dir() {
        return Err(format!("there is no {ENVIRONMENT}: run `cargo xtask projects` first"));
    }
    let place = bench.memory.as_ref().unwrap_or(&bench.disk).join("django");
    let mut peaks = Vec::new();
    for (pages, goal) in GOALS {
        let project = make(&place, pages)?;
        check_that_both_make_the_same(bench, &project, pages)?;
        let cases = [
            Case::new("`manage.py downpagegenerate`", |_| original(&project)),
            Case::new("`downpage generate`", |fresh| ours(bench, &project, fresh)).goal(1.0 / goal),
        ];
        compare(&format!("a Django project, {pages} pages"), &place, bench.rounds(15), &cases)?;
        let output = place.join(format!("peak-{pages}"));
        peaks.push((
            pages,
            memory::peak(&original(&project))?,
            memory::peak(&ours(bench, &project, &output))?,
        ));
    }
    println!("\na Django project, peak memory, MiB\n");
    table::head(&["pages", "`manage.py downpagegenerate`", "`downpage generate`"]);
    for (pages, original, ours) in peaks {
        table::row(&[&pages.to_string(), &format!("{original:.1}"), &format!("{ours:.1}")]);
    }
    Ok(())
}

/// The project with so many pages, each with values of its own.
fn make(place: &Path, pages: usize) -> Outcome<PathBuf> {
    let project = place.join(format!("project-{pages}"));
    copy(Path::new(PROJECT), &project)
        .and_then(|()| fs::create_dir_all(project.join("static.collected")))
        .and_then(|()| std::os::unix::fs::symlink(ENVIRONMENT, project.join(".venv")))
        .map_err(|cause| format!("cannot make {}: {cause}", project.display()))?;
    let settings = project.join("mysite/settings.py");
    let text = fs::read_to_string(&settings).map_err(|cause| format!("{}: {cause}", settings.display()))?;
    let entries = format!(
        "\nDOWNPAGE_PAGES = [\n    (f\"page-{{n:05}}.html\", \"myapp/downpage.html\", {{\"name\": f\"Page <{{n}}>\", \"minutes\": n, \
         \"links\": [\"/a/\", \"/b/\"]}})\n    for n in range({pages})\n]\n"
    );
    site::write(&settings, &(text + &entries))?;
    Ok(project)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn original(project: &Path) -> Command {
    let mut command = Command::new(Path::new(ENVIRONMENT).join("bin/python"));
    // What it warns of is the same page by page.
    command.args(["-W", "ignore"]).arg(project.join("manage.py")).arg("downpagegenerate");
    command
}

fn ours(bench: &Bench, project: &Path, output: &Path) -> Command {
    let mut command = Command::new(&bench.downpage);
    command.arg("-C").arg(project).args(["generate", "--output"]).arg(output);
    command
}

fn check_that_both_make_the_same(bench: &Bench, project: &Path, pages: usize) -> Outcome {
    let output = project.join("ours");
    process::run(&mut original(project))?;
    process::run(&mut ours(bench, project, &output))?;
    for number in 0..pages {
        let name = format!("page-{number:05}.html");
        let read = |folder: &Path| {
            let path = folder.join(&name);
            fs::read(&path).map_err(|cause| format!("{}: {cause}", path.display()))
        };
        if read(&output)? != read(&project.join("static.collected"))? {
            return Err(format!("{name} is not the same page in both: {}", project.display()));
        }
    }
    println!("\nchecked: both make the same {pages} pages");
    Ok(())
}
