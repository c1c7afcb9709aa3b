//! The built-in pages: templates that every engine renders, and the values they need.
//!
//! A page without a template of its own gets [`template_for`] its format. The templates keep to what Django, Jinja2, Tera
//! and upon have in common: `{{ a.b }}`, `{% if a.b %}`, `{% else %}` and `{% endif %}`. Two of these stop at a value that is
//! not there, so [`values`] gives all of them, null where nothing is known.
//!
//! The templates hold no words: in English those come from [`status`] and from `labels`, in some thirty other languages from
//! the files in `words`. The catalogs of the site go before both.

mod labels;
mod loader;
mod words;

use std::sync::Arc;

use crate::format::Format;
use crate::maintenance;
use crate::status::{self, Status};
use crate::surroundings::{Surroundings, language};
use crate::value::{Map, Value};

use words::Words;

pub use labels::LABELS;
pub use loader::{WithThemes, wrap};

/// A set of built-in templates, one for each format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The name, as in `downpage theme eject NAME`.
    pub name: &'static str,
    /// One line for people.
    pub summary: &'static str,
    /// The templates.
    pub templates: &'static [Template],
}

/// One built-in template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name; a site has its own when its template directories hold a file of this name.
    pub name: &'static str,
    /// What it makes.
    pub format: Format,
    /// Its text. It has no line break at its end, since Jinja2 drops that one and the others keep it.
    pub text: &'static str,
}

static PLAIN: Theme = Theme {
    name: "plain",
    summary: "one quiet page, light or dark as the visitor likes it",
    templates: &[
        Template {
            name: "downpage/plain.html",
            format: Format::Html,
            text: include_str!("plain.html").trim_ascii_end(),
        },
        Template {
            name: "downpage/plain.txt",
            format: Format::Text,
            text: include_str!("plain.txt").trim_ascii_end(),
        },
        Template {
            name: "downpage/plain.json",
            format: Format::Json,
            text: include_str!("plain.json").trim_ascii_end(),
        },
        Template {
            name: "downpage/plain.xml",
            format: Format::Xml,
            text: include_str!("plain.xml").trim_ascii_end(),
        },
    ],
};

/// The built-in themes.
#[must_use]
pub fn all() -> &'static [Theme] {
    std::slice::from_ref(&PLAIN)
}

/// The built-in template called `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Template> {
    all().iter().flat_map(|theme| theme.templates).find(|template| template.name == name)
}

/// The name of the template for pages of `format` that have none of their own.
///
/// ```
/// use downpage_core::{Format, theme};
///
/// assert_eq!(theme::template_for(Format::of("502.json")), "downpage/plain.json");
/// assert!(theme::find("downpage/plain.json").is_some());
/// ```
#[must_use]
pub const fn template_for(format: Format) -> &'static str {
    match format {
        Format::Html => "downpage/plain.html",
        Format::Text => "downpage/plain.txt",
        Format::Json => "downpage/plain.json",
        Format::Xml => "downpage/plain.xml",
    }
}

/// The languages that the built-in pages speak, in order. What stands in for a language stands in here, too: `de` for `de-at`.
///
/// ```
/// use downpage_core::theme;
///
/// let languages: Vec<&str> = theme::languages().collect();
/// assert!(languages.len() > 25 && languages.contains(&"pt-br"));
/// ```
pub fn languages() -> impl Iterator<Item = &'static str> {
    let mut languages: Vec<&str> = words::all().iter().map(|words| words.language).chain(["en"]).collect();
    languages.sort_unstable();
    languages.into_iter()
}

/// What the built-in templates read in `downpage` besides `path` and `generated_at`.
///
/// `status`, `reason` and `description` (null for a page that is for no status), `locale`, `dir` (`ltr` or `rtl`), `retry`
/// (the way on is another try, not the home page), `server_error`, `labels` (see [`LABELS`]), `words` with `lang` and `dir` of
/// the built-in texts (English where neither the page's catalogs nor [`languages`] have its language), and `site` with `name`,
/// `home_url`, `status_url` and `contact`: the texts `site_name`, `home_url`, `status_url` and `contact` of `context`, null
/// where there is none, and [`maintenance`](maintenance::values). Texts are in the language of `surroundings`.
///
/// ```
/// use downpage_core::{Surroundings, Value, theme, value::Map};
///
/// let values = theme::values(Some(502), &Map::default(), &Surroundings::default());
/// assert_eq!(values.get("reason").and_then(Value::as_text), Some("Bad Gateway"));
/// assert_eq!(values.get("dir").and_then(Value::as_text), Some("ltr"));
/// ```
#[must_use]
pub fn values(status: Option<u16>, context: &Map, surroundings: &Surroundings) -> Map {
    let known = status.map(status::describe);
    let own = Words::of(&surroundings.language);
    // the site's catalogs, the words of the language, English
    let told = |message: &str, own: Option<&str>| {
        let catalogs =
            surroundings.translations.gettext_without_fallback(&surroundings.language, None, message);
        Value::from(catalogs.or(own).unwrap_or(message))
    };
    let of_status = |message: fn(&Status) -> &'static str,
                     own_text: fn(&Words, u16) -> Option<&'static str>| {
        let known = known.as_ref()?;
        Some(told(message(known), own.and_then(|words| own_text(words, known.code))))
    };
    let site = |key: &str| match context.get(key) {
        Some(Value::Text(text)) if !text.is_empty() => Value::Text(text.clone()),
        _ => Value::Null,
    };
    let label =
        |(name, text): (&'static str, &str)| (name, told(text, own.and_then(|words| words.label(name))));
    map([
        ("status", status.map_or(Value::Null, |code| Value::Int(code.into()))),
        ("reason", of_status(|known| known.reason, Words::title).unwrap_or_default()),
        ("description", of_status(|known| known.description, Words::sentence).unwrap_or_default()),
        ("locale", Value::Text(surroundings.language.clone())),
        ("dir", Value::from(direction(&surroundings.language))),
        ("words", Value::from(words(known.as_ref(), surroundings))),
        ("retry", Value::Bool(known.is_none_or(|known| known.retry))),
        ("server_error", Value::Bool(status.is_none_or(|code| code >= 500))),
        ("maintenance", Value::from(maintenance::values(None, &surroundings.time_zone))),
        ("labels", Value::from(map(LABELS.map(label)))),
        (
            "site",
            Value::from(map([
                ("name", site("site_name")),
                ("home_url", site("home_url")),
                ("status_url", site("status_url")),
                ("contact", site("contact")),
            ])),
        ),
    ])
}

/// The language that the built-in texts are in, for the attributes `lang` and `dir`: that of the page when its catalogs have
/// them or it is one of ours, and else English, whatever the page's language is.
fn words(known: Option<&Status>, surroundings: &Surroundings) -> Map {
    let message = known.map_or(LABELS[0].1, |known| known.description);
    let language = &surroundings.language;
    let translated = Words::of(language).is_some()
        || surroundings.translations.gettext_without_fallback(language, None, message).is_some();
    let spoken =
        if translated || language::fallbacks(language).any(|name| name == "en") { language } else { "en" };
    map([("lang", Value::from(language::bcp47(spoken))), ("dir", Value::from(direction(spoken)))])
}

/// The value of the attribute `dir`.
fn direction(language: &str) -> &'static str {
    if language::is_right_to_left(language) { "rtl" } else { "ltr" }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Map {
    entries.into_iter().map(|(key, value)| (Arc::from(key), value)).collect()
}

#[cfg(test)]
mod tests;
