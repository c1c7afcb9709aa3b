//! Reads one token inside of a tag: names, numbers, strings, signs.

use super::Fault;
use super::lexer::{Lexer, is_space};
use super::literal::quoted;
use super::token::{Kind, Operator};

/// Reads blanks or the next token; `open` has the brackets that are open.
pub(super) fn token(lexer: &mut Lexer<'_>, open: &mut Vec<u8>) -> Result<(), Fault> {
    let rest = lexer.rest();
    let start = lexer.at;
    let Some(first) = rest.chars().next() else { return Ok(()) };
    if is_space(first) {
        lexer.at += rest.len() - rest.trim_start_matches(is_space).len();
        return Ok(());
    }
    let after_dot = lexer.source[..start].ends_with('.');
    let (kind, length) = if first.is_ascii_digit() {
        match float_length(rest).filter(|_| !after_dot) {
            Some(length) => (Kind::Float, length),
            None => (Kind::Integer, integer_length(rest)),
        }
    } else if is_name_part(first) {
        let length = rest.find(|char| !is_name_part(char)).unwrap_or(rest.len());
        if !is_identifier(&rest[..length]) {
            return Err(Fault::new(start..start + length, "Invalid character in identifier"));
        }
        (Kind::Name, length)
    } else if let Some(length) = string_length(rest) {
        (Kind::Str, length)
    } else if let Some(operator) = Operator::at(rest.as_bytes()) {
        balance(operator, open, start)?;
        (Kind::Operator(operator), operator.sign().len())
    } else {
        let position = lexer.source[..start].chars().count();
        let shown = quoted(&first.to_string());
        let message = format!("unexpected char {shown} at {position}");
        return Err(Fault::new(start..start + first.len_utf8(), message));
    };
    lexer.push(kind, start, start + length);
    lexer.at += length;
    Ok(())
}

/// Holds a closing bracket against the one that is open.
fn balance(operator: Operator, open: &mut Vec<u8>, at: usize) -> Result<(), Fault> {
    let sign = operator.sign();
    match operator {
        Operator::LBrace => open.push(b'}'),
        Operator::LParen => open.push(b')'),
        Operator::LBracket => open.push(b']'),
        Operator::RBrace | Operator::RParen | Operator::RBracket => match open.pop() {
            None => return Err(Fault::new(at..at + 1, format!("unexpected '{sign}'"))),
            Some(expected) if sign.as_bytes() != [expected] => {
                let expected = char::from(expected);
                let message = format!("unexpected '{sign}', expected '{expected}'");
                return Err(Fault::new(at..at + 1, message));
            }
            Some(_) => {}
        },
        _ => {}
    }
    Ok(())
}

fn is_name_part(char: char) -> bool {
    char.is_alphanumeric()
        || matches!(char, '_' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
        || is_other_id(char)
}

/// What Unicode counts among identifiers for the sake of older programs.
fn is_other_id(char: char) -> bool {
    matches!(char, '\u{2118}' | '\u{212e}' | '\u{309b}' | '\u{309c}' | '\u{1885}' | '\u{1886}')
}

/// Python's `str.isidentifier`, as near as the standard library tells.
fn is_identifier(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_' || is_other_id(first))
}

/// Digits, with an underscore between two of them.
fn digits(bytes: &[u8], is_digit: fn(&u8) -> bool) -> usize {
    let mut length = 0;
    loop {
        let gap = usize::from(length > 0 && bytes.get(length) == Some(&b'_'));
        if !bytes.get(length + gap).is_some_and(is_digit) {
            return length;
        }
        length += gap + 1;
    }
}

/// The length of a float: with a fraction, an exponent or both.
fn float_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let whole = digits(bytes, u8::is_ascii_digit);
    let mut length = whole;
    if bytes.get(length) == Some(&b'.') {
        let fraction = digits(&bytes[length + 1..], u8::is_ascii_digit);
        if fraction > 0 {
            length += 1 + fraction;
        }
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(bytes.get(length + 1 + signed..).unwrap_or_default(), u8::is_ascii_digit);
        if exponent > 0 {
            return Some(length + 1 + signed + exponent);
        }
    }
    (length > whole).then_some(length)
}

fn integer_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let based: Option<fn(&u8) -> bool> = match bytes {
        [b'0', b'b' | b'B', ..] => Some(|digit| matches!(digit, b'0' | b'1')),
        [b'0', b'o' | b'O', ..] => Some(|digit| matches!(digit, b'0'..=b'7')),
        [b'0', b'x' | b'X', ..] => Some(u8::is_ascii_hexdigit),
        _ => None,
    };
    if let Some(is_digit) = based {
        let gap = usize::from(bytes.get(2) == Some(&b'_'));
        let length = digits(&bytes[2 + gap..], is_digit);
        if length > 0 {
            return 2 + gap + length;
        }
    }
    if bytes.first() == Some(&b'0') {
        digits(bytes, |digit| *digit == b'0')
    } else {
        digits(bytes, u8::is_ascii_digit)
    }
}

/// The length of a string with its quotes, if one begins here and ends.
fn string_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.first().filter(|first| matches!(first, b'"' | b'\''))?;
    let mut at = 1;
    loop {
        at += memchr::memchr2(quote, b'\\', bytes.get(at..)?)?;
        if bytes[at] == quote {
            return Some(at + 1);
        }
        at += 1 + text.get(at + 1..)?.chars().next()?.len_utf8();
    }
}
