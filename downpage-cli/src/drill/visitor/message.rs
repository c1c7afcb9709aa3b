//! Requests and answers of HTTP/1.1, as bytes.

use std::fmt::Write as _;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Besides `Host`, `Connection` and `Content-Length`.
    pub(crate) headers: Vec<(&'static str, String)>,
    body: &'static [u8],
}

/// An answer, with its body as it stands in the answer: decoded from chunks, and not from `Content-Encoding`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &'static str, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: b"" }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn with_body(mut self, body: &'static [u8]) -> Self {
        self.body = body;
        self
    }

    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// What goes over the wire. The connection is for this request alone.
    pub(super) fn bytes(&self, host: &str) -> Vec<u8> {
        let Self { method, path, headers, body } = self;
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        // A browser says so of an empty one, too.
        if !body.is_empty() || *method == "POST" {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }
}

impl Answer {
    /// All values of a header, which may stand more than once.
    pub(crate) fn headers<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header; `name` is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// Whether a header that holds a list has `item` in it.
    pub(crate) fn lists(&self, name: &str, item: &str) -> bool {
        self.headers(name).flat_map(|value| value.split(',')).any(|own| own.trim().eq_ignore_ascii_case(item))
    }
}

/// How far an answer has come.
#[derive(Debug)]
pub(super) enum Read {
    More,
    Nothing,
    Garbage,
    CutOff(Answer),
    Whole(Answer),
}

/// Reads an answer from what was `received` so far; `closed` when there will be no more.
pub(super) fn read(received: &[u8], is_head: bool, closed: bool) -> Read {
    let mut rest = received;
    loop {
        if rest.is_empty() && closed && received.is_empty() {
            return Read::Nothing;
        }
        if !could_be_http(rest) {
            return Read::Garbage;
        }
        let Some(end) = rest.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            return if closed { Read::Garbage } else { Read::More };
        };
        let Some(answer) = head(&rest[..end]) else { return Read::Garbage };
        rest = &rest[end + 4..];
        // What comes before the answer proper: 100 Continue, 103 Early Hints.
        if !(100..200).contains(&answer.status) {
            return body(answer, rest, is_head, closed);
        }
    }
}

fn could_be_http(bytes: &[u8]) -> bool {
    const START: &[u8] = b"HTTP/1.";
    let count = bytes.len().min(START.len());
    bytes[..count] == START[..count]
}

fn head(bytes: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let headers = lines.map(header).collect::<Option<Vec<_>>>()?;
    Some(Answer { status, headers, body: Vec::new() })
}

fn body(mut answer: Answer, bytes: &[u8], is_head: bool, closed: bool) -> Read {
    if is_head || matches!(answer.status, 204 | 304) {
        bytes.clone_into(&mut answer.body); // which is wrong, and for the caller to see
        return Read::Whole(answer);
    }
    let whole = if answer.lists("transfer-encoding", "chunked") {
        let (body, whole) = chunks(bytes);
        answer.body = body;
        whole
    } else if let Some(length) = answer.header("content-length").and_then(|text| text.parse().ok()) {
        answer.body = bytes[..bytes.len().min(length)].to_vec();
        bytes.len() >= length
    } else {
        answer.body = bytes.to_vec();
        closed
    };
    match (whole, closed) {
        (true, _) => Read::Whole(answer),
        (false, true) => Read::CutOff(answer),
        (false, false) => Read::More,
    }
}

/// The bytes in the chunks, and whether the last chunk is among them.
fn chunks(mut bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = bytes.windows(2).position(|pair| pair == b"\r\n") else { return (body, false) };
        let line = String::from_utf8_lossy(&bytes[..end]);
        let size = line.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else { return (body, false) };
        bytes = &bytes[end + 2..];
        if size == 0 {
            // Perhaps trailers, and an empty line.
            let whole = bytes.starts_with(b"\r\n") || bytes.windows(4).any(|four| four == b"\r\n\r\n");
            return (body, whole);
        }
        let there = bytes.len().min(size);
        body.extend_from_slice(&bytes[..there]);
        if bytes.len() < size.saturating_add(2) {
            return (body, false);
        }
        bytes = &bytes[size + 2..];
    }
}
