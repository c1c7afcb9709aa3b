//! `{% language "de" %}…{% endlanguage %}` and the tags that ask about languages.

use crate::ast::{Expression, Node, NodeList};
use crate::error::{Error, Kind, Result};
use crate::i18n;
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::tags::timezone::variable_after_as;
use crate::value::{Dict, Name, Value, index, out_of_range, repr, text_repr, unhashable};

struct Language {
    language: Expression,
    body: NodeList,
}

impl Node for Language {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let wanted = match &*self.language.resolve(cx)? {
            Value::None => None,
            language => Some(language.to_str().into()),
        };
        let outside = std::mem::replace(&mut cx.language, wanted);
        let rendered = self.body.render(cx, out);
        cx.language = outside;
        rendered
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let [_, language] = &bits[..] else {
        return Err(Error::syntax(format!("'{}' takes one argument (language)", bits[0])));
    };
    let language = parser.expression(language)?;
    Ok(Box::new(Language { language, body: parser.parse_body("endlanguage")? }))
}

/// Sets a variable to something that the state knows.
struct Ask {
    target: Name,
    answer: fn(&Context<'_>) -> Value,
}

impl Node for Ask {
    fn render(&self, cx: &mut Context<'_>, _: &mut String) -> Result<()> {
        let answer = (self.answer)(cx);
        cx.set(&self.target, answer);
        Ok(())
    }
}

pub(super) fn compile_current(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let answer = |cx: &Context<'_>| cx.language.as_deref().map_or(Value::None, Value::from);
    Ok(Box::new(Ask { target: variable_after_as(token)?, answer }))
}

pub(super) fn compile_bidi(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let answer = |cx: &Context<'_>| Value::Bool(cx.language.as_deref().is_some_and(i18n::is_bidi));
    Ok(Box::new(Ask { target: variable_after_as(token)?, answer }))
}

pub(super) fn compile_available(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let answer = |cx: &Context<'_>| {
        let pair = |code: &str, name: &str| {
            Value::tuple(vec![code.into(), cx.active().gettext(name).into_owned().into()])
        };
        Value::list(match &cx.settings.languages {
            Some(languages) => languages.iter().map(|(code, name)| pair(code, name)).collect(),
            None => i18n::LANGUAGES.iter().map(|(code, name)| pair(code, name)).collect(),
        })
    };
    Ok(Box::new(Ask { target: variable_after_as(token)?, answer }))
}

struct Info {
    languages: Expression,
    target: Name,
    several: bool,
}

impl Node for Info {
    fn render(&self, cx: &mut Context<'_>, _: &mut String) -> Result<()> {
        let wanted = self.languages.resolve(cx)?.into_owned();
        let info = if self.several {
            let Some(languages) = wanted.items() else {
                let message = format!("'{}' object is not iterable", wanted.type_name());
                return Err(Error::new(Kind::Type, message));
            };
            let infos: Result<Vec<Value>> =
                languages.iter().map(|language| language_info(&code_of(language)?, cx)).collect();
            Value::list(infos?)
        } else {
            language_info(&wanted, cx)?
        };
        cx.set(&self.target, info);
        Ok(())
    }
}

/// A language is given by its code, or by a sequence that begins with it, such as a code and a name.
fn code_of(language: &Value) -> Result<Value> {
    let Some(first) = index(language, 0) else {
        return Err(match language.len() {
            Some(_) => Error::new(Kind::Index, out_of_range(language)),
            None => Error::new(Kind::Type, format!("'{}' object is not subscriptable", language.type_name())),
        });
    };
    match first.len() {
        Some(length) if length > 1 => Ok(first.into_owned()),
        Some(_) => Ok(language.to_str().into_owned().into()),
        None => {
            let message = format!("object of type '{}' has no len()", first.type_name());
            Err(Error::new(Kind::Type, message))
        }
    }
}

/// What is known of a language, as a dict.
pub(crate) fn language_info(code: &Value, cx: &Context<'_>) -> Result<Value> {
    let Some(code) = code.as_str() else { return Err(no_code(code)) };
    let Some(language) = i18n::language(code) else {
        let message = match code.split_once('-') {
            Some((base, _)) => format!("Unknown language code {code} and {base}."),
            None => format!("Unknown language code {code}."),
        };
        return Err(Error::new(Kind::Key, text_repr(&message)));
    };
    let mut info = Dict::default();
    info.insert("bidi".into(), language.bidi.into());
    info.insert("code".into(), language.code.into());
    info.insert("name".into(), language.name.into());
    info.insert("name_local".into(), language.name_local.into());
    info.insert("name_translated".into(), cx.active().gettext(language.name).into_owned().into());
    Ok(info.into())
}

/// The error of what is no str: Python looks it up in a dict, then looks for a hyphen in it.
fn no_code(value: &Value) -> Error {
    let name = value.type_name();
    let message = match value {
        _ if unhashable(value).is_some() => {
            format!("unhashable type: '{}'", unhashable(value).unwrap_or(name))
        }
        Value::Bytes(_) => "a bytes-like object is required, not 'str'".to_owned(),
        // Python's `%` takes a tuple for several values.
        Value::Tuple(items) => match &items[..] {
            [] => "not enough arguments for format string".to_owned(),
            [only] => {
                let message = format!("Unknown language code {}.", only.to_str());
                return Error::new(Kind::Key, text_repr(&message));
            }
            _ => "not all arguments converted during string formatting".to_owned(),
        },
        Value::Range(_) => {
            return Error::new(Kind::Key, text_repr(&format!("Unknown language code {}.", repr(value))));
        }
        _ => format!("argument of type '{name}' is not iterable"),
    };
    Error::new(Kind::Type, message)
}

fn compile_question(parser: &Parser<'_>, token: Token<'_>, several: bool) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    match &bits[..] {
        [_, word, languages, as_word, target] if word == "for" && as_word == "as" => {
            let languages = parser.expression(languages)?;
            Ok(Box::new(Info { languages, target: Name::new(&**target), several }))
        }
        _ => {
            let got = Value::list(bits[1..].iter().map(|bit| Value::from(&**bit)).collect());
            let kind = if several { "sequence" } else { "string" };
            let message = format!("'{}' requires 'for {kind} as variable' (got {})", bits[0], repr(&got));
            Err(Error::syntax(message))
        }
    }
}

pub(super) fn compile_info(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    compile_question(parser, token, false)
}

pub(super) fn compile_info_list(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    compile_question(parser, token, true)
}
