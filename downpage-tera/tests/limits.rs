//! What a template may use up.

mod support;

use downpage_core::{Limits, Value};
use support::Site;

fn fault(template: &str) -> String {
    Site::new(&[("page", template)]).fault(&[("x", Value::from("x"))])
}

#[test]
fn a_page_that_is_too_long_is_cut_off_by_an_error() {
    let limits = Limits { output: 1000, ..Limits::default() };
    let site = |template| Site::new(&[("page", template)]).limits(limits);
    assert_eq!(site("{% for x in range(end=100) %}1234567890{% endfor %}").page(&[]).len(), 1000);
    let longer = "limit-exceeded: page: the page is longer than 1000 bytes";
    assert_eq!(site("{% for x in range(end=100) %}1234567890{% endfor %}.").fault(&[]), longer);
    assert_eq!(
        site("{% for x in range(end=100) %}{% for y in range(end=100000) %}x{% endfor %}{% endfor %}")
            .fault(&[]),
        longer
    );
}

#[test]
fn widths_and_ranges_have_a_most() {
    assert_eq!(
        fault("{{ x | center(width=10001) }}"),
        "limit-exceeded: page:1:8: `width` of `center` must be at most 10000, found 10001\n  marked `center(width=10001)`"
    );
    assert_eq!(Site::new(&[("page", "{{ 'x' | rjust(width=10000) }}")]).page(&[]).len(), 10_000);
    assert_eq!(
        fault("{{ x | stringformat(format='1000000s') }}"),
        "limit-exceeded: page:1:8: the width of `stringformat` must be at most 10000, found `1000000s`\n  marked `stringformat(format='1000000s')`"
    );
    assert_eq!(
        fault("{{ 1.5 | floatformat(places=1000) }}"),
        "limit-exceeded: page:1:10: `places` of `floatformat` must be at most 200, found 1000\n  marked `floatformat(places=1000)`"
    );
    assert_eq!(
        fault("{% for i in range(end=10**12) %}{% endfor %}"),
        "limit-exceeded: page:1:13: function `range` would produce 1000000000000 elements, which exceeds the limit of 100000\n  marked `range(end=10**12)`"
    );
}

#[test]
fn components_that_call_themselves_end() {
    assert_eq!(
        fault("{% component A() %}{{ <A/> }}{% endcomponent %}{{ <A/> }}"),
        "limit-exceeded: page: components call each other more than 20 deep"
    );
}

#[test]
fn includes_end_at_the_depth_that_is_set() {
    let limits = Limits { depth: 2, ..Limits::default() };
    let templates = [("page", "{% include 'a' %}"), ("a", "{% include 'b' %}"), ("b", "")];
    assert_eq!(
        Site::new(&templates).limits(limits).fault(&[]),
        "limit-exceeded: a:1:12: templates include or extend each other more than 2 deep\n  marked `'b'`\n  note: included at `page:1:12`"
    );
}

#[test]
fn the_deepest_page_needs_no_deep_stack() {
    // 50 templates in each other, each in a block in a block, and components that call each other as deep as Tera lets them.
    let mut templates: Vec<(String, String)> = Vec::new();
    for at in 0..49 {
        let name = if at == 0 { "page".to_owned() } else { format!("t{at}") };
        let next = format!("{{% include 't{}' %}}", at + 1);
        let capture = format!("{{% set x %}}{next}{{% endset %}}{{{{ x }}}}");
        templates
            .push((name, format!("{{% block a %}}{{% block b %}}{capture}{{% endblock %}}{{% endblock %}}")));
    }
    let last = "{% component R(n) %}{% if n > 0 %}{% include 'half' %}{% else %}end{% endif %}{% endcomponent %}\
        {% component B(n) %}{{ <R n={n - 1}/> }}{% endcomponent %}{{ <R n={9}/> }}";
    templates.push(("t49".to_owned(), last.to_owned()));
    templates.push(("half".to_owned(), "{{ <B n={n}/> }}".to_owned()));
    let render = move || {
        let templates: Vec<(&str, &str)> =
            templates.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Site::new(&templates).limits(Limits { depth: 51, ..Limits::default() }).page(&[])
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(render).unwrap();
    assert_eq!(thread.join().unwrap(), "end");
}

#[test]
fn blocks_inside_each_other_are_refused() {
    // Tera itself takes these and overflows the stack.
    let site = Site::new(&[
        ("page", "{% extends 'base' %}{% block a %}{% block b %}{{ super() }}{% endblock %}{% endblock %}"),
        ("base", "{% block b %}{% block a %}{% endblock %}{% endblock %}"),
    ]);
    assert_eq!(
        site.fault(&[]),
        "template-syntax: base:1:23: blocks `b` and `a` lie inside each other\n  marked `a`"
    );
}
