//! What each server can do, as a table: `downpage server-config --list`, and the one in the guide.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Abilities, Choice, Encoding, Intercept, Switch, all};

/// The columns: a heading, and what stands below it.
type Column = (&'static str, fn(&Abilities) -> String);

const COLUMNS: [Column; 9] = [
    ("app dead", |can| can.outages.refused.to_string()),
    ("app hangs", |can| can.outages.hanging.to_string()),
    ("formats", |can| yes(can.formats)),
    ("languages", |can| choice(can.languages).to_owned()),
    ("precompressed", |can| encodings(can.encodings)),
    ("retry-after", |can| yes(can.retry_after)),
    ("intercept", |can| intercept(can.intercept).to_owned()),
    ("maintenance", |can| switch(can.maintenance).to_owned()),
    ("tried", |can| yes(can.tried)),
];

/// A line for each server, under headings.
pub(crate) fn text() -> String {
    let mut rows = vec![heading()];
    rows.extend(all().iter().map(|server| {
        let can = server.abilities();
        let cells = COLUMNS.iter().map(|(_, cell)| cell(&can));
        std::iter::once(server.name().to_owned()).chain(cells).collect()
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..=COLUMNS.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        let _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    text
}

fn heading() -> Vec<String> {
    std::iter::once("server").chain(COLUMNS.iter().map(|(name, _)| *name)).map(str::to_owned).collect()
}

/// The same for machines.
pub(crate) fn json() -> Vec<Value> {
    let entry = |can: Abilities| {
        json!({
            "refused": can.outages.refused,
            "hanging": can.outages.hanging,
            "closed": can.outages.closed,
            "garbage": can.outages.garbage,
            "statuses": can.outages.own,
            "formats": can.formats,
            "languages": choice(can.languages),
            "encodings": can.encodings.iter().map(|encoding| encoding.name()).collect::<Vec<_>>(),
            "retry_after": can.retry_after,
            "headers": can.headers,
            "intercept": intercept(can.intercept),
            "maintenance": switch(can.maintenance),
            "assets": can.assets,
            "rereads": can.rereads,
            "limit": can.limit,
            "tried": can.tried,
        })
    };
    let name = |server: &&'static dyn super::Server| {
        let mut value = entry(server.abilities());
        value["name"] = server.name().into();
        value["title"] = server.title().into();
        value
    };
    all().iter().map(name).collect()
}

fn yes(can: bool) -> String {
    if can { "yes" } else { "no" }.to_owned()
}

const fn choice(choice: Choice) -> &'static str {
    match choice {
        Choice::Weights => "by weight",
        Choice::Order => "in order",
        Choice::First => "first only",
        Choice::None => "no",
    }
}

fn encodings(encodings: &[Encoding]) -> String {
    let names: Vec<&str> = encodings.iter().map(|encoding| encoding.name()).collect();
    if names.is_empty() { "no".to_owned() } else { names.join(" ") }
}

const fn intercept(intercept: Intercept) -> &'static str {
    match intercept {
        Intercept::Chosen => "chosen",
        Intercept::Always => "always",
        Intercept::All => "all >= 400",
        Intercept::Never => "no",
    }
}

const fn switch(switch: Switch) -> &'static str {
    match switch {
        Switch::Flag => "flag file",
        Switch::Own => "its own",
        Switch::None => "no",
    }
}
