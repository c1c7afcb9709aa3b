//! The filter `urlize`: addresses in a text become links.

use std::collections::BTreeSet;

use downpage_core::Options;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, flag, integer, text};
use super::limited_str;
use crate::escape::escaped;

/// What a link without `rel` gets, unless a configuration says otherwise.
const REL: &str = "noopener";

pub(super) fn install(env: &mut Environment<'_>, options: &Options) {
    let policy = options.text("urlize_rel").unwrap_or(REL).to_owned();
    env.add_filter("urlize", move |state: &State<'_, '_>, value: &Value, args: Given| {
        urlize(state, value, &args.into_values(), &policy)
    });
}

/// The domains under which a host is an address without a scheme.
const DOMAINS: [&str; 8] = ["com", "net", "int", "edu", "gov", "org", "info", "mil"];

/// How the links are made.
struct Links {
    limit: Option<usize>,
    attributes: String,
    schemes: Vec<String>,
}

fn urlize(state: &State<'_, '_>, value: &Value, args: &[Value], policy: &str) -> Result<Value, Error> {
    let names = ["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"];
    let [limit, nofollow, target, rel, schemes] = bind("do_urlize", args, names)?;
    let given = |value: Option<Value>| value.filter(|value| !value.is_none());
    let mut rels: BTreeSet<String> = words(given(rel).as_ref())?;
    if flag(nofollow.as_ref(), false) {
        rels.insert("nofollow".to_owned());
    }
    rels.extend(policy.split_whitespace().map(str::to_owned));
    let mut attributes = String::new();
    if !rels.is_empty() {
        let all: Vec<String> = rels.into_iter().collect();
        attributes = format!(" rel=\"{}\"", escaped(&all.join(" ")));
    }
    if let Some(target) = given(target) {
        let target = escaped(&text(Some(&target), "")?);
        attributes = format!("{attributes} target=\"{target}\"");
    }
    let limit = match given(limit) {
        Some(limit) => Some(usize::try_from(integer(Some(&limit), 0)?).unwrap_or(0)),
        None => None,
    };
    let links = Links { limit, attributes, schemes: schemes_of(given(schemes).as_ref())? };
    let source = limited_str(state, value)?;
    let source = if value.is_safe() { source } else { escaped(&source) };
    let mut out = String::with_capacity(source.len());
    for piece in pieces(&source) {
        out.push_str(&links.piece(piece));
    }
    Ok(match state.auto_escape() {
        AutoEscape::Html => Value::from_safe_string(out),
        _ => Value::from(out),
    })
}

fn words(value: Option<&Value>) -> Result<BTreeSet<String>, Error> {
    let words = text(value, "")?;
    Ok(words.split_whitespace().map(str::to_owned).collect())
}

fn schemes_of(value: Option<&Value>) -> Result<Vec<String>, Error> {
    let Some(value) = value else { return Ok(Vec::new()) };
    if value.kind() == ValueKind::String {
        return Err(Error::new(ErrorKind::InvalidOperation, "`extra_schemes` is a list"));
    }
    let schemes: Vec<String> = value.try_iter()?.map(|scheme| scheme.to_string()).collect();
    for scheme in &schemes {
        let bare = scheme.trim_end_matches('/');
        let is_scheme = bare.strip_suffix(':').is_some_and(|name| {
            name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-_".contains(&byte))
        });
        if !is_scheme {
            let message = format!("{scheme:?} is not a valid URI scheme prefix.");
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
    }
    Ok(schemes)
}

/// Words and the blanks between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_blank = first.is_whitespace();
        let end = rest.find(|char: char| char.is_whitespace() != is_blank).unwrap_or(rest.len());
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    pieces
}

impl Links {
    fn piece(&self, piece: &str) -> String {
        let (mut head, mut middle, mut tail) = (String::new(), piece.to_owned(), String::new());
        let openings: usize = longest_head(&middle);
        head.push_str(&middle[..openings]);
        middle.drain(..openings);
        let endings = ["&gt;", ")", ">", ".", ",", "\n"];
        if endings.iter().any(|ending| middle.ends_with(ending)) {
            let kept = without_tail(&middle);
            tail = middle[kept..].to_owned();
            middle.truncate(kept);
        }
        balance(&mut middle, &mut tail);
        let link = self.link(&middle);
        format!("{head}{}{tail}", link.unwrap_or(middle))
    }

    /// The link for an address, if it is one.
    fn link(&self, text: &str) -> Option<String> {
        let Self { attributes, .. } = self;
        let shown = self.shown(text);
        if is_http(text) {
            let href = if text.starts_with("https://") || text.starts_with("http://") {
                text.to_owned()
            } else {
                format!("https://{text}")
            };
            return Some(format!("<a href=\"{href}\"{attributes}>{shown}</a>"));
        }
        if let Some(address) = text.strip_prefix("mailto:").filter(|address| is_email(address)) {
            return Some(format!("<a href=\"{text}\">{address}</a>"));
        }
        let is_plain_email = text.contains('@')
            && !text.starts_with("www.")
            && !text.starts_with('@')
            && !text.contains(':')
            && is_email(text);
        if is_plain_email {
            return Some(format!("<a href=\"mailto:{text}\">{text}</a>"));
        }
        let scheme =
            self.schemes.iter().find(|scheme| text != scheme.as_str() && text.starts_with(scheme.as_str()));
        scheme.map(|_| format!("<a href=\"{text}\"{attributes}>{text}</a>"))
    }

    fn shown(&self, text: &str) -> String {
        match self.limit.and_then(|limit| text.char_indices().nth(limit)) {
            Some((cut, _)) => format!("{}...", &text[..cut]),
            None => text.to_owned(),
        }
    }
}

/// Opening brackets in front of an address.
fn longest_head(text: &str) -> usize {
    let mut rest = text;
    loop {
        let shorter = ["(", "<", "&lt;"].iter().find_map(|opening| rest.strip_prefix(opening));
        match shorter {
            Some(shorter) => rest = shorter,
            None => return text.len() - rest.len(),
        }
    }
}

/// Where closing brackets and the end of a sentence begin behind an address.
fn without_tail(text: &str) -> usize {
    let mut rest = text;
    loop {
        let endings = ["&gt;", ")", ">", ".", ",", "\n"];
        match endings.iter().find_map(|ending| rest.strip_suffix(ending)) {
            Some(shorter) => rest = shorter,
            None => return rest.len(),
        }
    }
}

/// A closing bracket belongs to an address that has the opening one.
fn balance(middle: &mut String, tail: &mut String) {
    for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
        let opened = middle.matches(open).count();
        if opened <= middle.matches(close).count() {
            continue;
        }
        for _ in 0..opened.min(tail.matches(close).count()) {
            let Some(end) = tail.find(close).map(|at| at + close.len()) else { break };
            middle.push_str(&tail[..end]);
            tail.drain(..end);
        }
    }
}

/// `http://...`, `https://...`, `www.example.com/...`, or a host under a well-known domain.
fn is_http(text: &str) -> bool {
    let lower = text.to_lowercase();
    if let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) {
        return is_host(rest, true);
    }
    match lower.strip_prefix("www.") {
        Some(rest) if is_host(rest, true) => true,
        _ => is_host(&lower, false),
    }
}

/// A host, with a port, a path and so on behind it.
fn is_host(text: &str, any_domain: bool) -> bool {
    let end = text.find(['/', '?', '#', ':']).unwrap_or(text.len());
    let (host, rest) = text.split_at(end);
    let rest = match rest.strip_prefix(':') {
        Some(port) => {
            let after = port.trim_start_matches(|char: char| char.is_ascii_digit());
            if after.len() == port.len() {
                return false;
            }
            after
        }
        None => rest,
    };
    let is_rest = rest.is_empty() || rest.starts_with(['/', '?', '#']);
    if !is_rest {
        return false;
    }
    if any_domain && (host.starts_with('[') && host.ends_with(']') || is_ipv4(host)) {
        return true;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let shortest = if any_domain { 1 } else { 2 };
    let is_label = |label: &&str| {
        let is_part = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '%');
        label.chars().count() >= shortest && label.chars().all(is_part)
    };
    let Some((domain, names)) = labels.split_last() else { return false };
    if !names.iter().all(is_label) {
        return false;
    }
    if any_domain {
        let is_idna = domain.strip_prefix("xn--").is_some_and(|rest| is_label(&rest));
        return is_idna || domain.len() >= 2 && domain.bytes().all(|byte| byte.is_ascii_alphabetic());
    }
    !names.is_empty() && DOMAINS.contains(domain)
}

fn is_ipv4(host: &str) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    let is_number =
        |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 4 && parts.iter().all(is_number)
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let Some((name, domain)) = host.rsplit_once('.') else { return false };
    let is_part = |char: char| char.is_alphanumeric() || matches!(char, '.' | '_' | '-');
    !user.is_empty()
        && !user.contains(char::is_whitespace)
        && !name.is_empty()
        && name.chars().all(is_part)
        && !domain.is_empty()
        && domain.chars().all(|char| char.is_alphanumeric() || char == '_')
}
