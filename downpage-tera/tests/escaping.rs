//! How values are escaped, by the format of the page and not by the names of its templates.

mod support;

use downpage_core::{Format, Map, Value};
use support::Site;

const NASTY: &str = "<a href='x'>&\"é\"";

fn as_format(format: Format, template: &str) -> String {
    let table: Map = [("k".into(), "<v>".into()), ("n".into(), Value::Null)].into_iter().collect();
    let values: [(&str, Value); 6] = [
        ("x", NASTY.into()),
        ("list", Value::from(vec![Value::from("a\"b"), 1.into(), Value::Null, 2.5.into()])),
        ("table", table.into()),
        ("text", "[1]".into()),
        ("none", Value::Null),
        ("flag", true.into()),
    ];
    let templates =
        [("page", template), ("part.txt", "{{ x }}"), ("base", "<{% block a %}{% endblock %}>{{ x }}")];
    Site::new(&templates).format(format).page(&values)
}

#[test]
fn markup_is_escaped_whatever_a_template_is_called() {
    for format in [Format::Html, Format::Xml] {
        let escaped = "&lt;a href=&#39;x&#39;&gt;&amp;&quot;é&quot;";
        assert_eq!(as_format(format, "{{ x }}"), escaped);
        assert_eq!(as_format(format, "{% include 'part.txt' %}"), escaped);
        assert_eq!(
            as_format(format, "{% extends 'base' %}{% block a %}{{ x }}{% endblock %}"),
            format!("<{escaped}>{escaped}")
        );
        assert_eq!(as_format(format, "{{ x | safe }}"), NASTY);
        assert_eq!(as_format(format, "{{ x | escape }}{{ '<' | force_escape }}"), format!("{escaped}&lt;"));
        assert_eq!(
            as_format(format, "{% set y %}<b>{{ x }}</b>{% endset %}{{ y }}"),
            format!("<b>{escaped}</b>")
        );
        assert_eq!(as_format(format, "{{ list }}"), "[&quot;a\\&quot;b&quot;, 1, , 2.5]");
        assert_eq!(
            as_format(format, "{% component C(t) %}<i>{{ t }}</i>{% endcomponent %}{{ <C t={x}/> }}"),
            format!("<i>{escaped}</i>")
        );
    }
}

#[test]
fn text_is_not_escaped() {
    assert_eq!(
        as_format(Format::Text, "{{ x }}|{{ x | safe }}|{{ 'a\nb<' | linebreaks }}"),
        format!("{NASTY}|{NASTY}|<p>a<br>b<</p>")
    );
}

#[test]
fn json_gets_values_as_json() {
    let cases = [
        ("{{ x }}", r#""<a href='x'>&\"é\"""#),
        ("{{ text }}", r#""[1]""#),
        ("{{ list }}", r#"["a\"b",1,null,2.5]"#),
        ("{{ table }}", r#"{"k":"<v>","n":null}"#),
        ("{{ none }} {{ flag }} {{ 1 + 1 }}", "null true 2"),
        ("{{ text | safe }}", "[1]"),
        ("{{ x | upper | truncatechars(length=3) }}", r#""<A…""#),
        ("{{ 'a' if flag else 'b' }}{{ 'c' ~ text }}", r#""a""c[1]""#),
        ("{{ list | json_encode }}", r#"["a\"b",1,null,2.5]"#),
        ("{% for item in list %}{{ item }},{% endfor %}", r#""a\"b",1,null,2.5,"#),
        ("{% include 'part.txt' %}", r#""<a href='x'>&\"é\"""#),
        (
            "{% component C(t) %}{\"t\": {{ t }}}{% endcomponent %}[{{ <C t={x}/> }}, {{- <C t=\"1\"/> -}} ]",
            r#"[{"t": "<a href='x'>&\"é\""},{"t": "1"}]"#,
        ),
        ("{% set y %}{\"x\": {{ text }}}{% endset %}{{ y }}", r#"{"x": "[1]"}"#),
        ("{% raw %}{{ x }}{% endraw %}{# {{ x }} #}", "{{ x }}"),
        ("{{ text | linebreaks }}{{ trans(message='<%(a)s>', a='\"') }}", r#""<p>[1]</p>""<\">""#),
    ];
    for (template, expected) in cases {
        assert_eq!(as_format(Format::Json, template), expected, "{template}");
    }
    let whole = as_format(Format::Json, "{\"x\": {{ x }}, \"all\": [{{ list }}, {{ table }}, {{ none }}]}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&whole).unwrap()["x"], NASTY);
}

#[test]
fn json_blocks_and_super_are_not_quoted_twice() {
    let site = Site::new(&[
        ("page", "{% extends 'base' %}{% block a %}{{ super() }}, {{ x }}{% endblock %}"),
        ("base", "[{% block a %}{{ x }}{% endblock %}]"),
    ]);
    assert_eq!(site.format(Format::Json).page(&[("x", "1".into())]), r#"["1", "1"]"#);
}

#[test]
fn escaping_can_be_switched_off() {
    for format in [Format::Html, Format::Json] {
        let page = |template| Site::new(&[("page", template)]).format(format).option("autoescape", false);
        assert_eq!(page("{{ x }}").page(&[("x", NASTY.into())]), NASTY);
    }
    let site = Site::new(&[("page", "{{ x | linebreaks }}")]).option("autoescape", false);
    assert_eq!(site.page(&[("x", "<b>".into())]), "<p><b></p>");
}

#[test]
fn other_delimiters_can_be_chosen() {
    let site = Site::new(&[("page", "{{ x }} << x >>")]).option("variable_start", "<<");
    assert_eq!(
        site.fault(&[]),
        "template-syntax: page:1:15: found `>` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`\n  marked `>`"
    );
    let table =
        [("variable_start".into(), "[[".into()), ("variable_end".into(), "]]".into())].into_iter().collect();
    let site = Site::new(&[("page", "{{ x }} [[ x ]]")]).options(table);
    assert_eq!(site.page(&[("x", "<".into())]), "{{ x }} &lt;");
}
