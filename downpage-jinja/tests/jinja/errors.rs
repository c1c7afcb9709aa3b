//! Every error says what, where, through which templates, and the way out.

use downpage_core::{ErrorKind, Value, registry};

use crate::site::{Report, Site, page};

fn unknown(what: &str) -> Report {
    Report::new(ErrorKind::UnknownName, &format!("unknown {what}"))
}

fn syntax(message: &str) -> Report {
    Report::new(ErrorKind::TemplateSyntax, message)
}

fn undefined(expression: &str) -> Report {
    Report::new(ErrorKind::UndefinedVariable, &format!("`{expression}` is undefined"))
}

#[test]
fn unknown_names_are_pointed_at_and_corrected() {
    let cases = [
        (
            "a\n{{ name|upper|uper }}",
            unknown("filter `uper`").at("page:2:15", "uper").help("did you mean `upper`?"),
        ),
        (
            "{% if n is defind %}{% endif %}",
            unknown("test `defind`").at("page:1:12", "defind").help("did you mean `defined`?"),
        ),
        (
            "{{ stattic('x') }}",
            unknown("function `stattic`").at("page:1:4", "stattic").help("did you mean `static`?"),
        ),
        (
            "{% fro x in y %}",
            Report::new(ErrorKind::UnknownName, "Encountered unknown tag 'fro'.")
                .at("page:1:4", "fro")
                .help("did you mean `for`?"),
        ),
        (
            "{{ name.foo() }}",
            Report::new(ErrorKind::UnknownName, "a value of type string has no method `foo`")
                .at("page:1:9", "foo"),
        ),
        ("{{ items|map('nope')|list }}", unknown("filter").at("page:1:10", "map('nope')")),
    ];
    for (template, expected) in cases {
        assert_eq!(page(template).error(), expected, "{template}");
    }
}

#[test]
fn syntax_errors_are_pointed_at() {
    let cases = [
        ("{% for %}", syntax("Expected an expression, got 'end of statement block'").at("page:1:8", "%}")),
        ("{{ a b }}", syntax("expected token 'end of print statement', got 'b'").at("page:1:6", "b")),
        (
            "{% if n %}\n{% for i in items %}\n",
            syntax(
                "Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. The \
                 innermost block that needs to be closed is 'for'.",
            )
            .at("page:2:4", "for"),
        ),
    ];
    for (template, expected) in cases {
        assert_eq!(page(template).error(), expected, "{template}");
    }
}

#[test]
fn missing_values_are_named() {
    let known = "known: `name`, `n`, `one`, `items`, `user`";
    let cases = [
        ("a\n{{ naem }}", undefined("naem").at("page:2:4", "naem").help("did you mean `name`?")),
        ("{{ user.nmae }}", undefined("user.nmae").at("page:1:4", "user.nmae").help("did you mean `name`?")),
        ("{{ x|upper }}", undefined("x").at("page:1:4", "x").help(known)),
        ("{% for i in x %}{% endfor %}", undefined("x").at("page:1:13", "x").help(known)),
        ("{{ x|e }}", undefined("x").at("page:1:4", "x").help(known)),
        (
            "{% set a = naem %}\n{{ a }}",
            Report::new(ErrorKind::UndefinedVariable, "`naem` is undefined (from line 1)")
                .at("page:2:4", "a")
                .help("did you mean `name`?"),
        ),
    ];
    for (template, expected) in cases {
        assert_eq!(page(template).strict().error(), expected, "{template}");
    }
}

/// As Jinja2's `Undefined`, `ChainableUndefined` and `StrictUndefined`; `semi-strict` is minijinja's own.
#[test]
fn the_option_undefined_decides_what_a_missing_value_does() {
    let fails = |template: &str, behaviour: &str| {
        page(template).options([("undefined", behaviour.into())]).render().is_err()
    };
    let templates = ["{{ x }}", "{{ x.y }}", "{% if x %}{% endif %}"];
    let expected = [
        ("lenient", [false, true, false]),
        ("chainable", [false, false, false]),
        ("semi-strict", [true, true, false]),
        ("strict", [true, true, true]),
    ];
    for (behaviour, expected) in expected {
        assert_eq!(templates.map(|template| fails(template, behaviour)), expected, "{behaviour}");
    }
}

#[test]
fn a_missing_template_is_explained_where_it_is_asked_for() {
    let missing =
        |name: &str| Report::new(ErrorKind::TemplateNotFound, &format!("template `{name}` was not found"));
    let site = |template| page(template).with("base.html", "").with("nav.html", "");
    let base = "did you mean `base.html`?";
    let cases = [
        (
            "\n {% include 'nav.htm' %}",
            missing("nav.htm").at("page:2:5", "include 'nav.htm'").help("did you mean `nav.html`?"),
        ),
        ("{% extends 'bse.html' %}", missing("bse.html").at("page:1:4", "extends 'bse.html'").help(base)),
        (
            "{% from 'bse.html' import x %}",
            missing("bse.html").at("page:1:4", "from 'bse.html' import x").help(base),
        ),
        (
            "{% include ['it\\'s', 'y'] %}",
            Report::new(ErrorKind::TemplateNotFound, "none of the templates `it's`, `y` was found")
                .at("page:1:4", "include ['it\\'s', 'y']"),
        ),
        (
            "{% include '../x' %}",
            Report::new(
                ErrorKind::TemplateNotFound,
                "template name `../x` cannot be used: it has an empty part, `.` or `..` in it",
            )
            .at("page:1:4", "include '../x'")
            .help("a template is named by its path inside a template directory, such as `errors/502.html`"),
        ),
    ];
    for (template, expected) in cases {
        assert_eq!(site(template).error(), expected, "{template}");
    }
    assert_eq!(site("a{% include 'x' ignore missing %}{% include ['x', 'nav.html'] %}b").text(), "ab");
}

#[test]
fn the_page_itself_may_be_missing() {
    let report = Site::new().with("pages", "").error();
    let expected = Report::new(ErrorKind::TemplateNotFound, "template `page` was not found");
    assert_eq!(report, expected.help("did you mean `pages`?"));
}

#[test]
fn the_searched_directories_are_listed() {
    let mut site = page("");
    site.setup.loader = std::sync::Arc::new(downpage_core::DirLoader::new(["/nowhere/templates"]));
    let engine = (registry::find("jinja").unwrap().build)(site.setup).unwrap();
    let error = engine.render("page", &downpage_core::Context::new()).unwrap_err();
    assert_eq!(error.notes(), ["searched `/nowhere/templates` (no such directory)"]);
}

#[test]
fn the_innermost_place_counts_and_the_way_there_is_told() {
    let site = Site::new()
        .with("page", "\n{% extends 'base' %}{% block a %}{{ super() }}{% endblock %}")
        .with("base", "b\n\n{% block a %}\n{% include 'nav' %}{% endblock %}")
        .with("nav", "\n\n\n{{ 1|uper }}");
    assert_eq!(
        site.error(),
        unknown("filter `uper`")
            .at("nav:4:6", "uper")
            .note("included from `base:4`")
            .note("by `super()` in `page:2`")
            .help("did you mean `upper`?")
    );
}

#[test]
fn the_way_to_a_template_that_cannot_be_parsed_is_told() {
    let site = Site::new()
        .with("page", "\n{% extends 'base' %}")
        .with("base", "b\n\n{% import 'nav' as nav %}")
        .with("nav", "\n{{ a b }}");
    assert_eq!(
        site.error(),
        syntax("expected token 'end of print statement', got 'b'")
            .at("nav:2:6", "b")
            .note("imported by `base:3`")
            .note("extended by `page:2`")
    );
}

#[test]
fn a_failing_operation_is_marked() {
    let failed = |message| Report::new(ErrorKind::Rendering, message);
    assert_eq!(page("{{ n / 0 }}").error(), failed("unable to calculate 3 / 0").at("page:1:4", "n / 0"));
    assert_eq!(
        page("{% macro f(x) %}{% endmacro %}{{ f(1, 2) }}").error(),
        failed("too many arguments").at("page:1:34", "f(1, 2)")
    );
    assert_eq!(
        page("{% extends 'page' %}").error(),
        failed("cycle in template inheritance. `page` was referenced more than once")
            .at("page:1:4", "extends 'page'")
    );
}

#[test]
fn a_line_past_the_counter_of_minijinja_is_still_right() {
    let template = format!("{}{{{{ n|uper }}}}", "\n".repeat(70_000));
    assert_eq!(page(&template).error().place, Some(("page:70001:6".to_owned(), "uper".to_owned())));
}

#[test]
fn delimiters_that_contradict_each_other_are_refused() {
    let site = page("").options([("block_start_string", Value::from("{{"))]);
    let error = (registry::find("jinja").unwrap().build)(site.setup).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.message(), "the delimiters of the engine `jinja` cannot be used");
}

#[test]
fn the_engine_names_the_version_that_is_linked() {
    let lock = include_str!("../../../Cargo.lock");
    let (_, after) = lock.split_once("name = \"minijinja\"\nversion = \"").unwrap();
    let version = after.split('"').next().unwrap();
    let minor = version.rsplit_once('.').unwrap().0;
    assert_eq!(registry::find("jinja").unwrap().engine, format!("minijinja {minor}"));
}
