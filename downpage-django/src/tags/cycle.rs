//! `{% cycle 'a' 'b' as name silent %}` and `{% resetcycle name %}`.

use std::any::Any;
use std::sync::Arc;

use crate::ast::{Expression, Node};
use crate::error::{Error, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::{Context, NodeId, write_value};
use crate::value::Name;

/// One cycle; several places of a template may share it.
struct Cycle {
    id: NodeId,
    values: Vec<Expression>,
    variable: Option<Name>,
    silent: bool,
}

struct Place(Arc<Cycle>);

impl Node for Place {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let Cycle { id, values, variable, silent } = &*self.0;
        let turn = cx.advance_cycle(*id) % values.len().max(1);
        let Some(expression) = values.get(turn) else { return Ok(()) };
        let value = expression.resolve(cx)?.into_owned();
        if let Some(name) = variable {
            cx.set_upward(name, value.clone());
        }
        if !silent {
            write_value(&value, cx, out)?;
        }
        Ok(())
    }
}

struct Reset(Arc<Cycle>);

impl Node for Reset {
    fn render(&self, cx: &mut Context<'_>, _: &mut String) -> Result<()> {
        cx.reset_cycle(self.0.id);
        Ok(())
    }
}

type Shared = Arc<dyn Any + Send + Sync>;

fn known(cycle: &Shared) -> Option<Arc<Cycle>> {
    Arc::clone(cycle).downcast().ok()
}

fn named(parser: &Parser<'_>, name: &str) -> Option<Arc<Cycle>> {
    parser.named_cycles.iter().rev().find(|(known, _)| known == name).and_then(|(_, cycle)| known(cycle))
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let mut arguments: Vec<&str> = bits.iter().map(AsRef::as_ref).collect();
    if arguments.len() < 2 {
        return Err(Error::syntax("'cycle' tag requires at least two arguments"));
    }
    if let [_, name] = arguments[..] {
        if parser.named_cycles.is_empty() {
            return Err(Error::syntax(format!("No named cycles in template. '{name}' is not defined")));
        }
        let cycle = named(parser, name);
        let cycle = cycle.ok_or_else(|| Error::syntax(format!("Named cycle '{name}' does not exist")))?;
        return Ok(Box::new(Place(cycle)));
    }
    let (mut variable, mut silent) = (None, false);
    if let [.., before, word, name, flag] = arguments[..]
        && arguments.len() > 4
    {
        if word == "as" {
            if flag != "silent" {
                let message = format!("Only 'silent' flag is allowed after cycle's name, not '{flag}'.");
                return Err(Error::syntax(message));
            }
            (variable, silent) = (Some(name), true);
            arguments.truncate(arguments.len() - 3);
        } else if name == "as" {
            variable = Some(flag);
            arguments.truncate(arguments.len() - 2);
        }
        let _ = before;
    }
    let values = parser.expressions(&arguments[1..])?;
    let cycle = Arc::new(Cycle { id: NodeId::unique(), values, variable: variable.map(Name::new), silent });
    let shared: Shared = Arc::<Cycle>::clone(&cycle);
    if let Some(name) = variable {
        parser.named_cycles.push((name.to_owned(), Arc::clone(&shared)));
    }
    parser.last_cycle = Some(shared);
    Ok(Box::new(Place(cycle)))
}

pub(super) fn compile_reset(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let cycle = match &bits[..] {
        [_, name] => named(parser, name)
            .ok_or_else(|| Error::syntax(format!("Named cycle '{name}' does not exist.")))?,
        [_] => parser
            .last_cycle
            .as_ref()
            .and_then(known)
            .ok_or_else(|| Error::syntax("No cycles in template."))?,
        _ => return Err(Error::syntax(format!("'{}' tag accepts at most one argument.", bits[0]))),
    };
    Ok(Box::new(Reset(cycle)))
}
