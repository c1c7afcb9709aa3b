//! HTTP status codes from 400 up: what each is called, and what to tell a visitor.

mod select;
mod table;

pub use select::select;

/// The codes that an error page can be for.
pub const ERRORS: std::ops::RangeInclusive<u16> = 400..=599;

/// One status code, with its texts in English.
///
/// The texts hold none of the characters that an engine escapes (`'`, `"`, `<`, `>`, `&`, `/`): engines spell the
/// escapes in different ways, and the built-in page must come out the same from each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The code.
    pub code: u16,
    /// The reason phrase: as registered, or as whoever made it up writes it. ASCII, so that it may stand in a status line.
    pub reason: &'static str,
    /// One sentence for a visitor: what is the matter, and what they can do.
    pub description: &'static str,
    /// Whether another try of the same address is the way on, be it later or to sign in; if not, it is the home page.
    pub retry: bool,
    /// Who says so.
    pub source: Source,
}

/// Who defines a status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The registry of the Internet Assigned Numbers Authority.
    Iana,
    /// The nginx web server.
    Nginx,
    /// Cloudflare's proxies.
    Cloudflare,
    /// Somebody else: the name of the product.
    Other(&'static str),
}

impl Source {
    /// The name, for lists: `IANA`, `nginx`, `Laravel`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iana => "IANA",
            Self::Nginx => "nginx",
            Self::Cloudflare => "Cloudflare",
            Self::Other(name) => name,
        }
    }
}

/// The status with this code, if it is a known one.
///
/// ```
/// use downpage_core::status;
///
/// assert_eq!(status::find(502).map(|status| status.reason), Some("Bad Gateway"));
/// assert_eq!(status::find(200), None);
/// ```
#[must_use]
pub fn find(code: u16) -> Option<&'static Status> {
    let at = table::TABLE.binary_search_by_key(&code, |status| status.code).ok()?;
    table::TABLE.get(at)
}

/// All known codes, in order.
#[must_use]
pub fn all() -> &'static [Status] {
    table::TABLE
}

/// The status with this code, or what can be said of its class when nothing more is known.
///
/// ```
/// use downpage_core::status;
///
/// assert_eq!(status::describe(404).reason, "Not Found");
/// assert_eq!(status::describe(479).reason, "Client Error");
/// assert_eq!(status::describe(579).reason, "Server Error");
/// ```
#[must_use]
pub fn describe(code: u16) -> Status {
    let class = if code < 500 { table::CLIENT_ERROR } else { table::SERVER_ERROR };
    find(code).copied().unwrap_or(Status { code, ..class })
}
