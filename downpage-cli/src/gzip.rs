//! What a page weighs on its way to a visitor.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

/// The header and the end that gzip puts around the compressed text.
const FRAME: usize = 18;

thread_local! {
    /// Making one takes longer than compressing a page with it.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::default(), false));
}

/// The size of `text` when a server sends it with gzip, level 6.
pub(crate) fn size(text: &str) -> usize {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        // Only counted; nobody reads it.
        let mut block = [0; 4096];
        let mut rest = text.as_bytes();
        loop {
            let before = compressor.total_in();
            let status = compressor.compress(rest, &mut block, FlushCompress::Finish);
            let taken = usize::try_from(compressor.total_in() - before).unwrap_or(rest.len());
            rest = &rest[taken..];
            if !matches!(status, Ok(Status::Ok | Status::BufError)) {
                return usize::try_from(compressor.total_out()).unwrap_or(usize::MAX - FRAME) + FRAME;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::size;

    #[test]
    fn the_size_is_that_of_the_file_that_gzip_makes_but_for_how_the_text_was_handed_over() {
        for text in [
            "",
            "<h1>502 Bad Gateway</h1>",
            &"0123456789 ".repeat(10_000),
            &include_str!("gzip.rs").repeat(9),
        ] {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(text.as_bytes()).unwrap();
            let file = encoder.finish().unwrap();
            let apart = size(text).abs_diff(file.len());
            assert!(apart <= 8, "{apart} bytes apart of {}", file.len());
        }
    }
}
