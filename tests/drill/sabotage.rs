//! A drill that cannot fail proves nothing: configurations with one mistake each, and the drill names that mistake.
//!
//! What each mistake does to a visitor was measured on the real servers, and is written down here by hand.

use crate::site::{PLAIN, Site};

/// A configuration of nginx that shows the pages, in which `error_page`, the location of the pages, and the location of the
/// app can be replaced.
struct Nginx {
    error_page: &'static str,
    pages: String,
    app: &'static str,
}

impl Nginx {
    fn right(site: &Site) -> Self {
        Self {
            error_page: "error_page 502 /_downpage/502.html; error_page 503 /_downpage/503.html; \
                         error_page 504 /_downpage/504.html;",
            pages: format!(
                "location ^~ /_downpage/ {{ internal; alias \"{}/\"; charset utf-8; \
                 add_header Cache-Control no-store always; add_header X-Robots-Tag noindex always; }}",
                site.shown("error-pages")
            ),
            app: "location / { proxy_pass http://127.0.0.1:8000; }",
        }
    }

    fn failures(&self, site: &Site) -> Vec<(String, String)> {
        let Self { error_page, pages, app } = self;
        let text = format!(
            "events {{ }}\nhttp {{ server {{ listen 80; server_name shop.example;\n{error_page}\n{pages}\n{app}\n}} }}\n"
        );
        site.write("nginx.conf", &text);
        site.failures("nginx", "nginx.conf")
    }
}

/// Compares without regard to order: which outage comes first does not matter.
#[track_caller]
fn assert_failures(mut found: Vec<(String, String)>, expected: &[(&str, &str)]) {
    found.sort();
    let mut expected: Vec<(String, String)> =
        expected.iter().map(|(kind, reason)| ((*kind).to_owned(), (*reason).to_owned())).collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_without_a_mistake_passes() {
    let site = Site::new(PLAIN);
    assert_failures(Nginx::right(&site).failures(&site), &[]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_with_a_wrong_root_answers_404() {
    let site = Site::new(PLAIN);
    let right = Nginx::right(&site);
    let pages = right.pages.replace("alias", "root");
    let failures = Nginx { pages, ..right }.failures(&site);
    assert_failures(failures, &[("status", "the status is 404 and not 502")]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_with_a_page_missing_answers_404_for_that_one() {
    let site = Site::new(PLAIN);
    site.write("deployed/502.html", std::str::from_utf8(&site.read("error-pages/502.html")).unwrap());
    site.write("deployed/503.html", std::str::from_utf8(&site.read("error-pages/503.html")).unwrap());
    let right = Nginx::right(&site);
    let pages = right.pages.replace("error-pages", "deployed");
    let failures = Nginx { pages, ..right }.failures(&site);
    assert_failures(failures, &[("status", "the status is 404 and not 504")]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_with_another_copy_of_a_page_shows_something_else() {
    let site = Site::new(PLAIN);
    for page in ["502.html", "503.html", "504.html"] {
        site.write(&format!("deployed/{page}"), "<!doctype html><title>last year's</title>");
    }
    let right = Nginx::right(&site);
    let pages = right.pages.replace("error-pages", "deployed");
    let failures = Nginx { pages, ..right }.failures(&site);
    let expected = "something else, `<!doctype html><title>last year's</title>` came in place of `502.html`";
    assert_failures(failures, &[("body", expected)]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_without_always_leaves_the_header_out() {
    let site = Site::new(PLAIN);
    let right = Nginx::right(&site);
    let pages = right.pages.replace("no-store always", "no-store");
    let failures = Nginx { pages, ..right }.failures(&site);
    assert_failures(failures, &[("header", "`Cache-Control: no-store` is missing")]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_with_the_status_turned_answers_200() {
    let site = Site::new(PLAIN);
    let error_page = "error_page 502 =200 /_downpage/502.html; error_page 503 /_downpage/503.html; \
                      error_page 504 = /_downpage/504.html;";
    let failures = Nginx { error_page, ..Nginx::right(&site) }.failures(&site);
    assert_failures(failures, &[("status", "the status is 200 and not 502")]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_with_a_named_location_refuses_to_post_to_a_file() {
    let site = Site::new(PLAIN);
    let right = Nginx::right(&site);
    let pages = format!(
        "{} location @down {{ root \"{}\"; rewrite ^ /$status.html break; charset utf-8; \
         add_header Cache-Control no-store always; }}",
        right.pages,
        site.shown("error-pages")
    );
    let failures = Nginx { error_page: "error_page 502 503 504 @down;", pages, ..right }.failures(&site);
    assert_failures(failures, &[("status", "the status is 405 and not 502")]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_with_an_error_page_in_the_inner_location_forgets_the_outer_ones() {
    let site = Site::new(PLAIN);
    let app = "location / { error_page 404 /_downpage/404.html; proxy_pass http://127.0.0.1:8000; }";
    let failures = Nginx { app, ..Nginx::right(&site) }.failures(&site);
    assert_failures(
        failures,
        &[(
            "body",
            "something else, `<html> <head><title>502 Bad Gateway</title></head> <body> <c...` came in place of `502.html`",
        )],
    );
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn a_failure_is_told_with_its_reason_and_the_way_out() {
    let site = Site::new(PLAIN);
    let right = Nginx::right(&site);
    let pages = right.pages.replace("alias", "root");
    Nginx { pages, ..right }.failures(&site);
    let ran = site.downpage(&["drill", "nginx", "--config", "nginx.conf"]).output().unwrap();
    assert_eq!(ran.status.code(), Some(1));
    let report = String::from_utf8(ran.stdout).unwrap();
    // Times and the length of nginx's own page are left out of the comparison.
    let lines: Vec<String> = report
        .lines()
        .map(|line| line.split(" (153 bytes), in ").next().unwrap().trim_end().to_owned())
        .take_while(|line| !line.is_empty())
        .collect();
    let expected = [
        "failed: the status is 404 and not 502",
        "  request   GET /close/",
        "  app       closing",
        "  expected  502 with `502.html`",
        "  got       404 with something else, `<html> <head><title>404 Not Found</title></head> <body> <cen...`",
    ];
    assert_eq!(&lines[..5], expected, "{report}");
    assert!(
        lines[5].starts_with("  and       ") && lines[5].contains(" more requests: closing "),
        "{report}"
    );
    assert!(
        lines[6]
            .starts_with("  fix       nginx looked for the page and did not find it: `root` is put before")
    );
    let table = report.lines().find(|line| line.starts_with("refusing ")).unwrap();
    assert!(table.contains(" 404 ") && table.ends_with(" failed"), "{table}");
    let total = report.lines().last().unwrap();
    assert!(
        total.contains("nginx.conf`: ") && total.contains(" requests failed, for 1 reason; back "),
        "{total}"
    );
}

/// A Caddyfile that shows the pages; `strip` stands before `file_server`.
fn caddyfile(site: &Site, strip: &str) -> String {
    format!(
        "http://shop.example {{\n\treverse_proxy 127.0.0.1:8000\n\thandle_errors {{\n\t\troot * \"{}\"\n{strip}\
         \t\theader Cache-Control no-store\n\t\theader X-Robots-Tag noindex\n\t\trewrite * /{{err.status_code}}.html\n\
         \t\tfile_server\n\t}}\n}}\n",
        site.shown("error-pages")
    )
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn caddy_that_honours_conditions_shows_a_blank_page() {
    let site = Site::new(PLAIN);
    let strip: String =
        ["Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"]
            .map(|header| format!("\t\trequest_header -{header}\n"))
            .concat();
    site.write("Caddyfile", &caddyfile(&site, &strip));
    assert_failures(site.failures("caddy", "Caddyfile"), &[]);
    site.write("Caddyfile", &caddyfile(&site, ""));
    assert_failures(
        site.failures("caddy", "Caddyfile"),
        &[
            ("body", "an empty body came in place of `502.html`"),
            ("body", "10 bytes of `502.html` and no more came in place of `502.html`"),
            ("body", "something else, `invalid range: failed to overlap` came in place of `502.html`"),
        ],
    );
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn apache_that_proxies_the_page_as_well_shows_its_own() {
    let site = Site::new(PLAIN);
    let modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "headers", "alias", "mime"];
    let modules: String = modules
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    let configuration = |exception: &str| {
        format!(
            "{modules}ServerName shop.example\nListen 80\nTypesConfig /etc/mime.types\n{exception}\
             ProxyPass / http://127.0.0.1:8000/\nAlias /_downpage/ \"{pages}/\"\n\
             <Directory \"{pages}\">\nRequire all granted\nForceType \"text/html; charset=utf-8\"\n\
             Header always set Cache-Control no-store\nHeader always set X-Robots-Tag noindex\n</Directory>\n\
             ErrorDocument 502 /_downpage/502.html\nErrorDocument 503 /_downpage/503.html\n",
            pages = site.shown("error-pages")
        )
    };
    site.write("apache2.conf", &configuration("ProxyPass /_downpage/ !\n"));
    assert_failures(site.failures("apache", "apache2.conf"), &[]);
    site.write("apache2.conf", &configuration(""));
    let failures = site.failures("apache", "apache2.conf");
    // While the app answers, it is asked for the page and answers that; when it is dead, Apache says so twice.
    let has =
        |kind: &str, reason: &str| failures.iter().any(|(own, text)| own == kind && text.contains(reason));
    assert!(has("status", "the status is 200 and not 502"), "{failures:?}");
    assert!(has("body", "came in place of `503.html`"), "{failures:?}");
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn haproxy_sends_the_status_of_the_file() {
    let site = Site::new(PLAIN);
    let raw = |status: u16| {
        let page = String::from_utf8(site.read(&format!("error-pages/{status}.html"))).unwrap();
        format!(
            "HTTP/1.1 {status} Error\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\
             X-Robots-Tag: noindex\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        )
    };
    for status in [502, 503, 504] {
        site.write(&format!("{status}.http"), &raw(status));
    }
    let configuration = "defaults\n  mode http\n  timeout client 5s\n  timeout connect 5s\n  timeout server 5s\n  retries 0\n\
                         frontend web\n  bind :80\n  default_backend app\nbackend app\n  errorfile 502 502.http\n\
                         \x20 errorfile 503 503.http\n  errorfile 504 504.http\n  server app 127.0.0.1:8000\n";
    site.write("haproxy.cfg", configuration);
    assert_failures(site.failures("haproxy", "haproxy.cfg"), &[]);
    site.write("503.http", &raw(503).replace("HTTP/1.1 503", "HTTP/1.1 200"));
    assert_failures(site.failures("haproxy", "haproxy.cfg"), &[("status", "the status is 200 and not 503")]);
}
