//! A site in memory, and errors as text that can be compared whole.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test target uses its part")]

use std::sync::Arc;

use downpage_core::{
    Context, Engine, Error, Format, Limits, Map, MemoryLoader, Options, Setup, Surroundings, Value,
};
use downpage_tera::Tera;

pub struct Site(Setup);

impl Site {
    pub fn new(templates: &[(&str, &str)]) -> Self {
        let loader =
            templates.iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(*name, *text));
        Self(Setup {
            loader: Arc::new(loader),
            surroundings: Arc::default(),
            format: Format::Html,
            options: Options::default(),
            limits: Limits::default(),
        })
    }

    pub fn format(mut self, format: Format) -> Self {
        self.0.format = format;
        self
    }

    pub fn surroundings(mut self, surroundings: Surroundings) -> Self {
        self.0.surroundings = Arc::new(surroundings);
        self
    }

    pub fn limits(mut self, limits: Limits) -> Self {
        self.0.limits = limits;
        self
    }

    pub fn option(self, name: &str, value: impl Into<Value>) -> Self {
        self.options([(name.into(), value.into())].into_iter().collect())
    }

    pub fn options(mut self, table: Map) -> Self {
        self.0.options =
            Options::checked(table, downpage_core::registry::find("tera").unwrap().options).unwrap();
        self
    }

    pub fn try_engine(self) -> Result<Tera, Error> {
        Tera::new(self.0)
    }

    pub fn engine(self) -> Tera {
        self.try_engine().unwrap()
    }

    /// The page called `page`.
    pub fn page(self, values: &[(&str, Value)]) -> String {
        let context = context(values);
        self.engine().render("page", &context).unwrap_or_else(|error| panic!("{}", report(&error)))
    }

    /// What is wrong with the page called `page`.
    pub fn fault(self, values: &[(&str, Value)]) -> String {
        report(&self.engine().render("page", &context(values)).expect_err("the page should fail"))
    }
}

pub fn context(values: &[(&str, Value)]) -> Context {
    values.iter().map(|(name, value)| (*name, value.clone())).collect()
}

/// The whole error: kind, place, sentence, what is marked, notes, help.
pub fn report(error: &Error) -> String {
    let mut text = format!("{}: {error}", error.kind().name());
    if let Some(place) = error.location()
        && let Some(line) = &place.text
    {
        text.extend(["\n  marked `", &line[place.marked.start..place.marked.end], "`"]);
    }
    for note in error.notes() {
        text.extend(["\n  note: ", note]);
    }
    if let Some(help) = error.help_text() {
        text.extend(["\n  help: ", help]);
    }
    text
}
