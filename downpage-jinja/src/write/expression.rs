//! Writes expressions: a copy where minijinja agrees, brackets and private filters where it does not.

use super::plain::{cycle, has_order, is_changeable, is_ordered, is_postfix};
use super::{Writer, names};
use crate::syntax::ast::{Arguments, Comparison, Expr, Name, Value};
use crate::syntax::literal;
use crate::syntax::token::{Operator, Span};

impl<'s> Writer<'_, 's> {
    /// Writes `expr` where commas or the end of a tag bound it.
    pub(super) fn expr(&mut self, expr: &Expr<'s>) {
        if self.is_plain(expr) {
            return self.out.copy(expr.span.range());
        }
        self.changed = true;
        let span = expr.span;
        match &expr.value {
            Value::True => self.sign("true", span),
            Value::False => self.sign("false", span),
            Value::None => self.sign("none", span),
            Value::Integer => {
                let number = literal::integer(span.text(self.source));
                self.sign(&number, span);
            }
            Value::Float => {
                let number = literal::float(span.text(self.source));
                self.sign(&number, span);
            }
            Value::Str(text) => self.string(text, span),
            Value::Name(name) => self.foreign_name(name, span),
            Value::NamespaceRef(namespace, name) => {
                let text = format!("{namespace}.{name}");
                self.sign(&text, span);
            }
            Value::Tuple(items) => self.tuple(items, span),
            Value::List(items) => self.listed("[", items, "]", span),
            Value::Dict(pairs) => self.pairs(pairs, span),
            Value::Negative(operand) => {
                self.sign("-", span);
                self.operand(operand);
            }
            Value::Positive(operand) => self.filtered(names::POSITIVE, operand, &[], span),
            Value::Not(operand) => {
                self.sign("not ", span);
                self.operand(operand);
            }
            Value::Arithmetic(first, rest) => self.arithmetic(first, rest, span),
            Value::Concat(operands) => {
                if let Some((first, rest)) = operands.split_first() {
                    self.filtered(names::CONCAT, first, rest, span);
                }
            }
            Value::Compare(first, rest) => {
                let order = has_order(rest);
                self.compared(first, order);
                for (comparison, operand) in rest {
                    let sign = match comparison {
                        Comparison::Operator(operator) => operator.sign(),
                        Comparison::In => "in",
                        Comparison::NotIn => "not in",
                    };
                    self.sign(&format!(" {sign} "), span);
                    self.compared(operand, order);
                }
            }
            Value::And(operands) => self.joined(operands, " and ", span),
            Value::Or(operands) => self.joined(operands, " or ", span),
            Value::Condition(condition) => {
                self.operand(&condition.then);
                self.sign(" if ", span);
                self.operand(&condition.test);
                if let Some(otherwise) = &condition.otherwise {
                    self.sign(" else ", span);
                    self.operand(otherwise);
                }
            }
            _ => self.composed(expr, span),
        }
    }

    /// Writes what is made of other parts by brackets, calls, filters and tests.
    fn composed(&mut self, expr: &Expr<'s>, span: Span) {
        match &expr.value {
            Value::Attribute(operand, name) => self.attribute(operand, *name, span),
            Value::Item(operand, index) => {
                self.subject(operand);
                self.sign("[", span);
                self.expr(index);
                self.sign("]", span);
            }
            Value::Slice(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        self.sign(":", span);
                    }
                    if let Some(part) = part {
                        self.operand(part);
                    }
                }
            }
            Value::Call(callee, _) if self.is_sifted(callee) => {
                let sieve = self.sieve().unwrap_or_default();
                self.sign(&format!("loop({sieve})"), span);
            }
            Value::Call(callee, arguments) => {
                if let Some(subject) = cycle(callee, arguments) {
                    self.sign("(", span);
                    self.filtered(names::CYCLE, subject, &[], span);
                    self.arguments(arguments, span);
                    return self.sign(")", span);
                }
                self.subject(callee);
                self.arguments(arguments, span);
            }
            Value::Filter(input, name, arguments) => {
                if let Some(input) = input {
                    self.operand(input);
                    self.sign("|", span);
                }
                self.out.name(*name);
                if !arguments.is_empty() {
                    self.arguments(arguments, span);
                }
            }
            Value::Test(operand, name, arguments, negated) => {
                self.operand(operand);
                self.sign(if *negated { " is not " } else { " is " }, span);
                self.out.name(*name);
                if !arguments.is_empty() {
                    self.arguments(arguments, span);
                }
            }
            _ => {}
        }
    }

    /// Writes a sign that stands for something of `span`.
    pub(super) fn sign(&mut self, text: &str, span: Span) {
        self.out.insert(text, span.range());
    }

    pub(super) fn string(&mut self, text: &str, span: Span) {
        let mut literal = String::with_capacity(text.len() + 2);
        literal::write_string(&mut literal, text);
        self.sign(&literal, span);
    }

    fn foreign_name(&mut self, name: &str, span: Span) {
        if self.is_foreign(name) {
            self.sign(names::CONTEXT, span);
            if name.is_ascii() {
                self.sign(".", span);
                return self
                    .out
                    .copy(span.range().end - name.len().min(span.range().len())..span.range().end);
            }
            self.sign("[", span);
            self.string(name, span);
            return self.sign("]", span);
        }
        self.sign(&names::written(name), span);
    }

    /// Writes `expr` as an operand: in brackets unless that makes no difference.
    pub(super) fn operand(&mut self, expr: &Expr<'s>) {
        if is_atom(expr) || self.is_plain(expr) && expr.span.text(self.source).starts_with('(') {
            return self.expr(expr);
        }
        self.sign("(", expr.span);
        self.expr(expr);
        self.sign(")", expr.span);
    }

    /// Writes an operand of a comparison. What has no order is an error in Python, and not less than all else.
    fn compared(&mut self, expr: &Expr<'s>, order: bool) {
        if !order || is_ordered(expr) {
            return self.operand(expr);
        }
        self.sign("(", expr.span);
        self.filtered(names::ORDERED, expr, &[], expr.span);
        self.sign(")", expr.span);
    }

    /// Writes what something is asked of: its attribute, its item, a call.
    fn subject(&mut self, expr: &Expr<'s>) {
        if is_postfix(expr) {
            return self.expr(expr);
        }
        self.sign("(", expr.span);
        self.expr(expr);
        self.sign(")", expr.span);
    }

    /// Writes `first|filter(rest)`.
    pub(super) fn filtered(&mut self, filter: &str, first: &Expr<'s>, rest: &[Expr<'s>], span: Span) {
        self.changed = true;
        self.operand(first);
        self.sign("|", span);
        self.sign(filter, span);
        if !rest.is_empty() {
            self.listed("(", rest, ")", span);
        }
    }

    fn listed(&mut self, open: &str, items: &[Expr<'s>], close: &str, span: Span) {
        self.sign(open, span);
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.sign(", ", span);
            }
            self.expr(item);
        }
        self.sign(close, span);
    }

    fn tuple(&mut self, items: &[Expr<'s>], span: Span) {
        self.listed("(", items, if items.len() == 1 { ",)" } else { ")" }, span);
    }

    fn pairs(&mut self, pairs: &[(Expr<'s>, Expr<'s>)], span: Span) {
        self.sign("{", span);
        for (at, (key, value)) in pairs.iter().enumerate() {
            if at > 0 {
                self.sign(", ", span);
            }
            self.expr(key);
            self.sign(": ", span);
            self.expr(value);
        }
        self.sign("}", span);
    }

    fn joined(&mut self, operands: &[Expr<'s>], sign: &str, span: Span) {
        for (at, operand) in operands.iter().enumerate() {
            if at > 0 {
                self.sign(sign, span);
            }
            self.operand(operand);
        }
    }

    /// Chains are read from the left: what a filter does is done before what stands behind it.
    fn arithmetic(&mut self, first: &Expr<'s>, rest: &[(Operator, Expr<'s>)], span: Span) {
        let opened = rest.len().saturating_sub(1);
        for _ in 0..opened {
            self.sign("(", span);
        }
        self.operand(first);
        for (at, (operator, operand)) in rest.iter().enumerate() {
            if at > 0 {
                self.sign(")", span);
            }
            let here = first.span.to(operand.span);
            let filter = match operator {
                Operator::Mod => Some(names::MOD),
                Operator::Pow => Some(names::POWER),
                Operator::Add => Some(names::ADD),
                Operator::Mul => Some(names::MUL),
                _ => None,
            };
            if let Some(filter) = filter {
                self.sign("|", here);
                self.sign(filter, here);
                self.sign("(", here);
                self.expr(operand);
                self.sign(")", here);
            } else {
                self.sign(&format!(" {} ", operator.sign()), here);
                self.operand(operand);
            }
        }
    }

    fn attribute(&mut self, operand: &Expr<'s>, name: Name<'s>, span: Span) {
        if name.text == "__class__" {
            self.sign("(", span);
            self.filtered(names::CLASS, operand, &[], span);
            return self.sign(")", span);
        }
        self.subject(operand);
        if name.text.is_ascii() {
            self.sign(".", span);
            self.out.name(name);
        } else {
            self.sign("[", span);
            self.string(name.text, name.span);
            self.sign("]", span);
        }
    }

    /// Writes arguments in the order in which minijinja takes them.
    pub(super) fn arguments(&mut self, arguments: &Arguments<'s>, span: Span) {
        self.sign("(", span);
        let mut comma = false;
        let mut next = |writer: &mut Self, prefix: &str| {
            if std::mem::replace(&mut comma, true) {
                writer.sign(", ", span);
            }
            writer.sign(prefix, span);
        };
        for value in &arguments.positional {
            next(self, "");
            self.kept(value);
        }
        if let Some(value) = &arguments.splat {
            next(self, "*");
            self.operand(value);
        }
        for (name, value) in &arguments.named {
            next(self, "");
            self.out.name(*name);
            self.sign("=", span);
            self.kept(value);
        }
        if let Some(value) = &arguments.named_splat {
            next(self, "**");
            self.operand(value);
        }
        self.sign(")", span);
    }

    /// Writes a value that somebody may keep: its lists and tables can change.
    pub(super) fn kept(&mut self, expr: &Expr<'s>) {
        if !is_changeable(expr) {
            return self.expr(expr);
        }
        self.changed = true;
        let span = expr.span;
        match &expr.value {
            Value::List(items) => {
                self.sign("(", span);
                self.kept_items("[", items, "]", span);
                self.sign("|", span);
                self.sign(names::LIST, span);
                self.sign(")", span);
            }
            Value::Tuple(items) => {
                self.kept_items("(", items, if items.len() == 1 { ",)" } else { ")" }, span);
            }
            Value::Dict(pairs) => {
                self.sign("({", span);
                for (at, (key, value)) in pairs.iter().enumerate() {
                    if at > 0 {
                        self.sign(", ", span);
                    }
                    self.expr(key);
                    self.sign(": ", span);
                    self.kept(value);
                }
                self.sign("}|", span);
                self.sign(names::DICT, span);
                self.sign(")", span);
            }
            Value::Or(operands) => self.kept_joined(operands, " or ", span),
            Value::And(operands) => self.kept_joined(operands, " and ", span),
            Value::Condition(condition) => {
                self.kept_operand(&condition.then);
                self.sign(" if ", span);
                self.operand(&condition.test);
                if let Some(otherwise) = &condition.otherwise {
                    self.sign(" else ", span);
                    self.kept_operand(otherwise);
                }
            }
            _ => self.expr(expr),
        }
    }

    fn kept_items(&mut self, open: &str, items: &[Expr<'s>], close: &str, span: Span) {
        self.sign(open, span);
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.sign(", ", span);
            }
            self.kept(item);
        }
        self.sign(close, span);
    }

    fn kept_joined(&mut self, operands: &[Expr<'s>], sign: &str, span: Span) {
        for (at, operand) in operands.iter().enumerate() {
            if at > 0 {
                self.sign(sign, span);
            }
            self.kept_operand(operand);
        }
    }

    fn kept_operand(&mut self, expr: &Expr<'s>) {
        if !is_changeable(expr) {
            return self.operand(expr);
        }
        self.sign("(", expr.span);
        self.kept(expr);
        self.sign(")", expr.span);
    }
}

/// What needs no brackets as an operand.
fn is_atom(expr: &Expr<'_>) -> bool {
    is_postfix(expr)
        || matches!(
            expr.value,
            Value::True
                | Value::False
                | Value::None
                | Value::Integer
                | Value::Float
                | Value::List(_)
                | Value::Tuple(_)
                | Value::Dict(_)
        )
}
