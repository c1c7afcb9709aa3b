//! The table of status codes, held against what others know, and the choice of codes.

use std::collections::{BTreeMap, BTreeSet};

use downpage_core::status::{self, Source};
use downpage_core::{ErrorKind, Status};

/// Reason phrases by code, as Python's `http.HTTPStatus` has them (`recorded/http_status.py`).
fn recorded() -> BTreeMap<u16, String> {
    let file = include_str!("recorded/http_status.json");
    let file: serde_json::Value = serde_json::from_str(file).expect("the recording is JSON");
    let phrases = file["phrases"].as_object().expect("the recording has phrases");
    let entry = |(code, phrase): (&String, &serde_json::Value)| {
        Some((code.parse::<u16>().ok()?, phrase.as_str()?.to_owned()))
    };
    phrases.iter().map(|pair| entry(pair).expect("each is a code and its phrase")).collect()
}

#[test]
fn registered_codes_are_exactly_those_that_python_knows_and_are_called_the_same() {
    let mut expected = recorded();
    // "(Unused)" in the registry, a joke elsewhere; ours has no apostrophe.
    assert_eq!(expected.remove(&418).as_deref(), Some("I'm a Teapot"));
    let ours: BTreeMap<u16, String> = status::all()
        .iter()
        .filter(|status| status.source == Source::Iana)
        .map(|status| (status.code, status.reason.to_owned()))
        .collect();
    assert_eq!(ours, expected);
}

#[test]
fn de_facto_codes_are_known_with_whoever_made_them_up() {
    let from = |name: &str| -> Vec<u16> {
        status::all().iter().filter(|status| status.source.name() == name).map(|status| status.code).collect()
    };
    assert_eq!(from("nginx"), [444, 494, 495, 496, 497, 499]);
    assert_eq!(from("Cloudflare"), [520, 521, 522, 523, 524, 525, 526, 527, 530]);
    for code in [418, 419, 420, 440, 449, 450, 460, 463, 464, 498, 509, 529, 533, 561, 598, 599] {
        let status = status::find(code).unwrap_or_else(|| panic!("{code} is missing"));
        assert!(matches!(status.source, Source::Other(_)), "{code}");
    }
}

#[test]
fn the_table_is_in_order_and_holds_errors_only() {
    let codes: Vec<u16> = status::all().iter().map(|status| status.code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    assert!(codes.iter().all(|code| status::ERRORS.contains(code)));
    for code in codes {
        assert_eq!(status::find(code).map(|status| status.code), Some(code));
    }
}

/// Every status, and one of each class that is not in the table.
fn every_text() -> Vec<Status> {
    let unknown = [status::describe(432), status::describe(555)];
    status::all().iter().copied().chain(unknown).collect()
}

#[test]
fn every_status_has_a_sentence_of_its_own() {
    let all = every_text();
    let distinct: BTreeSet<&str> = all.iter().map(|status| status.description).collect();
    assert_eq!(distinct.len(), all.len());
    for Status { code, description, .. } in all {
        assert!(description.starts_with(|first: char| first.is_ascii_uppercase()), "{code}: {description}");
        assert!(description.ends_with('.') && description.matches('.').count() == 1, "{code}: {description}");
        assert!((30..=120).contains(&description.len()), "{code}: {} bytes", description.len());
    }
}

#[test]
fn sentences_are_free_of_jargon_and_blame() {
    const NOT_FOR_VISITORS: [&str; 20] = [
        "administrator",
        "upstream",
        "gateway",
        "proxy",
        "client",
        "header",
        "token",
        "dns",
        "ssl",
        "tls",
        "protocol",
        "http ",
        "uri",
        "url",
        "payload",
        "invalid",
        "illegal",
        "your fault",
        "you failed",
        "oops",
    ];
    for Status { code, description, .. } in every_text() {
        let lower = description.to_lowercase();
        let word = NOT_FOR_VISITORS.iter().find(|word| lower.contains(**word));
        assert_eq!(word, None, "{code}: {description}");
    }
}

#[test]
fn no_text_holds_a_character_that_engines_escape() {
    for Status { code, reason, description, .. } in every_text() {
        for text in [reason, description] {
            assert!(text.is_ascii(), "{code}: {text}");
            assert!(!text.contains(['\'', '"', '<', '>', '&', '/', '`', '=', '\\']), "{code}: {text}");
        }
    }
}

#[test]
fn what_can_pass_by_itself_is_worth_another_try_and_what_cannot_is_not() {
    for code in [408, 425, 429, 500, 502, 503, 504, 521, 522, 529] {
        assert!(status::describe(code).retry, "{code}");
    }
    for code in [400, 403, 404, 405, 410, 413, 414, 415, 451, 501, 505] {
        assert!(!status::describe(code).retry, "{code}");
    }
    assert!(status::describe(555).retry && !status::describe(432).retry);
}

#[test]
fn numbers_wildcards_and_ranges_become_codes_in_order_each_once() {
    let select = |patterns| status::select(patterns).unwrap();
    assert_eq!(select("502"), [502]);
    assert_eq!(select(" 503 ,502, 503 "), [502, 503]);
    assert_eq!(select("500-504"), [500, 501, 502, 503, 504]);
    assert_eq!(select("509 - 520"), [509, 510, 511, 520]);
    assert_eq!(select("52x"), [520, 521, 522, 523, 524, 525, 526, 527, 529]);
    assert_eq!(select("41X,404"), [404, 410, 411, 412, 413, 414, 415, 416, 417, 418, 419]);
    assert_eq!(select("502,503,5xx,500-504"), select("5xx"));
    let both: Vec<u16> = status::all().iter().map(|status| status.code).collect();
    assert_eq!(select("4xx,5xx"), both);
}

#[test]
fn a_number_that_is_not_known_stands_for_itself_but_a_range_takes_known_ones_only() {
    assert_eq!(status::select("432,555").unwrap(), [432, 555]);
    assert_eq!(status::select("427-430").unwrap(), [428, 429]);
}

#[test]
fn what_is_no_choice_of_codes_is_refused_with_what_is_one() {
    let message = |patterns: &str| {
        let error = status::select(patterns).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{patterns:?}");
        assert!(error.help_text().is_some(), "{patterns:?}");
        error.message().to_owned()
    };
    assert_eq!(message(""), "no status code is given");
    assert_eq!(message("502,,503"), "a status code is missing");
    assert_eq!(message("502,"), "a status code is missing");
    assert_eq!(message("200"), "`200` is not an error: those are from 400 to 599");
    assert_eq!(message("600"), "`600` is not an error: those are from 400 to 599");
    assert_eq!(
        message("99999999999999999999"),
        "`99999999999999999999` is not an error: those are from 400 to 599"
    );
    assert_eq!(message("3xx"), "`3xx` is not an error: those are from 400 to 599");
    assert_eq!(message("399-404"), "`399-404` is not an error: those are from 400 to 599");
    assert_eq!(message("504-500"), "the range `504-500` ends before it begins");
    assert_eq!(message("54x"), "no known status code fits `54x`");
    assert_eq!(message("540-550"), "no known status code fits `540-550`");
    for malformed in [
        "x",
        "xxx",
        "5x",
        "5xxx",
        "x5x",
        "50x2",
        "abc",
        "-502",
        "502-",
        "+502",
        "5.2",
        "50é",
        "５０２",
        "5xx-504",
        "500-502-504",
    ] {
        assert_eq!(message(malformed), format!("expected a status code, found `{malformed}`"));
    }
}
