//! Named URLs.

use downpage_core::surroundings::Urls;
use downpage_core::{ErrorKind, Map, Value};
use serde_json::Value as Json;

use crate::{items, recorded};

fn urls(patterns: &[(&str, &str)]) -> Urls {
    let mut urls = Urls::new();
    for (name, pattern) in patterns {
        urls.insert(*name, pattern).unwrap();
    }
    urls
}

fn named(pairs: &[(&str, Value)]) -> Map {
    pairs.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
}

/// Positional and named arguments as recorded: a list, or a table.
fn arguments(json: &Json) -> (Vec<Value>, Map) {
    let value: Value = serde_json::from_value(json.clone()).unwrap();
    match value {
        Value::Map(named) => (Vec::new(), (*named).clone()),
        positional => (positional.as_list().unwrap().to_vec(), Map::new()),
    }
}

/// What is said of a URL that cannot be made.
fn reason(urls: &Urls, name: &str, positional: &[Value], named: &Map) -> String {
    let error = urls.reverse(name, positional, named).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rendering);
    error.message().to_owned()
}

#[test]
fn urls_are_those_of_django() {
    for case in items(&recorded("urls")["one"]) {
        let pattern = case[0].as_str().unwrap();
        let (positional, named) = arguments(&case[1]);
        let url = urls(&[("it", pattern)]).reverse("it", &positional, &named);
        assert_eq!(url.ok().as_deref(), case[2].as_str(), "{pattern} with {}", case[1]);
    }
}

#[test]
fn of_several_patterns_the_one_that_fits_is_taken_as_in_django() {
    let urls = urls(&[("it", "/l/"), ("it", "/l/<int:n>/"), ("it", "/l/<str:t>/")]);
    for case in items(&recorded("urls")["several"]) {
        let (positional, named) = arguments(&case[0]);
        assert_eq!(urls.reverse("it", &positional, &named).unwrap(), case[1].as_str().unwrap());
    }
    let error = urls.reverse("it", &["a/b".into()], &Map::new()).unwrap_err();
    let patterns = "`/l/<str:t>/`, `/l/<int:n>/`, `/l/`";
    assert_eq!(error.message(), format!("URL `it` cannot be made: its patterns are {patterns}"));
    assert_eq!(error.notes().len(), 3);
    assert_eq!(urls.parameters("it").unwrap().collect::<Vec<_>>(), ["t", "n"]);
}

#[test]
fn full_urls_and_queries_stay_as_they_were_written() {
    let urls = urls(&[
        ("status", "https://status.example.com/?a=1&b=%20#now"),
        ("user", "https://example.com/~<string:name>?tab=<str:tab>"),
        ("mail", "mailto:help@example.com"),
        ("search", "/search/?q=<str:q>&x=1"),
        ("encoded", "/a%20b/ü/"),
    ]);
    let none = Map::new();
    let url = |name, positional: &[Value]| urls.reverse(name, positional, &none).unwrap();
    assert_eq!(url("status", &[]), "https://status.example.com/?a=1&b=%20#now");
    assert_eq!(url("user", &["a&b".into(), "a&b".into()]), "https://example.com/~a&b?tab=a%26b");
    assert_eq!(url("mail", &[]), "mailto:help@example.com");
    assert_eq!(url("search", &["a=b c".into()]), "/search/?q=a%3Db%20c&x=1");
    assert_eq!(url("encoded", &[]), "/a%20b/%C3%BC/");
}

#[test]
fn what_does_not_fit_is_told_with_what_is_wanted() {
    let urls = urls(&[("day", "/<int:year>/<slug:month>/"), ("home", "/")]);
    let none = Map::new();
    let takes = "URL `day` cannot be made: it takes `year`, `month`";
    assert_eq!(reason(&urls, "day", &[], &none), format!("{takes}, and `year`, `month` are missing"));
    let one = named(&[("month", "may".into())]);
    assert_eq!(reason(&urls, "day", &[], &one), format!("{takes}, and `year` is missing"));
    let slip = named(&[("yaer", 1.into()), ("month", "may".into())]);
    assert_eq!(reason(&urls, "day", &[], &slip), format!("{takes}, not `yaer`: did you mean `year`?"));
    assert_eq!(reason(&urls, "day", &[1.into()], &none), format!("{takes}, but 1 is given"));
    let parameter = "URL `home` cannot be made: it takes no parameters";
    assert_eq!(reason(&urls, "home", &[1.into(), 2.into()], &none), format!("{parameter}, but 2 are given"));
    assert_eq!(
        reason(&urls, "day", &["x".into(), "may".into()], &none),
        "URL `day` cannot be made: expected a whole number that is not negative for `year`, found `x`"
    );
    assert_eq!(
        reason(&urls, "day", &[1.into(), Value::Null], &none),
        "URL `day` cannot be made: expected letters (a to z), digits, hyphens and underscores for `month`, found nothing"
    );
    assert_eq!(
        reason(&urls, "day", &[1.into()], &one),
        "URL `day` is given arguments both by position and by name"
    );
}

#[test]
fn an_unknown_name_lists_the_known_ones() {
    let urls = urls(&[("home", "/"), ("shop:detail", "/shop/<int:pk>/")]);
    let help = |urls: &Urls, name: &str| {
        let error = urls.reverse(name, &[], &Map::new()).unwrap_err();
        assert_eq!(error.message(), format!("there is no URL called `{name}`"));
        error.help_text().map(str::to_owned)
    };
    assert_eq!(help(&urls, "shop:detial").as_deref(), Some("did you mean `shop:detail`?"));
    assert_eq!(help(&urls, "x").as_deref(), Some("known: `home`, `shop:detail`"));
    assert!(help(&Urls::new(), "x").unwrap().starts_with("no URLs are known here"));
}

#[test]
fn a_pattern_that_cannot_be_used_says_why() {
    let reason = |pattern: &str| {
        let error = Urls::new().insert("it", pattern).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        (error.message().to_owned(), error.help_text().unwrap_or_default().to_owned())
    };
    let unusable = |pattern: &str, why: &str| format!("URL pattern `{pattern}` cannot be used: {why}");
    for (pattern, why) in [
        ("/<int:pk/", "a `<` is never closed"),
        ("/int:pk>/", "a `>` has no `<` before it"),
        ("/<int:a>/<str:a>", "it has the parameter `a` twice"),
        ("/<int: a>/", "` a` is no name for a parameter: letters, digits and underscores are"),
        ("/<>/", "`` is no name for a parameter: letters, digits and underscores are"),
    ] {
        assert_eq!(reason(pattern).0, unusable(pattern, why));
    }
    let help = "did you mean `int`?".to_owned();
    assert_eq!(reason("/<itn:a>/"), (unusable("/<itn:a>/", "there is no converter `itn`"), help));
    for pattern in ["shop/", "//cdn.example.com/shop/", ""] {
        let message = format!("URL pattern `{pattern}` must start with one `/`, or be a full URL");
        assert_eq!(reason(pattern).0, message);
    }
}
