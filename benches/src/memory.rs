//! The most memory that a run holds at one time.

use std::process::Command;

use crate::site::{self, ENGINES};
use crate::{Bench, Outcome, process, table, whole};

/// What a run may hold, in MiB, by its number of pages.
const GOALS: [(usize, f64); 2] = [(3, 5.0), (10_000, 8.0)];

/// Prints the peaks of all engines.
pub(crate) fn measure(bench: &Bench) -> Outcome {
    let place = bench.memory.as_ref().unwrap_or(&bench.disk).join("peak");
    println!("\npeak memory, MiB\n");
    table::head(&["pages", "django", "jinja", "tera", "upon", "goal"]);
    for pages in [3, 1_000, 10_000] {
        let mut cells = vec![pages.to_string()];
        let mut highest: f64 = 0.0;
        for templates in &ENGINES {
            let site = site::make(&place, templates.engine, pages)?;
            let output = place.join(format!("{}-{pages}-pages", templates.engine));
            let peak = peak(&whole::generate(bench, &site, &output))?;
            highest = highest.max(peak);
            cells.push(format!("{peak:.1}"));
        }
        let goal = GOALS.iter().find(|(of, _)| *of == pages).map(|(_, goal)| *goal);
        cells.push(table::goal(highest, goal));
        table::row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(())
}

/// The peak of `command`, started from a small program: the system counts from the size of whoever starts it.
pub(crate) fn peak(command: &Command) -> Outcome<f64> {
    let own = std::env::current_exe().map_err(|cause| format!("cannot find this program: {cause}"))?;
    let output = Command::new(own)
        .arg("peak")
        .arg(command.get_program())
        .args(command.get_args())
        .output()
        .map_err(|cause| format!("cannot run {command:?}: {cause}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let bytes: f64 = text.trim().parse().map_err(|_| format!("{command:?} failed ({})", output.status))?;
    Ok(bytes / f64::from(1 << 20))
}

/// Runs a program and prints its peak in bytes.
pub(crate) fn print_peak(program: &str, arguments: &[&str]) -> Outcome {
    println!("{}", process::run(Command::new(program).args(arguments))?.peak);
    Ok(())
}
