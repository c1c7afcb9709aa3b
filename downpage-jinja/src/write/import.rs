//! Writes what brings in other templates: with the context, or without it.

use super::names::Isolation;
use super::{Writer, names};
use crate::syntax::ast::{Expr, Name, Value};
use crate::syntax::token::Span;

impl<'s> Writer<'_, 's> {
    /// Writes the name of a template; one that is to be written without the context has a mark.
    pub(super) fn template_name(&mut self, template: &Expr<'s>, isolation: Isolation) {
        if isolation == Isolation::None {
            if matches!(template.value, Value::Str(_) | Value::List(_) | Value::Tuple(_)) {
                return self.expr(template);
            }
            return self.filtered(names::TEMPLATE, template, &[], template.span);
        }
        self.changed = true;
        let span = template.span;
        if let Value::Str(name) = &template.value {
            let name = format!("{}{name}", isolation.prefix());
            return self.string(&name, span);
        }
        let filter = if isolation == Isolation::Module { names::MODULE } else { names::INCLUDED };
        self.filtered(filter, template, &[], span);
    }

    pub(super) fn include(
        &mut self,
        template: &Expr<'s>,
        ignore_missing: bool,
        with_context: bool,
        span: Span,
    ) {
        let isolated = !with_context || self.is_isolated();
        if isolated {
            self.changed = true;
            self.sign(&format!("{{% with {} = ", names::CONTEXT), span);
            if with_context {
                let visible = self.scopes.visible();
                let pairs: Vec<String> =
                    visible.into_iter().map(|name| format!("\"{name}\": {}", names::written(name))).collect();
                let context = names::CONTEXT;
                self.sign(&format!("{context}|{}({{{}}})", names::OVER, pairs.join(", ")), span);
            } else {
                self.sign(names::GLOBALS, span);
            }
            self.sign(" %}", span);
        }
        self.open(span);
        self.sign("include ", span);
        self.template_name(template, if isolated { Isolation::Included } else { Isolation::None });
        if ignore_missing {
            self.sign(" ignore missing", span);
        }
        self.close(span);
        if isolated {
            self.tag("endwith", span);
        }
    }

    pub(super) fn import(&mut self, template: &Expr<'s>, target: Name<'s>, with_context: bool, span: Span) {
        self.open(span);
        self.sign("import ", span);
        self.template_name(template, self.module(with_context));
        self.sign(" as ", span);
        self.out.name(target);
        self.close(span);
    }

    /// How a module is imported. One that an isolated template imports with its context has that template's names.
    fn module(&self, with_context: bool) -> Isolation {
        match (with_context, self.is_isolated()) {
            (false, _) => Isolation::Module,
            (true, true) => Isolation::Included,
            (true, false) => Isolation::None,
        }
    }

    pub(super) fn import_names(
        &mut self,
        template: &Expr<'s>,
        imported: &[(Name<'s>, Option<Name<'s>>)],
        with_context: bool,
        span: Span,
    ) {
        self.changed = true;
        let module = self.hide();
        self.open(span);
        self.sign("import ", span);
        self.template_name(template, self.module(with_context));
        self.sign(&format!(" as {module}"), span);
        self.close(span);
        for (name, alias) in imported {
            let target = alias.unwrap_or(*name);
            self.sign("{% set ", target.span);
            self.out.name(target);
            self.sign(&format!(" = {module}."), name.span);
            self.out.name(*name);
            self.sign(" %}", target.span);
        }
    }
}
