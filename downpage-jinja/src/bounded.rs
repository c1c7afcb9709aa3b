//! Collects a page's text, up to a limit.

use std::io::{Error, ErrorKind, Result, Write};

/// Text that refuses to grow past its limit.
pub(crate) struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Bounded {
    pub(crate) fn new(limit: usize, expected: usize) -> Self {
        Self { bytes: Vec::with_capacity(expected.min(limit)), limit }
    }

    pub(crate) fn into_text(self) -> String {
        String::from_utf8(self.bytes).expect("minijinja writes whole strings, one after the other")
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if bytes.len() > self.limit - self.bytes.len() {
            return Err(Error::from(ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
