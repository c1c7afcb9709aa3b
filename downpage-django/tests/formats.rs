//! Settings of formats and languages, as options: what Django 5.2 gives for the same settings.
#![allow(clippy::unwrap_used, reason = "all of this is test")]

use std::sync::Arc;

use downpage_core::jiff::civil::date;
use downpage_core::{
    Context, Engine, Error, Format, Limits, MemoryLoader, Options, Setup, Surroundings, Value,
};
use downpage_django::Django;

const TEMPLATE: &str = "{{ day }}|{{ day|date:'SHORT_DATE_FORMAT' }}|{{ n }}|{{ f }}|{{ day|date:'F' }}|{% load i18n %}\
                        {% get_current_language as l %}{{ l }}|{% get_available_languages as ls %}{% for c, n in ls %}{% if c == 'de' or c == 'fy' %}{{ c }}={{ n }} {% endif %}{% endfor %}";

/// The options of a table in JSON.
fn options(json: &str) -> Options {
    let table: Value = serde_json::from_str(json).unwrap();
    let known = downpage_core::registry::find("django").expect("it is linked").options;
    Options::checked(table.as_map().unwrap().clone(), known).expect("the options are known")
}

fn page(language: &str, json: &str) -> Result<String, Error> {
    let engine = Django::new(Setup {
        loader: Arc::new(MemoryLoader::new().with("page.html", TEMPLATE)),
        surroundings: Arc::new(Surroundings::default().in_language(language)),
        format: Format::Html,
        options: options(json),
        limits: Limits::default(),
    })?;
    let mut context = Context::new();
    context.insert("day", date(2026, 3, 26));
    context.insert("n", 1_234_567);
    context.insert("f", 1234.5);
    engine.render("page.html", &context)
}

#[test]
fn formats_of_the_project_go_before_those_of_the_language() {
    let json = r#"{"formats": {"de": {"DATE_FORMAT": "d/m/y", "NUMBER_GROUPING": 2}}, "use_thousand_separator": true}"#;
    assert_eq!(
        page("de", json).unwrap(),
        "26/03/26|26.03.2026|1.23.45.67|12.34,5|März|de|de=Deutsch fy=Friesisch "
    );
    assert_eq!(
        page("de-at", json).unwrap().split('|').next(),
        Some("26/03/26"),
        "a region has its language's"
    );
}

#[test]
fn without_translations_formats_follow_the_language_and_words_do_not() {
    assert_eq!(
        page("de", r#"{"use_i18n": false}"#).unwrap(),
        "26. March 2026|26.03.2026|1234567|1234,5|March|de|de=German fy=Frisian "
    );
}

#[test]
fn settings_stand_in_for_what_the_language_does_not_say() {
    let json = r#"{"formats": {"DATE_FORMAT": "Y-m-d", "NUMBER_GROUPING": [3, 2]}, "use_thousand_separator": true,
                   "languages": {"fy": "Frisian", "de": "Deutsch"}}"#;
    assert_eq!(
        page("fy", json).unwrap(),
        "2026-03-26|03/26/2026|12,34,567|1,234.5|March|fy|fy=Frisian de=Deutsch "
    );
}

#[test]
fn a_format_of_the_wrong_type_is_refused() {
    let error = page("de", r#"{"formats": {"de": {"DATE_FORMAT": 5}}}"#).unwrap_err();
    assert_eq!(error.to_string(), "`formats.DATE_FORMAT` must be text, found a whole number");
    let error = page("de", r#"{"formats": {"NUMBER_GROUPING": "3"}}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`formats.NUMBER_GROUPING` must be a number or a list of numbers, found text"
    );
}

#[test]
fn line_ends_of_files_are_those_of_python() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = std::fs::File::create(folder.path().join("page.html")).unwrap();
    std::io::Write::write_all(&mut file, b"a\r\nb\rc\n{% if 1 %}\r\nd{% endif %}").unwrap();
    let engine = Django::new(Setup {
        loader: Arc::new(downpage_core::DirLoader::new([folder.path()])),
        surroundings: Arc::default(),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    });
    assert_eq!(engine.unwrap().render("page.html", &Context::new()).unwrap(), "a\nb\nc\n\nd");
}
