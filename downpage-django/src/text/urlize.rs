//! URLs and mail addresses in text as links.

use unicode_normalization::UnicodeNormalization;

use crate::text::entities::unescape;
use crate::text::escape::escape;
use crate::text::percent::{quote, quote_plus, unquote};
use crate::text::space::is_space;

/// How links are made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The text of a link is cut to so many characters.
    pub limit: Option<usize>,
    /// Whether text is escaped.
    pub autoescape: bool,
    /// Whether it is safe already.
    pub safe_input: bool,
}

/// A link longer than this is none.
const LONGEST: usize = 2048;
const TOP_LEVELS: [&str; 7] = ["com", "edu", "gov", "int", "mil", "net", "org"];
/// What may stand in any part of a URL, besides letters and digits: RFC 3986.
const URL_MARKS: &str = "!$&'()*+,;=:/?#[]@~";

/// `text` with links.
#[must_use]
pub fn urlize(text: &str, options: Options) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let splits = |c: char| is_space(c) || matches!(c, '<' | '>' | '"' | '\'');
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let separator = splits(first);
        let end = rest.find(|c| splits(c) != separator).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        push_word(word, options, &mut out);
        rest = after;
    }
    out
}

fn push_word(word: &str, options: Options, out: &mut String) {
    let shown =
        |text: &str| if options.autoescape && !options.safe_input { escape(text) } else { text.to_owned() };
    if word.contains(['.', '@', ':']) {
        let (lead, middle, trail) = trim_punctuation(word);
        if let Some((url, follow)) = target(&middle) {
            let attribute = if follow { "" } else { " rel=\"nofollow\"" };
            let cut = cut(&middle, options.limit);
            out.push_str(&shown(lead));
            out.push_str(&format!("<a href=\"{}\"{attribute}>{}</a>", escape(&url), shown(&cut)));
            out.push_str(&shown(&trail));
            return;
        }
    }
    out.push_str(&shown(word));
}

/// The URL that a word stands for, and whether search engines may follow it.
fn target(word: &str) -> Option<(String, bool)> {
    let fits = word.chars().count() <= LONGEST;
    if fits && has_scheme(word) {
        return Some((quoted_url(&unescape(word)), false));
    }
    if fits && looks_like_host(word) {
        return Some((quoted_url(&format!("http://{}", unescape(word))), false));
    }
    if !word.contains(':') && is_mail_address(word) {
        let (local, domain) = word.rsplit_once('@')?;
        return Some((format!("mailto:{}@{}", quote(local, ""), quote(domain, "")), true));
    }
    None
}

fn cut(text: &str, limit: Option<usize>) -> String {
    match limit.filter(|limit| text.chars().count() > *limit) {
        Some(limit) => text.chars().take(limit.saturating_sub(1)).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// `http://` or `https://`, perhaps `[`, and a letter or digit.
fn has_scheme(word: &str) -> bool {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| starts_with_ignoring_case(word, scheme));
    scheme.is_some_and(|scheme| {
        let host = &word[scheme.len()..];
        host.strip_prefix('[').unwrap_or(host).starts_with(is_word)
    })
}

/// `www.…`, or `name.com` and the like, alone or with a path.
fn looks_like_host(word: &str) -> bool {
    if starts_with_ignoring_case(word, "www.") {
        return true;
    }
    let Some(first) = word.chars().next().filter(|c| is_word(*c)) else { return false };
    if starts_with_ignoring_case(word, "http") {
        return false;
    }
    let rest = &word[first.len_utf8()..];
    let host = &rest[..rest.find('@').unwrap_or(rest.len())];
    let mut dots = host.match_indices('.').filter(|(at, _)| *at > 0);
    dots.any(|(at, _)| {
        let after = &rest[at + 1..];
        TOP_LEVELS.iter().any(|top| {
            starts_with_ignoring_case(after, top)
                && matches!(after.as_bytes().get(top.len()), None | Some(b'/'))
        })
    })
}

/// What Django's `EmailValidator` accepts, without the quoted form, which no word can have.
fn is_mail_address(word: &str) -> bool {
    let Some((user, domain)) = word.rsplit_once('@') else { return false };
    let user_fine = |c: char| c.is_ascii_alphanumeric() || "-!#$%&'*+/=?^_`{}|~".contains(c);
    let parts = |part: &str| !part.is_empty() && part.chars().all(user_fine);
    word.chars().count() <= 320
        && user.split('.').all(parts)
        && (is_domain(domain) || is_address_literal(domain))
}

fn is_domain(domain: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || ('\u{a1}'..='\u{ffff}').contains(&c);
    let label = |label: &str, shortest: usize| {
        let length = label.chars().count();
        (shortest..=63).contains(&length)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let [hosts @ .., top] = &labels[..] else { return false };
    let top_fine = label(top, 2) && !top.contains(|c: char| c.is_ascii_digit())
        || starts_with_ignoring_case(top, "xn--")
            && top.len() <= 63
            && top.len() > 4
            && !top.ends_with('-')
            && top[4..].chars().all(|c| c.is_ascii_alphanumeric());
    !hosts.is_empty() && hosts.iter().all(|host| label(host, 1)) && top_fine
}

fn is_address_literal(domain: &str) -> bool {
    let inner = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|address| address.parse::<std::net::IpAddr>().is_ok())
}

/// A word without the punctuation around it: brackets that do not pair, and what ends a sentence.
fn trim_punctuation(word: &str) -> (&str, String, String) {
    const TRAILING: [char; 6] = ['.', ',', ':', ';', '!', '\0'];
    let trailing = |c: char| c != '\0' && TRAILING.contains(&c);
    let mut middle = word.trim_start_matches(['(', '[']).to_owned();
    let lead = &word[..word.len() - middle.len()];
    let mut trail = String::new();
    let count = |c: char| middle.matches(c).count();
    let mut pairs = [('(', ')', count('('), count(')')), ('[', ']', count('['), count(']'))];
    let mut trimmed = true;
    while trimmed && !middle.is_empty() {
        trimmed = false;
        for (_, closing, opened, closed) in &mut pairs {
            if *opened < *closed && middle.ends_with(*closing) {
                // As many characters go as brackets are too many, whatever they are: so Django does it.
                let strip = *closed - *opened;
                let at = middle.char_indices().rev().nth(strip - 1).map_or(0, |(at, _)| at);
                trail = middle[at..].to_owned();
                middle.truncate(at);
                trimmed = true;
                *closed -= strip;
            }
        }
        let entity = middle.rfind('&');
        let stripped = match entity {
            None => middle.trim_end_matches(trailing).len(),
            Some(_) => middle.trim_end_matches(|c| trailing(c) && c != ';').len(),
        };
        if stripped != middle.len() {
            trail.insert_str(0, &middle[stripped..]);
            middle.truncate(stripped);
            trimmed = true;
        }
        if middle.ends_with(';') {
            trimmed |= trim_semicolons(&mut middle, &mut trail, entity);
        }
    }
    (lead, middle, trail)
}

/// Takes semicolons off the end, unless the last one ends a character reference.
fn trim_semicolons(middle: &mut String, trail: &mut String, entity: Option<usize>) -> bool {
    let reference = entity.map_or(&middle[middle.len() - 1..], |at| &middle[at..]);
    let shown = unescape(reference);
    if shown != reference && !shown.ends_with(';') {
        return false;
    }
    let bare = middle.trim_end_matches(['.', ',', ':', ';', '!']).len();
    let semicolons = middle.len() - middle.trim_end_matches(';').len();
    let keep = match entity {
        // Up to the first semicolon it may be a reference.
        Some(_) if semicolons > 1 => middle[bare..].find(';').map_or(bare, |at| bare + at + 1),
        _ => bare,
    };
    trail.insert_str(0, &middle[keep..]);
    middle.truncate(keep);
    true
}

/// A URL with each part quoted, but not twice.
fn quoted_url(url: &str) -> String {
    let requote = |part: &str| quote(&unquote(part), URL_MARKS);
    let Some(parts) = split_url(url) else { return requote(url) };
    let mut out = String::new();
    let path = requote(parts.path);
    if !parts.scheme.is_empty() {
        out.push_str(&parts.scheme);
        out.push(':');
    }
    if !parts.host.is_empty() {
        out.push_str("//");
        out.push_str(&requote(parts.host));
        if !path.is_empty() && !path.starts_with('/') {
            out.push('/');
        }
    }
    out.push_str(&path);
    let query = requoted_query(parts.query);
    if !query.is_empty() {
        out.push('?');
        out.push_str(&query);
    }
    let fragment = requote(parts.fragment);
    if !fragment.is_empty() {
        out.push('#');
        out.push_str(&fragment);
    }
    out
}

struct UrlParts<'u> {
    scheme: String,
    host: &'u str,
    path: &'u str,
    query: &'u str,
    fragment: &'u str,
}

/// The parts of a URL, `None` where Python's `urlsplit` raises a `ValueError`.
fn split_url(url: &str) -> Option<UrlParts<'_>> {
    let scheme_char = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let (scheme, rest) = match url.split_once(':') {
        Some((scheme, rest))
            if scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(scheme_char) =>
        {
            (scheme.to_lowercase(), rest)
        }
        _ => (String::new(), url),
    };
    let (host, rest) = match rest.strip_prefix("//") {
        Some(after) => after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len())),
        None => ("", rest),
    };
    if host.contains('[') != host.contains(']') {
        return None;
    }
    if let Some((_, after)) = host.split_once('[') {
        let address = after.split(']').next().unwrap_or_default();
        address.split('%').next().unwrap_or_default().parse::<std::net::Ipv6Addr>().ok()?;
    }
    if !host.is_ascii() && host.nfkc().any(|c| "/?#@:".contains(c) && !host.contains(c)) {
        return None;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    Some(UrlParts { scheme, host, path, query, fragment })
}

fn requoted_query(query: &str) -> String {
    let plain = |text: &str| unquote(&unquote(&text.replace('+', " ")));
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        format!("{}={}", quote_plus(&plain(name)), quote_plus(&plain(value)))
    });
    pairs.collect::<Vec<_>>().join("&")
}
