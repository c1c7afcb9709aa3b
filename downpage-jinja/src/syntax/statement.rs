//! Reads statements: the tags, and what stands between them.

use std::borrow::Cow;

use downpage_core::error::suggest;

use super::ast::{Block, Expr, For, Kind, Name, Signature, Statement, Template, Value};
use super::lexer::Tokens;
use super::literal::quoted;
use super::stream::Stream;
use super::token::{Kind as Token, Operator, Span};
use super::{Fault, Syntax};
use crate::known::TAGS;

/// Tags in each other, beyond which minijinja would give up.
const DEEPEST: usize = 40;

/// Branches of one `if`: minijinja takes each for a level.
const LONGEST: usize = 1000;

/// Reads a template.
pub(super) fn parse<'s>(source: &'s str, tokens: Tokens, syntax: &Syntax) -> Result<Template<'s>, Fault> {
    let stream = Stream::new(source, tokens)?;
    let mut parser =
        Parser { stream, syntax, levels: 0, tags: Vec::new(), wanted: Vec::new(), in_loop: false };
    let body = parser.body(None)?;
    Ok(Template { source, body })
}

/// Where the reading stands.
pub(super) struct Parser<'s, 'c> {
    pub(super) stream: Stream<'s>,
    pub(super) syntax: &'c Syntax,
    pub(super) levels: usize,
    /// The tags that are open, for messages.
    tags: Vec<Name<'s>>,
    /// The words that end the open bodies.
    wanted: Vec<&'static [&'static str]>,
    in_loop: bool,
}

impl<'s> Parser<'s, '_> {
    /// Statements up to one of the words in `ends`, which is then the current token; or to the end of the template.
    fn body(&mut self, ends: Option<&'static [&'static str]>) -> Result<Vec<Statement<'s>>, Fault> {
        self.wanted.extend(ends);
        let mut body = Vec::new();
        loop {
            let token = self.stream.take()?;
            match token.kind {
                Token::Data => body.push(Statement { kind: Kind::Text, span: token.span }),
                Token::VariableBegin => {
                    let value = self.tuple()?;
                    let span = value.span;
                    body.push(Statement { kind: Kind::Output(value), span });
                    self.stream.expect(Token::VariableEnd)?;
                }
                Token::BlockBegin => {
                    if let (Some(ends), Some(word)) = (ends, self.stream.word())
                        && ends.contains(&word)
                    {
                        self.wanted.pop();
                        return Ok(body);
                    }
                    body.push(self.statement()?);
                    self.stream.expect(Token::BlockEnd)?;
                }
                _ => break,
            }
        }
        if ends.is_some() {
            return Err(self.unclosed());
        }
        Ok(body)
    }

    /// The body of a tag, behind the last word of it.
    fn statements(&mut self, ends: &'static [&'static str]) -> Result<Vec<Statement<'s>>, Fault> {
        self.stream.skip(Operator::Colon)?;
        self.stream.expect(Token::BlockEnd)?;
        self.body(Some(ends))
    }

    /// The same, and past the one word that can end it.
    fn statements_to(&mut self, end: &'static [&'static str; 1]) -> Result<Vec<Statement<'s>>, Fault> {
        let body = self.statements(end)?;
        self.stream.take()?;
        Ok(body)
    }

    fn statement(&mut self) -> Result<Statement<'s>, Fault> {
        let token = self.stream.current();
        let Some(tag) = self.stream.word() else { return Err(self.stream.fail("tag name expected")) };
        if self.tags.len() >= DEEPEST {
            return Err(self.stream.fail("the template nests too deep"));
        }
        self.tags.push(Name { text: tag, span: token.span });
        let mut head = token.span;
        let kind = self.tag(tag, &mut head)?;
        self.tags.pop();
        Ok(Statement { kind, span: head })
    }

    /// Reads the tag; `head` becomes the inside of its opening part.
    fn tag(&mut self, tag: &'s str, head: &mut Span) -> Result<Kind<'s>, Fault> {
        let extensions = self.syntax.extensions;
        let start = *head;
        let kind = match tag {
            "for" => self.for_loop(head)?,
            "if" => self.if_block(head)?,
            "block" => self.block(head)?,
            "with" => self.with_block(head)?,
            "set" => self.set(head)?,
            "macro" => self.macro_block(head)?,
            "call" => self.call_block(head)?,
            "filter" => self.filter_block(head)?,
            "autoescape" => self.autoescape(head)?,
            "trans" if extensions.i18n => self.trans(head)?,
            _ => {
                let kind = match tag {
                    "extends" => self.extends()?,
                    "print" => self.print()?,
                    "include" => self.include()?,
                    "from" => self.import_names()?,
                    "import" => self.import()?,
                    "do" if extensions.do_tag => self.do_tag()?,
                    "break" if extensions.loop_controls => self.loop_control(Kind::Break)?,
                    "continue" if extensions.loop_controls => self.loop_control(Kind::Continue)?,
                    _ => return Err(self.unknown_tag(tag)),
                };
                *head = start.to(self.stream.taken());
                kind
            }
        };
        Ok(kind)
    }

    fn simple(&mut self, kind: Kind<'s>) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        Ok(kind)
    }

    /// Python itself refuses these outside of a loop.
    fn loop_control(&mut self, kind: Kind<'s>) -> Result<Kind<'s>, Fault> {
        let word = self.stream.word().unwrap_or_default();
        if !self.in_loop {
            let problem = if word == "break" {
                Cow::Borrowed("'break' outside loop")
            } else {
                Cow::Borrowed("'continue' not properly in loop")
            };
            return Err(self.stream.fail(problem));
        }
        self.simple(kind)
    }

    fn do_tag(&mut self) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        Ok(Kind::Do(self.tuple()?))
    }

    fn extends(&mut self) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        Ok(Kind::Extends(self.expression()?))
    }

    fn print(&mut self) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let mut values = Vec::new();
        while self.stream.kind() != Token::BlockEnd {
            if !values.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            values.push(self.expression()?);
        }
        Ok(Kind::Print(values))
    }

    fn for_loop(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let target = self.target(Some("in"), false)?;
        if let Some(name) = first_name(&target, "loop") {
            return Err(Fault::new(name, "Can't assign to special loop variable in for-loop target"));
        }
        self.stream.expect_word("in")?;
        let iter = self.tuple_without_condition(Some("recursive"))?;
        let test = if self.stream.skip_word("if")? { Some(self.expression()?) } else { None };
        let recursive = self.stream.skip_word("recursive")?;
        *head = head.to(self.stream.taken());
        let was_in_loop = std::mem::replace(&mut self.in_loop, true);
        let body = self.statements(&["endfor", "else"])?;
        self.in_loop = was_in_loop;
        let end = self.stream.take()?;
        let otherwise =
            if self.stream.text(end) == "endfor" { None } else { Some(self.statements_to(&["endfor"])?) };
        Ok(Kind::For(Box::new(For { target, iter, test, recursive, body, otherwise })))
    }

    fn if_block(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let mut branches = Vec::new();
        loop {
            let test = self.tuple_without_condition(None)?;
            if branches.is_empty() {
                *head = head.to(self.stream.taken());
            }
            let body = self.statements(&["elif", "else", "endif"])?;
            branches.push((test, body));
            if branches.len() > LONGEST {
                return Err(self.stream.fail("an `if` has too many branches"));
            }
            let token = self.stream.take()?;
            match self.stream.text(token) {
                "elif" => {}
                "else" => return Ok(Kind::If(branches, Some(self.statements_to(&["endif"])?))),
                _ => return Ok(Kind::If(branches, None)),
            }
        }
    }

    fn with_block(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let mut values = Vec::new();
        while self.stream.kind() != Token::BlockEnd {
            if !values.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            let target = self.target(None, false)?;
            self.stream.expect_operator(Operator::Assign)?;
            values.push((target, self.expression()?));
        }
        *head = head.to(self.stream.taken());
        Ok(Kind::With(values, self.statements_to(&["endwith"])?))
    }

    fn set(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let target = self.target(None, true)?;
        if self.stream.skip(Operator::Assign)? {
            let value = self.tuple()?;
            *head = head.to(self.stream.taken());
            return Ok(Kind::Set(target, value));
        }
        let filter = self.filter_chain(false)?;
        *head = head.to(self.stream.taken());
        Ok(Kind::SetBlock(target, filter, self.statements_to(&["endset"])?))
    }

    fn filter_chain(&mut self, inline: bool) -> Result<Option<Expr<'s>>, Fault> {
        let mut start = self.stream.current().span;
        let mut filter = if inline { Some(self.filter(None, start)?) } else { None };
        while self.stream.skip(Operator::Pipe)? {
            if filter.is_none() {
                start = self.stream.current().span;
            }
            filter = Some(self.filter(filter, start)?);
        }
        Ok(filter)
    }

    fn filter_block(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let Some(filter) = self.filter_chain(true)? else {
            return Err(self.stream.fail("expected a filter"));
        };
        *head = head.to(self.stream.taken());
        Ok(Kind::FilterBlock(filter, self.statements_to(&["endfilter"])?))
    }

    fn autoescape(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let value = self.expression()?;
        *head = head.to(self.stream.taken());
        Ok(Kind::Autoescape(value, self.statements_to(&["endautoescape"])?))
    }

    fn block(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let name = self.name()?;
        let scoped = self.stream.skip_word("scoped")?;
        let required = self.stream.skip_word("required")?;
        if self.stream.is(Operator::Sub) {
            return Err(self.stream.fail(
                "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an \
                 underscore instead.",
            ));
        }
        *head = head.to(self.stream.taken());
        let was_in_loop = std::mem::replace(&mut self.in_loop, false);
        let body = self.statements_to(&["endblock"])?;
        self.in_loop = was_in_loop;
        let source = self.stream.source;
        let is_blank = |statement: &Statement<'_>| {
            matches!(statement.kind, Kind::Text) && statement.span.text(source).trim().is_empty()
        };
        if required && !body.iter().all(is_blank) {
            return Err(self.stream.fail("Required blocks can only contain comments or whitespace"));
        }
        self.stream.skip_word(name.text)?;
        Ok(Kind::Block(Block { name, scoped, required, body }))
    }

    fn macro_block(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let name = self.name()?;
        let signature = self.signature()?;
        *head = head.to(self.stream.taken());
        let body = self.function_body(&["endmacro"])?;
        check_caller(&signature)?;
        Ok(Kind::Macro(name, signature, body))
    }

    fn call_block(&mut self, head: &mut Span) -> Result<Kind<'s>, Fault> {
        let start = self.stream.take()?.span;
        let signature =
            if self.stream.is(Operator::LParen) { self.signature()? } else { Signature::default() };
        let call = self.expression()?;
        if !matches!(call.value, Value::Call(..)) {
            return Err(Fault::new(start, "expected call"));
        }
        *head = head.to(self.stream.taken());
        let body = self.function_body(&["endcall"])?;
        check_caller(&signature)?;
        Ok(Kind::CallBlock(signature, call, body))
    }

    fn function_body(&mut self, end: &'static [&'static str; 1]) -> Result<Vec<Statement<'s>>, Fault> {
        let was_in_loop = std::mem::replace(&mut self.in_loop, false);
        let body = self.statements_to(end)?;
        self.in_loop = was_in_loop;
        Ok(body)
    }

    fn signature(&mut self) -> Result<Signature<'s>, Fault> {
        let mut signature = Signature::default();
        self.stream.expect_operator(Operator::LParen)?;
        while !self.stream.is(Operator::RParen) {
            if !signature.parameters.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            let name = self.name_to_assign()?;
            if self.stream.skip(Operator::Assign)? {
                signature.defaults.push(self.expression()?);
            } else if !signature.defaults.is_empty() {
                return Err(self.stream.fail("non-default argument follows default argument"));
            }
            signature.parameters.push(name);
        }
        self.stream.expect_operator(Operator::RParen)?;
        Ok(signature)
    }

    fn include(&mut self) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let template = self.expression()?;
        let ignore_missing = self.two_words(&["ignore"], "missing")?.is_some();
        let with_context = self.context_words()?.unwrap_or(true);
        Ok(Kind::Include { template, ignore_missing, with_context })
    }

    fn import(&mut self) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let template = self.expression()?;
        self.stream.expect_word("as")?;
        let target = self.name_to_assign()?;
        let with_context = self.context_words()?.unwrap_or(false);
        Ok(Kind::Import { template, target, with_context })
    }

    fn import_names(&mut self) -> Result<Kind<'s>, Fault> {
        self.stream.take()?;
        let template = self.expression()?;
        self.stream.expect_word("import")?;
        let mut names = Vec::new();
        let with_context = loop {
            if !names.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            if self.stream.kind() != Token::Name {
                self.stream.expect(Token::Name)?;
            }
            if let Some(with_context) = self.context_words()? {
                break with_context;
            }
            let name = self.name_to_assign()?;
            if name.text.starts_with('_') {
                return Err(Fault::new(name.span, "names starting with an underline can not be imported"));
            }
            let alias = if self.stream.skip_word("as")? { Some(self.name_to_assign()?) } else { None };
            names.push((name, alias));
            if let Some(with_context) = self.context_words()? {
                break with_context;
            }
            if !self.stream.is(Operator::Comma) {
                break false;
            }
        };
        Ok(Kind::FromImport { template, names, with_context })
    }

    /// `with context` or `without context`.
    fn context_words(&mut self) -> Result<Option<bool>, Fault> {
        Ok(self.two_words(&["with", "without"], "context")?.map(|word| word == "with"))
    }

    /// One of `first` with `second` behind it; the one that was there.
    fn two_words(&mut self, first: &[&str], second: &str) -> Result<Option<&'s str>, Fault> {
        let Some(word) = self.stream.word().filter(|word| first.contains(word)) else { return Ok(None) };
        let next = self.stream.look()?;
        if next.kind != Token::Name || self.stream.text(next) != second {
            return Ok(None);
        }
        self.stream.take()?;
        self.stream.take()?;
        Ok(Some(word))
    }

    /// What can be assigned to: names with commas, and `namespace.name` where those are allowed.
    fn target(&mut self, end: super::expression::EndWord, namespaces: bool) -> Result<Expr<'s>, Fault> {
        let target = self.targets(end, namespaces)?;
        check_target(&target)?;
        Ok(target)
    }

    fn name(&mut self) -> Result<Name<'s>, Fault> {
        let (text, span) = self.stream.expect_name()?;
        Ok(Name { text, span })
    }

    fn name_to_assign(&mut self) -> Result<Name<'s>, Fault> {
        let name = self.name()?;
        if is_constant(name.text) {
            return Err(Fault::new(name.span, "can't assign to 'name'"));
        }
        Ok(name)
    }

    pub(super) fn unknown_tag(&mut self, name: &str) -> Fault {
        self.tags.pop();
        let message = format!("Encountered unknown tag {}.", quoted(name));
        let nesting = self.wanted.iter().any(|words| words.contains(&name));
        let unknown = !nesting && !TAGS.contains(&name);
        let help = suggest(name, TAGS).filter(|_| unknown);
        Fault { unknown, help, ..self.missing_end(message, nesting) }
    }

    /// The end came too early: what has to be mended is the tag that is open.
    fn unclosed(&self) -> Fault {
        let fault = self.missing_end("Unexpected end of template.".to_owned(), false);
        let span = self.tags.last().map_or(fault.span.clone(), |tag| tag.span.range());
        Fault { span, ..fault }
    }

    fn missing_end(&self, mut message: String, nesting: bool) -> Fault {
        if let Some(words) = self.wanted.last() {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            let words = words.join(" or ");
            let wanted = if nesting {
                "You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for"
            } else {
                "Jinja was looking for the following tags:"
            };
            message = format!("{message} {wanted} {words}.");
        }
        if let Some(tag) = self.tags.last() {
            message =
                format!("{message} The innermost block that needs to be closed is {}.", quoted(tag.text));
        }
        self.stream.fail(message)
    }
}

/// Python's constants, which no name can be.
fn is_constant(name: &str) -> bool {
    matches!(name, "true" | "false" | "none" | "True" | "False" | "None")
}

fn check_target(target: &Expr<'_>) -> Result<(), Fault> {
    let what = match &target.value {
        Value::Name(_) | Value::NamespaceRef(..) => return Ok(()),
        Value::Tuple(items) => {
            return items
                .iter()
                .try_for_each(check_target)
                .map_err(|_| Fault::new(target.span, "can't assign to 'tuple'"));
        }
        Value::List(_) => "list",
        Value::Dict(_) => "dict",
        _ => "const",
    };
    Err(Fault::new(target.span, format!("can't assign to '{what}'")))
}

/// Where `name` stands in a target.
fn first_name(target: &Expr<'_>, name: &str) -> Option<Span> {
    match &target.value {
        Value::Name(found) if *found == name => Some(target.span),
        Value::Tuple(items) => items.iter().find_map(|item| first_name(item, name)),
        _ => None,
    }
}

/// A parameter called `caller` would hide the caller.
fn check_caller(signature: &Signature<'_>) -> Result<(), Fault> {
    let required = signature.parameters.len() - signature.defaults.len();
    match signature.parameters[..required].iter().find(|name| name.text == "caller") {
        Some(name) => Err(Fault::new(
            name.span,
            "When defining macros or call blocks the special \"caller\" argument must be omitted or be given a default.",
        )),
        None => Ok(()),
    }
}
