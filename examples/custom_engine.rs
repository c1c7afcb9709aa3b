//! A template engine of one's own: `{name}` stands for a value. Registered, it is an engine like those that come with downpage.

use std::sync::Arc;

use downpage::error::suggest;
use downpage::inventory;
use downpage::{
    Backend, Context, Engine, Error, ErrorKind, Format, Limits, Location, MemoryLoader, Options, Result,
    Setup, Span, Surroundings,
};

struct Braces(Setup);

impl Engine for Braces {
    fn render(&self, template: &str, context: &Context) -> Result<String> {
        let source = self.0.loader.load(template)?;
        let (mut page, mut rest) = (String::new(), &*source.text);
        while let Some((before, behind)) = rest.split_once('{') {
            let start = source.text.len() - behind.len();
            let place =
                |length| Location::in_source(template, &source.text, Span::new(start, start + length));
            let (name, after) = behind
                .split_once('}')
                .ok_or_else(|| Error::new(ErrorKind::TemplateSyntax, "`{` is not closed").at(place(0)))?;
            let value = context.get(name).and_then(|value| value.as_text()).ok_or_else(|| {
                Error::new(ErrorKind::UndefinedVariable, format!("there is no text called `{name}`"))
                    .maybe_help(suggest(name, context.iter().map(|(name, _)| &**name)))
                    .at(place(name.len()))
            })?;
            page += before;
            page += &if self.0.format.escapes_markup() {
                value.replace('&', "&amp;").replace('<', "&lt;")
            } else {
                value.into()
            };
            rest = after;
        }
        Ok(page + rest)
    }

    fn check(&self, template: &str) -> Result<()> {
        self.0.loader.load(template).map(|_| ())
    }
}

inventory::submit! {
    Backend {
        name: "braces",
        summary: "text with `{name}` in it",
        engine: "braces 1.0",
        package: env!("CARGO_PKG_NAME"),
        extensions: &["braces"],
        options: &[],
        build: |setup| Ok(Box::new(Braces(setup))),
    }
}

/// A page rendered by the engine above, found by its name as the command line would.
pub(crate) fn page(template: &str) -> Result<String> {
    let engine = (downpage::registry::find("braces")?.build)(Setup {
        loader: Arc::new(MemoryLoader::new().with("502.braces", template)),
        surroundings: Arc::new(Surroundings::default()),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    })?;
    engine.render("502.braces", &[("title", "Back soon"), ("site", "Soup & Co")].into_iter().collect())
}

#[allow(clippy::print_stdout, dead_code)] // the contract suite, which includes this file, calls `page`
fn main() -> Result<()> {
    println!("{}", page("<h1>{title}</h1><p>{site}</p>")?);
    Ok(())
}
