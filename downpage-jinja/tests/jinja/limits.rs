//! A template that asks for too much gets an error; the machine survives it.

use downpage_core::{ErrorKind, Limits};

use crate::site::{Report, Site, page};

fn exceeded(message: &str) -> Report {
    Report::new(ErrorKind::LimitExceeded, message)
}

#[test]
fn a_page_can_be_as_large_as_the_limit_and_no_larger() {
    let limits = Limits { output: 10, ..Limits::default() };
    assert_eq!(page("0123456789").limits(limits).text(), "0123456789");
    assert_eq!(page("{{ 'x' * 10 }}").limits(limits).text(), "xxxxxxxxxx");
    for template in ["0123456789a", "{{ 'x' * 11 }}", "{% for i in range(11) %}x{% endfor %}"] {
        let report = page(template).limits(limits).error();
        assert_eq!(report, exceeded("the page is larger than 10 bytes").at("page", ""), "{template}");
    }
}

#[test]
fn loops_in_loops_end() {
    let report =
        page("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}").error();
    assert_eq!(
        report,
        exceeded("the template takes more than 4000000 steps")
            .at("page:1:41", "range(100000)")
            .help("look for loops in loops, or text that is repeated")
    );
}

#[test]
fn values_that_would_fill_the_memory_are_refused() {
    let templates = [
        "{{ 'x' * 10**9 }}",
        "{{ [0] * 10**9 }}",
        "{{ range(10**9) }}",
        "{{ 'a\nb'|indent(10**9) }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ '{:>1000000000}'.format(1) }}",
        "{{ [1]|batch(10**9, 0)|list }}",
        "{{ [1]|slice(10**9)|list }}",
        "{{ {'a': 1}|tojson(indent=10**9) }}",
        "{{ {'a': 1}|tojson(10**9) }}",
        "{% set x %}{% for i in range(100000) %}{{ 'x' * 10000 }}{% endfor %}{% endset %}",
        "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{{ ('x' * 1000000).replace('x', 'x' * 10000) }}",
        "{{ (['x' * 1000000] * 10000)|join }}",
    ];
    for template in templates {
        assert_eq!(page(template).error().kind, ErrorKind::LimitExceeded, "{template}");
    }
}

#[test]
fn a_template_that_includes_itself_ends() {
    let report = page("{% include 'page' %}").error();
    let way = ["included from `page:1`"; 4]
        .into_iter()
        .chain(["... and through 44 more", "included from `page:1`"]);
    let expected = exceeded("templates and macros nest deeper than 50")
        .at("page:1:4", "include 'page'")
        .help("does a template include itself, or a macro call itself?");
    assert_eq!(report, way.fold(expected, Report::note));
}

#[test]
fn a_macro_that_calls_itself_ends() {
    let report = page("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}").error();
    assert_eq!(
        (report.kind, report.place),
        (ErrorKind::LimitExceeded, Some(("page:1:19".to_owned(), "m()".to_owned())))
    );
}

#[test]
fn templates_nest_as_deep_as_the_limit() {
    let site = |depth| {
        let limits = Limits { depth: 3, ..Limits::default() };
        let parts = (0..depth).fold(Site::new(), |site, level| {
            let name = if level == 0 { "page".to_owned() } else { format!("part{level}") };
            let text = if level + 1 == depth {
                "end".to_owned()
            } else {
                format!("{{% include 'part{}' %}}", level + 1)
            };
            site.with(&name, &text)
        });
        parts.limits(limits)
    };
    assert_eq!(site(3).text(), "end");
    assert_eq!(site(5).error().kind, ErrorKind::LimitExceeded);
}

#[test]
fn what_nests_too_deep_is_refused_before_it_is_read() {
    const MANY: usize = 100_000;
    let many = |text: &str| text.repeat(MANY);
    let templates = [
        format!("{{{{ {}1{} }}}}", many("("), many(")")),
        format!("{{{{ {}1{} }}}}", many("["), many("]")),
        format!("{{{{ {}1 }}}}", many("-")),
        format!("{{{{ {}n }}}}", many("not ")),
        format!("{{{{ n{} }}}}", many(".a")),
        format!("{{{{ n{} }}}}", many("|upper")),
        format!("{{{{ n{} }}}}", many("()")),
        format!("{{{{ 1{} }}}}", many("+1")),
        format!("{{{{ 1{} }}}}", many(" ~ 1")),
        format!("{{{{ 1{} }}}}", many(" < 1")),
        format!("{{{{ 1{} }}}}", many(" and 1")),
        format!("{{{{ 1{} }}}}", many(" if 1 else 1")),
        many("{% if n %}"),
        many("{% for i in items %}"),
        format!("{{% if n %}}{}{{% endif %}}", many("{% elif n %}")),
    ];
    for template in templates {
        let kind = page(&template).error().kind;
        assert!(matches!(kind, ErrorKind::TemplateSyntax | ErrorKind::LimitExceeded), "{}", &template[..40]);
    }
}

#[test]
fn a_choice_may_be_long() {
    let branches: Vec<String> = (0..900).map(|n| format!("{{% elif n == {n} %}}{n}")).collect();
    let branches = branches.concat();
    assert_eq!(page(&format!("{{% if not n %}}{branches}{{% endif %}}")).text(), "3");
}

#[test]
fn values_cannot_grow_without_being_paid_for() {
    let templates = [
        "{% set ns = namespace(l=[0]) %}{% for i in range(60) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
        "{% set ns = namespace(l=[0]) %}{% for i in range(100000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[0]) %}{% for i in range(100000) %}{% set ns.l = ns.l|batch(1)|list %}{% endfor %}",
        "{% set ns = namespace(l=(0,)) %}{% for i in range(100000) %}{% set ns.l = (ns.l,) %}{% endfor %}",
        "{% set l = [] %}{% do l.append(l) %}{{ l }}",
        "{% set l = [] %}{% set d = {'l': l} %}{% do l.append(d) %}{{ l }}",
        "{% set x %}{{ [0] * 10**8 }}{% endset %}",
        "{% set x = ([0] * 10**8)|string %}",
        "{% set x = [0] * 10**8 ~ '' %}",
        "{% set l = [] %}{% for i in range(100000) %}{% do l.extend(l or [0]) %}{% endfor %}",
    ];
    for template in templates {
        assert_eq!(page(template).error().kind, ErrorKind::LimitExceeded, "{template}");
    }
}
