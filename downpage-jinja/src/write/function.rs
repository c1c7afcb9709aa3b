//! Writes macros and call blocks.

use super::{Writer, names};
use crate::syntax::Fault;
use crate::syntax::ast::{
    Arguments, Expr, Kind, Name, Signature, Statement, Value, each_part, each_statement,
};
use crate::syntax::token::Span;

/// What a macro takes besides its parameters when its body asks for it.
const REST: [&str; 2] = ["varargs", "kwargs"];

impl<'t, 's> Writer<'t, 's> {
    /// A macro. One that asks for `varargs` or `kwargs` has them as parameters, and something around it that gathers them.
    pub(super) fn macro_block(
        &mut self,
        name: Name<'s>,
        signature: &'t Signature<'s>,
        body: &'t [Statement<'s>],
        span: Span,
    ) -> Result<(), Fault> {
        let rest = self.rest(signature, body, span);
        if rest.is_empty() {
            self.open(span);
            self.sign("macro ", span);
            self.out.name(name);
            self.function(signature, &[], body, span)?;
            self.tag("endmacro", span);
            return Ok(());
        }
        let function = self.hidden_macro(name.text, signature, &rest, body, span)?;
        self.sign("{% set ", span);
        self.out.name(name);
        self.sign(&format!(" = {function} %}}"), span);
        Ok(())
    }

    /// Writes a macro under a name that no template can have, and gives what makes of it one called `name` that takes the
    /// `rest` of its arguments.
    fn hidden_macro(
        &mut self,
        name: &str,
        signature: &'t Signature<'s>,
        rest: &[&'static str],
        body: &'t [Statement<'s>],
        span: Span,
    ) -> Result<String, Fault> {
        self.changed = true;
        let hidden = self.hide();
        self.open(span);
        self.sign(&format!("macro {hidden}"), span);
        self.function(signature, rest, body, span)?;
        self.tag("endmacro", span);
        let [varargs, kwargs] = REST.map(|word| rest.contains(&word));
        Ok(format!("{hidden}|{}(\"{name}\", {varargs}, {kwargs})", names::MACRO))
    }

    pub(super) fn call_block(
        &mut self,
        signature: &'t Signature<'s>,
        call: &'t Expr<'s>,
        body: &'t [Statement<'s>],
        span: Span,
    ) -> Result<(), Fault> {
        let Value::Call(callee, arguments) = &call.value else {
            return Err(Fault::new(call.span, "expected call"));
        };
        let rest = self.rest(signature, body, span);
        let plain_callee = matches!(callee.value, Value::Name(_) | Value::Attribute(..)) && rest.is_empty();
        if plain_callee {
            self.open(span);
            self.sign("call", span);
            self.parameters(signature, &[]);
            self.sign(" ", span);
            self.expr(call);
            self.close(span);
            self.function_body(signature, body)?;
            self.tag("endcall", span);
            return Ok(());
        }
        let function = self.hidden_macro("caller", signature, &rest, body, span)?;
        self.sign("{{ ", span);
        self.expr(callee);
        self.arguments_with_caller(arguments, &function, span);
        self.sign(" }}", span);
        Ok(())
    }

    fn arguments_with_caller(&mut self, arguments: &Arguments<'s>, caller: &str, span: Span) {
        let mut start = "";
        self.sign("(", span);
        for value in &arguments.positional {
            self.sign(start, span);
            start = ", ";
            self.kept(value);
        }
        if let Some(value) = &arguments.splat {
            self.sign(&format!("{start}*"), span);
            start = ", ";
            self.operand(value);
        }
        for (name, value) in &arguments.named {
            self.sign(start, span);
            start = ", ";
            self.out.name(*name);
            self.sign("=", span);
            self.kept(value);
        }
        self.sign(&format!("{start}caller={caller}"), span);
        if let Some(value) = &arguments.named_splat {
            self.sign(", **", span);
            self.operand(value);
        }
        self.sign(")", span);
    }

    /// The parameters, the end of the tag, and the body.
    fn function(
        &mut self,
        signature: &'t Signature<'s>,
        rest: &[&str],
        body: &'t [Statement<'s>],
        span: Span,
    ) -> Result<(), Fault> {
        self.parameters(signature, rest);
        self.close(span);
        self.function_body(signature, body)
    }

    fn function_body(&mut self, signature: &Signature<'s>, body: &'t [Statement<'s>]) -> Result<(), Fault> {
        self.scopes.enter_function(body, signature);
        self.filtered.push(None);
        self.show_to_includes(body);
        self.late_defaults(signature);
        self.statements(body)?;
        self.filtered.pop();
        self.scopes.leave();
        Ok(())
    }

    /// A macro remembers only the names that its own text has; what it includes may ask for others.
    fn show_to_includes(&mut self, body: &[Statement<'s>]) {
        let mut includes = None;
        each_statement(body, &mut |statement| {
            if let Kind::Include { with_context: true, .. } = statement.kind {
                includes.get_or_insert(statement.span);
            }
        });
        let Some(span) = includes else { return };
        let visible: Vec<&str> = self.scopes.visible().into_iter().filter(|name| name.is_ascii()).collect();
        if visible.is_empty() {
            return;
        }
        self.changed = true;
        self.sign(&format!("{{% if false %}}{{{{ [{}] }}}}{{% endif %}}", visible.join(", ")), span);
    }

    fn parameters(&mut self, signature: &'t Signature<'s>, rest: &[&str]) {
        let span = signature.parameters.first().map_or(Span::default(), |name| name.span);
        let late = looks_ahead(signature);
        self.changed |= late;
        self.sign("(", span);
        for (at, name) in signature.parameters.iter().enumerate() {
            if at > 0 {
                self.sign(", ", name.span);
            }
            self.out.name(*name);
            if let Some(default) = default_of(signature, at).filter(|_| !late) {
                self.sign("=", name.span);
                self.kept(default);
            }
        }
        for (at, word) in rest.iter().enumerate() {
            if at > 0 || !signature.parameters.is_empty() {
                self.sign(", ", span);
            }
            // Behind parameters with defaults, one is needed here as well.
            self.sign(&format!("{word}={}", if *word == "varargs" { "()" } else { "{}" }), span);
        }
        self.sign(")", span);
    }

    /// Defaults that ask for parameters behind their own are found when all parameters are there.
    fn late_defaults(&mut self, signature: &Signature<'s>) {
        if !looks_ahead(signature) {
            return;
        }
        for (at, name) in signature.parameters.iter().enumerate() {
            let Some(default) = default_of(signature, at) else { continue };
            self.sign("{% if ", name.span);
            self.out.name(*name);
            self.sign(" is undefined %}{% set ", name.span);
            self.out.name(*name);
            self.sign(" = ", name.span);
            self.kept(default);
            self.sign(" %}{% endif %}", name.span);
        }
    }

    /// Which of `varargs` and `kwargs` the body asks for.
    fn rest(&self, signature: &Signature<'s>, body: &[Statement<'s>], span: Span) -> Vec<&'static str> {
        let end = body.last().map_or(span.range().end, |last| last_end(last).max(span.range().end));
        let text = self.source.get(span.range().start..end).unwrap_or_default();
        let is_parameter = |word: &str| signature.parameters.iter().any(|name| name.text == word);
        REST.into_iter().filter(|word| !is_parameter(word) && has_word(text, word)).collect()
    }
}

fn default_of<'a, 's>(signature: &'a Signature<'s>, at: usize) -> Option<&'a Expr<'s>> {
    let first = signature.parameters.len() - signature.defaults.len();
    at.checked_sub(first).and_then(|at| signature.defaults.get(at))
}

/// Whether a default asks for its own parameter or one behind it, which hides what is outside.
fn looks_ahead(signature: &Signature<'_>) -> bool {
    let parameters = signature.parameters.iter().enumerate();
    parameters.filter_map(|(at, _)| Some((at, default_of(signature, at)?))).any(|(at, default)| {
        let mut found = false;
        each_part(default, &mut |part| {
            let behind = &signature.parameters[at..];
            found |= matches!(part.value, Value::Name(name) if behind.iter().any(|known| known.text == name));
        });
        found
    })
}

/// Where a statement ends, at least as far as its inner parts go.
fn last_end(statement: &Statement<'_>) -> usize {
    let mut end = statement.span.range().end;
    each_statement(std::slice::from_ref(statement), &mut |inner| end = end.max(inner.span.range().end));
    end
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}
