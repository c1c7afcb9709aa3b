//! Writes what sets names: `set`, `with`, and the targets of both.

use std::collections::BTreeSet;

use super::scope::targets;
use super::{Writer, names};
use crate::syntax::Fault;
use crate::syntax::ast::{Expr, Statement, Value};
use crate::syntax::token::Span;

impl<'t, 's> Writer<'t, 's> {
    /// Writes names to assign to, with commas.
    pub(super) fn target(&mut self, target: &Expr<'s>) {
        match &target.value {
            Value::Tuple(items) => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.sign(", ", target.span);
                    }
                    if matches!(item.value, Value::Tuple(_)) {
                        self.sign("(", item.span);
                        self.target(item);
                        self.sign(")", item.span);
                    } else {
                        self.target(item);
                    }
                }
                if items.len() == 1 {
                    self.sign(",", target.span);
                }
            }
            Value::Name(name) if !name.is_ascii() => self.sign(&names::written(name), target.span),
            _ => self.out.copy(target.span.range()),
        }
    }

    pub(super) fn set(&mut self, target: &Expr<'s>, value: &Expr<'s>, span: Span) {
        self.open(span);
        self.sign("set ", span);
        self.target(target);
        self.sign(" = ", span);
        if has_namespace(target) {
            self.changed = true;
            self.sign("(", value.span);
            self.kept(value);
            self.sign(")|", value.span);
            self.sign(names::HELD, value.span);
        } else {
            if matches!(value.value, Value::Tuple(_)) && !value.span.text(self.source).starts_with('(') {
                self.changed = true;
            }
            self.kept(value);
        }
        self.close(span);
    }

    pub(super) fn set_block(
        &mut self,
        target: &Expr<'s>,
        filter: Option<&Expr<'s>>,
        body: &'t [Statement<'s>],
        span: Span,
    ) -> Result<(), Fault> {
        self.open(span);
        self.sign("set ", span);
        self.target(target);
        if let Some(filter) = filter {
            self.sign(" | ", span);
            self.expr(filter);
        }
        self.close(span);
        self.scoped_body(body, span)?;
        self.tag("endset", span);
        Ok(())
    }

    /// The values of a `with` are found before any of its names is set.
    pub(super) fn with_block(
        &mut self,
        values: &'t [(Expr<'s>, Expr<'s>)],
        body: &'t [Statement<'s>],
        span: Span,
    ) -> Result<(), Fault> {
        let mut names = BTreeSet::new();
        for (target, _) in values {
            targets(target, &mut names);
        }
        self.open(span);
        self.sign("with ", span);
        if values.len() > 1 {
            self.changed = true;
            self.sign("(", span);
            for (target, _) in values {
                self.target_in_brackets(target);
                self.sign(", ", span);
            }
            self.sign(") = (", span);
            for (_, value) in values {
                self.kept(value);
                self.sign(", ", span);
            }
            self.sign(")", span);
        } else if let Some((target, value)) = values.first() {
            self.target_in_brackets(target);
            self.sign(" = ", span);
            self.kept(value);
        }
        self.close(span);
        self.scopes.enter(body, names);
        self.statements(body)?;
        self.scopes.leave();
        self.tag("endwith", span);
        Ok(())
    }

    fn target_in_brackets(&mut self, target: &Expr<'s>) {
        if matches!(target.value, Value::Tuple(_)) {
            self.sign("(", target.span);
            self.target(target);
            return self.sign(")", target.span);
        }
        self.target(target);
    }

    /// A body whose names are its own, which minijinja would let out.
    pub(super) fn scoped_body(&mut self, body: &'t [Statement<'s>], span: Span) -> Result<(), Fault> {
        let sets = super::scope::sets_names(body);
        if sets {
            self.changed = true;
            self.tag("with", span);
        }
        self.scopes.enter(body, []);
        self.statements(body)?;
        self.scopes.leave();
        if sets {
            self.tag("endwith", span);
        }
        Ok(())
    }
}

fn has_namespace(target: &Expr<'_>) -> bool {
    match &target.value {
        Value::NamespaceRef(..) => true,
        Value::Tuple(items) => items.iter().any(has_namespace),
        _ => false,
    }
}
