//! Tera templates as a backend of downpage: [Tera 2.4](https://docs.rs/tera/2.4), its language unchanged.
//!
//! What this crate adds to Tera:
//!
//! - **Only what a page needs is taken in**: the templates that it extends and includes, and those that define the components it
//!   calls, wherever they are. A broken template elsewhere does no harm. Pages share what they have in common.
//! - **Escaping goes by the format of the page**, not by the names of templates: markup for HTML and XML, nothing for text. On
//!   a JSON page every output is written as JSON: text in quotes, lists and tables too; what is `safe` as it is.
//! - **The site's services**: `static(path=)`, `url(name=, args=[], ...)`, `trans(message=, context=, plural=, count=, ...)` (also
//!   `gettext`, `ngettext` and `_`) with `%(name)s` in the message, `now(timestamp=, utc=)`.
//! - **Django's filters** that Tera lacks, by their names; see below.
//! - **Dates**, which Tera has none of: those of the context are RFC 3339 text, and `date`, `time`, `timesince` and
//!   `timeuntil` read it.
//! - **Errors with a place and a way out**: what may be meant, through which templates the way led, what to write in place of a
//!   tag or an argument of Django or Jinja. Arguments that a filter of ours does not have are errors.
//! - **Limits**: the length of a page, the depth of includes, widths. Circles of templates and blocks in which Tera would
//!   overflow the stack are refused, and very deep pages get the stack that they need.
//! - **The same input gives the same bytes**: tables keep their order, and so does `group_by`, which in Tera does not.
//!
//! # Filters
//!
//! Arguments have names, as everywhere in Tera. Results are those of Django 5.2, held against 1021 recorded cases; the apostrophe
//! is escaped as `&#39;`.
//!
//! | filter | arguments | filter | arguments |
//! |---|---|---|---|
//! | `add` | `value` | `linebreaksbr` | |
//! | `addslashes` | | `linenumbers` | |
//! | `capfirst` | | `ljust`, `rjust`, `center` | `width` |
//! | `cut` | `text` | `make_list` | |
//! | `date` | `format`, `timezone` | `phone2numeric` | |
//! | `default_if_none` | `value` | `pluralize` | `suffix`; or Tera's `singular`, `plural` |
//! | `dictsort`, `dictsortreversed` | `by` | `safeseq`, `escapeseq` | |
//! | `divisibleby` | `by` | `slice` | `range`; or Tera 1's `start`, `end` |
//! | `escapejs` | | `slugify` | |
//! | `filesizeformat` | | `stringformat` | `format` |
//! | `floatformat` | `places` | `striptags` | |
//! | `force_escape` | | `time` | `format`, `timezone` |
//! | `get_digit` | `digit` | `timesince`, `timeuntil` | `now` |
//! | `group_by` (as Tera's) | `attribute` | `truncatechars`, `truncatewords` | `length` |
//! | `iriencode` | | `truncatechars_html`, `truncatewords_html` | `length` |
//! | `json_encode` (as in Tera 1) | `pretty` | `unordered_list` | |
//! | `json_script` | `element_id` | `urlencode` | `safe` |
//! | `linebreaks` | | `urlize`, `urlizetrunc` | `limit` |
//! | `yesno` | `choices` | `wordwrap` | `width` |
//!
//! What Tera has under the same name (`default`, `first`, `join`, `last`, `length`, `lower`, `safe`, `title`, `upper`, `wordcount`,
//! ...) is Tera's. `random` is left out. `date` takes `strftime` when its format has a `%` in it (the default is `%Y-%m-%d`, as in
//! Tera 1), and Django's letters or the name of one of its formats when it has none.
//!
//! # What is not limited
//!
//! Tera counts no steps: loops in loops that write nothing, text put together in `set` blocks, filter sections and bodies of
//! components, and strings doubled with `~` end only with the machine's patience and memory. `__tera_context`, Tera's aid for
//! debugging, shows tables in no fixed order.
#![forbid(unsafe_code)]

mod call;
mod convert;
mod depth;
mod engine;
mod error;
mod escape;
mod filters;
mod functions;
mod hints;
mod known;
mod reachable;
mod scan;
mod sets;
mod template;
mod undefined;

use downpage_core::{Backend, Engine, inventory};

pub use engine::Tera;

inventory::submit! {
    Backend {
        name: "tera",
        summary: "Tera templates, with the filters that Django's users expect",
        engine: "tera 2.4",
        package: env!("CARGO_PKG_NAME"),
        extensions: &["tera"],
        options: engine::OPTIONS,
        build: |setup| Ok(Box::new(Tera::new(setup)?) as Box<dyn Engine>),
    }
}
