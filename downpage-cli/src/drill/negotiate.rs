//! What a request asks for, worked out here once more: a drill must not learn it from the configuration that it drills.

use downpage::Format;

use crate::servers::{Choice, Encoding, Languages};

/// The format that a client with this `Accept` is to get, of those that there are: HTML whenever `text/html` is named, else
/// the first of `there` that is named, else the first of all.
pub(super) fn format(accept: Option<&str>, there: &[Format]) -> Format {
    let default = there.first().copied().unwrap_or(Format::Html);
    let Some(accept) = accept else { return default };
    let named: Vec<Format> = entries(accept).filter_map(|(kind, _)| of_type(&kind)).collect();
    if named.contains(&Format::Html) && there.contains(&Format::Html) {
        return Format::Html;
    }
    there.iter().copied().find(|format| named.contains(format)).unwrap_or(default)
}

fn of_type(kind: &str) -> Option<Format> {
    match kind {
        "text/html" => Some(Format::Html),
        "application/json" => Some(Format::Json),
        "application/xml" | "text/xml" | "application/problem+xml" => Some(Format::Xml),
        "text/plain" => Some(Format::Text),
        _ if kind.starts_with("application/") && kind.ends_with("+json") => Some(Format::Json),
        _ => None,
    }
}

/// The language that a client with this `Accept-Language` is to get; `None` for the page for everybody.
pub(super) fn language<'a>(list: Option<&str>, languages: &'a Languages, choice: Choice) -> Option<&'a str> {
    let mut wanted: Vec<(String, f32)> = entries(list?).collect();
    match choice {
        Choice::None => return None,
        Choice::First => wanted.truncate(1),
        Choice::Order => {}
        Choice::Weights => wanted.sort_by(|a, b| b.1.total_cmp(&a.1)),
    }
    wanted.retain(|(_, weight)| *weight > 0.0);
    let everyone = || languages.choices().iter().map(Some).chain([None]);
    let length = |tag: &str, language| {
        let tags = match language {
            Some(language) => language,
            None => languages.default(),
        };
        tags.tags.iter().filter(|own| fits(tag, own)).map(String::len).max()
    };
    wanted.iter().find_map(|(tag, _)| {
        // Of two languages that fit, that with the longer tag: `zh-tw` is not for `zh`.
        let fitting = everyone().filter_map(|language| Some((length(tag, language)?, language)));
        fitting
            .max_by_key(|(length, _)| *length)
            .map(|(_, language)| language.map(|language| &*language.locale))
    })?
}

fn fits(tag: &str, own: &str) -> bool {
    tag.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// The encodings that a client with this `Accept-Encoding` takes, of those that there are.
pub(super) fn encodings(list: Option<&str>, there: &[Encoding]) -> Vec<Encoding> {
    let accepted: Vec<(String, f32)> = entries(list.unwrap_or_default()).collect();
    let takes =
        |encoding: &Encoding| accepted.iter().any(|(name, weight)| name == encoding.name() && *weight > 0.0);
    there.iter().copied().filter(takes).collect()
}

/// The entries of a list with weights, in lower case.
fn entries(list: &str) -> impl Iterator<Item = (String, f32)> {
    list.split(',').map(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|weight| weight.parse().ok());
        (name, weight.unwrap_or(1.0))
    })
}

#[cfg(test)]
mod tests {
    use downpage::Format;

    use super::{encodings, format, language};
    use crate::servers::{Choice, Encoding, Languages};

    #[test]
    fn html_is_for_browsers_and_json_for_those_who_name_it() {
        let there = [Format::Html, Format::Json];
        for (accept, expected) in [
            (None, Format::Html),
            (Some("*/*"), Format::Html),
            (Some("image/png"), Format::Html),
            (Some("application/json"), Format::Json),
            (Some("Application/Problem+JSON"), Format::Json),
            (Some("application/json, text/plain, */*"), Format::Json),
            (Some("text/html,application/json;q=0.5"), Format::Html),
            (Some("application/xml"), Format::Html),
        ] {
            assert_eq!(format(accept, &there), expected, "{accept:?}");
        }
        assert_eq!(format(Some("text/html"), &[Format::Json]), Format::Json, "there is nothing else");
    }

    #[test]
    fn the_language_goes_by_weight_order_or_the_first_entry() {
        let languages = Languages::new("en", ["de", "ja", "zh-hant"].map(Into::into));
        let chosen = |list, choice| language(Some(list), &languages, choice).unwrap_or("-");
        for (list, weights, order, first) in [
            ("de", "de", "de", "de"),
            ("de-AT,de;q=0.9", "de", "de", "de"),
            ("fr,de;q=0.5", "de", "de", "-"),
            ("en,de;q=0.5", "-", "-", "-"),
            ("en;q=0.5,de", "de", "-", "-"),
            ("de;q=0", "-", "-", "-"),
            ("de;q=0,ja", "ja", "ja", "-"),
            ("den", "-", "-", "-"),
            ("zh-TW", "zh-hant", "zh-hant", "zh-hant"),
        ] {
            let got = [Choice::Weights, Choice::Order, Choice::First].map(|choice| chosen(list, choice));
            assert_eq!(got, [weights, order, first], "{list}");
        }
        assert_eq!(language(None, &languages, Choice::Order), None);
        assert_eq!(language(Some("de"), &languages, Choice::None), None);
    }

    #[test]
    fn an_encoding_of_weight_zero_is_refused() {
        let there = [Encoding::Brotli, Encoding::Gzip];
        assert_eq!(encodings(Some("gzip;q=0, br"), &there), [Encoding::Brotli]);
        assert_eq!(encodings(Some("GZIP , zstd"), &there), [Encoding::Gzip]);
        assert_eq!(encodings(None, &there), []);
    }
}
