//! Pages in the languages whose words are embedded, held against Django's: `locales/record.py` has recorded them.

use std::path::Path;
use std::sync::Arc;

use downpage_core::{
    Context, Engine, Format, Limits, MemoryLoader, Options, Setup, Surroundings, Value, jiff,
};
use downpage_django::Django;
use jiff::civil::{date, time};
use jiff::{Timestamp, ToSpan};

const LANGUAGES: [&str; 17] = [
    "ar", "de", "en", "en-gb", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt-br", "ru", "tr", "uk",
    "zh-hans",
];

/// Django's clock in the recording: 2024-02-29, noon.
fn now() -> Timestamp {
    "2024-02-29T12:00:00Z".parse().expect("a moment")
}

/// What the page is given; the same stands in `record.py`.
fn values() -> Context {
    let mut context = Context::new();
    let month = |month: i8| Value::from(date(2023 + i16::from(month / 6), month, month * 2));
    let utc =
        |seconds: i64| Value::from((now() + seconds.seconds()).to_zoned_datetime(jiff::tz::TimeZone::UTC));
    context.insert("start", date(2023, 1, 1));
    context.insert("days", (1..=12).map(month).collect::<Vec<_>>());
    context.insert("times", vec![time(0, 0, 0, 0), time(12, 0, 0, 0), time(13, 30, 0, 0), time(9, 5, 0, 0)]);
    let numbers: [i64; 22] = [
        0,
        1,
        2,
        3,
        4,
        5,
        11,
        12,
        21,
        22,
        25,
        101,
        102,
        103,
        111,
        1000,
        1024,
        1_234_567,
        1_000_000,
        2_000_000,
        5_000_000,
        3_000_000_000,
    ];
    context.insert("numbers", numbers.to_vec());
    context.insert("moment", utc(3 * 3600 + 4 * 60 + 5));
    context.insert("half", 1234.5);
    context.insert("text", "eins zwei drei");
    let moments = [
        0,
        1,
        -1,
        30,
        -30,
        60,
        -60,
        180,
        -180,
        3600,
        -3600,
        7200,
        -18_000,
        86_400,
        -86_400,
        172_800,
        -864_000,
        3_456_000,
        -40_000_000,
    ];
    context.insert("moments", moments.map(utc).to_vec());
    context
        .insert("codes", ["ar", "de", "en", "fr", "ja", "pt-br", "uk", "zh-hans"].map(Value::from).to_vec());
    context
}

fn page_in(language: &str, text: &str) -> String {
    let surroundings =
        Surroundings { clock: Some(now()), language: language.into(), ..Surroundings::default() };
    let setup = Setup {
        loader: Arc::new(MemoryLoader::new().with("page.txt", text)),
        surroundings: Arc::new(surroundings),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    };
    let engine = Django::new(setup).expect("an engine without options");
    engine.render("page.txt", &values()).expect("the page renders")
}

#[test]
fn without_a_catalog_dates_numbers_and_humanize_read_as_in_django() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/locales");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let text = read("page.txt");
    let mut different = Vec::new();
    for language in LANGUAGES {
        let (page, expected) = (page_in(language, &text), read(&format!("{language}.txt")));
        let lines = page.lines().zip(expected.lines()).filter(|(ours, djangos)| ours != djangos);
        different.extend(lines.map(|(ours, djangos)| format!("{language}\n  {ours}\n  {djangos}\n")));
        assert_eq!(page.lines().count(), expected.lines().count(), "{language}");
    }
    assert!(different.is_empty(), "{}", different.concat());
}
