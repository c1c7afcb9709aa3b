//! Every template in README and guide gives what stands behind it.

use downpage::site::{Page, Site};
use downpage::{Config, MemoryLoader};

use crate::markdown::{self, Block};
use crate::toml_blocks;

const ENGINES: [&str; 4] = ["django", "jinja", "tera", "upon"];
/// The time on all pages: a Thursday morning in Dublin, where it is winter time still.
const NOW: &str = "2026-03-26T09:41:00Z";

/// What templates of one page of the guide are rendered with.
struct Scene {
    site: Config,
    templates: MemoryLoader,
}

impl Scene {
    /// The page that `template` makes for status 502. `format` is its extension.
    fn render(&self, engine: &str, template: &str, locale: &str, format: &str) -> Result<String, String> {
        let mut page =
            Page::new(format!("502.{format}"), format!("snippet.{format}")).status(502).engine(engine);
        if !locale.is_empty() {
            page = page.locale(locale);
        }
        let site = Site::builder()
            .loader(self.templates.clone().with(format!("snippet.{format}"), template))
            .configure(|config| *config = Config { pages: Vec::new(), ..self.site.clone() })
            .now(NOW.parse().unwrap())
            .page(page)
            .build();
        let pages = site.and_then(|site| site.render());
        // The space that does not break cannot be seen in the guide, either.
        pages
            .map(|pages| pages[0].text.trim_end().replace('\u{a0}', " "))
            .map_err(|errors| errors.to_string())
    }

    /// What is not as the lines of `block` say.
    fn line_by_line(&self, block: &Block) -> Vec<String> {
        let lines = block.text.lines().filter(|line| !line.trim().is_empty());
        let wrong = lines.filter_map(|line| {
            let (template, expected) =
                line.rsplit_once(" → ").unwrap_or_else(|| panic!("{}: no `→` in `{line}`", block.place));
            let given = self.render(&block.language, template, &block.title, "html");
            let given = given.unwrap_or_else(|fault| fault);
            (given != expected).then(|| format!("{}: `{line}`, found\n{given}", block.place))
        });
        wrong.collect()
    }

    /// What is not as the block after `block` says.
    fn whole(&self, block: &Block, next: Option<&Block>) -> Option<String> {
        let next = next.filter(|next| ["html", "text", "json", "xml"].contains(&next.language.as_str()));
        let next = next.unwrap_or_else(|| panic!("{}: it is not said what this gives", block.place));
        let format = if next.language == "text" { "txt" } else { &next.language };
        let given = self.render(&block.language, &block.text, &block.title, format);
        let given = given.unwrap_or_else(|fault| fault);
        (lines(&given) != lines(&next.text)).then(|| format!("{}: found\n{given}", block.place))
    }
}

/// The lines that hold something: tags on lines of their own leave empty ones.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_template_gives_what_the_guide_says() {
    let pages = markdown::pages();
    let usual = pages.iter().find(|page| page.name == "docs/guide/templates.md").unwrap();
    let usual = usual.blocks.iter().find(|block| block.title == "site").unwrap();
    let usual = toml_blocks::read(usual).unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for page in pages {
        let mut scene = Scene { site: usual.clone(), templates: MemoryLoader::new() };
        for (at, block) in page.blocks.iter().enumerate() {
            if block.title == "site" {
                scene.site = toml_blocks::read(block).unwrap();
            }
            if !ENGINES.contains(&block.language.as_str()) {
                continue;
            }
            if block.title.contains('.') {
                let text = block.text.trim_end();
                scene.templates = scene.templates.with(block.title.as_str(), text);
            } else if block.text.contains('→') {
                wrong.extend(scene.line_by_line(block));
                count += block.text.matches('→').count();
            } else {
                wrong.extend(scene.whole(block, page.blocks.get(at + 1)));
                count += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count > 100, "only {count} templates");
}
