//! The complete responses for HAProxy: exact to the byte, and within its buffer or told.

use crate::site::{Site, Variants};

fn configure(site: &Site) -> (String, String) {
    let ran = site.run(&["server-config", "haproxy", "--output", "conf", "--quiet"]);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success(), "{said}");
    let noisy = site.run(&["server-config", "haproxy", "--output", "conf"]).stderr;
    (std::fs::read_to_string(site.path("conf/haproxy.cfg")).unwrap(), String::from_utf8(noisy).unwrap())
}

#[test]
fn a_response_has_the_length_of_its_page_and_line_ends_of_the_protocol() {
    let site = Site::new(Variants { json: true, locales: true, compress: false }, "pages");
    configure(&site);
    for (name, page, kind, retry) in [
        ("503.http", "503.html", "text/html; charset=utf-8", true),
        ("503.de.http", "503.de.html", "text/html; charset=utf-8", true),
        ("502.json.http", "502.json", "application/problem+json", false),
    ] {
        let response = std::fs::read_to_string(site.path("conf/pages").join(name)).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, std::fs::read_to_string(site.path("pages").join(page)).unwrap());
        let lines: Vec<&str> = head.split("\r\n").collect();
        assert!(lines.iter().all(|line| !line.contains('\n')), "{head}");
        assert!(lines[0].starts_with(&format!("HTTP/1.1 {} ", &name[..3])), "{head}");
        assert!(lines.contains(&format!("Content-Length: {}", body.len()).as_str()), "{head}");
        assert!(lines.contains(&format!("Content-Type: {kind}").as_str()), "{head}");
        assert!(lines.contains(&"Cache-Control: no-store"), "{head}");
        assert_eq!(lines.contains(&"Retry-After: 120"), retry, "{head}");
    }
}

#[test]
fn a_page_over_the_buffer_is_told_and_gets_a_larger_one() {
    let site = Site::new(Variants::default(), "pages");
    let (small, said) = configure(&site);
    assert!(!small.contains("tune.bufsize") && !said.contains("warning"), "{said}");
    std::fs::write(site.path("pages/503.html"), "x".repeat(20_000)).unwrap();
    let (large, said) = configure(&site);
    assert!(large.contains("tune.bufsize 32768\n"), "{large}");
    assert!(said.contains("warning: the largest page is 20"), "{said}");
}

#[test]
fn a_page_that_is_not_there_is_an_error_and_nothing_is_written() {
    let site = Site::new(Variants::default(), "pages");
    std::fs::remove_file(site.path("pages/504.html")).unwrap();
    let ran = site.run(&["server-config", "haproxy", "--output", "conf"]);
    assert_eq!(ran.status.code(), Some(2));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.starts_with("error: the page `504.html` is not there"), "{said}");
    assert!(!site.path("conf").exists());
}
