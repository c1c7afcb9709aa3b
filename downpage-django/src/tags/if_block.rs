//! `{% if a and not b %}…{% elif c in d %}…{% else %}…{% endif %}`.

use crate::ast::{Inputs, Node, NodeList};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Condition, Parser, bits};
use crate::render::Context;

struct If {
    branches: Vec<(Condition, NodeList)>,
    otherwise: Option<NodeList>,
}

impl Node for If {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        for (condition, body) in &self.branches {
            let holds = match condition.holds(cx) {
                Err(error) if *error.kind() == Kind::VariableMissing => false,
                holds => holds?,
            };
            if holds {
                return body.render(cx, out);
            }
        }
        self.otherwise.as_ref().map_or(Ok(()), |body| body.render(cx, out))
    }

    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        let branches = &mut self.branches.iter();
        branches.all(|(condition, body)| condition.add_inputs(inputs) && body.add_inputs(inputs))
            && self.otherwise.as_ref().is_none_or(|body| body.add_inputs(inputs))
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    const UNTIL: [&str; 3] = ["elif", "else", "endif"];
    let condition = Condition::parse(parser, &bits(token)?[1..])?;
    let mut branches = vec![(condition, parser.parse(&UNTIL)?)];
    let mut next = parser.next();
    while let Some(token) = next.filter(|token| token.contents.starts_with("elif")) {
        let condition = Condition::parse(parser, &bits(token)?[1..])?;
        branches.push((condition, parser.parse(&UNTIL)?));
        next = parser.next();
    }
    let mut otherwise = None;
    if next.is_some_and(|token| token.contents == "else") {
        otherwise = Some(parser.parse(&["endif"])?);
        next = parser.next();
    }
    match next.filter(|token| token.contents != "endif") {
        Some(token) => {
            let message =
                format!("Malformed template tag at line {}: \"{}\"", parser.line(token), token.contents);
            Err(Error::syntax(message))
        }
        None => Ok(Box::new(If { branches, otherwise })),
    }
}
