//! The names that a template can use: Tera's own, which Tera does not list, and ours.

use crate::{filters, functions};

/// Tags of Tera 2.
pub(crate) const TAGS: [&str; 12] = [
    "block",
    "break",
    "component",
    "continue",
    "extends",
    "filter",
    "for",
    "if",
    "include",
    "raw",
    "set",
    "set_global",
];

/// Tera's own filters, each with the arguments it takes; those that we replace are in our tables instead.
const FILTERS: [(&str, &[&str]); 35] = [
    ("abs", &[]),
    ("capitalize", &[]),
    ("default", &["value", "boolean"]),
    ("escape", &[]),
    ("escape_html", &[]),
    ("escape_xml", &[]),
    ("first", &[]),
    ("float", &[]),
    ("get", &["key", "default"]),
    ("indent", &["width", "first", "blank", "indentation"]),
    ("int", &["base"]),
    ("join", &["sep"]),
    ("keys", &[]),
    ("last", &[]),
    ("length", &[]),
    ("lower", &[]),
    ("newlines_to_br", &[]),
    ("nth", &["n"]),
    ("pairs", &[]),
    ("replace", &["from", "to"]),
    ("reverse", &[]),
    ("round", &["precision", "method"]),
    ("safe", &[]),
    ("sort", &["attribute"]),
    ("split", &["pat"]),
    ("str", &[]),
    ("title", &[]),
    ("trim", &["pat"]),
    ("trim_end", &["pat"]),
    ("trim_start", &["pat"]),
    ("truncate", &["length", "end"]),
    ("unique", &[]),
    ("upper", &[]),
    ("values", &[]),
    ("wordcount", &[]),
];

const TESTS: [&str; 17] = [
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

const FUNCTIONS: [&str; 3] = ["range", "super", "throw"];

/// Every filter.
pub(crate) fn filters() -> Vec<&'static str> {
    let ours = filters::rows().map(|row| row.name);
    let mut names: Vec<_> = FILTERS.iter().map(|(name, _)| *name).chain(ours).collect();
    names.sort_unstable();
    names
}

/// Every test.
pub(crate) fn tests() -> impl Iterator<Item = &'static str> {
    TESTS.into_iter()
}

/// Every function.
pub(crate) fn functions() -> Vec<&'static str> {
    let mut names: Vec<_> = FUNCTIONS.into_iter().chain(functions::rows().map(|row| row.name)).collect();
    names.sort_unstable();
    names
}

/// The arguments of a filter or function, the usual one first.
pub(crate) fn arguments(name: &str) -> &'static [&'static str] {
    let own = FILTERS.iter().find(|(known, _)| *known == name).map(|(_, arguments)| *arguments);
    let filter = || filters::rows().find(|row| row.name == name).map(|row| row.arguments);
    let function = || functions::rows().find(|row| row.name == name).map(|row| row.arguments);
    own.or_else(filter).or_else(function).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{FILTERS, FUNCTIONS, TESTS};

    fn is_known(template: &str) -> bool {
        tera::Tera::new().add_raw_template("a", template).is_ok()
    }

    #[test]
    fn tera_has_every_name_that_is_listed() {
        for (name, _) in FILTERS {
            assert!(is_known(&format!("{{{{ x | {name} }}}}")), "{name}");
        }
        for name in TESTS {
            assert!(is_known(&format!("{{{{ x is {name} }}}}")), "{name}");
        }
        for name in FUNCTIONS {
            assert!(is_known(&format!("{{{{ {name}() }}}}")), "{name}");
        }
        assert!(!is_known("{{ x | date }}"), "Tera has this filter now: is ours still wanted?");
    }
}
