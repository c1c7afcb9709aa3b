//! Every configuration passes its server's own check, whatever there is to choose from and whatever things are called.

use crate::site::{Site, Variants, check};

/// Options that change what is written.
const OPTIONS: [&[&str]; 4] = [
    &[],
    &["--intercept"],
    &["--no-maintenance"],
    &["--intercept=503", "--retry-after", "0", "--upstream", "[::1]:8000"],
];

const EVERYTHING: Variants = Variants { json: true, locales: true, compress: true };

/// Names that end a word, a line or a string somewhere, or begin something else.
const NAMES: [&str; 9] = [
    "with space",
    "quote\"d",
    "apo'strophe",
    "semi;colon",
    "bra{ce}s",
    "per%cent%20",
    "hash#bang",
    "back\\slash",
    "größe 日本",
];

fn every_combination_passes(server: &str) {
    for variants in Variants::all() {
        let site = Site::new(variants, "pages");
        for options in OPTIONS {
            let said = site.configure(server, "conf", options);
            let checks = said["check"].as_array().unwrap();
            assert!(!checks.is_empty());
            for command in checks {
                check(command, &site.path("conf"))
                    .unwrap_or_else(|failure| panic!("{server} {variants:?} {options:?}: {failure}"));
            }
        }
    }
}

/// Each name as that of the directories of pages and configuration: the server takes the configuration, or we refuse to write one
/// and say why.
fn odd_names_of_directories(server: &str, refused: &[&str]) {
    for name in NAMES.into_iter().chain(["dol$lar", "dollar${brace}"]) {
        let site = Site::new(EVERYTHING, name);
        quoted_or_refused(server, &site, name, &format!("{name} conf"), refused);
    }
}

/// Each name as a part of the pages' own: those have no backslash, and a brace begins a placeholder.
fn odd_names_of_pages(server: &str, refused: &[&str]) {
    for name in NAMES.into_iter().chain(["dol$lar"]).filter(|name| !name.contains(['\\', '{'])) {
        let site = Site::with_folder(EVERYTHING, "pages", &format!("{name}/"));
        quoted_or_refused(server, &site, name, "conf", refused);
    }
}

fn quoted_or_refused(server: &str, site: &Site, name: &str, folder: &str, refused: &[&str]) {
    if refused.iter().any(|part| name.contains(part)) {
        let ran = site.run(&["server-config", server, "--whole", "--output", "conf"]);
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{server} {name}: {said}");
        assert!(said.contains("cannot name"), "{server} {name}: {said}");
        assert!(!site.path("conf").exists());
        return;
    }
    let said = site.configure(server, folder, &["--intercept"]);
    for command in said["check"].as_array().unwrap() {
        check(command, &site.path(folder)).unwrap_or_else(|failure| panic!("{server} `{name}`: {failure}"));
    }
}

macro_rules! servers {
    ($($server:ident: $program:literal, $refused:expr;)*) => {$(
        mod $server {
            #[test]
            #[ignore = "runs the real server: cargo xtask servers"]
            fn every_combination_passes_its_check() {
                super::every_combination_passes($program);
            }

            #[test]
            #[ignore = "runs the real server: cargo xtask servers"]
            fn odd_names_of_directories_are_quoted_or_refused() {
                super::odd_names_of_directories($program, &$refused);
            }

            #[test]
            #[ignore = "runs the real server: cargo xtask servers"]
            fn odd_names_of_pages_are_quoted_or_refused() {
                super::odd_names_of_pages($program, &$refused);
            }
        }
    )*};
}

servers! {
    nginx: "nginx", ["$"];
    apache: "apache", ["$", "%", "\"", "\\"];
    caddy: "caddy", ["{"];
    haproxy: "haproxy", [];
    lighttpd: "lighttpd", [];
    varnish: "varnish", [];
    traefik: "traefik", ["$"];
    envoy: "envoy", [];
}

#[test]
fn a_line_break_in_a_name_is_refused_for_every_server() {
    let site = Site::new(Variants::default(), "pages");
    for options in [
        ["--root", "/srv/a\nroot /;"],
        ["--upstream", "127.0.0.1:80\n"],
        ["--url-prefix", "/a\nb"],
        ["--flag", "/a\tb"],
    ] {
        let ran = site.run(&["server-config", "nginx", options[0], options[1]]);
        assert_eq!((ran.status.code(), &*ran.stdout), (Some(2), &b""[..]), "{options:?}");
    }
}
