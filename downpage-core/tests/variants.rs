//! From `formats`, `locales` and `compress` to the pages of a plan, and what a server can choose from.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[cfg(feature = "compress")]
use downpage_core::Encoding;
use downpage_core::plan::{Plan, plan};
use downpage_core::{Backend, Config, Engine, Errors, Format, inventory};

inventory::submit! {
    Backend {
        name: "dummy",
        summary: "never renders",
        engine: "none",
        package: "none",
        extensions: &["dum"],
        options: &[],
        build: |_| Ok(Box::new(Never)),
    }
}

struct Never;

impl Engine for Never {
    fn render(&self, _: &str, _: &downpage_core::Context) -> downpage_core::Result<String> {
        Ok(String::new())
    }

    fn check(&self, _: &str) -> downpage_core::Result<()> {
        Ok(())
    }
}

fn planned(text: &str) -> Result<Plan, Errors> {
    plan(&Config::from_toml(text, "downpage.toml", "").unwrap(), None)
}

/// Path, template, language and format of each page, an asterisk at the default ones.
fn pages(text: &str) -> Vec<String> {
    let plan = planned(text).unwrap();
    let shown = plan.pages.iter().map(|page| {
        let star = if page.is_default { "*" } else { "" };
        let locale = page.locale.as_deref().unwrap_or("-");
        format!("{}{star} {} {locale} {}", page.path, page.template, page.format.name())
    });
    shown.collect()
}

fn paths(text: &str) -> Vec<String> {
    planned(text).unwrap().pages.iter().map(|page| page.path.to_string()).collect()
}

#[test]
fn the_default_language_and_format_keep_the_path_and_the_others_stand_beside_it() {
    let text = "language = 'en'\nlocales = ['de', 'en']\nformats = ['html', 'json']\n\
                [[pages]]\npath = 'errors/{status}.html'\nstatus = 503\ntemplate = 'error.html'";
    assert_eq!(
        pages(text),
        [
            "errors/503.html* error.html en html",
            "errors/503.de.html error.html de html",
            "errors/503.de.json downpage/plain.json de json",
            "errors/503.json downpage/plain.json en json",
        ]
    );
}

#[test]
fn without_the_sites_language_the_first_is_the_default() {
    let text = "locales = ['pt_BR', 'de']\n[[pages]]\npath = '502.html'";
    assert_eq!(
        pages(text),
        ["502.html* downpage/plain.html pt_BR html", "502.de.html downpage/plain.html de html"]
    );
    let text = "language = 'pt-br'\nlocales = ['de', 'pt_BR']\n[[pages]]\npath = '502.html'";
    assert_eq!(paths(text), ["502.html", "502.de.html"], "spelt in another way");
}

#[test]
fn a_placeholder_in_the_path_says_where_each_language_and_format_is() {
    let page = "[[pages]]\nstatus = 503\n";
    let with =
        |rest: &str| paths(&format!("locales = ['en', 'de']\nformats = ['html', 'json']\n{page}{rest}"));
    assert_eq!(
        with("path = '{locale}/{status}.html'"),
        ["en/503.html", "de/503.html", "en/503.json", "de/503.json"]
    );
    assert_eq!(with("path = '{status}.{format}'"), ["503.html", "503.de.html", "503.json", "503.de.json"]);
    assert_eq!(
        with("path = '{format}/{locale}/{status}'"),
        ["html/en/503", "html/de/503", "json/en/503", "json/de/503"]
    );
}

#[test]
fn what_a_page_says_goes_before_what_is_said_for_all() {
    let top = "locales = ['en', 'de']\nformats = ['html', 'json']\n";
    let with = |page: &str| paths(&format!("{top}[[pages]]\n{page}"));
    assert_eq!(with("path = 'a.html'\nlocale = 'fr'\nformats = 'html'"), ["a.html"]);
    assert_eq!(with("path = 'a.html'\nlocale = 'fr'\nformats = 'json'"), ["a.json"]);
    assert_eq!(with("path = 'a.json'\nlocale = 'fr'"), ["a.json"], "its path says that it is JSON");
    assert_eq!(with("path = 'a.json'\nlocale = 'fr'\nformats = ['txt', 'json']"), ["a.json", "a.txt"]);
    assert_eq!(
        with("path = 'a'\nlocales = ['fr', 'es']"),
        ["a", "a.es", "a.json", "a.es.json"].map(String::from)
    );
    assert_eq!(with("path = 'v1.2'\nlocale = 'en'"), ["v1.2", "v1.2.json"], "no extension of a format");
    assert_eq!(with("path = '.htm'\nlocale = 'en'"), [".htm", ".htm.json"], "a name and no extension");
}

#[test]
fn names_of_variants_follow_the_pattern() {
    let with = |pattern: &str| {
        paths(&format!(
            "locales = ['en', 'de']\nformats = ['html', 'json']\n[[pages]]\npath = 'a/503.html'\n\
             [variants]\npage = '{pattern}'"
        ))
    };
    assert_eq!(
        with("{locale}/{name}.{format}"),
        ["a/503.html", "a/de/503.html", "a/503.json", "a/de/503.json"]
    );
    assert_eq!(
        with("{name}.{format}.{locale}"),
        ["a/503.html", "a/503.html.de", "a/503.json", "a/503.json.de"]
    );
}

#[test]
fn a_template_is_for_the_paths_format_unless_it_says_otherwise() {
    let with = |page: &str| {
        let all = pages(&format!("formats = ['html', 'json', 'txt']\n[[pages]]\npath = 'a.html'\n{page}"));
        all.iter().map(|page| page.split(' ').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(with("template = 'e.html'"), ["e.html", "downpage/plain.json", "downpage/plain.txt"]);
    assert_eq!(with("template = 'e.{format}'"), ["e.html", "e.json", "e.txt"]);
    assert_eq!(
        with("template = { json = 'problem', html = 'e.dum' }"),
        ["e.dum", "problem", "downpage/plain.txt"]
    );
    assert_eq!(
        with("template = { txt = '{format}' }"),
        ["downpage/plain.html", "downpage/plain.json", "txt"]
    );
    assert_eq!(with("template = 'problem'\nformats = 'json'"), ["problem"], "there is no other");
}

#[test]
fn two_pages_of_one_path_are_refused_whatever_made_them() {
    let message = |text: &str| planned(text).unwrap_err().to_string();
    assert_eq!(
        message("formats = ['html', 'json']\n[[pages]]\npath = 'a.html'\n[[pages]]\npath = 'a.json'"),
        "downpage.toml:4:1: two pages have the path `a.json`, first at downpage.toml:2:1"
    );
    assert_eq!(
        message(
            "locales = ['en', 'de']\n[[pages]]\npath = 'a.html'\n[[pages]]\npath = 'a.de.html'\nlocale = 'de'"
        ),
        "downpage.toml:4:1: two pages have the path `a.de.html`, first at downpage.toml:2:1"
    );
}

#[cfg(feature = "compress")]
#[test]
fn compressed_files_have_names_that_no_page_may_have() {
    let plan = planned(
        "compress = ['zstd', 'gzip']\n[[pages]]\npath = 'a.html'\n[[pages]]\npath = 'b.html'\ncompress = []",
    )
    .unwrap();
    let encodings = |index: usize| plan.pages[index].encodings.iter().collect::<Vec<_>>();
    assert_eq!((encodings(0), encodings(1)), (vec![Encoding::Gzip, Encoding::Zstd], vec![]));
    assert_eq!(plan.compressed.path("x/a.html", Encoding::Gzip), "x/a.html.gz");
    let error = planned("compress = 'gzip'\n[[pages]]\npath = 'a'\n[[pages]]\npath = 'a.gz'\ncompress = []");
    assert_eq!(
        error.unwrap_err().to_string(),
        "downpage.toml:4:1: two pages have the path `a.gz`, first at downpage.toml:2:1"
    );
    let plan =
        planned("compress = 'br'\n[variants]\ncompressed = 'br/{file}.{encoding}'\n[[pages]]\npath = 'x/a'");
    assert_eq!(plan.unwrap().compressed.path("x/a", Encoding::Brotli), "x/br/a.br");
}

#[cfg(feature = "compress")]
#[test]
fn words_that_other_tools_use_are_understood_well_enough_to_correct_them() {
    let help = |text: &str| {
        let errors = Config::from_toml(text, "downpage.toml", "").unwrap_err();
        let error = errors.iter().next().unwrap();
        format!("{} -> {}", error.message(), error.help_text().unwrap())
    };
    assert_eq!(help("compress = 'gz'"), "unknown encoding `gz` in `compress` -> did you mean `gzip`?");
    assert_eq!(help("compress = 'brotli'"), "unknown encoding `brotli` in `compress` -> did you mean `br`?");
    assert_eq!(
        help("compress = 'deflate'"),
        "unknown encoding `deflate` in `compress` -> known: `gzip`, `br`, `zstd`"
    );
    assert_eq!(help("formats = ['text']"), "unknown format `text` in `formats` -> did you mean `txt`?");
    assert_eq!(
        help("formats = []"),
        "`formats` is an empty list -> leave it out, or write `[\"html\", \"json\"]`"
    );
}

#[test]
fn a_server_sees_what_there_is_by_status_format_and_language() {
    let plan = planned(
        "language = 'en'\nlocales = ['de', 'en', 'fr']\n\
         [[pages]]\nstatus = [502, 503]\npath = '{status}.json'\nlocale = 'en'\n\
         [[pages]]\nstatus = [503, 502]\npath = '{status}.html'\n\
         [[pages]]\nstatus = 503\npath = 'maintenance.html'\n\
         [[pages]]\npath = 'about.html'",
    )
    .unwrap();
    let variants = plan.variants();
    let codes: Vec<u16> = variants.statuses().iter().map(|status| status.code).collect();
    assert_eq!(codes, [502, 503]);
    let status = variants.status(503).unwrap();
    assert_eq!(&*status.default.path, "503.html", "HTML, though JSON comes first");
    assert_eq!(status.formats(), [Format::Html, Format::Json]);
    let html: Vec<&str> = status.in_format(Format::Html).map(|page| &*page.path).collect();
    assert_eq!(html, ["503.html", "503.de.html", "503.fr.html"], "the default language first");
    assert_eq!(&*status.page(Format::Json, Some("en")).unwrap().path, "503.json");
    assert!(status.page(Format::Json, Some("de")).is_none());
    assert!(variants.status(500).is_none());
    let types: Vec<&str> = status.pages().iter().map(|page| page.media_type()).collect();
    assert_eq!(types[..2], ["application/problem+json", "text/html; charset=utf-8"]);
}
