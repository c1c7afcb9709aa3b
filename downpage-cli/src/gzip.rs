//! What a page weighs on its way to a visitor.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use flate2::{Compress, Compression, FlushCompress, Status};

/// The header and the end that gzip puts around the compressed text.
const FRAME: usize = 18;

/// Pages that may wait to be weighed.
const QUEUE: usize = 32;

/// Weighs pages beside the run.
///
/// Of a run over three pages, making a compressor and weighing with it takes as long as all the rest; so a thread does both
/// while pages are rendered and written.
#[derive(Debug)]
pub(crate) enum Scales {
    /// A thread takes the texts and ends with the sizes.
    Beside { texts: SyncSender<String>, thread: JoinHandle<Vec<usize>> },
    /// There is no thread to be had; so many bytes each text had.
    Here(Vec<usize>),
}

impl Scales {
    /// Makes the scales ready.
    pub(crate) fn start() -> Self {
        let (texts, queue) = sync_channel::<String>(QUEUE);
        let weigh = move || {
            let mut compressor = compressor();
            queue.into_iter().map(|text| size(&text, &mut compressor)).collect()
        };
        match thread::Builder::new().name("gzip".to_owned()).spawn(weigh) {
            Ok(thread) => Self::Beside { texts, thread },
            Err(_) => Self::Here(Vec::new()),
        }
    }

    /// Puts a text on the scales.
    pub(crate) fn put(&mut self, text: String) {
        match self {
            // It only ends early by a panic, which `weights` reports.
            Self::Beside { texts, .. } => drop(texts.send(text)),
            Self::Here(sizes) => sizes.push(size(&text, &mut compressor())),
        }
    }

    /// The size of each text, in the order in which they came, when a server sends it with gzip, level 6.
    pub(crate) fn weights(self) -> Vec<usize> {
        match self {
            Self::Beside { texts, thread } => {
                drop(texts);
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            }
            Self::Here(sizes) => sizes,
        }
    }
}

fn compressor() -> Compress {
    Compress::new(Compression::default(), false)
}

fn size(text: &str, compressor: &mut Compress) -> usize {
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
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::Scales;

    #[test]
    fn the_size_is_that_of_the_file_that_gzip_makes_but_for_how_the_text_was_handed_over() {
        let texts = [
            "",
            "<h1>502 Bad Gateway</h1>",
            &"0123456789 ".repeat(10_000),
            &include_str!("gzip.rs").repeat(9),
        ];
        let mut scales = [Scales::start(), Scales::Here(Vec::new())];
        for text in texts {
            for scales in &mut scales {
                scales.put(text.to_owned());
            }
        }
        let [beside, here] = scales.map(Scales::weights);
        assert_eq!(beside, here);
        for (text, weight) in texts.into_iter().zip(here) {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(text.as_bytes()).unwrap();
            let file = encoder.finish().unwrap();
            let apart = weight.abs_diff(file.len());
            assert!(apart <= 8, "{apart} bytes apart of {}", file.len());
        }
    }
}
