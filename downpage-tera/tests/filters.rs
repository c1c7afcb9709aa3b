//! Our filters against what Django 5.2 gave; `record_django_filters.py` redoes the record.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that counts what it compared")]

mod support;

use downpage_core::jiff::Timestamp;
use downpage_core::jiff::tz::TimeZone;
use downpage_core::{Context, Engine, Surroundings, Value};
use support::Site;

/// What differs: the filter, what is special about the case, and why. To become shorter, not longer.
const DIFFERENT: [(&str, Special, &str); 6] = [
    (
        "truncatechars",
        |case| case["input"].to_string().contains('\u{301}'),
        "text is not brought into Unicode's form NFC",
    ),
    (
        "unordered_list",
        |case| case["output"].to_string().contains("[&#"),
        "a list where an item should be is shown as Tera does",
    ),
    ("urlize", ends_in_bracket_and_stop, "Django loses the full stop after a bracket"),
    ("urlizetrunc", ends_in_bracket_and_stop, "Django loses the full stop after a bracket"),
    ("divisibleby", |_| true, "Tera shows booleans in lower case"),
    (
        "floatformat",
        |case| case["output"].to_string().contains('e'),
        "numbers with an exponent are spelt as Tera does",
    ),
];

type Special = fn(&serde_json::Value) -> bool;

fn ends_in_bracket_and_stop(case: &serde_json::Value) -> bool {
    case["input"].to_string().contains("x).")
}

/// The recorded text in Tera's spelling: Django writes the apostrophe of escaped text in hexadecimal.
fn in_tera(text: &str) -> String {
    text.replace("&#x27;", "&#39;")
}

#[test]
fn every_filter_gives_what_django_gives() {
    let record: serde_json::Value = serde_json::from_str(include_str!("django_filters.json")).unwrap();
    let surroundings = Surroundings {
        clock: Some("2026-03-26T09:41:00+01:00".parse::<Timestamp>().unwrap()),
        time_zone: TimeZone::get("Europe/Berlin").unwrap(),
        ..Surroundings::default()
    };
    let cases = record["cases"].as_array().unwrap();
    let (mut wrong, mut known) = (Vec::new(), [0; DIFFERENT.len()]);
    for case in cases {
        let name = case["filter"].as_str().unwrap();
        let expected = in_tera(case["output"].as_str().unwrap());
        let found = filtered(case, name, &surroundings);
        let row = DIFFERENT.iter().position(|(filter, special, _)| *filter == name && special(case));
        if let Some(row) = row {
            known[row] += usize::from(found.as_deref() != Ok(&*expected));
            continue;
        }
        if found.as_deref() != Ok(&*expected) {
            wrong.push(format!(
                "{name} {} {}\n   django {expected:?}\n   we     {found:?}",
                case["input"], case["arguments"]
            ));
        }
    }
    println!("{} cases, {} known differences", cases.len(), known.iter().sum::<usize>());
    for ((name, _, reason), count) in DIFFERENT.iter().zip(known) {
        assert!(count > 0, "`{name}` does not differ any more: {reason}");
    }
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn filtered(case: &serde_json::Value, name: &str, surroundings: &Surroundings) -> Result<String, String> {
    let mut arguments = Vec::new();
    let mut context = Context::new();
    let (input, safe) = plain(&case["input"]);
    context.insert("value", input);
    for (key, value) in case["arguments"].as_object().unwrap() {
        context.insert(format!("argument_{key}"), plain(value).0);
        arguments.push(format!("{key}=argument_{key}"));
    }
    // A list with safe text in it is put together in the template.
    let value = match case["input"].as_array() {
        Some(items) if items.iter().any(|item| item["safe"].is_string()) => {
            let items = items.iter().map(|item| match item["safe"].as_str() {
                Some(text) => format!("('{text}' | safe)"),
                None => format!("'{}'", item.as_str().unwrap()),
            });
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        _ if safe => "value | safe".to_owned(),
        _ => "value".to_owned(),
    };
    let filtered = format!("{value} | {name}({})", arguments.join(", "));
    let template = match case["each"].as_str() {
        Some(each) => format!(
            "{{% for item in {filtered} %}}[{{{{ item{} }}}}]{{% endfor %}}",
            each.replace(".1", "[1]")
        ),
        None => format!("{{{{ {filtered} }}}}"),
    };
    let engine = Site::new(&[("page", &template)]).surroundings(surroundings.clone()).engine();
    engine.render("page", &context).map_err(|error| error.to_string())
}

/// A recorded value without its marks, and whether it was marked safe.
fn plain(value: &serde_json::Value) -> (Value, bool) {
    if let Some(text) = value["safe"].as_str() {
        return (text.into(), true);
    }
    let value = value.get("date").unwrap_or(value);
    (serde_json::from_value(value.clone()).unwrap(), false)
}
