//! Catalogs: `.po` and `.mo`, plural forms, languages, files on disk.

use std::path::{Path, PathBuf};

use downpage_core::surroundings::{Catalog, Translations};
use downpage_core::{Error, ErrorKind};
use serde_json::Value as Json;

use crate::{file, items, recorded};

fn po(entries: &str) -> Catalog {
    Catalog::from_po(entries, "test.po").unwrap()
}

fn entry(message: &str, translation: &str) -> Catalog {
    po(&format!("msgid \"{message}\"\nmsgstr \"{translation}\"\n"))
}

fn bad_data(result: Result<Catalog, Error>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadData);
    error.to_string()
}

/// Every answer recorded from Python for one catalog.
fn check_answers(catalog: &Catalog, answers: &Json, name: &str) {
    for case in items(&answers["gettext"]) {
        let (context, message) = (case[0].as_str(), case[1].as_str().unwrap());
        assert_eq!(catalog.gettext(context, message), case[2].as_str(), "{name}: {context:?} {message}");
    }
    for case in items(&answers["ngettext"]) {
        let (context, message) = (case[0].as_str(), case[1].as_str().unwrap());
        for (count, form) in items(&answers["counts"]).iter().zip(items(&case[2])) {
            let found = catalog.ngettext(context, message, count.as_i64().unwrap());
            assert_eq!(found, form.as_str(), "{name}: {context:?} {message} {count}");
        }
    }
}

#[test]
fn po_and_mo_files_answer_as_pythons_gettext() {
    let answers = recorded("catalogs");
    for stem in ["ar", "latin1"] {
        let answers = &answers[format!("{stem}.po")];
        for name in [format!("{stem}.mo"), format!("{stem}.big-endian.mo")] {
            check_answers(
                &Catalog::from_mo(&file(&format!("catalogs/{name}")), &name).unwrap(),
                answers,
                &name,
            );
        }
        let directory = tempfile::tempdir().unwrap();
        put(directory.path(), "xx/LC_MESSAGES/it.po", &file(&format!("catalogs/{stem}.po")));
        let loaded = Translations::load(&[directory.path().into()], &["it"], &["xx"]).unwrap();
        check_answers(loaded.catalogs().next().unwrap().1, answers, stem);
    }
}

#[test]
fn plural_rules_choose_as_pythons_gettext() {
    let recorded = recorded("plurals");
    let rules = recorded["rules"].as_object().unwrap();
    assert!(rules.len() > 25);
    for (rule, forms) in rules {
        let header = format!("msgid \"\"\nmsgstr \"Plural-Forms: nplurals=10; plural={rule};\\n\"\n");
        let forms_of = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
            .map(|form| format!("msgstr[{form}] \"{form}\"\n"))
            .concat();
        let catalog = po(&format!("{header}msgid \"n\"\nmsgid_plural \"ns\"\n{forms_of}"));
        let counts = items(&recorded["counts"]);
        let forms = forms.as_str().unwrap();
        assert_eq!(counts.len(), forms.len());
        for (count, form) in counts.iter().zip(forms.split_terminator("").skip(1)) {
            let found = catalog.ngettext(None, "n", count.as_i64().unwrap()).unwrap_or("?");
            assert_eq!(found, form, "{rule} for {count}");
        }
    }
}

#[test]
fn po_syntax_is_that_of_msgfmt() {
    // Taken here, though msgfmt refuses them: a byte order mark, and a comment inside an entry.
    let lenient = |text: &str| text.starts_with('\u{feff}') || text.contains("# comment\nmsgstr");
    for case in items(&recorded("syntax")) {
        let text = case[0].as_str().unwrap();
        let found = Catalog::from_po(text, "test.po").ok().map(|catalog| catalog.len() as u64);
        let expected = if lenient(text) { Some(1) } else { case[1].as_u64() };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn mistakes_in_a_po_file_are_placed() {
    for (text, message) in [
        (
            "msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"",
            "test.po:4:1: this message is translated twice",
        ),
        ("msgid \"é\" x\nmsgstr \"b\"", "test.po:1:11: expected `msgstr`, found `x`"),
        ("# c\nhello", "test.po:2:1: expected `msgid`, found `hello`"),
        ("msgid", "test.po:1:6: expected text in quotes, found the end of the file"),
        ("msgid \"a\"\nmsgstr \"b\\q\"", "test.po:2:10: unknown escape"),
        ("msgid \"a\nmsgstr \"b\"", "test.po:1:7: the text does not end on its line"),
        ("msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"", "test.po:3:1: expected `msgstr[0]`"),
        ("msgid \"a\\0\"\nmsgstr \"b\"", "test.po:1:7: the text has a NUL or EOT in it"),
        ("msgid \"\\377\"\nmsgstr \"b\"", "test.po:1:7: the text is not UTF-8 once its escapes are read"),
        (
            "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=n !\\n\"",
            "test.po:1:1: cannot read `Plural-Forms`: expected the end of the expression, found `!`",
        ),
    ] {
        assert_eq!(bad_data(Catalog::from_po(text, "test.po")), message);
    }
}

#[test]
fn the_placeholder_of_a_new_po_file_counts_as_no_plural_rule() {
    let header = "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n\"\n";
    let catalog = po(&format!("{header}msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"1\"\nmsgstr[1] \"n\"\n"));
    let forms = [0, 1, 2].map(|count| catalog.ngettext(None, "a", count));
    assert_eq!(forms, [Some("n"), Some("1"), Some("n")]);
}

#[test]
fn an_empty_or_missing_plural_form_is_untranslated() {
    let catalog = po("msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"1\"\nmsgstr[1] \"\"\n\nmsgid \"c\"\n\
         msgid_plural \"d\"\nmsgstr[0] \"1\"\n");
    assert_eq!(catalog.ngettext(None, "a", 2), None);
    assert_eq!(catalog.ngettext(None, "c", 2), None);
    assert_eq!(catalog.gettext(None, "c"), Some("1"));
}

#[test]
fn a_damaged_mo_file_says_what_is_wrong() {
    let whole = file("catalogs/ar.mo");
    let reason = |bytes: &[u8]| bad_data(Catalog::from_mo(bytes, "ar.mo"));
    let says = |what: &str| format!("ar.mo: cannot read the compiled catalog: {what}");
    let outside = says("it is cut off, or points outside of itself");
    assert_eq!(reason(b""), says("it is shorter than its header"));
    assert_eq!(reason(b"msgid \"\""), says("it does not begin as `.mo` files do"));
    assert_eq!(reason(&whole[..20]), outside);
    assert_eq!(reason(&whole[..whole.len() - 2]), outside);
    let with = |at: usize, bytes: [u8; 4]| {
        let mut damaged = whole.clone();
        damaged[at..at + 4].copy_from_slice(&bytes);
        reason(&damaged)
    };
    assert_eq!(with(4, [0, 0, 9, 0]), says("its version 9 is not known"));
    assert_eq!(with(8, [255; 4]), outside);
    assert_eq!(with(12, [255; 4]), outside);
    assert_eq!(
        reason(&replaced(&whole, b"charset=UTF-8", b"charset=UTF-7")),
        says("its character set `UTF-7` is not supported")
    );
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn entries_that_share_their_text_cannot_fill_the_memory() {
    let (count, length) = (2_000_u32, 10_000_u32);
    let strings = 28 + count * 16;
    let mut bytes: Vec<u8> = Vec::new();
    for number in [0x9504_12de, 0, count, 28, 28 + count * 8, 0, 0] {
        bytes.extend(u32::to_le_bytes(number));
    }
    for _ in 0..count * 2 {
        bytes.extend(length.to_le_bytes());
        bytes.extend(strings.to_le_bytes());
    }
    bytes.resize((strings + length) as usize, b'x');
    assert!(bad_data(Catalog::from_mo(&bytes, "bomb.mo")).ends_with("its entries overlap"));
}

#[test]
fn the_catalog_added_first_goes_before_the_others() {
    let mut translations = Translations::default();
    translations.add("de", entry("a", "project"));
    translations.add("de", po("msgid \"a\"\nmsgstr \"app\"\n\nmsgid \"b\"\nmsgstr \"app b\"\n"));
    assert_eq!(translations.gettext("de", None, "a"), Some("project"));
    assert_eq!(translations.gettext("de", None, "b"), Some("app b"));
}

#[test]
fn a_language_falls_back_to_its_base_for_each_message() {
    let mut translations = Translations::default();
    translations.add("pt_BR", entry("a", "brazilian"));
    translations.add("pt", po("msgid \"a\"\nmsgstr \"x\"\n\nmsgid \"b\"\nmsgstr \"portuguese\"\n"));
    translations.add("zh_Hant", entry("a", "traditional"));
    for language in ["pt-br", "pt_BR", "PT-BR"] {
        assert_eq!(translations.gettext(language, None, "a"), Some("brazilian"));
        assert_eq!(translations.gettext(language, None, "b"), Some("portuguese"));
    }
    assert_eq!(translations.gettext("zh-TW", None, "a"), Some("traditional"));
    assert_eq!(translations.gettext("fr", None, "a"), None);
    assert_eq!(translations.gettext("p", None, "a"), None);
    assert_eq!(translations.languages().collect::<Vec<_>>(), ["pt", "pt-br", "zh-hant"]);
}

#[test]
fn the_fallback_language_stands_in_except_for_english() {
    let mut translations = Translations::default().with_fallback("de");
    translations.add("de", entry("a", "deutsch"));
    assert_eq!(translations.gettext("fr", None, "a"), Some("deutsch"));
    assert_eq!(translations.gettext("en-gb", None, "a"), None);
}

fn put(directory: &Path, name: &str, bytes: &[u8]) {
    let path = directory.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::io::Write::write_all(&mut std::fs::File::create(path).unwrap(), bytes).unwrap();
}

/// Two directories: one of the project, one of an app.
fn site() -> (tempfile::TempDir, Vec<PathBuf>) {
    let site = tempfile::tempdir().unwrap();
    let catalog =
        |message: &str, translation: &str| format!("msgid \"{message}\"\nmsgstr \"{translation}\"\n");
    for (name, text) in [
        ("project/de/LC_MESSAGES/django.po", catalog("a", "project")),
        ("project/pt_BR/LC_MESSAGES/django.po", catalog("a", "br")),
        ("project/fr/LC_MESSAGES/django.po", "broken".to_owned()),
        ("project/README", String::new()),
        ("app/de/LC_MESSAGES/django.po", catalog("a", "app") + &catalog("b", "app b")),
        ("app/pt-br/LC_MESSAGES/other.po", catalog("c", "br c")),
    ] {
        put(site.path(), name, text.as_bytes());
    }
    let directories = vec![site.path().join("project"), site.path().join("app")];
    (site, directories)
}

#[test]
fn one_more_language_is_learnt_from_the_places_of_the_others() {
    let (_site, directories) = site();
    let mut loaded = Translations::load(&directories, &["django", "other"], &["pt-br"]).unwrap();
    assert_eq!(loaded.gettext("fr", None, "a"), None, "its catalog is broken, and nobody asked for it");
    assert!(loaded.languages().eq(["pt-br"]));
    loaded.learn("de-at").unwrap();
    assert!(loaded.languages().eq(["de", "pt-br"]));
    assert_eq!(loaded.gettext("de-at", None, "a"), Some("project"));
    assert_eq!(loaded.gettext("pt-br", None, "a"), Some("br"));
    assert_eq!(loaded.learn("fr").unwrap_err().kind(), ErrorKind::BadData);
    Translations::default().learn("de").unwrap();
}

#[test]
fn a_language_that_a_template_changes_to_is_read_then() {
    let (_site, directories) = site();
    let loaded = Translations::load(&directories, &["django", "other"], &["pt-br"]).unwrap();
    assert_eq!(loaded.gettext("de-at", None, "a"), Some("project"));
    assert_eq!(loaded.gettext("de", None, "b"), Some("app b"));
    assert_eq!(loaded.gettext("sv", None, "a"), None);
    let own = Translations::load(&directories[1..], &["django"], &["pt-br"]).unwrap();
    let both = own.before(Translations::load(&directories[..1], &["django"], &["de"]).unwrap());
    assert_eq!(
        both.gettext("de", None, "a"),
        Some("project"),
        "one that was asked for goes before one that was not"
    );
}

#[test]
fn loading_reads_the_languages_asked_for_and_no_others() {
    let (_site, directories) = site();
    let loaded = Translations::load(&directories, &["django", "other"], &["de-at", "pt-br"]).unwrap();
    assert_eq!(loaded.languages().collect::<Vec<_>>(), ["de", "pt-br"]);
    assert_eq!(loaded.gettext("de-at", None, "a"), Some("project"));
    assert_eq!(loaded.gettext("de", None, "b"), Some("app b"));
    assert_eq!(loaded.gettext("pt-br", None, "a"), Some("br"));
    assert_eq!(loaded.gettext("pt-br", None, "c"), Some("br c"));
    let error = Translations::load(&directories, &["django"], &["fr"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert!(error.to_string().ends_with("fr/LC_MESSAGES/django.po:1:1: expected `msgid`, found `broken`"));
}

#[test]
fn a_compiled_catalog_goes_before_its_source() {
    let (site, directories) = site();
    put(site.path(), "project/de/LC_MESSAGES/django.mo", &file("catalogs/ar.mo"));
    let loaded = Translations::load(&directories[..1], &["django"], &["de"]).unwrap();
    assert_eq!(loaded.gettext("de", None, "a"), None);
    assert!(loaded.gettext("de", None, "Not found").is_some());
}

#[test]
fn a_missing_directory_is_an_error_and_a_missing_language_is_none() {
    let (site, directories) = site();
    let error = Translations::load(&[site.path().join("locale")], &["django"], &["de"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().starts_with("there is no directory of translations at `"));
    let loaded = Translations::load(&directories, &["django"], &["nl"]).unwrap();
    assert_eq!(loaded.languages().count(), 0);
}

#[test]
fn a_po_file_in_another_character_set_says_how_to_convert_it() {
    let (site, directories) = site();
    let text = b"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=KOI8-R\\n\"\n\nmsgid \"a\"\nmsgstr \"\xd4\"\n";
    put(site.path(), "project/ru/LC_MESSAGES/django.po", text);
    let error = Translations::load(&directories, &["django"], &["ru"]).unwrap_err();
    assert!(error.to_string().ends_with("django.po:5:9: the catalog is not UTF-8"), "{error}");
    assert_eq!(error.help_text(), Some("save it as UTF-8, with `msgconv --to-code=UTF-8`"));
}
