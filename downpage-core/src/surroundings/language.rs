//! What pages must know of a language: how its name is spelt in each place, its direction, what stands in for it.

/// The name as configuration and pages write it: lower case, with hyphens, without a character set.
///
/// ```
/// use downpage_core::surroundings::language::normalize;
///
/// assert_eq!(normalize("pt_BR"), "pt-br");
/// assert_eq!(normalize("de_DE.UTF-8"), "de-de");
/// assert_eq!(normalize("sr@latin"), "sr-latn"); // as GNU systems name it
/// ```
#[must_use]
pub fn normalize(language: &str) -> String {
    let (name, modifier) = language.split_once('@').unwrap_or((language, ""));
    let name = name.split('.').next().unwrap_or(name).to_ascii_lowercase().replace('_', "-");
    match modifier.to_ascii_lowercase().as_str() {
        "" => name,
        "latin" => name + "-latn",
        "cyrillic" => name + "-cyrl",
        other => format!("{name}-{other}"),
    }
}

/// The name as HTML's `lang` wants it (BCP 47).
///
/// ```
/// use downpage_core::surroundings::language::bcp47;
///
/// assert_eq!(bcp47("pt_br"), "pt-BR");
/// assert_eq!(bcp47("zh-hant-tw"), "zh-Hant-TW");
/// ```
#[must_use]
pub fn bcp47(language: &str) -> String {
    let normal = normalize(language);
    let mut parts = normal.split('-');
    let mut name = parts.next().unwrap_or_default().to_owned();
    let mut plain = false; // what follows a single letter is private, or an extension's: no case of its own
    for part in parts {
        plain |= part.len() == 1;
        name.push('-');
        match part.len() {
            2 if !plain => name.push_str(&part.to_ascii_uppercase()),
            4 if !plain && part.bytes().all(|byte| byte.is_ascii_alphabetic()) => name.push_str(&title(part)),
            _ => name.push_str(part),
        }
    }
    name
}

/// The name of the directory that a language's catalogs are in, as Django's `to_locale` gives it.
///
/// ```
/// use downpage_core::surroundings::language::to_locale;
///
/// assert_eq!(to_locale("pt-br"), "pt_BR");
/// assert_eq!(to_locale("zh-hans"), "zh_Hans");
/// ```
#[must_use]
pub fn to_locale(language: &str) -> String {
    let normal = normalize(language);
    let Some((name, place)) = normal.split_once('-') else { return normal };
    let (place, tail) = place.split_once('-').map_or((place, None), |(place, tail)| (place, Some(tail)));
    let place = if place.chars().count() > 2 { title(place) } else { place.to_ascii_uppercase() };
    let tail = tail.map_or_else(String::new, |tail| format!("-{tail}"));
    format!("{name}_{place}{tail}")
}

/// Whether the language is written from right to left.
///
/// A script in the name decides (`az-arab`, `ks-deva`); without one, the script that the language is mostly written in.
///
/// ```
/// use downpage_core::surroundings::language::is_right_to_left;
///
/// assert!(is_right_to_left("ar-DZ") && is_right_to_left("he"));
/// assert!(!is_right_to_left("az") && is_right_to_left("az-Arab"));
/// ```
#[must_use]
pub fn is_right_to_left(language: &str) -> bool {
    const SCRIPTS: [&str; 10] =
        ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg", "mand", "samr", "aran"];
    const LANGUAGES: [&str; 31] = [
        "apc", "ar", "arc", "azb", "bal", "bgn", "bqi", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "khw",
        "ks", "lrc", "luz", "mzn", "nqo", "pnb", "ps", "rhg", "sd", "sdh", "skr", "syr", "trw", "ug", "ur",
        "yi",
    ];
    let normal = normalize(language);
    let mut parts = normal.split('-');
    let name = parts.next().unwrap_or_default();
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    script.map_or_else(|| LANGUAGES.contains(&name), |script| SCRIPTS.contains(&script))
}

/// The language itself and what stands in for it, best first: `de-at`, then `de`.
///
/// Chinese by country is read as Chinese by script, and `no` as `nb`, as Django does.
///
/// ```
/// use downpage_core::surroundings::language::fallbacks;
///
/// assert_eq!(fallbacks("de_AT").collect::<Vec<_>>(), ["de-at", "de"]);
/// assert_eq!(fallbacks("zh-tw").collect::<Vec<_>>(), ["zh-tw", "zh-hant", "zh"]);
/// ```
pub fn fallbacks(language: &str) -> impl Iterator<Item = String> {
    std::iter::successors(Some(normalize(language)), |name| {
        let next = match name.as_str() {
            "zh-cn" | "zh-sg" | "zh-my" => "zh-hans",
            "zh-tw" | "zh-hk" | "zh-mo" => "zh-hant",
            "no" => "nb",
            other => other.rsplit_once('-')?.0,
        };
        Some(next.to_owned())
    })
}

/// The first letter large.
fn title(part: &str) -> String {
    let mut letters = part.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
