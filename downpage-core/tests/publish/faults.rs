//! Full disks, read-only file systems, missing rights: told clearly, with everything as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use crate::support::{Mount, Site, child, content, is_root, messages, place};

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let site = Site::new();
    let Some(_mount) = Mount::new(&site, "a_full_disk_leaves_everything_as_it_was", "size=256k") else {
        return;
    };
    let (old, new) = ("o".repeat(60_000), "n".repeat(60_000));
    site.publish(&[("a", &old), ("b", &old)]).unwrap();
    let before = content(&site.output);
    let errors = site.publish(&[("a", &new), ("b", &new), ("x/c", &new), ("x/d", &new)]).unwrap_err();
    assert_eq!(
        messages(&errors),
        [format!("cannot write `{}`: no space left on device", site.path("x/c").display())]
    );
    let help = errors.iter().next().unwrap().help_text();
    assert_eq!(help, Some("the disk is full; free some space and run again"));
    assert_eq!(content(&site.output), before);
    site.publish(&[("a", &new), ("b", &old)]).unwrap();
    assert!(site.read("a") == new, "the space was given back");
}

#[test]
fn a_disk_too_full_for_the_manifest_leaves_everything_as_it_was() {
    let site = Site::new();
    let test = "a_disk_too_full_for_the_manifest_leaves_everything_as_it_was";
    // The root, the old manifest, two old pages, and room for three temporary files.
    let Some(_mount) = Mount::new(&site, test, "nr_inodes=7") else { return };
    site.publish(&[("a", "1"), ("b", "1")]).unwrap();
    let before = content(&site.output);
    let errors = site.publish(&[("a", "2"), ("b", "2"), ("c", "2")]).unwrap_err();
    let manifest = site.path(".downpage.json");
    assert_eq!(
        messages(&errors),
        [format!("cannot create `{}`: no space left on device", manifest.display())]
    );
    assert_eq!(content(&site.output), before);
}

#[test]
fn a_read_only_file_system_is_told() {
    let site = Site::new();
    let Some(mount) = Mount::new(&site, "a_read_only_file_system_is_told", "size=256k") else { return };
    site.publish(&[("a", "1")]).unwrap();
    mount.remount("ro");
    let before = content(&site.output);
    assert!(!site.publish(&[("a", "1")]).unwrap().is_change(), "nothing to write, nothing to fail");
    for (path, failing) in [("a", "a"), ("b", "b"), ("x/c", "x")] {
        let errors = site.publish(&[(path, "2")]).unwrap_err();
        let message = format!("cannot create `{}`: read-only file system", site.path(failing).display());
        assert_eq!(messages(&errors), [message]);
    }
    assert_eq!(content(&site.output), before);
    mount.remount("rw");
}

/// Run by `a_directory_without_the_right_to_write_is_told` as somebody who is not root.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn publish_without_rights() {
    let Some(place) = place() else { return };
    let mut site = Site::new();
    site.output = place.join("static");
    for (pages, name) in [([("a", "2")], "a"), ([("x/b", "2")], "x")] {
        let errors = site.publish(&pages).unwrap_err();
        let message = format!("cannot create `{}`: permission denied", site.path(name).display());
        assert_eq!(messages(&errors), [message]);
    }
    site.output = place.join("static/new");
    let errors = site.publish(&[("a", "1")]).unwrap_err();
    assert_eq!(messages(&errors), [format!("cannot create `{}`: permission denied", site.output.display())]);
}

#[test]
fn a_directory_without_the_right_to_write_is_told() {
    let site = Site::with(&[("a", "1")]);
    fs::set_permissions(site.directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&site.output, fs::Permissions::from_mode(0o555)).unwrap();
    let before = content(&site.output);
    let mut run = child("faults::publish_without_rights", site.directory.path());
    if is_root() {
        // Rights do not bind root: a copy of this program, where everybody may run it, as nobody.
        let program = site.directory.path().join("test-program");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        run = as_nobody(&run, &program);
    }
    let output = run.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    assert_eq!(content(&site.output), before);
    fs::set_permissions(&site.output, fs::Permissions::from_mode(0o755)).unwrap();
}

fn as_nobody(command: &Command, program: &Path) -> Command {
    let mut other = Command::new(program);
    other.args(command.get_args()).uid(65_534).gid(65_534).current_dir("/");
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            other.env(name, value);
        }
    }
    other
}
