//! Pages of one engine: what they share, what they must not, and what others cannot spoil.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use downpage_core::{
    Context, Engine, Format, Limits, Loader, MemoryLoader, Options, Result, Setup, Source, Value, registry,
};
use downpage_tera::Tera;
use support::{Site, context};

#[test]
fn a_broken_template_elsewhere_does_no_harm() {
    let templates = [
        ("page", "{% extends 'base' %}{% block a %}{{ <Card/> }}{% endblock %}"),
        ("base", "<{% block a %}{% endblock %}>"),
        ("ui", "{% component Card() %}card{% endcomponent %}"),
        ("broken", "{% component Card2( %}{{ }}{% if"),
        ("unknown", "{{ x | nosuchfilter }}{% include 'missing' %}"),
        ("duplicate", "{% component Other() %}{% endcomponent %}"),
        ("duplicate2", "{% component Other() %}{% endcomponent %}"),
    ];
    assert_eq!(Site::new(&templates).page(&[]), "<card>");
    let engine = Site::new(&templates).engine();
    assert!(engine.render("broken", &context(&[])).is_err());
    assert!(engine.render("unknown", &context(&[])).is_err());
    assert_eq!(engine.render("page", &context(&[])).unwrap(), "<card>");
}

#[test]
fn pages_whose_components_have_one_name_stay_apart() {
    let page = |part: &str| format!("{{% include '{part}' %}}{{{{ <Card/> }}}}");
    let (one, two) = (page("a"), page("b"));
    let templates = [
        ("one", one.as_str()),
        ("two", two.as_str()),
        ("a", "{% component Card() %}A{% endcomponent %}"),
        ("b", "{% component Card() %}B{% endcomponent %}"),
    ];
    for order in [["one", "two"], ["two", "one"]] {
        let engine = Site::new(&templates).engine();
        let pages: Vec<String> =
            order.iter().map(|name| engine.render(name, &context(&[])).unwrap()).collect();
        assert_eq!(pages, order.map(|name| if name == "one" { "A" } else { "B" }));
    }
}

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
fn each_template_is_loaded_once_for_all_pages() {
    let mut loader =
        MemoryLoader::new().with("base", "{% block a %}{% endblock %}{% include 'nav' %}").with("nav", "nav");
    for page in 0..10 {
        loader = loader
            .with(format!("p{page}"), format!("{{% extends 'base' %}}{{% block a %}}{page}{{% endblock %}}"));
    }
    let loader = Arc::new(Counting(loader, AtomicUsize::new(0)));
    let engine = Tera::new(Setup {
        loader: Arc::clone(&loader) as Arc<dyn Loader>,
        surroundings: Arc::default(),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    })
    .unwrap();
    for _ in 0..2 {
        for page in 0..10 {
            assert_eq!(engine.render(&format!("p{page}"), &context(&[])).unwrap(), format!("{page}nav"));
        }
    }
    assert_eq!(loader.1.load(Ordering::Relaxed), 12);
}

#[test]
fn a_pages_own_values_hide_shared_ones_and_reach_no_other_page() {
    let engine = Site::new(&[
        ("page", "{{ name }} {{ site | default(value='-') }} {% include 'part' %}"),
        ("part", "{{ site | default(value='-') }}"),
    ])
    .engine();
    let shared = context(&[("name", "shared".into()), ("site", "S".into())]).shared();
    let mut own = shared.clone();
    own.insert("name", "own");
    let other = context(&[("name", "other".into())]).shared();
    for _ in 0..2 {
        assert_eq!(engine.render("page", &own).unwrap(), "own S S");
        assert_eq!(engine.render("page", &shared).unwrap(), "shared S S");
        assert_eq!(engine.render("page", &other).unwrap(), "other - -");
        assert_eq!(engine.render("page", &context(&[("name", "alone".into())])).unwrap(), "alone - -");
    }
}

#[test]
fn threads_with_different_shared_values_get_their_own() {
    let names: Vec<String> = (0..8).map(|page| format!("p{page}")).collect();
    let templates: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), "{{ who }}{% include 'part' %}")).collect();
    let templates = [templates, vec![("part", "{{ who }}")]].concat();
    let engine = Site::new(&templates).engine();
    std::thread::scope(|scope| {
        for (at, name) in names.iter().enumerate() {
            let engine = &engine;
            scope.spawn(move || {
                let shared = context(&[("who", Value::from(at.to_string()))]).shared();
                for _ in 0..200 {
                    assert_eq!(engine.render(name, &shared).unwrap(), format!("{at}{at}"));
                }
            });
        }
    });
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let table: downpage_core::Map = (0..20).map(|key| (format!("k{key}").into(), Value::Int(key))).collect();
    let items: Vec<Value> = (0..20)
        .map(|at| {
            Value::from(
                [("g".into(), Value::from(format!("g{}", at % 7)))]
                    .into_iter()
                    .collect::<downpage_core::Map>(),
            )
        })
        .collect();
    let template = "{{ t }}{% for k, v in t %}{{ k }}{% endfor %}{% for k, v in items | group_by(attribute='g') %}{{ k }}{{ v | length }}{% endfor %}{{ t | keys }}";
    let page = || {
        Site::new(&[("page", template)])
            .format(Format::Text)
            .page(&[("t", table.clone().into()), ("items", items.clone().into())])
    };
    let first = page();
    assert!(first.contains("g03g13g23g33g43g53g62"), "{first}");
    for _ in 0..20 {
        assert_eq!(page(), first);
    }
}

#[test]
fn the_registry_has_it_under_its_name_and_version() {
    let backend = registry::find("tera").unwrap();
    assert_eq!(backend.package, "downpage-tera");
    assert_eq!(registry::by_extension("errors/502.tera").unwrap().map(|backend| backend.name), Some("tera"));
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).unwrap();
    let version = lock
        .split("[[package]]")
        .find_map(|package| package.trim().strip_prefix("name = \"tera\"\nversion = \""));
    let version = version.and_then(|rest| rest.split('"').next()).unwrap();
    let minor = version.rsplit_once('.').unwrap().0;
    assert_eq!(backend.engine, format!("tera {minor}"));
}

#[test]
fn a_backend_builds_an_engine() {
    let setup = Setup {
        loader: Arc::new(MemoryLoader::new().with("page", "{{ x }}")),
        surroundings: Arc::default(),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    };
    let engine = (registry::find("tera").unwrap().build)(setup).unwrap();
    assert_eq!(engine.render("page", &Context::from_iter([("x", "<")])).unwrap(), "&lt;");
}
