//! Sets of templates: the first that has a page's template renders the page, with its own engine and options.
#![cfg(all(feature = "django", feature = "jinja"))]

use std::sync::Arc;

use downpage::config::{Message, TemplateSet};
use downpage::site::{Page, Site, SiteBuilder};
use downpage::surroundings::Catalog;
use downpage::{ErrorKind, Format, Map, MemoryLoader, Value};

fn set(name: &str, engine: &str, templates: &[(&str, &str)], options: &[(&str, Value)]) -> TemplateSet {
    let loader = templates.iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(*name, *text));
    let options: Map = options.iter().map(|(name, value)| (Arc::from(*name), value.clone())).collect();
    TemplateSet { name: name.into(), engine: engine.into(), loader: Arc::new(loader), options, format: None }
}

fn site() -> SiteBuilder {
    Site::builder().configure(|config| {
        config.template_sets = vec![
            set("jinja2", "jinja", &[("both.html", "{{ 1 + 1 }}"), ("base.html", "J")], &[]),
            set(
                "django",
                "django",
                &[
                    ("both.html", "{{ missing }}"),
                    ("own.html", "{% include 'base.html' %}{{ missing }}"),
                    ("base.html", "D"),
                ],
                &[("string_if_invalid", "?".into())],
            ),
            set("second", "django", &[("late.dj", "{{ missing }}.")], &[("string_if_invalid", "!".into())]),
        ];
    })
}

fn texts(builder: SiteBuilder) -> Vec<String> {
    let pages = builder.build().and_then(|site| site.render()).expect("the pages can be made");
    pages.into_iter().map(|page| format!("{} {}", page.engine, page.text)).collect()
}

#[test]
fn the_first_set_that_has_the_template_renders_it_and_gives_what_it_includes() {
    let pages = ["both.html", "own.html", "late.dj"];
    let builder =
        pages.into_iter().fold(site(), |site, name| site.page(Page::new(format!("out/{name}"), name)));
    assert_eq!(texts(builder), ["jinja 2", "django D?", "django !."]);
}

#[test]
fn a_set_may_say_how_values_are_escaped() {
    let page = || Page::new("a.txt", "a.txt").with("name", "a & b");
    let template = [("a.txt", "{{ name }}")];
    for (format, expected) in [(None, "django a & b"), (Some(Format::Html), "django a &amp; b")] {
        let builder = Site::builder().page(page()).configure(|config| {
            config.template_sets = vec![TemplateSet { format, ..set("django", "django", &template, &[]) }];
        });
        assert_eq!(texts(builder), [expected]);
    }
}

#[test]
fn an_engine_that_is_asked_for_leaves_out_the_sets_of_others() {
    let builder = site().page(Page::new("a.html", "both.html").engine("django"));
    assert_eq!(texts(builder), ["django ?"]);
}

#[test]
fn a_page_without_a_template_is_the_built_in_one() {
    let texts = texts(site().engine("jinja").page(Page::built_in("502.html").status(502)));
    assert!(texts[0].contains("<!DOCTYPE html>"), "{texts:?}");
}

#[test]
fn a_template_that_no_set_has_is_an_error_of_the_page() {
    let errors =
        site().page(Page::new("a.html", "bth.html")).build().err().expect("there is no such template");
    let error = errors.iter().next().expect("there is one");
    assert_eq!(error.kind(), ErrorKind::TemplateNotFound);
    assert_eq!(error.help_text(), Some("did you mean `both.html`?"));
}

#[test]
fn a_message_of_a_page_is_translated_into_its_language() {
    let page = |locale: &str| Page::new(format!("{locale}.html"), "message.html").locale(locale);
    let catalog = "msgid \"Unavailable\"\nmsgstr \"Nicht erreichbar\"\n";
    let builder = site().page(page("de")).page(page("en")).configure(|config| {
        let template = [("message.html", "{{ name }} {{ page.titles.0 }} {{ page.code }}")];
        config.template_sets = vec![set("django", "django", &template, &[])];
        let catalog = Catalog::from_po(catalog, "de.po").expect("a catalog");
        Arc::make_mut(&mut config.translations).add("de", catalog);
        let message = |path: &[&str]| Message {
            path: path.iter().map(|name| Arc::from(*name)).collect(),
            text: "Unavailable".into(),
            context: None,
        };
        for entry in &mut config.pages {
            let mut page = Map::new();
            page.insert("titles".into(), vec![Value::Null].into());
            page.insert("code".into(), 503.into());
            Arc::make_mut(&mut entry.context).insert("page".into(), page.into());
            entry.messages = Some([message(&["name"]), message(&["page", "titles", "0"])].into());
        }
    });
    assert_eq!(
        texts(builder),
        ["django Nicht erreichbar Nicht erreichbar 503", "django Unavailable Unavailable 503"]
    );
}
