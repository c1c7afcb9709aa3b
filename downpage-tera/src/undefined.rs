//! What is undefined in a template, and what may be meant.

use downpage_core::error::suggest;
use downpage_core::{Context, Error, ErrorKind, Span, Value};

use crate::template::Template;

/// An unknown variable; `visible` is what Tera could see where it stands.
///
/// A component sees nothing but its arguments; then what is in the page's context is not visible, and that is said.
pub(crate) fn variable(name: &str, visible: &[&str], context: &Context) -> Error {
    let error = Error::new(ErrorKind::UndefinedVariable, format!("variable `{name}` is not defined"));
    if context.get(name).is_some() {
        return error.help(format!("a component sees only its arguments: declare it as `@{name}`"));
    }
    let mut names: Vec<&str> = context.iter().map(|(name, _)| &**name).collect();
    names.extend(visible.iter().filter(|name| !name.is_empty()));
    names.sort_unstable();
    names.dedup();
    error.maybe_help(suggest(name, names))
}

/// What Tera calls undefined where it marks only the beginning of it: `user` of `user.nmae | upper`.
pub(crate) fn path(template: &Template, span: &mut Span, context: &Context) -> Error {
    let piece = template.piece(*span);
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
    };
    let parts: Vec<&str> = piece.split('.').map(|part| part.trim_end_matches('?')).collect();
    if !parts.iter().all(|part| is_name(part)) {
        return Error::new(ErrorKind::UndefinedVariable, format!("`{piece}` is not defined"));
    }
    let [first, middle @ .., last] = parts.as_slice() else { return variable(piece, &[], context) };
    let table = |value: Option<&'_ Value>, part: &&str| {
        value.and_then(Value::as_map).and_then(|map| map.get(part)).cloned()
    };
    let parent = middle.iter().fold(context.get(first).cloned(), |value, part| table(value.as_ref(), part));
    span.start = span.end - last.len();
    let fields =
        parent.as_ref().and_then(Value::as_map).map(|map| map.keys().map(|key| &**key)).into_iter().flatten();
    Error::new(ErrorKind::UndefinedVariable, format!("field `{last}` is not defined"))
        .maybe_help(suggest(last, fields))
}

/// `span` with the fields and the bracket that follow it.
pub(crate) fn whole_path(template: &Template, span: Span) -> Span {
    let text = template.for_tera();
    let mut end = span.end;
    let piece = template.piece(span);
    if piece.matches('[').count() > piece.matches(']').count() && text[end..].starts_with(']') {
        end += 1;
    }
    while let Some(rest) = text.get(end..) {
        let field = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.')).unwrap_or_default();
        let length = field.bytes().take_while(|byte| *byte == b'_' || byte.is_ascii_alphanumeric()).count();
        if length == 0 {
            break;
        }
        end = text.len() - field.len() + length;
    }
    Span::new(span.start, end)
}
