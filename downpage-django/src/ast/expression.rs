//! Expressions: a literal or a variable, and the filters it goes through.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ast::Excerpt;
use crate::error::{Error, Kind, Result};
use crate::filter::{Call, FoundFilter};
use crate::render::{BlockObject, Context};
use crate::value::{Lookup, Name, Val, Value, lookup, repr};

/// The names between the dots of a variable.
#[derive(Debug)]
pub struct Path {
    /// As it is written.
    pub text: Excerpt,
    /// The names.
    pub names: Box<[Name]>,
}

/// What Django calls a `Variable`: a literal, or a path, perhaps to be translated.
#[derive(Debug)]
pub enum Variable {
    /// A number, or a quoted text.
    Literal(Value),
    /// A path.
    Path(Path),
    /// `_(…)` around one of them.
    Translated(Box<Variable>),
}

/// What stands before the first filter.
#[derive(Debug)]
pub enum Head {
    /// A quoted text.
    Constant(Value),
    /// A variable, or a number.
    Variable(Variable),
    /// Nothing that has a value.
    Nothing,
}

/// The argument of a filter.
#[derive(Debug)]
pub enum Argument {
    /// A quoted text, which counts as safe.
    Constant(Value),
    /// A variable, or a number.
    Variable(Variable),
}

/// A filter with its argument.
#[derive(Debug)]
pub struct FilterCall {
    /// The filter.
    pub filter: FoundFilter,
    /// Its argument.
    pub argument: Option<Argument>,
}

/// An expression as it stands in `{{ … }}` or in a tag.
#[derive(Debug)]
pub struct Expression {
    /// As it is written.
    pub token: Excerpt,
    /// What stands before the first filter.
    pub head: Head,
    /// The filters, in order.
    pub filters: Vec<FilterCall>,
}

/// What to do about a variable that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    /// Take `string_if_invalid`.
    Invalid,
    /// Take `None`.
    None,
}

/// How far a path leads through dicts.
enum Walked<'v> {
    /// To its end.
    Found(&'v Value),
    /// Nowhere: its first name is not there.
    Missing,
    /// To a value that is no dict, or has no such key; the names that are left.
    Stopped(&'v Value, &'v [Name]),
}

/// What stands before the first filter, and whether the filters apply to it.
enum HeadValue<'v> {
    Value(Val<'v>),
    Final(Val<'v>),
}

impl Expression {
    /// The value; for a variable that is not there, what `string_if_invalid` says.
    ///
    /// # Errors
    /// Whatever a look-up or a filter raises.
    pub fn resolve<'v>(&'v self, cx: &'v Context<'v>) -> Result<Val<'v>> {
        self.evaluate(cx, Absent::Invalid)
    }

    /// The value; `None` for a variable that is not there.
    ///
    /// # Errors
    /// Whatever a look-up or a filter raises.
    pub fn resolve_or_none<'v>(&'v self, cx: &'v Context<'v>) -> Result<Val<'v>> {
        self.evaluate(cx, Absent::None)
    }

    fn evaluate<'v>(&'v self, cx: &'v Context<'v>, absent: Absent) -> Result<Val<'v>> {
        let mut value = match self.head_value(cx, absent)? {
            HeadValue::Value(value) => value,
            HeadValue::Final(value) => return Ok(value),
        };
        for call in &self.filters {
            value = call.apply(value, cx)?;
        }
        Ok(value)
    }

    /// The value, with `change` applied before the filters.
    ///
    /// # Errors
    /// Whatever a look-up or a filter raises.
    pub fn resolve_head<'v>(
        &'v self,
        cx: &'v Context<'v>,
        change: impl FnOnce(Val<'v>) -> Result<Val<'v>>,
    ) -> Result<Val<'v>> {
        let mut value = match self.head_value(cx, Absent::Invalid)? {
            HeadValue::Value(value) => change(value)?,
            HeadValue::Final(value) => return Ok(value),
        };
        for call in &self.filters {
            value = call.apply(value, cx)?;
        }
        Ok(value)
    }

    fn head_value<'v>(&'v self, cx: &'v Context<'v>, absent: Absent) -> Result<HeadValue<'v>> {
        Ok(HeadValue::Value(match &self.head {
            Head::Constant(value) => Cow::Borrowed(value),
            Head::Nothing => Cow::Owned(Value::None),
            Head::Variable(variable) => match variable.find(cx)? {
                Some(value) => value,
                None if absent == Absent::None => Cow::Owned(Value::None),
                None => {
                    let stand_in = &cx.settings.string_if_invalid;
                    if !stand_in.is_empty() {
                        // The filters are left out, as in Django.
                        let text = cx.settings.stand_in(variable.text())?;
                        return Ok(HeadValue::Final(Cow::Owned(Value::Str(text))));
                    }
                    Cow::Owned(Value::Str(Arc::clone(stand_in)))
                }
            },
        }))
    }

    /// The value, when the expression is a path through dicts: what most are, for which nothing is made or copied.
    #[inline]
    #[must_use]
    pub fn plain<'v>(&'v self, cx: &'v Context<'v>) -> Option<&'v Value> {
        match &self.head {
            Head::Variable(Variable::Path(path)) if self.filters.is_empty() => match path.walk(cx) {
                Walked::Found(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// The path, when the expression is nothing but one.
    #[must_use]
    pub fn plain_path(&self) -> Option<&Path> {
        match &self.head {
            Head::Variable(Variable::Path(path)) if self.filters.is_empty() => Some(path),
            _ => None,
        }
    }
}

impl FilterCall {
    fn apply<'v>(&'v self, value: Val<'v>, cx: &'v Context<'v>) -> Result<Val<'v>> {
        let argument = match &self.argument {
            None => None,
            Some(Argument::Constant(value)) => Some(Cow::Borrowed(value)),
            Some(Argument::Variable(variable)) => Some(variable.resolve(cx)?),
        };
        let value = if self.filter.local_time() { cx.localtime(value) } else { value };
        let keep_mark = self.filter.is_safe()
            && if self.filter.takes_text() { value.is_safe() } else { value.is_marked() };
        cx.charge(1)?;
        cx.charge_value(&value)?;
        let result = self.filter.call(Call { value, argument, cx })?;
        cx.charge_value(&result)?;
        if keep_mark && !result.is_safe() {
            return Ok(Cow::Owned(Value::safe(result.to_str())));
        }
        Ok(result)
    }
}

impl Variable {
    /// The value.
    ///
    /// # Errors
    /// `VariableDoesNotExist` for one that is not there.
    pub fn resolve<'v>(&'v self, cx: &'v Context<'v>) -> Result<Val<'v>> {
        match self.find(cx)? {
            Some(value) => Ok(value),
            None => Err(self.missing(cx)),
        }
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Path(path) => path.text.as_str(),
            Self::Translated(inner) => inner.text(),
            Self::Literal(value) => value.as_str().unwrap_or_default(),
        }
    }

    /// The value, if it is there.
    fn find<'v>(&'v self, cx: &'v Context<'v>) -> Result<Option<Val<'v>>> {
        match self {
            Self::Literal(value) => Ok(Some(Cow::Borrowed(value))),
            Self::Path(path) => path.find(cx),
            Self::Translated(inner) => {
                let Some(value) = inner.find(cx)? else { return Ok(None) };
                // Per cent signs are doubled so that translators may use `%(name)s`.
                let message = value.to_str().replace('%', "%%");
                let translated = cx.active().gettext(&message).into_owned();
                Ok(Some(Cow::Owned(Value::Lazy(Arc::new(Value::marked(translated, value.is_safe()))))))
            }
        }
    }

    /// The error of a path that leads nowhere.
    fn missing(&self, cx: &Context<'_>) -> Error {
        let Self::Path(path) = self else {
            return Error::new(Kind::VariableMissing, format!("Failed lookup for [{}]", self.text()));
        };
        let dicts = cx.base_dicts();
        let mut names = names_in(dicts.iter().skip(1));
        let mut holder = repr(&Value::list(dicts));
        let mut current = cx.get(&path.names[0]).cloned();
        let mut missing = &path.names[0];
        for name in &path.names[1..] {
            let Some(value) = current else { break };
            holder = repr(&value);
            names = names_in([&value]);
            missing = name;
            current = match step(&value, name, cx) {
                Lookup::Found(found) => Some(found.into_owned()),
                Lookup::Raised(error) if *error.kind() == Kind::VariableMissing => return error,
                _ => None,
            };
        }
        // Conditions swallow this error; without steps left the next node fails.
        let _ = cx.charge(holder.len() / 64);
        let error =
            Error::new(Kind::VariableMissing, format!("Failed lookup for key [{missing}] in {holder}"));
        error.help(way_out(names))
    }
}

/// The names that a look-up could have found in `dicts`.
fn names_in<'v>(dicts: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let dicts = dicts.into_iter().filter_map(|value| match value {
        Value::Dict(dict) => Some(dict),
        _ => None,
    });
    dicts.flat_map(|dict| dict.keys()).map(|key| key.to_str().into_owned()).collect()
}

/// What to do about an argument that is not there, and the names that are.
fn way_out(mut names: Vec<String>) -> String {
    const MOST: usize = 12;
    names.sort();
    names.dedup();
    let advice = "give the argument a value; elsewhere what is missing is nothing, as an argument of a filter it is an error";
    if names.is_empty() {
        return advice.to_owned();
    }
    let more = if names.len() > MOST { ", …" } else { "" };
    names.truncate(MOST);
    format!("{advice}; there are: {}{more}", names.join(", "))
}

impl Path {
    /// Follows the names as long as there are dicts on the way.
    #[inline]
    fn walk<'v>(&'v self, cx: &'v Context<'v>) -> Walked<'v> {
        let Some((first, mut rest)) = self.names.split_first() else { return Walked::Missing };
        let Some(mut value) = cx.get(first) else { return Walked::Missing };
        while let Some((name, after)) = rest.split_first() {
            let Value::Dict(dict) = value else { return Walked::Stopped(value, rest) };
            let Some(found) = name.find_in(dict) else { return Walked::Stopped(value, rest) };
            value = found;
            rest = after;
        }
        Walked::Found(value)
    }

    fn find<'v>(&'v self, cx: &'v Context<'v>) -> Result<Option<Val<'v>>> {
        let (value, rest) = match self.walk(cx) {
            Walked::Found(value) => return Ok(Some(Cow::Borrowed(value))),
            Walked::Missing => return Ok(None),
            Walked::Stopped(value, rest) => (value, rest),
        };
        let mut current = Cow::Borrowed(value);
        for name in rest {
            let found = match &current {
                Cow::Borrowed(value) => step(value, name, cx),
                Cow::Owned(value) => step(value, name, cx).into_owned(),
            };
            current = match found {
                Lookup::Found(value) => value,
                Lookup::Missing => return Ok(None),
                Lookup::Invalid => Cow::Owned(Value::Str(Arc::clone(&cx.settings.string_if_invalid))),
                // `block.super` may end so; Django takes it for a variable that is not there.
                Lookup::Raised(error) if *error.kind() == Kind::VariableMissing => return Ok(None),
                Lookup::Raised(error) => return Err(error),
            };
        }
        Ok(Some(current))
    }
}

fn step<'v>(value: &'v Value, name: &Name, cx: &Context<'_>) -> Lookup<'v> {
    if let Value::Object(object) = value
        && name.as_str() == "super"
        && let Some(block) = object.as_any().and_then(|any| any.downcast_ref::<BlockObject>())
    {
        return block_super(block, cx);
    }
    lookup(value, name)
}

/// `block.super` as a value: rendered on a copy of the state, since an expression must not change it.
fn block_super(block: &BlockObject, cx: &Context<'_>) -> Lookup<'static> {
    let mut out = String::new();
    match cx.aside(|cx| cx.render_super(block, &mut out)) {
        Ok(()) => Lookup::owned(Value::safe(out)),
        Err(error) => Lookup::Raised(error),
    }
}
