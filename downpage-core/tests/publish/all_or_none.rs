//! When one page fails, nothing has changed, and every failure is told.

use std::fs;

use downpage_core::publish::{PagePaths, PublishOptions, publish};
use downpage_core::{ErrorKind, RenderedPage, Result};

use crate::support::{Site, broken, content, messages, page, write};

#[test]
fn a_failed_page_leaves_everything_as_it_was() {
    let site = Site::with(&[("a", "old a"), ("x/b", "old b")]);
    let before = content(&site.output);
    let paths = PagePaths::new(["a", "x/b", "new/deep/c", "d", "e"]).unwrap();
    let pages = vec![
        Ok(page("a", "new a")),
        Ok(page("x/b", "new b")),
        Ok(page("new/deep/c", "new c")),
        Err(broken("d")),
        Ok(page("e", "after a failure")),
        Err(broken("f")),
    ];
    let errors = publish(&site.output, pages, &PublishOptions::new(&paths), &mut ()).unwrap_err();
    assert_eq!(messages(&errors), ["`d` is broken", "`f` is broken"]);
    assert_eq!(content(&site.output), before);
}

#[test]
fn a_failed_first_run_takes_away_the_directories_that_it_made() {
    let mut site = Site::new();
    site.output = site.directory.path().join("one/two/static");
    let paths = PagePaths::new(["x/y/a"]).unwrap();
    let pages = vec![Ok(page("x/y/a", "a")), Err(broken("b"))];
    publish(&site.output, pages, &PublishOptions::new(&paths), &mut ()).unwrap_err();
    assert_eq!(fs::read_dir(site.directory.path()).unwrap().count(), 0);
}

#[test]
fn a_page_that_panics_leaves_everything_as_it_was() {
    let site = Site::with(&[("a", "old")]);
    let before = content(&site.output);
    let paths = PagePaths::new(["a", "x/b"]).unwrap();
    let run = std::panic::catch_unwind(|| {
        let pages = ["a", "x/b", "!"].into_iter().map(|path| {
            assert!(path != "!", "an engine has a bug");
            Ok(page(path, "new"))
        });
        publish(&site.output, pages, &PublishOptions::new(&paths), &mut ())
    });
    assert!(run.is_err());
    assert_eq!(content(&site.output), before);
}

#[test]
fn what_is_in_the_way_of_a_page_is_found_before_anything_changes() {
    let site = Site::with(&[("a", "old")]);
    fs::create_dir(site.path("directory")).unwrap();
    write(site.path("file"), "");
    let socket = std::os::unix::net::UnixListener::bind(site.path("socket")).unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(site.path("fifo")).status().unwrap();
    assert!(fifo.success());
    let before = content(&site.output);

    let names = ["a", "directory", "fifo", "file/b", "file/c", "socket"];
    let pages: Vec<(&str, &str)> = names.iter().map(|name| (*name, "new")).collect();
    let errors = site.publish(&pages).unwrap_err();
    let place = site.output.display();
    assert_eq!(
        messages(&errors),
        [
            format!("`{place}/directory` is a directory"),
            format!("`{place}/fifo` is not a regular file"),
            format!("`{place}/file` is a file, but pages go into a folder of this name"),
            format!("`{place}/socket` is not a regular file"),
        ]
    );
    assert!(errors.iter().all(|error| error.kind() == ErrorKind::PagePath && error.help_text().is_some()));
    assert_eq!(content(&site.output), before);

    // An empty page reads nothing, and so does a FIFO.
    let errors = site.publish(&[("fifo", "")]).unwrap_err();
    assert_eq!(messages(&errors), [format!("`{place}/fifo` is not a regular file")]);
    drop(socket);
}

#[test]
fn a_page_twice_or_out_of_the_list_is_refused() {
    let site = Site::new();
    let paths = PagePaths::new(["a"]).unwrap();
    for text in ["1", "2"] {
        let pages = [page("a", "1"), page("a", text), page("b", "1"), page("../c", "1")].map(Ok);
        let errors = publish(&site.output, pages, &PublishOptions::new(&paths), &mut ()).unwrap_err();
        assert_eq!(
            messages(&errors),
            [
                "two pages have the path `a`",
                "the page `b` is not among the pages to publish",
                "the page `../c` is not among the pages to publish",
            ]
        );
        assert!(!site.output.exists());
    }
}

#[test]
fn an_output_directory_that_is_a_file_is_told() {
    let site = Site::new();
    write(&site.output, "");
    let errors = site.publish(&[("a", "1")]).unwrap_err();
    assert_eq!(messages(&errors), [format!("the output directory `{}` is a file", site.output.display())]);
}

/// Pages, and then something that happens before the renames.
fn pages_then(texts: &[(&str, &str)], meddle: impl FnOnce()) -> impl Iterator<Item = Result<RenderedPage>> {
    let mut pages: Vec<_> = texts.iter().map(|(path, text)| Ok(page(path, text))).collect();
    let mut meddle = Some(meddle);
    pages.reverse();
    std::iter::from_fn(move || {
        if pages.is_empty() {
            let meddle = meddle.take().expect("an iterator ends once");
            meddle();
        }
        pages.pop()
    })
}

#[test]
fn a_rename_that_fails_in_the_middle_says_which_pages_are_new() {
    let site = Site::with(&[("a", "old a"), ("d", "old d"), ("e", "same")]);
    let texts = [("d", "new d"), ("c", "new c"), ("b", "new b"), ("a", "new a"), ("e", "same")];
    let paths = PagePaths::new(texts.map(|text| text.0)).unwrap();
    let pages = pages_then(&texts, || fs::create_dir_all(site.path("c/meddler")).unwrap());
    let errors = publish(&site.output, pages, &PublishOptions::new(&paths), &mut ()).unwrap_err();
    let error = errors.iter().next().unwrap();
    assert_eq!(
        error.message(),
        format!("cannot put in place `{}`: is a directory", site.path("c").display())
    );
    assert_eq!(error.notes(), ["already new: `b`, `a`", "still as before: `d`, `c`"]);
    assert_eq!(site.names(), [".downpage.json", "a", "b", "c/", "c/meddler/", "d", "e"]);
    assert_eq!(
        (site.read("a"), site.read("b"), site.read("d")),
        ("new a".into(), "new b".into(), "old d".into())
    );
    assert!(site.manifest().contains(&"b".to_owned()), "what is there is listed");

    fs::remove_dir_all(site.path("c")).unwrap();
    site.publish(&texts).unwrap();
    assert_eq!((site.read("c"), site.read("d")), ("new c".into(), "new d".into()));
}

#[test]
fn a_rename_that_fails_in_the_middle_prunes_nothing_and_forgets_nothing() {
    let site = Site::with(&[("a", "old"), ("b", "old"), ("gone", "old")]);
    let texts = [("a", "new"), ("b", "new")];
    let paths = PagePaths::new(["a", "b"]).unwrap();
    let pages = pages_then(&texts, || {
        fs::remove_file(site.path("b")).unwrap();
        fs::create_dir_all(site.path("b/meddler")).unwrap();
    });
    let options = PublishOptions { prune: true, ..PublishOptions::new(&paths) };
    publish(&site.output, pages, &options, &mut ()).unwrap_err();
    assert_eq!(site.names(), [".downpage.json", "a", "b/", "b/meddler/", "gone"]);
    assert_eq!(site.manifest(), ["a", "b", "gone"], "a later prune still finds it");
}

#[test]
fn a_first_rename_that_fails_changes_nothing() {
    let site = Site::with(&[("a", "old a"), ("b", "old b")]);
    let texts = [("a", "new a"), ("b", "new b")];
    let paths = PagePaths::new(["a", "b"]).unwrap();
    let pages = pages_then(&texts, || {
        fs::remove_file(site.path("a")).unwrap();
        fs::create_dir_all(site.path("a/meddler")).unwrap();
    });
    let errors = publish(&site.output, pages, &PublishOptions::new(&paths), &mut ()).unwrap_err();
    assert_eq!(errors.iter().next().unwrap().notes(), [""; 0]);
    assert_eq!(site.names(), [".downpage.json", "a/", "a/meddler/", "b"]);
    assert_eq!(site.read("b"), "old b");
}
