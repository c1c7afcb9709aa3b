//! A template engine of one's own: `{name}` stands for a value. Registered, it is an engine like those that come with downpage.

use downpage::error::suggest;
use downpage::inventory;
use downpage::site::{Page, Site};
use downpage::{
    Backend, Context, Engine, Error, ErrorKind, Errors, Location, MemoryLoader, Result, Setup, Span,
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

/// The text of a page whose template has the extension that the engine above claims.
pub(crate) fn page(template: &str) -> Result<String, Errors> {
    let site = Site::builder()
        .loader(MemoryLoader::new().with("502.braces", template))
        .with("title", "Back soon")
        .with("site", "Soup & Co")
        .page(Page::new("502.html", "502.braces"))
        .build()?;
    Ok(site.render()?.swap_remove(0).text)
}

#[allow(clippy::print_stdout, dead_code)] // the contract suite, which includes this file, calls `page`
fn main() -> Result<(), Errors> {
    println!("{}", page("<h1>{title}</h1><p>{site}</p>")?);
    Ok(())
}
