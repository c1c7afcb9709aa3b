//! Arguments of tags: `name=value`, `value as name`, and the signatures of simple tags.

use std::sync::Arc;

use crate::ast::Expression;
use crate::error::{Error, Result};
use crate::parser::Parser;
use crate::value::Name;

/// A name and the value it gets.
pub type Keyword = (Name, Expression);

/// The name before `=` in a bit, if there is one, and the rest.
#[must_use]
pub fn keyword(bit: &str) -> (Option<&str>, &str) {
    match bit.split_once('=') {
        Some((name, value))
            if !name.is_empty()
                && !value.is_empty()
                && name.chars().all(|c| c.is_alphanumeric() || c == '_') =>
        {
            (Some(name), value)
        }
        _ => (None, bit),
    }
}

/// The assignments at the start of `bits`, which are taken: `a=b c=d`, or with `legacy` also `b as a and d as c`.
///
/// # Errors
/// When a value cannot be read.
pub fn assignments<S: AsRef<str>>(
    parser: &Parser<'_>,
    bits: &mut &[S],
    legacy: bool,
) -> Result<Vec<Keyword>> {
    let mut found: Vec<Keyword> = Vec::new();
    let Some(first) = bits.first() else { return Ok(found) };
    let modern = keyword(first.as_ref()).0.is_some();
    if !modern && !legacy {
        return Ok(found);
    }
    while let Some(bit) = bits.first() {
        let (name, value) = if modern {
            let (Some(name), value) = keyword(bit.as_ref()) else { break };
            *bits = &bits[1..];
            (name, value)
        } else {
            let [value, word, name, ..] = *bits else { break };
            if word.as_ref() != "as" {
                break;
            }
            *bits = &bits[3..];
            (name.as_ref(), value.as_ref())
        };
        let expression = parser.expression(value)?;
        let name = parser.name(name);
        // A name that comes twice keeps its place and takes the later value, as in a Python dict.
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = expression,
            None => found.push((name, expression)),
        }
        if !modern {
            match bits.first() {
                Some(word) if word.as_ref() == "and" => *bits = &bits[1..],
                _ => break,
            }
        }
    }
    Ok(found)
}

/// The signature of a simple tag, as its Python function would have it.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Its name, for messages.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [&'static str],
    /// How many of them, at the end, have defaults.
    pub defaults: usize,
    /// Whether it takes more positional arguments.
    pub variadic: bool,
    /// Whether it takes keyword arguments of any name.
    pub any_keyword: bool,
}

/// The arguments of a simple tag, held against its signature.
pub struct SimpleArguments {
    /// By position.
    pub positional: Vec<Expression>,
    /// By name.
    pub named: Vec<Keyword>,
    /// The variable after `as`.
    pub target: Option<Name>,
}

/// Reads the arguments of a simple tag.
///
/// # Errors
/// When they do not fit its signature, in Django's words.
pub fn simple_arguments<S: AsRef<str>>(
    parser: &Parser<'_>,
    bits: &[S],
    signature: Signature,
) -> Result<SimpleArguments> {
    let name = signature.name;
    let (bits, target) = match bits {
        [rest @ .., word, target] if word.as_ref() == "as" => (rest, Some(Name::new(target.as_ref()))),
        bits => (bits, None),
    };
    let mut arguments = SimpleArguments { positional: Vec::new(), named: Vec::new(), target };
    let mut unhandled: Vec<&str> = signature.parameters.to_vec();
    for bit in bits {
        let (parameter, value) = keyword(bit.as_ref());
        if parameter.is_none() && !arguments.named.is_empty() {
            return Err(Error::syntax(format!(
                "'{name}' received some positional argument(s) after some keyword argument(s)"
            )));
        }
        let expression = parser.expression(value)?;
        let Some(parameter) = parameter else {
            arguments.positional.push(expression);
            if !unhandled.is_empty() {
                unhandled.remove(0);
            } else if !signature.variadic {
                return Err(Error::syntax(format!("'{name}' received too many positional arguments")));
            }
            continue;
        };
        if !signature.parameters.contains(&parameter) && !signature.any_keyword {
            let message = format!("'{name}' received unexpected keyword argument '{parameter}'");
            return Err(Error::syntax(message));
        }
        let parameter = Name::new(Arc::<str>::from(parameter));
        if arguments.named.iter().any(|(known, _)| *known == parameter) {
            let message = format!("'{name}' received multiple values for keyword argument '{parameter}'");
            return Err(Error::syntax(message));
        }
        unhandled.retain(|known| *known != parameter.as_str());
        arguments.named.push((parameter, expression));
    }
    let required = unhandled.len().saturating_sub(signature.defaults);
    if required > 0 {
        let missing: Vec<String> = unhandled[..required].iter().map(|name| format!("'{name}'")).collect();
        let message =
            format!("'{name}' did not receive value(s) for the argument(s): {}", missing.join(", "));
        return Err(Error::syntax(message));
    }
    Ok(arguments)
}
