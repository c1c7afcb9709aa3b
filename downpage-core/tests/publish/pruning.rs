//! The manifest, and what `prune` removes by it: pages of earlier runs, and never anything else.

use std::fs;
use std::os::unix::fs::symlink;

use downpage_core::publish::{PagePaths, PublishOptions, publish};

use crate::support::{Seen, Site, content, page, write};

#[test]
fn the_manifest_lists_the_pages_in_order() {
    let site = Site::with(&[("b", "1"), ("a-b", "1"), ("a/c", "1"), ("é \"x\"", "1")]);
    let text = "{\"about\":\"the pages that downpage put here\",\"version\":1,\"pages\":[\n\
                \"a/c\",\n\"a-b\",\n\"b\",\n\"é \\\"x\\\"\"\n]}\n";
    assert_eq!(site.read(".downpage.json"), text);
}

#[test]
fn pages_that_the_configuration_no_longer_has_go_and_nothing_else() {
    let site = Site::with(&[("keep", "1"), ("gone", "1"), ("x/y/gone", "1"), ("z/gone", "1")]);
    write(site.path("foreign"), "");
    write(site.path("z/foreign"), "");
    fs::create_dir(site.path("empty")).unwrap();
    let mut seen = Seen::default();
    let published = site.prune(&[("keep", "1")], &mut seen);
    assert_eq!(published.pruned, ["gone", "x/y/gone", "z/gone"]);
    assert_eq!(site.names(), [".downpage.json", "empty/", "foreign", "keep", "z/", "z/foreign"]);
    assert_eq!(site.manifest(), ["keep"]);
    assert_eq!(seen.warnings, [""; 0]);
}

#[test]
fn without_prune_old_pages_stay_and_a_later_prune_finds_them() {
    let site = Site::with(&[("a", "1"), ("b", "1")]);
    let published = site.publish(&[("a", "2")]).unwrap();
    assert_eq!((published.pruned, published.stale), (vec![], vec!["b".to_owned()]));
    assert_eq!(site.manifest(), ["a", "b"]);
    assert_eq!(site.prune(&[("a", "2")], &mut Seen::default()).pruned, ["b"]);
    assert_eq!(site.names(), [".downpage.json", "a"]);
}

#[test]
fn a_run_of_some_pages_keeps_the_others_of_the_configuration() {
    let site = Site::with(&[("a", "1"), ("b", "1"), ("old", "1")]);
    let paths = PagePaths::new(["a", "b", "never-made"]).unwrap();
    let options = PublishOptions { prune: true, ..PublishOptions::new(&paths) };
    let published = publish(&site.output, [Ok(page("a", "2"))], &options, &mut ()).unwrap();
    assert_eq!(published.pruned, ["old"]);
    assert_eq!(site.manifest(), ["a", "b"]);
    assert_eq!((site.read("a"), site.read("b")), ("2".to_owned(), "1".to_owned()));
}

#[test]
fn a_failed_run_prunes_nothing() {
    let site = Site::with(&[("a", "1"), ("b", "1")]);
    let before = content(&site.output);
    let paths = PagePaths::new(["a"]).unwrap();
    let options = PublishOptions { prune: true, ..PublishOptions::new(&paths) };
    let pages = vec![Ok(page("a", "2")), Err(crate::support::broken("a"))];
    publish(&site.output, pages, &options, &mut ()).unwrap_err();
    assert_eq!(content(&site.output), before);
}

#[test]
fn a_manifest_that_was_lost_or_never_written_is_mended() {
    let site = Site::with(&[("a", "1"), ("b", "1")]);
    let whole = site.read(".downpage.json");
    fs::remove_file(site.path(".downpage.json")).unwrap();
    assert!(!site.publish(&[("a", "1"), ("b", "1")]).unwrap().is_change());
    assert_eq!(site.read(".downpage.json"), whole);
}

#[test]
fn a_page_removed_by_hand_is_forgotten() {
    let site = Site::with(&[("a", "1"), ("x/b", "1")]);
    fs::remove_dir_all(site.path("x")).unwrap();
    site.publish(&[("a", "1")]).unwrap();
    assert_eq!(site.manifest(), ["a"]);
    // What somebody puts there afterwards is not ours.
    fs::create_dir(site.path("x")).unwrap();
    write(site.path("x/b"), "by hand");
    assert!(site.prune(&[("a", "1")], &mut Seen::default()).pruned.is_empty());
    assert_eq!(site.read("x/b"), "by hand");
}

#[test]
fn a_hostile_manifest_removes_nothing() {
    let site = Site::with(&[("a", "1"), ("b", "1")]);
    let victim = site.directory.path().join("victim");
    let absolute = format!("{}", victim.display());
    for path in ["../victim", "x/../../victim", &absolute, "", ".", "b/", "b/.", ".downpage.json", "b\\u0000"]
    {
        write(&victim, "precious");
        write(site.path(".downpage.json"), &format!("{{\"version\":1,\"pages\":[\"b\",\"{path}\"]}}"));
        let mut seen = Seen::default();
        assert!(site.prune(&[("a", "1")], &mut seen).pruned.is_empty());
        assert_eq!(seen.warnings.len(), 1, "{path}: {:?}", seen.warnings);
        assert!(seen.warnings[0].contains("nothing is pruned by it"), "{}", seen.warnings[0]);
        assert_eq!(site.names(), [".downpage.json", "a", "b"], "{path}");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        assert_eq!(site.manifest(), ["a"], "it is replaced");
    }
}

#[test]
fn a_damaged_manifest_is_told_and_replaced() {
    let site = Site::with(&[("a", "1"), ("b", "1")]);
    let whole = site.read(".downpage.json");
    for damaged in ["", "\0\0\0", &whole[..whole.len() - 4], "[]", "{\"version\":2,\"pages\":[\"b\"]}"] {
        write(site.path(".downpage.json"), damaged);
        let mut seen = Seen::default();
        assert!(site.prune(&[("a", "1")], &mut seen).pruned.is_empty());
        assert_eq!(seen.warnings.len(), 1, "{damaged:?}");
        assert_eq!((site.manifest(), site.read("b")), (vec!["a".to_owned()], "1".to_owned()));
    }
}

#[test]
fn what_is_no_longer_a_file_of_ours_is_left_alone() {
    let site = Site::with(&[("a", "1"), ("link", "1"), ("dir", "1"), ("x/page", "1"), ("y/page", "1")]);
    let outside = site.directory.path().join("outside");
    fs::create_dir(&outside).unwrap();
    write(outside.join("page"), "precious");
    for name in ["link", "dir", "x/page"] {
        fs::remove_file(site.path(name)).unwrap();
    }
    fs::remove_dir(site.path("x")).unwrap();
    symlink("../outside/page", site.path("link")).unwrap();
    symlink("../outside", site.path("x")).unwrap();
    fs::create_dir(site.path("dir")).unwrap();
    let mut seen = Seen::default();
    assert_eq!(site.prune(&[("a", "1")], &mut seen).pruned, ["y/page"]);
    let left =
        |name| format!("`{}` is no longer a page of downpage: it is left alone", site.path(name).display());
    assert_eq!(seen.warnings, ["dir", "link", "x/page"].map(left));
    assert_eq!(site.names(), [".downpage.json", "a", "dir/", "link", "x"]);
    assert_eq!(fs::read_to_string(outside.join("page")).unwrap(), "precious");
    assert_eq!(site.manifest(), ["a"]);
}
