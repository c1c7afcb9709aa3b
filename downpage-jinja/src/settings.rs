//! The options of `[engines.jinja]`, under the names that Jinja2's `Environment` has for them.

use downpage_core::{Error, ErrorKind, OptionKind, OptionSpec, Options};
use minijinja::UndefinedBehavior;
use minijinja::syntax::SyntaxConfig;

/// What can be set.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    option(
        "trim_blocks",
        OptionKind::Bool,
        "whether the newline after a block tag is removed; default: `false`",
    ),
    option(
        "lstrip_blocks",
        OptionKind::Bool,
        "whether blanks before a block tag at the start of a line are removed; default: `false`",
    ),
    option(
        "keep_trailing_newline",
        OptionKind::Bool,
        "whether a newline at the end of a template stays; default: `false`",
    ),
    option(
        "undefined",
        OptionKind::Choice(&UNDEFINED),
        "what a missing value does; default: `lenient`, as in Jinja2",
    ),
    option(
        "autoescape",
        OptionKind::Bool,
        "whether values are escaped as the page's format asks; default: `true`",
    ),
    option("block_start_string", OptionKind::Text, "what begins a tag; default: `{%`"),
    option("block_end_string", OptionKind::Text, "what ends a tag; default: `%}`"),
    option("variable_start_string", OptionKind::Text, "what begins a value; default: `{{`"),
    option("variable_end_string", OptionKind::Text, "what ends a value; default: `}}`"),
    option("comment_start_string", OptionKind::Text, "what begins a comment; default: `{#`"),
    option("comment_end_string", OptionKind::Text, "what ends a comment; default: `#}`"),
    option("line_statement_prefix", OptionKind::Text, "what begins a line that is a tag; default: none"),
    option(
        "line_comment_prefix",
        OptionKind::Text,
        "what begins a comment up to the end of its line; default: none",
    ),
];

const UNDEFINED: [&str; 4] = ["lenient", "chainable", "semi-strict", "strict"];

const fn option(name: &'static str, kind: OptionKind, summary: &'static str) -> OptionSpec {
    OptionSpec { name, kind, summary }
}

/// How templates are written.
pub(crate) fn syntax(options: &Options) -> Result<SyntaxConfig, Error> {
    let text = |name: &str, default: &str| options.text(name).unwrap_or(default).to_owned();
    let mut builder = SyntaxConfig::builder();
    builder
        .block_delimiters(text("block_start_string", "{%"), text("block_end_string", "%}"))
        .variable_delimiters(text("variable_start_string", "{{"), text("variable_end_string", "}}"))
        .comment_delimiters(text("comment_start_string", "{#"), text("comment_end_string", "#}"))
        .trim_blocks(options.bool("trim_blocks").unwrap_or(false))
        .lstrip_blocks(options.bool("lstrip_blocks").unwrap_or(false))
        .keep_trailing_newline(options.bool("keep_trailing_newline").unwrap_or(false));
    if let Some(prefix) = options.text("line_statement_prefix") {
        builder.line_statement_prefix(prefix.to_owned());
    }
    if let Some(prefix) = options.text("line_comment_prefix") {
        builder.line_comment_prefix(prefix.to_owned());
    }
    builder.build().map_err(|error| {
        Error::new(ErrorKind::Configuration, "the delimiters of the engine `jinja` cannot be used")
            .note(error.to_string())
            .help("each of them needs a text of its own that is not empty")
    })
}

/// What a missing value does.
pub(crate) fn undefined(options: &Options) -> UndefinedBehavior {
    match options.text("undefined") {
        Some("chainable") => UndefinedBehavior::Chainable,
        Some("semi-strict") => UndefinedBehavior::SemiStrict,
        Some("strict") => UndefinedBehavior::Strict,
        _ => UndefinedBehavior::Lenient,
    }
}
