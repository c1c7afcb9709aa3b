//! Facts about languages.

use downpage_core::surroundings::language::{bcp47, fallbacks, is_right_to_left, normalize, to_locale};

use crate::{items, recorded};

#[test]
fn the_direction_is_the_one_that_cldr_and_django_know() {
    let recorded = recorded("languages");
    for name in items(&recorded["right_to_left"]).iter().chain(items(&recorded["django_right_to_left"])) {
        assert!(is_right_to_left(name.as_str().unwrap()), "{name}");
    }
    for name in items(&recorded["left_to_right"]) {
        assert!(!is_right_to_left(name.as_str().unwrap()), "{name}");
    }
    assert!(!is_right_to_left("ks-deva") && !is_right_to_left("") && is_right_to_left("UR_PK"));
}

#[test]
fn locales_are_named_as_in_django() {
    for case in items(&recorded("languages")["to_locale"]) {
        assert_eq!(to_locale(case[0].as_str().unwrap()), case[1].as_str().unwrap());
    }
}

#[test]
fn every_spelling_of_a_language_is_one() {
    for spelling in ["zh-hant", "zh_Hant", "ZH-HANT", "zh_Hant.UTF-8"] {
        assert_eq!(normalize(spelling), "zh-hant");
        assert_eq!(bcp47(spelling), "zh-Hant");
        assert_eq!(to_locale(spelling), "zh_Hant");
    }
}

#[test]
fn bcp_47_has_its_own_letter_case() {
    for (name, expected) in [
        ("de", "de"),
        ("es-419", "es-419"),
        ("SR_latn_rs", "sr-Latn-RS"),
        ("sl-ROZAJ", "sl-rozaj"),
        ("de-1996", "de-1996"),
        ("en-x-us", "en-x-us"),
        ("", ""),
    ] {
        assert_eq!(bcp47(name), expected);
    }
}

#[test]
fn the_way_back_ends() {
    let chain = |name: &str| fallbacks(name).collect::<Vec<_>>();
    assert_eq!(chain("zh-hant-tw"), ["zh-hant-tw", "zh-hant", "zh"]);
    assert_eq!(chain("no"), ["no", "nb"]);
    assert_eq!(chain("zh-cn"), ["zh-cn", "zh-hans", "zh"]);
    assert_eq!(chain("-"), ["-", ""]);
}
