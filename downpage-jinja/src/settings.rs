//! The options of `[engines.jinja]`, under the names that Jinja2's `Environment` has for them.

use downpage_core::error::suggest;
use downpage_core::{Error, ErrorKind, OptionKind, OptionSpec, Options, Value as CoreValue};
use minijinja::UndefinedBehavior;
use minijinja::syntax::SyntaxConfig;

use crate::convert::to_template;
use crate::syntax::{Extensions, Syntax};
use crate::write::Mode;

const EXTENSIONS: [&str; 3] = ["do", "i18n", "loopcontrols"];

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
    option(
        "newline_sequence",
        OptionKind::Text,
        "what ends a line of the text that comes out; default: `\\n`",
    ),
    option(
        "extensions",
        OptionKind::Texts,
        "which of Jinja2's extensions are on, any of `do`, `i18n`, `loopcontrols`; default: all",
    ),
    option(
        "newstyle_gettext",
        OptionKind::Bool,
        "whether `gettext()` and its kin fill in their keywords; default: `true`",
    ),
    option("trimmed", OptionKind::Bool, "whether `{% trans %}` is trimmed by itself; default: `false`"),
    option("urlize_rel", OptionKind::Text, "the `rel` of links that `urlize` makes; default: `noopener`"),
    option("globals", OptionKind::Table, "values that all templates and macros see; default: none"),
    option(
        "framework",
        OptionKind::Choice(&crate::frameworks::KNOWN),
        "whose globals templates have, such as Flask's `config` and `get_flashed_messages()`; default: nobody's",
    ),
    option(
        "stand_ins",
        OptionKind::Table,
        "what stands in for foreign `filters`, `functions` and `tests`: for each name `nothing`, `input`, or a table \
         with `text`, `html` or `url`; for a test `true` or `false`",
    ),
];

const UNDEFINED: [&str; 6] = ["default", "lenient", "chainable", "debug", "semi-strict", "strict"];

const fn option(name: &'static str, kind: OptionKind, summary: &'static str) -> OptionSpec {
    OptionSpec { name, kind, summary }
}

/// How templates are written.
///
/// # Errors
/// For delimiters that cannot be told apart, as Jinja2 does.
pub(crate) fn syntax(options: &Options) -> Result<Syntax, Error> {
    let text = |name: &str, default: &str| options.text(name).unwrap_or(default).to_owned();
    let pair = |kind: &str, [open, close]: [&str; 2]| {
        [text(&format!("{kind}_start_string"), open), text(&format!("{kind}_end_string"), close)]
    };
    let flag = |name: &str| options.bool(name).unwrap_or(false);
    let prefix = |name: &str| options.text(name).filter(|prefix| !prefix.is_empty()).map(str::to_owned);
    let syntax = Syntax {
        block: pair("block", ["{%", "%}"]),
        variable: pair("variable", ["{{", "}}"]),
        comment: pair("comment", ["{#", "#}"]),
        line_statement: prefix("line_statement_prefix"),
        line_comment: prefix("line_comment_prefix"),
        trim_blocks: flag("trim_blocks"),
        lstrip_blocks: flag("lstrip_blocks"),
        keep_trailing_newline: flag("keep_trailing_newline"),
        newline: newline(options)?,
        extensions: extensions(options)?,
        trimmed: flag("trimmed"),
    };
    let [a, b, c] = [&syntax.block[0], &syntax.variable[0], &syntax.comment[0]];
    let delimiters = [&syntax.block, &syntax.variable, &syntax.comment].into_iter().flatten();
    if a == b || b == c || a == c || delimiters.into_iter().any(String::is_empty) {
        return Err(Error::new(
            ErrorKind::Configuration,
            "the delimiters of the engine `jinja` cannot be used",
        )
        .note("block, variable and comment start strings must be different")
        .help("each of them needs a text of its own that is not empty"));
    }
    Ok(syntax)
}

fn newline(options: &Options) -> Result<String, Error> {
    match options.text("newline_sequence") {
        None => Ok("\n".to_owned()),
        Some(newline @ ("\n" | "\r\n" | "\r")) => Ok(newline.to_owned()),
        Some(_) => Err(Error::new(ErrorKind::Configuration, "`newline_sequence` cannot be used")
            .help("it is one of `\\n`, `\\r\\n` and `\\r`")),
    }
}

/// The extensions that are on; the names may be Jinja2's own, such as `jinja2.ext.do`.
fn extensions(options: &Options) -> Result<Extensions, Error> {
    let Some(listed) = options.value("extensions").and_then(CoreValue::as_list) else {
        return Ok(Syntax::default().extensions);
    };
    let mut on = Extensions { do_tag: false, i18n: false, loop_controls: false };
    for name in listed.iter().filter_map(CoreValue::as_text) {
        match name.strip_prefix("jinja2.ext.").unwrap_or(name) {
            "do" => on.do_tag = true,
            "i18n" => on.i18n = true,
            "loopcontrols" => on.loop_controls = true,
            "debug" => {
                return Err(Error::new(ErrorKind::Configuration, "the extension `debug` is not there")
                    .help("what a page gets is shown by `downpage doctor`"));
            }
            "autoescape" | "with_" => {} // part of the language since Jinja2 2.9
            _ => {
                return Err(Error::new(ErrorKind::Configuration, format!("unknown extension `{name}`"))
                    .maybe_help(suggest(name, EXTENSIONS)));
            }
        }
    }
    Ok(on)
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

/// How templates are written for minijinja.
pub(crate) fn mode(options: &Options) -> Mode {
    Mode {
        debug_undefined: options.text("undefined") == Some("debug"),
        newstyle_gettext: options.bool("newstyle_gettext").unwrap_or(true),
        ..Mode::default()
    }
}

/// The values that the configuration gives to all templates.
pub(crate) fn globals(options: &Options) -> Vec<(String, minijinja::Value)> {
    let map = options.value("globals").and_then(CoreValue::as_map);
    map.into_iter()
        .flat_map(|map| map.iter())
        .map(|(name, value)| (name.to_string(), to_template(value)))
        .collect()
}

/// How templates are written when the front end is through with them, which takes the last newline away by itself.
pub(crate) fn written() -> SyntaxConfig {
    let mut builder = SyntaxConfig::builder();
    builder.keep_trailing_newline(true);
    builder.build().unwrap_or_default()
}
