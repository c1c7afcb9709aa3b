//! What upon's pages are like here: formats, functions, and templates that are kept.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use downpage_core::{
    Context, Engine, Format, Limits, Loader, Map, MemoryLoader, Options, Result, Setup, Source, Surroundings,
    Value,
};
use support::{Site, context};

#[track_caller]
fn page(template: &str, values: &Context) -> String {
    Site::new(template).render(values).unwrap_or_else(|error| support::shown(&error))
}

fn values() -> Context {
    let map: Map = [("b".into(), 1.into()), ("a".into(), Value::Null)].into_iter().collect();
    context([
        ("text", "<a href='x' id=\"y\">&</a>".into()),
        ("map", map.into()),
        ("list", vec!["x", "<y>"].into()),
        ("half", 0.5.into()),
        ("whole", 2.0.into()),
        ("nothing", Value::Null),
        ("name", "ada o'neil".into()),
        ("day", downpage_core::jiff::civil::date(2026, 3, 6).into()),
    ])
}

#[test]
fn html_and_xml_escape_what_is_markup() {
    let escaped = "&lt;a href=&#x27;x&#x27; id=&quot;y&quot;&gt;&amp;&lt;/a&gt;";
    for format in [Format::Html, Format::Xml] {
        let text = Site::new("{{ text }}").format(format).render(&values()).unwrap();
        assert_eq!(text, escaped);
    }
    assert_eq!(page("{{ text | safe }}", &values()), "<a href='x' id=\"y\">&</a>");
    assert_eq!(page("{{ half }} {{ nothing }} {{ true }}", &values()), "0.5  true");
}

#[test]
fn text_is_not_escaped() {
    let text = Site::new("{{ text }}").format(Format::Text).render(&values()).unwrap();
    assert_eq!(text, "<a href='x' id=\"y\">&</a>");
}

#[test]
fn json_values_are_json() {
    let template = "[{{ text }},{{ map }},{{ list }},{{ half }},{{ whole }},{{ nothing }},{{ text | safe }}]";
    let text = Site::new(template).format(Format::Json).render(&values()).unwrap();
    assert_eq!(
        text,
        r#"["<a href='x' id=\"y\">&</a>",{"a":null,"b":1},["x","<y>"],0.5,2.0,null,<a href='x' id="y">&</a>]"#
    );
    let control = context([("text", "a\u{1}\n\t\\\"".into())]);
    let text = Site::new("{{ text }}").format(Format::Json).render(&control).unwrap();
    assert_eq!(text, r#""a\u0001\n\t\\\"""#);
}

#[test]
fn json_in_html_cannot_end_the_script_it_stands_in() {
    assert_eq!(page("{{ list | json }}", &values()), r#"["x","\u003cy\u003e"]"#);
}

#[test]
fn safe_text_stays_text_for_functions_and_is_escaped_again_behind_them() {
    assert_eq!(page(r"{{ text | safe | truncatechars: 3 }}", &values()), "&lt;a…");
    assert_eq!(page(r#"{{ "a" | safe | eq: "a" }} {{ "ab" | safe | length }}"#, &values()), "true 2");
}

#[test]
fn functions_do_what_their_names_say() {
    for (template, expected) in [
        (r#"{{ "aé" | upper }} {{ "AÉ" | lower }}"#, "AÉ aé"),
        (r#"{{ "ada lovelace's éclair" | title }}"#, "Ada Lovelace&#x27;s Éclair"),
        (r#"{{ ?.missing | default: "x" }}{{ name | default: "x" }}"#, "xada o&#x27;neil"),
        (r#"{{ list | join: ", " }} {{ [1, true, 0.5] | join: "-" }}"#, "x, &lt;y&gt; 1-true-0.5"),
        (r#"{{ list | length }} {{ map | length }} {{ "né" | length }}"#, "2 2 2"),
        (r#"{{ "abcdef" | truncatechars: 4 }} {{ "abcd" | truncatechars: 4 }}"#, "abc… abcd"),
        (r#"{{ "a.b.c" | replace: ".", "/" }}"#, "a/b/c"),
        (
            r#"{{ day | date: "j F Y" }}; {{ day | date: "%-d.%-m." }}; {{ day }}"#,
            "6 March 2026; 6.3.; 2026-03-06",
        ),
        (
            r#"{{ 503 | eq: 503 }} {{ 503 | eq: 503.0 }} {{ "a" | ne: "b" }} {{ 1 | eq: "1" }}"#,
            "true true true false",
        ),
        (r#"{{ 500 | gt: 499 }} {{ 500 | lt: 500 }} {{ "a" | lt: "b" }}"#, "true false true"),
        (r"{{ 1 | add: 2 }} {{ 1 | add: 0.5 }}", "3 1.5"),
        (r#"{{ "  x " | trim }}|{{ "<b>x</b> y" | striptags }}"#, "x|x y"),
        (r#"{{ "%(n)s of %(all)s" | format: {"n": 1, "all": "two"} }}"#, "1 of two"),
    ] {
        assert_eq!(page(template, &values()), expected, "{template}");
    }
}

#[test]
fn without_catalogs_texts_are_their_own_translation() {
    for (template, expected) in [
        (r#"{{ "Sorry" | trans }} {{ _("Sorry") }} {{ gettext("Sorry") }}"#, "Sorry Sorry Sorry"),
        (r#"{{ ngettext("one", "many", 1) }} {{ ngettext("one", "many", 2) }}"#, "one many"),
        (r#"{{ pgettext("month", "May") }} {{ npgettext("m", "one", "many", 0) }}"#, "May many"),
    ] {
        assert_eq!(page(template, &values()), expected, "{template}");
    }
}

#[test]
fn included_templates_see_what_the_page_sees() {
    let site = Site::new(r#"{% for x in list %}{% include "row" %}{% endfor %}{% include "own" with map %}"#)
        .with("row", "{{ loop.index | add: 1 }}{{ x }};")
        .with("own", "{{ b }}{{ ?.text }}");
    assert_eq!(site.render(&values()).unwrap(), "1x;2&lt;y&gt;;1");
}

#[test]
fn nothing_that_parses_makes_the_renderer_panic() {
    for template in [
        "{{ safe() }}",
        "{{ safe(1, 2) }}",
        "{{ text | safe: 1 }}",
        "{{ upper() }}",
        "{{ ((text)) }}",
        "{{ [] }}",
        "{{ {} }}",
        "{##}",
        "{% else %}",
        "{% endwith %}",
        "{% for a, b in list %}{% endfor %}",
        "{% for a in map %}{% endfor %}",
        "{{ loop }}",
        "{{ 0b }}{{ 1.2.3 }}",
        "{{ 99999999999999999999 }}",
        "{{ \"\\q\" }}",
        "{{ \"\\\\\" }}",
        "{% if not %}",
        "{{- -}}",
        "\n",
        "",
        "{{",
        "\u{feff}{{ é",
    ] {
        let _ = Site::new(template).render(&values());
        let _ = Site::new(template).engine().check("page");
    }
}

/// Counts how often templates are loaded.
struct Counting(MemoryLoader, AtomicUsize);

impl Loader for Counting {
    fn load(&self, name: &str) -> Result<Source> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.load(name)
    }

    fn names(&self) -> Vec<String> {
        self.0.names()
    }
}

#[test]
fn a_template_is_loaded_once_for_all_pages_and_threads_and_only_when_needed() {
    let templates = MemoryLoader::new()
        .with("base", "[{{ title }}]")
        .with("never", "{{")
        .with("one", r#"1{% include "base" %}"#)
        .with("two", r#"2{% include "base" %}"#);
    let loader = Arc::new(Counting(templates, AtomicUsize::new(0)));
    let setup = Setup {
        loader: loader.clone(),
        surroundings: Arc::new(Surroundings::default()),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    };
    let engine = downpage_upon::Upon::new(setup);
    let site = context([("title", "site".into())]).shared();
    engine.render("one", &site).unwrap();
    engine.render("two", &site).unwrap();
    assert_eq!(loader.1.load(Ordering::Relaxed), 3);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (engine, site) = (&engine, &site);
            scope.spawn(move || {
                for _ in 0..50 {
                    let mut own = site.clone();
                    own.insert("title", thread);
                    assert_eq!(engine.render("one", &own).unwrap(), format!("1[{thread}]"));
                    assert_eq!(engine.render("two", site).unwrap(), "2[site]");
                }
            });
        }
    });
    assert_eq!(loader.1.load(Ordering::Relaxed), 3);
}
