//! `downpage maintenance`: the flag and the pages that tell about it.

use serde_json::Value;

use crate::site::{Site, has_engines};

const PAGES: &str =
    "time_zone = \"Europe/Berlin\"\n[[pages]]\nstatus = [502, 503]\npath = \"{status}.html\"\n";

const FLAG: &str = "error-pages/.downpage-maintenance";

fn site() -> Site {
    let site = Site::new([("downpage.toml", PAGES)]);
    site.succeed(&["generate", "--quiet"]);
    site
}

#[test]
fn the_pages_tell_until_when_and_why_and_are_as_before_when_it_is_over() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    let (bad_gateway, before) = (site.read("error-pages/502.html"), site.read("error-pages/503.html"));
    // It is 9:00 in Berlin.
    let said = site.succeed(&["maintenance", "on", "--until", "10:30", "--message", "We <move>."]);
    assert_eq!(
        said,
        "maintenance is on: error-pages/.downpage-maintenance\n  since: 2026-03-26T08:00:00Z\n  until: 2026-03-26T09:30:00Z\n  \
         message: We <move>.\n1 page made anew\n"
    );
    let during = site.read("error-pages/503.html");
    assert!(
        during.contains("<p>We &lt;move&gt;.</p>") && during.contains("2026-03-26 10:30 CET"),
        "{during}"
    );
    assert_eq!(
        site.read("error-pages/502.html"),
        bad_gateway,
        "an outage of another kind tells nothing of it"
    );
    // A deployment in the meantime.
    site.succeed(&["generate", "--check"]);
    site.succeed(&["maintenance", "off"]);
    assert!(!site.has(FLAG));
    assert_eq!(site.read("error-pages/503.html"), before);
    assert_eq!(site.succeed(&["maintenance", "off"]), "maintenance is off\n", "twice is no error");
}

#[cfg(feature = "compress")]
#[test]
fn compressed_pages_tell_what_their_page_tells() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let settings =
        "compress = 'gzip'\n[[pages]]\nstatus = 503\npath = '503.html'\n[variants]\ngzip_level = 1\n";
    let site = Site::new([("downpage.toml", settings)]);
    site.succeed(&["generate", "--quiet"]);
    let before = std::fs::read(site.path("error-pages/503.html.gz")).unwrap();
    site.succeed(&["maintenance", "on", "--message", "Moving."]);
    assert_ne!(std::fs::read(site.path("error-pages/503.html.gz")).unwrap(), before);
    site.succeed(&["generate", "--check"]);
    site.succeed(&["maintenance", "off"]);
    assert_eq!(std::fs::read(site.path("error-pages/503.html.gz")).unwrap(), before);
}

#[test]
fn the_state_is_told_for_machines_also_of_a_flag_that_somebody_else_has_set() {
    let site = Site::new([("downpage.toml", PAGES), (FLAG, "")]);
    let state = |site: &Site| -> Value {
        serde_json::from_str(&site.succeed(&["maintenance", "status", "--format", "json"])).unwrap()
    };
    assert_eq!(state(&site)["maintenance"], true);
    assert_eq!(state(&site)["details"]["until"], Value::Null);
    std::fs::remove_file(site.path(FLAG)).unwrap();
    assert_eq!(state(&site)["maintenance"], false);
}

#[test]
fn the_flag_is_where_the_configuration_says() {
    let site = Site::new([("downpage.toml", "[maintenance]\nflag = \"run/closed\"\n"), ("run/other", "")]);
    site.succeed(&["maintenance", "on"]);
    assert!(site.has("run/closed") && !site.has("error-pages"), "pages that are not in place are not made");
    let nginx = site.run(&["server-config", "nginx"]).stdout;
    assert!(nginx.contains(&format!("if (-f \"{}\")", site.path("run/closed").display())), "{nginx}");
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_done() {
    let site = site();
    for (arguments, message) in [
        (
            &["maintenance", "on", "--until", "2020-01-01 00:00"][..],
            "`--until` is `2020-01-01 00:00`, which is over",
        ),
        (&["maintenance", "on", "--until", "soon"], "`--until` is `soon`, which is no time"),
        (&["maintenance", "off", "--message", "x"], "`--message` belongs to `downpage maintenance on`"),
    ] {
        let stderr = site.fail(2, arguments);
        assert!(stderr.starts_with(&format!("error: {message}\n")), "{stderr}");
        assert!(!site.has(FLAG));
    }
}

#[test]
fn a_page_that_fails_does_not_keep_the_site_open() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([
        (
            "downpage.toml",
            "engine = \"jinja\"\n[[pages]]\nstatus = 503\npath = \"503.html\"\ntemplate = \"a.html\"\n",
        ),
        ("templates/a.html", "{{ downpage.description }}"),
    ]);
    site.succeed(&["generate", "--quiet"]);
    let before = site.read("error-pages/503.html");
    site.write("templates/a.html", "{{ broken");
    let stderr = site.fail(1, &["maintenance", "on"]);
    assert!(stderr.contains("= note: maintenance is on; the pages for 503 are as they were"), "{stderr}");
    assert!(site.has(FLAG));
    assert_eq!(site.read("error-pages/503.html"), before);
}
