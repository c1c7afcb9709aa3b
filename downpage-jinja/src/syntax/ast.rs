//! The tree of a template. Chains of operators are flat, so that a long one is not a deep one.

use std::borrow::Cow;

use super::token::{Operator, Span};

/// A template that was read.
#[derive(Debug)]
pub(crate) struct Template<'s> {
    /// Its text, without a newline at the end that does not count.
    pub(crate) source: &'s str,
    pub(crate) body: Vec<Statement<'s>>,
}

/// A tag with what belongs to it, or a stretch of text.
#[derive(Debug)]
pub(crate) struct Statement<'s> {
    pub(crate) kind: Kind<'s>,
    /// The text; of a tag the inside of the opening one.
    pub(crate) span: Span,
}

/// What a statement is.
#[derive(Debug)]
pub(crate) enum Kind<'s> {
    Text,
    /// `{{ value }}`
    Output(Expr<'s>),
    /// `{% print a, b %}`
    Print(Vec<Expr<'s>>),
    For(Box<For<'s>>),
    /// The branches with conditions, and the one without.
    If(Vec<(Expr<'s>, Vec<Statement<'s>>)>, Option<Vec<Statement<'s>>>),
    With(Vec<(Expr<'s>, Expr<'s>)>, Vec<Statement<'s>>),
    Set(Expr<'s>, Expr<'s>),
    SetBlock(Expr<'s>, Option<Expr<'s>>, Vec<Statement<'s>>),
    Block(Block<'s>),
    Extends(Expr<'s>),
    Include {
        template: Expr<'s>,
        ignore_missing: bool,
        with_context: bool,
    },
    Import {
        template: Expr<'s>,
        target: Name<'s>,
        with_context: bool,
    },
    FromImport {
        template: Expr<'s>,
        names: Vec<(Name<'s>, Option<Name<'s>>)>,
        with_context: bool,
    },
    Macro(Name<'s>, Signature<'s>, Vec<Statement<'s>>),
    CallBlock(Signature<'s>, Expr<'s>, Vec<Statement<'s>>),
    FilterBlock(Expr<'s>, Vec<Statement<'s>>),
    Autoescape(Expr<'s>, Vec<Statement<'s>>),
    Do(Expr<'s>),
    Break,
    Continue,
    Trans(Box<Trans<'s>>),
}

/// A loop.
#[derive(Debug)]
pub(crate) struct For<'s> {
    pub(crate) target: Expr<'s>,
    pub(crate) iter: Expr<'s>,
    pub(crate) test: Option<Expr<'s>>,
    pub(crate) recursive: bool,
    pub(crate) body: Vec<Statement<'s>>,
    pub(crate) otherwise: Option<Vec<Statement<'s>>>,
}

/// A block that templates which extend this one can replace.
#[derive(Debug)]
pub(crate) struct Block<'s> {
    pub(crate) name: Name<'s>,
    pub(crate) scoped: bool,
    pub(crate) required: bool,
    pub(crate) body: Vec<Statement<'s>>,
}

/// The parameters of a macro or of a caller; the last ones have defaults.
#[derive(Debug, Default)]
pub(crate) struct Signature<'s> {
    pub(crate) parameters: Vec<Name<'s>>,
    pub(crate) defaults: Vec<Expr<'s>>,
}

/// A translation.
#[derive(Debug)]
pub(crate) struct Trans<'s> {
    pub(crate) context: Option<Cow<'s, str>>,
    /// The message, with `%(name)s` for its variables and `%%` for a percent sign.
    pub(crate) singular: String,
    pub(crate) plural: Option<String>,
    /// The values, and their names in the message.
    pub(crate) variables: Vec<(&'s str, Expr<'s>)>,
    /// Which of the variables has the number; `None` where the message has no plural.
    pub(crate) counted: Option<usize>,
    /// Whether the text names a variable.
    pub(crate) has_references: bool,
}

/// A word and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name<'s> {
    pub(crate) text: &'s str,
    pub(crate) span: Span,
}

/// An expression.
#[derive(Debug)]
pub(crate) struct Expr<'s> {
    pub(crate) value: Value<'s>,
    pub(crate) span: Span,
    /// Levels below this one.
    pub(super) depth: u16,
}

/// What an expression is.
#[derive(Debug)]
pub(crate) enum Value<'s> {
    True,
    False,
    None,
    Integer,
    Float,
    Str(Cow<'s, str>),
    Name(&'s str),
    /// `namespace.name`, as a target.
    NamespaceRef(&'s str, &'s str),
    Tuple(Vec<Expr<'s>>),
    List(Vec<Expr<'s>>),
    Dict(Vec<(Expr<'s>, Expr<'s>)>),
    Negative(Box<Expr<'s>>),
    Positive(Box<Expr<'s>>),
    Not(Box<Expr<'s>>),
    /// Operands from left to right, as in `a + b - c`; the operators are of one rank.
    Arithmetic(Box<Expr<'s>>, Vec<(Operator, Expr<'s>)>),
    Concat(Vec<Expr<'s>>),
    Compare(Box<Expr<'s>>, Vec<(Comparison, Expr<'s>)>),
    And(Vec<Expr<'s>>),
    Or(Vec<Expr<'s>>),
    Condition(Box<Condition<'s>>),
    Attribute(Box<Expr<'s>>, Name<'s>),
    Item(Box<Expr<'s>>, Box<Expr<'s>>),
    /// `[start:stop:step]`, inside of an [`Item`](Value::Item).
    Slice(Box<[Option<Expr<'s>>; 3]>),
    Call(Box<Expr<'s>>, Arguments<'s>),
    /// Without an input in a block: `{% filter name %}`.
    Filter(Option<Box<Expr<'s>>>, Name<'s>, Arguments<'s>),
    Test(Box<Expr<'s>>, Name<'s>, Arguments<'s>, bool),
}

/// `then if test else otherwise`
#[derive(Debug)]
pub(crate) struct Condition<'s> {
    pub(crate) test: Expr<'s>,
    pub(crate) then: Expr<'s>,
    pub(crate) otherwise: Option<Expr<'s>>,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Operator(Operator),
    In,
    NotIn,
}

/// What stands in the brackets of a call.
#[derive(Debug, Default)]
pub(crate) struct Arguments<'s> {
    pub(crate) positional: Vec<Expr<'s>>,
    pub(crate) named: Vec<(Name<'s>, Expr<'s>)>,
    pub(crate) splat: Option<Box<Expr<'s>>>,
    pub(crate) named_splat: Option<Box<Expr<'s>>>,
    /// With the brackets; empty when there are none.
    pub(crate) span: Span,
}

impl<'s> Arguments<'s> {
    pub(crate) fn is_empty(&self) -> bool {
        self.positional.is_empty()
            && self.named.is_empty()
            && self.splat.is_none()
            && self.named_splat.is_none()
    }

    /// Every value.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Expr<'s>> {
        let named = self.named.iter().map(|(_, value)| value);
        self.positional.iter().chain(named).chain(self.splat.as_deref()).chain(self.named_splat.as_deref())
    }
}

/// Calls `visit` for every statement of `body` and of what stands in it.
pub(crate) fn each_statement<'a, 's>(body: &'a [Statement<'s>], visit: &mut dyn FnMut(&'a Statement<'s>)) {
    for statement in body {
        visit(statement);
        match &statement.kind {
            Kind::For(each) => {
                each_statement(&each.body, visit);
                each_statement(each.otherwise.as_deref().unwrap_or_default(), visit);
            }
            Kind::If(branches, otherwise) => {
                for (_, body) in branches {
                    each_statement(body, visit);
                }
                each_statement(otherwise.as_deref().unwrap_or_default(), visit);
            }
            Kind::Block(block) => each_statement(&block.body, visit),
            Kind::With(_, body)
            | Kind::SetBlock(_, _, body)
            | Kind::Macro(_, _, body)
            | Kind::CallBlock(_, _, body)
            | Kind::FilterBlock(_, body)
            | Kind::Autoescape(_, body) => each_statement(body, visit),
            _ => {}
        }
    }
}

/// Calls `visit` for every expression in `body`, the outer ones first, and tells whether it stands in a condition, where
/// Jinja2 asks for filters only when it comes there. Loops, macros and all else with names of their own are none again.
pub(crate) fn each_expression<'a, 's>(body: &'a [Statement<'s>], visit: &mut dyn FnMut(&'a Expr<'s>, bool)) {
    statements(body, false, visit);
}

fn statements<'a, 's>(
    body: &'a [Statement<'s>],
    conditional: bool,
    visit: &mut dyn FnMut(&'a Expr<'s>, bool),
) {
    for statement in body {
        let mut all = |expressions: &mut dyn Iterator<Item = &'a Expr<'s>>| {
            expressions.for_each(|expr| expression(expr, conditional, visit));
        };
        match &statement.kind {
            Kind::Text | Kind::Break | Kind::Continue => {}
            Kind::Output(value) | Kind::Extends(value) | Kind::Do(value) => all(&mut std::iter::once(value)),
            Kind::Print(values) => all(&mut values.iter()),
            Kind::For(each) => {
                all(&mut std::iter::once(&each.iter).chain(&each.test));
                statements(&each.body, false, visit);
                statements(each.otherwise.as_deref().unwrap_or_default(), false, visit);
            }
            Kind::If(branches, otherwise) => {
                for (test, body) in branches {
                    expression(test, true, visit);
                    statements(body, true, visit);
                }
                statements(otherwise.as_deref().unwrap_or_default(), true, visit);
            }
            Kind::With(values, body) => {
                all(&mut values.iter().map(|(_, value)| value));
                statements(body, false, visit);
            }
            Kind::Set(target, value) => all(&mut [target, value].into_iter()),
            Kind::SetBlock(_, filter, body) => {
                all(&mut filter.iter());
                statements(body, false, visit);
            }
            Kind::Block(block) => statements(&block.body, false, visit),
            Kind::Include { template, .. }
            | Kind::Import { template, .. }
            | Kind::FromImport { template, .. } => {
                all(&mut std::iter::once(template));
            }
            Kind::Macro(_, signature, body) => {
                all(&mut signature.defaults.iter());
                statements(body, false, visit);
            }
            Kind::CallBlock(signature, call, body) => {
                all(&mut signature.defaults.iter().chain(std::iter::once(call)));
                statements(body, false, visit);
            }
            Kind::FilterBlock(value, body) | Kind::Autoescape(value, body) => {
                all(&mut std::iter::once(value));
                statements(body, false, visit);
            }
            Kind::Trans(trans) => all(&mut trans.variables.iter().map(|(_, value)| value)),
        }
    }
}

fn expression<'a, 's>(expr: &'a Expr<'s>, conditional: bool, visit: &mut dyn FnMut(&'a Expr<'s>, bool)) {
    visit(expr, conditional);
    let mut all = |parts: &mut dyn Iterator<Item = &'a Expr<'s>>| {
        parts.for_each(|part| expression(part, conditional, visit));
    };
    match &expr.value {
        Value::True
        | Value::False
        | Value::None
        | Value::Integer
        | Value::Float
        | Value::Str(_)
        | Value::Name(_)
        | Value::NamespaceRef(..) => {}
        Value::Tuple(items)
        | Value::List(items)
        | Value::Concat(items)
        | Value::And(items)
        | Value::Or(items) => all(&mut items.iter()),
        Value::Dict(pairs) => all(&mut pairs.iter().flat_map(|(key, value)| [key, value])),
        Value::Negative(part) | Value::Positive(part) | Value::Not(part) | Value::Attribute(part, _) => {
            all(&mut std::iter::once(&**part));
        }
        Value::Arithmetic(first, rest) => {
            all(&mut std::iter::once(&**first).chain(rest.iter().map(|(_, part)| part)));
        }
        Value::Compare(first, rest) => {
            all(&mut std::iter::once(&**first).chain(rest.iter().map(|(_, part)| part)));
        }
        Value::Condition(condition) => {
            expression(&condition.test, true, visit);
            expression(&condition.then, true, visit);
            if let Some(otherwise) = &condition.otherwise {
                expression(otherwise, true, visit);
            }
        }
        Value::Item(part, index) => all(&mut [&**part, &**index].into_iter()),
        Value::Slice(parts) => all(&mut parts.iter().flatten()),
        Value::Call(callee, arguments) => all(&mut std::iter::once(&**callee).chain(arguments.values())),
        Value::Filter(input, _, arguments) => {
            all(&mut input.as_deref().into_iter().chain(arguments.values()));
        }
        Value::Test(part, _, arguments, _) => all(&mut std::iter::once(&**part).chain(arguments.values())),
    }
}

/// Calls `visit` for `expr` and for every part of it.
pub(crate) fn each_part<'a, 's>(expr: &'a Expr<'s>, visit: &mut dyn FnMut(&'a Expr<'s>)) {
    expression(expr, false, &mut |part, _| visit(part));
}
