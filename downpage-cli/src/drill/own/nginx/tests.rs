//! What becomes of an nginx configuration in its copy.

use std::path::Path;

use super::{address, copy, split_host};
use crate::drill::own::{Own, fixture};

fn copied(files: &[(&str, &str)], host: Option<&str>) -> Result<Own, String> {
    fixture::copied(copy, files, host)
}

/// The body of the only server, without what the copy adds.
fn server(body: &str) -> String {
    let own = copied(&[("nginx.conf", &format!("http {{ server {{ listen 80; {body} }} }}"))], None).unwrap();
    let text = &own.files[0].text;
    let inside = text.split("    server {\n").nth(1).unwrap().split("\n    }\n").next().unwrap();
    inside.lines().skip(1).map(str::trim).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_way_to_pass_on_leads_to_the_app() {
    for (original, expected) in [
        ("proxy_pass http://127.0.0.1:8000;", "proxy_pass http://127.0.0.1:9;"),
        ("proxy_pass https://app.internal/base/;", "proxy_pass http://127.0.0.1:9/base/;"),
        ("proxy_pass http://unix:/run/app.sock;", "proxy_pass http://127.0.0.1:9;"),
        ("proxy_pass http://unix:/run/app.sock:/base;", "proxy_pass http://127.0.0.1:9/base;"),
        ("proxy_pass http://$backend$request_uri;", "proxy_pass http://127.0.0.1:9$request_uri;"),
        ("proxy_pass \"http://$backend:80/x\";", "proxy_pass http://127.0.0.1:9/x;"),
        ("uwsgi_pass unix:/run/app.sock; uwsgi_param A b;", "proxy_pass http://127.0.0.1:9;"),
        (
            "fastcgi_pass 127.0.0.1:9000; fastcgi_read_timeout 300; fastcgi_intercept_errors on;",
            "proxy_pass http://127.0.0.1:9; proxy_intercept_errors on;",
        ),
    ] {
        assert_eq!(server(&format!("location / {{ {original} }}")), format!("location / {{ {expected} }}"));
    }
}

#[test]
fn what_shows_the_page_is_left_as_it_is() {
    let kept = "error_page 502 =200 /x.html; location = /x.html { root \"/srv/my pages\"; add_header A b; }";
    let own = server(&format!(
        "{kept} location / {{ proxy_pass http://a; proxy_read_timeout 5m; proxy_buffering off; }}"
    ));
    assert_eq!(own, format!("{kept} location / {{ proxy_pass http://127.0.0.1:9; proxy_buffering off; }}"));
}

#[test]
fn groups_of_upstreams_keep_their_name_and_have_one_server() {
    let text = "http { upstream app { least_conn; server a:1 weight=2; server unix:/b backup; } \
                server { location / { proxy_pass https://app/x; } location /u { uwsgi_pass app; } } }";
    let own = copied(&[("nginx.conf", text)], None).unwrap();
    let text = &own.files[0].text;
    assert!(
        text.contains("upstream app {\n        server 127.0.0.1:9;\n        least_conn;\n    }"),
        "{text}"
    );
    assert!(text.contains("proxy_pass http://app/x;") && text.contains("proxy_pass http://app;"), "{text}");
}

#[test]
fn ports_stay_together_and_certificates_go() {
    let text = "http { server { listen 80 default_server; listen [::]:80 default_server; return 301 https://$host; } \
                server { listen 443 ssl http2; listen [::]:443 ssl; server_name shop.example www.shop.example; \
                ssl_certificate /none; location / { proxy_pass http://a; } } \
                server { listen 443 ssl; server_name ~^x *.y blog.example; location / { proxy_pass http://b; } } }";
    let own = copied(&[("nginx.conf", text)], None).unwrap();
    assert_eq!(own.site.host, "shop.example");
    let tls = format!("listen {};", own.site.address);
    assert_eq!(own.files[0].text.matches(&tls).count(), 2, "{}", own.files[0].text);
    assert_eq!(own.files[0].text.matches("listen ").count(), 3, "{}", own.files[0].text);
    assert_eq!(own.files[0].text.matches("default_server").count(), 1);
    assert!(!own.files[0].text.contains("ssl"), "{}", own.files[0].text);
    assert!(
        own.changes.last().unwrap().ends_with("`--host` chooses another: blog.example"),
        "{:?}",
        own.changes
    );
    let other = copied(&[("nginx.conf", text)], Some("blog.example")).unwrap();
    assert_eq!(other.site.host, "blog.example");
    let unknown = copied(&[("nginx.conf", text)], Some("blog.exmaple")).unwrap_err();
    assert_eq!(unknown, "no site `blog.exmaple` in `nginx.conf` has an application behind it");
}

#[test]
fn included_files_stand_where_they_are_included() {
    let files = [
        ("nginx.conf", "include modules/*.conf; http { include sites/*.conf; include mime.types; }"),
        ("mime.types", "types { text/html html; }"),
        ("sites/b.conf", "server { location / { include proxy.inc; } }"),
        ("sites/a.conf", "map $a $b { default 1; }"),
        ("proxy.inc", "proxy_pass http://x;"),
    ];
    let own = copied(&files, None).unwrap();
    let text = &own.files[0].text;
    let places: Vec<usize> = ["map $a", "proxy_pass http://127.0.0.1:9;", "types {"]
        .iter()
        .map(|part| text.find(part).unwrap())
        .collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn what_cannot_be_copied_is_told_with_its_place() {
    for (files, expected) in [
        (&[("n", "http {\n include none.conf;\n}")][..], "n:2:2: there is no file `none.conf`"),
        (&[("n", "include n;")], "n:1:1: files include one another without end"),
        (&[("n", "http { server { root /x; } }")], "no site in `n` has an application behind it"),
        (&[("n", "http {\n  server \"")], "n:2:10: a quote that is not closed"),
    ] {
        assert_eq!(copied(files, None).unwrap_err(), expected);
    }
}

#[test]
fn addresses_and_hosts_are_told_apart() {
    let forms = ["80", "*:80", "0.0.0.0:80", "[::]:80"].map(address);
    assert_eq!(forms, ["80", "80", "80", "80"]);
    assert_eq!(
        ["10.0.0.1", "10.0.0.1:81", "localhost"].map(address),
        ["10.0.0.1:80", "10.0.0.1:81", "localhost:80"]
    );
    assert_eq!(split_host("a:80/b?c"), ("a:80", "/b?c"));
    assert_eq!(split_host("$a$b/c"), ("$a", "$b/c"));
    assert_eq!(Path::new(split_host("unix:/run/a.sock").0), Path::new("unix:/run/a.sock"));
}
