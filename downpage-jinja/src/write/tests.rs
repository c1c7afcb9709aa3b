//! What is left alone, and how pieces of what is not are found again.

use crate::places::Places;
use crate::syntax::{Syntax, parse};
use crate::write::names::Isolation;
use crate::write::{Mode, Written, write};

fn written(source: &str, mode: Mode) -> Option<Written> {
    let syntax = Syntax::default();
    let template = parse(source, &syntax).unwrap();
    write(&template, &syntax, mode, true).unwrap()
}

const SOURCE: &str =
    "é {% trans\n a=b.c %}x {{ a }}\ny{{ d }}{% endtrans %} {{ e % f.g }}\n{% set l = [h|upper,\n i] %}!";

#[test]
fn what_minijinja_reads_alike_is_left_alone() {
    let alike = [
        "",
        "{{ a.b[0]|upper(1, x=2) if c is not none else 'd' }}",
        "{% extends 'a' %}{% block b %}{{ super() }}{% endblock b %}",
        "{% if loop.index % 2 == 0 %}{% endif %}{{ loop.index + 1 }}{% for a in [1, 2] %}{% endfor %}",
        "{% macro m(a, b=1) -%} {{ caller() }} {%- endmacro %}{% call(x) m(1) %}{% endcall %}{# c #}",
    ];
    for source in alike {
        assert!(written(source, Mode::default()).is_none(), "{source}");
    }
}

#[test]
fn copies_are_found_where_the_author_wrote_them() {
    let written = written(SOURCE, Mode::default()).unwrap();
    for part in ["b.c", "f.g", "h|upper", "!"] {
        let at = written.text.rfind(part).unwrap();
        let found = written.places.original(&(at..at + part.len()));
        assert_eq!(&SOURCE[found], part, "{}", written.text);
    }
}

#[test]
fn what_was_made_up_is_found_at_its_tag() {
    let written = written(SOURCE, Mode::default()).unwrap();
    let at = written.text.find("__dp_trans").unwrap();
    assert_eq!(&SOURCE[written.places.original(&(at..at + 4))], "trans\n a=b.c");
    let at = written.text.find("__dp_mod").unwrap();
    assert_eq!(&SOURCE[written.places.original(&(at..at + 4))], "e % f.g");
}

#[test]
fn lines_stay_where_they_were() {
    let written = written(SOURCE, Mode::default()).unwrap();
    let line = |text: &str, part: &str| text[..text.rfind(part).unwrap()].matches('\n').count();
    for part in ["b.c", "f.g", "h|upper", "!"] {
        assert_eq!(line(&written.text, part), line(SOURCE, part), "{part} in {}", written.text);
    }
}

#[test]
fn names_of_an_isolated_template_come_from_the_globals_unless_it_sets_them() {
    let mode = Mode { isolation: Isolation::Module, ..Mode::default() };
    let written =
        written("{% set a = 1 %}{% macro m(b) %}{{ a }}{{ b }}{{ c }}{% endmacro %}", mode).unwrap();
    assert!(
        written
            .text
            .ends_with("{% set a = 1 %}{% macro m(b) %}{{ a }}{{ b }}{{ __dp_context.c }}{% endmacro %}")
    );
}

#[test]
fn text_that_looks_like_a_tag_is_never_one() {
    for text in [
        "{% raw %}{{ a }}{% endraw %}",
        "{% raw %}{{{% b %}{# c{% endraw %}",
        "{% raw %}{%- endraw x{% endraw %}",
    ] {
        let syntax = Syntax::default();
        let template = parse(text, &syntax).unwrap();
        let written = write(&template, &syntax, Mode::default(), false).unwrap().unwrap();
        let env = minijinja::Environment::new();
        let inside = text.strip_prefix("{% raw %}").and_then(|text| text.strip_suffix("{% endraw %}"));
        assert_eq!(env.render_str(&written.text, ()).unwrap(), inside.unwrap());
    }
}

#[test]
fn a_place_outside_of_all_pieces_is_none() {
    assert_eq!(Places::default().original(&(3..9)), 0..0);
    assert_eq!(Places::whole(4).original(&(2..3)), 2..3);
}
