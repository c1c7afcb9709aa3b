//! The pages: those of `DOWNPAGE_PAGES`, or those that a project without it would want.

use std::sync::Arc;

use downpage_core::config::{Message, PageEntry};
use downpage_core::error::quoted;
use downpage_core::{Config, Error, ErrorKind, Location, Map, Value};

use super::{Faults, services};
use crate::project::facts::{Facts, LazyText, Page};

/// The pages of a project that does not list any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The statuses for which the project has a template, such as `404.html`.
    pub own: Vec<u16>,
    /// Those that get the built-in page.
    pub built_in: Vec<u16>,
}

/// The statuses that Django has a template for.
const DJANGOS: [u16; 4] = [400, 403, 404, 500];

/// The statuses that a front-end server answers with when the site is down.
const OUTAGE: [u16; 4] = [500, 502, 503, 504];

/// Adds the pages of the project to those of the configuration, which go before them.
pub(super) fn add(facts: &Facts, config: &mut Config, faults: &mut Faults) -> Option<Proposal> {
    if config.locales.is_empty() {
        config.locales = faults.take(services::locales(facts)).unwrap_or_default();
    }
    let listed = faults.take(facts.downpage_pages.known("DOWNPAGE_PAGES"))?;
    let Some(pages) = listed else {
        return config.pages.is_empty().then(|| propose(config));
    };
    let own = std::mem::take(&mut config.pages);
    let entries: Vec<PageEntry> = pages
        .iter()
        .filter(|page| !own.iter().any(|own| *own.path == *page.path))
        .filter_map(|page| faults.take(entry(page, config)))
        .collect();
    config.pages = entries.into_iter().chain(own).collect();
    None
}

fn entry(page: &Page, config: &Config) -> Result<PageEntry, Error> {
    let place = page.place.as_ref().map(|place| Arc::new(place.location()));
    let at = |error: Error| place.iter().fold(error, |error, place| error.at(Location::clone(place)));
    let name = format!("DOWNPAGE_PAGES[\"{}\"]", page.path);
    let context = page.context.known(&name).map_err(at)?;
    let context = context.and_then(Value::as_map).cloned().unwrap_or_else(Map::new);
    // The file's name tells which status a page is for, as far as messages of our own want to know.
    let status = status_of(&page.path);
    Ok(PageEntry {
        path: page.path.as_str().into(),
        template: Some(template(page, config).map_err(at)?.into()),
        statuses: status.into_iter().collect(),
        context: Arc::new(context),
        messages: (!page.lazy.is_empty()).then(|| page.lazy.iter().map(message).collect()),
        place,
        ..PageEntry::default()
    })
}

/// The template; of several the first that is there, as `select_template()` takes it.
fn template<'p>(page: &'p Page, config: &Config) -> Result<&'p str, Error> {
    if let [only] = &page.templates[..] {
        return Ok(only);
    }
    let is_there = |name: &&String| config.template_sets.iter().any(|set| set.has(name));
    page.templates.iter().find(is_there).map(String::as_str).ok_or_else(|| {
        let message = match &page.templates[..] {
            [] => format!("page `{}` names no template", page.path),
            names => format!("none of the templates {} was found", quoted(names)),
        };
        Error::new(ErrorKind::TemplateNotFound, message)
    })
}

fn message(lazy: &LazyText) -> Message {
    Message {
        path: lazy.path.iter().map(|name| name.as_str().into()).collect(),
        text: lazy.message.as_str().into(),
        context: lazy.context.as_deref().map(Into::into),
    }
}

/// `503` of `errors/503.html`.
fn status_of(path: &str) -> Option<u16> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let code: u16 = file.split('.').next()?.parse().ok()?;
    (400..600).contains(&code).then_some(code)
}

/// The pages of a project without a list: its own templates for statuses, and the built-in page for an outage.
fn propose(config: &mut Config) -> Proposal {
    let has = |status: &u16| config.template_sets.iter().any(|set| set.has(&format!("{status}.html")));
    let mut statuses: Vec<u16> = DJANGOS.iter().chain(&OUTAGE).copied().collect();
    statuses.sort_unstable();
    statuses.dedup();
    let own: Vec<u16> = statuses.into_iter().filter(has).collect();
    let built_in: Vec<u16> = OUTAGE.into_iter().filter(|status| !own.contains(status)).collect();
    let entry = |status: u16, template: Option<String>| PageEntry {
        path: format!("{status}.html").into(),
        template: template.map(Into::into),
        statuses: vec![status],
        ..PageEntry::default()
    };
    config.pages.extend(own.iter().map(|status| entry(*status, Some(format!("{status}.html")))));
    config.pages.extend(built_in.iter().map(|status| entry(*status, None)));
    config.pages.sort_by(|a, b| a.path.cmp(&b.path));
    Proposal { own, built_in }
}

#[cfg(test)]
mod tests {
    use super::status_of;

    #[test]
    fn a_page_is_for_the_status_that_it_is_called() {
        assert_eq!(status_of("errors/503.html"), Some(503));
        assert_eq!(status_of("502.de.html"), Some(502));
        assert_eq!(status_of("200.html"), None);
        assert_eq!(status_of("5020.html"), None);
        assert_eq!(status_of("notice.txt"), None);
    }
}
