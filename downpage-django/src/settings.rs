//! The options of `[engines.django]`.

use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Map, OptionKind, OptionSpec, Result, Setup, Value as CoreValue};

use crate::formats::{FormatSettings, LocaleFormats, to_locale};
use crate::processors;
use crate::render::Settings;
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
        name: "use_i18n",
        kind: OptionKind::Bool,
        summary: "Django's `USE_I18N`: whether texts are translated; by default on",
    },
    OptionSpec {
        name: "use_l10n",
        kind: OptionKind::Bool,
        summary: "the `USE_L10N` of Django before 5.0: whether dates and numbers follow the language; by default on",
    },
    OptionSpec {
        name: "languages",
        kind: OptionKind::Table,
        summary: "Django's `LANGUAGES`: for each code its name in English; by default those that Django has",
    },
    OptionSpec {
        name: "formats",
        kind: OptionKind::Table,
        summary: "Django's settings of formats, such as `DATE_FORMAT` and `NUMBER_GROUPING`; a table with the name of a locale \
                  has those of one language; by default Django's",
    },
    OptionSpec {
        name: "media_url",
        kind: OptionKind::Text,
        summary: "Django's `MEDIA_URL`; by default nothing",
    },
    OptionSpec {
        name: "fold",
        kind: OptionKind::Bool,
        summary: "whether what depends on nothing but the site's values is rendered once for all pages; by default on",
    },
    OptionSpec {
        name: "builtins",
        kind: OptionKind::Texts,
        summary: "libraries that need no `{% load %}`, such as `i18n`; by default none",
    },
    OptionSpec {
        name: "libraries",
        kind: OptionKind::Table,
        summary: "libraries under names of their own: the path of one of Django's, or a table of stand-ins with `tags`, `filters`, \
                  and one for all `others`; by default none",
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
                  or a table with `text`, `html` or `url`; for a tag also one with `template`",
    },
];

/// The settings that `setup` asks for.
///
/// # Errors
/// For a format that cannot be read.
pub(crate) fn settings(setup: &Setup) -> Result<Settings> {
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
        fold: options.bool("fold").unwrap_or(true),
        depth: limits.depth,
        output: limits.output,
        steps: limits.steps,
        ..Settings::default()
    };
    settings.formats.use_thousand_separator = options.bool("use_thousand_separator").unwrap_or(false);
    if let Some(text) = options.text("string_if_invalid") {
        settings.string_if_invalid = text.into();
    }
    settings.formats.use_l10n = options.bool("use_l10n").unwrap_or(true);
    if let Some(languages) = options.value("languages").and_then(CoreValue::as_map) {
        let named = |(code, name): (&Arc<str>, &CoreValue)| {
            (code.to_string(), name.as_text().unwrap_or(code).to_owned())
        };
        settings.languages = Some(languages.iter().map(named).collect());
    }
    if let Some(formats) = options.value("formats").and_then(CoreValue::as_map) {
        add_formats(&mut settings.formats, formats).map_err(|error| options.place("formats", error))?;
    }
    Ok(settings)
}

/// The table `formats`: settings, and tables of settings for a locale.
fn add_formats(settings: &mut FormatSettings, formats: &Map) -> Result<()> {
    for (name, value) in formats {
        let Some(own) = value.as_map() else {
            match format(name, value)? {
                Format::Text(text) => settings.texts.push((name.to_string(), text)),
                Format::Grouping(sizes) => settings.number_grouping = sizes,
            }
            continue;
        };
        let mut locale =
            LocaleFormats { locale: to_locale(&name.replace('_', "-")), ..LocaleFormats::default() };
        for (name, value) in own {
            match format(name, value)? {
                Format::Text(text) => locale.texts.push((name.to_string(), text)),
                Format::Grouping(sizes) => locale.grouping = Some(sizes),
            }
        }
        settings.modules.push(locale);
    }
    Ok(())
}

/// One format.
enum Format {
    Text(String),
    Grouping(Vec<i64>),
}

fn format(name: &str, value: &CoreValue) -> Result<Format> {
    let wrong = |expected: &str| {
        let message = format!("`formats.{name}` must be {expected}, found {}", value.describe());
        Error::new(ErrorKind::Configuration, message)
    };
    match (name, value) {
        ("NUMBER_GROUPING", CoreValue::Int(size)) => Ok(Format::Grouping(vec![*size])),
        ("NUMBER_GROUPING", CoreValue::List(sizes)) => {
            let sizes = sizes.iter().map(CoreValue::as_int).collect::<Option<_>>();
            sizes.map(Format::Grouping).ok_or_else(|| wrong("a number or a list of numbers"))
        }
        ("NUMBER_GROUPING", _) => Err(wrong("a number or a list of numbers")),
        (_, CoreValue::Text(text)) => Ok(Format::Text(text.to_string())),
        _ => Err(wrong("text")),
    }
}

/// The values of the context processors that `setup` asks for.
///
/// # Errors
/// For one that is not known.
pub(crate) fn processed(setup: &Setup, settings: &Settings) -> Result<Dict> {
    let names = setup.options.value("context_processors").and_then(CoreValue::as_list).unwrap_or_default();
    processors::values(names.iter().filter_map(CoreValue::as_text), settings)
        .map_err(|error| setup.options.place("context_processors", error))
}
