//! How pieces of a rewritten template are found again.

use minijinja::syntax::SyntaxConfig;

use super::rewrite;

const SOURCE: &str =
    "é {% trans\n a=b.c %}x {{ a }}\ny{{ d }}{% endtrans %} {{ e }}\n{% trans %}z{% endtrans %}!";

#[test]
fn a_template_without_blocks_is_left_alone() {
    let syntax = SyntaxConfig::default();
    for source in ["", "trans", "{{ trans }}", "{% raw %}{% trans %}{% endraw %}", "{# {% trans %} #}"] {
        assert!(rewrite(source, &syntax).unwrap().is_none(), "{source}");
    }
}

#[test]
fn copied_expressions_are_found_where_the_author_wrote_them() {
    let rewritten = rewrite(SOURCE, &SyntaxConfig::default()).unwrap().unwrap();
    for (needle, part) in [("b.c", "b.c"), ("d), }", "d"), ("{{ e }}", "{{ e }}"), ("!", "!")] {
        let at = rewritten.text.find(needle).unwrap();
        assert_eq!(&SOURCE[rewritten.original(&(at..at + part.len()))], part, "{}", rewritten.text);
    }
}

#[test]
fn what_was_made_up_is_found_at_its_block() {
    let rewritten = rewrite(SOURCE, &SyntaxConfig::default()).unwrap().unwrap();
    let call = rewritten.text.find("__downpage_trans").unwrap();
    assert_eq!(&SOURCE[rewritten.original(&(call..call + 4))], "{% trans\n a=b.c %}");
}

#[test]
fn lines_stay_where_they_were() {
    let rewritten = rewrite(SOURCE, &SyntaxConfig::default()).unwrap().unwrap();
    let line = |text: &str, part: &str| text[..text.find(part).unwrap()].matches('\n').count();
    for part in ["b.c", "{{ e }}", "!"] {
        assert_eq!(line(&rewritten.text, part), line(SOURCE, part), "{part}");
    }
}
