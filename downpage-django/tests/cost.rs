//! The time that a filter takes grows with its input and not with the square of it, whatever the input is made of.
//!
//! Each filter gets texts that are hard for one parser or another, at one length and at eight times that. A square would
//! take 64 times as long; what is linear takes about 8 times, and is let off with up to 32 on a busy machine.
//!
//! Times are no part of the gate: `cargo test --release -p downpage-django --test cost -- --ignored`, on a quiet machine.
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use downpage_django::environment::Environment;
use downpage_django::value::{Dict, Value};

/// What texts are made of, over and over.
const PIECES: [&str; 44] = [
    "a",
    " ",
    "a ",
    "<",
    ">",
    "<a ",
    "<p>",
    "</p>",
    "<p",
    "</",
    "<!--",
    "-->",
    "<!",
    "<![",
    "<script>",
    "<?",
    "&",
    "&#",
    "&#x4",
    "&amp",
    "&amp;",
    "&notin",
    ";",
    ".",
    "a.com ",
    "a.com.",
    "http://a.com",
    "http://(",
    "(",
    ")",
    "[]",
    "@",
    "a@b.com ",
    "www.a.com,",
    "'",
    "\\",
    "\n",
    "\r\n",
    "\n\n",
    "Σ",
    "e\u{301}",
    "1",
    "_1",
    "%41",
];

/// Filters that read text, with arguments.
const FILTERS: [&str; 61] = [
    "addslashes",
    "capfirst",
    "center:10",
    "cut:'a'",
    "cut:'aa'",
    "date:t",
    "default:t",
    "escape",
    "escapejs",
    "escapeseq",
    "filesizeformat",
    "first",
    "floatformat:2",
    "force_escape",
    "get_digit:2",
    "iriencode",
    "join:', '",
    "json_script",
    "last",
    "length",
    "linebreaks",
    "linebreaksbr",
    "linenumbers",
    "ljust:10",
    "lower",
    "make_list",
    "phone2numeric",
    "pluralize:t",
    "pprint",
    "safeseq",
    "slice:':-1'",
    "slice:'::-2'",
    "slugify",
    "stringformat:'s'",
    "stringformat:t",
    "striptags",
    "time:t",
    "title",
    "truncatechars:5",
    "truncatechars:100000",
    "truncatechars_html:5",
    "truncatechars_html:100000",
    "truncatewords:5",
    "truncatewords:100000",
    "truncatewords_html:5",
    "truncatewords_html:100000",
    "unordered_list",
    "upper",
    "urlencode",
    "urlize",
    "urlizetrunc:5",
    "wordcount",
    "wordwrap:5",
    "wordwrap:100000",
    "yesno:t",
    "add:'1'",
    "divisibleby:3|default:''",
    "intcomma",
    "ordinal",
    "intword",
    "dictsort:0",
];

/// The shortest time of three.
fn time_of(environment: &Environment, template: &str, context: &Dict) -> Duration {
    let once = || {
        let start = Instant::now();
        // Many texts are not what a filter wants; how long it takes to say so counts as well.
        let _ = environment.render(template, context);
        start.elapsed()
    };
    let first = once();
    if first < Duration::from_millis(2) || first > Duration::from_millis(300) {
        first
    } else {
        first.min(once()).min(once())
    }
}

#[test]
#[ignore = "measures time, which a busy machine falsifies"]
fn no_filter_takes_the_square_of_its_input() {
    const SHORT: usize = 3_000;
    const FACTOR: usize = 8;
    let mut slow = Vec::new();
    for filter in FILTERS {
        let template = format!("{{% load humanize %}}{{{{ t|{filter} }}}}");
        let environment = Environment::new(HashMap::from([("t".to_owned(), template)]));
        for piece in PIECES {
            let context = |length: usize| {
                let mut context = Dict::default();
                context.insert("t".into(), Value::from(piece.repeat(length / piece.len())));
                context
            };
            let short = time_of(&environment, "t", &context(SHORT)).max(Duration::from_micros(300));
            let long = time_of(&environment, "t", &context(SHORT * FACTOR));
            if long > short * 32 {
                slow.push(format!("{filter} of {piece:?}: {short:?}, then {long:?}"));
            }
        }
    }
    assert!(slow.is_empty(), "{} grow faster than their input:\n{}", slow.len(), slow.join("\n"));
}

/// Templates whose texts and tags go on and on.
const TEMPLATES: [(&str, &str, &str); 20] = [
    ("", "{", ""),
    ("", "{{", ""),
    ("", "{% ", ""),
    ("", "{{ a }", ""),
    ("", "{#", ""),
    ("", "{{ a }}", ""),
    ("", "{{ a|upper }}", ""),
    ("", "{% if a %}{% endif %}", ""),
    ("{{ a", "|upper", " }}"),
    ("{{ a", ".b", " }}"),
    ("{% firstof ", "a ", "%}"),
    ("{% firstof ", "' ", "%}"),
    ("{% firstof ", "'\" ", "%}"),
    ("{% firstof ", "_('a ", "%}"),
    ("{% cycle ", "'a' ", "%}"),
    ("{% with ", "a=1 ", "%}{% endwith %}"),
    ("{{ 'a", "\\'", "' }}"),
    ("{% verbatim %}", "{% endverbatim x %}", "{% endverbatim %}"),
    ("{% blocktranslate %}", "{{ a }} ", "{% endblocktranslate %}"),
    ("{% comment %}", "{% if %}", "{% endcomment %}"),
];

#[test]
fn no_template_takes_the_square_of_its_length_to_read() {
    const SHORT: usize = 4_000;
    const FACTOR: usize = 8;
    let mut slow = Vec::new();
    for (before, piece, after) in TEMPLATES {
        let time = |length: usize| {
            let template = format!("{{% load i18n %}}{before}{}{after}", piece.repeat(length / piece.len()));
            let environment = Environment::new(HashMap::from([("t".to_owned(), template)]));
            let start = Instant::now();
            let _ = environment.render("t", &Dict::default());
            start.elapsed()
        };
        let best = |length: usize| time(length).min(time(length)).min(time(length));
        let (short, long) = (best(SHORT).max(Duration::from_micros(300)), best(SHORT * FACTOR));
        if long > short * 32 {
            slow.push(format!("{before}{piece}…{after}: {short:?}, then {long:?}"));
        }
    }
    assert!(slow.is_empty(), "{} grow faster than their length:\n{}", slow.len(), slow.join("\n"));
}
