//! Whatever a Jinja2 template says: it ends, without a panic, and an error's place lies inside of the template.
#![no_main]

use std::sync::Arc;

use downpage_core::{Context, Engine, Format, Limits, MemoryLoader, Options, Setup, Surroundings, Value};
use downpage_jinja::Jinja;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let limits = Limits { output: 1 << 20, depth: 20, steps: 50_000 };
    let loader = MemoryLoader::new().with("page", source).with("other", "{% macro m(a) %}{{ a }}{% endmacro %}");
    let engine = Jinja::new(Setup {
        loader: Arc::new(loader),
        surroundings: Arc::new(Surroundings::default()),
        format: Format::Html,
        options: Options::default(),
        limits,
    });
    let context: Context =
        [("a", Value::from("<b>")), ("n", Value::from(3)), ("l", Value::from(vec!["x", "y"]))].into_iter().collect();
    let Ok(engine) = engine else { return };
    let first = engine.render("page", &context).map_err(|error| error.to_string());
    assert_eq!(first, engine.render("page", &context).map_err(|error| error.to_string()));
    if let Err(error) = engine.check("page")
        && let Some(place) = error.location().filter(|place| &*place.source == "page")
    {
        assert!(place.line <= source.split('\n').count() + source.matches('\r').count(), "{place:?} of {error}");
    }
});
