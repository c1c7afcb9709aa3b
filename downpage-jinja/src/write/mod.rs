//! Writes a template that was read as minijinja's source, where the two languages part.
//!
//! A template that minijinja takes as it is, with the same meaning, is handed over untouched. What is written anew keeps
//! its lines, and remembers where each piece of it came from. What minijinja has no syntax for becomes a filter or
//! function under a private name of [`names`].

mod assign;
mod expression;
mod function;
mod import;
mod looping;
pub(crate) mod names;
mod output;
mod plain;
mod scope;
mod statement;
mod text;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "what fails here fails a test")]
mod tests;

use crate::places::Places;
use crate::syntax::{Fault, Syntax, Template};
use names::Isolation;
use output::Output;
use scope::Scopes;

/// For whom a template is written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mode {
    /// Where the names come from that it does not set.
    pub(crate) isolation: Isolation,
    /// Whether a missing value prints as what was asked for.
    pub(crate) debug_undefined: bool,
    /// Whether `gettext()` fills in its keywords.
    pub(crate) newstyle_gettext: bool,
}

/// A template as minijinja gets it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) places: Places,
}

/// Writes `template`; `None` when minijinja can have it as its author wrote it.
///
/// # Errors
/// What Jinja2 refuses only when it compiles a template.
pub(crate) fn write(
    template: &Template<'_>,
    syntax: &Syntax,
    mode: Mode,
    untouched: bool,
) -> Result<Option<Written>, Fault> {
    let mut writer = Writer {
        source: template.source,
        syntax,
        mode,
        out: Output::new(template.source),
        scopes: Scopes::of_module(&template.body),
        changed: !untouched || mode.isolation != Isolation::None,
        hidden: 0,
        filtered: Vec::new(),
        sifted: false,
        blocks: Vec::new(),
        late: Vec::new(),
    };
    if mode.isolation == Isolation::Module {
        writer.out.insert(names::ISOLATED_HEAD, 0..0);
    }
    writer.statements(&template.body)?;
    writer.late_blocks()?;
    Ok(writer.changed.then(|| writer.out.finish()))
}

/// Where the writing stands.
struct Writer<'t, 's> {
    source: &'s str,
    syntax: &'t Syntax,
    mode: Mode,
    out: Output<'s>,
    scopes: Scopes<'s>,
    /// Whether anything is different from what the author wrote.
    changed: bool,
    /// How many private variables there are.
    hidden: usize,
    /// The recursive loops with a condition that are open; see [`looping`].
    filtered: Vec<Option<looping::Filtered<'t, 's>>>,
    /// Whether what `loop()` is called with in this output was sifted before it.
    sifted: bool,
    /// The names of the blocks so far.
    blocks: Vec<&'s str>,
    /// Blocks inside of macros, which minijinja wants at the top.
    late: Vec<&'t crate::syntax::ast::Block<'s>>,
}

impl Writer<'_, '_> {
    fn is_isolated(&self) -> bool {
        self.mode.isolation != Isolation::None
    }

    /// A new name for a private variable.
    fn hide(&mut self) -> String {
        self.hidden += 1;
        format!("{}{}", names::VARIABLE, self.hidden)
    }
}
