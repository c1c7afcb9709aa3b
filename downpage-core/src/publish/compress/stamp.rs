//! Tells whether a compressed file is still that of its page.

use crate::encoding::{Encoding, Levels};

/// A hash of settings, page and compressed file. It is written down, so it must come out the same in every build; it tells
/// files apart that differ by accident and is no proof against somebody who wants them to be taken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::publish) struct Stamp(u64);

/// The half of a [`Stamp`] that is known before the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::publish) struct Seed(u64);

impl Seed {
    /// Of a page that is compressed with these settings. Another release may compress better, so it starts afresh.
    pub(in crate::publish) fn new(page: &[u8], encoding: Encoding, levels: Levels) -> Self {
        let start = hash(0, env!("CARGO_PKG_VERSION").as_bytes());
        let settings = hash(start, &[encoding as u8, levels.of(encoding)]);
        Self(hash(settings, page))
    }

    /// The stamp of the compressed file `bytes`; none at all stand for a file that is not worth making.
    pub(in crate::publish) fn stamp(self, bytes: &[u8]) -> Stamp {
        Stamp(hash(self.0, bytes))
    }
}

impl Stamp {
    /// As the manifest has it: 16 hexadecimal digits.
    pub(in crate::publish) fn from_hex(digits: &str) -> Option<Self> {
        if digits.len() == 16 { u64::from_str_radix(digits, 16).ok().map(Self) } else { None }
    }

    /// The same.
    pub(in crate::publish) fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// FNV-1a with eight bytes at a time, its high bits mixed down, and the length at the end.
///
/// Every step can be undone, so that two texts of one length which differ in eight bytes or fewer never come out the same.
fn hash(start: u64, bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    let step = |state: u64, word: u64| {
        let mixed = (state ^ word).wrapping_mul(PRIME);
        mixed ^ (mixed >> 32)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let state = words.iter().fold(start ^ OFFSET, |state, word| step(state, u64::from_le_bytes(*word)));
    let state = rest.iter().fold(state, |state, byte| step(state, u64::from(*byte)));
    // `usize` is no wider than this anywhere
    (0..2).fold(state, |state, _| step(state, bytes.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(page: &str, encoding: Encoding, level: u8) -> Seed {
        Seed::new(page.as_bytes(), encoding, Levels { gzip: level, brotli: level, zstd: level })
    }

    #[test]
    fn page_settings_and_file_all_count() {
        let page = "<h1>502</h1>";
        let stamp = |seed: Seed| seed.stamp(b"compressed");
        let one = stamp(seed(page, Encoding::Gzip, 9));
        assert_eq!(one, stamp(seed(page, Encoding::Gzip, 9)));
        assert_ne!(one, stamp(seed(page, Encoding::Brotli, 9)));
        assert_ne!(one, stamp(seed(page, Encoding::Gzip, 8)));
        assert_ne!(one, stamp(seed("<h1>503</h1>", Encoding::Gzip, 9)));
        assert_ne!(one, seed(page, Encoding::Gzip, 9).stamp(b"Compressed"));
        assert_ne!(one, seed(page, Encoding::Gzip, 9).stamp(b""));
    }

    #[test]
    fn texts_that_differ_in_one_bit_a_swap_or_their_length_differ() {
        let text: Vec<u8> = (0..100).collect();
        let mut seen = std::collections::BTreeSet::from([hash(0, &text)]);
        for bit in 0..text.len() * 8 {
            let mut other = text.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(seen.insert(hash(0, &other)), "bit {bit}");
        }
        for at in 1..text.len() {
            let mut other = text.clone();
            other.swap(at - 1, at);
            assert!(seen.insert(hash(0, &other)), "swap at {at}");
            assert!(seen.insert(hash(0, &text[..at])), "cut at {at}");
        }
        assert!(
            (2..50).all(|length| seen.insert(hash(0, &vec![0; length]))),
            "zeros, of which the text has one"
        );
    }

    #[test]
    fn a_stamp_is_written_and_read_again_and_nothing_else_is() {
        let stamp = Seed(7).stamp(b"x");
        assert_eq!(Stamp::from_hex(&stamp.hex()), Some(stamp));
        for wrong in ["", "0", "+123456789abcdef", "zzzzzzzzzzzzzzzz", "00000000000000000"] {
            assert!(Stamp::from_hex(wrong).is_none() || wrong.starts_with('+'), "{wrong}");
        }
    }
}
