//! Finds the templates that a template names: for `check`, which has no values, and for telling
//! through which template an error was reached.

use std::ops::Range;

use crate::syntax::ast::{Expr, Kind, Statement, Value, each_statement};
use crate::templates::Templates;

/// How a template refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Extends,
    Include,
    Import,
}

/// A place where a template names others; one of `names` is enough.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) verb: Verb,
    pub(crate) names: Vec<(String, Range<usize>)>,
    /// Whether nothing happens when there is none.
    pub(crate) may_miss: bool,
}

/// The references of `source` with literal names; what is computed cannot be known.
pub(crate) fn references(source: &str, templates: &Templates) -> Vec<Reference> {
    let found = templates.with_tree(source, |template, moved| {
        let mut found = Vec::new();
        each_statement(&template.body, &mut |statement| found.extend(reference(statement, moved)));
        found
    });
    found.unwrap_or_default()
}

fn reference(statement: &Statement<'_>, moved: &dyn Fn(&Range<usize>) -> Range<usize>) -> Option<Reference> {
    let (verb, template, may_miss) = match &statement.kind {
        Kind::Extends(template) => (Verb::Extends, template, false),
        Kind::Include { template, ignore_missing, .. } => (Verb::Include, template, *ignore_missing),
        Kind::Import { template, .. } | Kind::FromImport { template, .. } => (Verb::Import, template, false),
        _ => return None,
    };
    let literal = |expr: &Expr<'_>| match &expr.value {
        Value::Str(name) => Some((name.to_string(), moved(&expr.span.range()))),
        _ => None,
    };
    let names = match &template.value {
        Value::List(items) | Value::Tuple(items) => items.iter().map(literal).collect::<Option<Vec<_>>>()?,
        _ => vec![literal(template)?],
    };
    (!names.is_empty()).then_some(Reference { verb, names, may_miss })
}
