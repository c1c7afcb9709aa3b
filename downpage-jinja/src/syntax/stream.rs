//! The tokens as the parser sees them: one at a time, with a look at the next.

use super::Fault;
use super::lexer::Tokens;
use super::literal::quoted;
use super::token::{Kind, Operator, Span, Token};

/// See the module.
pub(super) struct Stream<'s> {
    pub(super) source: &'s str,
    tokens: Vec<Token>,
    fault: Option<Fault>,
    at: usize,
    /// The end of the last token that was taken.
    taken: Span,
}

impl<'s> Stream<'s> {
    /// The tokens of `source`.
    ///
    /// # Errors
    /// When the very first one is a fault.
    pub(super) fn new(source: &'s str, tokens: Tokens) -> Result<Self, Fault> {
        let mut stream =
            Self { source, tokens: tokens.list, fault: tokens.fault, at: 0, taken: Span::default() };
        stream.meet(0)?;
        Ok(stream)
    }

    /// Raises the fault when it is the turn of what could not be read.
    fn meet(&mut self, at: usize) -> Result<(), Fault> {
        if at < self.tokens.len() {
            return Ok(());
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }

    pub(super) fn current(&self) -> Token {
        let end = self.source.len();
        self.tokens.get(self.at).copied().unwrap_or(Token { kind: Kind::Eof, span: Span::new(end, end) })
    }

    /// The token behind the current one.
    pub(super) fn look(&mut self) -> Result<Token, Fault> {
        self.meet(self.at + 1)?;
        let end = self.source.len();
        Ok(self
            .tokens
            .get(self.at + 1)
            .copied()
            .unwrap_or(Token { kind: Kind::Eof, span: Span::new(end, end) }))
    }

    /// Takes the current token.
    pub(super) fn take(&mut self) -> Result<Token, Fault> {
        let token = self.current();
        self.taken = token.span;
        if token.kind != Kind::Eof {
            self.meet(self.at + 1)?;
            self.at += 1;
        }
        Ok(token)
    }

    pub(super) fn kind(&self) -> Kind {
        self.current().kind
    }

    /// Where the token that was taken last stands.
    pub(super) fn taken(&self) -> Span {
        self.taken
    }

    pub(super) fn text(&self, token: Token) -> &'s str {
        token.span.text(self.source)
    }

    pub(super) fn is(&self, operator: Operator) -> bool {
        self.kind() == Kind::Operator(operator)
    }

    /// Whether the current token is this word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    /// The current token, if it is a name.
    pub(super) fn word(&self) -> Option<&'s str> {
        let token = self.current();
        (token.kind == Kind::Name).then(|| self.text(token))
    }

    pub(super) fn skip(&mut self, operator: Operator) -> Result<bool, Fault> {
        let found = self.is(operator);
        if found {
            self.take()?;
        }
        Ok(found)
    }

    pub(super) fn skip_word(&mut self, word: &str) -> Result<bool, Fault> {
        let found = self.is_word(word);
        if found {
            self.take()?;
        }
        Ok(found)
    }

    pub(super) fn expect(&mut self, kind: Kind) -> Result<Token, Fault> {
        if self.kind() == kind { self.take() } else { Err(self.expected(kind.described())) }
    }

    pub(super) fn expect_operator(&mut self, operator: Operator) -> Result<Token, Fault> {
        self.expect(Kind::Operator(operator))
    }

    pub(super) fn expect_word(&mut self, word: &'static str) -> Result<Token, Fault> {
        if self.is_word(word) { self.take() } else { Err(self.expected(word)) }
    }

    /// A name, and its text.
    pub(super) fn expect_name(&mut self) -> Result<(&'s str, Span), Fault> {
        let token = self.expect(Kind::Name)?;
        Ok((self.text(token), token.span))
    }

    /// What Jinja2 calls a token: names by themselves, all else by their kind.
    pub(super) fn described(&self, token: Token) -> &'s str {
        if token.kind == Kind::Name { self.text(token) } else { token.kind.described() }
    }

    /// The fault that something else than `what` stands here.
    fn expected(&self, what: &str) -> Fault {
        let current = self.current();
        if current.kind == Kind::Eof {
            return self.fail(format!("unexpected end of template, expected {}.", quoted(what)));
        }
        self.fail(format!("expected token {}, got {}", quoted(what), quoted(self.described(current))))
    }

    /// A fault at the current token.
    pub(super) fn fail(&self, message: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
        Fault::new(self.current().span, message)
    }
}
