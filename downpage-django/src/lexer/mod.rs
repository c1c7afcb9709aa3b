//! Turns template text into tokens: text, `{{ … }}`, `{% … %}` and `{# … #}`, each with its place.

mod split;

use downpage_core::Span;
use memchr::{memchr, memmem};

use crate::text::space;

pub use split::{split_contents, split_quoted};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Text that is written as it stands.
    Text,
    /// `{{ … }}`.
    Variable,
    /// `{% … %}`.
    Block,
    /// `{# … #}`.
    Comment,
}

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: TokenKind,
    /// What stands between the brackets, without blanks around; a text as it is.
    pub contents: &'t str,
    /// Its bytes in the template, with the brackets.
    pub span: Span,
}

/// The line, from 1, on which `span` begins. Only errors ask for it, so nobody counts before.
#[must_use]
pub fn line_of(span: Span, source: &str) -> usize {
    1 + memchr::memchr_iter(b'\n', &source.as_bytes()[..span.start.min(source.len())]).count()
}

/// Cuts `source` into tokens.
///
/// A tag ends on the line on which it begins, otherwise it is text. Inside `{% verbatim %}` everything is text.
///
/// ```
/// use downpage_django::lexer::{TokenKind, tokenize};
///
/// let kinds: Vec<_> = tokenize("a {{ b }}{% if c %}{# d #}{{ e").iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Text, TokenKind::Variable, TokenKind::Block, TokenKind::Comment, TokenKind::Text]);
/// ```
#[must_use]
pub fn tokenize(source: &str) -> Vec<Token<'_>> {
    Lexer {
        source,
        text_start: 0,
        at: 0,
        verbatim: None,
        tokens: Vec::with_capacity(source.len() / BYTES_PER_TOKEN),
        closers: Closers::default(),
    }
    .run()
}

/// Templates of real sites have a token for every thirty to sixty bytes.
const BYTES_PER_TOKEN: usize = 32;

struct Lexer<'t> {
    source: &'t str,
    /// Where the text began that is not a token yet.
    text_start: usize,
    at: usize,
    /// The tag that ends the verbatim block.
    verbatim: Option<String>,
    tokens: Vec<Token<'t>>,
    closers: Closers,
}

impl<'t> Lexer<'t> {
    fn run(mut self) -> Vec<Token<'t>> {
        while let Some(found) = memchr(b'{', &self.source.as_bytes()[self.at..]) {
            let start = self.at + found;
            match self.closers.tag_end(self.source, start) {
                Some((kind, end)) => self.tag(kind, Span::new(start, end)),
                None => self.at = start + 1,
            }
        }
        self.flush(self.source.len());
        self.tokens
    }

    fn tag(&mut self, kind: TokenKind, span: Span) {
        self.at = span.end;
        let contents = space::trim(&self.source[span.start + 2..span.end - 2]);
        if let Some(end) = &self.verbatim {
            if kind != TokenKind::Block || contents != end {
                return self.push_verbatim(span);
            }
            self.verbatim = None;
        } else if kind == TokenKind::Block && (contents == "verbatim" || contents.starts_with("verbatim ")) {
            self.verbatim = Some(format!("end{contents}"));
        }
        self.flush(span.start);
        self.tokens.push(Token { kind, contents, span });
        self.text_start = span.end;
    }

    /// Inside a verbatim block a tag is a text of its own, as in Django; nobody can tell, so it joins its neighbours.
    fn push_verbatim(&mut self, span: Span) {
        self.at = span.end;
    }

    fn flush(&mut self, end: usize) {
        if self.text_start < end {
            let span = Span::new(self.text_start, end);
            let contents = &self.source[span.start..span.end];
            self.tokens.push(Token { kind: TokenKind::Text, contents, span });
        }
        self.text_start = end;
    }
}

/// Finds the ends of tags. What it looked for in vain up to some place is not looked for again before that place: a
/// line of a million open braces costs no more than any other.
#[derive(Default)]
struct Closers {
    /// For each kind of tag: no end of it before this place.
    none_before: [usize; 3],
    /// The end of the line on which the last tag began.
    line_end: usize,
}

impl Closers {
    fn tag_end(&mut self, source: &str, start: usize) -> Option<(TokenKind, usize)> {
        let (which, kind, closer) = match source.as_bytes().get(start + 1)? {
            b'%' => (0, TokenKind::Block, "%}"),
            b'{' => (1, TokenKind::Variable, "}}"),
            b'#' => (2, TokenKind::Comment, "#}"),
            _ => return None,
        };
        let from = start + 2;
        if self.line_end <= start {
            let rest = &source.as_bytes()[start..];
            self.line_end = memchr(b'\n', rest).map_or(source.len(), |at| start + at);
        }
        if from > self.line_end || start < self.none_before[which] {
            return None;
        }
        match memmem::find(&source.as_bytes()[from..self.line_end], closer.as_bytes()) {
            Some(at) => Some((kind, from + at + 2)),
            None => {
                self.none_before[which] = self.line_end;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, line_of, tokenize};

    fn shown(source: &str) -> Vec<(TokenKind, &str)> {
        tokenize(source).into_iter().map(|token| (token.kind, token.contents)).collect()
    }

    #[test]
    fn a_tag_that_does_not_end_on_its_line_is_text() {
        use TokenKind::{Text, Variable};
        assert_eq!(shown("{{ a\n}} {{ b }}"), [(Text, "{{ a\n}} "), (Variable, "b")]);
        assert_eq!(shown("{% if"), [(Text, "{% if")]);
    }

    #[test]
    fn verbatim_keeps_tags_as_text_up_to_its_own_end() {
        use TokenKind::{Block, Text};
        assert_eq!(
            shown("{% verbatim x %}{{ a }}{% endverbatim %}{% endverbatim x %}"),
            [(Block, "verbatim x"), (Text, "{{ a }}{% endverbatim %}"), (Block, "endverbatim x")]
        );
    }

    #[test]
    fn the_first_of_three_braces_opens_the_tag() {
        use TokenKind::{Text, Variable};
        assert_eq!(shown("{{{ a }}}"), [(Variable, "{ a"), (Text, "}")]);
    }

    #[test]
    fn every_token_knows_its_line() {
        let source = "a\n{{ b }}\n\n{% c %}";
        let lines: Vec<_> = tokenize(source).iter().map(|token| line_of(token.span, source)).collect();
        assert_eq!(lines, [1, 2, 2, 4]);
    }
}
