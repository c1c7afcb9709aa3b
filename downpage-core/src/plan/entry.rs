//! From one entry of the configuration to its variants: languages and formats, each with its path, template and engine.

use std::sync::Arc;

use crate::config::{Config, NamePattern, Named, PageEntry};
use crate::error::{Error, Result};
use crate::format::Format;
use crate::registry::{self, Backend};
use crate::surroundings::language;
use crate::theme;

/// What one entry makes for each of its statuses.
pub(super) struct Variant<'a> {
    pub(super) entry: &'a PageEntry,
    pub(super) locale: Option<Arc<str>>,
    pub(super) format: Format,
    in_default_locale: bool,
    in_default_format: bool,
}

impl<'a> Variant<'a> {
    /// The variants of `entry`, the default one first, then by format and language in the order of the configuration.
    pub(super) fn all(entry: &'a PageEntry, config: &Config) -> Vec<Self> {
        let own = Format::of(&entry.path);
        let formats: Vec<Format> = match () {
            () if !entry.formats.is_empty() => entry.formats.iter().collect(),
            // a page that says by its path that it is JSON is JSON and nothing else
            () if !config.formats.is_empty() && (own == Format::Html || entry.path.contains("{format}")) => {
                config.formats.iter().collect()
            }
            () => vec![own],
        };
        let default_format = formats.iter().copied().find(|format| *format == own).unwrap_or(formats[0]);
        let locales: Vec<Option<Arc<str>>> = match () {
            () if !entry.locales.is_empty() => entry.locales.iter().cloned().map(Some).collect(),
            () if !config.locales.is_empty() => config.locales.iter().cloned().map(Some).collect(),
            () => vec![None],
        };
        let default_locale = default_locale(&locales, config);
        let mut variants = Vec::with_capacity(formats.len() * locales.len());
        for format in formats {
            for locale in &locales {
                variants.push(Self {
                    entry,
                    locale: locale.clone(),
                    format,
                    in_default_locale: *locale == default_locale,
                    in_default_format: format == default_format,
                });
            }
        }
        variants.sort_by_key(|variant| !variant.is_default());
        variants
    }

    /// Whether it is for a client that asks for no language and no format.
    pub(super) fn is_default(&self) -> bool {
        self.in_default_locale && self.in_default_format
    }

    /// The path for `status`; `pattern` names what the entry's path has no place for.
    pub(super) fn path(&self, status: Option<u16>, pattern: &NamePattern) -> Arc<str> {
        let path = self.fill(&self.entry.path, status);
        let locale_in_name = !self.in_default_locale && !self.entry.path.contains("{locale}");
        let format_in_name =
            self.format != Format::of(&self.entry.path) && !self.entry.path.contains("{format}");
        if !locale_in_name && !format_in_name {
            return path;
        }
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let (name, extension) = match file.rsplit_once('.') {
            Some((name, extension)) if !name.is_empty() && is_known(extension) => (name, extension),
            _ => (file, ""),
        };
        let format = if format_in_name { self.format.name() } else { extension };
        let locale = self.locale.as_deref().filter(|_| locale_in_name).unwrap_or_default();
        let name = pattern.fill(&[("name", name), ("locale", locale), ("format", format)]);
        if folder.is_empty() { name.into() } else { format!("{folder}/{name}").into() }
    }

    /// The name of the template for `status`.
    pub(super) fn template(&self, status: Option<u16>) -> Arc<str> {
        match self.own_template() {
            Some(template) => self.fill(template, status),
            None => theme::template_for(self.format).into(),
        }
    }

    /// The template of the site; `None` for the built-in one.
    pub(super) fn own_template(&self) -> Option<&'a Arc<str>> {
        let other = self.entry.other_templates.as_ref().and_then(|templates| templates.get(self.format));
        other.or_else(|| {
            let template = self.entry.template.as_ref()?;
            (self.in_default_format || template.contains("{format}")).then_some(template)
        })
    }

    /// The engine: the page's own, the caller's, the extension's, the configuration's, the only one there is. `None` when
    /// there are several, and none is chosen.
    pub(super) fn backend(
        &self,
        config: &Config,
        callers: Option<&'static Backend>,
    ) -> Result<Option<&'static Backend>> {
        let named = |named: &Named| {
            let place = config.place(named.span);
            registry::find(&named.name).map(Some).map_err(|error| place.into_iter().fold(error, Error::at))
        };
        if let Some(engine) = &self.entry.engine {
            return named(engine);
        }
        if callers.is_some() {
            return Ok(callers);
        }
        let template = self.own_template();
        let by_extension = template.map_or(Ok(None), |template| registry::by_extension(template))?;
        if by_extension.is_some() {
            return Ok(by_extension);
        }
        if let Some(engine) = &config.engine {
            return named(engine);
        }
        match registry::backends()?[..] {
            [] => Err(registry::none_in_build()),
            [only] => Ok(Some(only)),
            // all engines render a built-in page alike
            [first, ..] if template.is_none() => Ok(Some(first)),
            _ => Ok(None),
        }
    }

    /// `pattern` with `{status}`, `{locale}` and `{format}` filled in.
    fn fill(&self, pattern: &Arc<str>, status: Option<u16>) -> Arc<str> {
        if !pattern.contains('{') {
            return Arc::clone(pattern);
        }
        let mut filled = pattern.replace("{format}", self.format.name());
        if let Some(status) = status {
            filled = filled.replace("{status}", &status.to_string());
        }
        if let Some(locale) = &self.locale {
            filled = filled.replace("{locale}", locale);
        }
        filled.into()
    }
}

/// The language of those who ask for none: the site's, if it is among them, and else the first.
fn default_locale(locales: &[Option<Arc<str>>], config: &Config) -> Option<Arc<str>> {
    if let [only] = locales {
        return only.clone();
    }
    let site = language::normalize(config.language.as_deref().unwrap_or("en"));
    let is_sites = |locale: &&Option<Arc<str>>| {
        locale.as_deref().is_some_and(|locale| language::normalize(locale) == site)
    };
    locales.iter().find(is_sites).or(locales.first()).cloned().flatten()
}

/// Whether a file's extension says its format: `v2` of `error.v2` does not.
fn is_known(extension: &str) -> bool {
    matches!(extension, "html" | "htm") || Format::of(&format!("x.{extension}")) != Format::Html
}
