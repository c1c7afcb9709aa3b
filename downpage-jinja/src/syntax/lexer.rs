//! Turns a template into tokens: finds the tags in the text, and what whitespace they take away.

use super::token::{Kind, Span, Token};
use super::{Fault, Syntax, tag};

/// The tokens up to the first fault, which the parser meets only when it comes there.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    pub(super) fault: Option<Fault>,
}

/// All tokens of `source`, ended by [`Kind::Eof`] or by a fault.
pub(super) fn tokens(source: &str, syntax: &Syntax) -> Tokens {
    let list = Vec::with_capacity(source.len() / 8);
    let mut lexer = Lexer { source, syntax, at: 0, line_starting: true, list };
    let fault = lexer.run().err();
    if fault.is_none() {
        lexer.push(Kind::Eof, source.len(), source.len());
    }
    Tokens { list: lexer.list, fault }
}

/// What can begin in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begin {
    Block,
    Variable,
    Comment,
    Raw,
    LineStatement,
    LineComment,
}

/// Something that begins in text.
#[derive(Debug)]
struct Opening {
    begin: Begin,
    /// Where it begins, with the blanks that belong to a line statement.
    start: usize,
    /// Where its inside begins.
    end: usize,
    sign: Option<u8>,
}

pub(super) struct Lexer<'s> {
    pub(super) source: &'s str,
    pub(super) syntax: &'s Syntax,
    pub(super) at: usize,
    /// Whether the last thing read ended its line.
    line_starting: bool,
    list: Vec<Token>,
}

impl<'s> Lexer<'s> {
    fn run(&mut self) -> Result<(), Fault> {
        while let Some(opening) = self.next_opening() {
            self.text(self.at, opening.start, opening.sign, opening.begin != Begin::Variable);
            self.move_to(opening.end);
            match opening.begin {
                Begin::Comment => self.comment()?,
                Begin::Raw => self.raw(opening.start)?,
                Begin::LineComment => {
                    let rest = &self.source.as_bytes()[self.at..];
                    self.move_to(self.at + memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
                }
                Begin::Block | Begin::LineStatement | Begin::Variable => {
                    let begin =
                        if opening.begin == Begin::Variable { Kind::VariableBegin } else { Kind::BlockBegin };
                    self.push(begin, opening.start, opening.end);
                    self.code(opening.begin)?;
                }
            }
        }
        if self.at < self.source.len() {
            self.push(Kind::Data, self.at, self.source.len());
        }
        Ok(())
    }

    pub(super) fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.list.push(Token { kind, span: Span::new(start, end) });
    }

    pub(super) fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn move_to(&mut self, at: usize) {
        if at > self.at {
            self.line_starting = self.source.as_bytes()[at - 1] == b'\n';
        }
        self.at = at;
    }

    /// Text before a tag, without what the tag takes away in front of itself.
    fn text(&mut self, start: usize, end: usize, sign: Option<u8>, is_block: bool) {
        let text = &self.source[start..end];
        let kept = match sign {
            Some(b'-') => text.trim_end_matches(is_space).len(),
            None if is_block && self.syntax.lstrip_blocks => {
                let line = text.rfind('\n').map_or(0, |at| at + 1);
                let blank = line < text.len() && text[line..].chars().all(is_space);
                if blank && (line > 0 || self.line_starting) { line } else { text.len() }
            }
            _ => text.len(),
        };
        if kept > 0 {
            self.push(Kind::Data, start, start + kept);
        }
    }

    /// The next thing that begins in the text.
    fn next_opening(&self) -> Option<Opening> {
        let bytes = self.source.as_bytes();
        let mut from = self.at;
        loop {
            let at = from + self.next_candidate(&bytes[from..])?;
            if let Some(opening) = self.opening_at(at) {
                return Some(opening);
            }
            from = at + 1;
        }
    }

    /// The next byte that something may begin with.
    fn next_candidate(&self, bytes: &[u8]) -> Option<usize> {
        let syntax = self.syntax;
        let first = |text: &str| text.as_bytes().first().copied().unwrap_or(b'{');
        let [a, b, c] = [first(&syntax.block[0]), first(&syntax.variable[0]), first(&syntax.comment[0])];
        let tags =
            || if a == b && b == c { memchr::memchr(a, bytes) } else { memchr::memchr3(a, b, c, bytes) };
        let line = |prefix: &Option<String>| memchr::memchr(first(prefix.as_ref()?), bytes);
        [tags(), line(&syntax.line_statement), line(&syntax.line_comment)].into_iter().flatten().min()
    }

    /// What begins at `at`; of several, the longest delimiter, as in Jinja2.
    fn opening_at(&self, at: usize) -> Option<Opening> {
        let rest = self.source.get(at..)?;
        if let Some(raw) = self.raw_at(at, rest) {
            return Some(raw);
        }
        let syntax = self.syntax;
        // By length, then by the names that Jinja2 has for them, the last one first.
        let mut rules = [
            (Some(&syntax.variable[0]), Begin::Variable),
            (syntax.line_statement.as_ref(), Begin::LineStatement),
            (syntax.line_comment.as_ref(), Begin::LineComment),
            (Some(&syntax.comment[0]), Begin::Comment),
            (Some(&syntax.block[0]), Begin::Block),
        ];
        rules.sort_by_key(|(text, _)| usize::MAX - text.map_or(0, std::string::String::len));
        rules.into_iter().find_map(|(text, begin)| {
            let text = text.filter(|text| rest.starts_with(text.as_str()))?;
            let start = match begin {
                Begin::LineStatement => self.line_start(at, &[' ', '\t', '\x0b'])?,
                Begin::LineComment => self.comment_start(at)?,
                _ => at,
            };
            let end = at + text.len();
            let sign = sign_at(self.source, end);
            Some(Opening { begin, start, end: end + usize::from(sign.is_some()), sign })
        })
    }

    /// Where the line of `at` begins, when only these blanks stand before it and nothing of it was read.
    fn line_start(&self, at: usize, blanks: &[char]) -> Option<usize> {
        let before = &self.source[self.at..at];
        let start = self.at + before.trim_end_matches(blanks).len();
        (start == 0 || self.source.as_bytes()[start - 1] == b'\n').then_some(start)
    }

    /// A line comment begins after the blanks in front of it, at the start of a line or behind a word.
    fn comment_start(&self, at: usize) -> Option<usize> {
        let before = &self.source[self.at..at];
        let start = self.at + before.trim_end_matches(|char| is_space(char) && char != '\n').len();
        let behind = self.source[..start].chars().next_back();
        behind.is_none_or(|char| char == '\n' || !is_space(char)).then_some(start)
    }

    fn raw_at(&self, at: usize, rest: &str) -> Option<Opening> {
        let inside = rest.strip_prefix(self.syntax.block[0].as_str())?;
        let sign = sign_at(inside, 0);
        let inside = inside[usize::from(sign.is_some())..].trim_start_matches(is_space);
        let inside = inside.strip_prefix("raw")?.trim_start_matches(is_space);
        let close = self.syntax.block[1].as_str();
        let after = match inside.strip_prefix('-').and_then(|inside| inside.strip_prefix(close)) {
            Some(after) => after.trim_start_matches(is_space),
            None => inside.strip_prefix(close)?,
        };
        Some(Opening { begin: Begin::Raw, start: at, end: self.source.len() - after.len(), sign })
    }

    fn comment(&mut self) -> Result<(), Fault> {
        let close = self.syntax.comment[1].as_str();
        let rest = self.rest();
        let Some(found) = rest.find(close) else {
            if rest.is_empty() {
                return Ok(());
            }
            return Err(self.unclosed(self.at, "Missing end of comment tag"));
        };
        let sign = rest[..found].bytes().next_back().filter(|sign| matches!(sign, b'-' | b'+'));
        self.move_to(self.after_close(self.at + found + close.len(), sign, true));
        Ok(())
    }

    fn raw(&mut self, tag: usize) -> Result<(), Fault> {
        let [open, close] = [self.syntax.block[0].as_str(), self.syntax.block[1].as_str()];
        let start = self.at;
        for (found, _) in self.rest().match_indices(open) {
            let at = start + found;
            let inside = &self.source[at + open.len()..];
            let sign = sign_at(inside, 0);
            let inside = inside[usize::from(sign.is_some())..].trim_start_matches(is_space);
            let Some(inside) = inside.strip_prefix("endraw") else { continue };
            let inside = inside.trim_start_matches(is_space);
            let end_sign = sign_at(inside, 0);
            let Some(after) = inside[usize::from(end_sign.is_some())..].strip_prefix(close) else { continue };
            self.text(start, at, sign, true);
            self.move_to(self.after_close(self.source.len() - after.len(), end_sign, true));
            return Ok(());
        }
        if self.rest().is_empty() {
            return Ok(());
        }
        Err(self.unclosed(tag, "Missing end of raw directive"))
    }

    fn unclosed(&self, from: usize, message: &'static str) -> Fault {
        let line = self.source[from..].find('\n').map_or(self.source.len(), |end| from + end);
        Fault::new(from..line, message)
    }

    /// What a tag that ends at `at` takes away behind itself.
    fn after_close(&self, at: usize, sign: Option<u8>, is_block: bool) -> usize {
        let rest = &self.source[at..];
        match sign {
            Some(b'-') => at + (rest.len() - rest.trim_start_matches(is_space).len()),
            None if is_block && self.syntax.trim_blocks && rest.starts_with('\n') => at + 1,
            _ => at,
        }
    }

    /// The inside of a tag up to its end.
    fn code(&mut self, begin: Begin) -> Result<(), Fault> {
        let mut open = Vec::new();
        while self.at < self.source.len() || begin == Begin::LineStatement {
            if open.is_empty()
                && let Some((kind, end, next)) = self.end_at(begin)
            {
                self.push(kind, self.at, end);
                self.move_to(next);
                return Ok(());
            }
            if self.at >= self.source.len() {
                break;
            }
            tag::token(self, &mut open)?;
        }
        Ok(())
    }

    /// The end of a tag, here: its token, where that ends, and where reading goes on.
    fn end_at(&self, begin: Begin) -> Option<(Kind, usize, usize)> {
        let rest = self.rest();
        if begin == Begin::LineStatement {
            let blank = &rest[..rest.len() - rest.trim_start_matches(is_space).len()];
            let length = if blank.len() == rest.len() { blank.len() } else { blank.rfind('\n')? + 1 };
            return Some((Kind::BlockEnd, self.at, self.at + length));
        }
        let is_block = begin == Begin::Block;
        let (close, kind) = if is_block {
            (&self.syntax.block[1], Kind::BlockEnd)
        } else {
            (&self.syntax.variable[1], Kind::VariableEnd)
        };
        let sign = sign_at(rest, 0).filter(|sign| is_block || *sign == b'-');
        let signed = sign.is_some() && rest[1..].starts_with(close.as_str());
        if !signed && !rest.starts_with(close.as_str()) {
            return None;
        }
        let end = self.at + usize::from(signed) + close.len();
        Some((kind, end, self.after_close(end, sign.filter(|_| signed), is_block)))
    }
}

/// A whitespace marker at `at`.
fn sign_at(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied().filter(|sign| matches!(sign, b'-' | b'+'))
}

/// Python's `\s`.
pub(super) fn is_space(char: char) -> bool {
    char.is_whitespace() || ('\x1c'..='\x1f').contains(&char)
}
