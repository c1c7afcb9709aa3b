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
    let mut text = String::new();
    for backend in &backends {
        let extensions: Vec<String> =
            backend.extensions.iter().map(|extension| format!(".{extension}")).collect();
        let _ = writeln!(
            text,
            "{:<8} {:<14} {:<24} {}",
            backend.name,
            backend.engine,
            extensions.join(" "),
            backend.summary
        );
    }
    output.result(&text)?;
    Ok(Exit::Success)
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
