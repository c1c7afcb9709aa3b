//! The schema against the reader: what one accepts, the other does.
//!
//! A few dozen lines of validator, for the words that the schema uses; an unknown word fails the test.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::of;
use crate::config::{Origin, read};
use crate::options::{OptionKind, OptionSpec};
use crate::registry::Backend;

static JINJA: Backend = Backend {
    name: "jinja",
    summary: "Jinja2 templates",
    engine: "",
    package: "",
    extensions: &[],
    options: &[
        OptionSpec { name: "trim_blocks", kind: OptionKind::Bool, summary: "Default: `false`." },
        OptionSpec { name: "undefined", kind: OptionKind::Choice(&["lenient", "strict"]), summary: "How." },
        OptionSpec { name: "names", kind: OptionKind::Texts, summary: "Names." },
    ],
    build: |_| unreachable!("never built in these tests"),
};

fn accepts(schema: &Value, value: &Value) -> bool {
    let Some(schema) = schema.as_object() else { return schema == &json!(true) };
    schema.iter().all(|(word, rule)| match word.as_str() {
        "$schema" | "title" | "description" | "default" => true,
        "type" => match rule.as_str().unwrap() {
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("type {other}"),
        },
        "enum" => rule.as_array().unwrap().contains(value),
        "minLength" => value.as_str().is_none_or(|text| text.len() as u64 >= rule.as_u64().unwrap()),
        "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
        "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
        "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
        "anyOf" => rule.as_array().unwrap().iter().any(|schema| accepts(schema, value)),
        "pattern" => value.as_str().is_none_or(|text| matches_pattern(rule.as_str().unwrap(), text)),
        "required" => value.as_object().is_none_or(|table| {
            rule.as_array().unwrap().iter().all(|name| table.contains_key(name.as_str().unwrap()))
        }),
        "properties" => value.as_object().is_none_or(|table| {
            table.iter().all(|(name, value)| rule.get(name).is_none_or(|schema| accepts(schema, value)))
        }),
        "additionalProperties" => value.as_object().is_none_or(|table| {
            let known =
                |name: &String| schema.get("properties").is_some_and(|known| known.get(name).is_some());
            table.iter().all(|(name, value)| known(name) || accepts(rule, value))
        }),
        "prefixItems" => value.as_array().is_none_or(|items| {
            items.iter().zip(rule.as_array().unwrap()).all(|(item, schema)| accepts(schema, item))
        }),
        "items" => value.as_array().is_none_or(|items| {
            let first = schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
            items.iter().skip(first).all(|item| accepts(rule, item))
        }),
        other => panic!("the validator does not know `{other}`"),
    })
}

/// The three patterns of the schema, by hand.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[A-Za-z][A-Za-z0-9_@-]*$" => {
            text.starts_with(|first: char| first.is_ascii_alphabetic())
                && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_@-".contains(letter))
        }
        "^[0-9xX,\\s-]+$" => {
            !text.is_empty()
                && text.chars().all(|letter| letter.is_ascii_digit() || "xX,- \t\n".contains(letter))
        }
        "^\\s*[0-9]+\\s*([kKmMgG]?[iI]?[bB])?\\s*$" => {
            let rest = text.trim().trim_start_matches(|letter: char| letter.is_ascii_digit());
            let unit = rest.trim().to_ascii_lowercase();
            rest.len() < text.trim().len()
                && ["", "b", "kb", "kib", "mb", "mib", "gb", "gib", "ib"].contains(&&*unit)
        }
        other => panic!("the validator does not know the pattern `{other}`"),
    }
}

fn reads(text: &str) -> bool {
    let origin = Origin { path: "downpage.toml".into(), text: text.to_owned() };
    read::config(Arc::new(origin), Path::new(""), &[&JINJA]).is_ok()
}

fn as_json(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

#[test]
fn the_schema_and_the_reader_agree() {
    let schema = of(&[&JINJA]);
    for good in [
        "",
        "engine = 'jinja'\noutput = 'a'\ntemplates = 'a'\nlanguage = 'de'\ntime_zone = 'UTC'",
        "templates = ['a', 'b']\ncontext = { a = { b = [1] } }",
        "pages = [['a', 'b'], ['a', 'b', {}], { path = '{status}', status = '5xx', context = {} }]",
        "[[pages]]\npath = '{status}/{locale}'\nstatus = [502, '503']\nlocales = ['de']\nengine = 'upon'",
        "[engines.jinja]\ntrim_blocks = true\nundefined = 'strict'\nnames = ['a']\n[engines.upon]\nx = 1",
        "[static]\nurl = '/s/'\n[urls]\na = '/a/'\n[publish]\ndurable = true\nprune = false",
        "[limits]\noutput = '16 MiB'\ndepth = 1000\nsteps = 1",
        "[limits]\noutput = 5",
        "formats = ['html', 'json']\nlocales = ['de', 'pt-br']\ncompress = []",
        "formats = 'json'\nlocales = 'de'",
        "[[pages]]\npath = '{status}.{format}'\nstatus = 502\nformats = ['txt', 'xml']\ncompress = []\ntemplate = 'a.{format}'",
        "[[pages]]\npath = 'a.html'\ntemplate = { html = 'a', json = 'b' }",
        "[variants]\npage = '{name}.{format}.{locale}'\ncompressed = '{encoding}/{file}'\ngzip_level = 1\nbr_level = 11",
    ] {
        assert!(accepts(&schema, &as_json(good)), "the schema refuses: {good}");
        assert!(reads(good), "the reader refuses: {good}");
    }
    for bad in [
        "engin = 'jinja'",
        "output = ''",
        "output = 1",
        "templates = [1]",
        "language = '../de'",
        "context = []",
        "pages = {}",
        "pages = [['a']]",
        "pages = [['a', 'b', 'c']]",
        "pages = [['a', 'b', {}, {}]]",
        "pages = ['a', 'b']",
        "[[pages]]\ntemplate = 'a'",
        "[[pages]]\npath = 'a'\nstatus = 200",
        "[[pages]]\npath = 'a'\nstatus = []",
        "[[pages]]\npath = 'a'\nstatus = 'abc'",
        "[[pages]]\npath = 'a'\nlocale = 1",
        "[[pages]]\npath = 'a'\nurl = 'x'",
        "[engines.jinja]\ntrim_block = true",
        "[engines.jinja]\ntrim_blocks = 1",
        "[engines.jinja]\nundefined = 'maybe'",
        "[engines.jinja]\nnames = [1]",
        "[engines.jnja]\n",
        "[engines]\njinja = 1",
        "static = '/s/'",
        "[urls]\na = 1",
        "[translations]\ndomains = ['x']",
        "[publish]\ndurable = 'true'",
        "[limits]\ndepth = 0",
        "[limits]\ndepth = 1001",
        "[limits]\noutput = '16 pints'",
        "[limits]\noutput = 0",
        "formats = []",
        "formats = ['pdf']",
        "compress = ['gz']",
        "compress = 1",
        "[[pages]]\npath = 'a.html'\ntemplate = { html = 1 }",
        "[[pages]]\npath = 'a.html'\ntemplate = { pdf = 'a' }",
        "[variants]\ngzip_level = 10",
        "[variants]\nbr_level = 0",
        "[variants]\nzstd_level = 20",
    ] {
        assert!(!accepts(&schema, &as_json(bad)), "the schema accepts: {bad}");
        assert!(!reads(bad), "the reader accepts: {bad}");
    }
}

#[test]
fn the_schema_says_what_it_is() {
    let schema = of(&[&JINJA]);
    let first: Vec<&String> = schema.as_object().unwrap().keys().take(3).collect();
    assert_eq!(first, ["$schema", "title", "description"]);
    assert_eq!(schema["properties"]["engines"]["properties"]["jinja"]["description"], "Jinja2 templates");
    assert_eq!(schema["properties"]["limits"]["properties"]["steps"]["default"], 50_000_000);
}
