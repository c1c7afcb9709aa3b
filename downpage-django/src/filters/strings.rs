//! Filters on text.

use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::format::stringformat;
use crate::filters::{int_or_none, made, made_safe, no_argument, text_argument, width_of};
use crate::text::escape::escape_into;
use crate::text::truncate::{self, Ending};
use crate::text::{case, digits, escape, percent, slug, space, urlize, wrap};
use crate::value::{Val, Value, compare};

/// The filters under Django's heading "strings".
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("addslashes", addslashes).safe(),
    Filter::new("capfirst", capfirst).safe(),
    Filter::new("escapejs", escapejs),
    Filter::new("iriencode", iriencode).safe(),
    Filter::new("linenumbers", linenumbers).optional().safe(),
    Filter::new("lower", lower).safe(),
    Filter::new("make_list", make_list),
    Filter::new("slugify", slugify).safe(),
    Filter::new("stringformat", stringformat).one().marked(),
    Filter::new("title", title).safe(),
    Filter::new("truncatechars", truncatechars).one().safe(),
    Filter::new("truncatechars_html", truncatechars_html).one().safe(),
    Filter::new("truncatewords", truncatewords).one().safe(),
    Filter::new("truncatewords_html", truncatewords_html).one().safe(),
    Filter::new("upper", upper),
    Filter::new("urlencode", urlencode).optional(),
    Filter::new("urlize", urlize).optional().safe(),
    Filter::new("urlizetrunc", urlizetrunc).one().safe(),
    Filter::new("wordcount", wordcount),
    Filter::new("wordwrap", wordwrap).one().safe(),
    Filter::new("ljust", ljust).one().safe(),
    Filter::new("rjust", rjust).one().safe(),
    Filter::new("center", center).one().safe(),
    Filter::new("cut", cut).one(),
];

/// Puts a backslash before quotes and backslashes.
fn addslashes(call: Call<'_>) -> Result<Val<'_>> {
    made(call.text().replace('\\', "\\\\").replace('"', "\\\"").replace('\'', "\\'"))
}

/// The first character in upper case.
fn capfirst(call: Call<'_>) -> Result<Val<'_>> {
    let text = call.text();
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    made(first + letters.as_str())
}

/// Escapes what means something in JavaScript, as `\u0027`.
fn escapejs(call: Call<'_>) -> Result<Val<'_>> {
    made_safe(escape::escape_js(&call.text()))
}

/// A URL with characters of other scripts, as a URL.
fn iriencode(call: Call<'_>) -> Result<Val<'_>> {
    made(percent::iri_to_uri(&call.text()))
}

/// Each line with its number before it.
fn linenumbers(call: Call<'_>) -> Result<Val<'_>> {
    no_argument(&call, "linenumbers")?;
    let text = call.text();
    let lines: Vec<&str> = text.split('\n').collect();
    let width = lines.len().to_string().len();
    let as_it_is = !call.cx.autoescape || call.value.is_safe();
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        out.push_str(if at > 0 { "\n" } else { "" });
        out.push_str(&format!("{:0width$}. ", at + 1));
        if as_it_is { out.push_str(line) } else { escape_into(line, &mut out) }
    }
    made_safe(out)
}

/// Lower case.
fn lower(call: Call<'_>) -> Result<Val<'_>> {
    made(call.text().to_lowercase())
}

/// A list of the characters.
fn make_list(call: Call<'_>) -> Result<Val<'_>> {
    call.cx.check_items(call.text().len())?;
    made(Value::list(call.text().chars().map(|c| Value::text(c.to_string())).collect()))
}

/// ASCII letters, digits, underscores and hyphens only.
fn slugify(call: Call<'_>) -> Result<Val<'_>> {
    made(slug::slugify(&call.text()))
}

/// Each word with a capital, but not after an apostrophe or a digit.
fn title(call: Call<'_>) -> Result<Val<'_>> {
    let mut letters: Vec<char> = case::title(&call.text()).chars().collect();
    let mut at = 0;
    while at + 2 < letters.len() {
        if letters[at].is_ascii_lowercase() && letters[at + 1] == '\'' && letters[at + 2].is_ascii_uppercase()
        {
            letters[at + 2] = letters[at + 2].to_ascii_lowercase();
            at += 2;
        }
        at += 1;
    }
    for at in 1..letters.len() {
        if digits::digit(letters[at - 1]).is_some() && letters[at].is_ascii_uppercase() {
            letters[at] = letters[at].to_ascii_lowercase();
        }
    }
    made(letters.into_iter().collect::<String>())
}

fn ending(call: &Call<'_>) -> String {
    call.cx
        .active()
        .pgettext(Some("String to return when truncating text"), "%(truncated_text)s…")
        .into_owned()
}

/// What a truncating filter is asked for: `None` leaves the text as it is.
fn length_of(call: &Call<'_>) -> Result<Option<usize>> {
    let length = int_or_none(call.argument())?;
    Ok(length.map(|length| usize::try_from(length).unwrap_or(0)))
}

/// At most so many characters, with `…` at the end when some are missing.
fn truncatechars(call: Call<'_>) -> Result<Val<'_>> {
    let Some(length) = length_of(&call)? else { return made(call.value.to_str_value().into_owned()) };
    made(truncate::chars(&call.text(), length, Ending(&ending(&call))))
}

/// The same, where tags do not count and stay whole.
fn truncatechars_html(call: Call<'_>) -> Result<Val<'_>> {
    let Some(length) = length_of(&call)? else { return made(call.value.to_str_value().into_owned()) };
    made(truncate::html_chars(&call.text(), length, Ending(&ending(&call))))
}

/// At most so many words, with ` …` at the end when some are missing.
fn truncatewords(call: Call<'_>) -> Result<Val<'_>> {
    let Some(length) = length_of(&call)? else { return made(call.value.to_str_value().into_owned()) };
    made(truncate::words(&call.text(), length, Ending(" …")))
}

/// The same, where tags do not count and stay whole.
fn truncatewords_html(call: Call<'_>) -> Result<Val<'_>> {
    let Some(length) = length_of(&call)? else { return made(call.value.to_str_value().into_owned()) };
    made(truncate::html_words(&call.text(), length, Ending(" …")))
}

/// Upper case.
fn upper(call: Call<'_>) -> Result<Val<'_>> {
    let text = call.text();
    if !text.is_ascii() {
        return made(text.to_uppercase());
    }
    let mut upper: Arc<str> = text.into();
    if let Some(letters) = Arc::get_mut(&mut upper) {
        letters.make_ascii_uppercase();
    }
    made(upper)
}

/// Percent-encoded; the argument says which characters stay, `/` without one.
fn urlencode(call: Call<'_>) -> Result<Val<'_>> {
    let argument = call.argument();
    let kept: String;
    let safe = match argument {
        Value::None => "/",
        Value::Bytes(bytes) => {
            kept = bytes.iter().filter(|byte| byte.is_ascii()).map(|byte| char::from(*byte)).collect();
            &kept
        }
        argument => match argument.as_plain_str() {
            Some(safe) => safe,
            _ if call.text().is_empty() => "",
            _ => {
                let items = argument.items().ok_or_else(|| {
                    Error::new(Kind::Type, format!("'{}' object is not iterable", argument.type_name()))
                })?;
                for item in items.iter() {
                    compare(item, &Value::Int(128), "<")?;
                }
                ""
            }
        },
    };
    made(percent::quote(&call.text(), safe))
}

fn linked<'v>(call: &Call<'v>, limit: Option<usize>) -> Result<Val<'v>> {
    let options = urlize::Options { limit, autoescape: call.cx.autoescape, safe_input: call.value.is_safe() };
    made_safe(urlize::urlize(&call.text(), options))
}

/// URLs and mail addresses as links.
fn urlize(call: Call<'_>) -> Result<Val<'_>> {
    no_argument(&call, "urlize")?;
    linked(&call, None)
}

/// The same, with the text of links cut to so many characters.
fn urlizetrunc(call: Call<'_>) -> Result<Val<'_>> {
    let limit = crate::value::int_of(call.argument())?;
    let limit = match limit {
        Value::Int(limit) => usize::try_from(limit).unwrap_or(0),
        _ => usize::MAX,
    };
    linked(&call, Some(limit))
}

/// The number of words.
fn wordcount(call: Call<'_>) -> Result<Val<'_>> {
    made(space::words(&call.text()).count())
}

/// Lines of so many characters.
fn wordwrap(call: Call<'_>) -> Result<Val<'_>> {
    let width = crate::value::int_of(call.argument())?;
    let size = match width {
        Value::Int(width) => width,
        _ => i64::MAX,
    };
    match usize::try_from(size) {
        Ok(width) if width > 0 => made(wrap::wrap(&call.text(), width)),
        _ if call.text().is_empty() => made(""),
        _ => Err(Error::new(Kind::Value, format!("invalid width {} (must be > 0)", width.to_str()))),
    }
}

fn padded<'v>(call: &Call<'v>, left_share: fn(pad: usize, width: usize) -> usize) -> Result<Val<'v>> {
    let width = width_of(call.argument(), call.cx)?;
    let text = call.text();
    let pad = width.saturating_sub(text.chars().count());
    let left = left_share(pad, width);
    made(format!("{}{text}{}", " ".repeat(left), " ".repeat(pad - left)))
}

/// Blanks after the text, up to a width.
fn ljust(call: Call<'_>) -> Result<Val<'_>> {
    padded(&call, |_, _| 0)
}

/// Blanks before the text, up to a width.
fn rjust(call: Call<'_>) -> Result<Val<'_>> {
    padded(&call, |pad, _| pad)
}

/// Blanks on both sides, up to a width; Python puts an odd one to the left when the width is odd.
fn center(call: Call<'_>) -> Result<Val<'_>> {
    padded(&call, |pad, width| pad / 2 + (pad & width & 1))
}

/// The text without every occurrence of the argument.
fn cut(call: Call<'_>) -> Result<Val<'_>> {
    let part = text_argument(&call, "replace() argument 1 must be str")?;
    let text = if part.is_empty() { call.text().into_owned() } else { call.text().replace(part, "") };
    // Without semicolons an entity is none, so a text that loses them is safe no more.
    made(Value::marked(text, call.value.is_safe() && part != ";"))
}
