//! Markup out of text, and text out of markup: `escapejs`, `force_escape`, `linebreaks`, `linebreaksbr`, `linenumbers`,
//! `striptags`, `unordered_list`.

use std::fmt::Write;

use downpage_core::Result;
use tera::Value;

use super::markup::{Piece, newlines, pieces};
use crate::call::{Call, Row, row, text_of};
use crate::escape;

pub(super) const FILTERS: [Row; 7] = [
    row("escapejs", &[], escapejs),
    row("force_escape", &[], force_escape),
    row("linebreaks", &[], linebreaks),
    row("linebreaksbr", &[], linebreaksbr),
    row("linenumbers", &[], linenumbers),
    row("striptags", &[], striptags),
    row("unordered_list", &[], unordered_list),
];

/// `escapejs`: text for the inside of a JavaScript string.
fn escapejs(call: &Call<'_>) -> Result<Value> {
    let mut text = String::new();
    for letter in call.text().chars() {
        let escaped = matches!(letter, '\\' | '\'' | '"' | '>' | '<' | '&' | '=' | '-' | ';' | '`')
            || matches!(letter, '\u{2028}' | '\u{2029}')
            || letter < ' ';
        if escaped {
            let _ = write!(text, "\\u{:04X}", u32::from(letter)); // writing to a String cannot fail
        } else {
            text.push(letter);
        }
    }
    Ok(call.html(&text))
}

/// `force_escape`: escaped for markup at once, even if it was safe.
fn force_escape(call: &Call<'_>) -> Result<Value> {
    Ok(call.html(&escape::markup(&call.text())))
}

/// `linebreaks`: paragraphs, and `<br>` for single line breaks.
fn linebreaks(call: &Call<'_>) -> Result<Value> {
    let text = newlines(&call.text());
    let paragraphs: Vec<String> = paragraphs(&text)
        .into_iter()
        .map(|paragraph| format!("<p>{}</p>", call.escaped(paragraph).replace('\n', "<br>")))
        .collect();
    Ok(call.html(&paragraphs.join("\n\n")))
}

/// What stands between two line breaks or more.
fn paragraphs(text: &str) -> Vec<&str> {
    let mut paragraphs = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\n\n") {
        paragraphs.push(&rest[..at]);
        rest = rest[at..].trim_start_matches('\n');
    }
    paragraphs.push(rest);
    paragraphs
}

/// `linebreaksbr`: `<br>` for every line break.
fn linebreaksbr(call: &Call<'_>) -> Result<Value> {
    let text = newlines(&call.text());
    Ok(call.html(&call.escaped(&text).replace('\n', "<br>")))
}

/// `linenumbers`: a number before each line.
fn linenumbers(call: &Call<'_>) -> Result<Value> {
    let text = call.text();
    let count = text.split('\n').count();
    let width = count.to_string().len();
    let numbered: Vec<String> = text
        .split('\n')
        .enumerate()
        .map(|(at, line)| format!("{:0width$}. {}", at + 1, call.escaped(line)))
        .collect();
    Ok(call.html(&numbered.join("\n")))
}

/// `striptags`: what is left without tags and comments. No protection: escape the result as any text.
fn striptags(call: &Call<'_>) -> Result<Value> {
    let mut text = call.text().into_owned();
    // What is left may form tags again; each turn has fewer `<` than the last.
    while text.contains('<') && text.contains('>') {
        let stripped: String = pieces(&text)
            .into_iter()
            .filter_map(|piece| if let Piece::Text(text) = piece { Some(text) } else { None })
            .collect();
        if stripped.matches('<').count() == text.matches('<').count() {
            break;
        }
        text = stripped;
    }
    Ok(call.alike(&text))
}

/// `unordered_list`: the items of a list in `<li>`, lists inside it as lists inside the item before them.
fn unordered_list(call: &Call<'_>) -> Result<Value> {
    let mut html = String::new();
    list_items(call, call.list()?, 1, &mut html);
    Ok(call.html(&html))
}

fn list_items(call: &Call<'_>, items: &[Value], depth: usize, html: &mut String) {
    let indent = "\t".repeat(depth);
    let mut at = 0;
    while let Some(item) = items.get(at) {
        let children = items.get(at + 1).and_then(Value::as_array);
        if at > 0 {
            html.push('\n');
        }
        html.push_str(&indent);
        html.push_str("<li>");
        let text = text_of(item);
        let is_safe = item.is_string() && item.is_safe();
        html.push_str(&if call.escapes() && !is_safe { escape::markup(&text) } else { text });
        if let Some(children) = children.filter(|children| !children.is_empty()) {
            html.extend(["\n", &indent, "<ul>\n"]);
            list_items(call, children, depth + 1, html);
            html.extend(["\n", &indent, "</ul>\n", &indent]);
        }
        html.push_str("</li>");
        at += if children.is_some() { 2 } else { 1 };
    }
}
