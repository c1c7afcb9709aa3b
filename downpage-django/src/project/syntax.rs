//! Text to a syntax tree, by the parser of ruff.

use downpage_core::{Error, ErrorKind, Location, Result, Span};
use ruff_python_ast::ModModule;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::lexer::lex;
use ruff_python_parser::{Mode, parse_module};
use ruff_text_size::TextRange;

use super::place::SourceFile;

/// Brackets, blocks and operators within each other that a file may have. CPython ends at 100 blocks or 200 brackets.
const NESTING: usize = 100;
/// Operators, calls and look-ups in a row, each of which is a level of the tree.
const CHAIN: usize = 400;

/// Parses a module.
///
/// # Errors
/// When it is no Python, or nested so deeply that reading it could exhaust the stack.
pub(super) fn parse(file: &SourceFile) -> Result<ModModule> {
    check_nesting(file)?;
    match parse_module(&file.text) {
        Ok(parsed) => Ok(parsed.into_syntax()),
        Err(error) => {
            let message = format!("`{}` is not Python: {}", file.name, lower(&error.error.to_string()));
            Err(Error::new(ErrorKind::Configuration, message).at(location(file, error.location)))
        }
    }
}

/// The bytes of a range.
pub(super) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}

fn location(file: &SourceFile, range: TextRange) -> Location {
    Location::in_source(&*file.name, &file.text, span(range))
}

/// Refuses a text whose tree would be too deep: the parser, the reader and the tree's own end go down it by recursion.
///
/// Counts what can make a level, by the tokens alone: blocks, brackets, and the operators of an expression. Inside one
/// pair of brackets a comma begins anew, except for what a `lambda` holds.
fn check_nesting(file: &SourceFile) -> Result<()> {
    let mut lexer = lex(&file.text, Mode::Module);
    let mut indentation = 0usize;
    let mut open: Vec<Level> = vec![Level::default()];
    loop {
        let kind = lexer.next_token();
        match kind {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Indent => indentation += 1,
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            TokenKind::Newline => {
                open.clear();
                open.push(Level::default());
            }
            _ => {}
        }
        if opens(kind) {
            open.push(Level::default());
        } else if closes(kind) && open.len() > 1 {
            open.pop();
        }
        if let Some(level) = open.last_mut() {
            level.count(kind);
        }
        let chain: usize = open.iter().map(|level| level.chain + level.nested).sum();
        let nested: usize = open.iter().map(|level| level.nested).sum();
        if indentation + open.len() + nested > NESTING || chain > CHAIN {
            let message = format!("`{}` is nested too deeply to be read", file.name);
            return Err(Error::new(ErrorKind::LimitExceeded, message).at(Location::whole(&*file.name)));
        }
    }
}

/// What one pair of brackets has had so far.
#[derive(Default)]
struct Level {
    /// Operators in a row since the last comma.
    chain: usize,
    /// What goes down by its own recursion in the parser: prefixes, conditions, powers, lambdas.
    nested: usize,
    lambdas: usize,
}

impl Level {
    fn count(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::Comma => {
                self.chain = 0;
                self.nested = self.lambdas;
            }
            TokenKind::Lambda => {
                self.lambdas += 1;
                self.nested += 1;
            }
            TokenKind::Not
            | TokenKind::Else
            | TokenKind::Await
            | TokenKind::Yield
            | TokenKind::DoubleStar
            | TokenKind::Tilde
            | TokenKind::ColonEqual => self.nested += 1,
            kind if kind.is_operator() || closes(kind) || kind == TokenKind::Dot => self.chain += 1,
            _ => {}
        }
    }
}

const fn opens(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart
    )
}

const fn closes(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd
    )
}

/// The message with its first letter small.
fn lower(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
