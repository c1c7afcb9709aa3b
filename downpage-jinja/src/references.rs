//! Finds the templates, filters and tests that a template names, by a scan of its tags: for `check`, which has no
//! values, and for telling through which template an error was reached.

use std::ops::Range;

use minijinja::syntax::SyntaxConfig;

use crate::scan::{Kind, Token, tags, tokens};

/// How a template refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Extends,
    Include,
    Import,
}

/// A place where a template names others; one of `names` is enough.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) verb: Verb,
    pub(crate) names: Vec<(String, Range<usize>)>,
    /// Whether nothing happens when there is none.
    pub(crate) may_miss: bool,
}

/// A filter or test by its name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named<'s> {
    pub(crate) filter: bool,
    pub(crate) name: &'s str,
    pub(crate) span: Range<usize>,
}

/// The references of `source` with literal names; what is computed cannot be known.
pub(crate) fn references(source: &str, syntax: &SyntaxConfig) -> Vec<Reference> {
    let blocks = tags(source, syntax).filter(|tag| tag.kind == Kind::Block);
    blocks.filter_map(|tag| reference(&tokens(source, tag.inner))).collect()
}

fn reference(tokens: &[Token<'_>]) -> Option<Reference> {
    let (verb, rest) = tokens.split_first()?;
    let verb = match verb.text {
        "extends" => Verb::Extends,
        "include" => Verb::Include,
        "import" | "from" => Verb::Import,
        _ => return None,
    };
    let (names, rest) = match rest.split_first()? {
        (open, rest) if matches!(open.text, "[" | "(") => {
            let end = rest.iter().position(|token| matches!(token.text, "]" | ")"))?;
            let (items, rest) = (&rest[..end], &rest[end + 1..]);
            let literals = items.split(|token| token.text == ",").filter(|item| !item.is_empty());
            (literals.map(literal).collect::<Option<Vec<_>>>()?, rest)
        }
        (name, rest) => (vec![literal(std::slice::from_ref(name))?], rest),
    };
    let clause = rest.first().map(|token| token.text);
    let whole = matches!(clause, None | Some("ignore" | "with" | "without" | "as" | "import"));
    (whole && !names.is_empty()).then(|| Reference { verb, names, may_miss: clause == Some("ignore") })
}

fn literal(tokens: &[Token<'_>]) -> Option<(String, Range<usize>)> {
    let [token] = tokens else { return None };
    Some((token.string()?, token.span.clone()))
}

/// The innermost block without an end, and where it begins.
pub(crate) fn unclosed<'s>(source: &'s str, syntax: &SyntaxConfig) -> Option<(&'s str, usize)> {
    const BLOCKS: [&str; 10] =
        ["autoescape", "block", "call", "filter", "for", "if", "macro", "set", "trans", "with"];
    let mut open = Vec::new();
    for tag in tags(source, syntax).filter(|tag| tag.kind == Kind::Block) {
        let tokens = tokens(source, tag.inner);
        let Some(word) = tokens.first().map(|token| token.text) else { continue };
        let is_line = word == "set" && tokens.iter().any(|token| token.text == "=");
        if BLOCKS.contains(&word) && !is_line {
            open.push((word, tag.whole.start));
        } else if word.strip_prefix("end").is_some_and(|word| BLOCKS.contains(&word)) {
            open.pop();
        }
    }
    open.pop()
}

/// The filters and tests that `source` uses.
pub(crate) fn names<'s>(source: &'s str, syntax: &SyntaxConfig) -> Vec<Named<'s>> {
    let code = tags(source, syntax).filter(|tag| matches!(tag.kind, Kind::Block | Kind::Variable));
    code.flat_map(|tag| names_in(&tokens(source, tag.inner))).collect()
}

fn names_in<'s>(tokens: &[Token<'s>]) -> Vec<Named<'s>> {
    let entry = |filter, token: &Token<'s>| Named { filter, name: token.text, span: token.span.clone() };
    let mut names = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1).filter(|next| next.is_name());
        let after_dot = index > 0 && tokens[index - 1].text == ".";
        match (token.text, next) {
            ("|", Some(next)) => names.push(entry(true, next)),
            ("filter", Some(next)) if index == 0 => names.push(entry(true, next)),
            ("is", Some(next)) if !after_dot => {
                let test = if next.text == "not" { tokens.get(index + 2) } else { Some(next) };
                names.extend(test.filter(|test| test.is_name()).map(|test| entry(false, test)));
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use minijinja::syntax::SyntaxConfig;

    use super::{Verb, names, references, unclosed};

    #[test]
    fn literal_names_are_found_and_computed_ones_are_not() {
        let source = "{% extends 'a' %}{% include ['b', \"c\"] ignore missing %}{% include d %}\
                      {% from 'e' import f with context %}{% include 'g' ~ h %}{% import 'i' as j %}{% include 'k' if l %}";
        let found: Vec<_> = references(source, &SyntaxConfig::default())
            .into_iter()
            .map(|found| {
                (
                    found.verb,
                    found.names.into_iter().map(|(name, _)| name).collect::<String>(),
                    found.may_miss,
                )
            })
            .collect();
        let expected = [
            (Verb::Extends, "a", false),
            (Verb::Include, "bc", true),
            (Verb::Import, "e", false),
            (Verb::Import, "i", false),
        ];
        assert_eq!(found, expected.map(|(verb, names, may_miss)| (verb, names.to_owned(), may_miss)));
    }

    #[test]
    fn the_innermost_open_block_is_found() {
        let source = "{% if a %}{% set b = 1 %}{% for c in d %}{% endfor %}{% set e %}x";
        assert_eq!(unclosed(source, &SyntaxConfig::default()), Some(("set", 53)));
        assert_eq!(unclosed("{% block a %}{% endblock a %}", &SyntaxConfig::default()), None);
    }

    #[test]
    fn filters_and_tests_are_found_with_their_places() {
        let source =
            "{% filter upper %}{{ a | e('|x') if b is not none and c is even else d.is }}{% endfilter %}";
        let found = names(source, &SyntaxConfig::default());
        let found: Vec<_> = found.iter().map(|found| (found.filter, &source[found.span.clone()])).collect();
        assert_eq!(found, [(true, "upper"), (true, "e"), (false, "none"), (false, "even")]);
    }
}
