//! The time that a filter takes grows with its input and not with the square of it, whatever the input is made of; so does
//! the time that a template takes to be read.
//!
//! Each gets texts that are hard for one parser or another, at one length and at eight times that. A square takes 64 times
//! as long then; what is linear takes about 8 times, on a busy machine more. What takes more than 24 times is measured
//! again at eight times the length, and is guilty when it does so a second time.
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

/// How many times as long the next length is.
const FACTOR: usize = 8;
const MOST: u32 = 24;

/// The shortest time of a few.
fn best(mut once: impl FnMut() -> Duration) -> Duration {
    let mut best = once();
    for _ in 0..4 {
        if best > Duration::from_millis(400) {
            break;
        }
        best = best.min(once());
    }
    best
}

/// What is wrong when the time for a length grows with its square.
fn grows_too_fast(length: usize, mut time: impl FnMut(usize) -> Duration) -> Option<String> {
    let mut last = time(length).min(time(length)).max(Duration::from_micros(200));
    let mut shown = format!("{last:?}");
    for step in [FACTOR, FACTOR * FACTOR] {
        let mut next = time(length * step);
        if next > last * MOST {
            next = best(|| time(length * step));
        }
        if next <= last * MOST {
            return None;
        }
        shown = format!("{shown}, then {next:?}");
        last = next;
    }
    Some(shown)
}

fn time_of(environment: &Environment, context: &Dict) -> Duration {
    let start = Instant::now();
    // Many texts are not what a filter wants; how long it takes to say so counts as well.
    let _ = environment.render("t", context);
    start.elapsed()
}

fn no_filter_takes_the_square_of_its_input() {
    for filter in FILTERS {
        let template = format!("{{% load humanize %}}{{{{ t|{filter} }}}}");
        let environment = Environment::new(HashMap::from([("t".to_owned(), template)]));
        for piece in PIECES {
            let slow = grows_too_fast(2000, |length| {
                let mut context = Dict::default();
                context.insert("t".into(), Value::from(piece.repeat(length / piece.len())));
                time_of(&environment, &context)
            });
            assert_eq!(slow, None, "{filter} of {piece:?}");
        }
    }
}

fn no_template_takes_the_square_of_its_length_to_read() {
    for (before, piece, after) in TEMPLATES {
        let slow = grows_too_fast(4000, |length| {
            let text = format!("{{% load i18n %}}{before}{}{after}", piece.repeat(length / piece.len()));
            time_of(&Environment::new(HashMap::from([("t".to_owned(), text)])), &Dict::default())
        });
        assert_eq!(slow, None, "{before}{piece}…{after}");
    }
}

// One test, so that its parts do not take time from each other.
#[test]
#[ignore = "measures time, which a busy machine falsifies"]
fn nothing_takes_the_square_of_its_input() {
    no_template_takes_the_square_of_its_length_to_read();
    no_filter_takes_the_square_of_its_input();
}
