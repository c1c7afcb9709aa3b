//! What a page that cannot be made says, compared whole: kind, place, sentence, what is marked, notes, help.

mod support;

use downpage_core::{Engine, Format, Map, Value};
use support::{Site, context, report};

fn fault(template: &str) -> String {
    let user: Map = [("name".into(), "Bo".into())].into_iter().collect();
    let values: [(&str, Value); 3] =
        [("title", "x".into()), ("user", user.into()), ("items", vec![1, 2].into())];
    let html = Site::new(&[("page", template)]).fault(&values);
    // Outputs of JSON are handed to Tera in brackets: nothing of that may show.
    assert_eq!(Site::new(&[("page", template)]).format(Format::Json).fault(&values), html, "as JSON");
    html
}

#[test]
fn unknown_names_are_marked_with_the_nearest_one() {
    assert_eq!(
        fault("<h1>\n  {{ title | uper }}</h1>"),
        "unknown-name: page:2:14: unknown filter `uper`\n  marked `uper`\n  help: did you mean `upper`?"
    );
    assert_eq!(
        fault("é{{ title | truncatchars(length=3) }}"),
        "unknown-name: page:1:13: unknown filter `truncatchars`\n  marked `truncatchars`\n  help: did you mean `truncatechars`?"
    );
    assert_eq!(
        fault("{% if title is strin %}{% endif %}"),
        "unknown-name: page:1:16: unknown test `strin`\n  marked `strin`\n  help: did you mean `string`?"
    );
    assert_eq!(
        fault("{{ statc(path='x') }}"),
        "unknown-name: page:1:4: unknown function `statc`\n  marked `statc`\n  help: did you mean `static`?"
    );
    assert_eq!(
        fault("{{ <Crd/> }}{% component Card() %}{% endcomponent %}"),
        "unknown-name: page:1:5: unknown component `Crd`\n  marked `Crd`\n  help: did you mean `Card`?"
    );
    assert_eq!(
        fault("{{ title | random }}"),
        "unknown-name: page:1:12: unknown filter `random`\n  marked `random`\n  help: leave it out: the same input must give the same page"
    );
}

#[test]
fn undefined_variables_are_marked_with_the_nearest_one() {
    let titel = "undefined-variable: page:1:4: variable `titel` is not defined\n  marked `titel`\n  help: did you mean `title`?";
    for template in ["{{ titel }}", "{{ titel | upper }}", "{{ titel | capfirst }}", "{{ titel.x.y }}"] {
        assert_eq!(fault(template), titel, "{template}");
    }
    let nme = "undefined-variable: page:1:9: field `nme` is not defined\n  marked `nme`\n  help: did you mean `name`?";
    for template in ["{{ user.nme }}", "{{ user.nme | upper }}", "{{ user.nme.x }}"] {
        assert_eq!(fault(template), nme, "{template}");
    }
    assert_eq!(
        fault("{% for item in nope %}{% endfor %}"),
        "undefined-variable: page:1:16: variable `nope` is not defined\n  marked `nope`\n  help: known: `items`, `title`, `user`"
    );
    assert_eq!(
        fault("{{ items[9] }}"),
        "undefined-variable: page:1:4: `items[9]` is not defined\n  marked `items[9]`"
    );
    assert_eq!(
        fault("{{ nope < 3 }}"),
        "undefined-variable: page:1:4: cannot compare something undefined with a whole number\n  marked `nope < 3`"
    );
    assert_eq!(
        fault("{{ title | cut(text=nope) }}"),
        "undefined-variable: page:1:12: the argument `text` of `cut` is not defined\n  marked `cut(text=nope)`"
    );
}

#[test]
fn a_component_that_uses_the_pages_values_is_told_how() {
    assert_eq!(
        fault("{% component A() %}{{ title }}{% endcomponent %}\n{{ <A/> }}"),
        "undefined-variable: page:1:23: variable `title` is not defined\n  marked `title`\n  note: called from `page:2:4`\n  help: a component sees only its arguments: declare it as `@title`"
    );
}

#[test]
fn syntax_errors_are_marked_with_a_way_out_for_djangos_users() {
    let cases = [
        (
            "{{ title|date:'Y' }}",
            "page:1:14: found `:` but expected `}}`",
            ":",
            "arguments have names: `date(format=...)`",
        ),
        (
            "{{ title | truncate(20) }}",
            "page:1:21: found integer but expected identifier",
            "20",
            "arguments have names: `truncate(length=...)`",
        ),
        (
            "{% load static %}",
            "page:1:4: unknown tag `load`",
            "load",
            "leave it out: every filter and function is there",
        ),
        (
            "{% static 'a' %}",
            "page:1:4: unknown tag `static`",
            "static",
            "write `{{ static(path=\"...\") }}`",
        ),
        ("{% fro %}", "page:1:4: unknown tag `fro`", "fro", "did you mean `for`?"),
        (
            "{% endif %}",
            "page:1:4: unexpected tag `endif`",
            "endif",
            "there is no open tag that it belongs to",
        ),
        (
            "{{ title.upper() }}",
            "page:1:10: function calls are only allowed at the first element of a chain",
            "upper",
            "Tera has no methods: use a filter, as in `text | upper`",
        ),
        (
            "{% include title %}",
            "page:1:12: found identifier but expected string",
            "title",
            "the name of the template is written out, as in `{% include \"nav.html\" %}`",
        ),
        (
            "{{ items.0 }}",
            "page:1:10: found integer but expected identifier",
            "0",
            "an item of a list is written `list[0]`",
        ),
        (
            "a\n{% if title %}\n{% for x in y %}{% endfor %}\n",
            "page:4:1: unexpected end of input",
            "",
            "the tag `if` of line 2 is open: end it with `{% endif %}`",
        ),
    ];
    for (template, sentence, marked, help) in cases {
        let kind = if sentence.contains("unknown tag") { "unknown-name" } else { "template-syntax" };
        assert_eq!(
            fault(template),
            format!("{kind}: {sentence}\n  marked `{marked}`\n  help: {help}"),
            "{template}"
        );
    }
    let cases = [
        ("{{ title", "page:1:9: unexpected end of input", ""),
        ("{{ 'open }}", "page:1:4: string opened with `'` is missing its closing `'`", "'"),
        ("é\n{% if title x %}", "page:2:13: found identifier but expected `%}`", "x"),
        ("{# open", "page:1:1: closing comment tag `#}` not found", "{#"),
        ("{{ 99999999999999999999 }}", "page:1:4: the number is too large", "99999999999999999999"),
    ];
    for (template, sentence, marked) in cases {
        assert_eq!(
            fault(template),
            format!("template-syntax: {sentence}\n  marked `{marked}`"),
            "{template}"
        );
    }
}

#[test]
fn filters_say_what_they_need() {
    let cases = [
        ("{{ 3 | upper }}", "page:1:4: expected text, found a whole number", "3", None),
        ("{{ title | join(sep=',') }}", "page:1:4: expected a list, found text", "title", None),
        (
            "{{ title | replace }}",
            "page:1:12: `replace` needs the argument `from`",
            "replace",
            Some("write `replace(from=...)`"),
        ),
        (
            "{{ title | center }}",
            "page:1:12: `center` needs the argument `width`",
            "center",
            Some("write `center(width=...)`"),
        ),
        (
            "{{ title | center(widht=3) }}",
            "page:1:12: `center` has no argument `widht`",
            "center(widht=3)",
            Some("did you mean `width`?"),
        ),
        (
            "{{ title | capfirst(x=3) }}",
            "page:1:12: `capfirst` has no argument `x`",
            "capfirst(x=3)",
            Some("it takes none"),
        ),
        (
            "{{ title | truncatechars(length='x') }}",
            "page:1:12: `length` of `truncatechars` must be a whole number, found text",
            "truncatechars(length='x')",
            None,
        ),
        (
            "{{ title | dictsort(by='x') }}",
            "page:1:12: `dictsort` needs a list, found text",
            "dictsort(by='x')",
            None,
        ),
        (
            "{{ [user] | dictsort(by='x') }}",
            "page:1:13: `dictsort` found an item without `x`",
            "dictsort(by='x')",
            Some("it has `name`"),
        ),
        (
            "{{ title | date }}",
            "page:1:12: `date` needs a date such as `2026-03-26T09:41:00+01:00`, found `x`",
            "date",
            None,
        ),
        (
            "{{ '2026-01-01' | date(timezone='Mars') }}",
            "page:1:19: there is no time zone `Mars`",
            "date(timezone='Mars')",
            Some("time zones are named as in `Europe/Berlin`"),
        ),
        (
            "{{ title | add(value=3) }}",
            "page:1:12: `value` of `add` must be of the same kind as what it is added to, found a whole number",
            "add(value=3)",
            None,
        ),
        (
            "{{ 1 + title }}",
            "page:1:4: cannot add a whole number and text",
            "1 + title",
            Some("write `a ~ b` to put texts together"),
        ),
        ("{{ 1 / 0 }}", "page:1:8: cannot divide by 0", "0", None),
        ("{% for x in 3 %}{% endfor %}", "page:1:13: cannot loop over a whole number", "3", None),
        ("{{ throw(message='No way.') }}", "page:1:4: No way.", "throw(message='No way.')", None),
    ];
    for (template, sentence, marked, help) in cases {
        let help = help.map(|help| format!("\n  help: {help}")).unwrap_or_default();
        assert_eq!(
            fault(template),
            format!("rendering: {sentence}\n  marked `{marked}`{help}"),
            "{template}"
        );
    }
}

#[test]
fn an_error_in_an_include_says_the_way_to_it() {
    let site = Site::new(&[
        ("page", "{% extends 'base' %}\n{% block body %}\n {% include 'a' %}{% endblock %}"),
        ("base", "{% block body %}{% endblock %}"),
        ("a", "{% include 'b' %}"),
        ("b", "one\n{{ nme | upper }}"),
    ]);
    assert_eq!(
        site.fault(&[("name", "x".into())]),
        "undefined-variable: b:2:4: variable `nme` is not defined\n  marked `nme`\n  note: called from `a:1:12`\n  note: called from `page:3:13`\n  help: did you mean `name`?"
    );
}

#[test]
fn every_template_that_cannot_be_used_is_reported() {
    let site = Site::new(&[
        ("page", "{% extends 'base' %}{% block body %}{{ x | uper }}{% endblock %}"),
        ("base", "\n{{ a b }}{% include 'nav' %}"),
        ("nav", "{{ c"),
    ]);
    assert_eq!(
        site.fault(&[]),
        "template-syntax: base:2:6: found identifier but expected `}}`\n  marked `b`\n  note: extended at `page:1:12`\n  note: also nav:1:5: unexpected end of input"
    );
    let site = Site::new(&[
        ("page", "{% extends 'base' %}{% block bodi %}{{ x | uper }}{% endblock %}"),
        ("base", "{{ a | lowr }}{% block body %}{{ b | tilte }}{% endblock %}"),
    ]);
    assert_eq!(
        site.fault(&[]),
        "unknown-name: page:1:30: block `bodi` is not defined in any parent template\n  marked `bodi`\n  note: also page:1:44: unknown filter `uper`\n  note: also base:1:8: unknown filter `lowr`\n  note: also base:1:38: unknown filter `tilte`\n  help: did you mean `body`?"
    );
}

#[test]
fn a_missing_template_is_named_where_it_is_asked_for() {
    let site = Site::new(&[("page", "{% extends 'bsae' %}"), ("base", "")]);
    assert_eq!(
        site.fault(&[]),
        "template-not-found: page:1:12: template `bsae` was not found\n  marked `'bsae'`\n  help: did you mean `base`?"
    );
    let engine = Site::new(&[("pages", "")]).engine();
    let error = engine.render("page", &context(&[])).unwrap_err();
    assert_eq!(
        report(&error),
        "template-not-found: template `page` was not found\n  help: did you mean `pages`?"
    );
}

#[test]
fn check_finds_without_a_context_what_rendering_would() {
    let engine = Site::new(&[
        ("good", "{{ anything }}"),
        ("bad", "{% include 'worse' %}"),
        ("worse", "{{ x | uper }}"),
    ])
    .engine();
    assert!(engine.check("good").is_ok());
    let found = report(&engine.check("bad").unwrap_err());
    assert_eq!(
        found,
        "unknown-name: worse:1:8: unknown filter `uper`\n  marked `uper`\n  note: included at `bad:1:12`\n  help: did you mean `upper`?"
    );
    assert_eq!(report(&engine.render("bad", &context(&[])).unwrap_err()), found);
}

#[test]
fn a_carriage_return_or_a_tab_moves_no_mark() {
    assert_eq!(
        fault("a\r\n\t{{ 'é' ~ titel | uper }}\r\n"),
        "unknown-name: page:2:19: unknown filter `uper`\n  marked `uper`\n  help: did you mean `upper`?"
    );
}

#[test]
fn delimiters_that_tera_refuses_are_a_configuration_error() {
    let Err(error) = Site::new(&[]).option("block_start", "{%%").try_engine() else {
        panic!("three bytes were taken")
    };
    assert_eq!(
        report(&error),
        "configuration: tera: `block_start` delimiter must be 2 bytes long\n  help: delimiters are two bytes long, and those that begin something differ"
    );
}
