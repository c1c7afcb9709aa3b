//! Jinja2's language: from text to a tree, refusing what Jinja2 refuses, in its words.
//!
//! minijinja's own parser takes less than Jinja2's and sometimes more. So templates are read here first; what minijinja
//! cannot take is then written anew by [`write`](crate::write).

pub(crate) mod ast;
mod expression;
mod lexer;
pub(crate) mod literal;
mod statement;
mod stream;
mod tag;
pub(crate) mod token;
mod trans;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "what fails here fails a test")]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use ast::Template;

/// How templates are written: delimiters, whitespace, extensions.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of Jinja2's own")]
#[derive(Clone, Debug)]
pub(crate) struct Syntax {
    pub(crate) block: [String; 2],
    pub(crate) variable: [String; 2],
    pub(crate) comment: [String; 2],
    pub(crate) line_statement: Option<String>,
    pub(crate) line_comment: Option<String>,
    pub(crate) trim_blocks: bool,
    pub(crate) lstrip_blocks: bool,
    pub(crate) keep_trailing_newline: bool,
    pub(crate) newline: String,
    pub(crate) extensions: Extensions,
    /// Whether `{% trans %}` is trimmed without being told to.
    pub(crate) trimmed: bool,
}

/// Which tags there are beyond Jinja2's core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extensions {
    pub(crate) do_tag: bool,
    pub(crate) i18n: bool,
    pub(crate) loop_controls: bool,
}

impl Default for Syntax {
    fn default() -> Self {
        let pair = |open: &str, close: &str| [open.to_owned(), close.to_owned()];
        Self {
            block: pair("{%", "%}"),
            variable: pair("{{", "}}"),
            comment: pair("{#", "#}"),
            line_statement: None,
            line_comment: None,
            trim_blocks: false,
            lstrip_blocks: false,
            keep_trailing_newline: false,
            newline: "\n".to_owned(),
            extensions: Extensions { do_tag: true, i18n: true, loop_controls: true },
            trimmed: false,
        }
    }
}

/// Why a template cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) span: Range<usize>,
    pub(crate) message: Cow<'static, str>,
    /// Whether a name is unknown, and nothing else wrong.
    pub(crate) unknown: bool,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(span: impl Into<Range<usize>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { span: span.into(), message: message.into(), unknown: false, help: None }
    }

    /// Adds the way out.
    fn or_help(mut self, help: &str) -> Self {
        self.help.get_or_insert_with(|| help.to_owned());
        self
    }
}

/// Reads a template whose line ends are `\n`.
///
/// # Errors
/// The first thing that Jinja2 would refuse, in its words; and what nests too deep.
pub(crate) fn parse<'s>(source: &'s str, syntax: &Syntax) -> Result<Template<'s>, Fault> {
    let source = match source.strip_suffix('\n') {
        Some(stripped) if !syntax.keep_trailing_newline => stripped,
        _ => source,
    };
    statement::parse(source, lexer::tokens(source, syntax), syntax)
}
