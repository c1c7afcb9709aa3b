//! The pages of a plan by status, format and language: what a server can choose from.

use std::collections::BTreeMap;

use super::{Plan, PlannedPage};
use crate::format::Format;

/// The pages of a plan that are for a status, by status.
///
/// ```
/// use downpage_core::config::{Config, PageEntry};
/// use downpage_core::plan::{Plan, Variants};
/// # let plan = Plan::default();
/// let variants = plan.variants();
/// for status in variants.statuses() {
///     println!("{}: {}", status.code, status.default.path);
///     for page in status.pages() {
///         println!("  {:?} {:?}: {}", page.format, page.locale, page.path);
///         for encoding in page.encodings.iter() {
///             println!("    {}: {}", encoding.name(), plan.compressed.path(&page.path, encoding));
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Variants<'p> {
    statuses: Vec<StatusPages<'p>>,
}

/// The pages for one status.
#[derive(Clone, Debug)]
pub struct StatusPages<'p> {
    /// The status code.
    pub code: u16,
    /// The page for a client that asks for no format and no language.
    pub default: &'p PlannedPage,
    /// One for each format and language.
    pages: Vec<&'p PlannedPage>,
}

impl Plan {
    /// The pages that are for a status, by status. Where two are for the same status in the same format and language, the
    /// one that comes first in the configuration counts.
    #[must_use]
    pub fn variants(&self) -> Variants<'_> {
        let mut statuses: BTreeMap<u16, StatusPages<'_>> = BTreeMap::new();
        for page in &self.pages {
            let Some(code) = page.status else { continue };
            let status = statuses.entry(code).or_insert_with(|| StatusPages {
                code,
                default: page,
                pages: Vec::new(),
            });
            if status.page(page.format, page.locale.as_deref()).is_none() {
                status.pages.push(page);
            }
        }
        for status in statuses.values_mut() {
            // HTML is what a client gets that says nothing, when another entry makes that
            let html = status.pages.iter().find(|page| page.is_default && page.format == Format::Html);
            status.default = html.copied().unwrap_or(status.default);
        }
        Variants { statuses: statuses.into_values().collect() }
    }
}

impl<'p> Variants<'p> {
    /// The statuses that have a page, in order.
    #[must_use]
    pub fn statuses(&self) -> &[StatusPages<'p>] {
        &self.statuses
    }

    /// The pages for the status `code`.
    #[must_use]
    pub fn status(&self, code: u16) -> Option<&StatusPages<'p>> {
        self.statuses.iter().find(|status| status.code == code)
    }
}

impl<'p> StatusPages<'p> {
    /// The pages for this status, the default one of each entry before its others.
    #[must_use]
    pub fn pages(&self) -> &[&'p PlannedPage] {
        &self.pages
    }

    /// The formats there are, the default one first.
    #[must_use]
    pub fn formats(&self) -> Vec<Format> {
        let mut formats = vec![self.default.format];
        for page in &self.pages {
            if !formats.contains(&page.format) {
                formats.push(page.format);
            }
        }
        formats
    }

    /// The pages of one format, one for each language, that of the default language first.
    pub fn in_format(&self, format: Format) -> impl Iterator<Item = &'p PlannedPage> + '_ {
        let of_format = move |page: &&&PlannedPage| page.format == format;
        let is_default = |page: &&&PlannedPage| page.locale == self.default.locale;
        let pages = move || self.pages.iter().filter(of_format);
        pages().filter(is_default).chain(pages().filter(move |page| !is_default(page))).copied()
    }

    /// The page of this format and language; `None` for a language means the site's.
    #[must_use]
    pub fn page(&self, format: Format, locale: Option<&str>) -> Option<&'p PlannedPage> {
        self.pages.iter().find(|page| page.format == format && page.locale.as_deref() == locale).copied()
    }
}
