//! The options of an engine, as `OPTIONS` of a backend and the settings say them.

use downpage_core::config::EngineTable;
use downpage_core::{Error, ErrorKind, Map, OptionSpec, Value};

use super::Faults;
use crate::project::facts::{Backend, BackendKind, Fact, Facts};

/// Options of `DjangoTemplates` and `Jinja2` that change nothing in a page.
const IDLE: [&str; 9] = [
    "context_processors", // without a request they do not run
    "debug",
    "environment",
    "libraries",
    "auto_reload",
    "cache_size",
    "bytecode_cache",
    "enable_async",
    "optimized",
];

/// The extensions of Jinja2 that the engine has.
const EXTENSIONS: [&str; 3] = ["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"];

/// The options; those of the engine's own table in the configuration go first.
pub(super) fn options(
    facts: &Facts,
    backend: &Backend,
    table: Option<&EngineTable>,
    known: &[OptionSpec],
    faults: &mut Faults,
) -> Map {
    let mut options = Map::new();
    match backend.kind {
        BackendKind::Django => django(facts, backend, &mut options, faults),
        BackendKind::Jinja2 => jinja(facts, backend, known, &mut options, faults),
        BackendKind::Other => {}
    }
    for (name, value) in table.into_iter().flat_map(|table| &table.options) {
        options.insert(name.clone(), value.clone());
    }
    options
}

fn django(facts: &Facts, backend: &Backend, options: &mut Map, faults: &mut Faults) {
    let mut set = |name: &str, value: Value| {
        options.insert(name.into(), value);
    };
    set("autoescape", true.into());
    for (name, option) in &backend.options {
        let Some(Some(value)) =
            faults.take(option.known(&format!("TEMPLATES[...][\"OPTIONS\"][\"{name}\"]")))
        else {
            continue;
        };
        match (name.as_str(), value) {
            ("autoescape", value) => set("autoescape", truth(value).into()),
            ("string_if_invalid", Value::Text(_)) => set("string_if_invalid", value.clone()),
            ("builtins", Value::List(paths)) => {
                let own = paths.iter().filter(|path| path.as_text().is_some_and(is_djangos)).cloned();
                set("builtins", own.collect::<Vec<_>>().into());
            }
            ("file_charset", Value::Text(charset)) if is_utf8(charset) => {}
            ("file_charset", _) => faults.add(option.at(Error::new(
                ErrorKind::Configuration,
                "`file_charset` is something else than `utf-8`, which templates are read in",
            ))),
            _ => {}
        }
    }
    let libraries = backend.libraries.iter().filter(|library| is_djangos(&library.module));
    let renamed = libraries.filter(|library| library.module.rsplit('.').next() != Some(&library.name));
    let renamed: Map =
        renamed.map(|library| (library.name.as_str().into(), library.module.as_str().into())).collect();
    if !renamed.is_empty() {
        set("libraries", renamed.into());
    }
    let flags: [(&str, &str, &Fact<bool>); 4] = [
        ("use_tz", "USE_TZ", &facts.use_tz),
        ("use_i18n", "USE_I18N", &facts.use_i18n),
        ("use_thousand_separator", "USE_THOUSAND_SEPARATOR", &facts.use_thousand_separator),
        ("debug", "DEBUG", &facts.debug),
    ];
    for (option, name, fact) in flags {
        // Only `{% debug %}` asks for `DEBUG`.
        let value =
            if name == "DEBUG" { fact.value } else { faults.take(fact.known(name)).flatten().copied() };
        if let Some(value) = value {
            set(option, value.into());
        }
    }
    let is_old = facts.django_version.as_deref().is_some_and(|version| {
        version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major < 5)
    });
    if is_old && facts.use_l10n.value == Some(false) {
        set("use_l10n", false.into());
    }
    set("media_url", super::services::media_url(facts).into());
    if let Some(Some(languages)) = faults.take(facts.languages.known("LANGUAGES")) {
        let languages: Map =
            languages.iter().map(|(code, name)| (code.as_str().into(), name.as_str().into())).collect();
        set("languages", languages.into());
    }
    let formats = formats(facts, faults);
    if !formats.is_empty() {
        set("formats", formats.into());
    }
}

/// The table `formats` of the engine.
fn formats(facts: &Facts, faults: &mut Faults) -> Map {
    let mut formats = Map::new();
    for (name, fact) in &facts.formats {
        if let Some(Some(text)) = faults.take(fact.known(name)) {
            formats.insert(name.as_str().into(), text.as_str().into());
        }
    }
    if let Some(Some(sizes)) = faults.take(facts.number_grouping.known("NUMBER_GROUPING"))
        && **sizes != [0]
    {
        let sizes: Vec<Value> = sizes.iter().map(|size| Value::Int(*size)).collect();
        formats.insert("NUMBER_GROUPING".into(), sizes.into());
    }
    let modules = faults.take(facts.format_modules.known("FORMAT_MODULE_PATH")).flatten();
    for module in modules.into_iter().flatten() {
        let own: Map =
            module.values.iter().map(|(name, value)| (name.as_str().into(), value.clone())).collect();
        // Of two modules for one locale, the first that says something is heard.
        let merged = match formats.get(&module.locale).and_then(Value::as_map) {
            None => own,
            Some(first) => {
                let mut merged = first.clone();
                for (name, value) in &own {
                    merged.get_or_insert(name.clone(), value.clone());
                }
                merged
            }
        };
        formats.insert(module.locale.as_str().into(), merged.into());
    }
    formats
}

fn jinja(facts: &Facts, backend: &Backend, known: &[OptionSpec], options: &mut Map, faults: &mut Faults) {
    options.insert("autoescape".into(), true.into());
    if faults.take(facts.debug.known("DEBUG")).flatten() == Some(&true) && has(known, "undefined", "debug") {
        options.insert("undefined".into(), "debug".into());
    }
    for (name, option) in &backend.options {
        if IDLE.contains(&name.as_str()) {
            continue;
        }
        let Some(Some(value)) =
            faults.take(option.known(&format!("TEMPLATES[...][\"OPTIONS\"][\"{name}\"]")))
        else {
            continue;
        };
        match name.as_str() {
            "undefined" => {
                let class = value.as_text().and_then(|class| class.rsplit('.').next());
                let behaviour = match class {
                    Some("StrictUndefined") => "strict",
                    Some("ChainableUndefined") => "chainable",
                    Some("DebugUndefined") => "debug",
                    _ => "lenient",
                };
                if has(known, "undefined", behaviour) {
                    options.insert("undefined".into(), behaviour.into());
                }
            }
            "autoescape" => {
                options.insert("autoescape".into(), truth(value).into());
            }
            // What else there may be brings tags that only Python has: a template that uses one says so.
            "extensions" => {
                let names = value.as_list().unwrap_or_default().iter();
                let own = names.filter(|name| name.as_text().is_some_and(|name| EXTENSIONS.contains(&name)));
                options.insert("extensions".into(), own.cloned().collect::<Vec<_>>().into());
            }
            _ if known.iter().any(|spec| spec.name == name) && *value != Value::Null => {
                options.insert(name.as_str().into(), value.clone());
            }
            _ => {}
        }
    }
}

/// Whether the engine takes `word` for the option `name`.
fn has(known: &[OptionSpec], name: &str, word: &str) -> bool {
    let spec = known.iter().find(|spec| spec.name == name);
    spec.is_some_and(|spec| match spec.kind {
        downpage_core::OptionKind::Choice(words) => words.contains(&word),
        _ => false,
    })
}

/// What Python counts as true.
fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Int(value) => *value != 0,
        Value::Text(text) => !text.is_empty(),
        _ => true,
    }
}

/// Whether a module is Django's own, and so known here.
fn is_djangos(path: &str) -> bool {
    path.starts_with("django.")
}

fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}
