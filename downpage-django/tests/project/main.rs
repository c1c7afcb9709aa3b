//! The reader of Django projects beside real Django: each case is a project, and `record.py` wrote what Django says.
#![allow(clippy::unwrap_used, reason = "a failed expectation ends the test")]

mod hostile;
mod reports;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use downpage_core::surroundings::{Router, Wanted};
use downpage_core::{Map, Value};
use downpage_django::project::{self, Environment, Py, Reader, Traced};
use serde_json::{Value as Json, json};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/cases")
}

fn read(path: &Path) -> Json {
    fs::read_to_string(path).map_or(Json::Null, |text| serde_json::from_str(&text).unwrap())
}

/// A value, written as `record.py` writes Python's.
fn described(value: &Traced, root: &str) -> Json {
    let text = |text: &str| Json::from(text.replace(root, "$ROOT"));
    let items = |items: &[Traced]| items.iter().map(|item| described(item, root)).collect::<Vec<_>>();
    match &value.value {
        Py::None => Json::Null,
        Py::Bool(value) => json!(value),
        Py::Int(value) => json!(value),
        Py::Float(value) => json!({"float": downpage_django::value::float_repr(*value)}),
        Py::Str(value) => text(value),
        Py::Translatable { message, .. } => json!({"translatable": &**message}),
        Py::Bytes(bytes) => json!({"bytes": &**bytes}),
        Py::Path(path) => json!({"path": text(path)}),
        Py::List(list) => json!({"list": items(list)}),
        Py::Tuple(tuple) => json!({"tuple": items(tuple)}),
        Py::Set(set) => {
            let mut items = items(set);
            items.sort_by_key(Json::to_string);
            json!({"set": items})
        }
        Py::Dict(pairs) => {
            let pairs: Vec<Json> = pairs
                .iter()
                .map(|(key, value)| json!([described(key, root), described(value, root)]))
                .collect();
            json!({"dict": pairs})
        }
        Py::Unknown(unknown) => json!({"unknown": unknown.reason}),
        other => json!({"object": other.describe()}),
    }
}

/// Whether two values are the same where ours is known.
fn agree(ours: &Json, wanted: &Json) -> bool {
    match (ours, wanted) {
        (Json::Object(object), _) if object.contains_key("unknown") => true,
        // An unknown item may stand for any number of them.
        (Json::Array(ours), _) if ours.iter().any(|item| item.get("unknown").is_some()) => true,
        (Json::Array(ours), Json::Array(wanted)) => {
            ours.len() == wanted.len() && ours.iter().zip(wanted).all(|(ours, wanted)| agree(ours, wanted))
        }
        (Json::Object(ours), Json::Object(wanted)) => {
            ours.len() == wanted.len()
                && ours.iter().all(|(key, ours)| wanted.get(key).is_some_and(|wanted| agree(ours, wanted)))
        }
        _ => ours == wanted,
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => number.as_i64().map_or_else(|| number.as_f64().unwrap().into(), Value::Int),
        Json::String(text) => text.as_str().into(),
        other => panic!("no argument: {other}"),
    }
}

/// What differs in one case; where it is lenient, what is unknown may be anything.
fn differences(case: &Path, lenient: bool) -> Vec<String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let (asked, expected) = (read(&case.join("asked.json")), read(&case.join("expected.json")));
    let mut environment = Environment::new();
    for (name, value) in asked["environment"].as_object().into_iter().flatten() {
        environment.insert(name.clone(), value.as_str().unwrap().to_owned());
    }
    let root = case.to_string_lossy().into_owned();
    let found = project::find(case, &environment).unwrap().unwrap();
    let mut reader = Reader::new(found, environment);
    let settings = reader.settings().unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut different = Vec::new();
    for (setting, wanted) in expected["settings"].as_object().unwrap() {
        let ours = settings.get(setting).map_or(json!("not set"), |value| described(value, &root));
        if !(ours == *wanted || lenient && agree(&ours, wanted)) {
            different.push(format!("{name}: {setting}\n  Django: {wanted}\n  ours:   {ours}"));
        }
    }
    let unknown: Vec<&str> =
        asked["unknown"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    for (setting, value) in
        settings.iter().filter(|(setting, _)| setting.chars().all(|letter| !letter.is_lowercase()))
    {
        if expected["settings"].get(setting).is_none()
            && !unknown.contains(&setting)
            && setting.starts_with(|c: char| c != '_')
        {
            different.push(format!("{name}: {setting} is not set by Django, ours is {:?}", value.value));
        }
    }
    for setting in unknown {
        if settings.get(setting).and_then(Traced::unknown).is_none() {
            different.push(format!("{name}: {setting} should be unknown, is {:?}", settings.get(setting)));
        }
    }
    let questions = asked["reverse"].as_array().cloned().unwrap_or_default();
    if !questions.is_empty() {
        let resolver = reader.urls(&settings).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (question, wanted) in questions.iter().zip(expected["reverse"].as_array().unwrap()) {
            let positional: Vec<Value> = question[1].as_array().into_iter().flatten().map(value).collect();
            let named: Map = question[2]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, item)| (key.as_str().into(), value(item)))
                .collect();
            let language = question[4].as_str().or_else(|| settings.get("LANGUAGE_CODE")?.as_str());
            let ours = resolver.reverse(&Wanted {
                name: question[0].as_str().unwrap(),
                positional: &positional,
                named: &named,
                current_app: question[3].as_str(),
                language,
            });
            let same = match (&ours, wanted.as_str()) {
                (Ok(url), Some(wanted)) => url == wanted,
                (Err(_), None) => true,
                _ => false,
            };
            if !same {
                let ours = ours.unwrap_or_else(|error| error.to_string());
                different.push(format!("{name}: reverse{question}\n  Django: {wanted}\n  ours:   {ours}"));
            }
        }
    }
    different
}

/// Compares all cases in a folder.
fn compare(folder: &Path, lenient: bool) {
    let mut different = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for case in entries.iter().filter(|case| case.join("expected.json").exists()) {
        different.extend(differences(case, lenient));
    }
    assert!(different.is_empty(), "{} differences:\n{}", different.len(), different.join("\n"));
}

#[test]
fn what_is_read_is_what_django_says() {
    compare(&cases(), false);
}

#[test]
#[ignore = "compares what tests/conformance/django_settings_random.py has written"]
fn settings_at_random_are_read_as_python_reads_them() {
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/conformance/settings"), true);
}
