//! Tables as Markdown has them, so that they can be pasted into `docs/performance.md`.

/// Prints the head of a table.
pub(crate) fn head(columns: &[&str]) {
    row(columns);
    println!("|---|{}", "---:|".repeat(columns.len() - 1));
}

/// Prints one row.
pub(crate) fn row(cells: &[&str]) {
    println!("| {} |", cells.join(" | "));
}

/// Seconds as milliseconds, with three digits or so.
pub(crate) fn millis(seconds: f64) -> String {
    let millis = seconds * 1e3;
    if millis < 10.0 { format!("{millis:.2}") } else { format!("{millis:.0}") }
}

/// A goal, and whether `value` meets it.
pub(crate) fn goal(value: f64, goal: Option<f64>) -> String {
    goal.map_or_else(String::new, |goal| {
        format!("<= {goal:.2} {}", if value <= goal { "met" } else { "**missed**" })
    })
}
