//! `downpage engines`: the engines in this build.

use std::fmt::Write;

use downpage::Backend;
use downpage::registry;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::Output;

pub(crate) fn run(output: &Output) -> Result<Exit, Failure> {
    let backends = registry::backends()?;
    if output.is_json() {
        let engines: Vec<_> = backends.iter().map(|backend| entry(backend)).collect();
        output.json(&json!({ "ok": true, "engines": engines }))?;
        return Ok(Exit::Success);
    }
    if backends.is_empty() {
        return Err(registry::none_in_build().into());
    }
    output.result(&table(&backends))?;
    Ok(Exit::Success)
}

/// A line for each engine, in columns as wide as they have to be: an engine from outside may have a long name.
fn table(backends: &[&Backend]) -> String {
    let extensions = |backend: &Backend| {
        let dotted: Vec<String> =
            backend.extensions.iter().map(|extension| format!(".{extension}")).collect();
        dotted.join(" ")
    };
    let width = |column: &dyn Fn(&Backend) -> usize| {
        backends.iter().map(|backend| column(backend)).max().unwrap_or_default()
    };
    let name = width(&|backend| backend.name.chars().count());
    let engine = width(&|backend| backend.engine.chars().count());
    let endings = width(&|backend| extensions(backend).chars().count());
    let mut text = String::new();
    for backend in backends {
        let _ = writeln!(
            text,
            "{:<name$}  {:<engine$}  {:<endings$}  {}",
            backend.name,
            backend.engine,
            extensions(backend),
            backend.summary
        );
    }
    text
}

fn entry(backend: &Backend) -> serde_json::Value {
    json!({
        "name": backend.name,
        "engine": backend.engine,
        "package": backend.package,
        "extensions": backend.extensions,
        "summary": backend.summary,
        "options": backend.options.iter().map(|option| json!({
            "name": option.name,
            "summary": option.summary,
        })).collect::<Vec<_>>(),
    })
}
