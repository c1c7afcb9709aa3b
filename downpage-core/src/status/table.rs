//! The table of status codes: their names, and one sentence for visitors each. A table, and long for that reason.
//!
//! Every sentence is calm and plain, blames nobody, and ends in something that a visitor can do. They are the message
//! ids of translations: to change one is to lose its translations.
//!
//! Names of registered codes are IANA's. Its registry marks 418 as "(Unused)", and it stands here under the name that
//! RFC 2324 gives it, without the apostrophe (see [`Status`]).

use super::Source::{self, Cloudflare, Iana, Nginx, Other};
use super::Status;

/// What is said of a code below 500 that is not in the table.
pub(super) const CLIENT_ERROR: Status = status(
    0,
    Iana,
    "Client Error",
    "This did not work as it was asked for, so check the address or start again from the home page.",
);

/// What is said of a code from 500 that is not in the table.
pub(super) const SERVER_ERROR: Status = status(
    0,
    Iana,
    "Server Error",
    "Something is not working as it should, so please come back a little later.",
)
.retry();

/// All known codes, in order.
pub(super) static TABLE: &[Status] = &[
    status(
        400,
        Iana,
        "Bad Request",
        "The server could not make sense of this request, so check the address or start from the home page.",
    ),
    status(401, Iana, "Unauthorized", "You need to sign in before you can see this page.").retry(),
    status(402, Iana, "Payment Required", "This page opens once a payment has been made."),
    status(
        403,
        Iana,
        "Forbidden",
        "This page is not open to everyone, but signing in with another account may let you in.",
    ),
    status(
        404,
        Iana,
        "Not Found",
        "This page may have moved, so check the address or start again from the home page.",
    ),
    status(
        405,
        Iana,
        "Method Not Allowed",
        "This page cannot be used in this way, so go back and follow a link or a form of the site.",
    ),
    status(
        406,
        Iana,
        "Not Acceptable",
        "This page does not exist in a form that your browser can show, so try another browser.",
    ),
    status(
        407,
        Iana,
        "Proxy Authentication Required",
        "Your network asks you to sign in before it passes this request on.",
    )
    .retry(),
    status(
        408,
        Iana,
        "Request Timeout",
        "It took too long for your request to arrive, so check your connection and try again.",
    )
    .retry(),
    status(
        409,
        Iana,
        "Conflict",
        "Somebody else may have changed this at the same time, so open it again and repeat your change.",
    ),
    status(
        410,
        Iana,
        "Gone",
        "This page has been taken down for good, but the rest of the site is open to you.",
    ),
    status(
        411,
        Iana,
        "Length Required",
        "Something was missing from what your browser sent, so go back and send it again.",
    ),
    status(
        412,
        Iana,
        "Precondition Failed",
        "This page has changed since you opened it, so load it afresh before you go on.",
    ),
    status(
        413,
        Iana,
        "Content Too Large",
        "What you sent is larger than this site accepts, so try again with a smaller file.",
    ),
    status(
        414,
        Iana,
        "URI Too Long",
        "This address is longer than the site can handle, so try a shorter one.",
    ),
    status(
        415,
        Iana,
        "Unsupported Media Type",
        "This site does not accept files of this kind, so try to save yours in another format.",
    ),
    status(
        416,
        Iana,
        "Range Not Satisfiable",
        "The file is shorter than expected, so start the download again from the beginning.",
    ),
    status(
        417,
        Iana,
        "Expectation Failed",
        "Your browser asked for something that this site does not offer, so try a different browser.",
    ),
    status(
        418,
        Other("RFC 2324"),
        "I am a teapot",
        "There is no coffee here, only tea, so have a cup and carry on from the home page.",
    ),
    status(
        419,
        Other("Laravel"),
        "Page Expired",
        "This page was open for a long time and has expired, so load it again and repeat your last step.",
    )
    .retry(),
    status(
        420,
        Other("Twitter"),
        "Enhance Your Calm",
        "There were a lot of requests in a short time, so take a break and try again.",
    )
    .retry(),
    status(
        421,
        Iana,
        "Misdirected Request",
        "This request came to a server that is not meant for it, so try again in a new window.",
    )
    .retry(),
    status(
        422,
        Iana,
        "Unprocessable Content",
        "Some of what was entered could not be used, so go back and look over the form.",
    ),
    status(
        423,
        Iana,
        "Locked",
        "Somebody else is working on this at the moment, so try again when they have finished.",
    )
    .retry(),
    status(
        424,
        Iana,
        "Failed Dependency",
        "An earlier step did not work out, so go back and repeat that one first.",
    ),
    status(
        425,
        Iana,
        "Too Early",
        "This request came a little too soon, so wait a few seconds and try again.",
    )
    .retry(),
    status(
        426,
        Iana,
        "Upgrade Required",
        "This site needs a newer kind of connection, so update your browser and come back.",
    ),
    status(
        428,
        Iana,
        "Precondition Required",
        "To keep the work of others safe, open this page again before you save your changes.",
    ),
    status(
        429,
        Iana,
        "Too Many Requests",
        "Many requests have come from your connection, so wait a minute and try again.",
    )
    .retry(),
    status(
        431,
        Iana,
        "Request Header Fields Too Large",
        "Your browser sent more than this site accepts, and deleting the cookies of this site usually helps.",
    ),
    status(
        440,
        Other("Microsoft IIS"),
        "Login Timeout",
        "You were away for a while and have been signed out, so sign in again to carry on.",
    ),
    status(
        444,
        Nginx,
        "No Response",
        "The server closed the connection without an answer, so try again in a little while.",
    )
    .retry(),
    status(
        449,
        Other("Microsoft IIS"),
        "Retry With",
        "One more detail is needed, so go back, fill in what is missing and send it again.",
    ),
    status(
        450,
        Other("Microsoft"),
        "Blocked by Windows Parental Controls",
        "Parental controls on this device block this page, and whoever set them up can allow it.",
    ),
    status(
        451,
        Iana,
        "Unavailable For Legal Reasons",
        "This page cannot be shown for legal reasons, but the rest of the site is there for you.",
    ),
    status(
        460,
        Other("AWS load balancers"),
        "Client Closed Connection",
        "The connection ended before the answer was ready, so try again and keep the page open.",
    )
    .retry(),
    status(
        463,
        Other("AWS load balancers"),
        "Too Many Forwarded Addresses",
        "Your request came by too many detours, so try again from another network.",
    ),
    status(
        464,
        Other("AWS load balancers"),
        "Incompatible Protocol",
        "Your browser and this site found no common way to talk, so update your browser and try again.",
    ),
    status(
        494,
        Nginx,
        "Request Header Too Large",
        "Your browser sent too much along with its request, so delete the cookies of this site and reload.",
    ),
    status(
        495,
        Nginx,
        "SSL Certificate Error",
        "The certificate that your browser showed was not accepted, so choose another one or renew it.",
    ),
    status(
        496,
        Nginx,
        "SSL Certificate Required",
        "This page asks for a personal certificate, so choose yours when your browser offers to send one.",
    ),
    status(
        497,
        Nginx,
        "HTTP Request Sent to HTTPS Port",
        "This address needs a secure connection, so open it again with https at the start.",
    ),
    status(
        498,
        Other("Esri ArcGIS"),
        "Invalid Token",
        "Your access has run out or is not valid here, so sign in once more.",
    ),
    status(
        499,
        Nginx,
        "Client Closed Request",
        "The connection was closed before the page had loaded, so try again and give it a little time.",
    )
    .retry(),
    status(
        500,
        Iana,
        "Internal Server Error",
        "Something went wrong on our side, so please try again in a few minutes.",
    )
    .retry(),
    status(
        501,
        Iana,
        "Not Implemented",
        "This site cannot do what was asked for yet, so please go back and choose another way.",
    ),
    status(
        502,
        Iana,
        "Bad Gateway",
        "Part of this site is not answering right now, so please try again in a minute or two.",
    )
    .retry(),
    status(
        503,
        Iana,
        "Service Unavailable",
        "This site is busy or being worked on, so please come back in a few minutes.",
    )
    .retry(),
    status(
        504,
        Iana,
        "Gateway Timeout",
        "This site is taking longer than usual to answer, so please try again in a moment.",
    )
    .retry(),
    status(
        505,
        Iana,
        "HTTP Version Not Supported",
        "This site does not support the way your browser connects, so please try a recent browser.",
    ),
    status(
        506,
        Iana,
        "Variant Also Negotiates",
        "The server could not choose between versions of this page, so please try again later.",
    )
    .retry(),
    status(
        507,
        Iana,
        "Insufficient Storage",
        "There is no room left for what was sent, so please keep a copy and try again later.",
    )
    .retry(),
    status(
        508,
        Iana,
        "Loop Detected",
        "The server went round in a circle with this request, so please go on with another page.",
    ),
    status(
        509,
        Other("Apache and cPanel"),
        "Bandwidth Limit Exceeded",
        "This site has had more visits than it is allowed for now, so please come back another day.",
    )
    .retry(),
    status(
        510,
        Iana,
        "Not Extended",
        "The server needs to know more before it can answer, so please start again from the home page.",
    ),
    status(
        511,
        Iana,
        "Network Authentication Required",
        "You are not signed in to this network yet, so open its welcome page first and then try again.",
    )
    .retry(),
    status(
        520,
        Cloudflare,
        "Web Server Returned an Unknown Error",
        "This site gave an answer that makes no sense, so please try again in a few minutes.",
    )
    .retry(),
    status(
        521,
        Cloudflare,
        "Web Server Is Down",
        "This site is switched off or about to start, so please try again in a few minutes.",
    )
    .retry(),
    status(
        522,
        Cloudflare,
        "Connection Timed Out",
        "This site did not pick up in time, so please try again in a moment.",
    )
    .retry(),
    status(
        523,
        Cloudflare,
        "Origin Is Unreachable",
        "There is no way through to this site at the moment, so please try again a little later.",
    )
    .retry(),
    status(
        524,
        Cloudflare,
        "A Timeout Occurred",
        "This site is still busy with your request, so please give it a while and try again.",
    )
    .retry(),
    status(
        525,
        Cloudflare,
        "SSL Handshake Failed",
        "No secure connection to this site could be set up, so please try again in a while.",
    )
    .retry(),
    status(
        526,
        Cloudflare,
        "Invalid SSL Certificate",
        "To keep you safe the connection was stopped until this site can prove its identity, so please come back later.",
    )
    .retry(),
    status(
        527,
        Cloudflare,
        "Railgun Error",
        "The connection to this site was interrupted, so please try again in a minute.",
    )
    .retry(),
    status(
        529,
        Other("Qualys"),
        "Site Is Overloaded",
        "More people are here than this site can serve at once, so please try again in a few minutes.",
    )
    .retry(),
    status(
        530,
        Cloudflare,
        "Origin DNS Error",
        "The address behind this site could not be looked up, so please try again later.",
    )
    .retry(),
    status(
        533,
        Other("HttpErrorPages"),
        "Scheduled Maintenance",
        "This site is closed for planned maintenance, so please come back when it is done.",
    )
    .retry(),
    status(
        561,
        Other("AWS load balancers"),
        "Unauthorized",
        "The service that signs you in gave no clear answer, so please try to sign in again.",
    )
    .retry(),
    status(
        598,
        Other("HTTP proxies"),
        "Network Read Timeout Error",
        "This site stopped in the middle of its answer, so please try again.",
    )
    .retry(),
    status(
        599,
        Other("HTTP proxies"),
        "Network Connect Timeout Error",
        "No connection to this site came about in time, so please try again in a little while.",
    )
    .retry(),
];

const fn status(code: u16, source: Source, reason: &'static str, description: &'static str) -> Status {
    Status { code, reason, description, retry: false, source }
}

impl Status {
    /// The same, with another try of the same address as the way on.
    const fn retry(self) -> Self {
        Self { retry: true, ..self }
    }
}
