//! Values of the site and of the page.

use std::sync::Arc;

use downpage_core::{Context, Map, Value};

use crate::site::{Site, page};

fn map(values: [(&str, &str); 2]) -> Arc<Map> {
    Arc::new(values.into_iter().map(|(name, value)| (name.into(), Value::from(value))).collect())
}

#[test]
fn a_page_sees_its_own_values_over_those_of_the_site() {
    let engine = page("{{ a }}{{ b }}{{ c is defined }}").engine();
    let site = map([("a", "1"), ("b", "2")]);
    let mut one = Context::over(Arc::clone(&site));
    one.insert("b", "B");
    let mut two = Context::over(Arc::clone(&site));
    two.insert("c", "C");
    assert_eq!(engine.render("page", &one).unwrap(), "1BFalse");
    assert_eq!(engine.render("page", &two).unwrap(), "12True");
    assert_eq!(engine.render("page", &one).unwrap(), "1BFalse");
}

#[test]
fn every_site_has_its_own_values_even_at_an_address_used_before() {
    let engine = page("{{ a }}{{ b }}").engine();
    for round in 0..20 {
        let number = round.to_string();
        let context = Context::over(map([("a", &number), ("b", "x")])); // dropped and made anew in each round
        assert_eq!(engine.render("page", &context).unwrap(), format!("{round}x"));
    }
}

#[test]
fn threads_share_an_engine() {
    let engine = Site::new()
        .with(
            "page",
            "{% extends 'base' %}{% block a %}{% for i in range(50) %}{{ own }}{% endfor %}{% endblock %}",
        )
        .with("base", "{{ a }}{% block a %}{% endblock %}{% trans %}x{% endtrans %}")
        .engine();
    let site = map([("a", "1"), ("b", "2")]);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (engine, site) = (&engine, Arc::clone(&site));
            scope.spawn(move || {
                let mut context = Context::over(site);
                context.insert("own", thread);
                for _ in 0..20 {
                    let expected = format!("1{}x", thread.to_string().repeat(50));
                    assert_eq!(engine.render("page", &context).unwrap(), expected);
                }
            });
        }
    });
}

#[test]
fn tables_keep_their_order_and_have_python_methods() {
    let table: Map =
        [("z", 1), ("a", 2)].into_iter().map(|(name, value)| (name.into(), Value::from(value))).collect();
    let mut context = Context::new();
    context.insert("table", table);
    context.insert("long", "a text of more than twenty-two bytes");
    let engine = page("{% for k, v in table.items() %}{{ k }}{{ v }}{% endfor %} {{ table.get('q', 7) }} {{ long.upper() }} {{ table|length }}").engine();
    assert_eq!(engine.render("page", &context).unwrap(), "z1a2 7 A TEXT OF MORE THAN TWENTY-TWO BYTES 2");
}

#[test]
fn request_is_what_the_context_says() {
    let engine = page("[{{ request }}]{% if request %}x{% endif %}").engine();
    assert_eq!(engine.render("page", &Context::new()).unwrap(), "[]");
    let mut context = Context::new();
    context.insert("request", Value::Null);
    assert_eq!(engine.render("page", &context).unwrap(), "[None]");
}
