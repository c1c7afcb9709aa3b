//! One template as it is handed to Tera, with what is needed to say where something stands in it.

use std::sync::Arc;

use downpage_core::{Location, Span};
use tera::Delimiters;

use crate::scan::{Scan, scan};

/// The filter that a JSON page puts around every output; see [`Template::new`].
pub(crate) const JSON_FILTER: &str = "__json";

/// A template: its text, what it refers to, and what Tera is given.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) name: String,
    pub(crate) text: Arc<str>,
    pub(crate) scan: Scan,
    wrapped: Option<Wrapped>,
}

/// A template whose outputs stand in brackets, and where something was put in.
#[derive(Debug)]
struct Wrapped {
    text: String,
    /// Places in the wrapped text, and the bytes put in there.
    added: Vec<(usize, usize)>,
}

impl Template {
    /// Reads what `text` refers to.
    ///
    /// On a JSON page every `{{ x }}` is handed to Tera as `{{ (x)|__json }}`: Tera gives its escape function only the text
    /// of a value, in which the list `[1]` and the string `"[1]"` are one.
    pub(crate) fn new(name: &str, text: Arc<str>, delimiters: &Delimiters, json: bool) -> Self {
        let scan = scan(&text, delimiters);
        let wrapped = json.then(|| wrap(&text, &scan.outputs));
        Self { name: name.to_owned(), text, scan, wrapped }
    }

    /// What Tera is given.
    pub(crate) fn for_tera(&self) -> &str {
        self.wrapped.as_ref().map_or(&self.text, |wrapped| &wrapped.text)
    }

    /// Where `span` of the text that Tera was given stands.
    pub(crate) fn place(&self, span: Span) -> Location {
        let span = Span::new(self.original(span.start), self.original(span.end));
        Location::in_source(&self.name, &self.text, span)
    }

    /// Where `span` of the template's own text stands.
    pub(crate) fn own_place(&self, span: Span) -> Location {
        Location::in_source(&self.name, &self.text, span)
    }

    /// The place of `letters` characters at a line and column, both from 1, of the text that Tera was given.
    pub(crate) fn span_at(&self, line: usize, column: usize, letters: usize) -> Span {
        let text = self.for_tera();
        let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
        let rest = text.get(start..).unwrap_or_default();
        let byte = |count: usize| rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
        let first = column.saturating_sub(1);
        Span::new(start + byte(first), start + byte(first + letters))
    }

    /// The piece of the text that Tera was given.
    pub(crate) fn piece(&self, span: Span) -> &str {
        self.for_tera().get(span.start..span.end).unwrap_or_default()
    }

    fn original(&self, at: usize) -> usize {
        let Some(wrapped) = &self.wrapped else { return at };
        let before = wrapped.added.iter().take_while(|(place, _)| *place < at);
        before.fold(at, |original, (place, length)| original - (at - place).min(*length))
    }
}

fn wrap(text: &str, outputs: &[Span]) -> Wrapped {
    let close = format!(")|{JSON_FILTER}");
    let mut wrapped =
        Wrapped { text: String::with_capacity(text.len() + outputs.len() * 16), added: Vec::new() };
    let mut copied = 0;
    for output in outputs {
        let inside = &text[output.start..output.end];
        let start = output.start + inside.len() - inside.trim_ascii_start().len();
        let end = output.start + inside.trim_ascii_end().len();
        if start >= end {
            continue; // an empty output is Tera's to refuse
        }
        for (until, piece) in [(start, "("), (end, close.as_str())] {
            wrapped.text.push_str(&text[copied..until]);
            wrapped.added.push((wrapped.text.len(), piece.len()));
            wrapped.text.push_str(piece);
            copied = until;
        }
    }
    wrapped.text.push_str(&text[copied..]);
    wrapped
}

#[cfg(test)]
mod tests {
    use super::Template;
    use downpage_core::Span;
    use tera::Delimiters;

    fn json(text: &str) -> Template {
        Template::new("a.json", text.into(), &Delimiters::default(), true)
    }

    #[test]
    fn outputs_of_json_stand_in_brackets_and_places_lead_back() {
        let template = json("{\"é\": {{- a ~ b -}}, {{c}}, {{ }}}");
        assert_eq!(template.for_tera(), "{\"é\": {{- (a ~ b)|__json -}}, {{(c)|__json}}, {{ }}}");
        for name in ["a ~ b", "c", "}, "] {
            let at = template.for_tera().rfind(name).unwrap();
            let place = template.place(Span::new(at, at + name.len()));
            let marked = &place.text.unwrap()[place.marked.start..place.marked.end];
            assert_eq!(marked, name);
        }
    }

    #[test]
    fn a_line_and_column_are_a_span() {
        let template = Template::new("a", "ab\néx {{ y }}".into(), &Delimiters::default(), false);
        assert_eq!(template.piece(template.span_at(2, 7, 1)), "y");
        assert_eq!(template.span_at(9, 9, 9), Span::new(14, 14));
    }
}
