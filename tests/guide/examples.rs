//! The example sites make the pages that they are there for.

use std::path::Path;
use std::process::Command;

use crate::markdown::root;

const SITES: [&str; 4] = ["bookshop", "bookshop-django", "bookshop-tera", "bookshop-upon"];
const PATHS: [&str; 5] = ["404.html", "500.html", "502.html", "503.html", "504.html"];

/// Generates the pages of an example site into `output`.
fn generate(site: &str, output: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_downpage"))
        .arg("-C")
        .arg(root().join("examples").join(site))
        .args(["generate", "--quiet", "--output"])
        .arg(output)
        .env("SOURCE_DATE_EPOCH", "1774518060")
        .output()
        .unwrap();
    assert!(run.status.success(), "{site}: {}", String::from_utf8_lossy(&run.stderr));
}

fn page(output: &Path, path: &str) -> String {
    std::fs::read_to_string(output.join(path)).unwrap()
}

/// Markup without the space between tags and text, which is where the engines differ.
fn tight(html: &str) -> String {
    let words = html.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("> ", ">").replace(" <", "<")
}

#[test]
fn the_bookshop_has_its_pages_in_two_languages() {
    for site in SITES {
        let output = tempfile::tempdir().unwrap();
        generate(site, output.path());
        for path in PATHS {
            let status = &path[..3];
            let (english, german) = (page(output.path(), path), page(output.path(), &format!("de/{path}")));
            assert!(
                english.contains("<html lang=\"en\">") && german.contains("<html lang=\"de\">"),
                "{site}"
            );
            for html in [&english, &german] {
                assert!(html.contains(&format!("<p class=\"status\">{status} · ")), "{site} {path}");
                assert!(
                    html.contains("Paper &amp; Lantern") && html.contains("© 1987–2026"),
                    "{site} {path}"
                );
                assert!(html.contains("href=\"/static/favicon.662ce0bf31b9.svg\""), "{site} {path}");
                assert!(html.contains("href=\"/readings/\""), "{site} {path}");
            }
            assert!(english.contains("Monday to Friday") && german.contains("Montag bis Freitag"), "{site}");
        }
        assert!(page(output.path(), "de/404.html").contains("<a href=\"/shelves/children/\">Für Kinder</a>"));
        assert!(page(output.path(), "de/503.html").contains("Der Webshop von Paper &amp; Lantern ist kurz"));
        assert!(page(output.path(), "502.html").contains("href=\"tel:+35391555014\""), "{site}");
    }
}

#[test]
fn no_page_has_anything_left_of_its_template_or_asks_for_anything_but_its_icon() {
    for site in SITES {
        let output = tempfile::tempdir().unwrap();
        generate(site, output.path());
        for path in PATHS.iter().flat_map(|path| [(*path).to_owned(), format!("de/{path}")]) {
            let html = page(output.path(), &path);
            for left in ["{{", "}}", "{%", "%}", "{#", "%(", "None", "undefined"] {
                assert!(!html.contains(left), "{site} {path}: {left}");
            }
            for request in ["src=", "<script", "@import", "url(", "http://", "https://"] {
                assert!(!html.contains(request), "{site} {path}: {request}");
            }
            assert_eq!(html.matches("<link ").count(), 1, "{site} {path}");
        }
    }
}

#[test]
fn all_engines_make_the_same_bookshop() {
    let outputs = SITES.map(|site| {
        let output = tempfile::tempdir().unwrap();
        generate(site, output.path());
        output
    });
    for path in PATHS.iter().flat_map(|path| [(*path).to_owned(), format!("de/{path}")]) {
        let pages = outputs.each_ref().map(|output| tight(&page(output.path(), &path)));
        for (site, page) in SITES.iter().zip(&pages) {
            assert_eq!(page, &pages[0], "{site} {path}");
        }
    }
}

#[test]
fn the_front_page_stands_on_the_same_base() {
    let books = r#"{"lang": "en", "books": [{"id": 7, "title": "Sea & Salt", "author": "M. Byrne"}]}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("home.json");
    std::fs::File::create(&file)
        .and_then(|mut file| std::io::Write::write_all(&mut file, books.as_bytes()))
        .unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_downpage"))
        .arg("-C")
        .arg(root().join("examples/bookshop"))
        .args(["render", "home.html", "--context"])
        .arg(&file)
        .output()
        .unwrap();
    let html = String::from_utf8(run.stdout).unwrap();
    assert!(html.contains("<li><a href=\"/books/7/\">Sea &amp; Salt</a>, M. Byrne</li>"), "{html}");
    assert!(html.contains("<a href=\"/readings/\">Readings</a>"), "{html}");
}
