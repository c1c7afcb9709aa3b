//! Holds what came back against what had to.

use super::app::{MARK, MARK_HEADER};
use super::cases::{Case, Expected, Page, Subject};
use super::shelf::{Known, Shelf};
use super::visitor::{Answer, Got, Visit};

/// Something wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    /// A sentence, lower case, without a full stop.
    pub(crate) reason: String,
    /// Whether a site may be meant to be so: it is told, and is no failure.
    pub(crate) is_remark: bool,
}

/// What kind of thing is wrong, to find its remedy by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// No answer, or none that is whole.
    NoAnswer,
    /// The status is another: it was to be the first and is the second.
    Status(u16, u16),
    /// The body is not the page.
    Body(Wrong),
    /// There is no page for the status.
    NoPage(u16),
    /// A header is not as it has to be.
    Header(&'static str),
    /// What is the app's is not left as it is.
    App,
    /// The page can be had by its own URL with status 200.
    Public,
}

/// What came in place of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Wrong {
    /// Nothing at all.
    Empty,
    /// A part of it.
    Part,
    /// A page of ours for another status.
    OtherPage,
    /// The page for the status in another format or language.
    OtherVariant,
    /// The page, and compressed in another way or not at all.
    OtherEncoding,
    /// The app's own answer.
    App,
    /// Something that nobody here has written: the server's own page.
    Foreign,
    /// There is a body where none may be.
    Stray,
}

impl Kind {
    /// Its stable name, for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NoAnswer => "no-answer",
            Self::Status(..) => "status",
            Self::Body(_) => "body",
            Self::NoPage(_) => "no-page",
            Self::Header(_) => "header",
            Self::App => "app",
            Self::Public => "public",
        }
    }
}

/// All that is wrong with `visit`; none when it is well.
///
/// A configuration of the user's own may do with less than a generated one: with fewer of the pages, with other headers. What
/// is wrong for visitors is a failure there as well.
pub(crate) fn judge(case: &Case, visit: &Visit, shelf: &Shelf, subject: &Subject) -> Vec<Problem> {
    let mut problems = Problems { all: Vec::new(), is_own: subject.is_own };
    let answer = match (&visit.got, &case.expected) {
        (Got::Garbage(_), Expected::Garbage) => return Vec::new(),
        (Got::Answer(answer), _) => answer,
        (got, _) => {
            problems.add(Kind::NoAnswer, no_answer(got));
            return problems.all;
        }
    };
    match &case.expected {
        Expected::Page(page) => of_page(&mut problems, page, case, answer, shelf, subject),
        Expected::AppOr(page) => {
            if answer.header(&MARK_HEADER.to_ascii_lowercase()).is_none() {
                of_page(&mut problems, page, case, answer, shelf, subject);
            }
        }
        Expected::Status(status) => problems.status(*status, answer.status),
        Expected::Missing(status) => {
            problems.status(*status, answer.status);
            problems.add(Kind::NoPage(*status), format!("there is no page for {status}"));
        }
        Expected::App(status) => of_app(&mut problems, *status, case, answer),
        Expected::NoPublicPage => {
            if answer.status == 200 && matches!(shelf.identify(&answer.body, &[]), Known::File(_)) {
                problems
                    .add(Kind::Public, "the page is shown with status 200 to whoever asks for its own URL");
            }
        }
        // Some release may know better than to pass it on: an answer, or the bytes behind a 200, are as well.
        Expected::Garbage => {}
    }
    problems.all
}

struct Problems {
    all: Vec<Problem>,
    is_own: bool,
}

impl Problems {
    fn add(&mut self, kind: Kind, reason: impl Into<String>) {
        let may_be_meant = matches!(
            kind,
            Kind::Header("Vary" | "X-Robots-Tag" | "Retry-After")
                | Kind::Body(Wrong::OtherVariant | Wrong::OtherEncoding)
                | Kind::Public
        );
        self.all.push(Problem { kind, reason: reason.into(), is_remark: self.is_own && may_be_meant });
    }

    fn status(&mut self, expected: u16, got: u16) {
        if expected != got {
            self.add(Kind::Status(expected, got), format!("the status is {got} and not {expected}"));
        }
    }
}

fn no_answer(got: &Got) -> String {
    match got {
        Got::Closed => "the connection was closed without an answer".to_owned(),
        Got::CutOff(answer) => format!("the answer ended after {} bytes of its body", answer.body.len()),
        Got::Garbage(_) => "what came is not HTTP".to_owned(),
        Got::TooLate(bytes) => format!("the answer was not whole in time: {} bytes had come", bytes.len()),
        Got::Broken(why) => format!("no answer: {why}"),
        Got::Answer(_) => String::new(),
    }
}

fn of_page(
    problems: &mut Problems,
    page: &Page,
    case: &Case,
    answer: &Answer,
    shelf: &Shelf,
    subject: &Subject,
) {
    if page.status != answer.status {
        return problems.status(page.status, answer.status); // what else is wrong comes of that
    }
    let count = problems.all.len();
    let other = body(problems, page, case.request.method == "HEAD", answer, shelf, subject);
    if problems.all.len() > count && other.is_none() {
        return; // no page of ours: that its headers are not those of ours is no news
    }
    // Whichever page it is, it has to come as what it is.
    let expected = other.unwrap_or(page.media);
    match answer.header("content-type") {
        Some(got) if squeezed(got) == squeezed(expected) => {}
        Some(got) => {
            problems
                .add(Kind::Header("Content-Type"), format!("`Content-Type` is `{got}` and not `{expected}`"));
        }
        None => problems.add(Kind::Header("Content-Type"), format!("`Content-Type: {expected}` is missing")),
    }
    if answer.header("location").is_some() {
        problems.add(Kind::Header("Location"), "there is a `Location`: an error page is no redirect");
    }
    for name in ["Set-Cookie", MARK_HEADER] {
        if answer.header(&name.to_ascii_lowercase()).is_some() {
            problems.add(Kind::Header("Set-Cookie"), format!("`{name}` of the app's answer is still there"));
        }
    }
    if subject.can.headers {
        headers(problems, page, answer, subject.can.retry_after);
    }
}

fn headers(problems: &mut Problems, page: &Page, answer: &Answer, has_retry_after: bool) {
    if !answer.lists("cache-control", "no-store") {
        let reason = match answer.header("cache-control") {
            Some(other) => format!("`Cache-Control` is `{other}` and not `no-store`"),
            None => "`Cache-Control: no-store` is missing".to_owned(),
        };
        problems.add(Kind::Header("Cache-Control"), reason);
    }
    if !answer.headers("x-robots-tag").any(|value| value.contains("noindex")) {
        problems.add(Kind::Header("X-Robots-Tag"), "`X-Robots-Tag: noindex` is missing");
    }
    if has_retry_after {
        let got: Vec<&str> = answer.headers("retry-after").collect();
        let wanted = page.retry_after.map(|seconds| seconds.to_string());
        match (&wanted, &got[..]) {
            (Some(wanted), [only]) if wanted == only => {}
            (None, []) => {}
            (Some(wanted), []) => {
                problems.add(Kind::Header("Retry-After"), format!("`Retry-After: {wanted}` is missing"));
            }
            (Some(wanted), all) => problems.add(
                Kind::Header("Retry-After"),
                format!("`Retry-After` is `{}` and not `{wanted}`", all.join("` and `")),
            ),
            (None, [first, ..]) => problems.add(
                Kind::Header("Retry-After"),
                format!("there is a `Retry-After: {first}` with {}", page.status),
            ),
        }
    }
    for name in &page.vary {
        if !answer.lists("vary", name) && !answer.lists("vary", "*") {
            problems.add(Kind::Header("Vary"), format!("`Vary` does not have `{name}`"));
        }
    }
}

/// Holds the body against the page; gives the type of the page that came, if it is another of the same status.
fn body(
    problems: &mut Problems,
    page: &Page,
    is_head: bool,
    answer: &Answer,
    shelf: &Shelf,
    subject: &Subject,
) -> Option<&'static str> {
    let names: Vec<String> = page.files.iter().map(|(name, _)| name.clone()).collect();
    if is_head {
        head(problems, &names, answer, shelf);
        return None;
    }
    let known = shelf.identify(&answer.body, &names);
    let place = |known: &Known| format!("{known} came in place of {}", alternatives(&names));
    let Known::File(name) = &known else {
        let wrong = match known {
            Known::Empty => Wrong::Empty,
            Known::Part(..) => Wrong::Part,
            Known::App => Wrong::App,
            Known::File(_) | Known::Other(_) => Wrong::Foreign,
        };
        problems.add(Kind::Body(wrong), place(&known));
        return None;
    };
    let encoding = answer.header("content-encoding").unwrap_or("identity");
    let came = subject.variants_of(page.status).find_map(|(variant, file, own)| {
        (file == *name).then_some((variant, own.map_or("identity", |own| own.name())))
    });
    let Some((variant, own)) = came else {
        problems.add(Kind::Body(Wrong::OtherPage), place(&known));
        return None;
    };
    if own != encoding {
        problems.add(
            Kind::Header("Content-Encoding"),
            format!("{known} came with `Content-Encoding: {encoding}`"),
        );
    }
    if !names.contains(name) {
        let is_it = names.iter().any(|wanted| wanted.starts_with(&*variant.path));
        let wrong = if is_it { Wrong::OtherEncoding } else { Wrong::OtherVariant };
        problems.add(Kind::Body(wrong), place(&known));
    }
    Some(variant.media)
}

fn head(problems: &mut Problems, names: &[String], answer: &Answer, shelf: &Shelf) {
    if !answer.body.is_empty() {
        problems.add(Kind::Body(Wrong::Stray), "there is a body in the answer to `HEAD`");
    }
    let lengths: Vec<usize> = names.iter().filter_map(|name| shelf.file(name)).map(<[u8]>::len).collect();
    let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
    if let (Some(length), [expected, ..]) = (length, &lengths[..])
        && !lengths.contains(&length)
    {
        let reason = format!("`Content-Length` of the answer to `HEAD` is {length}, the page has {expected}");
        problems.add(Kind::Body(Wrong::Foreign), reason);
    }
}

fn of_app(problems: &mut Problems, status: u16, case: &Case, answer: &Answer) {
    problems.status(status, answer.status);
    let is_head = case.request.method == "HEAD";
    let is_own = if is_head {
        answer.header(&MARK_HEADER.to_ascii_lowercase()) == Some(&status.to_string())
    } else {
        String::from_utf8_lossy(&answer.body).contains(MARK)
    };
    if !is_own {
        problems.add(Kind::App, "the app's own answer was replaced");
    }
}

fn alternatives(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

fn squeezed(value: &str) -> String {
    value
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '"')
        .collect::<String>()
        .to_ascii_lowercase()
}
