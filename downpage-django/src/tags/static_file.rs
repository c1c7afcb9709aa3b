//! `{% static "path" as url %}`, `{% get_static_prefix %}` and `{% get_media_prefix %}`.

use crate::ast::{Expression, Node};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::{Context, Settings};
use crate::text::escape::escape_into;
use crate::text::{percent, space};
use crate::value::{Name, Value};

struct StaticFile {
    path: Expression,
    target: Option<Name>,
}

impl Node for StaticFile {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let path = self.path.resolve(cx)?;
        let Some(path) = path.as_str().map(str::to_owned) else {
            return Err(Error::new(Kind::Type, "quote_from_bytes() expected bytes"));
        };
        let url = match cx.site.static_url(&path) {
            Some(url) => url?,
            None => joined(&percent::iri_to_uri(&cx.settings.static_url), &percent::quote(&path, "/")),
        };
        let mut shown = String::new();
        if cx.autoescape {
            escape_into(&url, &mut shown);
        } else {
            shown.push_str(&url);
        }
        match &self.target {
            Some(target) => cx.set(target, Value::marked(shown, cx.autoescape)),
            None => out.push_str(&shown),
        }
        Ok(())
    }
}

/// `path` seen from `base`, as a browser would: an absolute one stands for itself, dots are resolved.
fn joined(base: &str, path: &str) -> String {
    if path.is_empty() {
        return base.to_owned();
    }
    let scheme_end = base.find("://").map_or(0, |at| at + 3);
    let path_start = base[scheme_end..].find('/').map_or(base.len(), |at| scheme_end + at);
    let (host, base_path) = if scheme_end > 0 { base.split_at(path_start) } else { ("", base) };
    if path.starts_with('/') {
        return format!("{host}{path}");
    }
    let directory = base_path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut parts: Vec<&str> = directory.split('/').collect();
    for (at, part) in path.split('/').enumerate() {
        let last = at + 1 == path.split('/').count();
        match part {
            ".." => {
                if parts.len() > 1 {
                    parts.pop();
                }
                if last {
                    parts.push("");
                }
            }
            "." if last => parts.push(""),
            "." => {}
            part => parts.push(part),
        }
    }
    // Empty parts go, but not the first, which stands for the root, nor the last.
    let last = parts.len() - 1;
    let kept: Vec<&str> = parts
        .iter()
        .enumerate()
        .filter(|(at, part)| *at == 0 || *at == last || !part.is_empty())
        .map(|(_, part)| *part)
        .collect();
    format!("{host}{}", kept.join("/"))
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    if bits.len() < 2 {
        let message = format!("'{}' takes at least one argument (path to file)", bits[0]);
        return Err(Error::syntax(message));
    }
    let path = parser.expression(&bits[1])?;
    let named = bits[bits.len() - 2] == "as";
    let target = bits.get(3).filter(|_| named).map(|name| Name::new(&**name));
    Ok(Box::new(StaticFile { path, target }))
}

struct Prefix {
    of: fn(&Settings) -> &str,
    target: Option<Name>,
}

impl Node for Prefix {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let prefix = percent::iri_to_uri((self.of)(cx.settings));
        match &self.target {
            Some(target) => cx.set(target, prefix.into()),
            None => out.push_str(&prefix),
        }
        Ok(())
    }
}

fn compile_prefix(token: Token<'_>, of: fn(&Settings) -> &str) -> Result<Box<dyn Node>> {
    let bits: Vec<&str> = space::words(token.contents).collect();
    if bits.len() > 1 && bits[1] != "as" {
        return Err(Error::syntax(format!("First argument in '{}' must be 'as'", bits[0])));
    }
    if bits.len() == 2 {
        return Err(Error::new(Kind::Index, "list index out of range"));
    }
    Ok(Box::new(Prefix { of, target: bits.get(2).copied().map(Name::new) }))
}

pub(super) fn compile_static_prefix(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    compile_prefix(token, |settings| &settings.static_url)
}

pub(super) fn compile_media_prefix(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    compile_prefix(token, |settings| &settings.media_url)
}
