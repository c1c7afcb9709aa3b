//! Writes loops. A recursive loop with a condition has it tested again at every level, which minijinja forgets: what is
//! to be gone through is sifted in a loop of its own, in front of the output that recurses.

use std::collections::BTreeSet;

use super::plain::is_changeable;
use super::scope::targets;
use super::{Writer, names};
use crate::syntax::Fault;
use crate::syntax::ast::{Expr, For, Value};
use crate::syntax::token::Span;

/// A recursive loop with a condition.
#[derive(Clone)]
pub(super) struct Filtered<'t, 's> {
    each: &'t For<'s>,
    /// The variable that has what passed.
    sieve: String,
}

impl<'t, 's> Writer<'t, 's> {
    pub(super) fn for_loop(&mut self, each: &'t For<'s>, span: Span) -> Result<(), Fault> {
        let mut names = BTreeSet::new();
        targets(&each.target, &mut names);
        self.open(span);
        self.sign("for ", span);
        self.target(&each.target);
        self.sign(" in ", span);
        if is_sequence(&each.iter) {
            if matches!(each.iter.value, Value::Tuple(_))
                && !each.iter.span.text(self.source).starts_with('(')
            {
                self.changed = true;
            }
            match &each.iter.value {
                Value::List(items) | Value::Tuple(items) if items.iter().any(is_changeable) => {
                    self.kept(&each.iter);
                }
                _ => self.expr(&each.iter),
            }
        } else {
            self.filtered(names::EACH, &each.iter, &[], each.iter.span);
        }
        self.scopes.enter(&each.body, names);
        if let Some(test) = &each.test {
            self.sign(" if ", span);
            self.expr(test);
        }
        if each.recursive {
            self.sign(" recursive", span);
        }
        self.close(span);
        let sieve = (each.recursive && each.test.is_some()).then(|| Filtered { each, sieve: self.hide() });
        self.filtered.push(sieve);
        self.statements(&each.body)?;
        self.filtered.pop();
        self.scopes.leave();
        if let Some(otherwise) = &each.otherwise {
            self.tag("else", span);
            self.scopes.enter(otherwise, []);
            self.statements(otherwise)?;
            self.scopes.leave();
        }
        self.tag("endfor", span);
        Ok(())
    }

    /// What has to come before the output of `value`: the sieve of a loop that recurses in it.
    pub(super) fn before_output(&mut self, value: &Expr<'s>) {
        let Some(Some(Filtered { each, sieve })) = self.filtered.last().cloned() else { return };
        let Some(items) = recursion(value) else { return };
        let Some(test) = &each.test else { return };
        self.changed = true;
        self.sifted = true;
        let span = value.span;
        self.sign(&format!("{{% set {sieve} = []|{} %}}{{% for ", names::LIST), span);
        let item = self.hide();
        self.sign(&format!("{item} in "), span);
        self.filtered(names::EACH, items, &[], span);
        self.sign(" %}{% with ", span);
        if matches!(each.target.value, Value::Tuple(_)) {
            self.sign("(", span);
            self.target(&each.target);
            self.sign(")", span);
        } else {
            self.target(&each.target);
        }
        self.sign(&format!(" = {item} %}}{{% if "), span);
        self.expr(test);
        self.sign(
            &format!(" %}}{{% do {sieve}.append({item}) %}}{{% endif %}}{{% endwith %}}{{% endfor %}}"),
            span,
        );
    }

    /// The sieve that takes the place of what `loop()` is called with.
    pub(super) fn sieve(&self) -> Option<String> {
        let filtered = self.filtered.last().and_then(Option::as_ref).filter(|_| self.sifted)?;
        Some(filtered.sieve.clone())
    }
}

/// What `loop(...)` is called with, where that is all of `value` or what its filters work on.
pub(super) fn recursion<'e, 's>(value: &'e Expr<'s>) -> Option<&'e Expr<'s>> {
    match &value.value {
        Value::Call(callee, arguments) if matches!(callee.value, Value::Name("loop")) => {
            arguments.positional.first().filter(|_| arguments.positional.len() == 1)
        }
        Value::Filter(Some(input), ..) => recursion(input),
        _ => None,
    }
}

/// Whether `expr` can be gone through for certain.
fn is_sequence(expr: &Expr<'_>) -> bool {
    match &expr.value {
        Value::List(_) | Value::Dict(_) | Value::Tuple(_) | Value::Str(_) => true,
        Value::Call(callee, _) => matches!(callee.value, Value::Name("range")),
        _ => false,
    }
}
