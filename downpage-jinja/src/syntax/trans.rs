//! Reads `{% trans %}` blocks: their header, the text for one, the text for many.

use super::Fault;
use super::ast::{Expr, Kind, Trans, Value};
use super::literal::{self, quoted};
use super::statement::Parser;
use super::token::{Kind as Token, Operator, Span};

const ONLY_NAMES: &str = "only text and `{{ name }}` can be translated";
const NAME_IT: &str =
    "give the value a name in the tag: `{% trans name=expression %}`, and write `{{ name }}`";
const COUNT_IT: &str = "name it in the tag: `{% trans count=expression %}`";

/// What the head of a block says.
struct Header<'s> {
    variables: Vec<(&'s str, Expr<'s>)>,
    trimmed: Option<bool>,
}

impl<'s> Parser<'s, '_> {
    pub(super) fn trans(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        let start = self.stream.take()?.span;
        let context = match self.stream.current() {
            token if token.kind == Token::Str => {
                self.stream.take()?;
                Some(literal::string(self.stream.source, token.span, &self.syntax.newline)?)
            }
            _ => None,
        };
        let Header { mut variables, trimmed } = self.trans_header()?;
        *head = head.to(self.stream.taken());
        self.stream.expect(Token::BlockEnd)?;
        let mut counted = if variables.is_empty() { None } else { Some(0) };
        let mut references = Vec::new();
        let mut singular = self.message(true, start, &mut references)?;
        let declared = variables.len();
        for (name, span) in &references {
            if variables.iter().all(|(known, _)| known != name) {
                variables.push((name, self.node(Value::Name(name), *span, 0)?));
                variables.last_mut().into_iter().for_each(|(_, value)| value.span = *span);
            }
        }
        if counted.is_none() && !references.is_empty() {
            counted = Some(0);
        }
        let mut plural = None;
        if self.stream.is_word("pluralize") {
            self.stream.take()?;
            if self.stream.kind() != Token::BlockEnd {
                let (name, span) = self.stream.expect_name()?;
                let place = variables[..declared].iter().position(|(known, _)| *known == name);
                counted = Some(place.ok_or_else(|| {
                    let message = format!("unknown variable {} for pluralization", quoted(name));
                    Fault::new(span, message).or_help(COUNT_IT)
                })?);
            }
            self.stream.expect(Token::BlockEnd)?;
            let before = references.len();
            plural = Some(self.message(false, start, &mut references)?);
            for (name, span) in &references[before..] {
                if variables.iter().all(|(known, _)| known != name) {
                    let value = Expr { value: Value::Name(name), span: *span, depth: 1 };
                    variables.push((name, value));
                }
            }
        }
        self.stream.take()?;
        if plural.is_none() {
            counted = None;
        } else if counted.is_none() {
            return Err(Fault::new(start, "pluralize without variables").or_help(COUNT_IT));
        }
        if trimmed.unwrap_or(self.syntax.trimmed) {
            singular = trim(&singular);
            plural = plural.as_deref().map(trim);
        }
        let has_references = !references.is_empty();
        Ok(Kind::Trans(Box::new(Trans { context, singular, plural, variables, counted, has_references })))
    }

    fn trans_header(&mut self) -> Result<Header<'s>, Fault> {
        let mut header = Header { variables: Vec::new(), trimmed: None };
        while self.stream.kind() != Token::BlockEnd {
            if !header.variables.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            if self.stream.skip(Operator::Colon)? {
                break;
            }
            let (name, span) = self.stream.expect_name()?;
            if header.variables.iter().any(|(known, _)| *known == name) {
                let message = format!("translatable variable {} defined twice.", quoted(name));
                return Err(Fault::new(span, message));
            }
            let value = if self.stream.skip(Operator::Assign)? {
                self.expression()?
            } else if header.trimmed.is_none() && matches!(name, "trimmed" | "notrimmed") {
                header.trimmed = Some(name == "trimmed");
                continue;
            } else {
                Expr { value: Value::Name(name), span, depth: 1 }
            };
            header.variables.push((name, value));
        }
        Ok(header)
    }

    /// The text up to the next tag, with its variables as placeholders. `references` gets their names.
    fn message(
        &mut self,
        is_singular: bool,
        start: Span,
        references: &mut Vec<(&'s str, Span)>,
    ) -> Result<String, Fault> {
        let mut message = String::new();
        loop {
            let token = self.stream.current();
            match token.kind {
                Token::Data => {
                    let text = self.stream.text(token).replace('%', "%%");
                    message.push_str(&if self.syntax.newline == "\n" {
                        text
                    } else {
                        text.replace('\n', &self.syntax.newline)
                    });
                    self.stream.take()?;
                }
                Token::VariableBegin => {
                    self.stream.take()?;
                    let (name, span) = self.stream.expect_name()?;
                    references.push((name, span));
                    message.extend(["%(", name, ")s"]);
                    let end = self.stream.expect(Token::VariableEnd);
                    end.map_err(|fault| fault.or_help(NAME_IT))?;
                }
                Token::BlockBegin => {
                    self.stream.take()?;
                    let word = self.stream.word();
                    let problem = match word {
                        Some("endtrans") => return Ok(message),
                        Some("pluralize") if is_singular => return Ok(message),
                        Some("pluralize") => {
                            "a translatable section can have only one pluralize section".to_owned()
                        }
                        Some("trans") => "trans blocks can't be nested; did you mean `endtrans`?".to_owned(),
                        word => format!(
                            "control structures in translatable sections are not allowed; saw `{}`",
                            word.unwrap_or("None")
                        ),
                    };
                    return Err(self.stream.fail(problem).or_help(ONLY_NAMES));
                }
                _ => return Err(Fault::new(start, "unclosed translation block")),
            }
        }
    }
}

/// Without blanks around, and each line break with the blanks around it as one space.
fn trim(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let mut out = String::with_capacity(text.len());
    for (index, line) in lines.iter().enumerate() {
        if index > 0 && !line.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}
