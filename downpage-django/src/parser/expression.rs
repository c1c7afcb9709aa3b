//! Reads expressions: `name.part|filter:"argument"|other`.

use crate::ast::{Argument, Expression, FilterCall, Head, Path, Variable};
use crate::error::{Error, Result};
use crate::filter::{Arity, FoundFilter};
use crate::parser::Names;
use crate::text::space::is_space;
use crate::value::{Value, parse_float, parse_int};

/// Finds a filter by name.
type FindFilter<'f> = dyn Fn(&str) -> Option<FoundFilter> + 'f;

/// The expression that `token` spells; `find` knows the filters, `names` the names of the template.
///
/// # Errors
/// Django's `TemplateSyntaxError`, in its words.
pub fn parse_expression(token: &str, find: &FindFilter<'_>, names: &Names) -> Result<Expression> {
    let head_end = constant_end(token).or_else(|| variable_end(token)).unwrap_or(0);
    let mut upto = head_end;
    let mut head = None;
    if head_end > 0 {
        head = Some(parse_head(&token[..head_end], names)?);
    }
    let mut filters = Vec::new();
    while let Some(found) = next_filter(token, upto) {
        if found.start != upto {
            let (before, between, after) = (&token[..upto], &token[upto..found.start], &token[found.start..]);
            return Err(Error::syntax(format!(
                "Could not parse some characters: {before}|{between}|{after}"
            )));
        }
        if head.is_none() {
            return Err(Error::syntax(format!("Could not find variable at start of {token}.")));
        }
        // One filter is the usual number; more of them must not each make the list one longer.
        if filters.is_empty() {
            filters.reserve_exact(1);
        }
        filters.push(parse_filter(&found, find, names)?);
        upto = found.end;
    }
    if upto != token.len() {
        let message = format!("Could not parse the remainder: '{}' from '{token}'", &token[upto..]);
        return Err(Error::syntax(message));
    }
    Ok(Expression { token: names.excerpt(token), head: head.unwrap_or(Head::Nothing), filters })
}

fn parse_head(text: &str, names: &Names) -> Result<Head> {
    match unquote(text) {
        Some(literal) => Ok(Head::Constant(literal)),
        None => Ok(Head::Variable(parse_variable(text, names)?)),
    }
}

/// A filter as it was found in the text.
struct Found<'t> {
    start: usize,
    end: usize,
    name: &'t str,
    argument: Option<&'t str>,
}

fn parse_filter(found: &Found<'_>, find: &FindFilter<'_>, names: &Names) -> Result<FilterCall> {
    let argument = found.argument.map(|argument| parse_argument(argument, names)).transpose()?;
    let name = found.name;
    let filter = find(name).ok_or_else(|| Error::syntax(format!("Invalid filter: '{name}'")))?;
    let provided = if argument.is_some() { 2 } else { 1 };
    let required = match (filter.arity(), provided) {
        (Arity::Zero, 2) => Some(1),
        (Arity::One, 1) => Some(2),
        _ => None,
    };
    match required {
        None => Ok(FilterCall { filter, argument }),
        Some(required) => {
            Err(Error::syntax(format!("{name} requires {required} arguments, {provided} provided")))
        }
    }
}

fn parse_argument(text: &str, names: &Names) -> Result<Argument> {
    match unquote(text) {
        Some(literal) => Ok(Argument::Constant(literal)),
        None => Ok(Argument::Variable(parse_variable(text, names)?)),
    }
}

/// The variable that `text` spells: a number, a quoted text, `_(…)` around one, or a path.
///
/// # Errors
/// For a name that begins with an underscore.
fn parse_variable(text: &str, names: &Names) -> Result<Variable> {
    if let Some(number) = parse_number(text) {
        return Ok(Variable::Literal(number));
    }
    if let Some(inner) = text.strip_prefix("_(").and_then(|rest| rest.strip_suffix(')')) {
        let inner = match unquote(inner) {
            Some(literal) => Variable::Literal(literal),
            None => Variable::Path(parse_path(inner, names)?),
        };
        return Ok(Variable::Translated(Box::new(inner)));
    }
    match unquote(text) {
        Some(literal) => Ok(Variable::Literal(literal)),
        None => Ok(Variable::Path(parse_path(text, names)?)),
    }
}

fn parse_path(text: &str, names: &Names) -> Result<Path> {
    let mut parts = Vec::with_capacity(1 + text.bytes().filter(|byte| *byte == b'.').count());
    let mut rest = Some(text);
    while let Some(path) = rest {
        let (name, after) = match path.bytes().position(|byte| byte == b'.') {
            Some(dot) => (&path[..dot], Some(&path[dot + 1..])),
            None => (path, None),
        };
        if name.starts_with('_') {
            let message = format!("Variables and attributes may not begin with underscores: '{text}'");
            return Err(Error::syntax(message));
        }
        parts.push(names.name(name));
        rest = after;
    }
    Ok(Path { text: names.excerpt(text), names: parts.into() })
}

fn parse_number(text: &str) -> Option<Value> {
    // No number begins with a letter; Django's own check is the conversion, which `inf` does not pass without a dot.
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return None;
    }
    if text.contains(['.', 'e', 'E']) {
        return parse_float(text).filter(|_| !text.ends_with('.')).map(Value::Float);
    }
    parse_int(text)
}

/// The safe str that a quoted text stands for: `\"` and `\\` lose their backslash.
fn unquote(text: &str) -> Option<Value> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if !text.ends_with(quote) {
        return None;
    }
    // A lone quote is both the first and the last; Python's slice is empty then.
    let inner = text.get(1..text.len() - 1).unwrap_or("");
    if !inner.contains('\\') {
        return Some(Value::safe(inner));
    }
    Some(Value::safe(inner.replace(&format!("\\{quote}"), &quote.to_string()).replace("\\\\", "\\")))
}

/// Where a quoted text at the start of `text` ends, `_(…)` around it counted in.
fn constant_end(text: &str) -> Option<usize> {
    match text.strip_prefix("_(") {
        Some(rest) => {
            let end = 2 + quoted_end(rest)?;
            text[end..].starts_with(')').then_some(end + 1)
        }
        None => quoted_end(text),
    }
}

fn quoted_end(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' if escaped => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where a variable or a number at the start of `text` ends.
fn variable_end(text: &str) -> Option<usize> {
    let plain =
        text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')).count();
    let rest = &text[plain..];
    let end = plain + rest.find(|c: char| !is_word(c) && c != '.').unwrap_or(rest.len());
    if end > 0 {
        return Some(end);
    }
    let rest = text.strip_prefix(['-', '+'])?;
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != 'e').unwrap_or(rest.len());
    Some(1 + length)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first filter at or after `from`.
fn next_filter(text: &str, from: usize) -> Option<Found<'_>> {
    let mut search = from;
    loop {
        let bar = search + text.as_bytes().get(search..)?.iter().position(|byte| *byte == b'|')?;
        search = bar + 1;
        let after = text[bar + 1..].trim_start_matches(is_space);
        let length = after.find(|c| !is_word(c)).unwrap_or(after.len());
        if length == 0 {
            continue;
        }
        let start = from + text[from..bar].trim_end_matches(is_space).len();
        let name_start = text.len() - after.len();
        let name_end = name_start + length;
        let name = &text[name_start..name_end];
        let argument = text[name_end..]
            .strip_prefix(':')
            .and_then(|rest| constant_end(rest).or_else(|| variable_end(rest)).map(|end| &rest[..end]));
        let end = name_end + argument.map_or(0, |argument| argument.len() + 1);
        return Some(Found { start, end, name, argument });
    }
}

#[cfg(test)]
mod tests {
    use super::parse_expression;
    use crate::parser::Names;

    fn message(text: &str) -> String {
        parse_expression(text, &|_| None, &Names::of(text.into())).unwrap_err().message().to_owned()
    }

    // The words are Django's (`FilterExpression` in Django 5.2).
    #[test]
    fn what_cannot_be_read_is_said_as_django_says_it() {
        assert_eq!(message("a b"), "Could not parse the remainder: ' b' from 'a b'");
        assert_eq!(message("|a"), "Could not find variable at start of |a.");
        assert_eq!(message("a|b"), "Invalid filter: 'b'");
        assert_eq!(message("a!|b"), "Could not parse some characters: a|!||b");
        assert_eq!(message("a._b"), "Variables and attributes may not begin with underscores: 'a._b'");
    }
}
