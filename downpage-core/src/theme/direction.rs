//! Which way a language is written.

/// Languages that are written from right to left unless their tag names another script.
const RIGHT_TO_LEFT: [&str; 16] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"];
/// Scripts that are written from right to left.
const SCRIPTS: [&str; 7] = ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg"];

/// `rtl` or `ltr`: the value of the attribute `dir` for a language tag such as `de`, `pt-br` or `az_Arab`.
///
/// ```
/// use downpage_core::theme::direction;
///
/// assert_eq!(direction("pt-br"), "ltr");
/// assert_eq!(direction("ar_EG"), "rtl");
/// assert_eq!(direction("az-Arab-IR"), "rtl");
/// assert_eq!(direction("sd-Deva"), "ltr");
/// ```
#[must_use]
pub fn direction(language: &str) -> &'static str {
    let is = |known: &[&str], part: &str| known.iter().any(|known| known.eq_ignore_ascii_case(part));
    let mut parts = language.split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    // A script is the one subtag of four letters; years and variants of four begin with a digit.
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let right_to_left = match script {
        Some(script) => is(&SCRIPTS, script),
        None => is(&RIGHT_TO_LEFT, primary),
    };
    if right_to_left { "rtl" } else { "ltr" }
}
