//! The JSON Schema of the configuration, made from the list of keys that the reader goes by.

use serde_json::{Map, Value, json};

use crate::config::keys::{self, Key, Kind, Table};
use crate::encoding::Encoding;
use crate::error::Result;
use crate::format::Format;
use crate::options::{OptionKind, OptionSpec};
use crate::registry::{self, Backend};

/// The JSON Schema (draft 2020-12) of `downpage.toml`, for editors that complete and check as one types.
///
/// The options of engines are those of this build; a table for an engine that it lacks may hold anything.
///
/// ```
/// let schema = downpage_core::config::schema()?;
/// assert_eq!(schema["properties"]["output"]["default"], "error-pages");
/// # Ok::<(), downpage_core::Error>(())
/// ```
///
/// # Errors
/// As for [`registry::backends`].
pub fn schema() -> Result<Value> {
    Ok(of(&registry::backends()?))
}

fn of(backends: &[&'static Backend]) -> Value {
    let mut schema = table(&keys::ROOT, backends);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "downpage",
        "description": "The configuration of downpage: downpage.toml, [tool.downpage] in pyproject.toml, \
                        or [package.metadata.downpage] in Cargo.toml.",
    });
    if let (Value::Object(schema), Value::Object(head)) = (&mut schema, head) {
        let body = std::mem::replace(schema, head);
        schema.extend(body);
    }
    schema
}

fn table(table: &Table, backends: &[&'static Backend]) -> Value {
    let properties: Map<String, Value> =
        table.keys.iter().map(|key| (key.name.to_owned(), property(key, backends))).collect();
    let required: Vec<&str> = table.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if std::ptr::eq(table, &raw const keys::DJANGO) {
        schema["patternProperties"] = json!({"^[A-Z][A-Z0-9_]*$": true});
    }
    schema
}

fn property(key: &Key, backends: &[&'static Backend]) -> Value {
    let mut schema = kind(key.kind, backends);
    schema["description"] = json!(key.summary);
    if let Ok(default) = serde_json::from_str::<Value>(key.default) {
        schema["default"] = default;
    }
    schema
}

fn kind(kind: Kind, backends: &[&'static Backend]) -> Value {
    const LANGUAGE: &str = "^[A-Za-z][A-Za-z0-9_@-]*$";
    let text = || json!({"type": "string", "minLength": 1});
    match kind {
        Kind::Text => text(),
        Kind::Language => json!({"type": "string", "pattern": LANGUAGE}),
        Kind::Languages => one_or_list(&json!({"type": "string", "pattern": LANGUAGE})),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Count(i64::MAX) => json!({"type": "integer", "minimum": 1}),
        Kind::Count(most) => json!({"type": "integer", "minimum": 1, "maximum": most}),
        Kind::Size => json!({"anyOf": [
            {"type": "integer", "minimum": 1},
            {"type": "string", "pattern": "^\\s*[0-9]+\\s*([kKmMgG]?[iI]?[bB])?\\s*$"},
        ]}),
        Kind::Texts => one_or_list(&text()),
        Kind::Values => json!({"type": "object"}),
        Kind::TextTable => json!({"type": "object", "additionalProperties": {"type": "string"}}),
        Kind::Status => {
            let one = json!({"anyOf": [
                {"type": "integer", "minimum": 400, "maximum": 599},
                {"type": "string", "pattern": "^[0-9xX,\\s-]+$"},
            ]});
            json!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
        }
        Kind::Formats => names(Format::ALL.map(Format::name), 1),
        Kind::Encodings => names(Encoding::ALL.map(Encoding::name), 0),
        Kind::Template => json!({"anyOf": [text(), table(&keys::TEMPLATE, backends)]}),
        Kind::Table(content) => table(content, backends),
        Kind::Pages => {
            let compact = json!({
                "type": "array",
                "prefixItems": [text(), text(), {"type": "object"}],
                "items": false,
                "minItems": 2,
            });
            json!({"type": "array", "items": {"anyOf": [table(&keys::PAGE, backends), compact]}})
        }
        Kind::Engines => engines(backends),
    }
}

/// One of these words, or a list of at least so many of them.
fn names<const N: usize>(words: [&str; N], least: usize) -> Value {
    let one = json!({"enum": words.as_slice()});
    json!({"anyOf": [one, {"type": "array", "items": one, "minItems": least}]})
}

fn one_or_list(item: &Value) -> Value {
    json!({"anyOf": [item, {"type": "array", "items": item}]})
}

fn engines(backends: &[&'static Backend]) -> Value {
    let mut properties = Map::new();
    for name in registry::KNOWN {
        properties.insert(name.to_owned(), json!({"type": "object"}));
    }
    for backend in backends {
        let options: Map<String, Value> =
            backend.options.iter().map(|option| (option.name.to_owned(), engine_option(option))).collect();
        let schema = json!({
            "type": "object",
            "description": backend.summary,
            "properties": options,
            "additionalProperties": false,
        });
        properties.insert(backend.name.to_owned(), schema);
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn engine_option(option: &OptionSpec) -> Value {
    let mut schema = match option.kind {
        OptionKind::Bool => json!({"type": "boolean"}),
        OptionKind::Number => json!({"type": "integer", "minimum": 0}),
        OptionKind::Text => json!({"type": "string"}),
        OptionKind::Choice(words) => json!({"enum": words}),
        OptionKind::Texts => json!({"type": "array", "items": {"type": "string"}}),
        OptionKind::Table => json!({"type": "object"}),
    };
    schema["description"] = json!(option.summary);
    schema
}

#[cfg(test)]
mod tests;
