//! What one page needs: its templates, static files, URLs and texts, found out by rendering it.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use downpage::config::TemplateSet;
use downpage::loader::Source;
use downpage::plan::PlannedPage;
use downpage::render::Renderer;
use downpage::site::Site;
use downpage::surroundings::{Asked, Witness};
use downpage::{Error, Loader, Result};
use serde_json::{Value, json};

/// A page, and what it asked for.
pub(super) struct Examined {
    path: String,
    template: String,
    engine: &'static str,
    seen: Seen,
    /// Why it cannot be made.
    pub(super) error: Option<Error>,
    error_text: Option<String>,
}

/// What was asked for, each thing once and in order.
#[derive(Debug, Default)]
struct Seen {
    templates: Vec<(String, Option<PathBuf>)>,
    static_files: Vec<(String, Option<String>)>,
    urls: Vec<(String, Option<String>)>,
    messages: Vec<(String, Option<String>)>,
}

/// Keeps what is asked for.
#[derive(Debug, Default)]
struct Keeper(Mutex<Seen>);

impl Keeper {
    fn keep(&self, keep: impl FnOnce(&mut Seen)) {
        keep(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn once<T: PartialEq>(items: &mut Vec<(String, T)>, name: &str, value: T) {
    if !items.iter().any(|(known, _)| known == name) {
        items.push((name.to_owned(), value));
    }
}

impl Witness for Keeper {
    fn asked(&self, asked: Asked<'_>) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        self.keep(|seen| match asked {
            Asked::StaticFile(path, url) => once(&mut seen.static_files, path, owned(url)),
            Asked::Url(name, url) => once(&mut seen.urls, name, owned(url)),
            Asked::Message(message, found) => once(&mut seen.messages, message, owned(found)),
        });
    }
}

/// A loader that tells which templates it gave.
struct Told {
    loader: Arc<dyn Loader>,
    keeper: Arc<Keeper>,
}

impl Loader for Told {
    fn load(&self, name: &str) -> Result<Source> {
        self.load_nth(name, 0)
    }

    fn load_nth(&self, name: &str, index: usize) -> Result<Source> {
        let source = self.loader.load_nth(name, index)?;
        self.keeper.keep(|seen| {
            let template = (name.to_owned(), source.path.clone());
            if !seen.templates.contains(&template) {
                seen.templates.push(template);
            }
        });
        Ok(source)
    }

    fn names(&self) -> Vec<String> {
        self.loader.names()
    }
}

impl Examined {
    /// Makes `page` alone, and sees what it asks for.
    pub(super) fn page(site: &Site, page: &PlannedPage) -> Self {
        let keeper = Arc::new(Keeper::default());
        let told = |loader: &Arc<dyn Loader>| -> Arc<dyn Loader> {
            Arc::new(Told { loader: Arc::clone(loader), keeper: Arc::clone(&keeper) })
        };
        let mut config = site.config().clone();
        let sets = config.template_sets.iter();
        config.template_sets =
            sets.map(|set| TemplateSet { loader: told(&set.loader), ..set.clone() }).collect();
        let renderer = Renderer::with_loader(&config, site.now(), told(site.loader()));
        let made = renderer.seen_by(Arc::clone(&keeper) as Arc<dyn Witness>).page(page);
        let engine = made.as_ref().map_or(page.backend.name, |made| made.engine);
        let error = made.err();
        let seen = std::mem::take(&mut *keeper.0.lock().unwrap_or_else(PoisonError::into_inner));
        Self {
            path: page.path.to_string(),
            template: page.template.to_string(),
            engine,
            seen,
            error_text: error.as_ref().map(ToString::to_string),
            error,
        }
    }

    /// A line for the page, and one for each kind of thing that it needs.
    pub(super) fn text(&self) -> String {
        let mut text = format!("  {}  {}  {}\n", self.path, self.template, self.engine);
        let mut line = |what: &str, things: Vec<String>| {
            if !things.is_empty() {
                let _ = writeln!(text, "    {what:<12} {}", things.join(", "));
            }
        };
        let templates = self.seen.templates.iter().map(|(name, path)| match path {
            Some(path) => path.display().to_string(),
            None => format!("{name} (built in, or in memory)"),
        });
        line("templates", templates.collect());
        let arrow = |(name, found): &(String, Option<String>)| match found {
            Some(found) => format!("{name} → {found}"),
            None => format!("{name} (not found)"),
        };
        line("static files", self.seen.static_files.iter().map(arrow).collect());
        line("URLs", self.seen.urls.iter().map(arrow).collect());
        let (translated, plain): (Vec<_>, Vec<_>) =
            self.seen.messages.iter().partition(|(_, found)| found.is_some());
        if !self.seen.messages.is_empty() {
            line("texts", vec![format!("{} translated, {} not", translated.len(), plain.len())]);
        }
        line(
            "error",
            self.error_text.iter().map(|error| error.lines().next().unwrap_or_default().to_owned()).collect(),
        );
        text
    }

    pub(super) fn json(&self) -> Value {
        let pairs = |things: &[(String, Option<String>)], value: &str| -> Vec<Value> {
            things.iter().map(|(name, found)| json!({ "name": name, value: found })).collect()
        };
        json!({
            "path": self.path,
            "template": self.template,
            "engine": self.engine,
            "templates": self.seen.templates.iter().map(|(name, path)| json!({ "name": name, "file": path })).collect::<Vec<_>>(),
            "static_files": pairs(&self.seen.static_files, "url"),
            "urls": pairs(&self.seen.urls, "url"),
            "texts": pairs(&self.seen.messages, "translation"),
            "error": self.error_text,
        })
    }
}
