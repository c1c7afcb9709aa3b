//! Finds and reads the configuration of a run, and lays the command line over it.

use std::path::Path;
use std::sync::Arc;

use downpage::config::{self, Config, PageEntry};
use downpage::{Errors, Result, status};

use crate::args::GlobalArguments;

/// The configuration that `--config` names, or the one found from the working directory upwards, or an empty one.
pub(crate) fn configuration(global: &GlobalArguments) -> Result<Config, Errors> {
    if let Some(file) = &global.config {
        return Config::read(file);
    }
    match config::find(Path::new("."))? {
        Some(found) => Config::read(&found.path),
        None => Ok(Config::default()),
    }
}

/// Lays `--set` values over the global context.
pub(crate) fn set_values(config: &mut Config, values: &[String]) -> Result<(), Errors> {
    if values.is_empty() {
        return Ok(());
    }
    let context = Arc::make_mut(&mut config.context);
    let faults = values.iter().filter_map(|value| config::set(context, value).err()).collect();
    Errors::check(faults)
}

/// The status codes that `--status` chooses; none when it was not given.
pub(crate) fn statuses(chosen: Option<&str>) -> Result<Vec<u16>> {
    chosen.map_or_else(|| Ok(Vec::new()), status::select)
}

/// Where no page is configured, the built-in ones: those chosen, or one for every status there is.
pub(crate) fn fall_back_to_built_in_pages(config: &mut Config, chosen: &[u16]) {
    if config.pages.is_empty() {
        let statuses = if chosen.is_empty() {
            status::all().iter().map(|status| status.code).collect()
        } else {
            chosen.to_vec()
        };
        config.pages.push(PageEntry { path: "{status}.html".into(), statuses, ..PageEntry::default() });
    }
}
