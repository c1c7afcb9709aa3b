//! Reads `[server]` and `[maintenance]`.

use super::Base;
use super::section::Section;
use super::statuses;
use crate::config::faults::Faults;
use crate::config::{MaintenanceTable, ServerTable};

/// The table `[server]`.
pub(super) fn read(root: Section<'_>, faults: &mut Faults<'_>) -> ServerTable {
    let Some(section) = root.section("server", faults) else { return ServerTable::default() };
    let text =
        |key: &str, faults: &mut Faults<'_>| section.text(key, faults).map(|text| text.as_ref().into());
    ServerTable {
        upstream: text("upstream", faults),
        root: text("root", faults),
        url_prefix: text("url_prefix", faults),
        retry_after: section.count("retry_after", faults).and_then(|seconds| u32::try_from(seconds).ok()),
        intercept: section.get("intercept").map(|node| statuses::read(node, faults)).unwrap_or_default(),
    }
}

/// The table `[maintenance]`.
pub(super) fn maintenance(root: Section<'_>, base: &Base<'_>, faults: &mut Faults<'_>) -> MaintenanceTable {
    let Some(section) = root.section("maintenance", faults) else { return MaintenanceTable::default() };
    MaintenanceTable { flag: section.text("flag", faults).map(|flag| base.path(&flag)), going_on: None }
}
