//! The table of requests: what browsers, scripts and API clients send.

use std::cell::Cell;

use downpage::Format;

use super::visitor::Request;
use crate::servers::{Languages, Served};

/// How much is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// The whole table.
    Whole,
    /// Each page once, and the methods.
    Pages,
}

/// The requests of the table, for URLs that begin with `base`.
pub(super) fn requests(base: &str, served: &Served, depth: Depth) -> Vec<Request> {
    // A URL for each: a cache may let visitors of one URL wait for one another, which would add up.
    let count = Cell::new(0);
    let plain = || {
        count.set(count.get() + 1);
        Request::new("GET", format!("{base}/?visit={}", count.get()))
    };
    let mut requests = vec![
        Request::new("GET", format!("{base}/")),
        Request::new("HEAD", format!("{base}/")),
        Request::new("POST", format!("{base}/a/b/c?x=1")).with_body(b"x=1&y=2"),
        Request::new("GET", format!("{base}/shop/item/7.html?page=2&x=%2F")),
    ];
    let languages = served.languages();
    every_variant(&plain, served, &mut requests);
    requests.push(plain().with("If-None-Match", "*"));
    requests.push(plain().with("Range", "bytes=0-9"));
    if depth == Depth::Whole {
        methods(base, &mut requests);
        formats(&plain, &mut requests);
        language_lists(&plain, &languages, &mut requests);
        encodings(&plain, &mut requests);
        conditions(&plain, &mut requests);
    }
    requests
}

fn methods(base: &str, requests: &mut Vec<Request>) {
    requests.extend([
        Request::new("PUT", format!("{base}/a/b/c")).with_body(b"{}"),
        Request::new("DELETE", format!("{base}/a/b/c")),
        Request::new("OPTIONS", format!("{base}/a/b/c")),
        Request::new("POST", format!("{base}/")),
        Request::new("HEAD", format!("{base}/a/b/c?x=1")),
        Request::new("GET", format!("{base}/%C3%BC/a%20b/")),
        Request::new("GET", format!("{base}/static/none.css")),
        Request::new("GET", format!("{base}/index.php")),
    ]);
}

fn formats(plain: &dyn Fn() -> Request, requests: &mut Vec<Request>) {
    for accept in [
        "application/problem+json",
        "application/json, text/plain, */*",
        "text/html,application/json;q=0.5",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "*/*",
        "image/png",
        "text/css,*/*;q=0.1",
    ] {
        requests.push(plain().with("Accept", accept));
    }
}

/// Lists of languages: each language alone, after one that there is no page in, after the site's own, refused, and as part
/// of another word.
fn language_lists(plain: &dyn Fn() -> Request, languages: &Languages, requests: &mut Vec<Request>) {
    let own = tag(&languages.default().locale);
    for locale in languages.locales() {
        let tag = tag(locale);
        for list in [
            format!("{tag}-x1,{tag};q=0.9"),
            format!("tlh,{tag};q=0.5"),
            format!("{own},{tag};q=0.5"),
            format!("{own};q=0.5, {tag}"),
            format!("{tag};q=0"),
            format!("{tag}zzz"),
            tag.to_uppercase(),
        ] {
            requests.push(plain().with("Accept-Language", list));
        }
    }
    if !languages.is_empty() {
        requests.push(plain().with("Accept-Language", own));
        requests.push(plain().with("Accept-Language", "*"));
        requests.push(plain().with("Accept-Language", ""));
    }
}

fn encodings(plain: &dyn Fn() -> Request, requests: &mut Vec<Request>) {
    for accept in ["gzip", "br", "zstd", "gzip, br", "gzip, deflate, br, zstd", "gzip;q=0", "identity"] {
        requests.push(plain().with("Accept-Encoding", accept));
    }
}

/// What a browser sends when it has something in its cache, or a part of it.
fn conditions(plain: &dyn Fn() -> Request, requests: &mut Vec<Request>) {
    let date = "Mon, 01 Jan 2040 00:00:00 GMT";
    requests.extend([
        plain().with("If-None-Match", "\"x\", W/\"y\""),
        plain().with("If-Modified-Since", date),
        plain().with("If-Match", "\"x\""),
        plain().with("If-Unmodified-Since", "Mon, 01 Jan 1990 00:00:00 GMT"),
        plain().with("Range", "bytes=-5"),
        plain().with("Range", "bytes=0-9").with("If-Range", date),
        plain().with("Range", "bytes=999999999-"),
        plain().with("If-None-Match", "*").with("If-Modified-Since", date).with("Cookie", "a=b"),
    ]);
}

/// Every page and every compressed file beside it: each format in each language in each encoding.
fn every_variant(plain: &dyn Fn() -> Request, served: &Served, requests: &mut Vec<Request>) {
    let languages = served.languages();
    let encodings = || std::iter::once(None).chain(served.encodings().into_iter().map(Some));
    for format in served.formats() {
        for locale in std::iter::once(None).chain(languages.locales().map(Some)) {
            for encoding in encodings() {
                let mut request = plain().with("Accept", example(format));
                if let Some(locale) = locale {
                    request = request.with("Accept-Language", tag(locale));
                }
                if let Some(encoding) = encoding {
                    request = request.with("Accept-Encoding", encoding.name());
                }
                requests.push(request);
            }
        }
    }
}

/// A locale as clients write it.
fn tag(locale: &str) -> String {
    downpage::surroundings::language::bcp47(locale)
}

/// What a client of a format sends in `Accept`.
fn example(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json",
        Format::Xml => "application/xml",
        Format::Text => "text/plain",
        _ => "text/html",
    }
}
