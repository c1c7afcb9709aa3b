//! Tera's errors as core's: kind, place, sentence, way out.
//!
//! Tera gives the place of a syntax or rendering error as a value, but unknown names and the way through includes only in the
//! text of its report. That text is read here and nowhere else; the tests of this crate break when its form changes.

use downpage_core::error::suggest;
use downpage_core::{Context, Error, ErrorKind, Location, Span};
use tera::ReportError;

use crate::hints;
use crate::known;
use crate::reachable::Reachable;
use crate::template::Template;
use crate::undefined;

/// Finds a template by the name that Tera knows it by.
pub(crate) type Find<'a> = dyn Fn(&str) -> Option<&'a Template> + 'a;

/// What Tera says in a rendering error that is no [`ErrorKind::Rendering`]: how the sentence begins.
const KINDS: [(&str, ErrorKind); 10] = [
    ("Variable `", ErrorKind::UndefinedVariable),
    ("Field `", ErrorKind::UndefinedVariable),
    ("Tried to render a variable that is undefined", ErrorKind::UndefinedVariable),
    ("Cannot index into an undefined value", ErrorKind::UndefinedVariable),
    ("Index expression is undefined", ErrorKind::UndefinedVariable),
    ("Cannot slice an undefined value", ErrorKind::UndefinedVariable),
    ("Slice start is undefined", ErrorKind::UndefinedVariable),
    ("Slice end is undefined", ErrorKind::UndefinedVariable),
    ("Slice step is undefined", ErrorKind::UndefinedVariable),
    ("Function `range` would produce", ErrorKind::LimitExceeded),
];

/// Sentences of Tera about the types of values: how they begin, how they begin here, and a way out.
const ABOUT_TYPES: [(&str, &str, Option<&str>); 11] = [
    ("Invalid type for the value, expected ", "expected ", None),
    ("Iteration not possible on type ", "cannot loop over ", None),
    ("Key/value iteration is not possible on type ", "cannot loop with a key over ", None),
    ("Cannot compare ", "cannot compare ", None),
    ("Math operations can only be done on numbers, found ", "cannot calculate with ", None),
    (
        "`+` requires both operands to be numbers, found ",
        "cannot add ",
        Some("write `a ~ b` to put texts together"),
    ),
    ("Slicing can only be used on arrays or strings, not on ", "cannot take a slice of ", None),
    ("Array index must be an integer, got ", "the index of a list must be a whole number, found ", None),
    ("String index must be an integer, got ", "the index of a text must be a whole number, found ", None),
    ("Map keys must be strings, integers, or bools, got ", "the key of a table cannot be ", None),
    ("Spread operator requires ", "`...` needs ", None),
];

/// Marks a message that carries a whole error of core through Tera, which passes on only text.
const CARRIED: &str = "\u{1f}downpage\u{1f}";
const BETWEEN: char = '\u{1f}';

/// An error of a filter or function of ours on its way through Tera.
pub(crate) fn carry(error: &Error) -> tera::Error {
    let mut text = format!("{CARRIED}{}{BETWEEN}{}", error.kind().name(), error.message());
    text.push(BETWEEN);
    text.push_str(error.help_text().unwrap_or_default());
    for note in error.notes() {
        text.push(BETWEEN);
        text.push_str(note);
    }
    tera::Error::message(text)
}

fn carried(message: &str) -> Option<Error> {
    const KINDS: [ErrorKind; 6] = [
        ErrorKind::UndefinedVariable,
        ErrorKind::UnknownName,
        ErrorKind::LimitExceeded,
        ErrorKind::BadData,
        ErrorKind::Configuration,
        ErrorKind::Io,
    ];
    let mut parts = message.strip_prefix(CARRIED)?.split(BETWEEN);
    let name = parts.next()?;
    let kind = KINDS.into_iter().find(|kind| kind.name() == name).unwrap_or(ErrorKind::Rendering);
    let error = Error::new(kind, parts.next()?);
    let help = parts.next().filter(|help| !help.is_empty()).map(str::to_owned);
    Some(parts.fold(error, Error::note).maybe_help(help))
}

/// Everything that Tera found wrong while it took in the templates of a page; `components` are those of the whole site.
pub(crate) fn loading(error: &tera::Error, found: &Reachable, components: &[&str]) -> Vec<Error> {
    let find = |name: &str| found.get(name).map(AsRef::as_ref);
    let mut errors = match error.kind() {
        tera::ErrorKind::SyntaxError(report) => vec![syntax(report, &find)],
        tera::ErrorKind::Msg(text) => {
            text.split("\n\n").map(|report| unknown(report, found, components)).collect()
        }
        _ => vec![Error::new(ErrorKind::TemplateSyntax, sentence(&error.to_string()))],
    };
    let place =
        |error: &Error| error.location().map(|place| (order(found, &place.source), place.line, place.column));
    errors.sort_by_key(place);
    let with_way = |error: Error| match error.location().map(|place| place.source.clone()) {
        Some(name) => found.with_way(error, &name),
        None => error,
    };
    errors.into_iter().map(with_way).collect()
}

fn order(found: &Reachable, name: &str) -> usize {
    found.templates.iter().position(|template| template.name == name).unwrap_or(usize::MAX)
}

/// A syntax error.
pub(crate) fn syntax(report: &ReportError, find: &Find<'_>) -> Error {
    let Some(template) = find(report.filename()) else {
        return Error::new(ErrorKind::TemplateSyntax, sentence(report.message()))
            .at(Location::whole(report.filename()));
    };
    let range = &report.span().range;
    // At the end of the text Tera marks the last thing it read.
    let ends = report.message() == "Unexpected end of input";
    let span = match (ends, range.is_empty()) {
        (true, _) => Span::new(range.end, range.end),
        (false, true) => Span::new(range.start, range.start + 1),
        (false, false) => Span::new(range.start, range.end),
    };
    let message = match template.piece(span) {
        word if report.message() == "Unknown tag" => hints::tag(word),
        _ if report.message() == "Invalid Integer" => "the number is too large".to_owned(),
        _ => expectation(&sentence(report.message())),
    };
    let help = hints::syntax(report.message(), template.for_tera(), span, &template.scan);
    let kind =
        if message.starts_with("unknown tag") { ErrorKind::UnknownName } else { ErrorKind::TemplateSyntax };
    Error::new(kind, message).at(template.place(span)).maybe_help(help)
}

/// One report of a name that does not exist: the sentence, an arrow with the place, and the line with marks below it.
fn unknown(report: &str, found: &Reachable, components: &[&str]) -> Error {
    let mut lines = report.lines();
    let message = lines.next().and_then(|line| line.strip_prefix("error: ")).unwrap_or(report);
    let place = lines.next().and_then(arrow);
    let marks = lines.nth(2).map_or(0, |line| line.matches('^').count());
    let name = in_backticks(message).unwrap_or_default();
    let template = place.and_then(|(source, ..)| found.get(source));
    let (kind, help) = match message.split(" `").next() {
        Some("Unknown filter") => (ErrorKind::UnknownName, hints::filter(name)),
        Some("Unknown test") => (ErrorKind::UnknownName, suggest(name, known::tests())),
        Some("Unknown function") => (ErrorKind::UnknownName, hints::function(name)),
        Some("Unknown component") => (ErrorKind::UnknownName, suggest(name, components.iter().copied())),
        Some("Block") => {
            let blocks = template.map(|template| parent_blocks(template, found)).unwrap_or_default();
            (ErrorKind::UnknownName, suggest(name, blocks))
        }
        _ => (ErrorKind::TemplateSyntax, None),
    };
    let error = Error::new(kind, sentence(message)).maybe_help(help);
    match (place, template) {
        (Some((_, line, column)), Some(template)) => {
            error.at(template.place(name_only(template, template.span_at(line, column, marks), name)))
        }
        (Some((source, line, column)), None) => {
            error.at(Location { line, column, ..Location::whole(source) })
        }
        (None, _) => error,
    }
}

/// The name alone out of a span that may have its arguments too.
fn name_only(template: &Template, span: Span, name: &str) -> Span {
    match template.piece(span).find(name) {
        Some(at) => Span::new(span.start + at, span.start + at + name.len()),
        None => span,
    }
}

fn parent_blocks<'a>(template: &Template, found: &'a Reachable) -> Vec<&'a str> {
    let mut blocks = Vec::new();
    let mut parent = template.scan.extends.first().and_then(|named| found.get(&named.name));
    while let Some(template) = parent {
        blocks.extend(template.scan.blocks.iter().map(|named| named.name.as_str()));
        parent = template.scan.extends.first().and_then(|named| found.get(&named.name));
    }
    blocks
}

/// What went wrong while a page was rendered with `context`.
pub(crate) fn rendering(error: &tera::Error, page: &str, find: &Find<'_>, context: &Context) -> Error {
    let tera::ErrorKind::RenderingError(report) = error.kind() else {
        return placeless(&error.to_string()).at(Location::whole(page));
    };
    let Some(template) = find(report.filename()) else {
        return Error::new(kind_of(report.message()), sentence(report.message()))
            .at(Location::whole(report.filename()));
    };
    let mut span = Span::new(report.span().range.start, report.span().range.end);
    let error =
        carried(report.message()).unwrap_or_else(|| told(report.message(), template, &mut span, context));
    let callers = callers(&report_text(&error_text(report), report.message()), find);
    callers.into_iter().fold(error.at(template.place(span)), Error::note)
}

/// An error that Tera gives without a place.
fn placeless(message: &str) -> Error {
    if message.starts_with("Maximum render recursion depth for components") {
        return Error::new(ErrorKind::LimitExceeded, "components call each other more than 20 deep");
    }
    carried(message).unwrap_or_else(|| Error::new(kind_of(message), sentence(message)))
}

fn error_text(report: &ReportError) -> String {
    tera::ErrorKind::RenderingError(Box::new(report.clone())).to_string()
}

/// The report after its sentence, which may have anything in it.
fn report_text(text: &str, message: &str) -> String {
    text.strip_prefix("error: ")
        .and_then(|rest| rest.strip_prefix(message))
        .map_or(String::new(), str::to_owned)
}

/// The places from which the failing template was included, or its component called: the nearest first.
fn callers(report: &str, find: &Find<'_>) -> Vec<String> {
    let notes = report.lines().filter_map(|line| line.strip_prefix("note: called from "));
    let places = notes.filter_map(place_of);
    let place = |(source, line, column): (&str, usize, usize)| match find(source) {
        Some(template) => format!("called from `{}`", template.place(template.span_at(line, column, 0))),
        None => format!("called from `{source}:{line}:{column}`"),
    };
    places.map(place).collect()
}

/// Tera's sentence as ours. `span` is what it is about, and may be made more exact.
fn told(message: &str, template: &Template, span: &mut Span, context: &Context) -> Error {
    let piece = template.piece(*span);
    let kind = kind_of(message);
    if piece.starts_with("throw(") {
        return Error::new(kind, message); // the template's own words
    }
    if let Some(name) = message.strip_prefix("Variable `").and_then(|rest| rest.split('`').next()) {
        let visible = message.split_once(". Available variables: ").map_or("", |(_, names)| names);
        return undefined::variable(name, &visible.split(", ").collect::<Vec<_>>(), context);
    }
    if let Some(name) = message.strip_prefix("Field `").and_then(|rest| rest.split('`').next()) {
        if piece != name {
            return Error::new(kind, format!("`{piece}` is not defined")); // Tera names the field after it
        }
        let fields = message.split_once(". Available fields: ").map_or("", |(_, names)| names);
        let help = suggest(name, fields.split(", ").filter(|name| !name.is_empty()));
        return Error::new(kind, format!("field `{name}` is not defined")).maybe_help(help);
    }
    if let Some(name) =
        message.strip_prefix("Missing keyword argument `").and_then(|rest| rest.strip_suffix('`'))
    {
        let call = piece.split('(').next().unwrap_or_default().trim();
        return Error::new(kind, format!("`{call}` needs the argument `{name}`"))
            .help(format!("write `{call}({name}=...)`"));
    }
    let is_value = message.ends_with("but got `undefined`") || message.ends_with("on type `undefined`");
    if kind == ErrorKind::UndefinedVariable
        && (is_value || KINDS.iter().any(|(start, _)| message.starts_with(start)))
    {
        *span = undefined::whole_path(template, *span);
        return undefined::path(template, span, context);
    }
    for (start, ours, help) in ABOUT_TYPES {
        if let Some(rest) = message.strip_prefix(start) {
            let text = format!("{ours}{}", plain_types(rest)).replace(" but got ", ", found ");
            return Error::new(kind, sentence_end(&text)).maybe_help(help.map(str::to_owned));
        }
    }
    Error::new(kind, sentence(message))
}

fn kind_of(message: &str) -> ErrorKind {
    if message.contains("`undefined`") || message.starts_with("Value of type undefined") {
        return ErrorKind::UndefinedVariable;
    }
    KINDS.iter().find(|(start, _)| message.starts_with(start)).map_or(ErrorKind::Rendering, |(_, kind)| *kind)
}

/// The place after the arrow of a report.
fn arrow(line: &str) -> Option<(&str, usize, usize)> {
    line.trim_start().strip_prefix("--> ").and_then(place_of)
}

/// `a:b.html:3:12` as its parts.
fn place_of(text: &str) -> Option<(&str, usize, usize)> {
    let mut parts = text.rsplitn(3, ':');
    let (column, line, source) = (parts.next()?, parts.next()?, parts.next()?);
    Some((source, line.parse().ok()?, column.parse().ok()?))
}

fn in_backticks(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// Lower case, no full stop.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let lower: String =
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default();
    sentence_end(&lower)
}

fn sentence_end(message: &str) -> String {
    message.trim_end_matches('.').to_owned()
}

/// Backticks around what was expected, where Tera leaves them out: "found `:` but expected }}".
fn expectation(message: &str) -> String {
    match message.split_once(" but expected ") {
        Some((found, sign)) if !sign.contains([' ', '`']) && !sign.contains(char::is_alphanumeric) => {
            format!("{found} but expected `{sign}`")
        }
        _ => message.to_owned(),
    }
}

/// The types in backticks in words.
fn plain_types(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { plain_type(part) } else { part }).collect()
}

/// A type of Rust or Tera in words.
fn plain_type(name: &str) -> &str {
    match name {
        "&str" | "str" | "string" | "String" => "text",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => {
            "a whole number"
        }
        "f32" | "f64" | "Number" => "a number",
        "bool" => "a boolean",
        "&[Value]" | "Vec<Value>" | "array" => "a list",
        "Map" | "map/struct" => "a table",
        "none" => "nothing",
        "undefined" => "something undefined",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, carried, carry, expectation, plain_type, sentence};
    use downpage_core::Error;

    #[test]
    fn an_error_of_ours_comes_through_tera_whole() {
        let error = Error::new(ErrorKind::BadData, "no `a`").help("add it").note("one").note("two");
        let back = carried(&carry(&error).to_string()).unwrap();
        assert_eq!((back.kind(), back.message()), (error.kind(), error.message()));
        assert_eq!((back.help_text(), back.notes()), (error.help_text(), error.notes()));
        assert!(carried("anything else").is_none());
    }

    #[test]
    fn sentences_are_in_the_style_of_the_house() {
        assert_eq!(sentence("Found `}` but expected }}."), "found `}` but expected }}");
        assert_eq!(expectation("found `:` but expected }}"), "found `:` but expected `}}`");
        assert_eq!(expectation("found `:` but expected identifier"), "found `:` but expected identifier");
        assert_eq!((plain_type("&str"), plain_type("u64")), ("text", "a whole number"));
    }
}
