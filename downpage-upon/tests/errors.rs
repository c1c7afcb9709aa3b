//! What a person reads when a template fails: whole reports.

mod support;

use downpage_core::{Context, Map, Value};
use support::{Site, context, shown};

#[track_caller]
fn fails(site: Site, values: &Context, report: &str) {
    let error = site.render(values).expect_err("the page cannot be rendered");
    assert_eq!(shown(&error), report.trim());
}

fn titled() -> Context {
    let user: Map = [("name".into(), "Ada".into())].into_iter().collect();
    context([("title", "x".into()), ("user", user.into()), ("tags", vec!["a", "b"].into())])
}

#[test]
fn a_misspelt_variable_is_marked_and_the_right_one_named() {
    let report = "
undefined-variable: undefined variable `titel`
 --> page:2:5
 | é {{ titel }}
 |      ^^^^^
 = help: did you mean `title`?";
    // The column counts characters from 1.
    fails(Site::new("<h1>\né {{ titel }}"), &titled(), &report.replace(":2:5", ":2:6"));
}

#[test]
fn a_misspelt_member_is_marked_without_its_dot() {
    let report = "
undefined-variable: `user` has no `nmae`
 --> page:1:9
 | {{ user.nmae }}
 |         ^^^^
 = help: did you mean `name`?";
    fails(Site::new("{{ user.nmae }}"), &titled(), report);
}

#[test]
fn an_item_past_the_end_tells_the_length() {
    let report = "
undefined-variable: `tags` has no item `7`: index out of bounds, the length is 2
 --> page:1:9
 | {{ tags.7 }}
 |         ^";
    fails(Site::new("{{ tags.7 }}"), &titled(), report);
}

#[test]
fn an_unknown_function_names_the_nearest() {
    let report = "
unknown-name: unknown function `uper`
 --> page:1:12
 | {{ title | uper }}
 |            ^^^^
 = help: did you mean `upper`?";
    fails(Site::new("{{ title | uper }}"), &titled(), report);
    let deeper = report.replace("}}", "| lower }}");
    fails(Site::new("{{ title | uper | lower }}"), &titled(), &deeper);
}

#[test]
fn a_block_of_another_language_is_an_unknown_name() {
    let report = r#"
unknown-name: unknown block `extends`
 --> page:1:4
 | {% extends "base" %}
 |    ^^^^^^^
 = help: upon has the blocks `if`, `for`, `with` and `include`"#;
    fails(Site::new(r#"{% extends "base" %}"#), &titled(), report);
}

#[test]
fn an_open_block_says_how_to_close_it() {
    let report = "
template-syntax: unclosed `if` block
 --> page:1:1
 | {% if title %}
 | ^^^^^^^^^^^^^^
 = help: close it with `{% endif %}`";
    fails(Site::new("{% if title %}\nx"), &titled(), report);
}

#[test]
fn an_open_tag_is_marked() {
    let report = "
template-syntax: unclosed `{{`
 --> page:1:3
 | a {{ title
 |   ^^";
    fails(Site::new("a {{ title"), &titled(), report);
}

#[test]
fn single_quotes_and_stray_ends_come_with_the_way_out() {
    let report = r#"
template-syntax: unexpected `'`
 --> page:1:20
 | {{ title | default 'x' }}
 |                    ^
 = help: text stands in double quotes: `"text"`"#;
    fails(Site::new("{{ title | default 'x' }}"), &titled(), report);
    let report = r#"
template-syntax: unexpected `}}`
 --> page:1:23
 | <style>@media { p { a }}</style>
 |                       ^^
 = help: for the characters themselves write `{{ "}}" }}`"#;
    fails(Site::new("<style>@media { p { a }}</style>"), &titled(), report);
}

#[test]
fn a_missing_template_is_marked_where_it_is_included() {
    let site = Site::new(r#"{% include "bsae" %}"#).with("base", "");
    let report = r#"
template-not-found: template `bsae` was not found
 --> page:1:12
 | {% include "bsae" %}
 |            ^^^^^^
 = help: did you mean `base`?"#;
    fails(site, &titled(), report);
    let error = Site::new("").engine().render("none", &titled()).unwrap_err();
    assert_eq!(shown(&error), "template-not-found: template `none` was not found");
}

#[test]
fn an_error_in_an_included_template_is_placed_there() {
    let site = Site::new(r#"{% include "a" %}"#).with("a", "\n{{ titel }}");
    let report = "
undefined-variable: undefined variable `titel`
 --> a:2:4
 | {{ titel }}
 |    ^^^^^
 = help: did you mean `title`?";
    fails(site, &titled(), report);
    let site = Site::new(r#"{% include "a" %}"#).with("a", "{{ title");
    let report = "
template-syntax: unclosed `{{`
 --> a:1:1
 | {{ title
 | ^^
 = note: included at `page:1:12`";
    fails(site, &titled(), report);
}

#[test]
fn a_template_that_includes_itself_is_marked_where_it_does() {
    let mut site = Site::new(r#"{% include "a" %}"#).with("a", r#"a {% include "b" %}"#);
    site = site.with("b", r#"bb {% include "a" %}"#);
    site.limits.depth = 5;
    // At one time: page, a, b, a, b. The sixth would be `a` again, which `b` includes.
    let report = r#"
limit-exceeded: templates include each other more than 5 deep
 --> b:1:15
 | bb {% include "a" %}
 |               ^^^
 = help: one of them includes itself"#;
    fails(site, &titled(), report);
}

#[test]
fn a_page_that_grows_without_end_is_stopped() {
    let mut site = Site::new("{% for a in tags %}{% for b in tags %}12345{% endfor %}{% endfor %}");
    site.limits.output = 19;
    let report = "
limit-exceeded: the page is larger than the limit of 19 bytes
 --> page:1:1
 = help: look for a loop over more than was meant";
    fails(site, &titled(), report);
    let mut site = Site::new("{% for a in tags %}{% for b in tags %}12345{% endfor %}{% endfor %}");
    site.limits.output = 20;
    assert_eq!(site.render(&titled()).unwrap().len(), 20);
}

#[test]
fn values_that_cannot_be_written_or_looped_over_say_what_they_are() {
    let report = "
rendering: a list cannot be written; loop over it, or use `join` or `json`
 --> page:1:4
 | {{ tags }}
 |    ^^^^";
    fails(Site::new("{{ tags }}"), &titled(), report);
    let report = "
rendering: expected a list or a table to loop over, found string
 --> page:1:13
 | {% for a in title %}{% endfor %}
 |             ^^^^^";
    fails(Site::new("{% for a in title %}{% endfor %}"), &titled(), report);
}

#[test]
fn a_function_says_what_it_expects() {
    let report = "
rendering: `upper` expects text, found a list
 --> page:1:11
 | {{ tags | upper }}
 |           ^^^^^";
    fails(Site::new("{{ tags | upper }}"), &titled(), report);
    let report = "
rendering: function expects 1 arguments, 2 provided
 --> page:1:12
 | {{ title | upper: 1 }}
 |            ^^^^^";
    fails(Site::new("{{ title | upper: 1 }}"), &titled(), report);
}

#[test]
fn the_error_of_a_service_keeps_its_kind_and_gains_its_place() {
    let error = Site::new("{{ \"home\" | url }}").render(&titled()).unwrap_err();
    let place = error.location().unwrap();
    assert_eq!((place.line, place.column), (1, 13));
    assert!(error.message().contains("`home`"), "{error}");
}

#[test]
fn nesting_without_end_is_an_error_and_not_a_crash() {
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000));
    let error = Site::new(&deep).render(&titled()).unwrap_err();
    assert_eq!(error.to_string(), "page:1:1: the template nests more than 200 deep");
    let deep = "{% if title %}".repeat(100_000) + &"{% endif %}".repeat(100_000);
    assert!(Site::new(&deep).render(&titled()).is_err());
}

#[test]
fn check_finds_what_needs_no_values() {
    let check = |site: Site| site.engine().check("page").map_err(|error| error.to_string());
    assert_eq!(check(Site::new("{{ anything.at | upper }}")), Ok(()));
    assert_eq!(
        check(Site::new("{% if false %}{{ a | uper }}{% endif %}")),
        Err("page:1:22: unknown function `uper`".to_owned())
    );
    assert_eq!(
        check(Site::new(r#"{% if false %}{% include "a" %}{% endif %}"#)),
        Err("page:1:26: template `a` was not found".to_owned())
    );
    assert_eq!(
        check(Site::new(r#"{% include "a" %}"#).with("a", "x\n{{")),
        Err("a:2:1: unclosed `{{`".to_owned())
    );
}

#[test]
fn a_template_that_is_never_come_to_need_not_be_there() {
    let page = r#"{% if not title %}{% include "none" %}{% endif %}ok"#;
    assert_eq!(Site::new(page).render(&context([("title", Value::from("x"))])).unwrap(), "ok");
}

#[test]
fn an_include_inside_of_with_is_refused_with_the_way_out() {
    let report = r#"
template-syntax: "b" cannot be included inside of `with`
 --> page:1:33
 | {% with title as t %}{% include "b" %}{% endwith %}
 |                                 ^^^
 = help: hand over what it needs: `{% include "b" with {"name": value} %}`"#;
    let site = || Site::new(r#"{% with title as t %}{% include "b" %}{% endwith %}"#).with("b", "{{ t }}");
    fails(site(), &titled(), report);
    let way_out = r#"{% with title as t %}{% include "b" with {"t": t} %}{% endwith %}"#;
    let site = Site::new(way_out).with("b", "{{ t }}");
    assert_eq!(site.render(&titled()).unwrap(), "x");
}
