//! Writes statements: the tags with what stands in them.

use super::{Writer, names};
use crate::syntax::Fault;
use crate::syntax::ast::{Block, Expr, Kind, Statement, Trans, Value};
use crate::syntax::literal;
use crate::syntax::token::Span;

/// Branches of one `if` that minijinja is given.
const BRANCHES: usize = 32;

impl<'t, 's> Writer<'t, 's> {
    pub(super) fn statements(&mut self, body: &'t [Statement<'s>]) -> Result<(), Fault> {
        body.iter().try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &'t Statement<'s>) -> Result<(), Fault> {
        let span = statement.span;
        match &statement.kind {
            Kind::Text => self.text(span),
            Kind::Output(value) => self.output(value),
            Kind::Print(values) => {
                self.changed = true;
                for value in values {
                    self.output(value);
                }
            }
            Kind::For(each) => return self.for_loop(each, span),
            Kind::If(branches, otherwise) => return self.if_block(branches, otherwise.as_deref(), span),
            Kind::With(values, body) => return self.with_block(values, body, span),
            Kind::Set(target, value) => self.set(target, value, span),
            Kind::SetBlock(target, filter, body) => {
                return self.set_block(target, filter.as_ref(), body, span);
            }
            Kind::Block(block) => return self.block(block, span),
            Kind::Extends(template) => {
                self.open(span);
                self.sign("extends ", span);
                self.template_name(template, self.mode.isolation);
                self.close(span);
            }
            Kind::Include { template, ignore_missing, with_context } => {
                self.include(template, *ignore_missing, *with_context, span);
            }
            Kind::Import { template, target, with_context } => {
                self.import(template, *target, *with_context, span);
            }
            Kind::FromImport { template, names, with_context } => {
                self.import_names(template, names, *with_context, span);
            }
            Kind::Macro(name, signature, body) => return self.macro_block(*name, signature, body, span),
            Kind::CallBlock(signature, call, body) => return self.call_block(signature, call, body, span),
            Kind::FilterBlock(filter, body) => {
                self.open(span);
                self.sign("filter ", span);
                self.expr(filter);
                self.close(span);
                self.scoped_body(body, span)?;
                self.tag("endfilter", span);
            }
            Kind::Autoescape(value, body) => return self.autoescape(value, body, span),
            Kind::Do(value) => self.do_tag(value, span),
            Kind::Break => self.tag("break", span),
            Kind::Continue => self.tag("continue", span),
            Kind::Trans(trans) => self.trans(trans, span),
        }
        Ok(())
    }

    /// Begins a tag that stands for `span`, in its line.
    pub(super) fn open(&mut self, span: Span) {
        self.sign("{% ", span);
        self.out.catch_up(span.range().start);
    }

    pub(super) fn close(&mut self, span: Span) {
        self.out.catch_up(span.range().end);
        self.sign(" %}", span);
    }

    /// A tag of one word.
    pub(super) fn tag(&mut self, word: &str, span: Span) {
        self.sign("{% ", span);
        self.sign(word, span);
        self.sign(" %}", span);
    }

    pub(super) fn output(&mut self, value: &Expr<'s>) {
        self.before_output(value);
        let span = value.span;
        self.sign("{{ ", span);
        self.out.catch_up(span.range().start);
        if self.mode.debug_undefined {
            self.shown(value);
        } else {
            self.expr(value);
        }
        self.out.catch_up(span.range().end);
        self.sign(" }}", span);
        self.sifted = false;
    }

    /// A value that is printed as what was asked for when it is missing.
    fn shown(&mut self, value: &Expr<'s>) {
        let span = value.span;
        match &value.value {
            Value::Name(name) => {
                self.filtered(names::SHOWN, value, &[], span);
                self.sign("(", span);
                self.string(name, span);
                self.sign(")", span);
            }
            Value::Attribute(operand, name) => {
                self.filtered(names::SHOWN, value, &[], span);
                self.sign("(", span);
                self.string(name.text, span);
                self.sign(", ", span);
                self.expr(operand);
                self.sign(")", span);
            }
            Value::Item(operand, index) if !matches!(index.value, Value::Slice(_)) => {
                self.filtered(names::SHOWN, value, &[], span);
                self.sign("(", span);
                self.expr(index);
                self.sign(", ", span);
                self.expr(operand);
                self.sign(")", span);
            }
            _ => self.expr(value),
        }
    }

    fn if_block(
        &mut self,
        branches: &'t [(Expr<'s>, Vec<Statement<'s>>)],
        otherwise: Option<&'t [Statement<'s>]>,
        span: Span,
    ) -> Result<(), Fault> {
        if branches.len() > BRANCHES {
            return self.long_if(branches, otherwise, span);
        }
        for (at, (test, body)) in branches.iter().enumerate() {
            let here = if at == 0 { span } else { test.span };
            self.open(here);
            self.sign(if at == 0 { "if " } else { "elif " }, here);
            self.expr(test);
            self.close(here);
            self.statements(body)?;
        }
        if let Some(body) = otherwise {
            self.tag("else", span);
            self.statements(body)?;
        }
        self.tag("endif", span);
        Ok(())
    }

    /// minijinja takes each branch for a level. Many become several `if`s, side by side, and a variable says whether one
    /// of them was taken.
    fn long_if(
        &mut self,
        branches: &'t [(Expr<'s>, Vec<Statement<'s>>)],
        otherwise: Option<&'t [Statement<'s>]>,
        span: Span,
    ) -> Result<(), Fault> {
        self.changed = true;
        let open = self.hide();
        self.sign(&format!("{{% set {open} = true %}}"), span);
        for part in branches.chunks(BRANCHES) {
            self.sign(&format!("{{% if {open} %}}"), span);
            for (at, (test, body)) in part.iter().enumerate() {
                self.open(test.span);
                self.sign(if at == 0 { "if " } else { "elif " }, test.span);
                self.expr(test);
                self.close(test.span);
                self.sign(&format!("{{% set {open} = false %}}"), span);
                self.statements(body)?;
            }
            self.tag("endif", span);
            self.tag("endif", span);
        }
        if let Some(body) = otherwise {
            self.sign(&format!("{{% if {open} %}}"), span);
            self.statements(body)?;
            self.tag("endif", span);
        }
        Ok(())
    }

    fn autoescape(
        &mut self,
        value: &'t Expr<'s>,
        body: &'t [Statement<'s>],
        span: Span,
    ) -> Result<(), Fault> {
        self.open(span);
        self.sign("autoescape ", span);
        if matches!(value.value, Value::True | Value::False) {
            self.expr(value);
        } else {
            self.filtered(names::TRUTH, value, &[], value.span);
        }
        self.close(span);
        self.scoped_body(body, span)?;
        self.tag("endautoescape", span);
        Ok(())
    }

    fn do_tag(&mut self, value: &'t Expr<'s>, span: Span) {
        self.before_output(value);
        self.open(span);
        if matches!(value.value, Value::Call(..)) {
            self.sign("do ", span);
            self.expr(value);
        } else {
            self.changed = true;
            let name = self.hide();
            self.sign(&format!("set {name} = "), span);
            self.expr(value);
        }
        self.close(span);
        self.sifted = false;
    }

    fn block(&mut self, block: &'t Block<'s>, span: Span) -> Result<(), Fault> {
        if self.blocks.contains(&block.name.text) {
            let message = format!("block '{}' defined twice", block.name.text);
            return Err(Fault::new(block.name.span, message));
        }
        self.blocks.push(block.name.text);
        if self.scopes.is_in_function() {
            self.changed = true;
            self.late.push(block);
            self.sign("{{ self.", span);
            self.out.name(block.name);
            self.sign("() }}", span);
            return Ok(());
        }
        let hidden = if block.scoped { None } else { self.hide_inner_names(span) };
        self.write_block(block, span)?;
        if hidden.is_some() {
            self.tag("endwith", span);
        }
        Ok(())
    }

    /// A block sees what its template sets at the top, but nothing of the loops around it, unless it is `scoped`.
    fn hide_inner_names(&mut self, span: Span) -> Option<()> {
        let inner: Vec<&str> = self.scopes.inner().into_iter().collect();
        if inner.is_empty() || self.scopes.is_module() {
            return None;
        }
        self.changed = true;
        self.sign("{% with ", span);
        for (at, name) in inner.iter().enumerate() {
            if at > 0 {
                self.sign(", ", span);
            }
            self.sign(&format!("{name} = {}", names::UNDEFINED), span);
        }
        self.close(span);
        Some(())
    }

    fn write_block(&mut self, block: &'t Block<'s>, span: Span) -> Result<(), Fault> {
        self.open(span);
        self.sign("block ", span);
        self.out.name(block.name);
        if block.required {
            self.sign(" required", span);
        }
        self.close(span);
        self.scopes.enter(&block.body, []);
        self.statements(&block.body)?;
        self.scopes.leave();
        self.tag("endblock", span);
        Ok(())
    }

    /// Blocks that stood in macros, where they are never printed.
    pub(super) fn late_blocks(&mut self) -> Result<(), Fault> {
        while let Some(block) = self.late.pop() {
            let span = block.name.span;
            self.tag("if false", span);
            self.write_block(block, span)?;
            self.tag("endif", span);
        }
        Ok(())
    }

    /// A translation becomes a call.
    fn trans(&mut self, trans: &'t Trans<'s>, span: Span) {
        self.changed = true;
        self.sign("{{ ", span);
        self.out.catch_up(span.range().start);
        self.sign(names::TRANS, span);
        self.sign("(", span);
        self.optional_string(trans.context.as_deref(), span);
        let is_bare = !trans.has_references && !self.mode.newstyle_gettext;
        let message = |text: &str| if is_bare { text.replace("%%", "%") } else { text.to_owned() };
        self.string(&message(&trans.singular), span);
        self.sign(", ", span);
        self.optional_string(trans.plural.as_deref().map(message).as_deref(), span);
        let counted = trans.counted.and_then(|at| trans.variables.get(at)).map(|(name, _)| *name);
        self.optional_string(counted, span);
        self.sign(if self.mode.newstyle_gettext { "true, {" } else { "false, {" }, span);
        for (name, value) in &trans.variables {
            let mut key = String::new();
            literal::write_string(&mut key, name);
            self.sign(&key, span);
            self.sign(": ", span);
            self.out.catch_up(value.span.range().start);
            self.expr(value);
            self.sign(", ", span);
        }
        self.sign("}) }}", span);
    }

    fn optional_string(&mut self, text: Option<&str>, span: Span) {
        match text {
            Some(text) => self.string(text, span),
            None => self.sign("none", span),
        }
        self.sign(", ", span);
    }
}
