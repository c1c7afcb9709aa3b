//! Finds the tags of a template: where each begins and ends, what stands in it. Understands delimiters, strings and
//! brackets, but no expressions; what does not end is left to the parser to complain about.

use std::ops::Range;

use minijinja::syntax::SyntaxConfig;

/// What kind of tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `{% ... %}`
    Block,
    /// `{{ ... }}`
    Variable,
    /// `{# ... #}`
    Comment,
    /// From `{% raw %}` to `{% endraw %}`; `inner` is the text between.
    Raw,
}

/// One tag, as byte ranges of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) kind: Kind,
    /// With its delimiters.
    pub(crate) whole: Range<usize>,
    /// Without delimiters and whitespace markers.
    pub(crate) inner: Range<usize>,
    /// The `-` or `+` after the opening delimiter.
    pub(crate) open: Option<char>,
    /// The `-` or `+` before the closing delimiter.
    pub(crate) close: Option<char>,
}

/// A word, string or sign inside a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token<'s> {
    pub(crate) text: &'s str,
    pub(crate) span: Range<usize>,
}

impl Token<'_> {
    /// The value of a string literal.
    pub(crate) fn string(&self) -> Option<String> {
        let quote = self.text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let body = self.text.strip_prefix(quote)?.strip_suffix(quote)?;
        let mut value = String::with_capacity(body.len());
        let mut chars = body.chars();
        while let Some(char) = chars.next() {
            value.push(if char == '\\' { unescaped(chars.next()?)? } else { char });
        }
        Some(value)
    }

    pub(crate) fn is_name(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// The escapes that stand in template names and message contexts; others make a literal unknown to this scan.
fn unescaped(char: char) -> Option<char> {
    match char {
        'n' => Some('\n'),
        't' => Some('\t'),
        '\\' | '\'' | '"' | '/' => Some(char),
        _ => None,
    }
}

/// All tags of `source`, up to the first that does not end.
pub(crate) fn tags<'s>(source: &'s str, syntax: &'s SyntaxConfig) -> Tags<'s> {
    Tags { source, syntax, at: 0 }
}

/// See [`tags`].
pub(crate) struct Tags<'s> {
    source: &'s str,
    syntax: &'s SyntaxConfig,
    at: usize,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        let (start, kind) = self.next_start()?;
        let mut tag = self.tag(start, kind)?;
        if kind == Kind::Block && self.source[tag.inner.clone()].trim() == "raw" {
            tag = self.raw(&tag)?;
        }
        self.at = tag.whole.end;
        Some(tag)
    }
}

impl Tags<'_> {
    /// The next opening delimiter; of two at one place, the longer.
    fn next_start(&self) -> Option<(usize, Kind)> {
        let rest = &self.source[self.at..];
        [Kind::Block, Kind::Variable, Kind::Comment]
            .into_iter()
            .filter_map(|kind| {
                let open = self.delimiters(kind).0;
                Some((self.at + rest.find(open)?, usize::MAX - open.len(), kind))
            })
            .min_by_key(|(start, shortness, _)| (*start, *shortness))
            .map(|(start, _, kind)| (start, kind))
    }

    fn delimiters(&self, kind: Kind) -> (&str, &str) {
        match kind {
            Kind::Block | Kind::Raw => self.syntax.block_delimiters(),
            Kind::Variable => self.syntax.variable_delimiters(),
            Kind::Comment => self.syntax.comment_delimiters(),
        }
    }

    fn tag(&self, start: usize, kind: Kind) -> Option<Tag> {
        let (open_with, close_with) = self.delimiters(kind);
        let mut inner = start + open_with.len();
        let open = marker(self.source[inner..].chars().next());
        inner += usize::from(open.is_some());
        let end = if kind == Kind::Comment {
            inner + self.source[inner..].find(close_with)?
        } else {
            self.end_of_code(inner, close_with)?
        };
        let close = marker(self.source[inner..end].chars().next_back());
        let inner_end = end - usize::from(close.is_some());
        Some(Tag { kind, whole: start..end + close_with.len(), inner: inner..inner_end, open, close })
    }

    /// Where `close` stands outside of strings and brackets, from `from`.
    fn end_of_code(&self, from: usize, close: &str) -> Option<usize> {
        let mut depth = 0_usize;
        let mut quote = None;
        let mut escaped = false;
        for (offset, char) in self.source[from..].char_indices() {
            if let Some(delimiter) = quote {
                if escaped {
                    escaped = false;
                } else if char == '\\' {
                    escaped = true;
                } else if char == delimiter {
                    quote = None;
                }
                continue;
            }
            if depth == 0 && self.source[from + offset..].starts_with(close) {
                return Some(from + offset);
            }
            match char {
                '"' | '\'' => quote = Some(char),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }

    /// From the tag `raw` to its end.
    fn raw(&self, raw: &Tag) -> Option<Tag> {
        let (open_with, close_with) = self.delimiters(Kind::Block);
        let text = raw.whole.end;
        let mut from = text;
        loop {
            let start = from + self.source[from..].find(open_with)?;
            from = start + open_with.len();
            let inside = self.source[from..].trim_start_matches(['-', '+']).trim_start();
            let Some(after) = inside.strip_prefix("endraw").map(str::trim_start) else { continue };
            let after = after.trim_start_matches(['-', '+']);
            if after.starts_with(close_with) {
                let end = self.source.len() - after.len() + close_with.len();
                return Some(Tag {
                    kind: Kind::Raw,
                    whole: raw.whole.start..end,
                    inner: text..start,
                    ..*raw
                });
            }
        }
    }
}

fn marker(char: Option<char>) -> Option<char> {
    char.filter(|char| matches!(char, '-' | '+'))
}

/// The tokens of a tag's inside: names, strings, and every other character for itself.
pub(crate) fn tokens(source: &str, range: Range<usize>) -> Vec<Token<'_>> {
    let text = &source[..range.end];
    let mut tokens = Vec::new();
    let mut at = range.start;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match first {
            '"' | '\'' => string_length(rest, first),
            _ if first.is_alphanumeric() || first == '_' => {
                rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        if !first.is_whitespace() {
            tokens.push(Token { text: &rest[..length], span: at..at + length });
        }
        at += length;
    }
    tokens
}

fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (offset, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if char == quote => return offset + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use minijinja::syntax::SyntaxConfig;

    use super::{Kind, tags, tokens};

    fn found(source: &str) -> Vec<(Kind, &str)> {
        let syntax = SyntaxConfig::default();
        tags(source, &syntax).map(|tag| (tag.kind, source[tag.inner].trim())).collect()
    }

    #[test]
    fn delimiters_in_strings_brackets_and_raw_blocks_end_nothing() {
        assert_eq!(
            found("{{ '}}' }}{{ {'a': {}} }}{# {{ #}{%- raw -%}{{ x }}{%- endraw %}{% if a %}"),
            [
                (Kind::Variable, "'}}'"),
                (Kind::Variable, "{'a': {}}"),
                (Kind::Comment, "{{"),
                (Kind::Raw, "{{ x }}"),
                (Kind::Block, "if a"),
            ]
        );
    }

    #[test]
    fn a_tag_that_does_not_end_ends_the_scan() {
        assert_eq!(found("{{ a }}{{ 'b"), [(Kind::Variable, "a")]);
        assert_eq!(found("{% raw %}{{ a }}"), []);
        assert_eq!(found("{{-}}"), [(Kind::Variable, "")]);
        assert_eq!(found("{#-#}{#"), [(Kind::Comment, "")]);
    }

    #[test]
    fn delimiters_can_be_others_and_the_longer_one_wins() {
        let syntax = SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("<%=", "%>")
            .build()
            .unwrap();
        let source = "<%= a %><% if b %>";
        let kinds: Vec<_> = tags(source, &syntax).map(|tag| tag.kind).collect();
        assert_eq!(kinds, [Kind::Variable, Kind::Block]);
    }

    #[test]
    fn strings_are_one_token_and_know_their_value() {
        let source = r"include 'a\'b' ~ é";
        let tokens = tokens(source, 0..source.len());
        assert_eq!(
            tokens.iter().map(|token| token.text).collect::<Vec<_>>(),
            ["include", r"'a\'b'", "~", "é"]
        );
        assert_eq!(tokens[1].string().as_deref(), Some("a'b"));
    }
}
