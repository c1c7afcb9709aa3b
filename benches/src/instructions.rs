//! The layer once more in instructions, which do not depend on what else the machine does.

use std::hint::black_box;
use std::process::Command;

use crate::{Bench, Outcome, bare, layer, table};

/// The two sides, in the order of [`layer::sides`].
const SIDES: [&str; 2] = ["bare", "downpage"];

/// Prints the instructions of a page in each engine, bare and ours.
pub(crate) fn measure(_: &Bench) -> Outcome {
    if !can_be_counted() {
        println!("\ninstructions: left out, valgrind is not installed");
        return Ok(());
    }
    println!("\none page, instructions (callgrind, 100 pages more divided by 100)\n");
    table::head(&["engine", "bare", "downpage", "downpage / bare"]);
    for engine in bare::ENGINES {
        let [bare, ours] = SIDES.map(|side| per_page(side, engine));
        let (bare, ours) = (bare?, ours?);
        let cells = [format!("{bare:.0}"), format!("{ours:.0}"), format!("{:.3}", ours / bare)];
        table::row(&[engine, &cells[0], &cells[1], &cells[2]]);
    }
    Ok(())
}

fn per_page(side: &str, engine: &str) -> Outcome<f64> {
    more_of(["render", side, engine])
}

/// The instructions of what this program does when it is given `arguments` and a number, from that number to the next.
pub(crate) fn more_of(arguments: [&str; 3]) -> Outcome<f64> {
    let (few, many) = (counted(arguments, "1")?, counted(arguments, "101")?);
    Ok((many - few) / 100.0)
}

/// Whether instructions can be counted here.
pub(crate) fn can_be_counted() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok()
}

fn counted(arguments: [&str; 3], times: &str) -> Outcome<f64> {
    let own = std::env::current_exe().map_err(|cause| format!("cannot find this program: {cause}"))?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args(arguments)
        .arg(times)
        .output()
        .map_err(|cause| format!("cannot run valgrind: {cause}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let count = told.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    count.ok_or_else(|| format!("valgrind failed ({})", output.status))
}

/// Renders a page `pages` times: what valgrind is given to count.
pub(crate) fn render(side: &str, engine: &str, pages: &str) -> Outcome {
    let side =
        SIDES.iter().position(|known| *known == side).ok_or_else(|| format!("unknown side `{side}`"))?;
    let pages: usize = pages.parse().map_err(|_| format!("`{pages}` is no number"))?;
    let sides = layer::sides(engine)?;
    for _ in 0..pages {
        black_box(sides[side]());
    }
    Ok(())
}
