//! `{% querystring page=2 sort=None %}`: the query of the request with some parameters changed.

use crate::ast::Node;
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, Signature, SimpleArguments, bits, simple_arguments};
use crate::render::Context;
use crate::text::escape::escape_into;
use crate::text::percent;
use crate::value::{Lookup, Name, Value, lookup};

const SIGNATURE: Signature = Signature {
    name: "querystring",
    parameters: &["query_dict"],
    defaults: 1,
    variadic: false,
    any_keyword: true,
};

struct QueryString {
    arguments: SimpleArguments,
}

impl Node for QueryString {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let query = self.query(cx)?;
        match &self.arguments.target {
            Some(target) => cx.set(target, query.into()),
            None if cx.autoescape => escape_into(&query, out),
            None => out.push_str(&query),
        }
        Ok(())
    }
}

impl QueryString {
    fn query(&self, cx: &Context<'_>) -> Result<String> {
        let given = self.arguments.positional.first();
        let given = given.or_else(|| {
            self.arguments
                .named
                .iter()
                .find(|(name, _)| name.as_str() == "query_dict")
                .map(|(_, value)| value)
        });
        let given = given.map(|given| given.resolve(cx)).transpose()?.filter(|given| !given.is_none());
        // Python evaluates all arguments before the function is called.
        let mut changes = Vec::with_capacity(self.arguments.named.len());
        for (name, expression) in &self.arguments.named {
            changes.push((name, expression.resolve(cx)?));
        }
        let before = match given {
            Some(given) => given.into_owned(),
            None => request_query(cx)?,
        };
        let mut parameters = pairs(&before)?;
        for (name, value) in &changes {
            if name.as_str() == "query_dict" {
                continue;
            }
            let values = match (&**value, value.as_str()) {
                (Value::None, _) => Vec::new(),
                (value, None) => value.items().map_or_else(|| vec![value.clone()], |items| items.to_vec()),
                (value, Some(_)) => vec![value.clone()],
            };
            let removed = value.is_none();
            match parameters.iter_mut().find(|(known, _)| known == name.as_str()) {
                Some((_, old)) => *old = values,
                None if removed => {}
                None => parameters.push((name.as_str().to_owned(), values)),
            }
            if removed {
                parameters.retain(|(known, _)| known != name.as_str());
            }
        }
        if parameters.is_empty() && !before.truth() {
            return Ok(String::new());
        }
        let encoded: Vec<String> = parameters
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)))
            .map(|(name, value)| {
                format!("{}={}", percent::quote_plus(name), percent::quote_plus(&value.to_str()))
            })
            .collect();
        Ok(format!("?{}", encoded.join("&")))
    }
}

fn request_query(cx: &Context<'_>) -> Result<Value> {
    let Some(request) = cx.request else {
        return Err(Error::new(Kind::Attribute, "'Context' object has no attribute 'request'"));
    };
    match lookup(request, &Name::new("GET")) {
        Lookup::Found(query) => Ok(query.into_owned()),
        _ => {
            let message = format!("'{}' object has no attribute 'GET'", request.type_name());
            Err(Error::new(Kind::Attribute, message))
        }
    }
}

/// The names of a query and their values; a dict of lists is a `QueryDict`.
fn pairs(query: &Value) -> Result<Vec<(String, Vec<Value>)>> {
    let Value::Dict(dict) = query else {
        let message = format!("'{}' object has no attribute 'copy'", query.type_name());
        return Err(Error::new(Kind::Attribute, message));
    };
    let values = |value: &Value| match value {
        Value::List(items) => items.to_vec(),
        value => vec![value.clone()],
    };
    Ok(dict.iter().map(|(name, value)| (name.to_str().into_owned(), values(value))).collect())
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let arguments = simple_arguments(parser, &bits(token)?[1..], SIGNATURE)?;
    Ok(Box::new(QueryString { arguments }))
}
