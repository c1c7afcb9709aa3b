//! Which names a template sets, and where: what it does not set comes from the context.

use std::collections::BTreeSet;

use super::Writer;
use crate::syntax::ast::{Expr, Kind, Signature, Statement, Value};

/// Names that are set by what they stand in.
const SPECIAL: [&str; 6] = ["loop", "self", "super", "caller", "varargs", "kwargs"];

/// The open scopes, the innermost last.
#[derive(Debug)]
pub(super) struct Scopes<'s>(Vec<Scope<'s>>);

/// The names that are set in one scope, wherever in it.
#[derive(Debug, Default)]
struct Scope<'s> {
    names: BTreeSet<&'s str>,
    /// Whether a macro begins here.
    is_function: bool,
}

impl<'s> Scopes<'s> {
    pub(super) fn of_module(body: &[Statement<'s>]) -> Self {
        let mut scopes = Self(Vec::new());
        scopes.enter(body, []);
        scopes
    }

    /// Begins the scope of `body`, with these names besides what it sets.
    pub(super) fn enter(&mut self, body: &[Statement<'s>], names: impl IntoIterator<Item = &'s str>) {
        let mut scope = Scope { names: names.into_iter().collect(), is_function: false };
        assigned(body, &mut scope.names);
        self.0.push(scope);
    }

    /// Begins the scope of a macro.
    pub(super) fn enter_function(&mut self, body: &[Statement<'s>], signature: &Signature<'s>) {
        self.enter(body, signature.parameters.iter().map(|name| name.text));
        if let Some(scope) = self.0.last_mut() {
            scope.is_function = true;
        }
    }

    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        self.0.iter().any(|scope| scope.names.contains(name))
    }

    /// Whether what is written stands outside of all scopes but the module's.
    pub(super) fn is_module(&self) -> bool {
        self.0.len() == 1
    }

    pub(super) fn is_in_function(&self) -> bool {
        self.0.iter().any(|scope| scope.is_function)
    }

    /// All names that can be seen.
    pub(super) fn visible(&self) -> BTreeSet<&'s str> {
        self.0.iter().flat_map(|scope| scope.names.iter().copied()).collect()
    }

    /// The names of the scopes inside of the module's, up to the innermost macro.
    pub(super) fn inner(&self) -> BTreeSet<&'s str> {
        let from = self.0.iter().rposition(|scope| scope.is_function).unwrap_or(0);
        self.0.iter().skip(from.max(1)).flat_map(|scope| scope.names.iter().copied()).collect()
    }
}

impl Writer<'_, '_> {
    /// Whether a name has to be looked for among the globals alone.
    pub(super) fn is_foreign(&self, name: &str) -> bool {
        self.is_isolated() && !SPECIAL.contains(&name) && !self.scopes.is_set(name)
    }
}

/// The names that `body` sets in its own scope.
fn assigned<'s>(body: &[Statement<'s>], names: &mut BTreeSet<&'s str>) {
    for statement in body {
        match &statement.kind {
            Kind::If(branches, otherwise) => {
                for (_, body) in branches {
                    assigned(body, names);
                }
                assigned(otherwise.as_deref().unwrap_or_default(), names);
            }
            Kind::Set(target, _) | Kind::SetBlock(target, ..) => targets(target, names),
            Kind::Import { target, .. } => {
                names.insert(target.text);
            }
            Kind::FromImport { names: imported, .. } => {
                names.extend(imported.iter().map(|(name, alias)| alias.unwrap_or(*name).text));
            }
            Kind::Macro(name, ..) => {
                names.insert(name.text);
            }
            _ => {}
        }
    }
}

/// The names in a target.
pub(super) fn targets<'s>(target: &Expr<'s>, names: &mut BTreeSet<&'s str>) {
    match &target.value {
        Value::Name(name) => {
            names.insert(name);
        }
        Value::Tuple(items) => items.iter().for_each(|item| targets(item, names)),
        _ => {}
    }
}

/// Whether `body` sets anything in its own scope.
pub(super) fn sets_names(body: &[Statement<'_>]) -> bool {
    let mut names = BTreeSet::new();
    assigned(body, &mut names);
    !names.is_empty()
}
