//! The site services against what Django, Python's gettext and GNU gettext answer; `record.py` asked them.

#![allow(clippy::unwrap_used, reason = "a fault in a test may panic, in what the tests share too")]

mod catalogs;
mod languages;
mod mutation;
mod static_files;
mod urls;

use serde_json::Value as Json;

/// The cases recorded in `recorded/<name>.json`.
fn recorded(name: &str) -> Json {
    let path = format!("{}/tests/services/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The items of a recorded list; an empty one would be a test of nothing.
fn items(list: &Json) -> &[Json] {
    let items = list.as_array().unwrap();
    assert!(!items.is_empty());
    items
}

/// The bytes of a file in this folder.
fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/services/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
