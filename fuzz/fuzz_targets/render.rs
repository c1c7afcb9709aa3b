//! Whatever is rendered: no panic, the same text twice, and an error's place inside its template.
#![no_main]

mod world;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let templates = [
        ("page", source),
        ("base", "<{% block a %}A{% endblock %}{% block b %}{{ block.super }}{% endblock %}>"),
        ("part", "{{ text }}{% for x in list %}{{ forloop.counter }}{% endfor %}{% cycle 'a' 'b' %}"),
    ];
    let environment = world::environment(templates);
    let context = world::context();
    let first = environment.render("page", &context);
    if let Err(error) = &first
        && let (Some(span), Some(origin)) = (error.span(), error.origin())
    {
        assert!(origin.source.get(span.start..span.end).is_some(), "{span:?} of {error}");
    }
    let shown = |rendered: &Result<String, _>| match rendered {
        Ok(text) => text.clone(),
        Err(error) => format!("{error}"),
    };
    assert_eq!(shown(&first), shown(&environment.render("page", &context)));
});
