//! `downpage generate`: what it writes, compares, removes and refuses.

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use crate::site::{Ran, Site, engines, has_engines, tell};

/// A site of two pages.
fn two_pages() -> Site {
    Site::new([
        ("downpage.toml", "output = 'out'\nengine = 'jinja'\npages = [['a.txt', 'a'], ['b/b.txt', 'b']]\n"),
        ("templates/a", "aaa"),
        ("templates/b", "one\ntwo"),
    ])
}

#[test]
fn without_a_configuration_there_is_a_page_for_every_status() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([]);
    let stdout = site.succeed(&["generate"]);
    let rows = stdout.lines().filter(|line| line.contains(" gzip  written")).count();
    assert_eq!(rows, 20, "a long list is folded");
    assert!(
        stdout
            .contains("\n... and 50 more (--verbose lists all pages)\n70 pages in error-pages: 70 written (")
    );
    let pages = site.tree("error-pages");
    for code in [400, 404, 418, 429, 451, 494, 499, 500, 502, 503, 504, 511, 520, 530] {
        let page = String::from_utf8(pages[&format!("{code}.html")].clone()).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        assert!(page.contains(&format!("<span>{code}</span> ")), "{page}");
        assert!(page.len() <= 6_000, "{code}.html has {} bytes", page.len());
        for request in ["http:", "https:", "<script", "src=", "@import", "url("] {
            assert!(!page.contains(request), "{code}.html asks for something: {request}");
        }
    }
    assert!(String::from_utf8_lossy(&pages["502.html"]).contains("Bad Gateway"));
    assert_eq!(pages.len(), 71, "70 pages and the manifest");
}

#[test]
fn the_built_in_pages_are_the_same_by_every_engine() {
    let site = Site::new([]);
    let engines = engines();
    let Some((first, others)) = engines.split_first() else { return tell("skipped: there is no engine") };
    site.succeed(&["generate", "--engine", first]);
    for engine in others {
        let stdout = site.succeed(&["generate", "--engine", engine, "--check"]);
        assert!(stdout.starts_with("70 pages in error-pages: up to date ("), "{engine}: {stdout}");
    }
}

#[test]
fn statuses_choose_among_the_built_in_pages() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([]);
    site.succeed(&["generate", "--status", "502,503,52x,599"]);
    let names: Vec<String> =
        site.tree("error-pages").into_keys().filter(|name| name.ends_with(".html")).collect();
    assert!(names.contains(&"502.html".to_owned()) && names.contains(&"599.html".to_owned()));
    assert!(names.iter().all(|name| name.starts_with("50") || name.starts_with("52") || name == "599.html"));
}

#[test]
fn a_second_run_touches_nothing() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    site.succeed(&["generate"]);
    let state = || {
        ["", "out", "out/b", "out/a.txt", "out/b/b.txt", "out/.downpage.json"].map(|path| {
            let about = site.path(path).metadata().unwrap();
            (about.ino(), about.mtime(), about.mtime_nsec(), about.ctime(), about.ctime_nsec())
        })
    };
    let before = state();
    std::thread::sleep(std::time::Duration::from_millis(20)); // more than the grain of a file system's clock
    assert_eq!(site.succeed(&["generate"]), "2 pages in out: unchanged (10 B)\n");
    assert_eq!(before, state());
}

#[test]
fn only_the_page_that_changed_is_written() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    site.succeed(&["generate"]);
    let before = site.path("out/b/b.txt").metadata().unwrap();
    site.write("out/a.txt", "by hand");
    std::fs::set_permissions(site.path("out/a.txt"), PermissionsExt::from_mode(0o640)).unwrap();
    let stdout = site.succeed(&["generate"]);
    assert!(stdout.ends_with("2 pages in out: 1 updated, 1 unchanged (10 B)\n"), "{stdout}");
    let after = site.path("out/b/b.txt").metadata().unwrap();
    assert_eq!((before.ino(), before.ctime_nsec()), (after.ino(), after.ctime_nsec()));
    assert_eq!(site.path("out/a.txt").metadata().unwrap().mode() & 0o777, 0o640, "its mode is kept");
}

#[test]
fn check_and_diff_tell_and_write_nothing() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([
        (
            "downpage.toml",
            "output = 'out'\nengine = 'jinja'\npages = [['a.txt', 'a'], ['b.txt', 'b'], ['c.txt', 'c']]\n",
        ),
        ("templates/a", "one\ntwo\nthree\n\n"),
        ("templates/b", "same\n\n"),
        ("templates/c", "new\n\n"),
        ("out/a.txt", "one\n2\nthree\n"),
        ("out/b.txt", "same\n"),
    ]);
    let before = site.tree("");
    let Ran { status, stdout, stderr } = site.run(&["generate", "--check"]);
    assert_eq!((status, &*stderr), (1, ""));
    assert!(
        stdout.contains("differs\n") && stdout.contains("unchanged\n") && stdout.contains("missing\n"),
        "{stdout}"
    );
    assert!(stdout.ends_with("3 pages in out: 1 missing, 1 differs, 1 unchanged (23 B)\n"), "{stdout}");

    let diff = "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n one\n-2\n+two\n three\n--- /dev/null\n+++ b/c.txt\n@@ -0,0 +1 @@\n+new\n";
    let Ran { status, stdout, stderr } = site.run(&["generate", "--diff"]);
    assert_eq!((status, &*stdout, &*stderr), (1, diff, ""));
    assert_eq!(before, site.tree(""), "nothing was written");

    site.succeed(&["generate", "--quiet"]);
    assert_eq!(site.succeed(&["generate", "--diff"]), "");
    assert_eq!(site.succeed(&["generate", "--check"]), "3 pages in out: up to date (23 B)\n");
}

#[test]
fn a_check_where_no_page_is_makes_no_directory() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    assert_eq!(site.run(&["generate", "--check"]).status, 1);
    assert!(!site.has("out"));
}

#[test]
fn pages_that_are_no_longer_made_go_only_with_prune() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    site.succeed(&["generate"]);
    site.write("out/foreign.html", "not ours");
    site.write("downpage.toml", "output = 'out'\nengine = 'jinja'\npages = [['a.txt', 'a']]\n");
    assert!(site.succeed(&["generate"]).ends_with(": unchanged (3 B)\n"), "without --prune it stays");
    assert!(site.has("out/b/b.txt"));

    let Ran { status, stdout, .. } = site.run(&["generate", "--prune", "--check"]);
    assert_eq!(status, 1);
    assert!(stdout.starts_with("b/b.txt  to be removed\n"), "{stdout}");
    assert!(stdout.ends_with("1 page in out: 1 unchanged, 1 to be removed (3 B)\n"), "{stdout}");
    let Ran { status, stdout, .. } = site.run(&["generate", "--prune", "--diff"]);
    let diff = "--- a/b/b.txt\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-one\n-two\n\\ No newline at end of file\n";
    assert_eq!((status, &*stdout), (1, diff));
    assert!(site.has("out/b/b.txt"), "a check removes nothing");

    let stdout = site.succeed(&["generate", "--prune"]);
    assert!(stdout.ends_with("1 page in out: 1 unchanged, 1 removed (3 B)\n"), "{stdout}");
    assert!(!site.has("out/b") && site.has("out/foreign.html"));
}

#[test]
fn when_one_page_fails_no_page_changes() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([
        ("downpage.toml", "output = 'out'\nengine = 'jinja'\npages = [['a.txt', 'a'], ['b.txt', 'b']]\n"),
        ("templates/a", "old"),
        ("templates/b", "old"),
    ]);
    site.succeed(&["generate"]);
    let before = site.tree("out");
    site.write("templates/a", "new");
    site.write("templates/b", "{{ new|nofilter }}");
    assert!(site.fail(1, &["generate"]).starts_with("error: unknown filter `nofilter`\n --> b:1:8\n"));
    assert_eq!(before, site.tree("out"));
}

#[test]
fn nothing_leaves_the_output_directory_by_a_link() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    site.write("elsewhere/keep", "");
    std::fs::create_dir(site.path("out")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", site.path("out/b")).unwrap();
    std::os::unix::fs::symlink("../elsewhere/keep", site.path("out/a.txt")).unwrap();
    let before = site.tree("");
    let stderr = site.fail(2, &["generate"]);
    assert_eq!(
        stderr,
        "error: `out/a.txt` is a symbolic link\n |\n = help: pages never go through links inside the output directory; remove it\n\n\
         error: `out/b` is a symbolic link\n |\n = help: pages never go through links inside the output directory; remove it\n\n2 errors\n"
    );
    assert_eq!(before, site.tree(""));
}

#[test]
fn an_output_directory_may_itself_be_a_link() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    std::fs::create_dir(site.path("real")).unwrap();
    std::os::unix::fs::symlink("real", site.path("out")).unwrap();
    site.succeed(&["generate"]);
    assert_eq!(site.read("real/a.txt"), "aaa");
}

#[test]
fn an_output_directory_in_use_is_waited_for() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    site.succeed(&["generate"]);
    let held = std::fs::File::open(site.path("out")).unwrap();
    held.lock().unwrap();
    let stderr = site.fail(1, &["generate", "--wait", "0"]);
    assert!(stderr.starts_with("error: `out` is locked by "), "{stderr}");
    assert!(
        stderr.ends_with(" = note: waited 0 s for it to end\n = help: run again when it has ended\n"),
        "{stderr}"
    );

    let mut waiting = site.downpage(&["generate", "--wait", "60"]);
    let child =
        waiting.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    drop(held);
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!((ran.status, &*ran.stdout), (0, "2 pages in out: unchanged (10 B)\n"));
    assert!(
        ran.stderr.starts_with("waiting for ") && ran.stderr.ends_with(", which has the output directory\n")
    );
}

#[test]
fn a_check_does_not_wait_for_another_run() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = two_pages();
    site.succeed(&["generate"]);
    let held = std::fs::File::open(site.path("out")).unwrap();
    held.lock().unwrap();
    assert_eq!(site.succeed(&["generate", "--check"]), "2 pages in out: up to date (10 B)\n");
}

#[test]
fn the_time_on_the_pages_is_that_of_the_environment() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([
        (
            "downpage.toml",
            "output = 'out'\nengine = 'jinja'\ntime_zone = 'America/New_York'\npages = [['t.txt', 't']]\n",
        ),
        ("templates/t", "{{ downpage.generated_at }} {{ now().strftime('%H:%M') }}"),
    ]);
    site.succeed(&["generate"]);
    assert!(site.read("out/t.txt").ends_with(" 04:00"), "{}", site.read("out/t.txt"));
    let ran = Ran::from(site.downpage(&["generate"]).env("SOURCE_DATE_EPOCH", "0").output().unwrap());
    assert_eq!(ran.status, 0);
    assert!(site.read("out/t.txt").ends_with(" 19:00"), "{}", site.read("out/t.txt"));
    for wrong in ["", "tomorrow", "1.5", "99999999999999"] {
        let ran = Ran::from(site.downpage(&["generate"]).env("SOURCE_DATE_EPOCH", wrong).output().unwrap());
        let expected = format!(
            "error: `SOURCE_DATE_EPOCH` is `{wrong}`, which is no time\n |\n = help: it must be a whole number of seconds since 1970\n"
        );
        assert_eq!(ran, Ran { status: 2, stdout: String::new(), stderr: expected });
    }
}
