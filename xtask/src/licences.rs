//! Holds the licences of all dependencies against the list in `deny.toml`, with `cargo metadata` alone.
//!
//! `cargo deny check` does this and more; this part needs no other tool, so the gate always runs it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::shell::{Outcome, read, root};

/// Fails when a dependency has a licence that is not on the list.
pub(crate) fn check() -> Outcome {
    println!("\n$ licences");
    let allowed = allowed()?;
    let metadata = read("cargo", &["metadata", "--format-version", "1", "--locked", "--all-features"])?;
    let metadata: Value =
        serde_json::from_str(&metadata).map_err(|cause| format!("cargo metadata: {cause}"))?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["source"].is_null())
        .filter(|package| !acceptable(package["license"].as_str().unwrap_or_default(), &allowed))
        .map(|package| format!("{} ({})", package["name"], package["license"]))
        .collect();
    if refused.is_empty() {
        println!("{} packages, all under licences that deny.toml allows", packages.len());
        return Ok(());
    }
    Err(format!("licences that deny.toml does not allow: {}", refused.join(", ")))
}

/// The list `allow` of the table `[licenses]`.
fn allowed() -> Outcome<BTreeSet<String>> {
    let text =
        std::fs::read_to_string(root().join("deny.toml")).map_err(|cause| format!("deny.toml: {cause}"))?;
    let list = text.split("allow = [").nth(1).and_then(|rest| rest.split(']').next());
    let list = list.ok_or("deny.toml has no `allow` list")?;
    Ok(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

/// Whether an SPDX expression can be met: one choice of each `OR`, all parts of an `AND`.
fn acceptable(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|licence| allowed.contains(licence.trim())))
}

#[cfg(test)]
mod tests {
    use super::acceptable;

    #[test]
    fn one_choice_of_an_or_is_enough_and_every_part_of_an_and_counts() {
        let allowed = ["MIT", "Unicode-3.0"].map(str::to_owned).into();
        assert!(acceptable("MIT/Apache-2.0", &allowed));
        assert!(acceptable("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed));
        assert!(!acceptable("MIT AND GPL-3.0", &allowed));
        assert!(!acceptable("", &allowed));
    }
}
