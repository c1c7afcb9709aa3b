//! Finds what has to be escaped in markup, quickly: most of a page's values need no escaping at all.

/// Where the first of `& < > " '` stands in `text`.
///
/// ```
/// use downpage_core::markup::first_special;
///
/// assert_eq!(first_special("Müller & Söhne"), Some(8));
/// assert_eq!(first_special("Example"), None);
/// ```
#[must_use]
pub fn first_special(text: &str) -> Option<usize> {
    let (blocks, rest) = text.as_bytes().as_chunks::<8>();
    for (index, block) in blocks.iter().enumerate() {
        let found = specials(*block);
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    if let Some(last) = text.as_bytes().last_chunk::<8>()
        && !rest.is_empty()
    {
        // This block overlaps the one before, in which nothing was found.
        let found = specials(*last);
        return (found != 0).then(|| text.len() - 8 + found.trailing_zeros() as usize / 8);
    }
    rest.iter().position(|byte| SPECIAL[usize::from(*byte)])
}

/// The highest bit of each byte that is one of the five; above the first such byte there may be others.
const fn specials(block: [u8; 8]) -> u64 {
    let eight = u64::from_le_bytes(block);
    // `&` and `'` differ in the last bit, `<` and `>` in the one before it.
    zeros(eight ^ each(b'"')) | zeros((eight | each(1)) ^ each(b'\'')) | zeros((eight | each(2)) ^ each(b'>'))
}

/// Eight times the same byte.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of each byte that is zero; above the first such byte there may be others.
const fn zeros(eight: u64) -> u64 {
    eight.wrapping_sub(each(1)) & !eight & each(0x80)
}

/// For single bytes a look into a table is quicker.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < u8::MAX {
        special[byte as usize] = matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
        byte += 1;
    }
    special
};

#[cfg(test)]
mod tests {
    use super::first_special;

    #[test]
    fn every_special_character_is_found_at_every_place() {
        for special in ['&', '<', '>', '"', '\''] {
            for length in 0..50 {
                let text: String = "ab%(=;?!é".chars().cycle().take(length).collect();
                assert_eq!(first_special(&text), None, "{text}");
                assert_eq!(first_special(&format!("{text}{special}{text}<")), Some(text.len()), "{text}");
            }
        }
    }
}
