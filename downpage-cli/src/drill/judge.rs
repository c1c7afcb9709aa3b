//! Holds what came back against what had to.

use super::app::{MARK, MARK_HEADER};
use super::cases::{Case, Expected, Page};
use super::shelf::{Known, Shelf};
use super::visitor::{Answer, Got, Visit};
use crate::servers::Abilities;

/// Something wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    /// A sentence, lower case, without a full stop.
    pub(crate) reason: String,
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
    /// Another page of ours: of another status, format, language.
    OtherPage,
    /// The page, and compressed in another way.
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
pub(crate) fn judge(case: &Case, visit: &Visit, shelf: &Shelf, can: &Abilities) -> Vec<Problem> {
    let mut problems = Problems(Vec::new());
    let answer = match (&visit.got, &case.expected) {
        (Got::Garbage(_), Expected::Garbage) => return Vec::new(),
        (Got::Answer(answer), _) => answer,
        (got, _) => {
            problems.add(Kind::NoAnswer, no_answer(got));
            return problems.0;
        }
    };
    match &case.expected {
        Expected::Page(page) => of_page(&mut problems, page, case, answer, shelf, can),
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
    problems.0
}

struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, kind: Kind, reason: impl Into<String>) {
        self.0.push(Problem { kind, reason: reason.into() });
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
    can: &Abilities,
) {
    problems.status(page.status, answer.status);
    body(problems, page, case.request.method == "HEAD", answer, shelf);
    let expected = page.media;
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
    if can.headers {
        headers(problems, page, answer, can);
    }
}

fn headers(problems: &mut Problems, page: &Page, answer: &Answer, can: &Abilities) {
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
    if can.retry_after {
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

fn body(problems: &mut Problems, page: &Page, is_head: bool, answer: &Answer, shelf: &Shelf) {
    let encoding = answer.header("content-encoding").unwrap_or("identity");
    let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
    let names: Vec<String> = page.files.iter().map(|(name, _)| name.clone()).collect();
    if is_head {
        if !answer.body.is_empty() {
            problems.add(Kind::Body(Wrong::Stray), "there is a body in the answer to `HEAD`");
        }
        let lengths: Vec<usize> = names.iter().filter_map(|name| shelf.file(name)).map(<[u8]>::len).collect();
        if let Some(length) = length.filter(|length| !lengths.contains(length)) {
            let reason =
                format!("`Content-Length` of the answer to `HEAD` is {length}, the page has {}", lengths[0]);
            problems.add(Kind::Header("Content-Length"), reason);
        }
        return;
    }
    let known = shelf.identify(&answer.body, &names);
    let Known::File(name) = &known else {
        let wrong = match known {
            Known::Empty => Wrong::Empty,
            Known::Part(..) => Wrong::Part,
            Known::App => Wrong::App,
            Known::File(_) | Known::Other(_) => Wrong::Foreign,
        };
        problems.add(Kind::Body(wrong), format!("{known} came in place of {}", alternatives(&names)));
        return;
    };
    match page.files.iter().find(|(own, _)| own == name) {
        Some((_, own)) if own.map_or("identity", |own| own.name()) == encoding => {}
        Some(_) => {
            let reason = format!("{known} came with `Content-Encoding: {encoding}`");
            problems.add(Kind::Header("Content-Encoding"), reason);
        }
        None => {
            let stem = names[0].trim_end_matches(".br").trim_end_matches(".zst").trim_end_matches(".gz");
            let wrong = if name.starts_with(stem) { Wrong::OtherEncoding } else { Wrong::OtherPage };
            problems.add(Kind::Body(wrong), format!("{known} came in place of {}", alternatives(&names)));
        }
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
