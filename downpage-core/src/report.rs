//! Draws an [`Error`] for people: the sentence, the line it is about with a mark under it, notes, and the way out.

use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::error::{Error, Errors, quoted};
use crate::span::Location;

/// How reports are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are used, as ANSI escape sequences.
    pub coloured: bool,
}

/// One error as text, without a line end after it.
///
/// ```
/// use downpage_core::report::{Style, draw};
/// use downpage_core::{Error, ErrorKind, Location, Span};
///
/// let text = "{% extends 'base.html' %}\n\n{{ title|uper }}";
/// let error = Error::new(ErrorKind::UnknownName, "unknown filter `uper`")
///     .at(Location::in_source("502.html", text, Span::new(36, 40)))
///     .help("did you mean `upper`?");
/// assert_eq!(
///     draw(&error, Style::default()),
///     "\
/// error: unknown filter `uper`
///  --> 502.html:3:10
///   |
/// 3 | {{ title|uper }}
///   |          ^^^^
///   |
///   = help: did you mean `upper`?"
/// );
/// ```
#[must_use]
pub fn draw(error: &Error, style: Style) -> String {
    let title = Level::ERROR.primary_title(error.message());
    let mut group = match error.location() {
        Some(location) => placed(title, location),
        None => Group::with_title(title),
    };
    for note in error.notes() {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if !error.pages().is_empty() {
        group = group.element(Level::NOTE.message(failing(error.pages())));
    }
    if let Some(help) = error.help_text() {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = if style.coloured { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// All errors of a run as text, an empty line between them.
#[must_use]
pub fn draw_all(errors: &Errors, style: Style) -> String {
    errors.iter().map(|error| draw(error, style)).collect::<Vec<_>>().join("\n\n")
}

/// Which pages fail, the first few of them by name.
fn failing(pages: &[Arc<str>]) -> String {
    const FEW: usize = 4;
    let named = quoted(&pages[..pages.len().min(FEW)]);
    match pages.len().checked_sub(FEW) {
        Some(more @ 1..) => format!("while rendering {named} and {more} more pages"),
        _ => format!("while rendering {named}"),
    }
}

fn placed<'a>(title: annotate_snippets::Title<'a>, location: &'a Location) -> Group<'a> {
    let source = location.source.as_str();
    let Some(text) = &location.text else {
        let mut origin = Origin::path(source);
        if location.line > 1 || location.column > 1 {
            origin = origin.line(location.line).char_column(location.column);
        }
        return title.element(origin);
    };
    let marked = location.marked.start..location.marked.end;
    let annotation = AnnotationKind::Primary.span(marked);
    title
        .element(Snippet::source(text.as_str()).path(source).line_start(location.line).annotation(annotation))
}

#[cfg(test)]
mod tests {
    use super::{Style, draw, draw_all};
    use crate::error::{Error, ErrorKind, Errors};
    use crate::span::{Location, Span};

    #[test]
    fn an_error_without_a_place_is_its_sentence_and_its_notes() {
        let error = Error::new(ErrorKind::TemplateNotFound, "template `a.html` was not found")
            .note("searched `templates`")
            .note("searched `more` (no such directory)");
        let expected = "\
error: template `a.html` was not found
 |
 = note: searched `templates`
 = note: searched `more` (no such directory)";
        assert_eq!(draw(&error, Style::default()), expected);
    }

    #[test]
    fn errors_stand_apart_and_an_empty_span_has_a_mark() {
        let place = Location::in_source("a.html", "{% if", Span::new(5, 5));
        let one = || Error::new(ErrorKind::TemplateSyntax, "unexpected end").at(place.clone());
        let errors = Errors::check(vec![one(), one()]).unwrap_err();
        let drawn = "error: unexpected end\n --> a.html:1:6\n  |\n1 | {% if\n  |      ^";
        assert_eq!(draw_all(&errors, Style::default()), format!("{drawn}\n\n{drawn}"));
    }

    #[test]
    fn control_characters_of_a_template_do_not_reach_the_terminal() {
        let place = Location::in_source("a.html", "\u{1b}[31m{{ x", Span::new(5, 9));
        let drawn = draw(&Error::new(ErrorKind::TemplateSyntax, "bad").at(place), Style::default());
        assert!(!drawn.contains('\u{1b}'), "{drawn:?}");
    }
}
