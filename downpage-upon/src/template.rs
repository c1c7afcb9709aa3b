//! A parsed template, and how upon's lines and columns become bytes of it.
//!
//! upon counts wrongly once a template holds more than ASCII: it looks for a byte among lines measured in columns of a
//! terminal. The mistake can be undone as long as the byte lies within what it believes to be the text's length. So that it
//! always does, a comment of empty lines is put behind the text; a comment leaves nothing in the program. It also turns
//! "found EOF" into an error that points at the tag that was not closed.

use downpage_core::{Error, ErrorKind, Location, Result, Span};
use unicode_width::UnicodeWidthStr;

use crate::error;
use crate::reachable::{DEEPEST, References, Refusal, references};

/// A template that upon has parsed.
pub(crate) struct Template {
    pub(crate) name: String,
    pub(crate) program: upon::Template<'static>,
    pub(crate) references: References,
    length: usize,
}

impl Template {
    pub(crate) fn parse(engine: &upon::Engine<'_>, name: &str, text: &str) -> Result<Self> {
        let references = references(text).map_err(|refusal| refused(name, text, &refusal))?;
        let program = engine.compile(padded(text)).map_err(|fault| {
            error::from_upon(&fault, |_| Vec::new(), |_| Some((name.to_owned(), text.to_owned())))
        })?;
        Ok(Self { name: name.to_owned(), program, references, length: text.len() })
    }

    /// The text as it was loaded.
    pub(crate) fn text(&self) -> &str {
        self.program.source().get(..self.length).unwrap_or_default()
    }

    /// A place in this template.
    pub(crate) fn place(&self, span: Span) -> Location {
        Location::in_source(self.name.as_str(), self.text(), span)
    }
}

fn refused(name: &str, text: &str, refusal: &Refusal) -> Error {
    let error = |message: String, span| {
        Error::new(ErrorKind::TemplateSyntax, message).at(Location::in_source(name, text, span))
    };
    match *refusal {
        Refusal::TooDeep(span) => error(format!("the template nests more than {DEEPEST} deep"), span),
        Refusal::IncludeInWith(span) => {
            let include = &text[span.start..span.end];
            error(format!("{include} cannot be included inside of `with`"), span).help(format!(
                "hand over what it needs: `{{% include {include} with {{\"name\": value}} %}}`"
            ))
        }
    }
}

/// The bytes of `text` that upon means by a line and a column, both from 1, and a number of columns.
pub(crate) fn span(text: &str, line: usize, column: usize, width: usize) -> Span {
    let counted = padded(text);
    let before: usize = counted.split('\n').take(line - 1).map(|line| line.width() + 1).sum();
    let start = (before + column - 1).min(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let length = end.into_iter().find(|end| rest[..*end].width() >= width).unwrap_or(rest.len());
    Span::new(start, start + length)
}

/// `text` with as many lines behind it as upon's count falls short of its bytes.
fn padded(text: &str) -> String {
    let counted: usize = text.split('\n').map(|line| line.width() + 1).sum();
    let missing = text.len().saturating_sub(counted) + 1;
    format!("{text}{{#{}#}}", "\n".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::{Template, span};

    /// Where upon says that `fault` stands in `text`, undone.
    fn found(text: &str) -> String {
        let error = Template::parse(&upon::Engine::new(), "a", text).err().unwrap();
        let place = error.location().unwrap();
        let line = place.text.clone().unwrap();
        format!("{}:{}:{}", place.line, place.column, &line[place.marked.start..place.marked.end])
    }

    #[test]
    fn places_are_exact_in_ascii() {
        assert_eq!(found("one\ntwo {{ 'x }}"), "2:8:'");
        assert_eq!(found("{% if a %}\n{% endfor %}"), "2:1:{% endfor %}");
    }

    #[test]
    fn places_are_exact_behind_and_within_any_script() {
        assert_eq!(found("äöü\näöü {{ ' }}"), "2:8:'");
        assert_eq!(found("維護中\r\n請稍後再試 {{ ' }}"), "2:10:'");
        assert_eq!(found("\u{1f6e0}\u{fe0f}\u{1f468}\u{200d}\u{1f527} x {{ é.ü é }}"), "1:16:é");
        assert_eq!(found(&format!("{}\n{{{{ ' }}}}", "維".repeat(500))), "2:4:'");
    }

    #[test]
    fn an_open_tag_is_marked_where_it_opens() {
        assert_eq!(found("é {{ title"), "1:3:{{");
        assert_eq!(found("é {% if title"), "1:3:{%");
        assert_eq!(found("é {# title"), "1:3:{#");
    }

    #[test]
    fn a_place_that_cannot_be_is_the_end_of_the_text() {
        assert_eq!(span("abc", 9, 9, 9), downpage_core::Span::new(3, 3));
    }
}
