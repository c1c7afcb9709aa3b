//! A small reader of markup, for the filters that shorten it or take it away; and Python's idea of a line.

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags, entities and all.
    Text(&'a str),
    /// A start tag: its name, the whole of it, and whether it ends with `/>`.
    Open { name: &'a str, raw: &'a str, closed: bool },
    /// An end tag.
    Close { name: &'a str },
    /// A comment, a declaration.
    Other,
}

/// The pieces of `text`, in order. A `<` that begins no tag is a text of its own, as in Python's parser.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        rest = &rest[at..];
        let (piece, length) = tag(rest).unwrap_or((Piece::Text("<"), 1));
        pieces.push(piece);
        rest = &rest[length..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The tag or comment at the start of `rest`, and its length.
fn tag(rest: &str) -> Option<(Piece<'_>, usize)> {
    if rest.starts_with("<!--") {
        let end = rest.find("-->")? + 3;
        return Some((Piece::Other, end));
    }
    let (name_start, close) = if rest.starts_with("</") { (2, true) } else { (1, false) };
    let first = rest[name_start..].chars().next()?;
    if matches!(first, '!' | '?') && !close {
        return Some((Piece::Other, rest.find('>')? + 1));
    }
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let end = tag_end(rest)?;
    let raw = &rest[..end];
    let inside = &raw[name_start..end - 1];
    let name_length =
        inside.find(|letter: char| letter.is_whitespace() || letter == '/').unwrap_or(inside.len());
    let name = &inside[..name_length];
    if close {
        return Some((Piece::Close { name }, end));
    }
    Some((Piece::Open { name, raw, closed: inside.ends_with('/') }, end))
}

/// The place after the `>` that is not inside quotes.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if rest[..at].ends_with('=') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Whether an element never has an end tag.
pub(super) fn is_void(name: &str) -> bool {
    const VOID: [&str; 16] = [
        "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
        "param", "source", "track", "wbr",
    ];
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

/// `text` with its entities as characters: the numbered ones, and the named ones that prose has.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((letter, length)) = entity(rest) {
            plain.push(letter);
            rest = &rest[length..];
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain + rest
}

fn entity(rest: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 20] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("hellip", '…'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("middot", '·'),
        ("euro", '€'),
    ];
    let end = rest.bytes().take(12).position(|byte| byte == b';')?;
    let name = &rest[1..end];
    let letter = if let Some(hex) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        char::from_u32(u32::from_str_radix(hex, 16).ok()?)?
    } else if let Some(number) = name.strip_prefix('#') {
        char::from_u32(number.parse().ok()?)?
    } else {
        NAMED.iter().find(|(known, _)| *known == name)?.1
    };
    Some((letter, end + 1))
}

/// The lines of `text` as Python's `splitlines` cuts them.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let ends = |letter: char| {
            matches!(
                letter,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        };
        let Some(at) = rest.find(ends) else {
            lines.push(rest);
            break;
        };
        lines.push(&rest[..at]);
        let end = if rest[at..].starts_with("\r\n") {
            2
        } else {
            rest[at..].chars().next().map_or(1, char::len_utf8)
        };
        rest = &rest[at + end..];
    }
    lines
}

/// `\r\n` and `\r` as `\n`.
pub(super) fn newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::{Piece, lines, pieces, unescape};

    #[test]
    fn tags_text_and_comments_are_told_apart() {
        let found = pieces("a < b<p title='>x'>é</p><!-- > --><br/><");
        assert_eq!(
            found,
            [
                Piece::Text("a "),
                Piece::Text("<"),
                Piece::Text(" b"),
                Piece::Open { name: "p", raw: "<p title='>x'>", closed: false },
                Piece::Text("é"),
                Piece::Close { name: "p" },
                Piece::Other,
                Piece::Open { name: "br", raw: "<br/>", closed: true },
                Piece::Text("<"),
            ]
        );
    }

    #[test]
    fn entities_become_characters_and_the_rest_stays() {
        assert_eq!(unescape("a &amp; &#233;&#xe9; &unknown; & &#x110000;"), "a & éé &unknown; & &#x110000;");
    }

    #[test]
    fn every_end_of_line_that_python_knows_ends_one() {
        assert_eq!(lines("a\r\nb\rc\u{2028}d\n"), ["a", "b", "c", "d"]);
    }
}
