//! Reads one `{% trans %}` block: its header, the text for one, the text for many.

use std::ops::Range;

use minijinja::syntax::SyntaxConfig;

use super::{Fault, first_word};
use crate::scan::{Kind, Tag, Tags, Token, tokens};

/// A block that was understood.
pub(super) struct Block<'s> {
    pub(super) begin: Tag,
    pub(super) end: Tag,
    pub(super) context: Option<String>,
    /// The message, with `%(name)s` for its variables and `%%` for a percent sign.
    pub(super) one: String,
    pub(super) many: Option<String>,
    /// The variable that decides between the two.
    pub(super) counted: Option<&'s str>,
    /// Names, and where the expressions of their values stand.
    pub(super) variables: Vec<(&'s str, Range<usize>)>,
}

impl<'s> Block<'s> {
    /// Reads on in `tags` from `begin` to the end of the block.
    pub(super) fn read(
        source: &'s str,
        syntax: &SyntaxConfig,
        begin: Tag,
        tags: &mut Tags<'_>,
    ) -> Result<Self, Fault> {
        let header = Header::read(source, &begin)?;
        let mut counted = header.variables.first().map(|(name, _)| *name);
        let mut body = Body { source, syntax, variables: header.variables };
        let mut one = String::new();
        let mut end = body.read(&begin, begin.clone(), &mut one, tags)?;
        counted = counted.or_else(|| body.variables.first().map(|(name, _)| *name));
        let mut many = None;
        if first_word(source, &end) == Some("pluralize") {
            counted = body.pluralized(&end, counted)?;
            let mut text = String::new();
            end = body.read(&begin, end, &mut text, tags)?;
            if first_word(source, &end) == Some("pluralize") {
                return fault(end.whole, "a translated text has one `pluralize` at most", None);
            }
            many = Some(text);
        }
        if header.trimmed {
            one = trimmed(&one);
            many = many.map(|many| trimmed(&many));
        }
        let counted = counted.filter(|_| many.is_some());
        Ok(Self { begin, end, context: header.context, one, many, counted, variables: body.variables })
    }

    pub(super) fn whole(&self) -> Range<usize> {
        self.begin.whole.start..self.end.whole.end
    }
}

/// `trans "context" trimmed count=expression, name`.
struct Header<'s> {
    context: Option<String>,
    trimmed: bool,
    variables: Vec<(&'s str, Range<usize>)>,
}

impl<'s> Header<'s> {
    fn read(source: &'s str, tag: &Tag) -> Result<Self, Fault> {
        let tokens = tokens(source, tag.inner.clone());
        let mut rest = &tokens[1..];
        let mut header = Self { context: None, trimmed: false, variables: Vec::new() };
        if let Some(context) = rest.first().and_then(Token::string) {
            header.context = Some(context);
            rest = &rest[1..];
        }
        let mut policy_known = false;
        while let Some(token) = rest.first() {
            if !header.variables.is_empty() {
                if token.text != "," {
                    return fault(
                        token.span.clone(),
                        "expected a comma between the variables of `trans`",
                        None,
                    );
                }
                rest = &rest[1..];
            }
            let Some(name) = rest.first() else { break };
            rest = &rest[1..];
            if name.text == ":" && rest.is_empty() {
                break; // as in Python
            }
            if !name.is_name() {
                return fault(
                    name.span.clone(),
                    format!("expected a variable's name, found `{}`", name.text),
                    None,
                );
            }
            if header.variables.iter().any(|(known, _)| *known == name.text) {
                return fault(name.span.clone(), format!("the variable `{}` is set twice", name.text), None);
            }
            if rest.first().is_some_and(|sign| sign.text == "=") {
                let length = expression_length(&rest[1..]);
                let Some(value) = span_of(&rest[1..=length]) else {
                    return fault(
                        name.span.clone(),
                        format!("the variable `{}` has no value", name.text),
                        None,
                    );
                };
                header.variables.push((name.text, value));
                rest = &rest[length + 1..];
            } else if !policy_known && matches!(name.text, "trimmed" | "notrimmed") {
                policy_known = true;
                header.trimmed = name.text == "trimmed";
            } else {
                header.variables.push((name.text, name.span.clone()));
            }
        }
        Ok(header)
    }
}

/// Tokens up to a comma outside of brackets.
fn expression_length(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0_usize;
    let ends = |token: &Token<'_>| {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "," => return depth == 0,
            _ => {}
        }
        false
    };
    tokens.iter().position(ends).unwrap_or(tokens.len())
}

fn span_of(tokens: &[Token<'_>]) -> Option<Range<usize>> {
    Some(tokens.first()?.span.start..tokens.last()?.span.end)
}

/// The text between the tags.
struct Body<'s, 'c> {
    source: &'s str,
    syntax: &'c SyntaxConfig,
    variables: Vec<(&'s str, Range<usize>)>,
}

impl<'s> Body<'s, '_> {
    /// Reads text behind `before` into `out`, up to the tag that ends it.
    fn read(
        &mut self,
        begin: &Tag,
        before: Tag,
        out: &mut String,
        tags: &mut Tags<'_>,
    ) -> Result<Tag, Fault> {
        let mut before = before;
        for tag in tags {
            self.push_text(&before, &tag, out);
            match tag.kind {
                Kind::Comment => {}
                Kind::Raw => push_data(out, &self.source[tag.inner.clone()]),
                Kind::Variable => {
                    let name = self.variable(&tag)?;
                    out.extend(["%(", name, ")s"]);
                }
                Kind::Block => match first_word(self.source, &tag) {
                    Some("endtrans" | "pluralize") => return Ok(tag),
                    Some("trans") => {
                        return fault(
                            tag.whole,
                            "a `trans` cannot stand in another",
                            Some("end the first one with `{% endtrans %}`"),
                        );
                    }
                    word => {
                        let word = word.unwrap_or_default();
                        return fault(
                            tag.whole,
                            format!("a translated text cannot have tags in it, found `{word}`"),
                            Some("only text and `{{ name }}` can be translated"),
                        );
                    }
                },
            }
            before = tag;
        }
        fault(begin.whole.clone(), "this `trans` is never closed", Some("end it with `{% endtrans %}`"))
    }

    /// The name in `{{ name }}`, which becomes one of the block's variables.
    fn variable(&mut self, tag: &Tag) -> Result<&'s str, Fault> {
        match tokens(self.source, tag.inner.clone()).as_slice() {
            [name] if name.is_name() => {
                if !self.variables.iter().any(|(known, _)| *known == name.text) {
                    self.variables.push((name.text, name.span.clone()));
                }
                Ok(name.text)
            }
            _ => fault(
                tag.whole.clone(),
                format!(
                    "a translated text can only name variables, found `{}`",
                    self.source[tag.inner.clone()].trim()
                ),
                Some(
                    "give the value a name in the tag: `{% trans name=expression %}`, and write `{{ name }}`",
                ),
            ),
        }
    }

    /// The variable that `{% pluralize %}` or `{% pluralize name %}` goes by.
    fn pluralized(&self, tag: &Tag, first: Option<&'s str>) -> Result<Option<&'s str>, Fault> {
        let named = tokens(self.source, tag.inner.clone()).into_iter().nth(1);
        let Some(named) = named else {
            return match first {
                Some(_) => Ok(first),
                None => fault(
                    tag.whole.clone(),
                    "`pluralize` needs a variable to go by",
                    Some("name it in the tag: `{% trans count=expression %}`"),
                ),
            };
        };
        match self.variables.iter().find(|(known, _)| *known == named.text) {
            Some((known, _)) => Ok(Some(known)),
            None => fault(
                named.span,
                format!("`{}` is no variable of this `trans`", named.text),
                Some("name it in the tag: `{% trans count=expression %}`"),
            ),
        }
    }

    /// The text between two tags, less what whitespace control takes away.
    fn push_text(&self, before: &Tag, after: &Tag, out: &mut String) {
        let mut text = &self.source[before.whole.end..after.whole.start];
        if before.close == Some('-') {
            text = text.trim_start();
        } else if self.syntax.trim_blocks() && before.close.is_none() && before.kind != Kind::Variable {
            text = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text);
        }
        if after.open == Some('-') {
            text = text.trim_end();
        } else if self.syntax.lstrip_blocks() && after.open.is_none() && after.kind != Kind::Variable {
            let line = self.source[..after.whole.start].rfind('\n').map_or(0, |at| at + 1);
            if self.source[line..after.whole.start].trim().is_empty() {
                text = text.trim_end_matches(|char: char| char.is_whitespace() && char != '\n');
            }
        }
        push_data(out, text);
    }
}

fn push_data(out: &mut String, text: &str) {
    out.push_str(&text.replace("\r\n", "\n").replace('%', "%%"));
}

/// Lines joined by single spaces.
fn trimmed(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn fault<T>(span: Range<usize>, message: impl Into<String>, help: Option<&'static str>) -> Result<T, Fault> {
    Err(Fault { span, message: message.into(), help })
}
