//! `{% trans %}`, held against Jinja2's `i18n` extension.

use downpage_core::{ErrorKind, Value};

use crate::site::{Report, page};

#[test]
fn blocks_render_as_in_jinja2() {
    let cases = [
        ("{% trans %}Hello {{ name }}!{% endtrans %}", "Hello &lt;b&gt;!"),
        (
            "{% trans count=items|length %}{{ count }} file{% pluralize %}{{ count }} files{% endtrans %}",
            "2 files",
        ),
        (
            "{% trans one %}{{ one }} file of {{ name }}{% pluralize %}{{ one }} files{% endtrans %}",
            "1 file of &lt;b&gt;",
        ),
        ("{% trans %}{{ n }} a{% pluralize %}{{ n }} b{% endtrans %}", "3 b"),
        ("{% trans trimmed %}\n  a <i>{{ name }}</i>\n\n   b\n{% endtrans %}", "a <i>&lt;b&gt;</i> b"),
        ("{% trans 'verb' %}May{% endtrans %}", "May"),
        ("{% trans \"verb\" name %}May {{ name }}{% endtrans %}", "May &lt;b&gt;"),
        ("{% trans %}100% of {{ name }}{% endtrans %}", "100% of &lt;b&gt;"),
        ("{% trans %}100% sure{% endtrans %}", "100% sure"),
        ("a {%- trans -%} b {{- name -}} c {%- endtrans -%} d", "ab&lt;b&gt;cd"),
        ("{% trans %}a{# note #}b{% raw %}{{ x }}{% endraw %}{% endtrans %}", "ab{{ x }}"),
        ("{% trans a=1, b=2 %}{{ b }}{{ a }}{% endtrans %}", "21"),
        ("{% trans name=name|upper %}{{ name }}{% endtrans %}", "&lt;B&gt;"),
        ("{% trans %}{{ missing }}{% endtrans %}|", "|"),
    ];
    for (template, expected) in cases {
        assert_eq!(page(template).text(), expected, "{template}");
    }
}

#[test]
fn whitespace_options_treat_the_block_as_jinja2_does() {
    let cases = [
        ("  {% trans %}\n  a\n  {% endtrans %}\nb", "  a\nb"),
        ("x  {% trans n %}\n a\n  {% pluralize %}\n b {{ n }}\n  {% endtrans %}\n  c", "x   b 3\n  c"),
        ("  {%+ trans %}\n  a{% endtrans +%}\n b", "    a\n b"),
    ];
    for (template, expected) in cases {
        let site = page(template)
            .options([("trim_blocks", Value::Bool(true)), ("lstrip_blocks", Value::Bool(true))]);
        assert_eq!(site.text(), expected, "{template}");
    }
}

#[test]
fn blocks_are_translated() {
    let cases = [
        ("{% trans %}Hello {{ name }}!{% endtrans %}", "Hallo <i>&lt;b&gt;</i>!"),
        ("{% trans 'month' %}May{% endtrans %}", "Mai"),
        ("{% trans count=n %}{{ count }} page{% pluralize %}{{ count }} pages{% endtrans %}", "3 Seiten"),
        ("{% trans count=one %}{{ count }} page{% pluralize %}{{ count }} pages{% endtrans %}", "1 Seite"),
        ("{% trans trimmed %}\n two\n lines\n{% endtrans %}", "zwei Zeilen"),
        // Extracted by Babel without its newstyle option, and with it.
        ("{% trans %}100% sure{% endtrans %}", "100% sicher"),
        ("{% trans %}50% off{% endtrans %}", "50% Rabatt"),
    ];
    for (template, expected) in cases {
        assert_eq!(page(template).language("de").text(), expected, "{template}");
    }
}

#[test]
fn delimiters_can_be_others() {
    let options = [("block_start_string", "<%".into()), ("block_end_string", "%>".into())];
    assert_eq!(
        page("<% trans x=1 %>{{ x }}%<% endtrans %>{% trans %}").options(options).text(),
        "1%{% trans %}"
    );
}

#[test]
fn what_jinja2_refuses_is_refused() {
    let report = |message, place, marked| Report::new(ErrorKind::TemplateSyntax, message).at(place, marked);
    let count = "name it in the tag: `{% trans count=expression %}`";
    let names = "only text and `{{ name }}` can be translated";
    let cases = [
        (
            "{% trans %}{% if x %}{% endif %}{% endtrans %}",
            report(
                "control structures in translatable sections are not allowed; saw `if`",
                "page:1:15",
                "if",
            )
            .help(names),
        ),
        (
            "{% trans %}{{ a.b }}{% endtrans %}",
            report("expected token 'end of print statement', got '.'", "page:1:16", ".").help(
                "give the value a name in the tag: `{% trans name=expression %}`, and write `{{ name }}`",
            ),
        ),
        ("x\n{% trans %}x", report("unclosed translation block", "page:2:4", "trans")),
        (
            "{% trans a, a %}{% endtrans %}",
            report("translatable variable 'a' defined twice.", "page:1:13", "a"),
        ),
        ("{% trans a b %}{% endtrans %}", report("expected token ',', got 'b'", "page:1:12", "b")),
        ("{% trans 'verb', a %}{% endtrans %}", report("expected token 'name', got ','", "page:1:16", ",")),
        (
            "{% trans %}a{% pluralize %}b{% endtrans %}",
            report("pluralize without variables", "page:1:4", "trans").help(count),
        ),
        (
            "{% trans n %}a{% pluralize m %}b{% endtrans %}",
            report("unknown variable 'm' for pluralization", "page:1:28", "m").help(count),
        ),
        (
            "{% trans n %}{% pluralize %}{% pluralize %}{% endtrans %}",
            report("a translatable section can have only one pluralize section", "page:1:32", "pluralize")
                .help(names),
        ),
        (
            "{% trans %}{% trans %}{% endtrans %}",
            report("trans blocks can't be nested; did you mean `endtrans`?", "page:1:15", "trans")
                .help(names),
        ),
    ];
    for (template, expected) in cases {
        assert_eq!(page(template).error(), expected, "{template}");
    }
}

#[test]
fn errors_stand_where_the_author_wrote_them() {
    let undefined = |name: &str| Report::new(ErrorKind::UndefinedVariable, &format!("`{name}` is undefined"));
    assert_eq!(
        page("{% trans\n  a=1,\n  b=user.nmae %}{{ a }}\n{{ b }}{% endtrans %}\n").strict().error(),
        undefined("b").at("page:3:3", "b").help("known: `name`, `n`, `one`, `items`, `user`")
    );
    assert_eq!(
        page("{% trans %}a\n{% endtrans %}\n{% trans %}b\n{{ naem }}{% endtrans %}").strict().error(),
        undefined("naem").at("page:4:4", "naem").help("did you mean `name`?")
    );
    assert_eq!(
        page("{% trans %}a\n{% endtrans %}\n\n{{ 1|uper }}").error(),
        Report::new(ErrorKind::UnknownName, "unknown filter `uper`")
            .at("page:4:6", "uper")
            .help("did you mean `upper`?")
    );
    assert_eq!(
        page("{% trans x=user.a.b %}{{ x }}{% endtrans %}").error(),
        undefined("user.a").at("page:1:12", "user.a").help("known: `name`")
    );
}
