//! Finds URLs and e-mail addresses in text and makes links of them, as Django's `Urlizer` does.

use super::links::{quote, unquote};
use super::markup::unescape;
use crate::escape;

/// How links are made.
pub(super) struct Urlizer {
    /// The most characters of a link's text.
    pub(super) limit: Option<usize>,
    /// Whether the text has to be escaped.
    pub(super) escape: bool,
}

const PUNCTUATION: [char; 5] = ['.', ',', ':', ';', '!'];

impl Urlizer {
    /// `text` with links in it.
    pub(super) fn links(&self, text: &str) -> String {
        let mut html = String::with_capacity(text.len());
        let ends = |letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"' | '\'');
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = rest.find(|letter| ends(letter) != ends(first)).unwrap_or(rest.len());
            html.push_str(&self.word(&rest[..length]));
            rest = &rest[length..];
        }
        html
    }

    fn word(&self, word: &str) -> String {
        if !word.contains(['.', '@', ':']) {
            return self.escaped(word);
        }
        let (lead, middle, trail) = trim(word);
        let Some((url, rel)) = target(middle) else { return self.escaped(word) };
        let shown = match self.limit {
            Some(limit) if middle.chars().count() > limit => {
                middle.chars().take(limit.saturating_sub(1)).collect::<String>() + "…"
            }
            _ => middle.to_owned(),
        };
        let href = escape::markup(&url);
        let (lead, shown, trail) = (self.escaped(lead), self.escaped(&shown), self.escaped(trail));
        format!("{lead}<a href=\"{href}\"{rel}>{shown}</a>{trail}")
    }

    fn escaped(&self, text: &str) -> String {
        if self.escape { escape::markup(text).into_owned() } else { text.to_owned() }
    }
}

/// The URL that a word stands for, and the attribute of its link.
fn target(word: &str) -> Option<(String, &'static str)> {
    const MAX_URL_LENGTH: usize = 2048;
    const NOFOLLOW: &str = " rel=\"nofollow\"";
    if word.chars().count() > MAX_URL_LENGTH {
        return None;
    }
    if has_scheme(word) {
        return Some((quote_url(&unescape(word)), NOFOLLOW));
    }
    if is_bare_host(word) {
        return Some((quote_url(&format!("http://{}", unescape(word))), NOFOLLOW));
    }
    if !word.contains(':') && is_email(word) {
        let (local, domain) = word.rsplit_once('@')?;
        return Some((format!("mailto:{}@{}", quote(local, ""), quote(domain, "")), ""));
    }
    None
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn has_scheme(word: &str) -> bool {
    let length = if starts_with(word, "https://") {
        8
    } else if starts_with(word, "http://") {
        7
    } else {
        return false;
    };
    let rest = &word[length..];
    rest.strip_prefix('[').unwrap_or(rest).starts_with(is_word)
}

/// `www.` at the start, or one of the first top-level domains at the end of the host.
fn is_bare_host(word: &str) -> bool {
    const DOMAINS: [&str; 7] = ["com", "edu", "gov", "int", "mil", "net", "org"];
    if starts_with(word, "www.") {
        return true;
    }
    if starts_with(word, "http") || !word.starts_with(is_word) {
        return false;
    }
    let first = word.chars().next().map_or(0, char::len_utf8);
    let dots = word.match_indices('.').map(|(at, _)| at);
    dots.take_while(|at| !word[..*at].contains('@')).any(|at| {
        let rest = &word[at + 1..];
        let ended =
            |domain: &&&str| starts_with(rest, domain) && matches!(rest.as_bytes().get(3), None | Some(b'/'));
        at > first && DOMAINS.iter().find(ended).is_some()
    })
}

/// As Django's validator says, for plain addresses: no quoted local parts, no numeric domains.
fn is_email(word: &str) -> bool {
    let Some((local, domain)) = word.rsplit_once('@') else { return false };
    let atom = |atom: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{}|~-".contains(&byte);
        !atom.is_empty() && atom.bytes().all(allowed)
    };
    let label = |label: &str| {
        let length = label.chars().count();
        let allowed = |letter: char| letter == '-' || letter.is_ascii_alphanumeric() || letter > '\u{a0}';
        (1..=63).contains(&length)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(allowed)
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let has_top = domain.contains('.') && top.chars().count() >= 2;
    word.len() <= 320 && local.split('.').all(atom) && domain.split('.').all(label) && has_top
}

/// Brackets before a word, the word, and brackets and punctuation after it.
fn trim(word: &str) -> (&str, &str, &str) {
    let start = word.len() - word.trim_start_matches(['(', '[']).len();
    let mut end = word.len();
    loop {
        let before = end;
        for (open, close) in [('(', ')'), ('[', ']')] {
            let middle = &word[start..end];
            let extra = middle.matches(close).count().saturating_sub(middle.matches(open).count());
            let closing = middle.len() - middle.trim_end_matches(close).len();
            if extra > 0 && closing > 0 {
                // Django takes as many characters as brackets are too many, whatever they are.
                let cut = middle.char_indices().rev().nth(extra - 1).map_or(0, |(at, _)| at);
                end = start + cut;
            }
        }
        end = without_punctuation(word, start, end);
        if end == before || end <= start {
            break;
        }
    }
    (&word[..start], &word[start..end.max(start)], &word[end.max(start)..])
}

/// A semicolon that ends an entity stays.
fn without_punctuation(word: &str, start: usize, end: usize) -> usize {
    let middle = &word[start..end];
    let Some(entity) = middle.rfind('&') else { return start + middle.trim_end_matches(PUNCTUATION).len() };
    let trimmed = middle.trim_end_matches(['.', ',', ':', '!']);
    if !trimmed.ends_with(';') {
        return start + trimmed.len();
    }
    let is_entity = |text: &str| unescape(text) != text && !unescape(text).ends_with(';');
    if is_entity(&trimmed[entity..]) {
        return start + trimmed.len();
    }
    let bare = trimmed.trim_end_matches(PUNCTUATION);
    let first = bare.len() + trimmed[bare.len()..].find(';').map_or(0, |at| at + 1);
    if trimmed.ends_with(";;") { start + first } else { start + bare.len() }
}

/// Percent-encodes a URL unless it is already, part by part.
fn quote_url(url: &str) -> String {
    let requote = |part: &str| quote(&unquote(part), "!$&'()*+,;=:/?#[]@~");
    let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, fragment)| (rest, Some(fragment)));
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let (scheme, rest) = rest.split_once("://").unwrap_or(("http", rest));
    let mut quoted = format!("{}://{}", scheme.to_ascii_lowercase(), requote(rest));
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        quoted.push('?');
        quoted.push_str(&requote_query(query));
    }
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        quoted.push('#');
        quoted.push_str(&requote(fragment));
    }
    quoted
}

/// Names and values apart, so that an encoded `&` stays one.
fn requote_query(query: &str) -> String {
    let plain = |text: &str| unquote(&unquote(&text.replace('+', " ")));
    let encoded = |text: &str| quote(&plain(text), " ").replace(' ', "+");
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        format!("{}={}", encoded(name), encoded(value))
    });
    pairs.collect::<Vec<_>>().join("&")
}
