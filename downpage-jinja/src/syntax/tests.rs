//! What only spans and bounds can tell; the language itself is held against Jinja2's own tests.

use super::{Extensions, Syntax, parse};

fn fault(source: &str, syntax: &Syntax) -> (String, String) {
    let fault = parse(source, syntax).unwrap_err();
    (source[fault.span.clone()].to_owned(), fault.message.into_owned())
}

/// Recorded from Jinja2 3.1.6; the places are ours.
#[test]
fn faults_point_at_what_is_wrong() {
    let cases = [
        ("{{ a b }}", "b", "expected token 'end of print statement', got 'b'"),
        ("{{ 'é' ] }}", "]", "unexpected ']'"),
        ("{{ (a] }}", "]", "unexpected ']', expected ')'"),
        ("é {{ a ! b }}", "!", "unexpected char '!' at 7"),
        ("{{ \"\\x1\" }}", "\"\\x1\"", "truncated \\xXX escape"),
        ("{% set a.b.c = 1 %}", ".", "expected token 'end of statement block', got '.'"),
        (
            "{% for a in b %}{% endif %}",
            "endif",
            "Encountered unknown tag 'endif'. Jinja was looking for the following tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.",
        ),
        ("{% break %}", "break", "'break' outside loop"),
        ("{# a", " a", "Missing end of comment tag"),
        ("{% raw %}a", "{% raw %}a", "Missing end of raw directive"),
    ];
    for (source, span, message) in cases {
        assert_eq!(fault(source, &Syntax::default()), (span.to_owned(), message.to_owned()), "{source}");
    }
}

#[test]
fn an_extension_that_is_off_has_no_tags() {
    let off = Extensions { do_tag: false, i18n: false, loop_controls: false };
    let syntax = Syntax { extensions: off, ..Syntax::default() };
    for tag in ["do", "trans", "break"] {
        assert_eq!(fault(&format!("{{% {tag} %}}"), &syntax).1, format!("Encountered unknown tag '{tag}'."));
    }
}

#[test]
fn a_chain_may_be_long_and_no_level_too_deep() {
    let syntax = Syntax::default();
    assert!(parse(&format!("{{{{ 1{} }}}}", "+1".repeat(900)), &syntax).is_ok());
    assert_eq!(fault(&format!("{{{{ 1{} }}}}", "+1".repeat(1100)), &syntax).1, "the expression is too long");
    assert!(parse(&format!("{{{{ {}1{} }}}}", "(".repeat(40), ")".repeat(40)), &syntax).is_ok());
    assert_eq!(
        fault(&format!("{{{{ {}1{} }}}}", "(".repeat(80), ")".repeat(80)), &syntax).1,
        "the expression nests too deep"
    );
}
