//! `slugify`: text as part of a URL.

use downpage_core::Result;
use tera::Value;

use crate::call::{Call, Row, row};

pub(super) const FILTERS: [Row; 1] = [row("slugify", &[], slugify)];

/// `slugify`: letters without their accents in lower case, digits, `_` and `-`; white space becomes `-`.
///
/// As in Django, what has no ASCII letter at its base (ß, ø, Greek) is left out. Accents are taken off the letters of Latin
/// scripts; other compatibility forms that Python knows (such as `①`) are left out.
fn slugify(call: &Call<'_>) -> Result<Value> {
    let mut plain = String::new();
    for letter in call.text().chars() {
        push_ascii(letter, &mut plain);
    }
    let mut slug = String::with_capacity(plain.len());
    for letter in plain.trim().chars().map(|letter| letter.to_ascii_lowercase()) {
        match letter {
            'a'..='z' | '0'..='9' | '_' => slug.push(letter),
            '-' | ' ' | '\t'..='\r' | '\u{1c}'..='\u{1f}' if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    Ok(call.alike(slug.trim_matches(['-', '_'])))
}

/// Adds the ASCII letters at the base of `letter`, as Unicode's form NFKD has them.
fn push_ascii(letter: char, plain: &mut String) {
    const LIGATURES: [(char, &str); 24] = [
        ('¼', "14"),
        ('½', "12"),
        ('¾', "34"),
        ('Ĳ', "IJ"),
        ('ĳ', "ij"),
        ('Ǆ', "DZ"),
        ('ǅ', "Dz"),
        ('ǆ', "dz"),
        ('Ǉ', "LJ"),
        ('ǈ', "Lj"),
        ('ǉ', "lj"),
        ('Ǌ', "NJ"),
        ('ǋ', "Nj"),
        ('ǌ', "nj"),
        ('Ǳ', "DZ"),
        ('ǲ', "Dz"),
        ('ǳ', "dz"),
        ('ﬀ', "ff"),
        ('ﬁ', "fi"),
        ('ﬂ', "fl"),
        ('ﬃ', "ffi"),
        ('ﬄ', "ffl"),
        ('ﬅ', "st"),
        ('ﬆ', "st"),
    ];
    let code = letter as usize;
    let base = match code {
        0..0x80 => letter,
        0xa0 | 0x2000..=0x200a | 0x202f | 0x3000 => ' ',
        0xa0..0x250 => base(LATIN, code - 0xa0),
        0x1e00..0x1f00 => base(LATIN_ADDITIONAL, code - 0x1e00),
        0xff01..=0xff5e => char::from_u32(letter as u32 - 0xfee0).unwrap_or('.'), // full width
        _ => '.',
    };
    if letter == '.' || base != '.' {
        plain.push(base);
    } else if let Some((_, letters)) = LIGATURES.iter().find(|(ligature, _)| *ligature == letter) {
        plain.push_str(letters);
    }
}

fn base(table: &str, at: usize) -> char {
    table.as_bytes().get(at).map_or('.', |byte| char::from(*byte))
}

/// The ASCII base of each letter from U+00A0 to U+024F, a full stop where there is none. Written by Python's `unicodedata`.
const LATIN: &str = "..........a.......23.....1o.....AAAAAA.CEEEEIIII.NOOOOO..UUUUY..aaaaaa.ceeeeiiii.nooooo..uuuuy.y\
     AaAaAaCcCcCcCcDd..EeEeEeEeEeGgGgGgGgHh..IiIiIiIiI...JjKk.LlLlLlLl..NnNnNnn..OoOoOo..RrRrRrSsSsSs\
     SsTtTt..UuUuUuUuUuUuWwYyYZzZzZzs................................Oo.............Uu...............\
     .............AaIiOoUuUuUuUuUu.AaAa....GgKkOoOo..j...Gg..NnAa....AaAaEeEeIiIiOoOoRrRrUuUuSsTt..Hh\
     ......AaEeOoOoOoOoYy............................";

/// The same for U+1E00 to U+1EFF.
const LATIN_ADDITIONAL: &str = "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRr\
     SsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyas....AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe\
     EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy......";
