//! What Django's own filters and tags say in other languages, for sites that bring no catalog of Django's.
//!
//! The texts come from the catalogs of Django 5.2 (BSD-3-Clause, by Django's translators): names of months, weekdays and
//! languages, spans of time, sizes, and the words of `humanize`. `embedded/record.py` takes them out of an installed Django.
//! They stay text: a look-up counts lines, and nothing is built at the start.

use std::cmp::Ordering;

/// A message a line, sorted by bytes: context, text and plural with tabs between.
const MESSAGES: &str = include_str!("embedded/messages.txt");

/// A language's code, and its translations in the order of [`MESSAGES`]: plural forms with tabs between.
#[rustfmt::skip]
const LANGUAGES: [(&str, &str); 15] = [
    ("ar", include_str!("embedded/ar.txt")),
    ("de", include_str!("embedded/de.txt")),
    ("es", include_str!("embedded/es.txt")),
    ("fr", include_str!("embedded/fr.txt")),
    ("he", include_str!("embedded/he.txt")),
    ("it", include_str!("embedded/it.txt")),
    ("ja", include_str!("embedded/ja.txt")),
    ("ko", include_str!("embedded/ko.txt")),
    ("nl", include_str!("embedded/nl.txt")),
    ("pl", include_str!("embedded/pl.txt")),
    ("pt-br", include_str!("embedded/pt_BR.txt")),
    ("ru", include_str!("embedded/ru.txt")),
    ("tr", include_str!("embedded/tr.txt")),
    ("uk", include_str!("embedded/uk.txt")),
    ("zh-hans", include_str!("embedded/zh_Hans.txt")),
];

/// Codes that stand for another one of these, as in Django.
const FALLBACKS: [(&str, &str); 3] = [("zh-cn", "zh-hans"), ("zh-my", "zh-hans"), ("zh-sg", "zh-hans")];

/// The translation of one of Django's own messages.
pub(crate) fn gettext(language: &str, context: Option<&str>, message: &str) -> Option<&'static str> {
    let (_, translations) = find_language(language)?;
    let line = translations.lines().nth(line_of([context.unwrap_or_default(), message, ""])?)?;
    (!line.is_empty()).then_some(line)
}

/// The translation of one of Django's own messages with a number, in the form for `count`.
pub(crate) fn ngettext(
    language: &str,
    context: Option<&str>,
    [singular, plural]: [&str; 2],
    count: i64,
) -> Option<&'static str> {
    let (language, translations) = find_language(language)?;
    let line = translations.lines().nth(line_of([context.unwrap_or_default(), singular, plural])?)?;
    let forms = line.split('\t').count();
    line.split('\t').nth(form(language, forms, count.unsigned_abs())).filter(|form| !form.is_empty())
}

/// The language of that code, or of the part before its first hyphen.
fn find_language(code: &str) -> Option<(&'static str, &'static str)> {
    let find = |code: &str| LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).copied();
    let stands_for = |(from, to): &(&str, &'static str)| from.eq_ignore_ascii_case(code).then_some(*to);
    let code = FALLBACKS.iter().find_map(stands_for).unwrap_or(code);
    find(code).or_else(|| find(code.split_once('-')?.0))
}

/// The number of the line of [`MESSAGES`] that is this entry.
fn line_of(entry: [&str; 3]) -> Option<usize> {
    let (mut low, mut high) = (0, MESSAGES.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start =
            MESSAGES.as_bytes()[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = MESSAGES[start..].find('\n').map_or(MESSAGES.len(), |length| start + length);
        match compare(&MESSAGES[start..end], entry) {
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
            Ordering::Equal => {
                return Some(memchr::memchr_iter(b'\n', &MESSAGES.as_bytes()[..start]).count());
            }
        }
    }
    None
}

/// Where a line stands to the line that an entry would be.
fn compare(line: &str, [context, text, plural]: [&str; 3]) -> Ordering {
    let entry = [context, "\t", text, "\t", plural];
    line.bytes().cmp(entry.iter().flat_map(|part| part.bytes()))
}

/// Which of a message's plural forms a number takes: the rules of Django's catalogs.
fn form(language: &str, forms: usize, n: u64) -> usize {
    let (tens, hundreds) = (n % 10, n % 100);
    let few = (2..=4).contains(&tens) && !(12..=14).contains(&hundreds);
    match language {
        "ja" | "ko" | "zh-hans" => 0,
        // The catalogs of Django and of humanize do not agree on the number of forms.
        "es" | "fr" | "it" | "pt-br" => {
            let one = n == 1 || n == 0 && matches!(language, "fr" | "pt-br");
            match forms {
                _ if one => 0,
                3 if n != 0 && n.is_multiple_of(1_000_000) => 1,
                3 => 2,
                _ => 1,
            }
        }
        "tr" => usize::from(n > 1),
        "he" => match n {
            1 => 0,
            2 => 1,
            _ if forms == 3 || n > 10 && tens == 0 => 2,
            _ => 3,
        },
        "ar" => match (n, hundreds) {
            (0..=2, _) => usize::try_from(n).unwrap_or(0),
            (_, 3..=10) => 3,
            (_, 11..=99) => 4,
            _ => 5,
        },
        "pl" if n == 1 => 0,
        "ru" | "uk" if tens == 1 && hundreds != 11 => 0,
        "pl" | "ru" | "uk" => {
            if few {
                1
            } else {
                2
            }
        }
        _ => usize::from(n != 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, MESSAGES, gettext, line_of, ngettext};

    #[test]
    fn every_message_is_found_in_every_language() {
        for (at, line) in MESSAGES.lines().enumerate() {
            let mut parts = line.split('\t');
            let entry = [parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap()];
            assert_eq!(line_of(entry), Some(at), "{line}");
        }
        for (code, translations) in LANGUAGES {
            assert_eq!(translations.lines().count(), MESSAGES.lines().count(), "{code}");
        }
    }

    #[test]
    fn a_region_takes_the_words_of_its_language() {
        assert_eq!(gettext("de-at", None, "January"), Some("Januar"));
        assert_eq!(gettext("zh-cn", None, "Monday"), gettext("zh-hans", None, "Monday"));
        assert_eq!(gettext("pt", None, "January"), None);
        assert_eq!(gettext("en-us", None, "January"), None);
    }

    #[test]
    fn what_django_does_not_say_is_not_there() {
        assert_eq!(gettext("de", None, "Page of ours"), None);
        assert_eq!(gettext("de", Some("no such context"), "January"), None);
        assert_eq!(gettext("de", None, ""), None);
        assert_eq!(ngettext("de", None, ["%d apple", "%d apples"], 2), None);
    }
}
