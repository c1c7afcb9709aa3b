//! Writes text between tags, so that minijinja finds no tag in it that the author did not write.

use super::Writer;
use crate::syntax::token::Span;

/// What begins a tag of minijinja's.
const OPENINGS: [&str; 3] = ["{{", "{%", "{#"];
const RAW: &str = "{% raw %}";
const END_RAW: &str = "{% endraw %}";

impl Writer<'_, '_> {
    /// Text as it is, unless something in it looks like a tag.
    pub(super) fn text(&mut self, span: Span) {
        let range = span.range();
        let text = span.text(self.source);
        if self.syntax.newline != "\n" && text.contains('\n') {
            let text = text.replace('\n', &self.syntax.newline);
            return self.foreign_text(&text, span);
        }
        let is_harmless = !text.ends_with('{') && !OPENINGS.iter().any(|opening| text.contains(opening));
        if is_harmless {
            return self.out.copy(range);
        }
        self.out.insert(RAW, range.start..range.start);
        let mut from = range.start;
        // No `{%` may stay whole: one of them could begin an `endraw`.
        while let Some(at) = self.source[from..range.end].find("{%") {
            self.out.copy(from..from + at + 1);
            self.out.insert(END_RAW, range.start..range.start);
            self.out.insert(RAW, range.start..range.start);
            from += at + 1;
        }
        self.out.copy(from..range.end);
        self.out.insert(END_RAW, range.end..range.end);
    }

    /// Text that is not the author's byte for byte.
    fn foreign_text(&mut self, text: &str, span: Span) {
        self.out.insert(RAW, span.range());
        self.out.insert(&text.replace("{%", &format!("{{{END_RAW}{RAW}%")), span.range());
        self.out.insert(END_RAW, span.range());
    }
}
