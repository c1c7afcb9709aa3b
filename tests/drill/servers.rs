//! Every server passes its drill with the generated configuration, and every page is really shown in it.

use std::collections::BTreeSet;

use crate::site::{ALL_VARIANTS, Drilled, Site};

/// Drills `server` with all variants, without and with the app's own errors replaced, and wants to have seen the pages of
/// these kinds: by what stands behind the status in their names.
fn passes(server: &str, own: &[&str], kinds: &[&str]) {
    let site = Site::new(ALL_VARIANTS);
    for intercept in [false, true] {
        let mut arguments = vec![server];
        arguments.extend(intercept.then_some("--intercept"));
        let Drilled { status, report, stderr } = site.drill(&arguments);
        assert_eq!(status, 0, "{stderr}\n{:#}", report["failures"]);
        assert_eq!(report["ok"], true);
        assert!(report["recovery_milliseconds"].is_u64(), "the app came back: {report:#}");
        let requests = report["requests"].as_array().unwrap();
        let seen: BTreeSet<&str> = requests.iter().filter_map(|request| request["page"].as_str()).collect();
        let statuses: &[&str] = if intercept { &["500", "502", "503", "504"] } else { own };
        let wanted: BTreeSet<String> = statuses
            .iter()
            .flat_map(|status| kinds.iter().map(move |kind| format!("{status}{kind}")))
            .collect();
        let missing: Vec<&String> = wanted.iter().filter(|page| !seen.contains(page.as_str())).collect();
        assert!(missing.is_empty(), "{server}: never shown: {missing:?}");
        let all = site.pages();
        assert!(wanted.iter().all(|page| all.contains(page)), "the test wants what there is: {all:?}");
    }
}

/// The kinds of pages in all languages and formats, each with these endings.
macro_rules! kinds {
    ($($ending:literal)*) => {
        &[$(
            concat!(".html", $ending), concat!(".de.html", $ending), concat!(".ja.html", $ending),
            concat!(".json", $ending),
        )*]
    };
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_shows_every_page() {
    passes("nginx", &["502", "503", "504"], kinds!("" ".gz" ".br"));
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn apache_shows_every_page() {
    passes("apache", &["502", "503"], kinds!("" ".gz" ".br" ".zst"));
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn haproxy_shows_every_page() {
    passes("haproxy", &["502", "503", "504"], kinds!(""));
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn caddy_shows_every_page() {
    passes("caddy", &["502", "503", "504"], kinds!("" ".gz" ".br" ".zst"));
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn lighttpd_shows_every_page() {
    passes("lighttpd", &["500", "502", "503", "504"], kinds!(""));
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn varnish_shows_every_page() {
    passes("varnish", &["503"], kinds!(""));
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn traefik_shows_every_page() {
    passes("traefik", &["500", "502", "503", "504"], kinds!("" ".gz" ".br"));
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn envoy_shows_every_page() {
    passes("envoy", &["502", "503", "504"], kinds!("" ".gz" ".br" ".zst"));
}
