//! Many pages: all of them are right, whatever the number of threads.

use std::fmt::Write;

use crate::site::{Site, has_engines};

fn site(pages: usize) -> Site {
    let mut text = "output = 'out'\nengine = 'jinja'\n".to_owned();
    for number in 0..pages {
        writeln!(
            text,
            "[[pages]]\npath = '{}/{number}.html'\ntemplate = 'page.html'\ncontext = {{ number = {number} }}",
            number / 100
        )
        .unwrap();
    }
    Site::new([
        ("downpage.toml", &*text),
        ("templates/base.html", "<title>{% block title %}{% endblock %}</title>"),
        ("templates/page.html", "{% extends 'base.html' %}{% block title %}{{ number }}{% endblock %}"),
    ])
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site(300);
    let list = site.succeed(&["generate", "--jobs", "1"]);
    let one = site.tree("out");
    for jobs in ["2", "3", "8"] {
        let again = site.succeed(&["generate", "--jobs", jobs, "-o", "again"]);
        assert_eq!(again, list.replace(" in out:", " in again:"), "the list of pages is in the same order");
        assert_eq!(one, site.tree("again"), "{jobs} threads");
        std::fs::remove_dir_all(site.path("again")).unwrap();
    }
}

#[test]
fn ten_thousand_pages_are_made_and_found_unchanged() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site(10_000);
    let stdout = site.succeed(&["generate"]);
    assert!(
        stdout
            .contains("\n... and 9980 more (--verbose lists all pages)\n10000 pages in out: 10000 written (")
    );
    let tree = site.tree("out");
    assert_eq!(tree.keys().filter(|path| path.ends_with(".html")).count(), 10_000);
    for number in [0, 99, 100, 5_000, 9_999] {
        let page = &tree[&format!("{}/{number}.html", number / 100)];
        assert_eq!(String::from_utf8_lossy(page), format!("<title>{number}</title>"));
    }
    assert!(site.succeed(&["generate"]).starts_with("10000 pages in out: unchanged ("));
    site.write("out/50/5000.html", "by hand");
    let stdout = site.succeed(&["generate"]);
    let rows: Vec<&str> = stdout.lines().collect();
    assert_eq!(rows.len(), 2, "only what changed is listed: {rows:?}");
    assert!(rows[0].starts_with("50/5000.html  jinja ") && rows[0].ends_with(" updated"));
}

#[test]
fn one_failure_among_many_pages_is_told_once_and_nothing_is_written() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site(300);
    site.write("templates/base.html", "<title>{% block title %}{% endblock %}</title>\n{{ number|nope }}");
    let stderr = site.fail(1, &["generate"]);
    assert!(stderr.starts_with("error: unknown filter `nope`\n --> base.html:2:11\n"), "{stderr}");
    assert!(stderr.contains("and 296 more pages"), "{stderr}");
    assert!(!stderr.contains(" errors\n"), "{stderr}");
    assert!(!site.has("out"));
}
