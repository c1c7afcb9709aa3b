//! What becomes of a page, and what is kept of the file that was there.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::time::Duration;

use downpage_core::publish::Outcome;

use crate::support::{Seen, Site, is_root, skipped, snapshot, write};

#[test]
fn new_changed_and_unchanged_pages_are_told_with_what_was_there() {
    let site = Site::with(&[("a", "same"), ("b", "old text")]);
    let mut seen = Seen { wants_old: true, ..Seen::default() };
    let published = site.publish_with(&[("c", "c"), ("b", "new"), ("a", "same")], |_| {}, &mut seen).unwrap();
    assert_eq!(
        seen.pages,
        [
            ("c".to_owned(), Outcome::New, None, None),
            ("b".to_owned(), Outcome::Changed, Some(8), Some("old text".to_owned())),
            ("a".to_owned(), Outcome::Unchanged, Some(4), Some("same".to_owned())),
        ]
    );
    let outcomes: Vec<_> = published.pages.iter().map(|(path, outcome)| (&**path, *outcome)).collect();
    assert_eq!(
        outcomes,
        [("c", Outcome::New), ("b", Outcome::Changed), ("a", Outcome::Unchanged)],
        "in the order in which they came"
    );
    assert_eq!((site.read("a"), site.read("b"), site.read("c")), ("same".into(), "new".into(), "c".into()));
}

#[test]
fn a_longer_a_shorter_and_an_empty_text_are_all_seen_as_changes() {
    let long = "x".repeat(100_000);
    for (old, new) in [("abc", "abcd"), ("abcd", "abc"), ("abc", ""), ("", "abc"), (&long, "x"), ("x", &long)]
    {
        let site = Site::with(&[("a", old)]);
        let mut seen = Seen { wants_old: true, ..Seen::default() };
        site.publish_with(&[("a", new)], |_| {}, &mut seen).unwrap();
        assert_eq!(seen.pages[0].1, Outcome::Changed, "{} to {} bytes", old.len(), new.len());
        assert_eq!(seen.pages[0].3.as_deref(), Some(old));
        assert_eq!(site.read("a"), new);
    }
    let site = Site::with(&[("a", "")]);
    assert!(!site.publish(&[("a", "")]).unwrap().is_change());
}

#[test]
fn a_run_with_nothing_to_do_touches_nothing() {
    let pages = [("a", "1"), ("deep/er/b", "2"), ("deep/c", "")];
    let site = Site::with(&pages);
    let before = snapshot(&site.output);
    std::thread::sleep(Duration::from_millis(30)); // file times may be as coarse as 10 ms
    for durable in [false, true] {
        for prune in [false, true] {
            site.publish_with(&pages, |options| (options.durable, options.prune) = (durable, prune), &mut ())
                .unwrap();
            assert_eq!(snapshot(&site.output), before);
        }
    }
}

#[test]
fn one_changed_page_leaves_the_others_untouched() {
    let site = Site::with(&[("a", "1"), ("x/b", "2")]);
    let inode = |name| fs::metadata(site.path(name)).unwrap().ino();
    let before = (inode("a"), inode("x/b"), inode(".downpage.json"));
    site.publish(&[("a", "1"), ("x/b", "changed")]).unwrap();
    let after = (inode("a"), inode("x/b"), inode(".downpage.json"));
    assert_eq!((before.0, before.2), (after.0, after.2));
    assert_ne!(before.1, after.1, "put in place by a rename");
}

#[test]
fn check_only_compares_and_writes_nothing() {
    let check = |site: &Site, pages: &[(&str, &str)]| {
        site.publish_with(pages, |options| (options.check_only, options.prune) = (true, true), &mut ())
            .unwrap()
    };
    let site = Site::new();
    assert_eq!(check(&site, &[("x/a", "1")]).count(Outcome::New), 1);
    assert!(!site.output.exists());

    site.publish(&[("a", "1"), ("b", "2"), ("c", "3")]).unwrap();
    write(site.path(".b.downpage-tmp"), "left by a killed run");
    let before = snapshot(&site.output);
    let published = check(&site, &[("a", "1"), ("b", "other"), ("x/d", "4")]);
    assert_eq!(
        [Outcome::Unchanged, Outcome::Changed, Outcome::New].map(|outcome| published.count(outcome)),
        [1, 1, 1]
    );
    assert_eq!(published.pruned, ["c"]);
    assert!(published.is_change());
    assert_eq!(snapshot(&site.output), before);
}

#[test]
fn the_mode_of_a_page_is_kept_and_a_new_one_gets_the_usual_mode() {
    let site = Site::with(&[("a", "1")]);
    let mode = |name| fs::metadata(site.path(name)).unwrap().mode() & 0o7777;
    write(site.directory.path().join("usual"), "");
    assert_eq!(mode("a"), fs::metadata(site.directory.path().join("usual")).unwrap().mode() & 0o7777);
    for (number, kept) in [0o600, 0o640, 0o664, 0o444, 0o755, 0o666].into_iter().enumerate() {
        fs::set_permissions(site.path("a"), Permissions::from_mode(kept)).unwrap();
        site.publish(&[("a", &format!("text {number}"))]).unwrap();
        assert_eq!(site.read("a"), format!("text {number}"));
        assert_eq!(mode("a"), kept, "{kept:o}");
    }
}

#[test]
fn root_keeps_the_owner_of_a_page() {
    if !is_root() {
        return skipped("root_keeps_the_owner_of_a_page", "not root");
    }
    let site = Site::with(&[("a", "1")]);
    std::os::unix::fs::chown(site.path("a"), Some(12_345), Some(54_321)).unwrap();
    site.publish(&[("a", "2")]).unwrap();
    let meta = fs::metadata(site.path("a")).unwrap();
    assert_eq!((meta.uid(), meta.gid(), site.read("a")), (12_345, 54_321, "2".to_owned()));
}

#[test]
fn more_folders_than_are_kept_open_are_written_and_cleared_alike() {
    let names: Vec<String> =
        (0..3).flat_map(|page| (0..150).map(move |folder| format!("f{folder}/g/{page}.html"))).collect();
    let pages: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &**name)).collect();
    let site = Site::with(&pages);
    for name in &names {
        assert_eq!(site.read(name), *name);
    }
    assert_eq!(site.names().len(), 450 + 300 + 1, "pages, folders, the manifest");
    let pruned = site.prune(&[], &mut Seen::default()).pruned;
    assert_eq!(pruned.len(), 450);
    assert_eq!(site.names(), [".downpage.json"]);
}

#[test]
fn names_as_long_as_file_systems_take_are_published() {
    let (a, b) = (format!("{}a", "n".repeat(254)), format!("{}b", "n".repeat(254)));
    let site = Site::with(&[(&a, "1"), (&b, "2")]);
    site.publish(&[(&a, "3"), (&b, "4")]).unwrap();
    assert_eq!((site.read(&a), site.read(&b)), ("3".to_owned(), "4".to_owned()));
    assert_eq!(site.names().len(), 3);
}
