//! Names for URLs.

use unicode_normalization::UnicodeNormalization;

use crate::text::space::is_space;

/// ASCII letters in lower case, digits, underscores, and one hyphen for each stretch of blanks and hyphens.
///
/// ```
/// assert_eq!(downpage_django::text::slug::slugify(" Héllo,  Wörld - again_ "), "hello-world-again");
/// ```
#[must_use]
pub fn slugify(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(char::is_ascii) {
        let c = c.to_ascii_lowercase();
        if is_space(c) || c == '-' {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else if c.is_ascii_alphanumeric() || c == '_' {
            out.push(c);
        }
    }
    out.trim_matches(['-', '_']).to_owned()
}
