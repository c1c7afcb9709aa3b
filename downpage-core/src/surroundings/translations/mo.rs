//! Reads `.mo` files: what `msgfmt` compiles, in either byte order.

use super::catalog::{Builder, CONTEXT_END, Catalog};
use super::header::{Charset, plural_rule};
use crate::error::{Error, ErrorKind, Result};
use crate::span::Location;

impl Catalog {
    /// Reads a `.mo` file; `name` is the file, for messages.
    ///
    /// Untranslated messages and the header are left out. Of two translations of one message the last counts.
    ///
    /// # Errors
    /// [`ErrorKind::BadData`] with what is wrong: no `.mo` file, cut off, in a character set other than UTF-8 and
    /// ISO 8859-1, or with a plural rule that cannot be read.
    pub fn from_mo(bytes: &[u8], name: &str) -> Result<Self> {
        read(bytes, name).map_err(|reason| {
            Error::new(ErrorKind::BadData, format!("cannot read the compiled catalog: {reason}"))
                .at(Location::whole(name))
                .help("compile it again with `msgfmt`, from a `.po` file in UTF-8")
        })
    }
}

fn read(bytes: &[u8], name: &str) -> Result<Catalog, String> {
    let tables = Tables::find(bytes)?;
    let header = tables.header()?;
    // The header is ASCII where it matters.
    let header = String::from_utf8_lossy(header);
    let plural = plural_rule(&header)?;
    let charset =
        Charset::of(&header).map_err(|name| format!("its character set `{name}` is not supported"))?;
    let mut builder = Builder::default();
    for index in 0..tables.count {
        let (source, translation) = tables.message(index)?;
        let mut parts = source.splitn(2, |byte| *byte == 0);
        let key = parts.next().unwrap_or_default();
        if key.is_empty() || translation.first().is_none_or(|byte| *byte == 0) {
            continue;
        }
        let is_plural = parts.next().is_some();
        let not_text = || format!("message {} is not in its character set", index + 1);
        let key = charset.decode(key).ok_or_else(not_text)?;
        let translation = charset.decode(translation).ok_or_else(not_text)?;
        if key.as_bytes().last() == Some(&CONTEXT_END) {
            continue; // an empty message in a context
        }
        // Each string stands in the file once; a small file whose entries share their text could fill the memory.
        let fits = builder.text_len() <= bytes.len().saturating_mul(4);
        if !fits || !builder.add(&key, &translation, is_plural) {
            return Err("its entries overlap".to_owned());
        }
    }
    Ok(builder.build(name, plural).0)
}

/// The two tables of a `.mo` file: sources and translations.
struct Tables<'a> {
    bytes: &'a [u8],
    read_number: fn([u8; 4]) -> u32,
    count: usize,
    sources: usize,
    translations: usize,
}

impl<'a> Tables<'a> {
    fn find(bytes: &'a [u8]) -> Result<Self, String> {
        const MAGIC: u32 = 0x9504_12de;
        let first: [u8; 4] = *bytes.first_chunk().ok_or("it is shorter than its header")?;
        let read_number = match first {
            magic if u32::from_le_bytes(magic) == MAGIC => u32::from_le_bytes,
            magic if u32::from_be_bytes(magic) == MAGIC => u32::from_be_bytes,
            _ => return Err("it does not begin as `.mo` files do".to_owned()),
        };
        let mut tables = Self { bytes, read_number, count: 0, sources: 0, translations: 0 };
        let version = tables.number(4)? >> 16;
        if version > 1 {
            return Err(format!("its version {version} is not known"));
        }
        tables.count = tables.number(8)?;
        tables.sources = tables.number(12)?;
        tables.translations = tables.number(16)?;
        if let Some(last) = tables.count.checked_sub(1) {
            tables.message(last)?;
        }
        Ok(tables)
    }

    /// The number at `at`.
    fn number(&self, at: usize) -> Result<usize, String> {
        let bytes = self.bytes.get(at..).and_then(|bytes| bytes.first_chunk());
        let number = bytes.map(|bytes| (self.read_number)(*bytes)).ok_or_else(cut_off)?;
        usize::try_from(number).map_err(|_| cut_off())
    }

    /// The string that entry `index` of the table at `table` points to.
    fn string(&self, table: usize, index: usize) -> Result<&'a [u8], String> {
        let at = index.checked_mul(8).and_then(|offset| offset.checked_add(table)).ok_or_else(cut_off)?;
        let (length, start) = (self.number(at)?, self.number(at.saturating_add(4))?);
        let end = start.checked_add(length).ok_or_else(cut_off)?;
        self.bytes.get(start..end).ok_or_else(cut_off)
    }

    fn message(&self, index: usize) -> Result<(&'a [u8], &'a [u8]), String> {
        Ok((self.string(self.sources, index)?, self.string(self.translations, index)?))
    }

    /// The translation of the empty message; empty when there is none.
    fn header(&self) -> Result<&'a [u8], String> {
        for index in 0..self.count {
            if self.string(self.sources, index)?.is_empty() {
                return self.string(self.translations, index);
            }
        }
        Ok(&[])
    }
}

fn cut_off() -> String {
    "it is cut off, or points outside of itself".to_owned()
}
