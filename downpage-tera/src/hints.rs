//! Ways out for those who know Django's or Jinja's templates better than Tera's.

use downpage_core::Span;
use downpage_core::error::suggest;

use crate::known;
use crate::scan::{Named, Scan};

/// Tags of other languages, and what to write in Tera.
const TAGS: [(&str, &str); 24] = [
    ("load", "leave it out: every filter and function is there"),
    ("static", "write `{{ static(path=\"...\") }}`"),
    ("url", "write `{{ url(name=\"...\") }}`"),
    ("trans", "write `{{ trans(message=\"...\") }}`"),
    ("translate", "write `{{ trans(message=\"...\") }}`"),
    ("blocktrans", "write `{{ trans(message=\"... %(name)s\", name=name) }}`"),
    ("blocktranslate", "write `{{ trans(message=\"... %(name)s\", name=name) }}`"),
    ("now", "write `{{ now() | date(format=\"Y-m-d\") }}`"),
    ("with", "write `{% set name = value %}`"),
    ("macro", "write `{% component Name(argument) %}...{% endcomponent %}`"),
    ("import", "leave it out: components are known by name everywhere"),
    ("from", "leave it out: components are known by name everywhere"),
    ("call", "write `{% <Name argument=\"...\"> %}...{% </Name> %}`"),
    ("do", "write `{% set name = value %}`"),
    ("comment", "write `{# ... #}`"),
    ("verbatim", "write `{% raw %}...{% endraw %}`"),
    ("autoescape", "write `{{ value | safe }}`; the format of the page decides the rest"),
    ("csrf_token", "leave it out: an error page has no form to protect"),
    ("cycle", "write `{{ a if loop.index is odd else b }}`"),
    ("firstof", "write `{{ a or b }}`"),
    ("ifchanged", "keep the last value with `{% set_global last = value %}`"),
    ("spaceless", "control white space with `{%-` and `-%}`"),
    ("empty", "write `{% else %}`"),
    ("elseif", "write `{% elif ... %}`"),
];

/// Filters of other languages, and what to write in Tera.
const FILTERS: [(&str, &str); 9] = [
    ("random", "leave it out: the same input must give the same page"),
    ("count", "write `length`"),
    ("tojson", "write `json_encode() | safe`"),
    ("list", "write `make_list`"),
    ("string", "write `str`"),
    ("trans", "write `trans(message=...)`"),
    ("static", "write `static(path=...)`"),
    ("length_is", "write `x | length == 3`"),
    ("removetags", "write `striptags`"),
];

/// Functions of other languages, and what to write in Tera.
const FUNCTIONS: [(&str, &str); 4] = [
    ("url_for", "write `url(name=\"...\")`, or `static(path=\"...\")` for a file"),
    ("get_random", "leave it out: the same input must give the same page"),
    ("get_env", "give the value in the context: pages do not read the environment"),
    ("cycler", "write `a if loop.index is odd else b`"),
];

/// What is wrong with a tag that Tera does not know, or not here.
pub(crate) fn tag(word: &str) -> String {
    if is_later(word) { format!("unexpected tag `{word}`") } else { format!("unknown tag `{word}`") }
}

/// Whether a tag only goes on with another one, or ends it.
fn is_later(word: &str) -> bool {
    matches!(word, "else" | "elif") || word.strip_prefix("end").is_some_and(|tag| known::TAGS.contains(&tag))
}

/// What to do about a syntax error `at` a place of `text`.
pub(crate) fn syntax(message: &str, text: &str, at: Span, scan: &Scan) -> Option<String> {
    let word = text.get(at.start..at.end).unwrap_or_default();
    if message == "Unknown tag" && is_later(word) {
        return Some("there is no open tag that it belongs to".to_owned());
    }
    if message == "Unknown tag" {
        return Some(match TAGS.iter().find(|(name, _)| *name == word) {
            Some((_, help)) => (*help).to_owned(),
            None => suggest(word, known::TAGS)?,
        });
    }
    if message == "Unexpected end of input" {
        return open_tag(text, scan);
    }
    let before = text.get(..at.start).unwrap_or_default().trim_end();
    if message.starts_with("Found `:` but expected") {
        let name = last_word(before);
        let filter =
            before.len() > name.len() && before[..before.len() - name.len()].trim_end().ends_with('|');
        return filter.then(|| named_argument(name));
    }
    if message.ends_with("but expected identifier.") && before.ends_with('(') {
        let name = last_word(before.trim_end_matches('(').trim_end());
        return (!name.is_empty()).then(|| named_argument(name));
    }
    if message.ends_with("but expected identifier.") && before.ends_with('.') {
        return Some("an item of a list is written `list[0]`".to_owned());
    }
    if message.ends_with("but expected string.") && matches!(last_word(before), "include" | "extends") {
        return Some(
            "the name of the template is written out, as in `{% include \"nav.html\" %}`".to_owned(),
        );
    }
    if message.starts_with("Function calls are only allowed at the first element") {
        return Some("Tera has no methods: use a filter, as in `text | upper`".to_owned());
    }
    None
}

/// The last tag that wants an end and has none.
fn open_tag(text: &str, scan: &Scan) -> Option<String> {
    let mut open: Vec<&Named> = Vec::new();
    for tag in &scan.tags {
        let inside = text.get(tag.span.start..tag.span.end).unwrap_or_default();
        match tag.name.as_str() {
            "if" | "for" | "block" | "filter" | "component" => open.push(tag),
            "set" | "set_global" if !inside.contains('=') => open.push(tag),
            name if name.starts_with("end") => drop(open.pop()),
            _ => {}
        }
    }
    let tag = open.pop()?;
    let line = text.get(..tag.span.start)?.matches('\n').count() + 1;
    let name = if tag.name == "set_global" { "set" } else { &tag.name };
    Some(format!("the tag `{}` of line {line} is open: end it with `{{% end{name} %}}`", tag.name))
}

/// What to do about an unknown filter.
pub(crate) fn filter(name: &str) -> Option<String> {
    told(&FILTERS, name).or_else(|| suggest(name, known::filters()))
}

/// What to do about an unknown function.
pub(crate) fn function(name: &str) -> Option<String> {
    told(&FUNCTIONS, name).or_else(|| suggest(name, known::functions()))
}

fn told(table: &[(&str, &str)], name: &str) -> Option<String> {
    table.iter().find(|(known, _)| *known == name).map(|(_, help)| (*help).to_owned())
}

fn named_argument(name: &str) -> String {
    if let Some(help) = told(&FUNCTIONS, name).or_else(|| told(&FILTERS, name)) {
        return help;
    }
    match known::arguments(name).first() {
        Some(argument) => format!("arguments have names: `{name}({argument}=...)`"),
        None => format!("arguments have names, as in `{name}(argument=...)`"),
    }
}

fn last_word(text: &str) -> &str {
    let word = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
    &text[text.trim_end_matches(word).len()..]
}
