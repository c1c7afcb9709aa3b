//! Finds what a template refers to — the templates it includes, the functions it calls — without upon's own parser, which
//! keeps that to itself.
//!
//! It reads as upon's lexer does and lets every fault pass: upon reports those. It refuses two things that upon would not
//! survive: nesting so deep that upon, which compiles by recursion, would run out of stack; and an include inside of `with`,
//! since upon 0.11 looks for the name that `with` gives in the text of the included template, at the place where it stands
//! in the including one, and panics when there is no such place.

use downpage_core::Span;

/// What a template refers to, in the order of the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct References {
    pub(crate) includes: Vec<Name>,
    pub(crate) functions: Vec<Name>,
}

/// A name, and where it stands; the quotes of an include's are in the span.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// Blocks within blocks, brackets within brackets, filters after filters. Far above any template that a person writes.
pub(crate) const DEEPEST: usize = 200;

/// A template that upon must not be given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A tag that nests too deep.
    TooDeep(Span),
    /// The name of a template that is included within `with`, and would see the names that it gives.
    IncludeInWith(Span),
}

/// What `text` refers to.
pub(crate) fn references(text: &str) -> Result<References, Refusal> {
    let mut found = References::default();
    let (mut blocks, mut withs): (usize, usize) = (0, 0);
    let mut at = 0;
    while let Some(open) = find_tag(text, at) {
        let kind = text.as_bytes()[open + 1];
        let mut inside = open + 2;
        inside += usize::from(text[inside..].starts_with('-'));
        if kind == b'#' {
            at = text[inside..].find("#}").map_or(text.len(), |end| inside + end + 2);
            continue;
        }
        let tag = Tag::read(text, inside);
        if kind == b'%' {
            match tag.word(text, 0) {
                Some("with") => (blocks, withs) = (blocks + 1, withs + 1),
                Some("endwith") => (blocks, withs) = (blocks.saturating_sub(1), withs.saturating_sub(1)),
                Some("if" | "for") => blocks += 1,
                // upon makes an `if` inside the `else` of it, which nests too.
                Some("else") if tag.word(text, 1) == Some("if") => blocks += 1,
                Some("endif" | "endfor") => blocks = blocks.saturating_sub(1),
                Some("include") => {
                    let include = tag.string(text, 1);
                    if let Some(name) = include.as_ref().filter(|_| withs > 0 && tag.word(text, 2).is_none())
                    {
                        return Err(Refusal::IncludeInWith(name.span));
                    }
                    found.includes.extend(include);
                }
                _ => {}
            }
        }
        if tag.depth > DEEPEST || blocks > DEEPEST {
            return Err(Refusal::TooDeep(Span::new(open, tag.end)));
        }
        found.functions.extend(tag.functions(text));
        at = tag.end;
    }
    Ok(found)
}

fn find_tag(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'{')?;
        if matches!(bytes.get(at + 1), Some(b'{' | b'%' | b'#')) {
            return Some(at);
        }
        at += 1;
    }
}

/// One `{{ … }}` or `{% … %}`: its words, strings and signs, without spaces and numbers.
struct Tag {
    tokens: Vec<(Token, Span)>,
    /// How deep brackets nest and filters follow each other.
    depth: usize,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Word,
    Text,
    Sign(char),
}

impl Tag {
    fn read(text: &str, from: usize) -> Self {
        let mut tag = Self { tokens: Vec::new(), depth: 0, end: text.len() };
        let (mut open, mut pipes, mut at) = (0_usize, 0, from);
        while let Some(letter) = text[at..].chars().next() {
            let rest = &text[at..];
            let sign = rest.strip_prefix('-').unwrap_or(rest);
            if sign.starts_with("}}") || sign.starts_with("%}") {
                tag.end = text.len() - sign.len() + 2;
                break;
            }
            let next = at + token_length(rest, letter);
            let token = match letter {
                '"' => Token::Text,
                '_' => Token::Word,
                letter if letter.is_alphabetic() => Token::Word,
                letter => Token::Sign(letter),
            };
            match letter {
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open = open.saturating_sub(1),
                '|' => pipes += 1,
                _ => {}
            }
            tag.depth = tag.depth.max(open + pipes);
            if !letter.is_whitespace() && !letter.is_numeric() {
                tag.tokens.push((token, Span::new(at, next)));
            }
            at = next;
        }
        tag
    }

    fn word<'a>(&self, text: &'a str, index: usize) -> Option<&'a str> {
        let (token, span) = self.tokens.get(index)?;
        (*token == Token::Word).then(|| &text[span.start..span.end])
    }

    fn string(&self, text: &str, index: usize) -> Option<Name> {
        let (token, span) = self.tokens.get(index)?;
        let quoted = text.get(span.start + 1..span.end.checked_sub(1)?)?;
        (*token == Token::Text).then(|| Name { text: unescaped(quoted), span: *span })
    }

    /// The word after a `|`, and the word before a `(`.
    fn functions(&self, text: &str) -> Vec<Name> {
        let sign = |index: usize| self.tokens.get(index).map(|(token, _)| *token);
        let mut found = Vec::new();
        for (index, (token, span)) in self.tokens.iter().enumerate() {
            let piped = index > 0 && sign(index - 1) == Some(Token::Sign('|'));
            let called = sign(index + 1) == Some(Token::Sign('('));
            if *token == Token::Word && (piped || called) {
                found.push(Name { text: text[span.start..span.end].to_owned(), span: *span });
            }
        }
        found
    }
}

fn token_length(rest: &str, first: char) -> usize {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    if first == '"' {
        // As upon does: a quote after a backslash does not end the string, whatever stands before the backslash.
        let mut last = '"';
        for (at, letter) in rest.char_indices().skip(1) {
            if letter == '\n' || letter == '\r' {
                return at;
            }
            if letter == '"' && last != '\\' {
                return at + 1;
            }
            last = letter;
        }
        return rest.len();
    }
    if is_word(first) {
        return rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
    }
    first.len_utf8()
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            letter => letter,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, Name, Refusal, references};
    use downpage_core::Span;

    fn includes(text: &str) -> Vec<(String, usize, usize)> {
        let found = references(text).unwrap().includes;
        found.into_iter().map(|Name { text, span }| (text, span.start, span.end)).collect()
    }

    fn functions(text: &str) -> Vec<String> {
        references(text).unwrap().functions.into_iter().map(|name| name.text).collect()
    }

    #[test]
    fn includes_are_found_with_their_places() {
        let text = r#"é{% include "a.html" %}{%-include"b\"c"with x-%}"#;
        assert_eq!(includes(text), [("a.html".to_owned(), 13, 21), ("b\"c".to_owned(), 34, 40)]);
    }

    #[test]
    fn includes_in_comments_strings_and_plain_text_are_none() {
        for text in [
            r#"{# {% include "a" %} #}"#,
            r#"{{ "{% include \"a\" %}" }}"#,
            r#"include "a" { % include "a" %}"#,
            r#"{{ include "a" }}"#,
            r#"{% if include %}"a"{% endif %}"#,
        ] {
            assert_eq!(includes(text), [], "{text}");
        }
    }

    #[test]
    fn functions_are_found_after_pipes_and_before_parentheses() {
        let text = r#"{{ a.b | upper | join: ", " }}{% if eq(gettext("x|y(z)"), c) %}{% endif %}"#;
        assert_eq!(functions(text), ["upper", "join", "eq", "gettext"]);
    }

    #[test]
    fn an_include_in_with_is_refused_unless_it_is_given_its_own_values() {
        let text = r#"{% with a as b %}{% include "c" %}{% endwith %}"#;
        assert_eq!(references(text), Err(Refusal::IncludeInWith(Span::new(28, 31))));
        assert!(references(r#"{% with a as b %}{% include "c" with d %}{% endwith %}"#).is_ok());
        assert!(references(r#"{% with a as b %}{% endwith %}{% include "c" %}"#).is_ok());
    }

    #[test]
    fn what_upon_would_refuse_is_passed_over() {
        for text in ["{", "{{", "{{-", "{%", "{#", "{% include", r#"{% include ""#, r#"{{ "a"#, "{{ é", "}}"]
        {
            assert_eq!(references(text), Ok(super::References::default()), "{text}");
        }
    }

    #[test]
    fn nesting_without_end_is_refused_where_it_gets_too_deep() {
        let fine = format!("{{{{ {}1{} }}}}", "(".repeat(DEEPEST), ")".repeat(DEEPEST));
        assert!(references(&fine).is_ok());
        let deep = format!("{{{{ {}1{} }}}}", "(".repeat(DEEPEST + 1), ")".repeat(DEEPEST + 1));
        assert_eq!(references(&deep), Err(Refusal::TooDeep(Span::new(0, deep.len()))));
        assert!(references(&format!("{{{{ a{} }}}}", "|upper".repeat(DEEPEST + 1))).is_err());
        assert!(references(&"{% if a %}".repeat(DEEPEST + 1)).is_err());
        assert!(references(&"{% if a %}{% endif %}".repeat(DEEPEST + 1)).is_ok());
    }
}
