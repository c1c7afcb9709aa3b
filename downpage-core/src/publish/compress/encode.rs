//! A page's bytes, compressed: the same bytes on every machine and at every time.

use std::io;

use crate::encoding::Encoding;

/// `page` in this encoding; `None` when that is no smaller.
///
/// # Errors
/// When memory runs out, or this build cannot compress.
pub(super) fn encode(page: &[u8], encoding: Encoding, level: u8) -> io::Result<Option<Vec<u8>>> {
    let bytes = match encoding {
        Encoding::Gzip => gzip(page, level),
        Encoding::Brotli => brotli(page, level),
        Encoding::Zstd => zstd(page, level),
    }?;
    Ok(Some(bytes).filter(|bytes| bytes.len() < page.len()))
}

/// Without a name and a time in its head.
#[cfg(feature = "compress")]
fn gzip(page: &[u8], level: u8) -> io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level.into()));
    io::Write::write_all(&mut encoder, page)?;
    encoder.finish()
}

#[cfg(feature = "compress")]
fn brotli(page: &[u8], level: u8) -> io::Result<Vec<u8>> {
    /// 4 MiB, as the program `brotli` takes; a smaller page makes do with less.
    const WINDOW: i32 = 22;
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: level.into(),
        lgwin: WINDOW,
        size_hint: page.len(),
        ..Default::default()
    };
    let mut bytes = Vec::new();
    brotli::BrotliCompress(&mut &*page, &mut bytes, &parameters)?;
    Ok(bytes)
}

#[cfg(feature = "compress")]
fn zstd(page: &[u8], level: u8) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(page, level.into())
}

#[cfg(not(feature = "compress"))]
use self::left_out as gzip;
#[cfg(not(feature = "compress"))]
use self::left_out as brotli;
#[cfg(not(feature = "compress"))]
use self::left_out as zstd;

/// For a program that asks the library for what it was built without; a configuration is refused before.
#[cfg(not(feature = "compress"))]
fn left_out(_: &[u8], _: u8) -> io::Result<Vec<u8>> {
    Err(io::Error::other("this build is without the feature `compress`"))
}

#[cfg(all(test, feature = "compress"))]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::encoding::Levels;

    fn decoded(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        let read = match encoding {
            Encoding::Gzip => flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).map(drop),
            Encoding::Brotli => brotli::BrotliDecompress(&mut &*bytes, &mut text),
            Encoding::Zstd => zstd::stream::copy_decode(bytes, &mut text),
        };
        read.expect("what was just compressed");
        text
    }

    #[test]
    fn what_is_compressed_is_read_again_at_every_level() {
        let page = include_bytes!("encode.rs");
        for encoding in Encoding::ALL {
            let mut last = usize::MAX;
            for level in 1..=Levels::HIGHEST.of(encoding) {
                let bytes = encode(page, encoding, level).unwrap().unwrap();
                assert_eq!(decoded(encoding, &bytes), page, "{encoding:?} {level}");
                last = bytes.len();
            }
            let fast = encode(page, encoding, 1).unwrap().unwrap().len();
            assert!(last < fast, "{encoding:?}: {last} bytes at the highest level, {fast} at the lowest");
        }
    }

    #[test]
    fn what_would_be_no_smaller_is_left_out() {
        for encoding in Encoding::ALL {
            for page in ["", "502"] {
                assert_eq!(encode(page.as_bytes(), encoding, 9).unwrap(), None, "{encoding:?} of `{page}`");
            }
        }
    }

    #[test]
    fn gzip_has_neither_a_time_nor_a_name_nor_a_system_in_its_head() {
        let bytes = encode(&[b'x'; 100], Encoding::Gzip, 9).unwrap().unwrap();
        assert_eq!(bytes[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    }

    #[test]
    fn windows_of_zstandard_are_no_larger_than_browsers_allow() {
        // RFC 9659: at most 8 MiB; a frame of a single segment needs as much as its content.
        let page: Vec<u8> = (0..20_000_000_u32).map(|number| (number % 251) as u8).collect();
        let bytes = encode(&page, Encoding::Zstd, Levels::HIGHEST.zstd).unwrap().unwrap();
        let (is_single, window) = (bytes[4] & 0x20 != 0, bytes[5]);
        assert!(!is_single, "a page this large is not one segment");
        let exponent = 10 + u32::from(window >> 3);
        let base = 1_u64 << exponent;
        assert!(base + base / 8 * u64::from(window & 7) <= 8 << 20);
    }
}
