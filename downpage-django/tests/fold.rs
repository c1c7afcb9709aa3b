//! What depends on nothing but shared values is rendered once; what a page gets does not depend on that.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use downpage_django::environment::Environment;
use downpage_django::value::{Dict, Lookup, Name, Object, Value};

fn environment(templates: &[(&str, &str)]) -> Environment {
    let templates = templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Environment::new(templates.collect::<HashMap<_, _>>())
}

fn dict(values: &[(&str, Value)]) -> Dict {
    values.iter().map(|(name, value)| (Value::from(*name), value.clone())).collect()
}

fn list(items: &[&str]) -> Value {
    Value::list(items.iter().map(|item| Value::from(*item)).collect())
}

fn page(environment: &Environment, shared: &Arc<Dict>, own: &[(&str, Value)]) -> String {
    let template = environment.template("page").expect("it can be parsed");
    let own = dict(own);
    environment.render_in(&*template, &own, |cx| cx.share(Arc::clone(shared))).expect("it can be rendered")
}

/// Counts how often somebody asks for its name.
#[derive(Debug, Default)]
struct Counted(AtomicUsize);

impl Object for Counted {
    fn type_name(&self) -> &'static str {
        "Counted"
    }

    fn attribute(&self, _: &Name) -> Lookup<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Lookup::owned("Shop")
    }

    fn write_str(&self, out: &mut String) {
        out.push_str("Counted");
    }
}

#[test]
fn a_part_of_shared_values_is_rendered_once() {
    let environment = environment(&[
        ("page", "{% extends 'base' %}{% block a %}{{ site.name }} {{ title }}{% endblock %}"),
        ("base", "{% for x in nav %}{% include 'item' %}{% endfor %}{% block a %}{% endblock %}"),
        ("item", "<{{ x }} of {{ site.name }}>"),
    ]);
    let counted = Arc::new(Counted::default());
    let site = Arc::<Counted>::clone(&counted);
    let shared = Arc::new(dict(&[("site", Value::Object(site)), ("nav", list(&["a", "b"]))]));
    for title in ["one", "two", "three"] {
        let expected = format!("<a of Shop><b of Shop>Shop {title}");
        assert_eq!(page(&environment, &shared, &[("title", title.into())]), expected);
    }
    assert_eq!(
        counted.0.load(Ordering::Relaxed),
        3,
        "twice in the loop, once in the block, on the first page only"
    );
}

#[test]
fn a_page_that_has_a_name_of_its_own_gets_its_own_value() {
    let environment = environment(&[("page", "{{ name }} {% for x in nav %}{{ x }}{% endfor %} {{ name }}")]);
    let shared = Arc::new(dict(&[("name", "all".into()), ("nav", list(&["a", "b"]))]));
    assert_eq!(page(&environment, &shared, &[]), "all ab all");
    assert_eq!(page(&environment, &shared, &[("name", "own".into())]), "own ab own");
    assert_eq!(page(&environment, &shared, &[("nav", list(&["c"]))]), "all c all");
    assert_eq!(page(&environment, &shared, &[("x", "c".into())]), "all ab all");
    assert_eq!(page(&environment, &shared, &[]), "all ab all");
}

#[test]
fn a_name_that_is_not_there_may_come_later() {
    let environment = environment(&[("page", "{{ late|default:'nobody' }}{% if late %}!{% endif %}")]);
    let shared = Arc::new(dict(&[("name", "all".into())]));
    assert_eq!(page(&environment, &shared, &[]), "nobody");
    assert_eq!(page(&environment, &shared, &[("late", "you".into())]), "you!");
    assert_eq!(page(&environment, &shared, &[]), "nobody");
}

#[test]
fn other_shared_values_make_other_texts() {
    let environment = environment(&[("page", "{{ name }}")]);
    for round in 0..30 {
        let name = format!("site {round}");
        let shared = Arc::new(dict(&[("name", name.as_str().into())]));
        assert_eq!(page(&environment, &shared, &[]), name);
        assert_eq!(page(&environment, &shared, &[]), name);
    }
}

#[test]
fn what_a_tag_sets_is_not_taken_for_shared() {
    let text = "{{ x }}{% cycle 'a' 'b' as x %}{{ x }}{% cycle x %}{{ x }}{% with x='c' %}{{ x }}{% endwith %}{{ x }}";
    let environment = environment(&[("page", text)]);
    let shared = Arc::new(dict(&[("x", "S".into())]));
    for _ in 0..3 {
        assert_eq!(page(&environment, &shared, &[]), "Saabbcb");
    }
}

#[test]
fn what_remembers_goes_on_remembering() {
    let text =
        "{% for x in nav %}{% cycle 'odd' 'even' %}{% ifchanged x %}{{ x }}{% endifchanged %}{% endfor %}";
    let environment = environment(&[("page", text)]);
    let shared = Arc::new(dict(&[("nav", list(&["a", "a", "b"]))]));
    for _ in 0..3 {
        assert_eq!(page(&environment, &shared, &[]), "oddaevenoddb");
    }
}

#[test]
fn a_template_changes_language_zone_and_escaping_for_a_part() {
    let text = "{% autoescape off %}{% include 'item' %}{% endautoescape %}{% include 'item' %}{{ x }}";
    let environment = environment(&[("page", text), ("item", "{{ x }}")]);
    let shared = Arc::new(dict(&[("x", "<".into())]));
    for _ in 0..3 {
        assert_eq!(page(&environment, &shared, &[]), "<&lt;&lt;");
    }
}

#[test]
fn steps_are_counted_for_what_is_kept_too() {
    let mut environment = environment(&[("page", "{% for x in nav %}{{ x }}{% endfor %}{{ own }}")]);
    let shared = Arc::new(dict(&[("nav", list(&["a", "b", "c"]))]));
    let nothing = dict(&[]);
    let fits = |environment: &Environment| {
        let template = environment.template("page").expect("it can be parsed");
        environment.render_in(&*template, &nothing, |cx| cx.share(Arc::clone(&shared))).is_ok()
    };
    environment.settings.steps = 1;
    while !fits(&environment) {
        environment.settings.steps += 1;
    }
    assert!(environment.settings.steps > 3, "three items take some steps");
    assert!(fits(&environment));
    environment.settings.steps -= 1;
    assert!(!fits(&environment));
}
