//! Tags as Python 3.11's `html.parser` sees them, since `striptags` and the truncating filters see them so.

use crate::error::{Error, Kind, Result};
use crate::text::entities::unescape;
use crate::text::space::is_space;

/// What is told about what is found. A handler that has had enough returns `false`.
pub trait Handler {
    /// Text.
    fn data(&mut self, text: &str) -> bool;
    /// A named character reference, unless they are converted.
    fn entity(&mut self, _name: &str) {}
    /// A numeric character reference, unless they are converted.
    fn number(&mut self, _number: &str) {}
    /// `<tag …>`, or `<tag …/>` when `closed`; `whole` is all of it.
    fn start(&mut self, _tag: &str, _whole: &str, _closed: bool) {}
    /// `</tag>`.
    fn end(&mut self, _tag: &str) {}
}

/// Goes through a text.
pub struct Parser<'t> {
    text: &'t str,
    at: usize,
    convert: bool,
    /// The element in which nothing but its end tag counts.
    raw_element: Option<String>,
}

/// What to do after a piece.
enum Step {
    On(usize),
    /// The piece is not complete.
    Incomplete,
    /// The handler has had enough.
    Stop,
}

impl<'t> Parser<'t> {
    /// A parser over `text`; `convert` turns character references into characters.
    #[must_use]
    pub fn new(text: &'t str, convert: bool) -> Self {
        Self { text, at: 0, convert, raw_element: None }
    }

    /// Goes as far as it can: to the end, to something incomplete unless `last`, or to where the handler stops it.
    ///
    /// # Errors
    /// The `AssertionError` of Python's parser about a marked section that it does not know.
    pub fn feed(&mut self, last: bool, handler: &mut dyn Handler) -> Result<bool> {
        while self.at < self.text.len() {
            match self.text_before_markup() {
                None => break,
                Some(end) => {
                    if self.at < end && !self.emit(self.at, end, handler) {
                        return Ok(false);
                    }
                    self.at = end;
                }
            }
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                break;
            }
            if !rest.starts_with('<') {
                match self.reference(last, handler) {
                    Step::On(end) => self.at = end,
                    Step::Incomplete => break,
                    Step::Stop => return Ok(false),
                }
                continue;
            }
            match self.tag(handler)? {
                Step::On(end) => self.at = end,
                Step::Stop => return Ok(false),
                Step::Incomplete if rest.len() == 1 || !last => break,
                Step::Incomplete => {
                    let end = self.end_of_broken_tag();
                    if !self.emit(self.at, end, handler) {
                        return Ok(false);
                    }
                    self.at = end;
                }
            }
        }
        if last && self.at < self.text.len() && self.raw_element.is_none() {
            let start = std::mem::replace(&mut self.at, self.text.len());
            return Ok(self.emit(start, self.text.len(), handler));
        }
        Ok(true)
    }

    fn emit(&self, start: usize, end: usize, handler: &mut dyn Handler) -> bool {
        let text = &self.text[start..end];
        if self.convert && self.raw_element.is_none() {
            handler.data(&unescape(text))
        } else {
            handler.data(text)
        }
    }

    fn find(&self, what: char, from: usize) -> Option<usize> {
        self.text.get(from..)?.find(what).map(|at| from + at)
    }

    /// Where the text ends that begins here; `None` when that cannot be known yet.
    fn text_before_markup(&self) -> Option<usize> {
        if let Some(element) = &self.raw_element {
            return raw_end(self.text, self.at, element);
        }
        if !self.convert {
            return Some(self.text[self.at..].find(['&', '<']).map_or(self.text.len(), |at| self.at + at));
        }
        if let Some(tag) = self.find('<', self.at) {
            return Some(tag);
        }
        // A reference at the very end may go on; Python looks at the last 34 characters.
        let tail = self.text[self.at..].char_indices().rev().nth(33).map_or(self.at, |(at, _)| self.at + at);
        match self.text[tail..].rfind('&') {
            Some(at) if !self.text[tail + at..].contains(|c| is_space(c) || c == ';') => None,
            _ => Some(self.text.len()),
        }
    }

    fn end_of_broken_tag(&self) -> usize {
        match self.find('>', self.at + 1) {
            Some(close) => close + 1,
            None => self.find('<', self.at + 1).unwrap_or(self.at + 1),
        }
    }

    /// A `&` where references are not converted.
    fn reference(&self, last: bool, handler: &mut dyn Handler) -> Step {
        let rest = &self.text[self.at..];
        if let Some(number) = rest.strip_prefix("&#") {
            let hex = number.starts_with(['x', 'X']);
            let digits = &number[usize::from(hex)..];
            let is_digit = |c: char| if hex { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
            let count = digits.find(|c| !is_digit(c)).unwrap_or(digits.len());
            let next = digits[count..].chars().next();
            if count > 0 && next.is_some_and(|next| !next.is_ascii_hexdigit()) {
                let length = usize::from(hex) + count;
                handler.number(&number[..length]);
                return Step::On(self.at + 2 + length + usize::from(next == Some(';')));
            }
            // Python bails out here; what comes next is found when the text is at its end.
            if rest.contains(';') && handler.data("&#") {
                return Step::On(self.at + 2);
            }
            return Step::Incomplete;
        }
        let name = &rest[1..];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            if name.is_empty() {
                return Step::Incomplete;
            }
            return if handler.data("&") { Step::On(self.at + 1) } else { Step::Stop };
        }
        let mut length =
            name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.').unwrap_or(name.len());
        if length == name.len() {
            // Some character must follow; a hyphen or dot of the name can be that one.
            length = name.rfind(['-', '.']).unwrap_or(0);
        }
        if length > 0 {
            handler.entity(&name[..length]);
            return Step::On(self.at + 1 + length + usize::from(name[length..].starts_with(';')));
        }
        if last && name.len() == 1 {
            return Step::On(self.at + 1);
        }
        Step::Incomplete
    }

    fn tag(&mut self, handler: &mut dyn Handler) -> Result<Step> {
        let rest = &self.text[self.at..];
        let second = rest[1..].chars().next();
        if second.is_some_and(|c| c.is_ascii_alphabetic()) {
            return Ok(self.start_tag(handler));
        }
        if rest.starts_with("</") {
            return Ok(self.end_tag(handler));
        }
        let after = |end: Option<usize>| end.map_or(Step::Incomplete, Step::On);
        if rest.starts_with("<!--") {
            return Ok(after(closing(self.text, self.at + 4, "--")));
        }
        if rest.starts_with("<?") {
            return Ok(after(self.find('>', self.at + 2).map(|at| at + 1)));
        }
        if rest.starts_with("<![") {
            return self.marked_section().map(after);
        }
        if rest.starts_with("<!") {
            let skip =
                if rest.len() >= 9 && rest.is_char_boundary(9) && rest[..9].eq_ignore_ascii_case("<!doctype")
                {
                    9
                } else {
                    2
                };
            return Ok(after(self.find('>', self.at + skip).map(|at| at + 1)));
        }
        Ok(match second {
            None => Step::Incomplete,
            Some(_) if handler.data("<") => Step::On(self.at + 1),
            Some(_) => Step::Stop,
        })
    }

    fn marked_section(&self) -> Result<Option<usize>> {
        let name_start = self.at + 3;
        let rest = &self.text[name_start..];
        if rest.is_empty() {
            return Ok(None);
        }
        let unknown = |message: String| Error::new(Kind::Other("AssertionError".into()), message);
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let shown: String = self.text[self.at..].chars().take(20).collect();
            return Err(unknown(format!("expected name token at {}", crate::value::text_repr(&shown))));
        }
        let length =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(rest.len());
        if rest[length..].trim_start_matches(is_space).is_empty() {
            return Ok(None);
        }
        match rest[..length].to_ascii_lowercase().as_str() {
            "temp" | "cdata" | "ignore" | "include" | "rcdata" => Ok(section_end(self.text, name_start)),
            "if" | "else" | "endif" => Ok(closing(self.text, name_start, "]")),
            _ => {
                let end = rest.len() - rest[length..].trim_start_matches(is_space).len();
                let shown = crate::value::text_repr(&rest[..end]);
                Err(unknown(format!("unknown status keyword {shown} in marked section")))
            }
        }
    }

    fn start_tag(&mut self, handler: &mut dyn Handler) -> Step {
        let text = self.text;
        let mut end = attributes_end(text, name_end(text, self.at + 1), true);
        end = skip(text, end, is_space);
        end = match text[end..].chars().next() {
            Some('>') => end + 1,
            Some('/') if text[end..].starts_with("/>") => end + 2,
            None | Some('/' | '=') => return Step::Incomplete,
            Some(c) if c.is_ascii_alphabetic() => return Step::Incomplete,
            Some(_) => end,
        };
        let name = name_end(text, self.at + 1);
        let tag = text[self.at + 1..name].to_lowercase();
        let after = attributes_end(text, name, false).min(end);
        let whole = &text[self.at..end];
        let closed = match text[after..end].trim_matches(is_space) {
            ">" => false,
            "/>" => true,
            _ => return if handler.data(whole) { Step::On(end) } else { Step::Stop },
        };
        handler.start(&tag, whole, closed);
        if !closed && matches!(tag.as_str(), "script" | "style") {
            self.raw_element = Some(tag);
        }
        Step::On(end)
    }

    fn end_tag(&mut self, handler: &mut dyn Handler) -> Step {
        let text = self.text;
        let Some(close) = self.find('>', self.at + 1) else { return Step::Incomplete };
        let end = close + 1;
        if let Some(tag) = plain_end_tag(&text[self.at..end]) {
            if self.raw_element.as_ref().is_some_and(|element| *element != tag) {
                return if handler.data(&text[self.at..end]) { Step::On(end) } else { Step::Stop };
            }
            handler.end(&tag);
            self.raw_element = None;
            return Step::On(end);
        }
        if self.raw_element.is_some() {
            return if handler.data(&text[self.at..end]) { Step::On(end) } else { Step::Stop };
        }
        let start = self.at + 2;
        if !text[start..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            // `</>` and `</ anything>` give nothing.
            return Step::On(end);
        }
        let name = name_end(text, start);
        handler.end(&text[start..name].to_lowercase());
        let from = skip_slashes(text, name);
        self.find('>', from).map_or(Step::Incomplete, |close| Step::On(close + 1))
    }
}

/// Where `</script>` begins, with blanks allowed in it.
fn raw_end(text: &str, from: usize, element: &str) -> Option<usize> {
    let mut at = from;
    loop {
        at += text[at..].find("</")?;
        let name = text[at + 2..].trim_start_matches(is_space);
        let after = name.get(..element.len()).filter(|name| name.eq_ignore_ascii_case(element));
        if after.is_some() && name[element.len()..].trim_start_matches(is_space).starts_with('>') {
            return Some(at);
        }
        at += 2;
    }
}

/// The end of `mark`, blanks and `>`.
fn closing(text: &str, from: usize, mark: &str) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find(mark)?;
        let after = skip(text, at + mark.len(), is_space);
        if text[after..].starts_with('>') {
            return Some(after + 1);
        }
        at += 1;
    }
}

/// The end of `]`, blanks, `]`, blanks and `>`.
fn section_end(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find(']')?;
        let second = skip(text, at + 1, is_space);
        if text[second..].starts_with(']') {
            let after = skip(text, second + 1, is_space);
            if text[after..].starts_with('>') {
                return Some(after + 1);
            }
        }
        at += 1;
    }
}

/// The name of `</ name >`.
fn plain_end_tag(text: &str) -> Option<String> {
    let body = text.strip_prefix("</")?.strip_suffix('>')?.trim_start_matches(is_space);
    let body = body.trim_end_matches(is_space);
    let fine = body.starts_with(|c: char| c.is_ascii_alphabetic())
        && body.chars().all(|c| c.is_ascii_alphanumeric() || "-.:_".contains(c));
    fine.then(|| body.to_lowercase())
}

fn skip(text: &str, from: usize, what: impl Fn(char) -> bool) -> usize {
    text[from..].find(|c| !what(c)).map_or(text.len(), |at| from + at)
}

fn name_end(text: &str, from: usize) -> usize {
    skip(text, from, |c| !matches!(c, '\t' | '\n' | '\r' | '\x0c' | ' ' | '/' | '>' | '\0'))
}

/// Past blanks and slashes, but not the slash of `/>`.
fn skip_slashes(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(c) = text[at..].chars().next() {
        if !is_space(c) && (c != '/' || text[at + 1..].starts_with('>')) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Where the attributes end that begin at `from`; when looking for the end of the tag, all slashes before the first are
/// passed over.
fn attributes_end(text: &str, from: usize, for_end: bool) -> usize {
    let mut at =
        if for_end { skip(text, from, |c| is_space(c) || c == '/') } else { skip_slashes(text, from) };
    loop {
        let before = text[..at].chars().next_back();
        let begins = before.is_some_and(|c| is_space(c) || matches!(c, '\'' | '"' | '/'));
        let first = text[at..].chars().next().filter(|c| !is_space(*c) && !matches!(c, '/' | '>'));
        let Some(first) = first.filter(|_| begins) else { return at };
        let name = skip(text, at + first.len_utf8(), |c| !is_space(c) && !matches!(c, '/' | '=' | '>'));
        at = skip_slashes(text, value_end(text, name).unwrap_or(name));
    }
}

/// Where `= value` ends that may follow a name.
fn value_end(text: &str, from: usize) -> Option<usize> {
    let equals = skip(text, from, is_space);
    let after = skip(text, equals, |c| c == '=');
    if after == equals {
        return None;
    }
    let start = skip(text, after, is_space);
    let bare = |from: usize| skip(text, from, |c| c != '>' && !is_space(c));
    let end = match text[start..].chars().next().filter(|c| matches!(c, '\'' | '"')) {
        None => bare(start),
        Some(quote) => match text[start + 1..].find(quote) {
            Some(length) => start + length + 2,
            // A quote that is not closed: what the regular expression of Python makes of it.
            None if start > after => start,
            None if after - equals > 1 => bare(after - 1),
            None => return None,
        },
    };
    Some(skip(text, end, is_space))
}
