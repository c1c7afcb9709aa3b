//! URLs of static files.

use downpage_core::surroundings::StaticFiles;
use downpage_core::{Error, ErrorKind};

use crate::{file, items, recorded};

fn error(result: Result<StaticFiles, Error>) -> (String, Option<String>) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadData);
    (error.to_string(), error.help_text().map(str::to_owned))
}

fn with_manifest(json: &str) -> Result<StaticFiles, Error> {
    StaticFiles::with_prefix("/s/").with_manifest(json, "manifest.json")
}

#[test]
fn urls_below_a_prefix_are_those_of_django() {
    for case in items(&recorded("static_files")["plain"]) {
        let [prefix, path, url] = [0, 1, 2].map(|at| case[at].as_str().unwrap());
        // Python gives a relative URL for a path that leaves the root, which would point elsewhere on each page.
        let url = if prefix == "/" && path.starts_with("../") || url == "a.css" { "/a.css" } else { url };
        assert_eq!(StaticFiles::with_prefix(prefix).url(path).unwrap(), url, "{prefix} {path}");
    }
}

#[test]
fn urls_from_a_django_manifest_are_those_of_django() {
    let manifest = String::from_utf8(file("manifest.json")).unwrap();
    for case in items(&recorded("static_files")["hashed"]) {
        let [prefix, path] = [0, 1].map(|at| case[at].as_str().unwrap());
        let files = StaticFiles::with_prefix(prefix).with_manifest(&manifest, "staticfiles.json").unwrap();
        assert_eq!(files.url(path).ok().as_deref(), case[2].as_str(), "{prefix} {path}");
    }
}

#[test]
fn without_configuration_files_are_below_static() {
    assert_eq!(StaticFiles::default().url("a.css").unwrap(), "/static/a.css");
}

#[test]
fn a_miss_names_the_nearest_entry_and_the_manifest() {
    let files =
        with_manifest(r#"{"version": "1.1", "paths": {"css/site.css": "x", "js/site.js": "y"}}"#).unwrap();
    let miss = |path: &str| {
        let error = files.url(path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rendering);
        assert_eq!(error.notes(), ["the manifest is `manifest.json`, with 2 files"]);
        (error.message().to_owned(), error.help_text().map(str::to_owned))
    };
    let message = |path: &str| format!("the manifest of static files has no `{path}`");
    assert_eq!(miss("css/sit.css"), (message("css/sit.css"), Some("did you mean `css/site.css`?".into())));
    assert_eq!(miss("site.js"), (message("site.js"), Some("did you mean `js/site.js`?".into())));
    assert_eq!(miss("zzz"), (message("zzz"), Some("known: `css/site.css`, `js/site.js`".into())));
}

#[test]
fn vite_entries_give_their_file_below_the_prefix() {
    let files = with_manifest(
        r#"{
            "src/main.js": {"file": "assets/main-4889e940.js", "src": "src/main.js", "isEntry": true,
                            "imports": ["_shared-83069a53.js"], "css": ["assets/main-b82dbe22.css"]},
            "src/main.css": {"file": "assets/main-a1.css", "src": "src/main.css"},
            "_shared-83069a53.js": {"file": "assets/shared-83069a53.js", "css": ["assets/shared-a834bfc3.css"],
                                    "imports": ["src/main.js"]}
        }"#,
    )
    .unwrap();
    assert_eq!(files.url("src/main.js").unwrap(), "/s/assets/main-4889e940.js");
    assert_eq!(files.url("src/main.css?v=1#x").unwrap(), "/s/assets/main-a1.css?v=1#x");
    let css = ["/s/assets/shared-a834bfc3.css", "/s/assets/main-b82dbe22.css"];
    assert_eq!(files.stylesheets("src/main.js").unwrap(), css);
    assert!(files.stylesheets("src/other.js").is_err());
}

#[test]
fn webpack_entries_that_are_complete_urls_stay() {
    let files = with_manifest(
        r#"{
            "main.js": "main.abc.js",
            "rooted.js": "/build/rooted.abc.js",
            "cdn.js": "https://cdn.example.com/cdn.abc.js",
            "schemeless.js": "//cdn.example.com/cdn.abc.js",
            "object.js": {"src": "js/object.abc.js", "integrity": "sha256-x"},
            "entrypoints": {"main": {"assets": {"js": ["main.abc.js"]}}}
        }"#,
    )
    .unwrap();
    for (path, url) in [
        ("main.js", "/s/main.abc.js"),
        ("rooted.js", "/build/rooted.abc.js"),
        ("cdn.js", "https://cdn.example.com/cdn.abc.js"),
        ("schemeless.js", "//cdn.example.com/cdn.abc.js"),
        ("object.js#x", "/s/js/object.abc.js#x"),
    ] {
        assert_eq!(files.url(path).unwrap(), url);
    }
}

#[test]
fn a_manifest_that_is_not_json_points_at_the_fault() {
    let (message, help) = error(with_manifest("{\n  \"a\": oops\n}"));
    assert_eq!(message, "manifest.json:2:8: the manifest of static files is not JSON: expected value");
    assert_eq!(help.as_deref(), Some("build the static files again"));
}

#[test]
fn a_manifest_of_no_known_shape_points_at_the_entry() {
    let (message, help) = error(with_manifest("{\n  \"a.js\": \"a\",\n  \"b.js\": 5\n}"));
    let expected =
        "manifest.json:3:3: this is no manifest of static files that is known: `b.js` has no file name";
    assert_eq!(message, expected);
    assert!(help.unwrap().starts_with("known: Django's"));
    assert!(error(with_manifest("[]")).0.ends_with("it is not a JSON object"));
}

#[test]
fn a_django_manifest_of_an_unknown_version_is_refused() {
    let (message, _) = error(with_manifest(r#"{"paths": {}, "version": "2.0"}"#));
    let expected =
        "manifest.json:1:15: expected version `1.0` or `1.1` of Django's manifest, found `\"2.0\"`";
    assert_eq!(message, expected);
}
