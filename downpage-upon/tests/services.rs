//! The site's services in a template: static files, named URLs, translations.
#![allow(clippy::unwrap_used)] // the site is built outside of the tests

mod support;

use std::sync::Arc;

use downpage_core::surroundings::{Catalog, StaticFiles, Surroundings, Translations, Urls};
use support::{Site, context, shown};

const CATALOG: &str = r#"
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Sorry"
msgstr "Tut uns leid"

msgctxt "month"
msgid "May"
msgstr "Mai"

msgid "%(n)s page"
msgid_plural "%(n)s pages"
msgstr[0] "%(n)s Seite"
msgstr[1] "%(n)s Seiten"

msgctxt "book"
msgid "%(n)s page"
msgid_plural "%(n)s pages"
msgstr[0] "%(n)s Blatt"
msgstr[1] "%(n)s Blätter"
"#;

fn surroundings() -> Surroundings {
    let mut urls = Urls::new();
    urls.insert("home", "/start/").unwrap();
    urls.insert("article", "/news/<int:id>/<slug:slug>/").unwrap();
    let mut translations = Translations::default();
    translations.add("de", Catalog::from_po(CATALOG, "de.po").unwrap());
    let manifest = r#"{"version": "1.1", "paths": {"site.css": "site.0123.css"}}"#;
    let files = StaticFiles::with_prefix("/s/").with_manifest(manifest, "staticfiles.json").unwrap();
    Surroundings {
        urls: Arc::new(urls),
        translations: Arc::new(translations),
        static_files: Arc::new(files),
        ..Surroundings::default().in_language("de")
    }
}

#[track_caller]
fn page(template: &str) -> String {
    let site = Site { surroundings: surroundings(), ..Site::new(template) };
    site.render(&context([("count", 2.into())])).unwrap_or_else(|error| shown(&error))
}

#[test]
fn static_files_come_from_the_manifest() {
    assert_eq!(page(r#"{{ "site.css" | static }}"#), "/s/site.0123.css");
    let report = page(r#"{{ "stie.css" | static }}"#);
    assert!(report.starts_with("rendering: "), "{report}");
    assert!(report.contains(" --> page:1:17\n"), "{report}");
    assert!(report.ends_with("did you mean `site.css`?"), "{report}");
}

#[test]
fn urls_take_no_arguments_or_a_list_or_a_table() {
    assert_eq!(page(r#"{{ "home" | url }}"#), "/start/");
    assert_eq!(page(r#"{{ "article" | url_with: [count, "a-b"] }}"#), "/news/2/a-b/");
    assert_eq!(page(r#"{{ "article" | url_with: {"id": 7, "slug": "x"} }}"#), "/news/7/x/");
    assert!(page(r#"{{ "hmoe" | url }}"#).ends_with("did you mean `home`?"));
    assert!(page(r#"{{ "article" | url_with: 7 }}"#).starts_with("rendering: "));
}

#[test]
fn texts_are_translated_with_context_and_number() {
    assert_eq!(
        page(r#"{{ "Sorry" | trans }}, {{ _("Sorry") }}, {{ gettext("Sorry") }}"#),
        ["Tut uns leid"; 3].join(", ")
    );
    assert_eq!(page(r#"{{ pgettext("month", "May") }} {{ "May" | trans }}"#), "Mai May");
    let plural = r#"{{ ngettext("%(n)s page", "%(n)s pages", count) | format: {"n": count} }}"#;
    assert_eq!(page(plural), "2 Seiten");
    let plural = r#"{{ npgettext("book", "%(n)s page", "%(n)s pages", 1) | format: {"n": 1} }}"#;
    assert_eq!(page(plural), "1 Blatt");
}

#[test]
fn a_number_that_is_none_and_a_value_that_is_missing_are_told() {
    let report = r#"
rendering: `ngettext` expects a whole number, found text
 --> page:1:4
 | {{ ngettext("a", "b", "c") }}
 |    ^^^^^^^^"#;
    assert_eq!(page(r#"{{ ngettext("a", "b", "c") }}"#), report.trim());
    let report = page(r#"{{ "%(n)s" | format: {} }}"#);
    assert!(
        report.starts_with("rendering: the text `%(n)s` needs a value for `n`\n --> page:1:14\n"),
        "{report}"
    );
}
