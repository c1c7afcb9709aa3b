//! A Rust program that makes its own error pages: the site is put together with the builder, no configuration file is read.
//!
//! `cargo run -p downpage --example library -- DIRECTORY` writes five pages of `examples/bookshop` into the directory.

use std::path::Path;

use downpage::jiff::Timestamp;
use downpage::publish::{Outcome, Published};
use downpage::site::{Page, Site};
use downpage::surroundings::Urls;
use downpage::value::Map;
use downpage::{Errors, Value};

/// Puts the pages into `output`, all of them or none; `now` is the time on them.
pub(crate) fn generate(output: &Path, now: Timestamp) -> Result<Published, Errors> {
    let mut urls = Urls::new();
    for (name, url) in [("home", "/"), ("new", "/new/"), ("search", "/search/"), ("visit", "/visit/")] {
        urls.insert(name, url)?;
    }
    let mut site = Site::builder()
        .templates(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bookshop/templates"))
        .engine("jinja")
        .now(now)
        .with("site_name", "Paper & Lantern")
        .with("address", "14 Quay Street, Galway")
        .with("phone", "+353 91 555 014")
        .with("email", "hello@paperandlantern.example")
        .with("navigation", vec![link("New books", "new"), link("Visit us", "visit")])
        .configure(|config| config.urls = urls.into());
    for status in [404, 500, 502, 503, 504] {
        site = site.page(Page::new(format!("{status}.html"), "error.html").status(status));
    }
    site.build()?.generate(output)
}

/// An item of the navigation.
fn link(label: &str, page: &str) -> Value {
    let item: Map = [("label", label), ("page", page)].map(|(key, text)| (key.into(), text.into())).into();
    item.into()
}

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    dead_code,
    reason = "a program talks to its user and reads the clock; its test includes this file and calls `generate` alone"
)]
fn main() -> std::process::ExitCode {
    let Some(output) = std::env::args_os().nth(1) else {
        eprintln!("usage: library DIRECTORY");
        return 2.into();
    };
    // The library reads no clock: the time comes from the program.
    match generate(Path::new(&output), Timestamp::now()) {
        Ok(published) => {
            let new = published.count(Outcome::New);
            println!("{} pages, {new} of them new", published.pages.len());
            0.into()
        }
        Err(errors) => {
            eprintln!("{}", downpage::report::draw_all(&errors, downpage::report::Style { coloured: false }));
            1.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use downpage::jiff::Timestamp;

    #[test]
    fn the_pages_are_those_of_the_shop() {
        let output = tempfile::tempdir().unwrap();
        super::generate(output.path(), Timestamp::UNIX_EPOCH).unwrap();
        let page = std::fs::read_to_string(output.path().join("502.html")).unwrap();
        assert!(page.contains("<title>502 Bad Gateway · Paper &amp; Lantern</title>"), "{page}");
        assert!(page.contains(r#"<li><a href="/visit/">Visit us</a></li>"#), "{page}");
        assert!(page.contains("© 1987–1970"), "the time is the one that was given: {page}");
    }
}
