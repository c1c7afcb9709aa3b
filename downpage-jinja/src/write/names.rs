//! The private names under which rewritten templates call what minijinja has no syntax for. No template has a name that
//! begins so by accident.

use std::borrow::Cow;

/// `a % b`.
pub(crate) const MOD: &str = "__dp_mod";
/// `a ~ b ~ c`.
pub(crate) const CONCAT: &str = "__dp_concat";
/// `+a`.
pub(crate) const POSITIVE: &str = "__dp_positive";
/// What a loop goes through; nothing that cannot be gone through.
pub(crate) const EACH: &str = "__dp_each";
/// A list that can change.
pub(crate) const LIST: &str = "__dp_list";
/// A table that can change.
pub(crate) const DICT: &str = "__dp_dict";
/// A value that outlives its scope.
pub(crate) const HELD: &str = "__dp_held";
/// The truth of a value.
pub(crate) const TRUTH: &str = "__dp_truth";
/// A template's name, to be imported without the context.
pub(crate) const MODULE: &str = "__dp_module";
/// A template's name, to be included without the context.
pub(crate) const INCLUDED: &str = "__dp_included";
/// A macro that takes what its signature does not name.
pub(crate) const MACRO: &str = "__dp_macro";
/// What an undefined value is printed as by `DebugUndefined`.
pub(crate) const SHOWN: &str = "__dp_shown";
/// The names of an isolated template.
pub(crate) const CONTEXT: &str = "__dp_context";
/// The globals and nothing else, as a global.
pub(crate) const GLOBALS: &str = "__dp_globals";
/// Values over the globals.
pub(crate) const OVER: &str = "__dp_over";
/// A name that is never defined.
pub(crate) const UNDEFINED: &str = "__dp_undefined";
/// A translation.
pub(crate) const TRANS: &str = "__dp_trans";
/// `a + b`.
pub(crate) const ADD: &str = "__dp_add";
/// `a * b`.
pub(crate) const MUL: &str = "__dp_mul";
/// `a ** b`.
pub(crate) const POWER: &str = "__dp_power";
/// A value that has an order.
pub(crate) const ORDERED: &str = "__dp_ordered";
/// The name of a template that was found at run time.
pub(crate) const TEMPLATE: &str = "__dp_template";
/// `loop.cycle()`, which minijinja must never see without arguments: it divides by how many there are.
pub(crate) const CYCLE: &str = "__dp_cycle";
/// The class of a value.
pub(crate) const CLASS: &str = "__dp_class";
/// What stands before the code points of a name that minijinja cannot read.
const FOREIGN: &str = "__dp_u";
/// Private variables.
pub(crate) const VARIABLE: &str = "__dp_v";

/// The first statement of a template that is imported without context.
pub(crate) const ISOLATED_HEAD: &str = "{% set __dp_context = __dp_globals %}";

/// Whether the names that a template does not set come from the page's context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// They do.
    #[default]
    None,
    /// They come from the globals alone: a module, imported without context.
    Module,
    /// They come from what the template has that includes this one without context, or from such a module.
    Included,
}

impl Isolation {
    /// What stands before the name of such a template; no template of a site can be called so.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Module => "\u{1}module/",
            Self::Included => "\u{1}included/",
        }
    }

    /// Takes the name apart.
    pub(crate) fn of(name: &str) -> (Self, &str) {
        for isolation in [Self::Module, Self::Included] {
            if let Some(plain) = name.strip_prefix(isolation.prefix()) {
                return (isolation, plain);
            }
        }
        (Self::None, name)
    }
}

/// A name as minijinja can read it.
pub(crate) fn written(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    let codes = name.chars().map(|char| format!("_{:x}", u32::from(char)));
    Cow::Owned(FOREIGN.to_owned() + &codes.collect::<String>())
}

/// The name that was written so.
pub(crate) fn plain(name: &str) -> Cow<'_, str> {
    let Some(codes) = name.strip_prefix(FOREIGN).and_then(|codes| codes.strip_prefix('_')) else {
        return Cow::Borrowed(name);
    };
    let chars = codes.split('_').map(|code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
    chars.collect::<Option<String>>().map_or(Cow::Borrowed(name), Cow::Owned)
}
