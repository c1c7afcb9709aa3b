//! Templates thrown together at random: none may make the renderer panic, and every error stands somewhere in its template.

mod support;

use downpage_core::{ErrorKind, Map};
use support::{Site, context};

const PARTS: [&str; 76] = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{{-",
    "-}}",
    "{%-",
    "-%}",
    " ",
    "a",
    "text",
    "é",
    "維",
    "\"x\"",
    "\"",
    "\\",
    "'",
    "if ",
    "for ",
    "in ",
    "else ",
    "endif",
    "endfor",
    "with ",
    "as ",
    "endwith",
    "include ",
    "\"page\"",
    "\"b\"",
    "not ",
    "|",
    "upper",
    "join",
    "safe",
    "eq",
    "date",
    "add",
    "format",
    "json",
    "url",
    "trans",
    ":",
    ",",
    ".",
    "?.",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "1",
    "0x",
    "-",
    "9999999999",
    "loop",
    ".index",
    "list",
    "map",
    "\n",
    "\r\n",
    "{% if text %}",
    "{% endif %}",
    "{% for x in list %}",
    "{% endfor %}",
    "{% for k, v in map %}",
    "{{ x }}",
    "{{ text",
    "list | ",
    "{% include \"b\" %}",
    "{{ map.a | ",
    "{% with map as m %}",
    "{% endwith %}",
    "{% include \"b\" with ",
];

/// A xorshift generator: the same templates in every run.
struct Random(u64);

impl Random {
    #[allow(clippy::cast_possible_truncation)] // 31 bits are left
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn no_template_makes_the_renderer_panic_and_every_error_has_a_place() {
    let map: Map = [("a".into(), 1.into()), ("b".into(), "q".into())].into_iter().collect();
    let values = context([
        ("text", "é<".into()),
        ("list", vec!["x", "y"].into()),
        ("map", map.into()),
        ("a", 1.into()),
    ]);
    let mut random = Random(88_172_645_463_325_252);
    let mut rendered = 0;
    for _ in 0..4000 {
        let length = 1 + random.below(14);
        let page: String = (0..length).map(|_| PARTS[random.below(PARTS.len())]).collect();
        let mut site = Site::new(&page).with("b", "{{ text }}é{{ x }}");
        site.limits.depth = 10;
        site.limits.output = 10_000;
        let engine = site.engine();
        let _ = engine.check("page");
        let Err(error) = engine.render("page", &values) else {
            rendered += 1;
            continue;
        };
        let place = error.location().unwrap_or_else(|| panic!("{page:?}: {error}"));
        let whole = error.kind() == ErrorKind::LimitExceeded && error.message().contains("larger");
        assert!(place.text.is_some() || whole, "{page:?}: {error}");
    }
    assert!(rendered > 400, "too few of the templates were any good: {rendered}");
}
