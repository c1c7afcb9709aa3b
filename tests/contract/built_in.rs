//! The built-in pages come out the same from every engine.

use downpage::registry::{KNOWN, backends};
use downpage::site::{Page, Site};
use downpage::{status, theme};

/// The statuses that a front-end server answers itself, in every language and format, as one engine makes them.
fn translated(engine: &str) -> Vec<(String, String)> {
    let page = |page: Page| theme::languages().fold(page, Page::locale);
    let mut builder = Site::builder().engine(engine).page(page(Page::built_in("{locale}/none.html")));
    for extension in ["html", "txt", "json", "xml"] {
        let every = Page::built_in(format!("{{locale}}/{{status}}.{extension}"));
        let statuses = [404, 413, 500, 502, 503, 504];
        builder = builder.page(page(statuses.into_iter().fold(every, Page::status)));
    }
    let pages = builder.build().and_then(|site| site.render()).expect("built-in pages never fail");
    pages.into_iter().map(|page| (page.path.to_string(), page.text)).collect()
}

/// The engines of this build, but for those that a test registers.
fn engines() -> Vec<&'static str> {
    let backends = backends().expect("no two backends of one name");
    backends.iter().map(|backend| backend.name).filter(|name| KNOWN.contains(name)).collect()
}

#[test]
fn built_in_pages_in_every_language_are_the_same_from_every_engine() {
    let engines = engines();
    let Some((first, others)) = engines.split_first() else { return };
    let expected = translated(first);
    assert_eq!(expected.len(), theme::languages().count() * (4 * 6 + 1));
    for (path, text) in &expected {
        if path.ends_with("json") {
            serde_json::from_str::<serde_json::Value>(text).expect(path);
        }
        assert!(text.len() <= 6000, "{path} has {} bytes", text.len());
    }
    for engine in others {
        for (page, other) in expected.iter().zip(translated(engine)) {
            assert_eq!(*page, other, "{first} and {engine}");
        }
    }
}

/// The pages of every status and of none, in every format, as one engine makes them.
fn pages(engine: &str, site_values: bool) -> Vec<(String, String)> {
    let mut builder = Site::builder().engine(engine);
    for extension in ["html", "txt", "json", "xml"] {
        builder = builder.page(Page::built_in(format!("none.{extension}")));
        let every = Page::built_in(format!("{{status}}.{extension}"));
        builder = builder.page(status::all().iter().fold(every, |page, status| page.status(status.code)));
    }
    if site_values {
        builder = builder.with("site_name", "The Soup Kitchen").with("contact", "soup@example.org");
    }
    let pages = builder.build().and_then(|site| site.render()).expect("built-in pages never fail");
    pages.into_iter().map(|page| (page.path.to_string(), page.text)).collect()
}

#[test]
fn built_in_pages_are_the_same_from_every_engine() {
    let engines = engines();
    let Some((first, others)) = engines.split_first() else { return };
    for site_values in [false, true] {
        let expected = pages(first, site_values);
        assert_eq!(expected.len(), 4 * (status::all().len() + 1));
        for (path, text) in &expected {
            assert_eq!(text.contains("Soup Kitchen"), site_values && path.ends_with("html"), "{path}");
            if path.ends_with("json") {
                let json: serde_json::Value = serde_json::from_str(text).expect(path);
                let named = path.strip_suffix(".json").and_then(|code| code.parse::<u16>().ok());
                assert_eq!(json["status"].as_u64(), named.map(u64::from), "{path}");
            }
        }
        for engine in others {
            for (page, other) in expected.iter().zip(pages(engine, site_values)) {
                assert_eq!(*page, other, "{first} and {engine}");
            }
        }
    }
}
