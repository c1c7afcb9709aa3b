//! What the app answers, by path: well, with a status, late, not at all, or with something that is not HTTP.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::net::sockopt;

/// Stands in the body of everything that the app answers itself.
pub(crate) const MARK: &str = "This is the app.";

/// Stands in the head of everything that the app answers itself, with the status that it answers.
pub(crate) const MARK_HEADER: &str = "X-Downpage-App";

/// What `/garbage` answers: no line of it could begin an answer in HTTP.
const GARBAGE: &[u8] = b"\x16\x03\x01 this is not HTTP\r\n\r\n";

/// The most that a request may be.
const LARGEST_REQUEST: usize = 1 << 20;

/// How often a thread that waits looks whether the app has ended.
const BREATH: Duration = Duration::from_millis(50);

/// Reads a request and answers it, or does not:
///
/// | path | answer |
/// |---|---|
/// | `/s/CODE`, and what is below it | that status, with headers that an error page must not inherit |
/// | `/hang` and below | none, until the app ends or the server gives up |
/// | `/close` and below | none: the connection is closed |
/// | `/reset` and below | none: the connection is reset |
/// | `/garbage` and below | bytes that are not HTTP |
/// | else | 200 |
pub(super) fn answer(mut connection: TcpStream, stop: &AtomicBool) {
    let Ok((method, path)) = read_request(&mut connection, stop) else { return };
    let mut parts = path.trim_start_matches('/').split(['/', '?']);
    match parts.next().unwrap_or_default() {
        "hang" => wait_for_the_end(&mut connection, stop),
        "close" => {}
        "reset" => {
            // With no time to linger, closing is a reset.
            let _ = sockopt::set_socket_linger(&connection, Some(Duration::ZERO));
        }
        "garbage" => {
            let _ = connection.write_all(GARBAGE);
        }
        first => {
            let asked = parts.next().filter(|_| first == "s").and_then(|code| code.parse().ok());
            let _ = connection.write_all(of_status(asked.unwrap_or(200), &method).as_bytes());
        }
    }
}

/// Method and path of the request. The body is read as well: closing a connection with something unread in it is a reset, and the
/// server may then lose the answer.
fn read_request(connection: &mut TcpStream, stop: &AtomicBool) -> io::Result<(String, String)> {
    let mut request = Vec::new();
    let head = loop {
        if let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
        read_more(connection, &mut request, stop)?;
    };
    let text = String::from_utf8_lossy(&request[..head]).into_owned();
    let mut words = text.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let length: usize = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0);
    while request.len() < head.saturating_add(length) {
        read_more(connection, &mut request, stop)?;
    }
    Ok((method, path))
}

fn read_more(connection: &mut TcpStream, request: &mut Vec<u8>, stop: &AtomicBool) -> io::Result<()> {
    let mut buffer = [0; 4096];
    connection.set_read_timeout(Some(BREATH))?;
    while !stop.load(Ordering::Relaxed) && request.len() < LARGEST_REQUEST {
        match connection.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                request.extend_from_slice(&buffer[..count]);
                return Ok(());
            }
            Err(cause) if is_timeout(&cause) => {}
            Err(cause) => return Err(cause),
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn wait_for_the_end(connection: &mut TcpStream, stop: &AtomicBool) {
    let mut nothing = Vec::new();
    while read_more(connection, &mut nothing, stop).is_ok() {}
}

fn is_timeout(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// A whole answer of this status. Its headers are those of an app that knows nothing of error pages: it may be cached, it
/// sets a cookie, it wants its clients back after seven seconds.
fn of_status(status: u16, method: &str) -> String {
    let body = format!("{MARK} It answers {status}.\n");
    let more = match status {
        301 | 302 | 307 | 308 => "Location: /elsewhere\r\n",
        401 => "WWW-Authenticate: Basic realm=\"app\"\r\n",
        503 => "Retry-After: 7\r\n",
        _ => "",
    };
    let reason = match status {
        200 => "OK",
        302 => "Found",
        401 => "Unauthorized",
        404 => "Not Found",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    };
    format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: public, max-age=60\r\nSet-Cookie: app=1; Path=/\r\n{MARK_HEADER}: {status}\r\n\
         {more}Connection: close\r\n\r\n{body}",
        body.len(),
        body = if method == "HEAD" { "" } else { &body }
    )
}
