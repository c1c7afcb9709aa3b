//! What a filter, a tag or the parser uses up grows with its input and not with the square of it, whatever the input is made
//! of.
//!
//! What is counted does not depend on the machine: the bytes that are asked of the allocator, and the steps that a render
//! takes of its budget. Each case gets an input of one length and of eight times that. A square takes 64 times as much
//! then; what is linear takes 8 times, or up to 16 where a buffer doubles once more.
//!
//! What only reads, over and over, asks for no memory. That part of the truth takes a clock, and is no part of the gate:
//! `cargo test --release -p downpage-django --test cost -- --ignored`, on a quiet machine.
#![expect(clippy::disallowed_methods, reason = "one test measures time")]

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use downpage_django::environment::Environment;
use downpage_django::filter::Arity;
use downpage_django::filters;
use downpage_django::render::{Context, Templates as _};
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
const FILTERS: &[&str] = &[
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
const TEMPLATES: &[(&str, &str, &str)] = &[
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

/// Tags that go through a list or a text, `list` and `text`, or write into the page again and again.
const TAGS: &[&str] = &[
    "{% autoescape off %}{{ text }}{% endautoescape %}",
    "{% block a %}{{ text }}{% endblock %}",
    "{% blocktranslate with x=text %}{{ x }}{% endblocktranslate %}",
    "{% for x in list %}{% blocktranslate %}{{ x }}{% endblocktranslate %}{% endfor %}",
    "{% cache 1 a %}{{ text }}{% endcache %}",
    "{% for x in list %}{% cycle 'a' x 'c' %}{% endfor %}",
    "{% for x in list %}{% cycle 'a' 'b' as c %}{% resetcycle c %}{% endfor %}",
    "{% extends 'base' %}{% block a %}{% for x in list %}{{ block.super }}{% endfor %}{% endblock %}",
    "{% extends 'base' %}{% block a %}{% for x in list %}{{ block.super|upper }}{% endfor %}{% endblock %}",
    "{% filter upper %}{{ text }}{% endfilter %}",
    "{% firstof text %}",
    "{% for x in list %}{{ x }}{{ forloop.counter }}{{ forloop.last }}{% endfor %}",
    "{% for x in list reversed %}{{ x }}{% empty %}{% endfor %}",
    "{% for x, y in pairs %}{{ x }}{{ y }}{% endfor %}",
    "{% for x in list %}{% for y in 'abc' %}{{ forloop.parentloop.counter }}{% endfor %}{% endfor %}",
    "{% for x in list %}{% if x == 5 and x in 'abc' or not x %}a{% elif x %}b{% else %}c{% endif %}{% endfor %}",
    "{% for x in list %}{% ifchanged x %}a{% else %}b{% endifchanged %}{% endfor %}",
    "{% for x in list %}{% ifchanged %}{{ x }}{% endifchanged %}{% endfor %}",
    "{% for x in list %}{% include 'part' %}{% endfor %}",
    "{% for x in list %}{% include 'part' with y=x only %}{% endfor %}",
    "{% language 'de' %}{{ text }}{% endlanguage %}",
    "{% localize on %}{% for x in list %}{{ x }}{% endfor %}{% endlocalize %}",
    "{% localtime off %}{{ text }}{% endlocaltime %}",
    "{% for x in list %}{% now 'Y' %}{% endfor %}",
    "{% partialdef a %}{{ x }}{% endpartialdef %}{% for x in list %}{% partial a %}{% endfor %}",
    "{% querystring text a=text b=list %}",
    "{% regroup list by real as groups %}{% for g in groups %}{{ g.grouper }}{{ g.list|length }}{% endfor %}",
    "{% spaceless %}{% for x in list %}<p> {{ x }} </p> {% endfor %}{% endspaceless %}",
    "{% for x in list %}{% static 'a' %}{% endfor %}",
    "{% static text %}",
    "{% templatetag openblock %}{{ text }}",
    "{% timezone 'UTC' %}{{ text }}{% endtimezone %}",
    "{% translate text %}",
    "{% for x in list %}{% translate 'a' as y %}{{ y }}{% endfor %}",
    "{% verbatim %}a{% endverbatim %}{{ text }}",
    "{% for x in list %}{% widthratio x 10 100 %}{% endfor %}",
    "{% for x in list %}{% with y=x z=text %}{{ y }}{% endwith %}{% endfor %}",
    "{% for x in list %}{% firstof nothing x as y %}{{ y }}{% endfor %}",
    "{% if text in text %}a{% endif %}{% if 5 in list %}a{% endif %}",
    "{{ text }}{{ list }}{{ pairs }}",
    "{{ missing.a.b }}{% if missing %}a{% endif %}{{ list.0 }}{{ text.upper }}{{ text.split }}",
];

/// How many times as long the next length is, and how many times as much it may use.
const FACTOR: usize = 8;
const MOST: u64 = 24;

/// What one render uses up.
#[derive(Clone, Copy, Debug)]
struct Cost {
    bytes: u64,
    steps: u64,
}

impl Cost {
    /// Whether this grows faster than what is eight times as long may.
    fn is_too_much_after(self, shorter: Self) -> bool {
        // What does not depend on the length at all covers little below this.
        let most = |least: u64, used: u64| used.max(least) * MOST;
        self.bytes > most(512, shorter.bytes) || self.steps > most(16, shorter.steps)
    }
}

fn cost(environment: &Environment, context: &Dict) -> Cost {
    let mut cx = Context::new(context, &environment.settings, &*environment.site, environment);
    let used = allocation_counter::measure(|| {
        let Ok(template) = environment.find("t", &[]) else { return };
        // Many texts are not what a filter wants; what it takes to say so counts as well.
        let _ = template.render_nodes(&mut cx, &mut String::new());
    });
    Cost { bytes: used.bytes_total, steps: environment.settings.steps - cx.steps_left() }
}

/// The costs of a length and of eight times that, when there is something wrong with them.
fn too_much(length: usize, mut cost: impl FnMut(usize) -> Cost) -> Option<(Cost, Cost)> {
    // The first render fills tables that are kept.
    cost(length);
    let (short, long) = (cost(length), cost(length * FACTOR));
    long.is_too_much_after(short).then_some((short, long))
}

/// All filters: those above, and the others without an argument or with one that is a text.
fn all_filters() -> Vec<String> {
    let mut all: Vec<String> = FILTERS.iter().map(|filter| (*filter).to_owned()).collect();
    let known: HashSet<&str> =
        FILTERS.iter().map(|call| call.split([':', '|']).next().unwrap_or(call)).collect();
    let tables = [filters::BUILTINS, filters::I18N, filters::L10N, filters::TZ, filters::HUMANIZE];
    for filter in tables.iter().flat_map(|table| table.iter()).flat_map(|topic| topic.iter()) {
        if !known.contains(filter.name) {
            all.push(filter.name.to_owned() + if filter.arity == Arity::One { ":t" } else { "" });
        }
    }
    all
}

fn with_filter(filter: &str) -> Environment {
    let template = format!("{{% load humanize i18n l10n tz %}}{{{{ t|{filter} }}}}");
    Environment::new(HashMap::from([("t".to_owned(), template)]))
}

fn text_of(piece: &str, length: usize) -> Dict {
    Dict::from_iter([("t".into(), Value::from(piece.repeat(length / piece.len())))])
}

fn read(before: &str, piece: &str, after: &str, length: usize) -> Environment {
    let text = format!("{{% load i18n %}}{before}{}{after}", piece.repeat(length / piece.len()));
    Environment::new(HashMap::from([("t".to_owned(), text)]))
}

#[test]
fn no_filter_uses_up_the_square_of_its_input() {
    for filter in all_filters() {
        let environment = with_filter(&filter);
        for piece in PIECES {
            let wrong = too_much(200, |length| cost(&environment, &text_of(piece, length)));
            assert!(wrong.is_none(), "{filter} of {piece:?}: {wrong:?}");
        }
    }
}

#[test]
fn no_template_uses_up_the_square_of_its_length_to_be_read() {
    for (before, piece, after) in TEMPLATES {
        let wrong = too_much(400, |length| cost(&read(before, piece, after, length), &Dict::default()));
        assert!(wrong.is_none(), "{before}{piece}…{after}: {wrong:?}");
    }
}

#[test]
fn no_tag_uses_up_the_square_of_what_it_goes_through() {
    for tag in TAGS {
        let load = "{% load cache i18n l10n static tz %}";
        let (extends, rest) = tag.split_at(if tag.starts_with("{% extends") { 20 } else { 0 });
        let templates = [
            ("t", format!("{extends}{load}{rest}")),
            ("base", "{% block a %}a{% endblock %}".to_owned()),
            ("part", "{% cycle 'a' 'b' %}{{ x }}".to_owned()),
        ];
        let environment =
            Environment::new(HashMap::from(templates.map(|(name, text)| (name.to_owned(), text))));
        let wrong = too_much(50, |length| {
            let numbers = (0..).take(length).map(Value::Int);
            let pairs = numbers.clone().map(|number| Value::tuple(vec![number.clone(), number])).collect();
            let context = Dict::from_iter([
                ("text".into(), Value::from("<p>a</p> ".repeat(length))),
                ("list".into(), Value::list(numbers.collect())),
                ("pairs".into(), Value::list(pairs)),
            ]);
            cost(&environment, &context)
        });
        assert!(wrong.is_none(), "{tag}: {wrong:?}");
    }
}

/// How many times as long the time for eight times the length may be.
const SLOWER: u32 = 24;

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
        if next > last * SLOWER {
            next = best(|| time(length * step));
        }
        if next <= last * SLOWER {
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

// One test, so that its parts do not take time from each other.
#[test]
#[ignore = "measures time, which a busy machine falsifies"]
fn nothing_takes_the_time_of_the_square_of_its_input() {
    for (before, piece, after) in TEMPLATES {
        let slow =
            grows_too_fast(4000, |length| time_of(&read(before, piece, after, length), &Dict::default()));
        assert_eq!(slow, None, "{before}{piece}…{after}");
    }
    for filter in all_filters() {
        let environment = with_filter(&filter);
        for piece in PIECES {
            let slow = grows_too_fast(2000, |length| time_of(&environment, &text_of(piece, length)));
            assert_eq!(slow, None, "{filter} of {piece:?}");
        }
    }
}
