//! The syntax of nginx's configuration: words, ended by `;` or followed by a block.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, ErrorKind, Location, Result, Span};

/// One directive, simple or with a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    /// As written, quotes included.
    pub(super) words: Vec<String>,
    /// What stands in its braces.
    pub(super) block: Option<Vec<Directive>>,
    /// Where it begins in its file.
    pub(super) span: Span,
}

impl Directive {
    /// A directive that is made up here.
    pub(super) fn new(words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { words, block: None, span: Span::new(0, 0) }
    }

    pub(super) fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Its arguments without their quotes.
    pub(super) fn arguments(&self) -> Vec<String> {
        self.words.iter().skip(1).map(|word| unquoted(word)).collect()
    }

    /// Its first argument without its quotes, or nothing.
    pub(super) fn first(&self) -> String {
        self.words.get(1).map(|word| unquoted(word)).unwrap_or_default()
    }
}

fn unquoted(word: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inner) = word.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.replace(&format!("\\{quote}"), &quote.to_string());
        }
    }
    word.to_owned()
}

/// Reads a file's text.
pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Directive>> {
    let mut reader = Reader { path, text, at: 0 };
    reader.block(0)
}

/// An error at a place in a file.
pub(super) fn error_at(path: &Path, text: &str, span: Span, message: &str) -> Error {
    Error::new(ErrorKind::Configuration, message).at(Location::in_source(
        path.display().to_string(),
        text,
        span,
    ))
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    at: usize,
}

/// What ends a word.
enum Mark {
    End,
    Open,
    Close,
    Nothing,
}

impl Reader<'_> {
    /// Blocks in blocks are few; a text made to be deep is refused and not followed.
    fn block(&mut self, depth: usize) -> Result<Vec<Directive>> {
        const DEEPEST: usize = 64;
        let mut directives = Vec::new();
        let mut words = Vec::new();
        let mut start = self.at;
        loop {
            self.skip();
            if words.is_empty() {
                start = self.at;
            }
            match self.mark() {
                Mark::End => {
                    if !words.is_empty() {
                        directives.push(self.directive(std::mem::take(&mut words), None, start));
                    }
                }
                Mark::Open if words.is_empty() => return Err(self.error("a block without a name")),
                Mark::Open if depth == DEEPEST => {
                    return Err(self.error("blocks are too deep in one another"));
                }
                Mark::Open if words[0].ends_with("_by_lua_block") => {
                    return Err(self.error("blocks of Lua cannot be read"));
                }
                Mark::Open => {
                    let block = self.block(depth + 1)?;
                    directives.push(self.directive(std::mem::take(&mut words), Some(block), start));
                }
                Mark::Close if depth > 0 && words.is_empty() => return Ok(directives),
                Mark::Close => return Err(self.error("a `}` that was not expected here")),
                Mark::Nothing if self.at == self.text.len() => {
                    let is_whole = depth == 0 && words.is_empty();
                    return if is_whole {
                        Ok(directives)
                    } else {
                        Err(self.error("the file ends in the middle of it: a `;` or `}` is missing"))
                    };
                }
                Mark::Nothing => words.push(self.word()?),
            }
        }
    }

    fn directive(&self, words: Vec<String>, block: Option<Vec<Directive>>, start: usize) -> Directive {
        let end = start + words.first().map_or(0, String::len);
        Directive { words, block, span: Span::new(start, end.min(self.text.len())) }
    }

    /// Passes over blanks and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.text[self.at..].trim_start();
            self.at = self.text.len() - rest.len();
            if !rest.starts_with('#') {
                return;
            }
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
    }

    fn mark(&mut self) -> Mark {
        let mark = match self.text[self.at..].chars().next() {
            Some(';') => Mark::End,
            Some('{') => Mark::Open,
            Some('}') => Mark::Close,
            _ => return Mark::Nothing,
        };
        self.at += 1;
        mark
    }

    fn word(&mut self) -> Result<String> {
        let rest = &self.text[self.at..];
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let mut letters = rest.char_indices().skip(usize::from(quote.is_some()));
        let mut previous = ' ';
        let end = loop {
            match letters.next() {
                None if quote.is_some() => return Err(self.error("a quote that is not closed")),
                None => break rest.len(),
                Some((_, '\\')) => {
                    letters.next();
                    previous = ' ';
                }
                Some((at, letter)) if Some(letter) == quote => break at + 1,
                Some((_, letter)) if quote.is_some() => previous = letter,
                // `${name}` is a variable and no block.
                Some((_, '{')) if previous == '$' => {
                    letters.by_ref().find(|(_, letter)| *letter == '}');
                    previous = '}';
                }
                Some((at, letter)) if letter.is_whitespace() || matches!(letter, ';' | '{') => break at,
                Some((_, letter)) => previous = letter,
            }
        };
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    fn error(&self, message: &str) -> Error {
        let at = self.at.min(self.text.len());
        error_at(self.path, self.text, Span::new(at, at), message)
    }
}

/// Writes directives as nginx reads them.
pub(super) fn write(directives: &[Directive]) -> String {
    let mut text = String::new();
    write_into(&mut text, directives, 0);
    text
}

fn write_into(text: &mut String, directives: &[Directive], depth: usize) {
    let indent = "    ".repeat(depth);
    for directive in directives {
        let _ = write!(text, "{indent}{}", directive.words.join(" "));
        match &directive.block {
            None => text.push_str(";\n"),
            Some(block) => {
                text.push_str(" {\n");
                write_into(text, block, depth + 1);
                let _ = writeln!(text, "{indent}}}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{parse, write};

    #[test]
    fn what_is_read_is_written() {
        let text = "user www; # comment; {\nhttp {\n  map $a $b { default \"x;{}\"; ~^/c 'y\\'z'; }\n\
                    server{listen 80;location ~ \"\\.(a|b){2}$\" { return 301 https://$host${request_uri}#x; }}\n}\n#";
        let expected = "user www;\nhttp {\n    map $a $b {\n        default \"x;{}\";\n        ~^/c 'y\\'z';\n    }\n    \
                        server {\n        listen 80;\n        location ~ \"\\.(a|b){2}$\" {\n            \
                        return 301 https://$host${request_uri}#x;\n        }\n    }\n}\n";
        let directives = parse(Path::new("n"), text).unwrap();
        assert_eq!(write(&directives), expected);
        assert_eq!(write(&parse(Path::new("n"), expected).unwrap()), expected);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_at_its_place() {
        for (text, expected) in [
            ("http {\n  a", "n:2:4: the file ends in the middle of it: a `;` or `}` is missing"),
            ("a;\n}", "n:2:2: a `}` that was not expected here"),
            ("{", "n:1:2: a block without a name"),
            ("a \"b;", "n:1:3: a quote that is not closed"),
            ("content_by_lua_block { x }", "n:1:23: blocks of Lua cannot be read"),
        ] {
            assert_eq!(parse(Path::new("n"), text).unwrap_err().to_string(), expected, "{text}");
        }
        assert!(parse(Path::new("n"), &"a{".repeat(100_000)).is_err());
    }
}
