//! Django's tags: one file each, and the tables of their names.
//!
//! Django documents them on its page "Built-in template tags and filters", those of libraries under "Translation", "Format
//! localization", "Time zones", "How to manage static files" and "Django's cache framework".

#![allow(clippy::unnecessary_wraps, reason = "every tag has the signature of `TagFunction`")]

mod autoescape;
mod block;
mod blocktranslate;
mod cache;
mod comment;
mod csrf_token;
mod cycle;
mod debug;
mod extends;
mod filter_block;
mod firstof;
mod for_loop;
mod if_block;
mod ifchanged;
mod include;
mod language;
mod load;
mod localize;
mod lorem;
mod now;
mod partial;
mod querystring;
mod regroup;
mod spaceless;
mod static_file;
mod templatetag;
mod timezone;
mod translate;
mod url;
mod verbatim;
mod widthratio;
mod with_block;

pub(crate) use extends::relative_name;
pub(crate) use language::language_info;
pub(crate) use timezone::check_zone_name;
pub use timezone::zone_called;
pub(crate) use timezone::zone_named;

use crate::filters;
use crate::parser::{Library, Tag, TagFunction};

const fn tag(name: &'static str, compile: TagFunction) -> Tag {
    Tag { name, compile }
}

/// The tags that need no `{% load %}`, the most frequent first.
pub const BUILTINS: &[Tag] = &[
    tag("if", if_block::compile),
    tag("load", load::compile),
    tag("block", block::compile),
    tag("url", url::compile),
    tag("for", for_loop::compile),
    tag("extends", extends::compile),
    tag("include", include::compile),
    tag("with", with_block::compile),
    tag("csrf_token", csrf_token::compile),
    tag("comment", comment::compile),
    tag("firstof", firstof::compile),
    tag("spaceless", spaceless::compile),
    tag("now", now::compile),
    tag("autoescape", autoescape::compile),
    tag("querystring", querystring::compile),
    tag("cycle", cycle::compile),
    tag("resetcycle", cycle::compile_reset),
    tag("filter", filter_block::compile),
    tag("templatetag", templatetag::compile),
    tag("regroup", regroup::compile),
    tag("ifchanged", ifchanged::compile),
    tag("widthratio", widthratio::compile),
    tag("verbatim", verbatim::compile),
    tag("partialdef", partial::compile_definition),
    tag("partial", partial::compile),
    tag("lorem", lorem::compile),
    tag("debug", debug::compile),
];

const I18N: &[Tag] = &[
    tag("trans", translate::compile),
    tag("translate", translate::compile),
    tag("blocktrans", blocktranslate::compile),
    tag("blocktranslate", blocktranslate::compile),
    tag("get_current_language", language::compile_current),
    tag("get_current_language_bidi", language::compile_bidi),
    tag("get_language_info", language::compile_info),
    tag("get_language_info_list", language::compile_info_list),
    tag("get_available_languages", language::compile_available),
    tag("language", language::compile),
];

const STATIC: &[Tag] = &[
    tag("static", static_file::compile),
    tag("get_static_prefix", static_file::compile_static_prefix),
    tag("get_media_prefix", static_file::compile_media_prefix),
];

const L10N: &[Tag] = &[tag("localize", localize::compile)];

const TZ: &[Tag] = &[
    tag("localtime", timezone::compile_localtime),
    tag("timezone", timezone::compile),
    tag("get_current_timezone", timezone::compile_current),
];

const CACHE: &[Tag] = &[tag("cache", cache::compile)];

/// The libraries that Django has for `{% load %}`.
#[must_use]
pub fn libraries() -> Vec<Library> {
    vec![
        Library::new("cache", CACHE, &[]),
        Library::new("humanize", &[], filters::HUMANIZE),
        Library::new("i18n", I18N, filters::I18N),
        Library::new("l10n", L10N, filters::L10N),
        Library::new("static", STATIC, &[]),
        Library::new("tz", TZ, filters::TZ),
    ]
}
