//! URL patterns with any arguments: no panic.
#![no_main]

use downpage_core::surroundings::{StaticFiles, Urls};
use downpage_core::{Map, Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, &str, i64)| {
    let (pattern, argument, number) = data;
    let mut urls = Urls::new();
    if urls.insert("a", pattern).is_ok() {
        let _ = urls.reverse("a", &[Value::from(argument), Value::from(number)], &Map::default());
        let names: Vec<String> = urls.parameters("a").into_iter().flatten().map(str::to_owned).collect();
        let named: Map = names.into_iter().map(|name| (name.into(), Value::from(argument))).collect();
        let _ = urls.reverse("a", &[], &named);
    }
    if let Ok(files) = StaticFiles::with_prefix("/static/").with_manifest(pattern, "manifest.json") {
        let _ = files.url(argument);
        let _ = files.stylesheets(argument);
    }
});
