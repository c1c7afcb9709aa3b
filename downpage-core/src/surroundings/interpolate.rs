//! Puts values into translated text, by Python's `%(name)s`: the way of gettext catalogs everywhere.

use crate::error::{Error, ErrorKind, Result};

/// Replaces every `%(name)s` and `%(name)d` in `message` by its value, and `%%` by `%`.
///
/// Any other `%` stays as it is: Python would refuse it, or read `100% sure` as a format. A translator's slip should not
/// cost the page.
///
/// ```
/// use downpage_core::surroundings::interpolate;
///
/// let text = interpolate("%(count)d of 100%%", |name| (name == "count").then(|| "7".to_owned()))?;
/// assert_eq!(text, "7 of 100%");
/// # Ok::<(), downpage_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Rendering`] when `value` has nothing for a name, or a conversion other than `s` and `d` is asked for.
pub fn interpolate(message: &str, mut value: impl FnMut(&str) -> Option<String>) -> Result<String> {
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
        } else if let Some((name, after)) = name_in_parentheses(after) {
            rest = after.strip_prefix(['s', 'd']).ok_or_else(|| unknown_conversion(message, name))?;
            text.push_str(&value(name).ok_or_else(|| missing(message, name))?);
        } else {
            text.push('%');
            rest = after;
        }
    }
    text.push_str(rest);
    Ok(text)
}

/// The name in `(name)s`, and what comes after its closing parenthesis.
fn name_in_parentheses(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('(')?.split_once(')')?;
    (!name.contains(['%', '('])).then_some((name, after))
}

fn missing(message: &str, name: &str) -> Error {
    Error::new(ErrorKind::Rendering, format!("the text `{message}` needs a value for `{name}`"))
        .help(format!("give it as in `{name}=...`, or write `%%` for a percent sign"))
}

fn unknown_conversion(message: &str, name: &str) -> Error {
    Error::new(ErrorKind::Rendering, format!("expected `s` or `d` after `%({name})` in the text `{message}`"))
        .help("format the value before it is put into the text, and write `%%` for a percent sign")
}

#[cfg(test)]
mod tests {
    use super::interpolate;

    fn with_name(message: &str) -> Result<String, String> {
        interpolate(message, |name| (name == "name").then(|| "Ada %(x)s".to_owned()))
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_value_is_not_interpolated_again() {
        assert_eq!(with_name("Hi %(name)s!"), Ok("Hi Ada %(x)s!".to_owned()));
    }

    #[test]
    fn a_lone_percent_sign_stays() {
        assert_eq!(with_name("100% sure, 5%, %(, %%(name)s"), Ok("100% sure, 5%, %(, %(name)s".to_owned()));
    }

    #[test]
    fn a_missing_value_is_named() {
        assert_eq!(with_name("%(nmae)s"), Err("the text `%(nmae)s` needs a value for `nmae`".to_owned()));
    }

    #[test]
    fn a_conversion_that_would_need_formatting_is_refused() {
        assert!(with_name("%(name).2f").unwrap_err().starts_with("expected `s` or `d` after `%(name)`"));
    }
}
