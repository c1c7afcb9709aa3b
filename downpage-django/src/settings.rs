//! The options of `[engines.django]`.

use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Map, OptionKind, OptionSpec, Result, Setup, Value as CoreValue};

use crate::environment::Environment;
use crate::parser::Library;
use crate::processors;
use crate::render::Settings;
use crate::stand_in::StandIn;
use crate::value::{Dict, Zone};

/// What a configuration may say.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "autoescape",
        kind: OptionKind::Bool,
        summary: "whether values are escaped; by default as the page's format says",
    },
    OptionSpec {
        name: "string_if_invalid",
        kind: OptionKind::Text,
        summary: "what stands for a variable that is not there; `%s` in it is the variable's name; by default nothing",
    },
    OptionSpec {
        name: "debug",
        kind: OptionKind::Bool,
        summary: "Django's `DEBUG`, for `{% debug %}`; by default off",
    },
    OptionSpec {
        name: "use_tz",
        kind: OptionKind::Bool,
        summary: "Django's `USE_TZ`: times with a zone are shown in the site's; by default on",
    },
    OptionSpec {
        name: "use_thousand_separator",
        kind: OptionKind::Bool,
        summary: "Django's `USE_THOUSAND_SEPARATOR`; by default off",
    },
    OptionSpec {
        name: "media_url",
        kind: OptionKind::Text,
        summary: "Django's `MEDIA_URL`; by default nothing",
    },
    OptionSpec {
        name: "builtins",
        kind: OptionKind::Texts,
        summary: "libraries that need no `{% load %}`, such as `i18n`; by default none",
    },
    OptionSpec {
        name: "context_processors",
        kind: OptionKind::Texts,
        summary: "what Django's context processors would have given, any of `auth`, `csrf`, `i18n`, `media`, `messages`, \
                  `static` and `tz`; by default none",
    },
    OptionSpec {
        name: "stand_ins",
        kind: OptionKind::Table,
        summary: "what stands in for foreign `tags`, `filters` and `libraries`: for each name `nothing`, `body`, `input`, `first`, \
                  or a table with `text`, `html` or `url`",
    },
];

/// The settings that `setup` asks for.
pub(crate) fn settings(setup: &Setup) -> Settings {
    let Setup { options, surroundings, format, limits, .. } = setup;
    let zone = Zone::Named(surroundings.time_zone.clone());
    let mut settings = Settings {
        autoescape: options.bool("autoescape").unwrap_or(*format != downpage_core::Format::Text),
        json: *format == downpage_core::Format::Json,
        debug: options.bool("debug").unwrap_or(false),
        language: Some(Arc::clone(&surroundings.language)),
        use_tz: options.bool("use_tz").unwrap_or(true),
        default_zone: zone.clone(),
        current_zone: zone,
        static_url: surroundings.static_files.prefix().to_owned(),
        media_url: options.text("media_url").unwrap_or_default().to_owned(),
        depth: limits.depth,
        output: limits.output,
        ..Settings::default()
    };
    settings.formats.use_thousand_separator = options.bool("use_thousand_separator").unwrap_or(false);
    if let Some(text) = options.text("string_if_invalid") {
        settings.string_if_invalid = text.into();
    }
    settings
}

/// The values of the context processors that `setup` asks for.
///
/// # Errors
/// For one that is not known.
pub(crate) fn processed(setup: &Setup, settings: &Settings) -> Result<Dict> {
    let names = setup.options.value("context_processors").and_then(CoreValue::as_list).unwrap_or_default();
    processors::values(names.iter().filter_map(CoreValue::as_text), settings)
}

/// Adds the built-in libraries and the stand-ins that `setup` asks for.
///
/// # Errors
/// For a library that is not there, and for a stand-in that cannot be read.
pub(crate) fn extend(environment: &mut Environment, setup: &Setup) -> Result<()> {
    if let Some(tables) = setup.options.value("stand_ins").and_then(CoreValue::as_map) {
        add_stand_ins(environment, tables)?;
    }
    let names = setup.options.value("builtins").and_then(CoreValue::as_list).unwrap_or_default();
    for name in names.iter().filter_map(CoreValue::as_text) {
        let library = environment.libraries.iter().find(|library| &*library.name == name).cloned();
        let library = library.ok_or_else(|| {
            let known = environment.libraries.iter().map(|library| &*library.name);
            Error::new(
                ErrorKind::Configuration,
                format!("`builtins` names the library `{name}`, which is not there"),
            )
            .maybe_help(downpage_core::error::suggest(name, known))
        })?;
        environment.builtins.push(library);
    }
    Ok(())
}

fn add_stand_ins(environment: &mut Environment, tables: &Map) -> Result<()> {
    let mut own = Library::empty("");
    for (kind, table) in tables {
        let Some(table) = table.as_map() else { return Err(wrong_table(kind)) };
        for (name, given) in table {
            let stand_in = read(given).ok_or_else(|| wrong_stand_in(kind, name))?;
            match &**kind {
                "tags" => own.add_tag(stand_in.tag(name)),
                "filters" => own.add_filter(stand_in.filter(name)),
                "libraries" => {
                    let mut library = Library::empty(name);
                    library.fall_back_on(stand_in);
                    environment.libraries.push(library);
                }
                _ => return Err(wrong_table(kind)),
            }
        }
    }
    environment.builtins.push(own);
    Ok(())
}

fn read(given: &CoreValue) -> Option<StandIn> {
    if let Some(word) = given.as_text() {
        return StandIn::named(word);
    }
    let table = given.as_map().filter(|table| table.len() == 1)?;
    let (kind, text) = table.iter().next()?;
    let text: Arc<str> = text.as_text()?.into();
    match &**kind {
        "text" => Some(StandIn::Text(text)),
        "html" => Some(StandIn::Html(text)),
        "url" => Some(StandIn::Url(text)),
        _ => None,
    }
}

fn wrong_table(kind: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("`stand_ins` has no table `{kind}`"))
        .help("known: `tags`, `filters`, `libraries`")
}

fn wrong_stand_in(kind: &str, name: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("the stand-in for `{name}` in `stand_ins.{kind}` cannot be read"),
    )
    .help("write `nothing`, `body`, `input` or `first`, or a table with `text`, `html` or `url`")
}
