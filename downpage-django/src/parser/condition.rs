//! The condition of `{% if %}`: operators with Python's precedence, without parentheses.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::ast::{Expression, Inputs};
use crate::error::{Error, Kind, Result};
use crate::parser::Parser;
use crate::render::Context;
use crate::value::{Val, Value, compare, contains, is_same};

/// Operators inside each other: keeps the stack within bounds.
const DEEPEST: usize = 200;

/// An operator with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
    /// `is`.
    Is,
    /// `is not`.
    IsNot,
    /// `==`.
    Equal,
    /// `!=`.
    Unequal,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
}

const OPERATORS: [(&str, Operator, u8); 12] = [
    ("or", Operator::Or, 6),
    ("and", Operator::And, 7),
    ("in", Operator::In, 9),
    ("not in", Operator::NotIn, 9),
    ("is", Operator::Is, 10),
    ("is not", Operator::IsNot, 10),
    ("==", Operator::Equal, 10),
    ("!=", Operator::Unequal, 10),
    (">", Operator::Greater, 10),
    (">=", Operator::GreaterEqual, 10),
    ("<", Operator::Less, 10),
    ("<=", Operator::LessEqual, 10),
];

/// The binding power of `not`.
const NOT: u8 = 8;

/// A condition.
#[derive(Debug)]
pub enum Condition {
    /// A value.
    Value(Expression),
    /// `not …`.
    Not(Box<Condition>),
    /// `… operator …`.
    Binary(Operator, Box<[Condition; 2]>),
}

impl Condition {
    /// The condition that the bits after `if` spell.
    ///
    /// # Errors
    /// A `TemplateSyntaxError`, in Django's words.
    pub fn parse<S: AsRef<str>>(parser: &Parser<'_>, bits: &[S]) -> Result<Self> {
        if let [bit] = bits
            && Token::operator(bit.as_ref()).is_none()
        {
            return parser.expression(bit.as_ref()).map(Self::Value);
        }
        let mut tokens = Vec::with_capacity(bits.len());
        let mut at = 0;
        while let Some(bit) = bits.get(at) {
            let next = bits.get(at + 1).map(AsRef::as_ref);
            let token = match (bit.as_ref(), next) {
                ("is", Some("not")) => Token::operator("is not"),
                ("not", Some("in")) => Token::operator("not in"),
                (text, _) => Token::operator(text),
            };
            let token = match token {
                Some(token) => {
                    at += usize::from(token.text().contains(' '));
                    token
                }
                None => Token::Operand(parser.expression(bit.as_ref())?),
            };
            tokens.push(token);
            at += 1;
        }
        let mut reader = Reader { tokens: tokens.into_iter().peekable(), depth: 0, operators: 0 };
        let condition = reader.expression(0)?;
        match reader.tokens.next() {
            None => Ok(condition),
            Some(token) => Err(Error::syntax(format!("Unused '{}' at end of if expression.", token.text()))),
        }
    }

    /// Whether it holds. A variable that is not there counts as `None`.
    ///
    /// # Errors
    /// What looking up a lone value raises; inside an operator every error means no.
    pub fn holds(&self, cx: &Context<'_>) -> Result<bool> {
        if let Self::Value(expression) = self
            && let Some(value) = expression.plain(cx)
        {
            return Ok(value.truth());
        }
        self.evaluate(cx).map(|value| value.truth())
    }

    /// Adds what it looks at to `inputs`; `false` when it may hold or not without a reason there.
    pub fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        match self {
            Self::Value(expression) => expression.add_inputs(inputs),
            Self::Not(operand) => operand.add_inputs(inputs),
            Self::Binary(_, operands) => operands.iter().all(|operand| operand.add_inputs(inputs)),
        }
    }

    fn evaluate<'v>(&'v self, cx: &'v Context<'v>) -> Result<Val<'v>> {
        match self {
            Self::Value(expression) => expression.resolve_or_none(cx),
            Self::Not(operand) => {
                let holds = operand.holds(cx).map(|holds| !holds);
                Ok(Cow::Owned(Value::Bool(or_false(holds)?)))
            }
            Self::Binary(operator @ (Operator::Or | Operator::And), operands) => {
                match short_circuit(*operator, operands, cx) {
                    Err(error) if is_limit(&error) => Err(error),
                    Err(_) => Ok(Cow::Owned(Value::Bool(false))),
                    Ok(value) => Ok(value),
                }
            }
            Self::Binary(operator, operands) => {
                Ok(Cow::Owned(Value::Bool(or_false(apply(*operator, operands, cx))?)))
            }
        }
    }
}

fn is_limit(error: &Error) -> bool {
    matches!(error.kind(), Kind::Limit | Kind::Output)
}

/// A limit stays an error, anything else is a no.
fn or_false(outcome: Result<bool>) -> Result<bool> {
    match outcome {
        Err(error) if !is_limit(&error) => Ok(false),
        outcome => outcome,
    }
}

fn short_circuit<'v>(
    operator: Operator,
    operands: &'v [Condition; 2],
    cx: &'v Context<'v>,
) -> Result<Val<'v>> {
    let first = operands[0].evaluate(cx)?;
    if first.truth() == (operator == Operator::Or) { Ok(first) } else { operands[1].evaluate(cx) }
}

fn apply(operator: Operator, operands: &[Condition; 2], cx: &Context<'_>) -> Result<bool> {
    let (a, b) = (operands[0].evaluate(cx)?, operands[1].evaluate(cx)?);
    cx.charge_value(&a)?;
    cx.charge_value(&b)?;
    let order = |symbol: &str| compare(&a, &b, symbol);
    Ok(match operator {
        Operator::In => contains(&b, &a)?,
        Operator::NotIn => !contains(&b, &a)?,
        Operator::Is => is_same(&a, &b),
        Operator::IsNot => !is_same(&a, &b),
        Operator::Equal => a == b,
        Operator::Unequal => a != b,
        Operator::Greater => order(">")? == Some(Ordering::Greater),
        Operator::GreaterEqual => matches!(order(">=")?, Some(Ordering::Greater | Ordering::Equal)),
        Operator::Less => order("<")? == Some(Ordering::Less),
        Operator::LessEqual => matches!(order("<=")?, Some(Ordering::Less | Ordering::Equal)),
        Operator::Or | Operator::And => false,
    })
}

enum Token {
    Operand(Expression),
    Not,
    Operator(&'static str, Operator, u8),
}

impl Token {
    fn operator(text: &str) -> Option<Self> {
        if text == "not" {
            return Some(Self::Not);
        }
        let known = OPERATORS.iter().find(|(name, _, _)| *name == text);
        known.map(|(name, operator, power)| Self::Operator(name, *operator, *power))
    }

    fn text(&self) -> &str {
        match self {
            Self::Operand(expression) => expression.token.as_str(),
            Self::Not => "not",
            Self::Operator(name, _, _) => name,
        }
    }

    fn power(&self) -> u8 {
        match self {
            Self::Operand(_) => 0,
            Self::Not => NOT,
            Self::Operator(_, _, power) => *power,
        }
    }
}

struct Reader {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: usize,
    /// Operators with two operands: they lean to the left, so that a long row of them is deep as well.
    operators: usize,
}

impl Reader {
    fn expression(&mut self, power: u8) -> Result<Condition> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Error::new(Kind::Limit, "the condition is nested too deeply"));
        }
        let mut left = match self.tokens.next() {
            None => return Err(Error::syntax("Unexpected end of expression in if tag.")),
            Some(Token::Operand(expression)) => Condition::Value(expression),
            Some(Token::Not) => Condition::Not(Box::new(self.expression(NOT)?)),
            Some(Token::Operator(name, _, _)) => {
                return Err(Error::syntax(format!("Not expecting '{name}' in this position in if tag.")));
            }
        };
        while self.tokens.peek().is_some_and(|next| power < next.power()) {
            left = match self.tokens.next() {
                Some(Token::Operator(_, operator, power)) => {
                    self.operators += 1;
                    if self.operators > DEEPEST {
                        return Err(Error::new(
                            Kind::Limit,
                            format!("a condition has more than {DEEPEST} operators"),
                        ));
                    }
                    let right = self.expression(power)?;
                    Condition::Binary(operator, Box::new([left, right]))
                }
                _ => return Err(Error::syntax("Not expecting 'not' as infix operator in if tag.")),
            };
        }
        self.depth -= 1;
        Ok(left)
    }
}
