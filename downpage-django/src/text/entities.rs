//! Character references of HTML: `&amp;`, `&#38;`, `&#x26;`.

/// The named references of HTML 5, sorted by name: a name, a tab, what it stands for. The names that HTML knows without
/// a semicolon are there twice. `record.py` makes it from those of Python.
static NAMED: &str = include_str!("entities.tsv");

/// What `html.unescape(text)` gives: every reference as the characters that it stands for.
///
/// ```
/// use downpage_django::text::entities::unescape;
///
/// assert_eq!(unescape("&lt;b&gt; &eacute &#233; &#xe9; &nosuch;"), "<b> é é é &nosuch;");
/// ```
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = reference_length(rest);
        let (reference, after) = rest.split_at(length);
        if length == 0 {
            out.push('&');
        } else if let Some(number) = reference.strip_prefix('#') {
            push_numeric(number, &mut out);
        } else {
            push_named(reference, &mut out);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The length of the reference that `text` begins with, semicolon and all; 0 when it is none.
fn reference_length(text: &str) -> usize {
    let with_semicolon = |length: usize| length + usize::from(text[length..].starts_with(';'));
    if let Some(number) = text.strip_prefix('#') {
        let hex = number.starts_with(['x', 'X']);
        let digits = &number[usize::from(hex)..];
        let is_digit = |c: char| if hex { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
        let count = digits.find(|c| !is_digit(c)).unwrap_or(digits.len());
        return if count == 0 { 0 } else { with_semicolon(1 + usize::from(hex) + count) };
    }
    let ends = |c: char| matches!(c, '\t' | '\n' | '\x0c' | ' ' | '<' | '&' | '#' | ';');
    let length = text.char_indices().take(32).find(|(_, c)| ends(*c)).map(|(at, _)| at);
    let length = length.unwrap_or_else(|| text.char_indices().nth(32).map_or(text.len(), |(at, _)| at));
    if length == 0 { 0 } else { with_semicolon(length) }
}

fn push_numeric(number: &str, out: &mut String) {
    let number = number.trim_end_matches(';');
    let parsed = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let code = parsed.unwrap_or(u32::MAX);
    match code {
        0x0d => out.push('\r'),
        // What Windows-1252 has there is what authors meant.
        0x80..=0x9f => out.push(windows_1252(code)),
        0x1..=0x8 | 0xb | 0xe..=0x1f | 0x7f | 0xfdd0..=0xfdef => {}
        code if code & 0xfffe == 0xfffe && code <= 0x10_ffff => {}
        code => out.push(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}')),
    }
}

fn windows_1252(code: u32) -> char {
    const TABLE: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    usize::try_from(code - 0x80).ok().and_then(|at| TABLE.get(at)).copied().unwrap_or('\u{fffd}')
}

/// A name that is not known may begin with one that is.
fn push_named(name: &str, out: &mut String) {
    let prefixes = name.char_indices().map(|(at, _)| at).chain([name.len()]).rev();
    for length in prefixes.take_while(|length| *length > 1) {
        if let Some(known) = named(&name[..length]) {
            out.push_str(known);
            out.push_str(&name[length..]);
            return;
        }
    }
    out.push('&');
    out.push_str(name);
}

/// Searches the sorted lines by halves.
fn named(name: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, NAMED.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = NAMED.as_bytes()[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let length = NAMED.as_bytes()[start..].iter().position(|byte| *byte == b'\n')?;
        let (known, value) = NAMED.get(start..start + length)?.split_once('\t')?;
        match known.cmp(name) {
            std::cmp::Ordering::Equal => {
                return Some(match value {
                    "\\n" => "\n",
                    "\\t" => "\t",
                    value => value,
                });
            }
            std::cmp::Ordering::Less => low = start + length + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}
