//! Languages, formats and compressed files of pages, over the whole binary.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::site::{Ran, Site, tell};

const SITE: &str = "\
language = \"en\"
locales = [\"de\", \"en\", \"ar\"]
formats = [\"html\", \"json\"]
compress = [\"gzip\", \"br\", \"zstd\"]

[[pages]]
status = 503
path = \"errors/{status}.html\"
";

#[test]
fn one_entry_makes_every_language_format_and_encoding() {
    let site = Site::new([("downpage.toml", SITE)]);
    let stdout = site.succeed(&["generate"]);
    let (rows, total) = stdout.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(rows.lines().count(), 6, "{stdout}");
    assert!(
        rows.lines().all(|row| row.ends_with(" br    written") || row.ends_with(" br  written")),
        "{stdout}"
    );
    assert!(
        total.starts_with("6 pages in error-pages: 6 written (") && total.contains(" as zstd)"),
        "{total}"
    );
    let names: Vec<String> = site.tree("error-pages/errors").into_keys().collect();
    let pages = ["503.ar.html", "503.ar.json", "503.de.html", "503.de.json", "503.html", "503.json"];
    for page in pages {
        for end in ["", ".gz", ".br", ".zst"] {
            assert!(names.contains(&format!("{page}{end}")), "{page}{end} in {names:?}");
        }
    }
    assert_eq!(names.len(), 6 * 4);
    assert!(site.read("error-pages/errors/503.ar.html").contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(site.read("error-pages/errors/503.html").contains("<html lang=\"en\" dir=\"ltr\">"));
    let json: Value = serde_json::from_str(&site.read("error-pages/errors/503.de.json")).unwrap();
    assert_eq!(json["title"], "Vorübergehend nicht verfügbar");
    assert_eq!(json["status"], 503);

    let again = site.succeed(&["generate"]);
    assert!(again.starts_with("6 pages in error-pages: unchanged ("), "{again}");
    assert_eq!(site.run(&["generate", "--check"]).status, 0);
}

#[test]
fn machines_get_the_variants_of_each_page() {
    let site = Site::new([("downpage.toml", SITE)]);
    let document: Value = serde_json::from_str(&site.succeed(&["generate", "--format", "json"])).unwrap();
    let pages = document["pages"].as_array().unwrap();
    let page = |path: &str| pages.iter().find(|page| page["path"] == path).unwrap();
    let english = page("errors/503.html");
    assert_eq!(
        (&english["format"], &english["locale"], &english["default"]),
        (&"html".into(), &"en".into(), &true.into())
    );
    let german = page("errors/503.de.json");
    assert_eq!(
        (&german["format"], &german["locale"], &german["default"]),
        (&"json".into(), &"de".into(), &false.into())
    );
    let files = english["compressed"].as_array().unwrap();
    let encodings: Vec<&str> = files.iter().map(|file| file["encoding"].as_str().unwrap()).collect();
    assert_eq!(encodings, ["gzip", "br", "zstd"]);
    for file in files {
        let path = site.path("error-pages").join(file["path"].as_str().unwrap());
        assert_eq!(file["bytes"], std::fs::metadata(path).unwrap().len());
        assert_eq!(file["outcome"], "new");
    }
}

#[test]
fn the_real_tools_read_what_was_compressed() {
    let site = Site::new([("downpage.toml", SITE)]);
    site.succeed(&["generate", "--jobs", "2"]);
    for (tool, end) in [("gzip", "gz"), ("brotli", "br"), ("zstd", "zst")] {
        let missing =
            Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err();
        if missing {
            tell(&format!("skipped: `{tool}` is not installed"));
            continue;
        }
        for page in ["503.html", "503.ar.html", "503.de.json"] {
            let file = site.path(&format!("error-pages/errors/{page}.{end}"));
            let tested = Command::new(tool).arg("-t").arg(&file).stderr(Stdio::null()).status().unwrap();
            assert!(tested.success(), "{tool} -t {page}.{end}");
            let decoded = Command::new(tool).args(["-d", "-c"]).arg(&file).output().unwrap();
            assert!(decoded.status.success(), "{tool} {page}");
            assert_eq!(
                decoded.stdout,
                site.read(&format!("error-pages/errors/{page}")).into_bytes(),
                "{tool} {page}"
            );
        }
    }
}

#[test]
fn a_compressed_file_that_is_not_right_is_seen_shown_and_made_again() {
    let site =
        Site::new([("downpage.toml", "compress = 'gzip'\n[[pages]]\nstatus = 503\npath = '503.html'\n")]);
    site.succeed(&["generate"]);
    let whole = std::fs::read(site.path("error-pages/503.html.gz")).unwrap();
    site.write("error-pages/503.html.gz", "an old page");
    let Ran { status, stdout, .. } = site.run(&["generate", "--check"]);
    assert_eq!(status, 1);
    assert!(stdout.contains(": 1 unchanged, 1 compressed to be made ("), "{stdout}");
    let Ran { status, stdout, .. } = site.run(&["generate", "--diff"]);
    assert_eq!((status, &*stdout), (1, "Binary files a/503.html.gz and b/503.html.gz differ\n"));
    let stdout = site.succeed(&["generate"]);
    assert!(stdout.contains(": 1 unchanged, 1 compressed ("), "{stdout}");
    assert_eq!(std::fs::read(site.path("error-pages/503.html.gz")).unwrap(), whole);

    site.write("downpage.toml", "[[pages]]\nstatus = 503\npath = '503.html'\n");
    let Ran { status, stdout, .. } = site.run(&["generate", "--diff"]);
    assert_eq!((status, &*stdout), (1, "Binary files a/503.html.gz and /dev/null differ\n"));
    let stdout = site.succeed(&["generate"]);
    assert!(stdout.starts_with("503.html.gz  removed\n"), "{stdout}");
    assert!(!site.has("error-pages/503.html.gz"));
}

#[test]
fn names_of_variants_can_be_set() {
    let site = Site::new([(
        "downpage.toml",
        "locales = ['en', 'fr']\ncompress = 'gzip'\n[[pages]]\nstatus = 503\npath = '{status}.html'\n\
         [variants]\npage = '{locale}/{name}.{format}'\ncompressed = 'gzip/{file}.{encoding}'\ngzip_level = 1\n",
    )]);
    site.succeed(&["generate"]);
    let names: Vec<String> =
        site.tree("error-pages").into_keys().filter(|name| name.contains("html")).collect();
    assert_eq!(names, ["503.html", "fr/503.html", "fr/gzip/503.html.gz", "gzip/503.html.gz"]);
}

#[test]
fn a_template_for_each_format_or_one_with_the_format_in_its_name() {
    let site = Site::new([
        (
            "downpage.toml",
            "formats = ['html', 'json', 'txt']\n[[pages]]\nstatus = 502\npath = '{status}.html'\n\
             template = { html = 'a.html', json = 'b.json' }\n\
             [[pages]]\nstatus = 504\npath = '{status}.html'\nformats = ['html', 'json']\ntemplate = 'c.{format}'\n",
        ),
        ("templates/a.html", "A {{ downpage.status }}"),
        ("templates/b.json", "{\"code\": {{ downpage.status }}}"),
        ("templates/c.html", "C"),
        ("templates/c.json", "[{{ downpage.reason }}]"),
    ]);
    if crate::site::engines().is_empty() {
        return;
    }
    let engine = crate::site::engines().remove(0);
    site.succeed(&["generate", "--engine", &engine]);
    assert_eq!(site.read("error-pages/502.html").trim_end(), "A 502");
    assert_eq!(site.read("error-pages/502.json").trim_end(), "{\"code\": 502}");
    assert!(site.read("error-pages/502.txt").starts_with("502 Bad Gateway\n"), "built in");
    assert_eq!(site.read("error-pages/504.html").trim_end(), "C");
    assert_eq!(site.read("error-pages/504.json").trim_end(), "[\"Gateway Timeout\"]");
}

#[test]
fn chosen_statuses_leave_the_other_built_in_pages_alone_also_when_pruning() {
    let site = Site::new([]);
    site.succeed(&["generate", "--status", "502,503,432", "--quiet"]);
    site.succeed(&["generate", "--status", "502", "--prune", "--quiet"]);
    let pages: Vec<String> =
        site.tree("error-pages").into_keys().filter(|name| name.ends_with("html")).collect();
    assert_eq!(
        pages,
        ["502.html", "503.html"],
        "432 is no status that the built-in pages have by themselves"
    );
}
