//! `{% blocktranslate with a=b count c=d trimmed %}…{% plural %}…{% endblocktranslate %}` and its old name `blocktrans`.

use std::sync::Arc;

use crate::ast::{Expression, Node};
use crate::error::{Error, Result};
use crate::lexer::{Token, TokenKind};
use crate::parser::{Keyword, Parser, assignments, bits};
use crate::render::{Context, printed};
use crate::text::space;
use crate::value::{Dict, Name, Value, int_of, repr, text_repr};

/// A message as the catalog has it, and the variables in it.
struct Message {
    text: String,
    variables: Vec<Name>,
}

struct BlockTranslate {
    tag: String,
    values: Vec<Keyword>,
    singular: Message,
    plural: Option<(Message, Name, Expression)>,
    context: Option<Expression>,
    target: Option<Name>,
}

impl Node for BlockTranslate {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let text = match self.translated(cx)? {
            Ok(text) => text,
            Err(_) => {
                // The translation is malformed: once more, in the language of the template.
                let language = cx.language.take();
                let text = self.translated(cx);
                cx.language = language;
                text?.map_err(|Unfit { message, values }| {
                    let (tag, message, values) = (text_repr(&self.tag), text_repr(&message), repr(&values));
                    let text = "is unable to format string returned by gettext";
                    Error::syntax(format!("{tag} {text}: {message} using {values}"))
                })?
            }
        };
        cx.check_size(text.len())?;
        match &self.target {
            Some(target) => cx.set(target, Value::safe(text)),
            None => out.push_str(&text),
        }
        Ok(())
    }
}

/// A translation that asks for other values than there are, and those.
struct Unfit {
    message: String,
    values: Value,
}

impl BlockTranslate {
    /// The translation with its variables filled in.
    fn translated(&self, cx: &mut Context<'_>) -> Result<Result<String, Unfit>> {
        let context = self.context.as_ref().map(|context| context.resolve(cx)).transpose()?;
        let context = context.filter(|context| context.truth()).map(|context| context.to_str().into_owned());
        let mut values = Vec::with_capacity(self.values.len());
        for (name, expression) in &self.values {
            values.push((name, expression.resolve(cx)?.into_owned()));
        }
        cx.push();
        for (name, value) in values {
            cx.set(name, value);
        }
        let text = self.filled(context.as_deref(), cx);
        cx.pop();
        text
    }

    fn filled(&self, context: Option<&str>, cx: &mut Context<'_>) -> Result<Result<String, Unfit>> {
        let Some((plural, name, counter)) = &self.plural else {
            let text = cx.active().pgettext(context, &self.singular.text).into_owned();
            return fill(text, &self.singular.variables, cx);
        };
        let count = counter.resolve(cx)?.into_owned();
        let number = matches!(
            count,
            Value::Bool(_) | Value::Int(_) | Value::Wide(_) | Value::Float(_) | Value::Decimal(_)
        );
        if !number {
            return Err(Error::syntax(format!(
                "{} argument to {} tag must be a number.",
                text_repr(name.as_str()),
                text_repr(&self.tag)
            )));
        }
        if !matches!(cx.language.as_deref(), None | Some("en" | "en-us")) {
            // Catalogs choose the form by a whole number; those of English have no rule.
            int_of(&count)?;
        }
        cx.set(name, count.clone());
        let forms = [&*self.singular.text, &*plural.text];
        let text = cx.active().ngettext(context, forms, &count).into_owned();
        let variables: Vec<Name> = self.singular.variables.iter().chain(&plural.variables).cloned().collect();
        fill(text, &variables, cx)
    }
}

/// `message` with the values of `variables`.
fn fill(message: String, variables: &[Name], cx: &Context<'_>) -> Result<Result<String, Unfit>> {
    if let Some(text) = filled_in(&message, variables, cx)? {
        return Ok(Ok(text));
    }
    let mut values = Dict::default();
    for name in variables {
        values.insert(name.to_text().into(), shown(name, cx)?.into());
    }
    Ok(Err(Unfit { message, values: values.into() }))
}

/// Puts the values of `variables` in the place of `%(name)s`, and one per cent sign in the place of two.
fn filled_in(text: &str, variables: &[Name], cx: &Context<'_>) -> Result<Option<String>> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let Some((name, after)) = placeholder(rest) else { return Ok(None) };
        rest = after;
        let Some(name) = variables.iter().find(|known| known.as_str() == name) else { return Ok(None) };
        out.push_str(&shown(name, cx)?);
    }
    out.push_str(rest);
    Ok(Some(out))
}

/// What the variable shows in a message.
fn shown(name: &Name, cx: &Context<'_>) -> Result<String> {
    match cx.get(name) {
        Some(value) => Ok(printed(value, cx)?.text),
        None => {
            let stand_in = cx.settings.stand_in(name.as_str())?;
            Ok(printed(&Value::Str(stand_in), cx)?.text)
        }
    }
}

/// The name of `(name)s` and what follows it. Parentheses inside of a name belong to each other, as in Python's `%`.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('(')?;
    let mut open = 1;
    let end = text.find(|c| {
        open += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open == 0
    })?;
    Some((&text[..end], text[end + 1..].strip_prefix('s')?))
}

/// The options of the tag, as they are read.
#[derive(Default)]
struct Options {
    values: Vec<Keyword>,
    counter: Option<Keyword>,
    context: Option<Expression>,
    trimmed: bool,
    target: Option<Name>,
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let tag = bits[0].clone().into_owned();
    let options = read_options(parser, &tag, &bits[1..])?;
    let (singular, mut end) = take_message(parser, options.trimmed);
    let mut plural = None;
    if let Some((name, counter)) = options.counter {
        if end.is_none_or(|end| space::trim(end.contents) != "plural") {
            let message = format!("{} doesn't allow other block tags inside it", text_repr(&tag));
            return Err(Error::syntax(message));
        }
        let (message, after) = take_message(parser, options.trimmed);
        end = after.or(end);
        plural = Some((message, name, counter));
    }
    let seen = end.map_or("", |end| end.contents);
    if space::trim(seen) != format!("end{tag}") {
        return Err(Error::syntax(format!(
            "{} doesn't allow other block tags (seen {}) inside it",
            text_repr(&tag),
            text_repr(seen)
        )));
    }
    let Options { values, context, target, .. } = options;
    Ok(Box::new(BlockTranslate { tag, values, singular, plural, context, target }))
}

fn read_options<S: AsRef<str>>(parser: &Parser<'_>, tag: &str, bits: &[S]) -> Result<Options> {
    let tag_repr = text_repr(tag);
    let mut options = Options::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut rest = bits;
    while let Some((option, after)) = rest.split_first() {
        rest = after;
        let option = option.as_ref();
        if seen.contains(&option) {
            let message = format!("The {} option was specified more than once.", text_repr(option));
            return Err(Error::syntax(message));
        }
        match option {
            "with" => {
                options.values = assignments(parser, &mut rest, true)?;
                if options.values.is_empty() {
                    let message = format!("\"with\" in {tag_repr} tag needs at least one keyword argument.");
                    return Err(Error::syntax(message));
                }
            }
            "count" => {
                let mut found = assignments(parser, &mut rest, true)?;
                if found.len() != 1 {
                    let message =
                        format!("\"count\" in {tag_repr} tag expected exactly one keyword argument.");
                    return Err(Error::syntax(message));
                }
                options.counter = found.pop();
            }
            "context" => {
                let expected =
                    || Error::syntax(format!("\"context\" in {tag_repr} tag expected exactly one argument."));
                let (value, after) = rest.split_first().ok_or_else(expected)?;
                rest = after;
                options.context = Some(parser.expression(value.as_ref()).map_err(|_| expected())?);
            }
            "trimmed" => options.trimmed = true,
            "asvar" => {
                let Some((name, after)) = rest.split_first() else {
                    return Err(Error::syntax(format!(
                        "No argument provided to the '{tag}' tag for the asvar option."
                    )));
                };
                rest = after;
                options.target = Some(Name::new(name.as_ref()));
            }
            _ => {
                let message = format!("Unknown argument for {tag_repr} tag: {}.", text_repr(option));
                return Err(Error::syntax(message));
            }
        }
        seen.push(option);
    }
    Ok(options)
}

/// Takes text and variables up to a tag, and gives the message and that tag.
fn take_message<'t>(parser: &mut Parser<'t>, trimmed: bool) -> (Message, Option<Token<'t>>) {
    let mut text = String::new();
    let mut variables = Vec::new();
    let mut end = None;
    while let Some(token) = parser.next() {
        end = Some(token);
        match token.kind {
            TokenKind::Text => text.push_str(&token.contents.replace('%', "%%")),
            TokenKind::Variable => {
                text.push_str("%(");
                text.push_str(token.contents);
                text.push_str(")s");
                variables.push(Name::new(Arc::<str>::from(token.contents)));
            }
            TokenKind::Block | TokenKind::Comment => break,
        }
    }
    if trimmed {
        let lines: Vec<&str> = text.split('\n').map(space::trim).filter(|line| !line.is_empty()).collect();
        text = lines.join(" ");
    }
    (Message { text, variables }, end)
}
