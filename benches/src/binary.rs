//! The size of the program.

use crate::{Bench, Outcome, table};

/// The most that it may have, in MB.
const GOAL: f64 = 4.0;

/// Prints the size of the binary.
pub(crate) fn measure(bench: &Bench) -> Outcome {
    let bytes = std::fs::metadata(&bench.downpage)
        .map_err(|cause| format!("{}: {cause}", bench.downpage.display()))?
        .len();
    #[expect(clippy::cast_precision_loss, reason = "a program has fewer bytes than that")]
    let size = bytes as f64 / 1e6;
    println!("\nthe binary\n");
    table::head(&["", "MB", "goal"]);
    table::row(&["release, stripped, all engines", &format!("{size:.2}"), &table::goal(size, Some(GOAL))]);
    Ok(())
}
