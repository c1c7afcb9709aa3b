//! Links: the output directory may be one; inside it none is ever followed.

use std::fs;
use std::os::unix::fs::symlink;

use downpage_core::publish::{PagePaths, PublishOptions, publish};

use crate::support::{Site, content, messages, names, page, write};

#[test]
fn the_output_directory_may_be_a_link() {
    let site = Site::new();
    let real = site.directory.path().join("releases/7");
    fs::create_dir_all(&real).unwrap();
    symlink("releases/7", &site.output).unwrap();
    site.publish(&[("x/a", "1")]).unwrap();
    assert_eq!(fs::read_to_string(real.join("x/a")).unwrap(), "1");
    assert!(fs::symlink_metadata(&site.output).unwrap().is_symlink());
}

#[test]
fn an_output_directory_that_is_a_link_to_nowhere_is_told() {
    let site = Site::new();
    symlink("nowhere", &site.output).unwrap();
    let errors = site.publish(&[("a", "1")]).unwrap_err();
    assert_eq!(messages(&errors), [format!("cannot make the output directory `{}`", site.output.display())]);
    assert_eq!(names(site.directory.path()), ["static"]);
}

#[test]
fn a_folder_that_is_a_link_is_refused_once_for_all_its_pages() {
    let site = Site::with(&[("a", "old")]);
    let outside = site.directory.path().join("outside");
    fs::create_dir(&outside).unwrap();
    symlink("../outside", site.path("x")).unwrap();
    let before = content(&site.output);
    let errors = site.publish(&[("a", "new"), ("x/b", "1"), ("x/c", "1"), ("x/y/d", "1")]).unwrap_err();
    assert_eq!(messages(&errors), [format!("`{}/x` is a symbolic link", site.output.display())]);
    assert_eq!(content(&site.output), before);
    assert_eq!(fs::read_dir(outside).unwrap().count(), 0);
}

#[test]
fn a_page_that_is_a_link_is_refused_and_its_target_untouched() {
    let site = Site::with(&[("a", "old")]);
    let victim = site.directory.path().join("victim");
    write(&victim, "precious");
    symlink("../victim", site.path("b")).unwrap();
    symlink("nowhere", site.path("c")).unwrap();
    symlink("c", site.path("loop")).unwrap();
    let before = content(&site.output);
    // The target has the very text of the page: that is no reason to read it.
    let errors = site.publish(&[("a", "new"), ("b", "precious"), ("c", "1"), ("loop", "1")]).unwrap_err();
    let place = site.output.display();
    assert_eq!(
        messages(&errors),
        ["b", "c", "loop"].map(|name| format!("`{place}/{name}` is a symbolic link"))
    );
    assert_eq!(content(&site.output), before);
    assert_eq!(fs::read_to_string(victim).unwrap(), "precious");
}

#[test]
fn a_link_planted_at_a_temporary_name_is_removed_and_not_followed() {
    let site = Site::with(&[("a", "old")]);
    let victim = site.directory.path().join("victim");
    write(&victim, "precious");
    symlink("../victim", site.path(".a.downpage-tmp")).unwrap();
    symlink("../victim", site.path("..downpage.json.downpage-tmp")).unwrap();
    site.publish(&[("a", "new"), ("b", "new")]).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    assert_eq!(site.names(), [".downpage.json", "a", "b"]);
    assert_eq!(site.read("a"), "new");
}

#[test]
fn a_link_planted_while_pages_are_rendered_is_not_followed() {
    let site = Site::with(&[("a", "old"), ("b", "old")]);
    let victim = site.directory.path().join("victim");
    write(&victim, "precious");
    let paths = PagePaths::new(["a", "b"]).unwrap();
    let pages = ["a", "b"].into_iter().map(|name| {
        if name == "b" {
            symlink("../victim", site.path(".b.downpage-tmp")).unwrap();
        }
        Ok(page(name, "new"))
    });
    let errors = publish(&site.output, pages, &PublishOptions::new(&paths), &mut ()).unwrap_err();
    assert_eq!(messages(&errors), [format!("cannot create `{}`: file exists", site.path("b").display())]);
    assert_eq!((site.read("a"), site.read("b")), ("old".to_owned(), "old".to_owned()));
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    site.publish(&[("a", "new"), ("b", "new")]).unwrap();
    assert_eq!(site.names(), [".downpage.json", "a", "b"]);
}

#[test]
fn a_manifest_that_is_a_link_or_a_directory_is_refused() {
    let site = Site::new();
    fs::create_dir(&site.output).unwrap();
    let manifest = site.path(".downpage.json");
    symlink("../victim", &manifest).unwrap();
    let errors = site.publish(&[("a", "1")]).unwrap_err();
    assert_eq!(messages(&errors), [format!("`{}` is a symbolic link", manifest.display())]);
    fs::remove_file(&manifest).unwrap();
    fs::create_dir(&manifest).unwrap();
    let errors = site.publish(&[("a", "1")]).unwrap_err();
    assert_eq!(messages(&errors), [format!("`{}` is a directory", manifest.display())]);
    assert_eq!(site.names(), [".downpage.json/"]);
}
