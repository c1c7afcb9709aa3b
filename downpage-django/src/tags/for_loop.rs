//! `{% for a, b in items reversed %}…{% empty %}…{% endfor %}`.

use std::sync::Arc;

use crate::ast::{Expression, Inputs, Joined, Node, NodeList};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::value::{Name, Value};

struct For {
    names: Vec<Name>,
    sequence: Expression,
    reversed: bool,
    body: NodeList,
    empty: Option<NodeList>,
}

impl Node for For {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        cx.push();
        let rendered = self.render_loop(cx, out);
        cx.pop();
        rendered
    }

    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        self.sequence.add_inputs(inputs)
            && self.body.add_inputs(inputs)
            && self.empty.as_ref().is_none_or(|empty| empty.add_inputs(inputs))
    }
}

impl For {
    fn render_loop(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let items = self.items(cx)?;
        if items.is_empty() {
            return self.empty.as_ref().map_or(Ok(()), |empty| empty.render(cx, out));
        }
        cx.check_items(items.len())?;
        let forloop = cx.new_loop(items.len());
        cx.set_loop(Arc::clone(&forloop));
        cx.nested(|cx| {
            let mut slot = 0;
            let mut joined = Joined::default();
            for at in 0..items.len() {
                forloop.go_to(at);
                let item = &items[if self.reversed { items.len() - 1 - at } else { at }];
                if let [name] = &self.names[..] {
                    slot = cx.set_again(slot, name, item.clone());
                    self.body.render_round(cx, out, &mut joined)?;
                } else {
                    self.render_unpacked(item, cx, out, &mut joined)?;
                }
                cx.check_output(out)?;
            }
            joined.finish()
        })?;
        cx.end_loop(&forloop);
        Ok(())
    }

    fn items(&self, cx: &Context<'_>) -> Result<Arc<Vec<Value>>> {
        let value = self.sequence.resolve_or_none(cx)?;
        if value.is_none() {
            return Ok(Arc::default());
        }
        let Some(items) = value.items() else {
            let message = format!("'{}' object is not iterable", value.type_name());
            return Err(Error::new(Kind::Type, message));
        };
        if self.reversed && matches!(*value, Value::Set(_)) && !items.is_empty() {
            return Err(Error::new(Kind::Type, "'set' object is not reversible"));
        }
        Ok(items)
    }

    fn render_unpacked(
        &self,
        item: &Value,
        cx: &mut Context<'_>,
        out: &mut String,
        joined: &mut Joined,
    ) -> Result<()> {
        let wanted = self.names.len();
        let got = item.len().unwrap_or(1);
        let parts = item.items().filter(|_| got == wanted);
        let Some(parts) = parts else {
            let message = format!("Need {wanted} values to unpack in for loop; got {got}. ");
            return Err(Error::new(Kind::Value, message));
        };
        cx.push();
        for (name, part) in self.names.iter().zip(parts.iter()) {
            cx.set(name, part.clone());
        }
        let rendered = self.body.render_round(cx, out, joined);
        cx.pop();
        rendered
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let wrong = |what: &str| Error::syntax(format!("{what}: {}", token.contents));
    if bits.len() < 4 {
        return Err(wrong("'for' statements should have at least four words"));
    }
    let reversed = bits.last().is_some_and(|last| last == "reversed");
    let place = bits.len() - if reversed { 3 } else { 2 };
    if bits[place] != "in" {
        return Err(wrong("'for' statements should use the format 'for x in y'"));
    }
    let names = bits[1..place].join(" ");
    let names: Vec<&str> = names.split(',').map(|name| name.trim_matches(' ')).collect();
    if names.iter().any(|name| name.is_empty() || name.contains([' ', '"', '\'', '|'])) {
        return Err(wrong("'for' tag received an invalid argument"));
    }
    let names = names.into_iter().map(|name| parser.name(name)).collect();
    let sequence = parser.expression(&bits[place + 1])?;
    let body = parser.parse(&["empty", "endfor"])?;
    let mut empty = None;
    if parser.next().is_some_and(|end| end.contents == "empty") {
        empty = Some(parser.parse_body("endfor")?);
    }
    Ok(Box::new(For { names, sequence, reversed, body, empty }))
}
