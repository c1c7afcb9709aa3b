//! What to do about a problem: what is known of each server, by the kind of the problem.

use super::cases::Case;
use super::judge::{Kind, Problem, Wrong};

/// The way out, in the words of the server's configuration.
pub(crate) fn of(server: &str, problem: &Problem, case: &Case) -> String {
    of_server(server, problem.kind, case).unwrap_or_else(|| in_general(server, problem.kind))
}

fn of_server(server: &str, kind: Kind, case: &Case) -> Option<String> {
    let is_post = !matches!(case.request.method, "GET" | "HEAD");
    let text = match (server, kind) {
        ("nginx", Kind::Status(_, 200 | 206 | 302 | 304 | 412 | 416)) => {
            "`error_page` must have no `=` before the page and no full URL: both change the status"
        }
        ("nginx", Kind::Status(_, 404)) => {
            "nginx looked for the page and did not find it: `root` is put before the whole URL of the page, `alias` in \
             place of the location; `try_files $uri =502` keeps the status even then"
        }
        ("nginx", Kind::Status(_, 403)) => {
            "the user of nginx's workers (`user`) cannot read the page: chmod a+r the page and a+x all directories above it"
        }
        ("nginx", Kind::Status(_, 405)) if is_post => {
            "a named location (`error_page 502 @name`) keeps the method, and a file cannot be posted to: name a URL"
        }
        ("nginx", Kind::Header("Cache-Control" | "Retry-After" | "X-Robots-Tag")) => {
            "`add_header` needs `always` at its end, or it is left out of errors; and one in a location drops all from \
             outside of it"
        }
        ("nginx", Kind::Header("Content-Type")) => "`charset utf-8;` in the location of the pages",
        ("nginx", Kind::Body(Wrong::Foreign)) => {
            "no `error_page` is in force here: one in an inner location replaces all from outside, and a page that is \
             sent to the application fails once more: it needs a location of its own, `location ^~ /_downpage/`"
        }
        ("nginx", Kind::Body(Wrong::App)) => "`proxy_intercept_errors on;` beside `proxy_pass`",
        ("nginx", Kind::Public) => "`internal;` in the location of the pages",
        ("apache", Kind::Body(Wrong::Foreign) | Kind::Status(..)) => {
            "`ProxyPass /_downpage/ !` must stand before `ProxyPass /`, `ErrorDocument` must name a URL path, and the \
             directory of the pages needs `Require all granted`"
        }
        ("apache", Kind::Header("Cache-Control" | "Retry-After" | "X-Robots-Tag")) => {
            "`Header always set`: without `always` it is left out of errors"
        }
        ("apache", Kind::Header("Content-Type")) => {
            "`AddDefaultCharset utf-8`, or `ForceType \"text/html; charset=utf-8\"` for the pages"
        }
        ("caddy", Kind::Body(Wrong::Empty | Wrong::Part)) if case.is_conditional() => {
            "`file_server` answers to conditions and ranges also in `handle_errors`: put `request_header -If-None-Match`, \
             `-If-Modified-Since`, `-If-Match`, `-If-Unmodified-Since`, `-Range` and `-If-Range` before it"
        }
        ("caddy", Kind::Body(Wrong::Empty)) => {
            "Caddy's own errors have no body: `handle_errors` with `rewrite * /{err.status_code}.html` and `file_server`, \
             and a page of that name in its `root`"
        }
        ("caddy", Kind::Status(_, 200)) => {
            "`handle_response` with `file_server` answers 200: use `error \"app\" {rp.status_code}` and `handle_errors`"
        }
        ("haproxy", Kind::Body(Wrong::Foreign)) => {
            "`errorfiles` in the backend: `errorfile` lines of `defaults` are inherited by it and beat those of the frontend"
        }
        ("haproxy", Kind::Status(..)) => {
            "the status line in the raw file wins: a file for 503 begins with `HTTP/1.1 503`"
        }
        ("haproxy", Kind::Header(_)) => {
            "the header belongs into the raw file: make the files again with `downpage server-config haproxy`"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn in_general(server: &str, kind: Kind) -> String {
    match kind {
        Kind::NoPage(status) => {
            format!("add {status} to the `status` of a page in the configuration, and make the pages again")
        }
        Kind::Body(Wrong::OtherPage | Wrong::OtherVariant | Wrong::Part | Wrong::Foreign | Wrong::Empty)
        | Kind::Status(..) => {
            format!(
                "compare with `downpage server-config {server}`; and if the page changed since the server was started or the \
             page was copied, make them the same again"
            )
        }
        Kind::NoAnswer => "look into the server's log".to_owned(),
        Kind::Body(Wrong::Stray) => "an answer to `HEAD` has the headers of the page and no more".to_owned(),
        _ => format!("compare with `downpage server-config {server}`"),
    }
}
