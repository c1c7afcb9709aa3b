//! Templates that would fill the memory, overflow the stack or run for ever end with an error that says so, and soon.
//!
//! Each runs in a thread of its own with the 2 MiB of stack that Rust gives to threads.

use std::collections::HashMap;
use std::fmt::Write;

use downpage_django::environment::Environment;
use downpage_django::error::Kind;
use downpage_django::value::{Dict, Value};

fn context() -> Dict {
    let mut context = Dict::default();
    context.insert("ten".into(), Value::list((0..10).map(Value::Int).collect()));
    context.insert("text".into(), Value::from("0123456789".repeat(1000)));
    context.insert("one".into(), Value::Int(1));
    let mut nested = Value::from("x");
    for _ in 0..2000 {
        nested = Value::list(vec![nested]);
    }
    context.insert("nested".into(), nested);
    context
}

/// The kind and the message of what goes wrong, `None` when nothing does.
fn outcome(templates: &[(&str, String)]) -> Option<(Kind, String)> {
    let templates: HashMap<String, String> =
        templates.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
    let render = move || {
        let mut environment = Environment::new(templates);
        // A tenth of the default, so that the tests are done soon.
        environment.settings.steps = 400_000;
        let rendered = environment.render("page", &context());
        rendered.err().map(|error| (error.kind().clone(), error.message().to_owned()))
    };
    std::thread::spawn(render).join().expect("no panic")
}

fn refused(templates: &[(&str, String)]) {
    let outcome = outcome(templates);
    let limit = |(kind, _): &(Kind, String)| matches!(kind, Kind::Limit | Kind::Output);
    let shown: String = templates.iter().map(|(_, text)| &text[..text.len().min(120)]).collect();
    assert!(outcome.as_ref().is_some_and(limit), "{shown}: {outcome:?}");
}

fn page_refused(text: &str) {
    refused(&[("page", text.to_owned())]);
}

#[test]
fn loops_inside_each_other_run_out_of_steps() {
    let (open, close) = ("{% for x in ten %}".repeat(30), "{% endfor %}".repeat(30));
    page_refused(&format!("{open}{close}"));
    page_refused(&format!("{open}{{{{ text|upper }}}}{close}"));
    page_refused(&format!("{open}{{% filter upper %}}x{{% endfilter %}}{close}"));
    page_refused(&format!("{open}{{% if text|default:missing == 1 %}}{{% endif %}}{close}"));
    page_refused(&format!("{open}{{% if 'x' in text or 'y' in text %}}{{% endif %}}{close}"));
}

#[test]
fn includes_inside_each_other_run_out_of_steps() {
    let levels = |count: usize, body: &str| -> Vec<(String, String)> {
        let name = |at: usize| if at == 0 { "page".to_owned() } else { format!("p{at}") };
        (0..count)
            .map(|at| (name(at), body.replace("NEXT", &name(at + 1))))
            .chain([(name(count), String::new())])
            .collect()
    };
    for body in [
        "{% include 'NEXT' %}{% include 'NEXT' %}{% include 'NEXT' %}",
        "{% for x in ten %}{% include 'NEXT' %}{% endfor %}",
        "{% with a=1 %}{% include 'NEXT' %}{% endwith %}{% include 'NEXT' only %}{% include 'NEXT' with b=2 only %}",
    ] {
        let templates = levels(40, body);
        let templates: Vec<(&str, String)> =
            templates.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        refused(&templates);
    }
}

#[test]
fn blocks_that_show_their_super_twice_run_out_of_steps() {
    for twice in [
        "{{ block.super }}{{ block.super }}",
        "{% if block.super %}{{ block.super }}{% endif %}",
        "{{ block.super|upper }}{{ block.super|lower }}",
        "{% with a=block.super b=block.super %}{{ a }}{{ b }}{% endwith %}",
    ] {
        let mut templates = vec![("base".to_owned(), "{% block a %}x{% endblock %}".to_owned())];
        for at in 0..40 {
            let parent = if at == 0 { "base".to_owned() } else { format!("t{}", at - 1) };
            let name = if at == 39 { "page".to_owned() } else { format!("t{at}") };
            templates
                .push((name, format!("{{% extends '{parent}' %}}{{% block a %}}{twice}{{% endblock %}}")));
        }
        let templates: Vec<(&str, String)> =
            templates.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        refused(&templates);
    }
}

#[test]
fn values_that_grow_by_themselves_are_refused() {
    let double = "{% with text=text|add:text %}".repeat(40) + &"{% endwith %}".repeat(40);
    page_refused(&double);
    page_refused(&format!("{{{{ text{} }}}}", "|add:text|make_list|join:text".repeat(3)));
    for filter in [
        "make_list|pprint",
        "unordered_list",
        "make_list",
        "make_list|json_script",
        "urlencode|escapejs|make_list|join:'%%%%'",
        "linenumbers|make_list|join:text",
    ] {
        page_refused(&format!("{{{{ text{} }}}}", format!("|{filter}").repeat(40)));
    }
    let twice = "{% blocktranslate asvar text %}{{ text }}{{ text }}{% endblocktranslate %}".repeat(40);
    page_refused(&format!("{{% load i18n %}}{twice}"));
    let shown = "{{ text }}".repeat(10_000);
    page_refused(&shown);
    page_refused(&format!("{{% filter upper %}}{shown}{{% endfilter %}}"));
}

#[test]
fn widths_and_counts_are_refused() {
    for text in [
        "{{ one|center:1000000000 }}",
        "{{ one|rjust:1000000000 }}",
        "{{ one|stringformat:'1000000000d' }}",
        "{{ one|stringformat:'.1000000000f' }}",
        "{{ one|stringformat:'.1000000000d' }}",
        "{{ one|stringformat:'1000000000s' }}",
        "{{ one|floatformat:1000000000 }}",
        "{{ one|floatformat:'-1000000000'|add:0 }}{{ '1.5'|floatformat:-1000000000 }}",
        "{% lorem 1000000000 w %}",
        "{% lorem 1000000000 p %}",
        "{% lorem 1000000000 b %}",
    ] {
        page_refused(text);
    }
    for harmless in [
        "{{ one|truncatechars:1000000000 }}",
        "{{ text|wordwrap:1000000000 }}",
        "{{ text|slice:':1000000000' }}",
        "{{ one|get_digit:1000000000 }}",
        "{{ text|truncatewords_html:1000000000 }}",
        "{{ '1e1000000000'|floatformat:2 }}",
        "{{ 1e308|floatformat:2 }}",
        "{{ '1e999999'|intcomma }}",
        "{{ text|urlizetrunc:1000000000 }}",
        "{{ '9999999999999999999999'|filesizeformat }}",
    ] {
        let outcome = outcome(&[("page", format!("{{% load humanize %}}{harmless}"))]);
        assert_eq!(outcome, None, "{harmless}");
    }
}

#[test]
fn what_is_nested_deeply_does_not_overflow_the_stack() {
    for (open, close) in [
        ("{% if one %}", "{% endif %}"),
        ("{% for x in ten %}{% if forloop.first %}", "{% endif %}{% endfor %}"),
        ("{% with a=1 %}", "{% endwith %}"),
        ("{% filter upper %}", "{% endfilter %}"),
        ("{% autoescape off %}", "{% endautoescape %}"),
        ("{% spaceless %}", "{% endspaceless %}"),
        ("{% ifchanged %}", "{% endifchanged %}"),
        ("{% localize on %}", "{% endlocalize %}"),
        ("{% localtime on %}", "{% endlocaltime %}"),
        ("{% timezone 'UTC' %}", "{% endtimezone %}"),
        ("{% language 'de' %}", "{% endlanguage %}"),
        ("{% comment %}", "{% endcomment %}"),
        ("{% cache 1 x %}", "{% endcache %}"),
    ] {
        let load = "{% load l10n tz i18n cache %}";
        for depth in [20, 45, 95, 1000, 100_000] {
            let text = format!("{load}{}{}", open.repeat(depth), close.repeat(depth));
            let outcome = outcome(&[("page", text)]);
            assert!(
                outcome.as_ref().is_none_or(|(kind, _)| *kind == Kind::Limit || open.contains("comment")),
                "{open}: {outcome:?}"
            );
            // A template that includes itself at its deepest.
            let text = format!("{load}{}{{% include 'page' %}}{}", open.repeat(depth), close.repeat(depth));
            if !open.contains("comment") {
                refused(&[("page", text)]);
            }
        }
    }
    let mut blocks = String::new();
    for at in 0..5000 {
        let _ = write!(blocks, "{{% block b{at} %}}");
    }
    page_refused(&(blocks + &"{% endblock %}".repeat(5000)));
}

#[test]
fn long_expressions_do_not_overflow_the_stack() {
    let many = 50_000;
    for text in [
        format!("{{% if {}one %}}{{% endif %}}", "not ".repeat(many)),
        format!("{{% if one{} %}}{{% endif %}}", " == one".repeat(many)),
        format!("{{% if one{} %}}{{% endif %}}", " and one or one".repeat(many)),
        format!("{{{{ one{} }}}}", "|add:1".repeat(many)),
        format!("{{{{ one{} }}}}", ".real".repeat(many)),
        format!("{{% with a=one{} %}}{{% endwith %}}", "|add:one".repeat(many)),
        format!("{{% firstof {} %}}", "one ".repeat(many)),
        format!("{{% cycle {} %}}", "one ".repeat(many)),
        format!("{{% with {} %}}{{% endwith %}}", "a=one ".repeat(many)),
        format!("{{{{ {}one{} }}}}", "(".repeat(many), ")".repeat(many)),
        format!("{{{{ {}'x'{} }}}}", "_(".repeat(many), ")".repeat(many)),
        format!("{{% if one %}}{}{{% endif %}}", "{% elif one %}".repeat(many)),
    ] {
        // Whether it is an error is Django's affair; it must end.
        let _ = outcome(&[("page", text)]);
    }
}

#[test]
fn values_inside_values_do_not_overflow_the_stack() {
    for filter in [
        "",
        "|pprint",
        "|safe",
        "|json_script",
        "|unordered_list",
        "|join:','",
        "|first",
        "|stringformat:'s'",
        "|stringformat:'r'",
        "|escapeseq",
        "|length",
        "|dictsort:0",
        "|default:nested",
    ] {
        let _ = outcome(&[("page", format!("{{{{ nested{filter} }}}}"))]);
    }
    for text in [
        "{% if nested == nested %}{% endif %}",
        "{% if nested < nested %}{% endif %}",
        "{% if nested in nested %}{% endif %}",
        "{% ifchanged nested %}{% endifchanged %}",
        "{% regroup nested by 0 as g %}{{ g }}",
        "{% debug %}{{ missing|default:nested }}",
    ] {
        let _ = outcome(&[("page", text.to_owned())]);
    }
}

#[test]
fn templates_that_extend_or_include_themselves_are_refused() {
    let outcome = outcome(&[("page", "{% extends 'page' %}".to_owned())]);
    assert!(outcome.is_some(), "{outcome:?}");
    refused(&[("page", "{% include 'page' %}".to_owned())]);
    refused(&[("page", "{% include 'other' %}".to_owned()), ("other", "{% include 'page' %}".to_owned())]);
    refused(&[
        ("page", "{% extends 'base' %}{% block a %}{% include 'page' %}{% endblock %}".to_owned()),
        ("base", "{% block a %}{% endblock %}".to_owned()),
    ]);
    refused(&[("page", "{% filter upper %}{% include 'page' %}{% endfilter %}".to_owned())]);
}
