//! The words of the language, with their places, and what Jinja2 calls them.

use std::ops::Range;

/// A stretch of the template, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// From `start` to `end`; a template has less than 4 GiB, as the loader sees to.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let clamped = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamped(start), end: clamped(end) }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From here to the end of `other`.
    pub(crate) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end.max(self.start) }
    }

    pub(crate) fn text(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.range()
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Data,
    BlockBegin,
    BlockEnd,
    VariableBegin,
    VariableEnd,
    Name,
    Str,
    Integer,
    Float,
    Operator(Operator),
    Eof,
}

/// Signs; the names are Jinja2's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Assign,
    Colon,
    Comma,
    Div,
    Dot,
    Eq,
    FloorDiv,
    Gt,
    GtEq,
    LBrace,
    LBracket,
    LParen,
    Lt,
    LtEq,
    Mod,
    Mul,
    Ne,
    Pipe,
    Pow,
    RBrace,
    RBracket,
    RParen,
    Semicolon,
    Sub,
    Tilde,
}

impl Operator {
    /// The longest sign that `rest` begins with.
    pub(super) fn at(rest: &[u8]) -> Option<Self> {
        Some(match rest {
            [b'/', b'/', ..] => Self::FloorDiv,
            [b'*', b'*', ..] => Self::Pow,
            [b'=', b'=', ..] => Self::Eq,
            [b'!', b'=', ..] => Self::Ne,
            [b'>', b'=', ..] => Self::GtEq,
            [b'<', b'=', ..] => Self::LtEq,
            [b'+', ..] => Self::Add,
            [b'-', ..] => Self::Sub,
            [b'/', ..] => Self::Div,
            [b'*', ..] => Self::Mul,
            [b'%', ..] => Self::Mod,
            [b'~', ..] => Self::Tilde,
            [b'[', ..] => Self::LBracket,
            [b']', ..] => Self::RBracket,
            [b'(', ..] => Self::LParen,
            [b')', ..] => Self::RParen,
            [b'{', ..] => Self::LBrace,
            [b'}', ..] => Self::RBrace,
            [b'>', ..] => Self::Gt,
            [b'<', ..] => Self::Lt,
            [b'=', ..] => Self::Assign,
            [b'.', ..] => Self::Dot,
            [b':', ..] => Self::Colon,
            [b'|', ..] => Self::Pipe,
            [b',', ..] => Self::Comma,
            [b';', ..] => Self::Semicolon,
            _ => return None,
        })
    }

    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Assign => "=",
            Self::Colon => ":",
            Self::Comma => ",",
            Self::Div => "/",
            Self::Dot => ".",
            Self::Eq => "==",
            Self::FloorDiv => "//",
            Self::Gt => ">",
            Self::GtEq => ">=",
            Self::LBrace => "{",
            Self::LBracket => "[",
            Self::LParen => "(",
            Self::Lt => "<",
            Self::LtEq => "<=",
            Self::Mod => "%",
            Self::Mul => "*",
            Self::Ne => "!=",
            Self::Pipe => "|",
            Self::Pow => "**",
            Self::RBrace => "}",
            Self::RBracket => "]",
            Self::RParen => ")",
            Self::Semicolon => ";",
            Self::Sub => "-",
            Self::Tilde => "~",
        }
    }
}

impl Kind {
    /// What Jinja2's messages call a token of this kind.
    pub(super) const fn described(self) -> &'static str {
        match self {
            Self::Data => "template data / text",
            Self::BlockBegin => "begin of statement block",
            Self::BlockEnd => "end of statement block",
            Self::VariableBegin => "begin of print statement",
            Self::VariableEnd => "end of print statement",
            Self::Name => "name",
            Self::Str => "string",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Operator(operator) => operator.sign(),
            Self::Eof => "end of template",
        }
    }
}

/// A word and where it stands; text is already without the blanks that tags take away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}
