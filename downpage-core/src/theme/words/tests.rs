use std::collections::BTreeSet;

use super::{SENTENCES, TITLES, Words, all};
use crate::status;
use crate::surroundings::language;
use crate::theme::LABELS;

/// All keys, in the order of the files.
fn keys() -> Vec<&'static str> {
    let labels = LABELS.iter().map(|(name, _)| *name);
    labels.chain(TITLES.iter().map(|group| group.0)).chain(SENTENCES.iter().map(|group| group.0)).collect()
}

#[test]
fn there_are_at_least_twenty_five_languages_each_once_and_in_order() {
    let names: Vec<&str> = all().iter().map(|words| words.language).collect();
    assert!(names.len() >= 25);
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    assert!(names.iter().all(|name| language::normalize(name) == **name));
}

#[test]
fn every_language_has_every_text_in_the_same_order_and_no_other() {
    for words in all() {
        let found: Vec<&str> = words.lines().iter().map(|(key, _)| *key).collect();
        assert_eq!(found, keys(), "{}", words.language);
        let lines = words.text.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(lines, found.len(), "{}: a line without a key", words.language);
        assert!(words.text.starts_with("# "), "{}: its own name comes first", words.language);
    }
}

#[test]
fn no_text_holds_markup_or_what_an_engine_escapes() {
    for words in all() {
        for (key, text) in words.lines() {
            let forbidden = ['\'', '"', '<', '>', '&', '/', '\\', '{', '}', '`'];
            assert!(!text.contains(forbidden), "{} {key}: {text}", words.language);
            assert!(!text.chars().any(char::is_control), "{} {key}: {text:?}", words.language);
            assert_eq!(text.trim(), *text, "{} {key}", words.language);
            assert!(!text.contains("  ") && !text.is_empty(), "{} {key}: {text}", words.language);
        }
    }
}

#[test]
fn sentences_end_and_titles_do_not() {
    for words in all().iter().filter(|words| words.language != "th") {
        for (key, text) in words.lines() {
            let is_sentence = SENTENCES.iter().any(|group| group.0 == *key);
            assert_eq!(text.ends_with(['.', '。', '।']), is_sentence, "{} {key}: {text}", words.language);
        }
    }
}

#[test]
fn texts_are_no_longer_than_a_page_shows_at_a_glance() {
    for words in all() {
        for (key, text) in words.lines() {
            let longest = if SENTENCES.iter().any(|group| group.0 == *key) { 150 } else { 48 };
            let length = text.chars().count();
            assert!(length <= longest, "{} {key} has {length} letters: {text}", words.language);
        }
    }
}

/// Letters of the language's own script must be most of its texts: a file under the wrong name would show itself.
#[test]
fn each_language_is_written_in_its_script() {
    let script = |letter: char| match u32::from(letter) {
        0x0370..=0x03ff | 0x1f00..=0x1fff => "Greek",
        0x0400..=0x04ff => "Cyrillic",
        0x0590..=0x05ff => "Hebrew",
        0x0600..=0x06ff => "Arabic",
        0x0900..=0x097f => "Devanagari",
        0x0e00..=0x0e7f => "Thai",
        0x3040..=0x30ff => "Kana",
        0x4e00..=0x9fff => "Han",
        0xac00..=0xd7af => "Hangul",
        _ => "Latin",
    };
    for words in all() {
        let expected = match words.language {
            "el" => "Greek",
            "bg" | "ru" | "uk" => "Cyrillic",
            "he" => "Hebrew",
            "ar" | "fa" => "Arabic",
            "hi" => "Devanagari",
            "th" => "Thai",
            "ja" => "Kana",
            "zh-hans" | "zh-hant" => "Han",
            "ko" => "Hangul",
            _ => "Latin",
        };
        let texts: String = words.lines().iter().map(|(_, text)| *text).collect();
        let letters: Vec<char> = texts.chars().filter(|letter| letter.is_alphabetic()).collect();
        let own = letters.iter().filter(|letter| script(**letter) == expected).count();
        assert!(own * 2 > letters.len(), "{}: {own} of {} letters", words.language, letters.len());
    }
}

#[test]
fn two_languages_never_share_a_file() {
    let texts: BTreeSet<&str> = all().iter().map(|words| words.sentence(502).unwrap()).collect();
    assert_eq!(texts.len(), all().len());
}

#[test]
fn every_known_status_is_in_one_group_of_sentences_and_at_most_one_of_titles() {
    for status in status::all() {
        let groups = |groups: &[(&str, &[u16])]| {
            groups.iter().filter(|(_, codes)| codes.contains(&status.code)).count()
        };
        assert_eq!(groups(&SENTENCES), 1, "{}", status.code);
        assert!(groups(&TITLES) <= 1, "{}", status.code);
    }
    let known = |code: &u16| status::find(*code).is_some();
    let codes = TITLES.iter().chain(&SENTENCES).flat_map(|(_, codes)| *codes);
    assert!(codes.into_iter().all(known), "no group names a status that is none");
}

#[test]
fn a_language_falls_back_to_the_one_it_is_a_kind_of() {
    let of = |name: &str| Words::of(name).map(|words| words.language);
    assert_eq!(of("de_AT"), Some("de"));
    assert_eq!(of("pt-BR"), Some("pt-br"));
    assert_eq!(of("pt-ao"), Some("pt"));
    assert_eq!(of("zh-tw"), Some("zh-hant"));
    assert_eq!((of("zh"), of("zh-CN")), (Some("zh-hans"), Some("zh-hans")));
    assert_eq!(of("no"), Some("nb"));
    assert_eq!((of("en"), of("en-gb"), of("tlh")), (None, None, None));
}

#[test]
fn a_status_that_nobody_knows_has_the_words_of_its_class() {
    let german = Words::of("de").unwrap();
    assert_eq!(german.title(479), german.title(400));
    assert_eq!(german.sentence(479), german.sentence(400));
    assert_eq!(german.title(579), german.label("trouble"));
    assert_eq!(german.sentence(579), german.sentence(506));
}
