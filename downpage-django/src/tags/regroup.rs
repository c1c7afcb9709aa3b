//! `{% regroup people by city as cities %}`: neighbours with one value of something come together.

use std::sync::Arc;

use crate::ast::{Expression, Node};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::value::{Lookup, Name, Object, Value, write_repr};

/// A group: what its items share, and the items.
#[derive(Debug)]
struct Group {
    fields: Arc<Vec<Value>>,
}

impl Object for Group {
    fn type_name(&self) -> &'static str {
        "GroupedResult"
    }

    fn attribute(&self, name: &Name) -> Lookup<'_> {
        match name.as_str() {
            "grouper" | "0" => Lookup::maybe(self.fields.first()),
            "list" | "1" => Lookup::maybe(self.fields.get(1)),
            _ => Lookup::Missing,
        }
    }

    fn write_str(&self, out: &mut String) {
        out.push_str("GroupedResult(grouper=");
        write_repr(&self.fields[0], out);
        out.push_str(", list=");
        write_repr(&self.fields[1], out);
        out.push(')');
    }

    fn items(&self) -> Option<Arc<Vec<Value>>> {
        Some(Arc::clone(&self.fields))
    }
}

struct Regroup {
    items: Expression,
    key: Expression,
    target: Name,
}

impl Node for Regroup {
    fn render(&self, cx: &mut Context<'_>, _: &mut String) -> Result<()> {
        let value = self.items.resolve_or_none(cx)?.into_owned();
        if value.is_none() {
            cx.set(&self.target, Value::list(Vec::new()));
            return Ok(());
        }
        let Some(items) = value.items() else {
            return Err(Error::new(Kind::Type, format!("'{}' object is not iterable", value.type_name())));
        };
        let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
        for item in items.iter() {
            // The key is an expression over the target's name, which stands for the item meanwhile.
            cx.set(&self.target, item.clone());
            let key = self.key.resolve_or_none(cx)?.into_owned();
            match groups.last_mut() {
                Some((last, members)) if *last == key => members.push(item.clone()),
                _ => groups.push((key, vec![item.clone()])),
            }
        }
        let group = |(key, members)| {
            Value::Object(Arc::new(Group { fields: Arc::new(vec![key, Value::list(members)]) }))
        };
        cx.set(&self.target, Value::list(groups.into_iter().map(group).collect()));
        Ok(())
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let [_, items, by, key, word, target] = &bits[..] else {
        return Err(Error::syntax("'regroup' tag takes five arguments"));
    };
    let items = parser.expression(items)?;
    if by != "by" {
        return Err(Error::syntax("second argument to 'regroup' tag must be 'by'"));
    }
    if word != "as" {
        return Err(Error::syntax("next-to-last argument to 'regroup' tag must be 'as'"));
    }
    let key = parser.expression(&format!("{target}.{key}"))?;
    Ok(Box::new(Regroup { items, key, target: Name::new(&**target) }))
}
