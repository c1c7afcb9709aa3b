//! Upper and lower case of words, as Python's str methods have them.

/// `str.title()`: each letter after a non-letter in upper case, the others in lower case.
#[must_use]
pub fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        if c == 'Σ' && in_word {
            out.push(sigma_inside(&text[at..]));
        } else if in_word {
            out.extend(c.to_lowercase());
        } else {
            push_title(c, &mut out);
        }
        in_word = is_cased(c);
    }
    out
}

/// The small form of the capital sigma with which `rest` begins, after a letter: another at the end of a word. A look at
/// the next few characters does, since hardly any others stand inside a word without being a letter.
fn sigma_inside(rest: &str) -> char {
    const FAR: usize = 16;
    let word: String = std::iter::once('a').chain(rest.chars().take(FAR)).collect();
    word.to_lowercase().chars().nth(1).unwrap_or('σ')
}

/// `str.capitalize()`: the first letter in upper case, the others in lower case.
#[must_use]
pub fn capitalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    if let Some(first) = letters.next() {
        push_title(first, &mut out);
    }
    out.push_str(&letters.as_str().to_lowercase());
    out
}

/// `str.swapcase()`.
#[must_use]
pub fn swap(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Whether a small sigma ends a word is known to the standard library, when it is given the whole text.
    let lower = text.to_lowercase();
    let mut sigmas = lower.chars().filter(|c| matches!(c, 'σ' | 'ς'));
    for c in text.chars() {
        let sigma = matches!(c, 'Σ' | 'σ' | 'ς').then(|| sigmas.next()).flatten();
        if let (Some(sigma), 'Σ') = (sigma, c) {
            out.push(sigma);
        } else if c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
    }
    out
}

/// Title case differs from upper case where one character stands for two letters.
fn push_title(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("Ss"),
        // Georgian has capitals for whole words only.
        '\u{10d0}'..='\u{10ff}' => out.push(c),
        'Ǆ' | 'ǅ' | 'ǆ' => out.push('ǅ'),
        'Ǉ' | 'ǈ' | 'ǉ' => out.push('ǈ'),
        'Ǌ' | 'ǋ' | 'ǌ' => out.push('ǋ'),
        'Ǳ' | 'ǲ' | 'ǳ' => out.push('ǲ'),
        // Greek vowels with an iota below have title forms eight places on.
        '\u{1f80}'..='\u{1faf}' => out.extend(char::from_u32(u32::from(c) | 8)),
        c if c < '\u{587}' => out.extend(c.to_uppercase()),
        c => match TITLE.binary_search_by_key(&c, |row| row.0) {
            Ok(at) => out.push_str(TITLE[at].1),
            Err(_) => out.extend(c.to_uppercase()),
        },
    }
}

/// The other characters whose title case is not their upper case: ligatures, and Greek with an iota below.
#[rustfmt::skip]
const TITLE: [(char, &str); 28] = [
    ('\u{587}', "\u{535}\u{582}"),
    ('\u{1fb2}', "\u{1fba}\u{345}"),
    ('\u{1fb3}', "\u{1fbc}"),
    ('\u{1fb4}', "\u{386}\u{345}"),
    ('\u{1fb7}', "\u{391}\u{342}\u{345}"),
    ('\u{1fbc}', "\u{1fbc}"),
    ('\u{1fc2}', "\u{1fca}\u{345}"),
    ('\u{1fc3}', "\u{1fcc}"),
    ('\u{1fc4}', "\u{389}\u{345}"),
    ('\u{1fc7}', "\u{397}\u{342}\u{345}"),
    ('\u{1fcc}', "\u{1fcc}"),
    ('\u{1ff2}', "\u{1ffa}\u{345}"),
    ('\u{1ff3}', "\u{1ffc}"),
    ('\u{1ff4}', "\u{38f}\u{345}"),
    ('\u{1ff7}', "\u{3a9}\u{342}\u{345}"),
    ('\u{1ffc}', "\u{1ffc}"),
    ('\u{fb00}', "\u{46}\u{66}"),
    ('\u{fb01}', "\u{46}\u{69}"),
    ('\u{fb02}', "\u{46}\u{6c}"),
    ('\u{fb03}', "\u{46}\u{66}\u{69}"),
    ('\u{fb04}', "\u{46}\u{66}\u{6c}"),
    ('\u{fb05}', "\u{53}\u{74}"),
    ('\u{fb06}', "\u{53}\u{74}"),
    ('\u{fb13}', "\u{544}\u{576}"),
    ('\u{fb14}', "\u{544}\u{565}"),
    ('\u{fb15}', "\u{544}\u{56b}"),
    ('\u{fb16}', "\u{54e}\u{576}"),
    ('\u{fb17}', "\u{544}\u{56d}"),
];

fn is_cased(c: char) -> bool {
    let title_case =
        matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ' | '\u{1f88}'..='\u{1faf}' | '\u{1fbc}' | '\u{1fcc}' | '\u{1ffc}');
    c.is_lowercase() || c.is_uppercase() || title_case
}
