//! Whatever is parsed: no panic, and an error's place lies inside the template.
#![no_main]

use std::collections::HashMap;

use downpage_django::environment::Environment;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let environment = Environment::new(HashMap::new());
    if let Err(error) = environment.template_from(source)
        && let Some(span) = error.span()
    {
        assert!(source.get(span.start..span.end).is_some(), "{span:?} of {error}");
    }
});
