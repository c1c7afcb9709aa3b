//! Which expressions minijinja reads as Jinja2 does, and with the same result: they are copied, not written.

use super::Writer;
use crate::syntax::ast::{Arguments, Comparison, Expr, Name, Value};
use crate::syntax::token::Operator;

/// Digits of a number that surely fits.
const DIGITS: usize = 37;

impl<'s> Writer<'_, 's> {
    /// Whether `expr` can be copied.
    pub(super) fn is_plain(&self, expr: &Expr<'s>) -> bool {
        let text = || expr.span.text(self.source);
        match &expr.value {
            Value::True | Value::False | Value::None => true,
            Value::Integer => {
                is_decimal(text()) && text().len() <= DIGITS && (text() == "0" || !text().starts_with('0'))
            }
            Value::Float => {
                let mut parts = text().splitn(2, '.');
                parts.all(is_decimal) && text().contains('.')
            }
            Value::Str(value) => is_simple_string(text(), value),
            Value::Name(name) => name.is_ascii() && !self.is_foreign(name),
            Value::NamespaceRef(..) | Value::Positive(_) | Value::Concat(_) => false,
            Value::Tuple(items) => text().starts_with('(') && self.all_plain(items),
            Value::List(items) | Value::And(items) | Value::Or(items) => self.all_plain(items),
            Value::Dict(pairs) => pairs.iter().all(|(key, value)| self.is_plain(key) && self.is_plain(value)),
            Value::Negative(operand) | Value::Not(operand) => self.is_plain(operand),
            Value::Arithmetic(first, rest) => self.is_plain_arithmetic(first, rest),
            Value::Compare(first, rest) => {
                let plain = |operand| self.is_plain(operand) && (!has_order(rest) || is_ordered(operand));
                plain(first) && rest.iter().all(|(_, operand)| plain(operand))
            }
            Value::Condition(condition) => {
                self.is_plain(&condition.test)
                    && self.is_plain(&condition.then)
                    && condition.otherwise.as_ref().is_none_or(|otherwise| self.is_plain(otherwise))
            }
            Value::Attribute(operand, name) => {
                name.text.is_ascii() && name.text != "__class__" && self.is_plain(operand)
            }
            Value::Item(operand, index) => {
                let is_bare_tuple =
                    matches!(index.value, Value::Tuple(_)) && !index.span.text(self.source).starts_with('(');
                !is_bare_tuple && self.is_plain(operand) && self.is_plain(index)
            }
            Value::Slice(parts) => parts.iter().flatten().all(|part| self.is_plain(part)),
            Value::Call(callee, arguments) => {
                is_postfix(callee)
                    && !self.is_sifted(callee)
                    && cycle(callee, arguments).is_none()
                    && self.is_plain(callee)
                    && self.are_plain(arguments)
                    && keeps_nothing(arguments)
            }
            Value::Filter(input, name, arguments) => {
                is_plain_name(*name)
                    && input.as_deref().is_none_or(|input| self.is_plain(input))
                    && self.are_plain(arguments)
                    && keeps_nothing(arguments)
            }
            Value::Test(operand, name, arguments, _) => {
                let bare = !arguments.is_empty() && !arguments.span.text(self.source).starts_with('(');
                let is_simple =
                    |argument: &Expr<'_>| matches!(argument.value, Value::Integer | Value::Str(_));
                is_plain_name(*name)
                    && (!bare || arguments.positional.iter().all(is_simple))
                    && self.is_plain(operand)
                    && self.are_plain(arguments)
            }
        }
    }

    /// Whether this is the `loop` of a call whose items were sifted.
    pub(super) fn is_sifted(&self, callee: &Expr<'s>) -> bool {
        matches!(callee.value, Value::Name("loop")) && self.sieve().is_some()
    }

    fn all_plain(&self, items: &[Expr<'s>]) -> bool {
        items.iter().all(|item| self.is_plain(item))
    }

    fn are_plain(&self, arguments: &Arguments<'s>) -> bool {
        let mixed = arguments.splat.is_some() && !arguments.named.is_empty();
        !mixed
            && arguments.named.iter().all(|(name, _)| name.text.is_ascii())
            && arguments.values().all(|value| self.is_plain(value))
    }

    fn is_plain_arithmetic(&self, first: &Expr<'s>, rest: &[(Operator, Expr<'s>)]) -> bool {
        let numeric = rest.iter().all(|(operator, _)| match operator {
            Operator::Mod => is_number(first),
            Operator::Mul | Operator::Add => {
                is_number(first)
                    || rest.iter().any(|(_, operand)| matches!(operand.value, Value::Integer | Value::Float))
                        && *operator == Operator::Add
            }
            Operator::Pow => false,
            _ => true,
        });
        numeric && self.is_plain(first) && rest.iter().all(|(_, operand)| self.is_plain(operand))
    }
}

/// Whether `expr` is a number for certain: then `%` is no formatting, and nothing is repeated.
fn is_number(expr: &Expr<'_>) -> bool {
    match &expr.value {
        Value::Integer | Value::Float => true,
        Value::Attribute(operand, name) => {
            matches!(operand.value, Value::Name("loop"))
                && matches!(
                    name.text,
                    "index" | "index0" | "revindex" | "revindex0" | "length" | "depth" | "depth0"
                )
        }
        Value::Arithmetic(first, _) => is_number(first),
        Value::Negative(operand) => is_number(operand),
        Value::Filter(_, name, _) => matches!(name.text, "length" | "count" | "int" | "float" | "round"),
        _ => false,
    }
}

/// What is to cycle through values that may be none at all.
pub(super) fn cycle<'e, 's>(callee: &'e Expr<'s>, arguments: &Arguments<'s>) -> Option<&'e Expr<'s>> {
    match &callee.value {
        Value::Attribute(subject, name) if name.text == "cycle" && arguments.positional.is_empty() => {
            Some(subject)
        }
        _ => None,
    }
}

fn keeps_nothing(arguments: &Arguments<'_>) -> bool {
    arguments.values().all(|value| !is_changeable(value))
}

/// Whether values are compared by size.
pub(super) fn has_order(rest: &[(Comparison, Expr<'_>)]) -> bool {
    use Operator::{Gt, GtEq, Lt, LtEq};
    rest.iter().any(|(sign, _)| matches!(sign, Comparison::Operator(Lt | LtEq | Gt | GtEq)))
}

/// Whether a value has an order for certain.
pub(super) fn is_ordered(expr: &Expr<'_>) -> bool {
    is_number(expr)
        || matches!(expr.value, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::True | Value::False)
}

/// Whether a list or a table is made here that somebody may keep and change.
pub(super) fn is_changeable(expr: &Expr<'_>) -> bool {
    match &expr.value {
        Value::List(_) | Value::Dict(_) => true,
        Value::Tuple(items) | Value::Or(items) | Value::And(items) => items.iter().any(is_changeable),
        Value::Condition(condition) => {
            is_changeable(&condition.then) || condition.otherwise.as_ref().is_some_and(is_changeable)
        }
        _ => false,
    }
}

/// What can be called, asked for attributes and so on without brackets around it.
pub(super) fn is_postfix(expr: &Expr<'_>) -> bool {
    matches!(
        expr.value,
        Value::Name(_) | Value::Attribute(..) | Value::Item(..) | Value::Call(..) | Value::Str(_)
    )
}

fn is_decimal(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_plain_name(name: Name<'_>) -> bool {
    name.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// One literal without escapes.
fn is_simple_string(text: &str, value: &str) -> bool {
    text.len() == value.len() + 2 && text.get(1..text.len() - 1) == Some(value) && !value.contains('\\')
}
