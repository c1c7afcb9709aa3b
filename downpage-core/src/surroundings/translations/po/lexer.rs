//! Takes the words of a `.po` file one by one: keywords, strings, and flags in comments.

use crate::error::{Error, ErrorKind, Result};
use crate::span::{Location, Span};

/// A `.po` file, and how far it is read.
pub(super) struct Lexer<'a> {
    text: &'a str,
    name: &'a str,
    at: usize,
    fuzzy: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, name: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, name, at, fuzzy: false }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips white space and comments, and remembers whether one of them had the flag `fuzzy`.
    pub(super) fn skip(&mut self) {
        loop {
            let rest = self.rest().trim_start_matches([' ', '\t', '\r', '\n', '\x0b', '\x0c']);
            self.at = self.text.len() - rest.len();
            if !rest.starts_with('#') {
                return;
            }
            let comment = rest.split('\n').next().unwrap_or(rest);
            if let Some(flags) = comment.strip_prefix("#,") {
                self.fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
            }
            self.at += comment.len();
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Whether the flag `fuzzy` was met since the last call.
    pub(super) fn take_fuzzy(&mut self) -> bool {
        std::mem::take(&mut self.fuzzy)
    }

    /// Takes `word` if it comes next, and says where it stands.
    pub(super) fn keyword(&mut self, word: &str) -> Option<Span> {
        self.skip();
        let after = self.rest().strip_prefix(word)?;
        if after.starts_with(|next: char| next.is_alphanumeric() || next == '_') {
            return None;
        }
        let span = Span::new(self.at, self.at + word.len());
        self.at = span.end;
        Some(span)
    }

    /// Takes the number in `[2]`, if it comes next.
    pub(super) fn index(&mut self) -> Result<Option<usize>> {
        self.skip();
        let Some(inside) = self.rest().strip_prefix('[') else { return Ok(None) };
        let end = inside.find(']').unwrap_or(0);
        match inside.get(..end).map(|number| number.trim().parse()) {
            Some(Ok(index)) => {
                self.at += end + 2;
                Ok(Some(index))
            }
            _ => Err(self.unexpected("the number of a plural form in brackets")),
        }
    }

    /// Takes strings, at least one, as one text.
    pub(super) fn text(&mut self) -> Result<String> {
        let mut bytes = Vec::new();
        self.skip();
        if !self.rest().starts_with('"') {
            return Err(self.unexpected("text in quotes"));
        }
        let start = self.at;
        while self.rest().starts_with('"') {
            self.string(&mut bytes)?;
            self.skip();
        }
        let span = Span::new(start, self.at);
        match String::from_utf8(bytes) {
            Err(_) => Err(self.error(span, "the text is not UTF-8 once its escapes are read")),
            // They divide the parts of a compiled message.
            Ok(text) if text.contains(['\0', '\x04']) => {
                Err(self.error(span, "the text has a NUL or EOT in it"))
            }
            Ok(text) => Ok(text),
        }
    }

    /// Takes one string, with both its quotes.
    fn string(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let start = self.at;
        self.at += 1;
        loop {
            let rest = self.rest();
            let plain = rest.find(['"', '\\', '\n']).unwrap_or(rest.len());
            bytes.extend(rest.bytes().take(plain));
            self.at += plain;
            match self.rest().bytes().next() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => bytes.push(self.escape()?),
                _ => {
                    let span = Span::new(start, self.at);
                    return Err(self
                        .error(span, "the text does not end on its line")
                        .help("close it with `\"`"));
                }
            }
        }
    }

    /// Takes an escape, with its backslash.
    fn escape(&mut self) -> Result<u8> {
        let start = self.at;
        let after = self.rest().get(1..).unwrap_or_default();
        let (byte, length) = match after.bytes().next() {
            Some(b'n') => (Some(b'\n'), 2),
            Some(b't') => (Some(b'\t'), 2),
            Some(b'r') => (Some(b'\r'), 2),
            Some(b'a') => (Some(7), 2),
            Some(b'b') => (Some(8), 2),
            Some(b'v') => (Some(11), 2),
            Some(b'f') => (Some(12), 2),
            Some(quoted @ (b'"' | b'\\')) => (Some(quoted), 2),
            Some(b'0'..=b'7') => {
                let digits = run(after, 3, |digit| matches!(digit, b'0'..=b'7'));
                (u8::from_str_radix(digits, 8).ok(), 1 + digits.len())
            }
            Some(b'x') => {
                let digits = run(after.get(1..).unwrap_or_default(), 2, |digit| digit.is_ascii_hexdigit());
                (u8::from_str_radix(digits, 16).ok(), 2 + digits.len())
            }
            _ => (None, 2),
        };
        let span = Span::new(start, start + length);
        self.at = span.end;
        byte.ok_or_else(|| self.error(span, "unknown escape").help("write `\\\\` for a backslash"))
    }

    /// An error at what comes next.
    pub(super) fn unexpected(&self, expected: &str) -> Error {
        let line = self.rest().split('\n').next().unwrap_or_default();
        let word = line.split_ascii_whitespace().next().unwrap_or_default();
        let found = if word.is_empty() { "the end of the file".to_owned() } else { format!("`{word}`") };
        self.error(Span::new(self.at, self.at + word.len()), format!("expected {expected}, found {found}"))
    }

    /// An error at `span`.
    pub(super) fn error(&self, span: Span, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::BadData, message).at(Location::in_source(self.name, self.text, span))
    }
}

/// The bytes at the start of `text` that `fits`, at most `most`.
fn run(text: &str, most: usize, fits: impl Fn(u8) -> bool) -> &str {
    let length = text.bytes().take(most).take_while(|byte| fits(*byte)).count();
    text.get(..length).unwrap_or_default()
}
