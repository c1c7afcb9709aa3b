//! Runs one case: an engine with the case's options, one render, and what came of it against what Jinja2 gave.

use std::fmt::Write;
use std::sync::Arc;

use downpage_core::surroundings::{Catalog, Translations};
use downpage_core::{
    Error, ErrorKind, Format, Limits, Map, MemoryLoader, Options, Setup, Surroundings, Value as CoreValue,
    registry,
};
use downpage_jinja::Jinja;
use serde_json::Value as Json;

use crate::replay::Outcome;
use crate::values;

/// Runs a case.
pub(crate) fn run(case: &Json) -> Outcome {
    if let Some(need) = case["needs"].as_array().and_then(|needs| needs.first()) {
        let need = need.as_str().unwrap_or_default();
        return Outcome::Skipped(format!("needs {}", need.split(':').next().unwrap_or_default()));
    }
    let template = case["template"].as_str().expect("a case names its template");
    let expect = &case["expect"];
    let rendered = engine(case).and_then(|engine| {
        let context = values::decode(&case["context"]);
        engine.render_value(template, context)
    });
    match (rendered, expect["output"].as_str()) {
        (Ok(output), Some(expected)) if output == expected => Outcome::Passed,
        (Err(error), None) if fits(&error, expect) => Outcome::Passed,
        (Ok(output), _) => Outcome::Failed(output),
        (Err(error), _) => Outcome::Failed(format!("{}: {error}", error.kind().name())),
    }
}

/// Whether an error is the one that Jinja2 raised: its kind always, and for what its parser says the very words.
fn fits(error: &Error, expect: &Json) -> bool {
    let class = expect["error"].as_str().unwrap_or_default();
    let message = expect["message"].as_str().unwrap_or_default();
    match class {
        "TemplateSyntaxError" => {
            matches!(error.kind(), ErrorKind::TemplateSyntax | ErrorKind::UnknownName)
                && error.message() == message
        }
        "TemplateAssertionError" => {
            error.kind() == ErrorKind::UnknownName
                || error.kind() == ErrorKind::TemplateSyntax && error.message() == message
        }
        "UndefinedError" => {
            // A function or method that is missing has a kind of its own here.
            error.kind() == ErrorKind::UndefinedVariable
                || error.kind() == ErrorKind::UnknownName
                    && error
                        .message()
                        .split('`')
                        .nth(1)
                        .is_some_and(|name| message.contains(&format!("'{name}'")))
        }
        "TemplateNotFound" | "TemplatesNotFound" => error.kind() == ErrorKind::TemplateNotFound,
        "TemplateRuntimeError" if message.starts_with("No ") => error.kind() == ErrorKind::UnknownName,
        _ => error.kind() == ErrorKind::Rendering,
    }
}

fn engine(case: &Json) -> Result<Jinja, Error> {
    let mut loader = MemoryLoader::new();
    for (name, source) in case["templates"].as_object().into_iter().flatten() {
        loader = loader.with(name, source.as_str().unwrap_or_default());
    }
    let known = registry::find("jinja").expect("this crate registers it").options;
    Jinja::new(Setup {
        loader: Arc::new(loader),
        surroundings: Arc::new(surroundings(&case["options"])),
        format: Format::Html,
        options: Options::checked(options(case), known)?,
        limits: Limits::default(),
    })
}

/// The table `[engines.jinja]` that says what the case's environment was made with.
fn options(case: &Json) -> Map {
    let given = &case["options"];
    let mut table = Map::new();
    table.insert("autoescape".into(), CoreValue::Bool(given["autoescape"] == true));
    let mut globals = Map::new();
    for (key, value) in given.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("undefined", Json::String(class)) => {
                let word = class.trim_end_matches("Undefined").to_lowercase();
                let word = if word.is_empty() { "default".to_owned() } else { word };
                table.insert("undefined".into(), word.into());
            }
            ("extensions", Json::Array(names)) => {
                let names = names.iter().filter_map(Json::as_str);
                let names: Vec<CoreValue> =
                    names.map(|name| name.rsplit('.').next().unwrap_or(name).into()).collect();
                table.insert("extensions".into(), names.into());
            }
            ("globals" | "template_globals", value) => {
                for (name, value) in values::pairs(&value["$dict"]) {
                    let name = name.as_str().expect("a global has a name");
                    globals.insert(name.into(), values::plain(value).expect("a plain value"));
                }
            }
            ("policies", policies) => {
                if let Some(trimmed) = policies.get("ext.i18n.trimmed") {
                    table.insert("trimmed".into(), CoreValue::Bool(trimmed == true));
                }
                if policies.get("urlize.rel").is_some_and(Json::is_null) {
                    table.insert("urlize_rel".into(), "".into());
                }
            }
            ("autoescape" | "gettext" | "enable_async", _) => {}
            (key, Json::Bool(value)) => {
                table.insert(key.into(), CoreValue::Bool(*value));
            }
            (key, Json::String(value)) => {
                table.insert(key.into(), value.as_str().into());
            }
            (key, _) => panic!("the option {key} is not known here"),
        }
    }
    if !given["extensions"].is_array() {
        table.insert("extensions".into(), Vec::<CoreValue>::new().into());
    }
    let without_gettext = !given["extensions"].to_string().contains("i18n") || given["gettext"].is_null();
    if without_gettext || !given["newstyle_gettext"].is_null() {
        table.insert("newstyle_gettext".into(), CoreValue::Bool(given["newstyle_gettext"] == true));
    } else {
        table.insert("newstyle_gettext".into(), CoreValue::Bool(false));
    }
    table.insert("globals".into(), globals.into());
    table
}

/// A site whose catalog answers as the recorded one did.
fn surroundings(options: &Json) -> Surroundings {
    let Some(rows) = options["gettext"].as_array() else { return Surroundings::default() };
    let mut entries: Vec<(String, [Option<&str>; 2], bool)> = Vec::new();
    for row in rows {
        let text = |key: &str| row[key].as_str();
        let mut head = String::new();
        if let Some(context) = text("context") {
            let _ = writeln!(head, "msgctxt {}", quoted(context));
        }
        let _ = writeln!(head, "msgid {}", quoted(text("singular").unwrap_or_default()));
        if let Some(plural) = text("plural") {
            let _ = writeln!(head, "msgid_plural {}", quoted(plural));
        }
        let entry = if let Some(at) = entries.iter().position(|(known, ..)| *known == head) {
            at
        } else {
            entries.push((head, [None; 2], row["plural"].is_string()));
            entries.len() - 1
        };
        entries[entry].1[usize::from(row["n"].as_i64().is_some_and(|n| n != 1))] = text("result");
    }
    let mut po = String::from(
        "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n",
    );
    for (head, forms, has_plural) in entries {
        po.push_str(&head);
        if has_plural {
            for (index, form) in forms.iter().enumerate() {
                let _ =
                    writeln!(po, "msgstr[{index}] {}", quoted(form.or(forms[1 - index]).unwrap_or_default()));
            }
        } else {
            let _ = writeln!(po, "msgstr {}", quoted(forms[0].unwrap_or_default()));
        }
        po.push('\n');
    }
    let mut translations = Translations::default();
    translations
        .add("en", Catalog::from_po(&po, "recorded.po").expect("the recorded messages are a catalog"));
    let site = Surroundings { translations: Arc::new(translations), ..Surroundings::default() };
    site.in_language("en")
}

fn quoted(text: &str) -> String {
    format!("{}", Json::from(text))
}
