//! Stand-ins for tags and filters of Python's libraries, and libraries from the configuration.

use std::sync::Arc;

use downpage_core::{
    Context, Engine, Error, ErrorKind, Format, Limits, Map, MemoryLoader, Options, Result, Setup, Value,
};
use downpage_django::Django;

/// The options that a piece of JSON spells.
fn options(json: &str) -> Options {
    let table: Map = match serde_json::from_str(json).expect("the options are JSON") {
        Value::Map(map) => Arc::unwrap_or_clone(map),
        other => panic!("options are a table, found {}", other.describe()),
    };
    let known = downpage_core::registry::find("django").expect("it is linked").options;
    Options::checked(table, known).expect("the options are known")
}

fn engine(json: &str, templates: &[(&str, &str)]) -> Result<Django> {
    let loader = templates.iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(*name, *text));
    Django::new(Setup {
        loader: Arc::new(loader),
        surroundings: Arc::default(),
        format: Format::Html,
        options: options(json),
        limits: Limits::default(),
    })
}

/// `page.html` of `templates`, in which `name` is `A&B` and `nothing` is nothing.
fn render(json: &str, templates: &[(&str, &str)]) -> Result<String> {
    let context: Context = [("name", Value::from("A&B")), ("nothing", Value::Null)].into_iter().collect();
    engine(json, templates)?.render("page.html", &context)
}

fn page(json: &str, text: &str) -> Result<String> {
    render(json, &[("page.html", text)])
}

fn refused(json: &str) -> Error {
    engine(json, &[]).err().expect("the options are wrong")
}

const MENU: &str = r#"{"stand_ins": {"tags": {"menu": {
    "template": "menu.html", "context": {"title": "Menu", "links": [{"url": "/a"}, {"url": "/b"}]}, "arguments": ["active"]
}}}}"#;

#[test]
fn a_template_stands_in_for_a_tag_with_values_and_arguments_by_name() {
    let menu = "<{{ title }}{% for link in links %} {{ link.url }}{% if link.url == active %}*{% endif %}{% endfor %} {{ name }}{{ who }}>";
    let shown = |text: &str| render(MENU, &[("page.html", text), ("menu.html", menu)]).unwrap();
    assert_eq!(shown("{% menu %}"), "<Menu /a /b >");
    assert_eq!(shown("{% menu '/b' who=name %}"), "<Menu /a /b* A&amp;B>");
    assert_eq!(shown("{% menu title='Main' active=nothing %}"), "<Main /a /b >");
}

#[test]
fn a_template_that_stands_in_sees_the_context_when_it_takes_it() {
    let json = r#"{"stand_ins": {"tags": {"who": {"template": "who.html", "takes_context": true}}}}"#;
    let templates = [("page.html", "{% who a=1 %}{{ a }}"), ("who.html", "{{ name }}{{ a }}")];
    assert_eq!(render(json, &templates).unwrap(), "A&amp;B1");
}

#[test]
fn a_template_that_stands_in_for_a_block_tag_has_its_body() {
    let json = r#"{"stand_ins": {"tags": {"panel": {"template": "panel.html"}}}}"#;
    let templates = [
        ("page.html", "{% panel title=name %}<i>{{ name }}</i>{% endpanel %}"),
        ("panel.html", "{{ title }}: {{ body }}"),
    ];
    assert_eq!(render(json, &templates).unwrap(), "A&amp;B: <i>A&amp;B</i>");
}

#[test]
fn every_kind_of_stand_in_for_a_tag_may_be_kept_in_a_variable() {
    let json = r#"{"stand_ins": {"tags": {
        "a": "nothing", "b": "body", "c": "first", "d": {"text": "<"}, "e": {"html": "<e>"},
        "f": {"url": "/f/{}"}, "g": {"template": "g.html"}
    }}}"#;
    for (tag, expected) in [
        ("{% a 1 as v %}", ""),
        ("{% b as v %}<b>{{ name }}{% endb %}", "<b>A&amp;B"),
        ("{% c name as v %}", "A&amp;B"),
        ("{% d as v %}", "&lt;"),
        ("{% e as v %}", "<e>"),
        ("{% f name as v %}", "/f/A&amp;B"),
        ("{% g x=name as v %}", "<A&amp;B>"),
    ] {
        let text = format!("{tag}[{{{{ v }}}}]");
        let shown = render(json, &[("page.html", &text), ("g.html", "<{{ x }}>")]).unwrap();
        assert_eq!(shown, format!("[{expected}]"), "{tag}");
    }
}

#[test]
fn a_url_is_made_from_the_first_argument_and_from_none_there_is_none() {
    let json =
        r#"{"stand_ins": {"tags": {"thumb": {"url": "/m/{}?v=1"}}, "filters": {"media": {"url": "/m/{}"}}}}"#;
    assert_eq!(page(json, "{% thumb 'a b/ü.png' '30x30' %}").unwrap(), "/m/a%20b/%C3%BC.png?v=1");
    assert_eq!(page(json, "{% thumb image=name %}").unwrap(), "/m/A&amp;B?v=1");
    assert_eq!(page(json, "[{% thumb %}{% thumb nothing %}{% thumb nowhere.url %}]").unwrap(), "[]");
    assert_eq!(page(json, "{{ name|media }}").unwrap(), "/m/A&amp;B");
}

#[test]
fn a_library_of_stand_ins_is_loaded_by_its_name() {
    let json = r#"{"libraries": {"shop": {
        "tags": {"price": {"html": "<b>1</b>"}}, "filters": {"money": "input"}, "others": "nothing"
    }}}"#;
    let text =
        "{% load shop %}{% price %}{{ name|money:'EUR' }}{% cart 1 2 %}{% box %}x{% endbox %}{{ name|tax }}";
    assert_eq!(page(json, text).unwrap(), "<b>1</b>A&amp;B");
    assert_eq!(page(json, "{% load price money from shop %}{% price %}").unwrap(), "<b>1</b>");
    let error = page(json, "{% price %}").unwrap_err();
    assert_eq!(error.help_text(), Some("load its library first: `{% load shop %}`"));
}

#[test]
fn a_library_of_django_has_another_name_or_more_tags() {
    let json = r#"{"libraries": {"staticfiles": "django.templatetags.static", "i18n": {"tags": {"flag": "first"}}}}"#;
    let text = "{% load staticfiles i18n %}{% static 'a.css' %}{% trans 'x' %}{% flag 'de' %}";
    assert_eq!(page(json, text).unwrap(), "/static/a.cssxde");
}

#[test]
fn builtins_are_named_as_in_the_settings_of_django() {
    let json = r#"{"builtins": ["django.templatetags.i18n", "shop.templatetags.shop"], "stand_ins": {"libraries": {"shop": "body"}}}"#;
    assert_eq!(page(json, "{% trans 'x' %}{% price %}y{% endprice %}").unwrap(), "xy");
}

#[test]
fn options_that_cannot_be_read_say_where_and_what_is_wanted() {
    for (json, message, help) in [
        (
            r#"{"builtins": ["i18m"]}"#,
            "`builtins` names the library `i18m`, which is not there",
            Some("did you mean `i18n`?"),
        ),
        (
            r#"{"libraries": {"a": "b.statik"}}"#,
            "`libraries.a` is the library `b.statik`, which is not there",
            Some("did you mean `static`?"),
        ),
        (
            r#"{"libraries": {"a": 3}}"#,
            "`libraries.a` must be the path of a library or a table, found a whole number",
            Some("write `\"django.templatetags.i18n\"`, or a table with `tags`, `filters` and `others`"),
        ),
        (
            r#"{"libraries": {"a": {"tag": {}}}}"#,
            "unknown key `tag` in `libraries.a`",
            Some("did you mean `tags`?"),
        ),
        (
            r#"{"libraries": {"a": {"filters": {"f": {"template": "x"}}}}}"#,
            "the stand-in for `f` in `libraries.a.filters` cannot be read",
            Some("write `nothing`, `body`, `input` or `first`, or a table with `text`, `html` or `url`"),
        ),
        (
            r#"{"stand_ins": {"tags": {"a": {"template": "x", "with": {}}}}}"#,
            "unknown key `with` in `stand_ins.tags.a`",
            Some("known: `template`, `context`, `arguments`, `takes_context`"),
        ),
        (
            r#"{"stand_ins": {"tags": {"a": {"template": "x", "arguments": "b"}}}}"#,
            "`stand_ins.tags.a.arguments` must be a list of text, found text",
            None,
        ),
    ] {
        let error = refused(json);
        assert_eq!((error.message(), error.help_text()), (message, help), "{json}");
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}

#[test]
fn a_template_that_stands_in_and_is_not_there_is_named_where_the_tag_stands() {
    let error = render(MENU, &[("page.html", "\n {% menu %}")]).unwrap_err();
    assert_eq!(error.to_string(), "page.html:2:2: template `menu.html` was not found");
}

#[test]
fn a_template_that_stands_in_for_a_tag_in_itself_ends_with_an_error() {
    let error = render(MENU, &[("page.html", "{% menu %}"), ("menu.html", "{% menu %}")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
}

#[test]
fn many_uses_of_a_stand_in_are_read_in_one_pass() {
    let json = r#"{"stand_ins": {"tags": {"a": "nothing"}}}"#;
    assert_eq!(page(json, &"{% a %}".repeat(100_000)).unwrap(), "");
}

/// The notes and the help of the error that `page.html` ends with.
fn told(json: &str, templates: &[(&str, &str)]) -> (Vec<String>, String) {
    let error = render(json, templates).expect_err("a name is unknown");
    assert_eq!(error.kind(), ErrorKind::UnknownName);
    (error.notes().to_vec(), error.help_text().unwrap_or_default().to_owned())
}

#[test]
fn an_unknown_library_lists_every_use_in_the_chain_and_the_lines_for_all() {
    let templates = [
        ("page.html", "{% extends 'a/base.html' %}{% block a %}{{ name|upper }}{% endblock %}"),
        (
            "a/base.html",
            "{% load i18n compress %}\n{% comment %}{% old %}{% endcomment %}{% if name|squash:1 %}{% compress css %}x{% endcompress %}{% endif %}\n\
             {% block a %}{% endblock %}{% include './menu.html' %}{% trans 'x' %}",
        ),
        ("a/menu.html", "{% load menu.tags %}{% menu %}{% else %}{% endfor %}"),
    ];
    let (notes, help) = told("{}", &templates);
    assert_eq!(
        notes,
        [
            "a/base.html:1:1: {% load i18n compress %}",
            "a/base.html:2:50: {% if name|squash:1 %}",
            "a/base.html:2:61: {% compress css %}",
            "a/menu.html:1:1: {% load menu.tags %}",
            "a/menu.html:1:21: {% menu %}",
        ]
    );
    assert_eq!(
        help,
        "let something stand in for what only Python has, in the configuration:\n\
         [engines.django.stand_ins.libraries]\ncompress = \"body\"\n\"menu.tags\" = \"body\""
    );
}

#[test]
fn the_lines_that_an_error_prints_are_those_that_help() {
    let text = "{% load shop %}{% cart %}{% box 1 %}b{% endbox %}{{ name|money }}";
    let (_, help) = told("{}", &[("page.html", text)]);
    let table = help.split_once(":\n").unwrap().1;
    assert_eq!(table, "[engines.django.stand_ins.libraries]\nshop = \"body\"");
    assert_eq!(page(r#"{"stand_ins": {"libraries": {"shop": "body"}}}"#, text).unwrap(), "bA&amp;B");
}

#[test]
fn an_unknown_tag_without_a_library_has_lines_of_its_own() {
    let text = "{% if name %}{% analytics %}{% endif %}{% panel %}x{% endpanel %}{{ name|frobnicate:'x' }}";
    let (notes, help) = told("{}", &[("page.html", text)]);
    assert_eq!(
        notes,
        [
            "page.html:1:14: {% analytics %}",
            "page.html:1:40: {% panel %}",
            "page.html:1:74: {{ name|frobnicate:'x' }}",
        ]
    );
    assert_eq!(
        help,
        "let something stand in for what only Python has, in the configuration:\n\
         [engines.django.stand_ins.tags]\nanalytics = \"nothing\"\npanel = \"body\"\n\
         [engines.django.stand_ins.filters]\nfrobnicate = \"input\""
    );
    let json = r#"{"stand_ins": {"tags": {"analytics": "nothing", "panel": "body"}, "filters": {"frobnicate": "input"}}}"#;
    assert_eq!(page(json, text).unwrap(), "xA&amp;B");
}

#[test]
fn a_library_that_django_renamed_is_given_its_new_name() {
    let text = "{% load staticfiles %}{% static 'a.css' %}";
    let (_, help) = told("{}", &[("page.html", text)]);
    assert!(help.ends_with(":\n[engines.django.libraries]\nstaticfiles = \"static\""), "{help}");
    assert_eq!(page(r#"{"libraries": {"staticfiles": "static"}}"#, text).unwrap(), "/static/a.css");
}

#[test]
fn a_name_that_a_library_does_not_have_is_added_to_it() {
    let text = "{% load flag from i18n %}{% flag 'de' %}";
    let (notes, help) = told("{}", &[("page.html", text)]);
    assert_eq!(notes, ["page.html:1:9: {% load flag from i18n %}", "page.html:1:26: {% flag 'de' %}"]);
    assert!(help.ends_with(":\n[engines.django.libraries.i18n.tags]\nflag = \"body\""), "{help}");
    assert_eq!(page(r#"{"libraries": {"i18n": {"tags": {"flag": "body"}}}}"#, text).unwrap(), "");
}

#[test]
fn a_tag_that_may_be_misspelt_says_so_first() {
    let (notes, help) = told("{}", &[("page.html", "{% blok %}")]);
    assert_eq!(notes, ["page.html:1:1: {% blok %}"]);
    assert_eq!(
        help,
        "did you mean `block`? otherwise let something stand in for what only Python has, in the configuration:\n\
         [engines.django.stand_ins.tags]\nblok = \"nothing\""
    );
}

#[test]
fn a_tag_in_the_wrong_place_is_no_foreign_one() {
    for text in ["{% endif %}", "{% block a %}{% endif %}", "{% else %}"] {
        let error = page("{}", text).unwrap_err();
        assert!(error.notes().is_empty(), "{text}: {:?}", error.notes());
        assert!(
            !error.help_text().unwrap_or_default().contains("stand_ins"),
            "{text}: {:?}",
            error.help_text()
        );
    }
}

const RECORDED: &str = r#"{"libraries": {"plants": {
    "tags": {
        "icon": {"recorded": [{"use": "icon 'leaf'", "html": "<i>"}, {"use": "icon 'leaf' as i", "text": "<a>"}]},
        "label": {"recorded": [{"use": "label", "page": "502.html", "html": "one"}, {"use": "label", "html": "all"}]},
        "shout": {"recorded": [{"use": "shout", "html": "LOUD"}]}
    },
    "filters": {"latin": {"recorded": [
        {"use": "A&B", "text": "A&B vulgaris"}, {"use": "A&B", "argument": "2", "html": "<b>2</b>"}
    ]}}
}}}"#;

#[test]
fn a_tag_gives_what_it_was_recorded_to_give_for_that_very_use() {
    let shown = |text: &str| page(RECORDED, &format!("{{% load plants %}}{text}")).unwrap();
    assert_eq!(shown("{% icon 'leaf' %}{% icon 'leaf' as i %}{{ i }}"), "<i>&lt;a&gt;");
    assert_eq!(shown("{% shout %}quiet {{ name }}{% endshout %}."), "LOUD.");
    assert_eq!(shown("{{ name|latin }} {{ name|latin:2 }}"), "A&amp;B vulgaris <b>2</b>");
}

#[test]
fn a_tag_that_gave_something_else_on_another_page_is_recorded_for_each() {
    let engine = engine(RECORDED, &[("page.html", "{% load plants %}{% label %}")]).unwrap();
    let on = |path: &str| {
        let facts: Map = [("path".into(), Value::from(path))].into_iter().collect();
        let context: Context = [("downpage", Value::from(facts))].into_iter().collect();
        engine.render("page.html", &context).unwrap()
    };
    assert_eq!([on("502.html"), on("503.html")], ["one", "all"]);
}

#[test]
fn a_use_that_was_not_recorded_points_at_itself() {
    let error = page(RECORDED, "{% load plants %}\n{% icon 'root' %}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "page.html:2:1: what the tag `icon` gives for `icon 'root'` was not recorded"
    );
    assert!(error.help_text().unwrap().contains("downpage init --python"), "{error:?}");
    let error = page(RECORDED, "{% load plants %}{{ nothing|latin }}").unwrap_err();
    assert_eq!(error.message(), "what the filter `latin` gives for `None` was not recorded");
    assert_eq!(page(RECORDED, "{% load plants %}{% if nothing %}{% icon 'root' %}{% endif %}").unwrap(), "");
}

#[test]
fn a_recording_that_cannot_be_read_is_told() {
    let wrong = |uses: &str| {
        let json = format!(r#"{{"stand_ins": {{"tags": {{"icon": {{"recorded": {uses}}}}}}}}}"#);
        refused(&json).to_string()
    };
    assert_eq!(wrong("3"), "`stand_ins.tags.icon.recorded` cannot be read");
    assert_eq!(wrong(r#"[{"use": "icon"}]"#), "`stand_ins.tags.icon.recorded` cannot be read");
    assert_eq!(
        wrong(r#"[{"use": "icon", "htm": "x"}]"#),
        "unknown key `htm` in `stand_ins.tags.icon.recorded`"
    );
}
