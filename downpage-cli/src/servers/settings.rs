//! What the user wants of a configuration, checked: nothing in it can end a line or a word of any server's syntax unseen.

use std::fmt;

use downpage::{Error, ErrorKind, Result};

/// What is to be configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Where the application listens.
    pub(crate) upstream: Address,
    /// The directory of the pages on the server: absolute, without a slash at its end.
    pub(crate) root: String,
    /// The directory of the configuration's own files on the server: absolute, without a slash at its end.
    pub(crate) folder: String,
    /// The URL path below which the server keeps the pages for itself: `/_downpage`. Starts with a slash, ends without,
    /// and holds only characters that need no quotes anywhere.
    pub(crate) url_prefix: String,
    /// Where the page service listens, for servers that send no files themselves.
    pub(crate) page_service: Address,
    /// Seconds in `Retry-After` of a 503; `None` for no such header.
    pub(crate) retry_after: Option<u32>,
    /// The statuses of the application's own answers that are replaced; none by default.
    pub(crate) intercept: Vec<u16>,
    /// The file whose existence means maintenance; `None` for no switch.
    pub(crate) flag: Option<String>,
    /// URL paths that are served in maintenance as at any other time, because pages refer to what is below them: `/static/`.
    pub(crate) exempt: Vec<String>,
    /// A configuration that stands alone; `None` for one to include in an existing one.
    pub(crate) whole: Option<Whole>,
}

/// What a configuration that stands alone needs besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    /// Where the server listens.
    pub(crate) listen: Address,
    /// The directory for its logs, process numbers and temporary files: absolute, without a slash at its end. It has to be
    /// there.
    pub(crate) state: String,
    /// Seconds that the application has for a connection, and for an answer.
    pub(crate) timeout: u32,
}

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Address {
    /// Reads `HOST:PORT`, `[IPV6]:PORT`, or a port alone, which is one of this machine.
    pub(crate) fn read(what: &str, text: &str) -> Result<Self> {
        let refuse = |reason: &str| {
            Err(Error::new(
                ErrorKind::Configuration,
                format!("`{what}` is `{}`, {reason}", text.escape_debug()),
            )
            .help("write it as `127.0.0.1:8000`, `app.internal:8000` or `[::1]:8000`"))
        };
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, port),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => ("127.0.0.1", text),
            None => return refuse("which has no port"),
        };
        let Some(port) = port.parse::<u16>().ok().filter(|number| *number > 0 && !port.starts_with('+'))
        else {
            return refuse("whose port is no number from 1 to 65535");
        };
        if text.contains("//") {
            return refuse("which is a URL; the scheme has no place in it");
        }
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        let is_name = !host.is_empty() && !host.starts_with('-') && host.bytes().all(is_plain);
        let is_host = bare.map_or(is_name, |address| address.parse::<std::net::Ipv6Addr>().is_ok());
        if !is_host {
            return refuse("whose host is no name and no address");
        }
        Ok(Self { host: bare.unwrap_or(host).to_owned(), port })
    }

    /// Whether the host is an IPv6 address.
    fn is_ipv6(&self) -> bool {
        self.host.contains(':')
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ipv6() {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// A directory or file on the server: absolute, without control characters.
pub(crate) fn path(what: &str, text: &str) -> Result<String> {
    let refuse = |reason: &str, help: &str| {
        let message = format!("`{what}` is `{}`, {reason}", text.escape_debug());
        Err(Error::new(ErrorKind::Configuration, message).help(help))
    };
    if !text.starts_with('/') {
        return refuse("which is not absolute", "the server looks for it from `/` on");
    }
    if text.chars().any(char::is_control) {
        return refuse("which has a control character", "no server's configuration can name it safely");
    }
    Ok(if text == "/" { text.to_owned() } else { text.trim_end_matches('/').to_owned() })
}

/// A prefix of URL paths.
pub(crate) fn url_prefix(text: &str) -> Result<String> {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
    let parts: Vec<&str> = text.trim_matches('/').split('/').collect();
    let is_path = text.starts_with('/') && parts.iter().all(|part| !matches!(*part, "" | "." | ".."));
    if is_path && text.bytes().all(is_plain) {
        return Ok(format!("/{}", parts.join("/")));
    }
    let message = format!("`--url-prefix` is `{}`, which cannot be used", text.escape_debug());
    Err(Error::new(ErrorKind::Configuration, message)
        .help("write a path of letters, digits and `-._~`, such as `/_downpage`"))
}

#[cfg(test)]
mod tests {
    use super::{Address, path, url_prefix};

    #[test]
    fn an_address_is_a_host_and_a_port_and_nothing_else() {
        let read = |text| Address::read("--upstream", text).map(|address| address.to_string());
        for (text, expected) in [
            ("127.0.0.1:8000", "127.0.0.1:8000"),
            ("8000", "127.0.0.1:8000"),
            ("app_1.internal:80", "app_1.internal:80"),
            ("[::1]:8000", "[::1]:8000"),
        ] {
            assert_eq!(read(text).unwrap(), expected);
        }
        for text in [
            "",
            ":",
            "app",
            "app:",
            "app:0",
            "app:65536",
            "app:+80",
            "http://app:80",
            "::1:80",
            "[::1:80",
            "a b:80",
            "a;b:80",
            "a\nb:80",
            "a$b:80",
            "-x:80",
            "größe:80",
            "\"a\":80",
            "a{b}:80",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_path_is_absolute_and_cannot_end_a_line() {
        assert_eq!(path("--root", "/srv/my pages/").unwrap(), "/srv/my pages");
        assert_eq!(path("--root", "/").unwrap(), "/");
        assert!(path("--root", "srv").is_err());
        assert_eq!(
            path("--root", "/srv\nroot /;").unwrap_err().to_string(),
            "`--root` is `/srv\\nroot /;`, which has a control character"
        );
    }

    #[test]
    fn a_prefix_needs_no_quotes_anywhere() {
        assert_eq!(url_prefix("/_downpage/").unwrap(), "/_downpage");
        assert_eq!(url_prefix("/a/b").unwrap(), "/a/b");
        for text in
            ["", "/", "a", "/a b", "/a\"", "/a;", "/a$b", "/../a", "/a//b", "/ä", "/a\n", "/a*", "/a{}"]
        {
            assert!(url_prefix(text).is_err(), "{text:?}");
        }
    }
}
