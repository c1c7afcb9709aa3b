//! Reads `[django]`: which project, and the settings that cannot be read there.

use crate::config::DjangoTable;
use crate::config::document::Node;
use crate::config::faults::Faults;
use crate::config::read::Base;
use crate::config::read::section::{Section, is_setting};

/// The table `[django]`.
pub(super) fn table(root: Section<'_>, base: &Base<'_>, faults: &mut Faults<'_>) -> Option<DjangoTable> {
    let section = root.section("django", faults)?;
    let mut table = DjangoTable {
        project: section.text("project", faults).map(|path| base.path(&path)),
        settings: section.text("settings", faults).map(|name| (&*name).into()),
        python: section.text("python", faults).map(|program| (&*program).into()),
        span: Some(section.span()),
        ..DjangoTable::default()
    };
    let spans = section.children().filter(|node| is_setting(&node.key()));
    table.spans = spans.map(Node::key_span).collect();
    let values = section.map();
    for (name, value) in values.iter().filter(|(name, _)| is_setting(name)) {
        table.values.insert(std::sync::Arc::clone(name), value.clone());
    }
    Some(table)
}
