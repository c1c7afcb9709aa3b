//! upon's errors as core's. upon gives nothing but text, which one function here takes apart.

use std::cell::RefCell;

use downpage_core::error::suggest;
use downpage_core::{Error, ErrorKind, Location};

use crate::functions;
use crate::template;

/// What upon's text says.
#[derive(Debug, PartialEq, Eq)]
struct Fault<'a> {
    /// Such as `render error`.
    what: &'a str,
    reason: &'a str,
    place: Option<Place<'a>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    /// `<anonymous>` for the page's own template.
    template: &'a str,
    line: usize,
    column: usize,
    /// Columns that are underlined.
    width: usize,
}

/// Takes upon's alternate text apart:
///
/// ```text
/// render error
///
///    --> 502.upon:3:4
///     |
///   3 | {{ titel }}
///     |    ^^^^^
///     |
///     = reason: not found in this scope
/// ```
fn read(text: &str) -> Fault<'_> {
    fn with_place(text: &str) -> Option<Fault<'_>> {
        let (what, rest) = text.split_once("\n\n")?;
        let (head, rest) = rest.trim_start().strip_prefix("--> ")?.split_once('\n')?;
        let mut head = head.rsplitn(3, ':');
        let (column, line, template) = (head.next()?, head.next()?, head.next()?);
        let mut lines = rest.splitn(5, '\n').skip(2);
        let width = lines.next()?.matches('^').count();
        let reason = lines.nth(1)?.trim_start().strip_prefix("= reason: ")?.strip_suffix('\n')?;
        let (line, column) = (line.parse().ok()?, column.parse().ok()?);
        (line > 0 && column > 0).then_some(())?;
        Some(Fault { what, reason, place: Some(Place { template, line, column, width }) })
    }
    with_place(text).unwrap_or_else(|| {
        let (what, reason) = text.split_once(": ").unwrap_or((text, ""));
        Fault { what, reason, place: None }
    })
}

/// `fault` as a core error.
///
/// `known` tells the names behind a path, and the page's variables for none; `source` tells the name and the text of the
/// template that upon calls by this name, or by none for the page's own.
pub(crate) fn from_upon<'a>(
    fault: &upon::Error,
    known: impl Fn(&str) -> Vec<&'a str>,
    source: impl Fn(Option<&str>) -> Option<(String, String)>,
) -> Error {
    let display = format!("{fault:#}");
    let fault = read(&display);
    let place = fault.place.as_ref();
    let called = place.map(|place| place.template).filter(|name| *name != "<anonymous>");
    let Some((name, text)) = source(called) else { return translate(&fault, "", "", known) };
    let Some(place) = place else { return translate(&fault, "", "", known).at(Location::whole(name)) };
    let mut span = template::span(&text, place.line, place.column, place.width);
    let marked = &text[span.start..span.end];
    if fault.what == "render error" {
        // upon counts the dot to the member behind it.
        span.start += marked.len() - marked.trim_start_matches(['?', '.']).len();
    }
    let (before, marked) = (&text[..span.start], &text[span.start..span.end]);
    translate(&fault, before, marked, known).at(Location::in_source(name, &text, span))
}

/// The table of kinds: what upon says, and what we say.
fn translate<'a>(
    fault: &Fault<'_>,
    before: &str,
    marked: &str,
    known: impl Fn(&str) -> Vec<&'a str>,
) -> Error {
    let Fault { what, reason, .. } = fault;
    match (*what, *reason) {
        ("invalid syntax", "expected keyword, found identifier") if opens_a_block(before) => {
            Error::new(ErrorKind::UnknownName, format!("unknown block `{marked}`"))
                .help("upon has the blocks `if`, `for`, `with` and `include`")
        }
        ("invalid syntax", "unexpected character") if marked == "'" => {
            syntax("unexpected `'`").help("text stands in double quotes: `\"text\"`")
        }
        ("invalid syntax", "unexpected character") => syntax(format!("unexpected `{marked}`")),
        ("invalid syntax", "undelimited string") => syntax("the text has no closing `\"`"),
        (
            "invalid syntax",
            reason @ ("unexpected end expression" | "unexpected end block" | "unexpected end comment"),
        ) if !is_in_tag(before) => syntax(spelled(reason))
            .help(format!("for the characters themselves write `{{{{ \"{marked}\" }}}}`")),
        ("invalid syntax", reason) => {
            match reason.strip_prefix("unclosed `").and_then(|rest| rest.split('`').next()) {
                Some(block) => syntax(spelled(reason)).help(format!("close it with `{{% end{block} %}}`")),
                None => syntax(spelled(reason)),
            }
        }
        ("render error", "unknown function" | "unknown formatter or function") => unknown_function(marked),
        ("render error", "not found in this scope") => {
            Error::new(ErrorKind::UndefinedVariable, format!("undefined variable `{marked}`"))
                .maybe_help(suggest(marked, known("")))
                .help(format!("give the page a value for it, or write `?.{marked}` where it may be missing"))
        }
        ("render error", "not found in map") => {
            let owner = owner(before);
            Error::new(ErrorKind::UndefinedVariable, format!("`{owner}` has no `{marked}`"))
                .maybe_help(suggest(marked, known(owner)))
                .help(format!("write `{owner}?.{marked}` where it may be missing"))
        }
        ("render error", reason) if reason.starts_with("index out of bounds") => Error::new(
            ErrorKind::UndefinedVariable,
            format!("`{}` has no item `{marked}`: {reason}", owner(before)),
        ),
        ("render error", reason) if reason.starts_with("reached maximum include depth") => {
            let deepest = reason.trim_end_matches(')').rsplit('(').next().unwrap_or_default();
            Error::new(
                ErrorKind::LimitExceeded,
                format!("templates include each other more than {deepest} deep"),
            )
        }
        ("render error", reason) => {
            match reason.strip_prefix("expected iterable, but expression evaluated to ") {
                Some(found) => rendering(format!("expected a list or a table to loop over, found {found}")),
                None => rendering(reason),
            }
        }
        ("format error" | "function error", reason) if !reason.is_empty() => rendering(reason),
        _ => rendering(if reason.is_empty() { (*what).to_owned() } else { format!("{what}: {reason}") }),
    }
}

/// The error for a function that is not there.
pub(crate) fn unknown_function(name: &str) -> Error {
    Error::new(ErrorKind::UnknownName, format!("unknown function `{name}`"))
        .maybe_help(suggest(name, functions::names()))
        .help("`downpage engines` shows where the functions are described")
}

/// The error for a page that outgrows its limit.
pub(crate) fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::LimitExceeded, format!("the page is larger than the limit of {limit} bytes"))
        .help("look for a loop over more than was meant")
}

fn syntax(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::TemplateSyntax, message)
}

fn rendering(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Rendering, message)
}

/// upon's words for signs, as the signs themselves.
fn spelled(reason: &str) -> String {
    const SIGNS: [(&str, &str); 15] = [
        ("begin expression", "`{{`"),
        ("end expression", "`}}`"),
        ("begin block", "`{%`"),
        ("end block", "`%}`"),
        ("begin comment", "`{#`"),
        ("end comment", "`#}`"),
        ("open bracket", "`[`"),
        ("close bracket", "`]`"),
        ("open brace", "`{`"),
        ("close brace", "`}`"),
        ("open parenthesis", "`(`"),
        ("close parenthesis", "`)`"),
        ("pipe", "`|`"),
        ("comma", "`,`"),
        ("colon", "`:`"),
    ];
    SIGNS.iter().fold(reason.to_owned(), |text, (word, sign)| text.replace(word, sign))
}

fn opens_a_block(before: &str) -> bool {
    let before = before.trim_end();
    before.strip_suffix('-').unwrap_or(before).ends_with("{%")
}

fn is_in_tag(before: &str) -> bool {
    let last = |signs: [&str; 3]| signs.iter().filter_map(|sign| before.rfind(sign)).max();
    last(["{{", "{%", "{#"]) > last(["}}", "%}", "#}"])
}

/// The path that stands before a member: `user` in `{{ user.name`.
fn owner(before: &str) -> &str {
    let path = before.trim_end_matches(['?', '.']);
    let is_path = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '?');
    path.rfind(|letter| !is_path(letter)).map_or(path, |at| path[at..].split_at(1).1)
}

thread_local! {
    /// What a function of ours failed with. upon passes on its message only; the rest waits here for the end of the rendering.
    static RAISED: RefCell<Option<Error>> = const { RefCell::new(None) };
}

/// Keeps `error` for [`raised`], and gives what upon is told.
pub(crate) fn raise(error: Error) -> String {
    let message = error.message().to_owned();
    RAISED.set(Some(error));
    message
}

/// The error that a function raised since the last call, on this thread.
pub(crate) fn raised() -> Option<Error> {
    RAISED.take()
}

#[cfg(test)]
mod tests {
    use super::{Fault, Place, owner, read};

    /// Breaks when upon writes its errors in another form.
    #[test]
    fn the_form_of_upons_errors_is_the_one_that_is_read() {
        let mut engine = upon::Engine::new();
        engine.add_template("a.upon", "x\n  {{ tab | none }}").unwrap();
        let context = upon::Value::from([("tab", "= reason: no\n\n --> b:1:1")]);
        let error = engine.template("a.upon").render_from(&context).to_string().unwrap_err();
        let place = Place { template: "a.upon", line: 2, column: 12, width: 4 };
        let expected =
            Fault { what: "render error", reason: "unknown formatter or function", place: Some(place) };
        assert_eq!(read(&format!("{error:#}")), expected);

        let error = engine.compile("{{ = reason: no").unwrap_err();
        let place = Place { template: "<anonymous>", line: 1, column: 4, width: 1 };
        let expected = Fault { what: "invalid syntax", reason: "unexpected character", place: Some(place) };
        assert_eq!(read(&format!("{error:#}")), expected);

        engine.set_max_include_depth(1);
        engine.add_template("b", "{% include \"a.upon\" %}").unwrap();
        let error = engine.template("b").render_from(&context).to_string().unwrap_err();
        let expected =
            Fault { what: "render error", reason: "reached maximum include depth (1)", place: None };
        assert_eq!(read(&format!("{error:#}")), expected);
    }

    #[test]
    fn the_owner_of_a_member_is_the_path_before_it() {
        assert_eq!(owner("{{ site.user."), "site.user");
        assert_eq!(owner("{{ f(a, größe?."), "größe");
        assert_eq!(owner("user."), "user");
    }
}
