//! The names that a template can use, for "did you mean" and for checking without rendering. A test holds the lists
//! against the environment.

/// Tags, with those that end or divide others.
pub(crate) const TAGS: [&str; 31] = [
    "autoescape",
    "block",
    "break",
    "call",
    "continue",
    "do",
    "elif",
    "else",
    "endautoescape",
    "endblock",
    "endcall",
    "endfilter",
    "endfor",
    "endif",
    "endmacro",
    "endset",
    "endtrans",
    "endwith",
    "extends",
    "filter",
    "for",
    "from",
    "if",
    "import",
    "include",
    "macro",
    "pluralize",
    "print",
    "set",
    "trans",
    "with",
];

/// Filters, sorted.
pub(crate) const FILTERS: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "center",
    "chain",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "filesizeformat",
    "first",
    "float",
    "forceescape",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "striptags",
    "sum",
    "title",
    "tojson",
    "trim",
    "truncate",
    "unique",
    "upper",
    "urlencode",
    "urlize",
    "wordcount",
    "wordwrap",
    "xmlattr",
    "zip",
];

/// Tests, sorted.
pub(crate) const TESTS: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "boolean",
    "callable",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "escaped",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "int",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "safe",
    "sameas",
    "sequence",
    "startingwith",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use downpage_core::{Format, Limits, MemoryLoader, Options, Setup};

    use super::{FILTERS, TESTS};
    use crate::engine::Jinja;

    /// minijinja does not say what it has, except in the debug form of an environment.
    #[test]
    fn the_lists_are_what_the_environment_has() {
        let engine = Jinja::new(Setup {
            loader: Arc::new(MemoryLoader::new()),
            surroundings: Arc::default(),
            format: Format::Html,
            options: Options::default(),
            limits: Limits::default(),
        });
        let debug = engine.unwrap().environment_debug();
        let listed = |field: &str| {
            let (_, after) = debug.split_once(&format!("{field}: [")).unwrap();
            let names = after.split(']').next().unwrap().split(", ");
            let names = names.map(|name| name.trim_matches('"').to_owned());
            names.filter(|name| !name.starts_with("__")).collect::<Vec<_>>()
        };
        assert_eq!(listed("filters"), FILTERS);
        assert_eq!(listed("tests"), TESTS);
    }
}
