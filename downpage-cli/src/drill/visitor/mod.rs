//! A visitor: sends a request as it is written and sees what comes back, byte for byte, with a time limit always.

mod message;

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::clock::Stopwatch;

pub(crate) use message::{Answer, Request};

/// What is visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    /// What stands in `Host`.
    pub(crate) host: String,
}

impl From<SocketAddr> for Site {
    fn from(address: SocketAddr) -> Self {
        Self { address, host: address.to_string() }
    }
}

/// How long a visitor waits for the whole of an answer. More than the limits of every server together, since a drill that
/// ends with "no answer" must mean it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How long after an answer to `HEAD` a body is waited for, which must not come.
const AFTER_HEAD: Duration = Duration::from_millis(50);

/// More than any error page; what is longer does not end.
const LARGEST_ANSWER: usize = 64 << 20;

/// What came back, and how long that took: to the last byte of the answer, not to the end of the connection.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) got: Got,
    pub(crate) time: Duration,
}

/// What a visitor gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// An answer in HTTP.
    Answer(Answer),
    /// An answer in HTTP that ended before it was whole.
    CutOff(Answer),
    /// Bytes that are not an answer in HTTP.
    Garbage(Vec<u8>),
    /// The connection was closed without a byte.
    Closed,
    /// The time was up before the answer was whole; these bytes had come.
    TooLate(Vec<u8>),
    /// No connection could be made, or it broke: why.
    Broken(String),
}

/// Sends `request` to `site`, over a connection of its own.
pub(crate) fn visit(site: &Site, request: &Request) -> Visit {
    visit_within(site, request, PATIENCE)
}

/// As [`visit`], with another limit.
pub(crate) fn visit_within(site: &Site, request: &Request, patience: Duration) -> Visit {
    let started = Stopwatch::start();
    let mut received = Vec::new();
    let got = match exchange(site, request, patience, started, &mut received) {
        Ok(got) => got,
        Err(cause) if is_timeout(&cause) => Got::TooLate(received),
        Err(cause) if received.is_empty() && is_end(&cause) => Got::Closed,
        Err(cause) => Got::Broken(cause.to_string()),
    };
    Visit { got, time: started.elapsed() }
}

fn exchange(
    site: &Site,
    request: &Request,
    patience: Duration,
    started: Stopwatch,
    received: &mut Vec<u8>,
) -> io::Result<Got> {
    let mut connection = TcpStream::connect_timeout(&site.address, patience)?;
    connection.set_write_timeout(Some(patience))?;
    connection.write_all(&request.bytes(&site.host))?;
    let mut closed = false;
    loop {
        match message::read(received, request.method == "HEAD", closed) {
            message::Read::Whole(answer) => {
                return Ok(Got::Answer(if request.method == "HEAD" {
                    with_stray_body(answer, &mut connection)
                } else {
                    answer
                }));
            }
            message::Read::Garbage => {
                // All of it, for the report: it is short, or it is cut.
                let _ = read_rest(&mut connection, received, AFTER_HEAD);
                return Ok(Got::Garbage(received.clone()));
            }
            message::Read::CutOff(answer) => return Ok(Got::CutOff(answer)),
            message::Read::Nothing => return Ok(Got::Closed),
            message::Read::More => {}
        }
        let left = patience.checked_sub(started.elapsed()).filter(|left| !left.is_zero());
        let Some(left) = left.filter(|_| received.len() < LARGEST_ANSWER) else {
            return Err(io::ErrorKind::TimedOut.into());
        };
        closed = read_rest(&mut connection, received, left)?;
    }
}

/// Reads what is there; whether that was the end.
fn read_rest(connection: &mut TcpStream, received: &mut Vec<u8>, wait: Duration) -> io::Result<bool> {
    let mut buffer = [0; 16 << 10];
    connection.set_read_timeout(Some(wait))?;
    match connection.read(&mut buffer) {
        Ok(count) => {
            received.extend_from_slice(&buffer[..count]);
            Ok(count == 0)
        }
        // A reset after an answer takes nothing away from it.
        Err(cause) if is_end(&cause) && !received.is_empty() => Ok(true),
        Err(cause) => Err(cause),
    }
}

/// The answer to `HEAD`, with the body that a wrong server sends after it.
fn with_stray_body(mut answer: Answer, connection: &mut TcpStream) -> Answer {
    let _ = read_rest(connection, &mut answer.body, AFTER_HEAD);
    answer
}

fn is_timeout(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn is_end(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::thread::JoinHandle;
    use std::time::Duration;

    use super::{Got, Request, visit_within};

    /// A server for one connection: sends `parts` with a pause between them, keeps open for `after`, and gives the request.
    fn server(parts: &'static [&'static [u8]], after: Duration) -> (SocketAddr, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let thread = std::thread::spawn(move || {
            let (mut connection, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let count = connection.read(&mut request).unwrap();
            for part in parts {
                let _ = connection.write_all(part);
                std::thread::sleep(Duration::from_millis(20));
            }
            std::thread::sleep(after);
            String::from_utf8_lossy(&request[..count]).into_owned()
        });
        (address, thread)
    }

    fn got(method: &'static str, parts: &'static [&'static [u8]]) -> Got {
        got_after(method, parts, Duration::ZERO)
    }

    fn got_after(method: &'static str, parts: &'static [&'static [u8]], after: Duration) -> Got {
        let (address, thread) = server(parts, after);
        let visit = visit_within(&address.into(), &Request::new(method, "/a"), Duration::from_millis(400));
        thread.join().unwrap();
        visit.got
    }

    fn body(got: &Got) -> &str {
        match got {
            Got::Answer(answer) => std::str::from_utf8(&answer.body).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_request_is_sent_as_it_is_written() {
        let (address, thread) = server(&[b"HTTP/1.1 204 No Content\r\n\r\n"], Duration::ZERO);
        let request = Request::new("POST", "/a?b=1").with("Accept", "x/y").with_body(b"c=2");
        visit_within(&address.into(), &request, Duration::from_secs(1));
        let expected = format!(
            "POST /a?b=1 HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAccept: x/y\r\n\
             Content-Length: 3\r\n\r\nc=2"
        );
        assert_eq!(thread.join().unwrap(), expected);
    }

    #[test]
    fn a_body_has_its_length_its_chunks_or_the_rest_of_the_connection() {
        let by_length = got("GET", &[b"HTTP/1.1 502 Bad\r\ncontent-LENGTH: 5\r\n\r\n", b"hel", b"lo"]);
        assert_eq!(body(&by_length), "hello");
        let chunks: &[&[u8]] = &[
            b"HTTP/1.1 502 Bad\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"2;x=y\r\nhe\r\n3\r",
            b"\nllo\r\n0\r\nTrailer: 1\r\n\r\n",
        ];
        assert_eq!(body(&got("GET", chunks)), "hello");
        assert_eq!(body(&got("GET", &[b"HTTP/1.0 502 Bad\r\n\r\nhel", b"lo"])), "hello");
    }

    #[test]
    fn an_answer_that_is_whole_does_not_wait_for_the_end_of_the_connection() {
        let after = Duration::from_millis(600);
        let whole = got_after("GET", &[b"HTTP/1.1 503 \r\nContent-Length: 2\r\n\r\nok"], after);
        assert_eq!(body(&whole), "ok");
    }

    #[test]
    fn an_answer_before_the_answer_is_passed_over() {
        let hints = got("GET", &[b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 502 Bad\r\n\r\nx"]);
        let Got::Answer(answer) = hints else { panic!("{hints:?}") };
        assert_eq!((answer.status, &*answer.body), (502, &b"x"[..]));
    }

    #[test]
    fn a_head_has_no_body_and_one_that_has_is_seen() {
        assert_eq!(body(&got("HEAD", &[b"HTTP/1.1 502 Bad\r\nContent-Length: 5\r\n\r\n"])), "");
        assert_eq!(body(&got("HEAD", &[b"HTTP/1.1 502 Bad\r\nContent-Length: 5\r\n\r\nhello"])), "hello");
        assert_eq!(
            body(&got("HEAD", &[b"HTTP/1.1 502 Bad\r\nContent-Length: 5\r\n\r\n", b"hello"])),
            "hello"
        );
    }

    #[test]
    fn what_is_no_whole_answer_is_told_apart() {
        assert_eq!(got("GET", &[]), Got::Closed);
        assert_eq!(got("GET", &[b"\x16\x03 no"]), Got::Garbage(b"\x16\x03 no".to_vec()));
        assert_eq!(got("GET", &[b"HTTP/x.y 502\r\n\r\n"]), Got::Garbage(b"HTTP/x.y 502\r\n\r\n".to_vec()));
        assert!(matches!(got("GET", &[b"HTTP/1.1 502 Bad\r\nContent-"]), Got::Garbage(_)));
        let cut = got("GET", &[b"HTTP/1.1 502 Bad\r\nContent-Length: 5\r\n\r\nhel"]);
        assert!(matches!(cut, Got::CutOff(answer) if answer.body == b"hel"));
        let cut = got("GET", &[b"HTTP/1.1 502 Bad\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"]);
        assert!(matches!(cut, Got::CutOff(answer) if answer.body == b"hel"));
        let late = got_after("GET", &[b"HTTP/1.1 502 Bad\r\n"], Duration::from_millis(600));
        assert_eq!(late, Got::TooLate(b"HTTP/1.1 502 Bad\r\n".to_vec()));
        let nobody = SocketAddr::from(([127, 0, 0, 1], crate::drill::app::free_port().unwrap()));
        let refused = visit_within(&nobody.into(), &Request::new("GET", "/"), Duration::from_secs(1));
        assert!(matches!(refused.got, Got::Broken(why) if why.contains("refused")));
    }
}
