//! A small site for the tests.
#![allow(dead_code, clippy::unwrap_used)] // each test file takes what it needs

use std::sync::Arc;

use downpage_core::error::Result;
use downpage_core::{
    Context, Engine, Error, Format, Limits, MemoryLoader, Options, Setup, Surroundings, Value,
};

pub(crate) struct Site {
    pub(crate) templates: MemoryLoader,
    pub(crate) format: Format,
    pub(crate) limits: Limits,
    pub(crate) surroundings: Surroundings,
}

impl Site {
    pub(crate) fn new(page: &str) -> Self {
        let templates = MemoryLoader::new().with("page", page);
        Self {
            templates,
            format: Format::Html,
            limits: Limits::default(),
            surroundings: Surroundings::default(),
        }
    }

    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        self.templates = self.templates.with(name, text);
        self
    }

    pub(crate) fn format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    pub(crate) fn engine(self) -> Box<dyn Engine> {
        let setup = Setup {
            loader: Arc::new(self.templates),
            surroundings: Arc::new(self.surroundings),
            format: self.format,
            options: Options::default(),
            limits: self.limits,
        };
        Box::new(downpage_upon::Upon::new(setup))
    }

    pub(crate) fn render(self, context: &Context) -> Result<String> {
        self.engine().render("page", context)
    }
}

/// A context from JSON-like pairs.
pub(crate) fn context<const N: usize>(values: [(&str, Value); N]) -> Context {
    values.into_iter().collect()
}

/// All that an error says, in the form of the house.
pub(crate) fn shown(error: &Error) -> String {
    let mut lines = vec![format!("{}: {}", error.kind().name(), error.message())];
    if let Some(place) = error.location() {
        lines.push(format!(" --> {}:{}:{}", place.source, place.line, place.column));
        if let Some(text) = &place.text {
            let marks = "^".repeat(text[place.marked.start..place.marked.end].chars().count());
            lines.push(format!(" | {text}\n | {}{marks}", " ".repeat(place.column - 1)));
        }
    }
    lines.extend(error.notes().iter().map(|note| format!(" = note: {note}")));
    lines.extend(error.help_text().map(|help| format!(" = help: {help}")));
    lines.join("\n")
}
