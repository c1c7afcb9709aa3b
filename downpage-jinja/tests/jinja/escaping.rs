//! How values are escaped: by the page's format, with Jinja2's entities.

use downpage_core::{Format, Value};

use crate::site::{Site, page};

const ALL: &str = "{{ name }} {{ name|e }} {{ name|safe }} {{ '/a/?b=1&c=\"\\'' }} {{ [name] }} {{ 1.5 }} {{ none }} {{ true }} \
                   {{ name|safe ~ name }} {{ {'a': name} }} {{ name|forceescape|forceescape }}";

#[test]
fn html_is_escaped_as_jinja2_does() {
    assert_eq!(
        page(ALL).text(),
        "&lt;b&gt; &lt;b&gt; <b> /a/?b=1&amp;c=&#34;&#39; [&#39;&lt;b&gt;&#39;] 1.5 None True <b>&lt;b&gt; \
         {&#39;a&#39;: &#39;&lt;b&gt;&#39;} &amp;lt;b&amp;gt;"
    );
}

#[test]
fn the_format_of_the_page_decides_and_not_the_name_of_a_template() {
    let site = |format| {
        Site::new()
            .with("page", "{{ name }}{% include 'part.txt' %}")
            .with("part.txt", "{{ name }}")
            .format(format)
    };
    assert_eq!(site(Format::Html).text(), "&lt;b&gt;&lt;b&gt;");
    assert_eq!(site(Format::Xml).text(), "&lt;b&gt;&lt;b&gt;");
    assert_eq!(site(Format::Text).text(), "<b><b>");
}

#[test]
fn values_of_a_json_page_are_json() {
    let template =
        r#"{"a": {{ name }}, "b": {{ items }}, "c": {{ none }}, "d": {{ _("Hi") }}, "e": "{{ name|safe }}"}"#;
    assert_eq!(
        page(template).format(Format::Json).text(),
        r#"{"a": "<b>", "b": ["x","y"], "c": null, "d": "Hi", "e": "<b>"}"#
    );
}

#[test]
fn escaping_can_be_turned_off_and_on() {
    assert_eq!(page("{{ name }}").options([("autoescape", Value::Bool(false))]).text(), "<b>");
    assert_eq!(page("{% autoescape false %}{{ name }}{% endautoescape %}{{ name }}").text(), "<b>&lt;b&gt;");
    assert_eq!(
        page("{% autoescape true %}{{ name }}{% endautoescape %}{{ name }}").format(Format::Text).text(),
        "&lt;b&gt;<b>"
    );
}

#[test]
fn macros_blocks_and_joined_lists_are_not_escaped_twice() {
    let site = page(
        "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(name) }}{% set s %}{{ name }}{% endset %}{{ s }}{{ [name, '&']|join(', ') }}",
    );
    assert_eq!(site.text(), "<i>&lt;b&gt;</i>&lt;b&gt;&lt;b&gt;, &amp;");
}

#[test]
fn truncate_takes_its_arguments_by_position() {
    let template = "{{ 'foo bar baz qux'|truncate(9) }}|{{ 'foo bar baz qux'|truncate(9, True) }}|\
                    {{ 'foo bar baz qux'|truncate(11) }}|{{ 'foo bar baz qux'|truncate(11, False, '…', leeway=0) }}";
    assert_eq!(page(template).text(), "foo...|foo ba...|foo bar baz qux|foo bar…");
}
