use std::collections::BTreeSet;
use std::sync::Arc;

use super::{LABELS, Template, all, find, languages, template_for, values, wrap};
use crate::error::ErrorKind;
use crate::format::Format;
use crate::loader::{Loader, MemoryLoader};
use crate::status;
use crate::surroundings::{Catalog, Surroundings, Translations};
use crate::value::{Map, Value};

/// A piece of a template.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    Print(&'a str),
    If(&'a str),
    Else,
    EndIf,
}

/// The pieces of a template in the syntax that all engines share; anything else panics.
fn pieces(mut rest: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let (text, tag) = rest.split_at(start);
        let end = if tag.starts_with("{{") { " }}" } else { " %}" };
        let (inner, after) = tag[2..].split_once(end).unwrap_or_else(|| panic!("no {end} in {tag}"));
        pieces.push(Piece::Text(text));
        pieces.push(match inner.split_whitespace().collect::<Vec<_>>()[..] {
            [path] if end == " }}" => Piece::Print(path),
            ["if", path] => Piece::If(path),
            ["else"] => Piece::Else,
            ["endif"] => Piece::EndIf,
            _ => panic!("`{inner}` is not in the syntax that all engines share"),
        });
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// What every engine makes of `template`, for values that need no escape.
fn fill(template: &Template, downpage: &Map) -> String {
    let look_up = |path: &str| {
        let mut keys = path.strip_prefix("downpage.").expect("all values are in `downpage`").split('.');
        let first = keys.next().and_then(|key| downpage.get(key));
        keys.fold(first, |value, key| value?.as_map()?.get(key)).unwrap_or_else(|| panic!("no {path}"))
    };
    let mut out = String::new();
    let mut open = vec![true];
    for piece in pieces(template.text) {
        let shown = open.iter().all(|open| *open);
        match piece {
            Piece::Text(text) if shown => out.push_str(text),
            Piece::Print(path) if shown => out.push_str(&match look_up(path) {
                Value::Text(text) if template.format == Format::Json => {
                    serde_json::to_string(&**text).unwrap()
                }
                Value::Text(text) => text.to_string(),
                Value::Int(number) => number.to_string(),
                value => panic!("{path} is {}", value.describe()),
            }),
            Piece::Text(_) | Piece::Print(_) => {}
            Piece::If(path) => {
                open.push(!matches!(look_up(path), Value::Null | Value::Bool(false)));
            }
            Piece::Else => {
                let last = open.last_mut().unwrap();
                *last = !*last;
            }
            Piece::EndIf => {
                open.pop();
            }
        }
    }
    assert_eq!(open, [true], "every if has its end");
    out
}

fn full_site() -> Map {
    let entries = [
        ("site_name", "A Site with a Long Name"),
        ("home_url", "https://www.example.org/"),
        ("status_url", "https://status.example.org/"),
        ("contact", "somebody.with.a.long.name@example.org"),
    ];
    entries.map(|(key, value)| (Arc::from(key), Value::from(value))).into_iter().collect()
}

fn page(format: Format, code: Option<u16>, site: &Map) -> String {
    page_in("en", format, code, site)
}

fn page_in(language: &str, format: Format, code: Option<u16>, site: &Map) -> String {
    let surroundings = Surroundings::default().in_language(language);
    fill(find(template_for(format)).unwrap(), &values(code, site, &surroundings))
}

/// Every known status, one of each class that is not known, and none, with and without a site's values, in every language.
fn every_page(format: Format) -> Vec<String> {
    languages().flat_map(|language| every_page_in(language, format)).collect()
}

fn every_page_in(language: &str, format: Format) -> Vec<String> {
    let codes = status::all().iter().map(|status| Some(status.code)).chain([Some(432), Some(555), None]);
    let pages = |code| [Map::default(), full_site()].map(|site| page_in(language, format, code, &site));
    codes.flat_map(pages).collect()
}

/// The elements of a document in the order in which they open; panics when one is not closed.
fn elements(markup: &str) -> Vec<String> {
    const VOID: [&str; 2] = ["meta", "link"];
    let mut seen = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for part in markup.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap_or_else(|| panic!("`<{part}` has no end"));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closing tag");
        } else if !tag.starts_with(['!', '?']) {
            let name = tag.split([' ', '/']).next().unwrap();
            seen.push(name.to_owned());
            if !tag.ends_with('/') && !VOID.contains(&name) {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?} still open");
    seen
}

#[test]
fn every_page_is_well_formed_and_has_its_landmarks() {
    for html in every_page(Format::Html) {
        let elements = elements(&html);
        for once in ["html", "head", "title", "style", "body", "main", "h1", "nav"] {
            assert_eq!(elements.iter().filter(|name| *name == once).count(), 1, "{once} in {html}");
        }
        assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(html.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"));
        assert!(html.ends_with("</html>"));
    }
}

#[test]
fn every_page_says_its_language_and_its_direction() {
    for language in languages() {
        let direction = if ["ar", "fa", "he"].contains(&language) { "rtl" } else { "ltr" };
        let name = match language {
            "pt-br" => "pt-BR",
            "zh-hans" => "zh-Hans",
            "zh-hant" => "zh-Hant",
            other => other,
        };
        for html in every_page_in(language, Format::Html) {
            let start = format!(
                "<!DOCTYPE html>\n<html lang=\"{name}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">"
            );
            assert!(html.starts_with(&start), "{html}");
        }
    }
}

#[test]
fn no_page_in_another_language_holds_a_word_of_english() {
    let english: Vec<&str> = LABELS
        .iter()
        .map(|label| label.1)
        .chain(status::all().iter().map(|known| known.description))
        .collect();
    for language in languages().filter(|language| *language != "en") {
        for format in Format::ALL {
            for text in every_page_in(language, format) {
                let found = english.iter().find(|sentence| text.contains(**sentence));
                assert_eq!(found, None, "{language}");
            }
        }
    }
}

#[test]
fn json_and_xml_stay_whole_in_every_language() {
    for json in every_page(Format::Json) {
        let read: serde_json::Value =
            serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
        assert!(read["title"].as_str().is_some_and(|title| !title.is_empty()), "{json}");
        assert_eq!(read["detail"].is_string(), read["status"].is_u64(), "{json}");
    }
    for xml in every_page(Format::Xml) {
        let elements = elements(&xml);
        assert!(elements.starts_with(&["problem", "type", "title"].map(String::from)), "{xml}");
    }
}

#[test]
fn every_page_weighs_less_than_six_kilobytes() {
    let heaviest = every_page(Format::Html).iter().map(String::len).max();
    assert!(heaviest.is_some_and(|bytes| bytes <= 6000), "{heaviest:?}");
}

#[test]
fn no_page_runs_a_script_or_fetches_anything() {
    for html in every_page(Format::Html) {
        for fetch in ["<script", "javascript:", " src", "url(", "@import", "<img", "<iframe", "http-equiv"] {
            assert!(!html.contains(fetch), "{fetch} in {html}");
        }
        assert_eq!(html.matches("<link ").count(), 1);
        assert!(html.contains("<link rel=\"icon\" href=\"data:,\">"), "or the browser asks for /favicon.ico");
    }
}

#[test]
fn the_title_and_the_heading_say_what_happened() {
    let html = page(Format::Html, Some(502), &full_site());
    assert!(html.contains("<title>502 Bad Gateway · A Site with a Long Name</title>"), "{html}");
    assert!(html.contains("<h1><span>502</span> Bad Gateway</h1>"), "{html}");
    let html = page(Format::Html, None, &Map::default());
    assert!(html.contains("<title>Something went wrong</title>"), "{html}");
    assert!(html.contains("<h1>Something went wrong</h1>"), "{html}");
}

#[test]
fn an_outage_offers_another_try_and_a_missing_page_the_way_home() {
    let outage = page(Format::Html, Some(502), &Map::default());
    assert!(outage.contains("<a href=\"\">Try again</a>") && !outage.contains("home page</a>"), "{outage}");
    let missing = page(Format::Html, Some(404), &Map::default());
    assert!(missing.contains("<a href=\"/\">Go to the home page</a>"), "{missing}");
    assert!(!missing.contains("Try again</a>"), "{missing}");
    let missing = page(Format::Html, Some(404), &full_site());
    assert!(missing.contains("<a href=\"https://www.example.org/\">Go to the home page</a>"), "{missing}");
    assert!(missing.contains("<a href=\"mailto:somebody.with.a.long.name@example.org\">"), "{missing}");
}

#[test]
fn text_on_the_page_has_a_contrast_of_at_least_four_and_a_half() {
    let text = find("downpage/plain.html").unwrap().text;
    let palettes: Vec<&str> = text.lines().filter(|line| line.contains("--on-main: #")).collect();
    assert_eq!(palettes.len(), 2, "one for light and one for dark; on paper there are no buttons");
    for palette in palettes {
        let colour = |name: &str| {
            let (_, value) = palette.split_once(&format!("{name}: #")).unwrap();
            luminance(value.split(';').next().unwrap())
        };
        for (one, other) in
            [("--ink", "--back"), ("--soft", "--back"), ("--main", "--back"), ("--on-main", " --main")]
        {
            let (one_light, other_light) = (colour(one), colour(other));
            let contrast = (one_light.max(other_light) + 0.05) / (one_light.min(other_light) + 0.05);
            assert!(contrast >= 4.5, "{one} on {other} has {contrast:.2} in {palette}");
        }
    }
}

/// The relative luminance of a colour of 3 or 6 hexadecimal digits, as WCAG 2.2 defines it.
fn luminance(hex: &str) -> f64 {
    let width = hex.len() / 3;
    let channel = |index: usize| {
        let digits = hex[index * width..(index + 1) * width].repeat(3 - width);
        let value = f64::from(u8::from_str_radix(&digits, 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
}

#[test]
fn json_pages_are_problem_details() {
    let problem: serde_json::Value =
        serde_json::from_str(&page(Format::Json, Some(404), &full_site())).unwrap();
    let expected = serde_json::json!({
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "This page may have moved, so check the address or start again from the home page.",
    });
    assert_eq!(problem, expected);
    let nothing: serde_json::Value =
        serde_json::from_str(&page(Format::Json, None, &Map::default())).unwrap();
    assert_eq!(nothing, serde_json::json!({ "type": "about:blank", "title": "Something went wrong" }));
}

#[test]
fn xml_pages_are_problem_details() {
    let xml = page(Format::Xml, Some(502), &Map::default());
    assert!(
        xml.starts_with(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<problem xmlns=\"urn:ietf:rfc:7807\">\n"
        )
    );
    assert_eq!(elements(&xml), ["problem", "type", "title", "status", "detail"]);
    assert!(xml.contains("<title xml:lang=\"en\">Bad Gateway</title>\n  <status>502</status>"), "{xml}");
}

#[test]
fn text_pages_read_well_in_a_terminal() {
    assert_eq!(
        page(Format::Text, Some(502), &full_site()),
        "502 Bad Gateway\n\
         \n\
         Part of this site is not answering right now, so please try again in a minute or two.\n\
         \n\
         System status: https://status.example.org/\n\
         \n\
         Still stuck? Write to somebody.with.a.long.name@example.org\n"
    );
    assert_eq!(page(Format::Text, None, &Map::default()), "Something went wrong\n");
}

#[test]
fn templates_keep_to_what_all_engines_share() {
    for Template { name, text, .. } in all().iter().flat_map(|theme| theme.templates) {
        let mut conditions = 0;
        for piece in pieces(text) {
            match piece {
                // Jinja2 and upon take these for a comment or the end of a tag wherever they stand, as in CSS.
                Piece::Text(text) => {
                    assert!(
                        !["{#", "#}", "}}", "%}"].iter().any(|sign| text.contains(sign)),
                        "{name}: {text}"
                    );
                }
                Piece::If(_) => conditions += 1,
                Piece::EndIf => conditions -= 1,
                Piece::Print(_) | Piece::Else => {}
            }
        }
        assert_eq!(conditions, 0, "{name}");
        assert_eq!(*text, text.trim_ascii_end(), "Jinja2 would drop a line break at the end of {name}");
    }
}

#[test]
fn templates_hold_no_words_of_their_own_so_that_pages_can_be_translated() {
    let text = find("downpage/plain.html").unwrap().text;
    let body = &text[text.find("<body>").unwrap()..];
    let visible: String =
        pieces(body).iter().map(|piece| if let Piece::Text(text) = piece { text } else { "" }).collect();
    let words: String =
        visible.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    assert_eq!(words.trim(), "");
}

#[test]
fn labels_are_free_of_characters_that_engines_escape() {
    for (name, text) in LABELS {
        assert!(text.is_ascii() && !text.contains(['\'', '"', '<', '>', '&', '/']), "{name}: {text}");
    }
    let names: BTreeSet<&str> = LABELS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), LABELS.len());
}

#[test]
fn a_page_in_arabic_is_written_from_right_to_left() {
    let html = page_in("ar_EG", Format::Html, Some(502), &Map::default());
    assert!(html.contains("<html lang=\"ar-EG\" dir=\"rtl\">"), "{html}");
    assert!(html.contains("هذا الموقع"), "{html}");
}

#[test]
fn a_catalog_of_the_site_goes_before_the_built_in_words() {
    let po = |text: &str| format!("msgid \"{}\"\nmsgstr \"{text}\"\n", status::describe(502).description);
    let with = |language: &str, text: &str| {
        let mut translations = Translations::default().with_fallback("nl");
        translations.add(language, Catalog::from_po(&po(text), "x.po").unwrap());
        translations.add("nl", Catalog::from_po(&po("Tot zo."), "nl.po").unwrap());
        let surroundings = Surroundings {
            translations: translations.into(),
            ..Surroundings::default().in_language(language)
        };
        fill(find("downpage/plain.html").unwrap(), &values(Some(502), &Map::default(), &surroundings))
    };
    let german = with("de", "Wir sind gleich wieder da.");
    assert!(german.contains("<p>Wir sind gleich wieder da.</p>"), "{german}");
    assert!(german.contains("<a href=\"\">Noch einmal versuchen</a>"), "the rest is built in: {german}");
    let divehi = with("dv", "\u{0780}");
    assert!(divehi.contains("<html lang=\"dv\" dir=\"rtl\">"), "a language that is not built in: {divehi}");
    let po = po("Tot zo.");
    let mut translations = Translations::default().with_fallback("nl");
    translations.add("nl", Catalog::from_po(&po, "nl.po").unwrap());
    let french =
        Surroundings { translations: translations.into(), ..Surroundings::default().in_language("fr") };
    let html = fill(find("downpage/plain.html").unwrap(), &values(Some(502), &Map::default(), &french));
    assert!(html.contains("Une partie de ce site"), "the page is French, whatever the site speaks: {html}");
}

#[test]
fn words_without_a_translation_are_declared_as_the_english_they_are() {
    let klingon = Surroundings::default().in_language("tlh");
    let values = values(Some(502), &Map::default(), &klingon);
    let html = fill(find("downpage/plain.html").unwrap(), &values);
    assert!(html.contains("<html lang=\"en\" dir=\"ltr\">"), "{html}");
    assert_eq!(values.get("locale").and_then(Value::as_text), Some("tlh"));
}

#[test]
fn values_of_the_site_that_are_not_text_are_taken_as_missing() {
    let context: Map =
        [(Arc::from("site_name"), Value::from("")), (Arc::from("home_url"), Value::Int(7))].into();
    let values = values(Some(404), &context, &Surroundings::default());
    let site = values.get("site").and_then(Value::as_map).unwrap();
    assert_eq!(site.get("name"), Some(&Value::Null));
    assert_eq!(site.get("home_url"), Some(&Value::Null));
}

#[test]
fn every_format_has_a_built_in_template() {
    for format in [Format::Html, Format::Text, Format::Json, Format::Xml] {
        assert_eq!(find(template_for(format)).map(|template| template.format), Some(format));
        assert_eq!(Format::of(template_for(format)), format);
    }
}

#[test]
fn a_template_of_the_site_wins_over_a_built_in_one_of_its_name() {
    let loader = wrap(Arc::new(MemoryLoader::new().with("downpage/plain.html", "ours").with("a.html", "A")));
    assert_eq!(&*loader.load("downpage/plain.html").unwrap().text, "ours");
    assert_eq!(&*loader.load("a.html").unwrap().text, "A");
    assert_eq!(&*loader.load("downpage/plain.txt").unwrap().text, find("downpage/plain.txt").unwrap().text);
    assert_eq!(
        loader.names(),
        ["a.html", "downpage/plain.html", "downpage/plain.json", "downpage/plain.txt", "downpage/plain.xml"]
    );
}

#[test]
fn the_built_in_template_comes_after_those_of_the_site() {
    let loader = wrap(Arc::new(MemoryLoader::new().with("downpage/plain.html", "ours").with("a.html", "A")));
    let built_in = find("downpage/plain.html").unwrap().text;
    assert_eq!(&*loader.load_nth("downpage/plain.html", 0).unwrap().text, "ours");
    assert_eq!(&*loader.load_nth("downpage/plain.html", 1).unwrap().text, built_in);
    for (name, index) in [("downpage/plain.html", 2), ("a.html", 1), ("downpage/plain.txt", 1)] {
        let error = loader.load_nth(name, index).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TemplateNotFound, "{name}");
    }
}

#[test]
fn a_misspelt_built_in_template_is_a_miss_that_names_the_right_one() {
    let loader = wrap(Arc::new(MemoryLoader::new()));
    let error = loader.load("downpage/plian.html").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TemplateNotFound);
    assert_eq!(error.help_text(), Some("did you mean `downpage/plain.html`?"));
    assert_eq!(loader.load("404.html").unwrap_err().help_text(), None);
}

#[test]
fn a_site_template_that_cannot_be_read_is_not_hidden_by_the_built_in_one() {
    struct Broken;
    impl Loader for Broken {
        fn load(&self, _: &str) -> crate::Result<crate::Source> {
            Err(crate::Error::new(ErrorKind::Io, "cannot read"))
        }
        fn names(&self) -> Vec<String> {
            Vec::new()
        }
    }
    assert_eq!(wrap(Arc::new(Broken)).load("downpage/plain.html").unwrap_err().kind(), ErrorKind::Io);
}
