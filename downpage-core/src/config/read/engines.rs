//! Reads the choice of an engine, and the tables `[engines.NAME]` with the options of each.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::config::document::Node;
use crate::config::faults::Faults;
use crate::config::read::section::Section;
use crate::config::{EngineTable, Named};
use crate::options::Options;
use crate::registry::{self, Backend};

/// The name under the key `engine`.
pub(super) fn named(
    section: Section<'_>,
    backends: &[&'static Backend],
    faults: &mut Faults<'_>,
) -> Option<Named> {
    let name = section.text("engine", faults)?;
    let span = section.get("engine")?.span();
    if !is_known(&name, backends) {
        faults.push(span, registry::not_found(&name, backends));
        return None;
    }
    Some(Named { name: (&*name).into(), span: Some(span) })
}

/// The tables `[engines.NAME]`. One for an engine that this build lacks is accepted: only using it is an error.
pub(super) fn tables(
    root: Section<'_>,
    backends: &[&'static Backend],
    faults: &mut Faults<'_>,
) -> IndexMap<Arc<str>, EngineTable> {
    let mut tables = IndexMap::new();
    for node in root.any_table("engines", faults).into_iter().flat_map(Node::children) {
        let name = node.key();
        if !is_known(&name, backends) {
            faults.push(node.key_span(), registry::not_found(&name, backends));
            continue;
        }
        if !node.is_table() {
            let message = format!("`engines.{name}` must be a table, found {}", node.describe());
            faults.say_with(
                node.span(),
                message,
                format!("write `[engines.{name}]` and below it its options"),
            );
            continue;
        }
        let backend = backends.iter().find(|backend| backend.name == name);
        tables.insert((&*name).into(), table(node, backend.copied(), faults));
    }
    tables
}

fn table(node: Node<'_>, backend: Option<&Backend>, faults: &mut Faults<'_>) -> EngineTable {
    let options = node.map();
    let spans = node.children().map(Node::key_span).collect::<Vec<_>>();
    for ((key, value), span) in options.iter().zip(&spans) {
        let fault = backend.and_then(|backend| Options::fault(key, value, backend.options));
        if let Some(error) = fault {
            faults.push(*span, error);
        }
    }
    EngineTable { options, spans, span: Some(node.key_span()) }
}

fn is_known(name: &str, backends: &[&'static Backend]) -> bool {
    registry::KNOWN.contains(&name) || backends.iter().any(|backend| backend.name == name)
}
