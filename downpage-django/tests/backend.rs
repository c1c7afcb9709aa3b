//! What the contract suite cannot know: stand-ins, Django's messages and their places, limits of this backend's own.

use std::sync::Arc;

use downpage_core::{
    Context, Engine, Error, ErrorKind, Format, Limits, Map, MemoryLoader, Options, Result, Setup, Value,
};
use downpage_django::Django;

/// A setup over templates in memory.
fn setup<const N: usize>(templates: [(&str, &str); N]) -> Setup {
    let loader =
        templates.into_iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(name, text));
    Setup {
        loader: Arc::new(loader),
        surroundings: Arc::default(),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    }
}

fn render(setup: Setup) -> Result<String> {
    Django::new(setup)?.render("page.html", &Context::new())
}

fn page(text: &str) -> Result<String> {
    render(setup([("page.html", text)]))
}

fn failure(text: &str) -> Error {
    page(text).expect_err("the page is wrong")
}

/// Options with the table `stand_ins`.
fn stand_ins(kind: &str, entries: &[(&str, Value)]) -> Options {
    let table: Map = entries.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
    let tables: Map = [(kind.into(), Value::from(table))].into_iter().collect();
    let options: Map = [("stand_ins".into(), Value::from(tables))].into_iter().collect();
    let known = downpage_core::registry::find("django").expect("it is linked").options;
    Options::checked(options, known).expect("the options are known")
}

#[test]
fn a_foreign_library_is_named_with_the_lines_that_stand_in_for_it() {
    let error = failure("{% load i18n compress %}");
    assert_eq!(error.kind(), ErrorKind::UnknownName);
    assert_eq!(
        error.message(),
        "'compress' is not a registered tag library. Must be one of:\ncache\nhumanize\ni18n\nl10n\nstatic\ntz"
    );
    let help = error.help_text().unwrap();
    assert!(help.ends_with("[engines.django.stand_ins.libraries]\ncompress = \"body\""), "{help}");
}

#[test]
fn a_library_is_stood_in_for_with_all_its_tags_and_filters() {
    let text = "{% load compress from_nowhere %}{% compress css file inline %}<b>{% endcompress %}{{ 'a<b'|squeeze:3 }}{% x %}";
    let mut setup = setup([("page.html", text)]);
    setup.options = stand_ins("libraries", &[("compress", "body".into()), ("from_nowhere", "body".into())]);
    assert_eq!(render(setup).unwrap(), "<b>a<b");
}

#[test]
fn a_tag_is_stood_in_for_with_text_and_html_and_its_first_argument() {
    let html: Map = [("html".into(), "<i>".into())].into_iter().collect();
    let text: Map = [("text".into(), "<t>".into())].into_iter().collect();
    let url: Map = [("url".into(), "/media/{}?v=1".into())].into_iter().collect();
    let mut setup =
        setup([("page.html", "{% icon 'x' %}{% note %}{% thumb 'a.png' as t %}{{ t }}{% show 3 %}")]);
    setup.options = stand_ins(
        "tags",
        &[("icon", html.into()), ("note", text.into()), ("thumb", url.into()), ("show", "first".into())],
    );
    assert_eq!(render(setup).unwrap(), "<i>&lt;t&gt;/media/a.png?v=13");
}

#[test]
fn a_stand_in_that_cannot_be_read_is_refused() {
    let mut setup = setup([("page.html", "")]);
    setup.options = stand_ins("tags", &[("icon", "what".into())]);
    let error = Django::new(setup).err().unwrap();
    assert_eq!(error.message(), "the stand-in for `icon` in `stand_ins.tags` cannot be read");
}

#[test]
fn a_tag_of_a_library_that_is_not_loaded_says_what_to_load() {
    let error = failure("{% trans 'x' %}");
    assert_eq!(
        error.message(),
        "Invalid block tag on line 1: 'trans'. Did you forget to register or load this tag?"
    );
    assert_eq!(error.help_text(), Some("load its library first: `{% load i18n %}`"));
    assert_eq!(
        failure("{{ 3|intcomma }}").help_text(),
        Some("load its library first: `{% load humanize %}`")
    );
    assert_eq!(failure("{{ 3|uper }}").help_text(), Some("did you mean `upper`?"));
}

#[test]
fn an_error_of_python_has_the_name_of_its_exception() {
    let error = failure("a\n{{ 'x'|center:'wide' }}");
    assert_eq!(error.message(), "ValueError: invalid literal for int() with base 10: 'wide'");
    assert_eq!(error.to_string(), format!("page.html:2:1: {}", error.message()));
}

#[test]
fn a_foreign_tag_in_an_include_that_is_not_rendered_does_no_harm() {
    let templates = [
        ("page.html", "{% if user %}{% include 'menu.html' %}{% endif %}ok"),
        ("menu.html", "{% load compress %}"),
    ];
    assert_eq!(render(setup(templates)).unwrap(), "ok");
}

#[test]
fn an_error_in_an_included_template_is_placed_there() {
    let templates = [("page.html", "{% include 'part.html' %}"), ("part.html", "\n {{ x|nope }}")];
    assert_eq!(render(setup(templates)).unwrap_err().to_string(), "part.html:2:7: Invalid filter: 'nope'");
}

#[test]
fn a_width_that_fills_the_memory_is_refused() {
    for text in [
        "{{ 'x'|center:999999999 }}",
        "{{ 'x'|ljust:999999999 }}",
        "{{ 'x'|stringformat:'999999999s' }}",
        "{{ 1.5|floatformat:999999999 }}",
        "{% lorem 999999999 w %}",
    ] {
        assert_eq!(failure(text).kind(), ErrorKind::LimitExceeded, "{text}");
    }
}

#[test]
fn tags_nested_without_end_are_refused() {
    let deep = "{% if 1 %}".repeat(5000);
    assert_eq!(failure(&deep).kind(), ErrorKind::LimitExceeded);
    let operators = format!("{{% if {} 1 %}}{{% endif %}}", "not ".repeat(5000));
    assert_eq!(failure(&operators).kind(), ErrorKind::LimitExceeded);
}

#[test]
fn a_template_that_includes_itself_within_blocks_ends_with_an_error() {
    let text = "{% block a %}{% with b=1 %}{% for x in 'ab' %}{% include 'page.html' %}{% endfor %}{% endwith %}{% endblock %}";
    assert_eq!(failure(text).kind(), ErrorKind::LimitExceeded);
}

#[test]
fn context_processors_give_what_a_request_would_have_brought() {
    let text = "{{ LANGUAGE_CODE }} {{ user }} {% if user.is_authenticated or perms.blog.add_post %}in{% else %}out{% endif %}\
                {% csrf_token %}{{ messages|length }}";
    assert_eq!(page(text).unwrap(), "  out0");
    let mut setup = setup([("page.html", text)]);
    let names = vec!["django.template.context_processors.i18n", "auth", "csrf", "messages"];
    let options: Map = [("context_processors".into(), Value::from(names))].into_iter().collect();
    let known = downpage_core::registry::find("django").expect("it is linked").options;
    setup.options = Options::checked(options, known).unwrap();
    assert_eq!(render(setup).unwrap(), "en AnonymousUser out0");
}

#[test]
fn the_stack_holds_what_the_limits_allow() {
    // As deep as tags may be, in a template that includes itself.
    let open = "{% if 1 %}{% with a=1 %}".repeat(45);
    let close = "{% endwith %}{% endif %}".repeat(45);
    let text = format!("{open}{{% include 'page.html' %}}{close}");
    assert_eq!(failure(&text).kind(), ErrorKind::LimitExceeded);
    let supers = "{{ block.super|lower }}";
    let templates =
        [("page.html".to_owned(), format!("{{% extends 'p0' %}}{{% block a %}}{supers}{{% endblock %}}"))];
    let mut loader =
        templates.into_iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(name, text));
    for level in 0..45 {
        let parent = format!("{{% extends 'p{}' %}}{{% block a %}}{supers}{{% endblock %}}", level + 1);
        loader = loader.with(format!("p{level}"), parent);
    }
    loader = loader.with("p45", "{% block a %}X{% endblock %}");
    let mut deep = setup([]);
    deep.loader = Arc::new(loader);
    assert_eq!(render(deep).unwrap(), "x");
}

#[test]
fn the_parent_of_a_parent_is_checked() {
    let templates = [("page.html", "{% extends 'a.html' %}"), ("a.html", "{% extends 'b.html' %}")];
    let error = Django::new(setup(templates)).unwrap().check("page.html").unwrap_err();
    assert_eq!(error.to_string(), "a.html:1:12: template `b.html` was not found");
}

#[test]
fn block_super_is_a_value_like_any_other() {
    let templates = [
        (
            "page.html",
            "{% extends 'a.html' %}{% block t %}{% if block.super %}[{{ block.super|lower }}]{% endif %}{% endblock %}",
        ),
        ("a.html", "{% block t %}A &amp; B{% endblock %}"),
    ];
    assert_eq!(render(setup(templates)).unwrap(), "[a &amp; b]");
}

#[test]
fn now_without_a_clock_says_how_to_give_one() {
    let error = failure("{% now 'Y' %}");
    assert_eq!(
        (error.message(), error.help_text()),
        ("the time is not known here", Some("give the site a clock with `now`"))
    );
}

#[test]
fn a_block_above_that_names_a_missing_variable_gives_nothing() {
    let page = "{% extends 'a.html' %}{% block t %}<{{ block.super }}>{% if block.super %}y{% else %}n{% endif %}\
                {{ block.super|default:'d' }}{% endblock %}";
    let above = "{% block t %}[{{ 1|add:nowhere }}]{% endblock %}";
    assert_eq!(render(setup([("page.html", page), ("a.html", above)])).unwrap(), "<>nd");
}

#[test]
fn a_missing_argument_is_shown_at_its_name_and_without_all_the_values_of_the_page() {
    let mut context = Context::new();
    for number in 0..40 {
        context.insert(format!("name{number:02}"), "a value that takes its space");
    }
    let engine = Django::new(setup([("page.html", "{{ name00|add:nope.x }}")])).expect("it can be built");
    let error = engine.render("page.html", &context).expect_err("nobody has `nope`");
    let message = error.message();
    assert!(
        message.starts_with("VariableDoesNotExist: Failed lookup for key [nope] in [{'True': True,"),
        "{message}"
    );
    assert!(message.ends_with('…') && message.chars().count() < 200, "{message}");
    assert_eq!(error.location().map(|place| (place.line, place.column)), Some((1, 15)));
    let help = error.help_text().expect("there is a way out");
    assert!(help.ends_with("there are: name00, name01, name02, name03, name04, name05, name06, name07, name08, name09, name10, name11, …"), "{help}");
}

#[test]
fn a_tag_that_loads_two_foreign_libraries_is_listed_once() {
    let error = failure("{% load compress thumbnail %}");
    let uses: Vec<&String> = error.notes().iter().filter(|note| note.contains("{% load")).collect();
    assert_eq!(uses.len(), 1, "{uses:?}");
}
