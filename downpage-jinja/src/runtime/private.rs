//! What rewritten templates call under private names.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Tuple, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, keywords, split, type_name, undefined};
use crate::value::{self, Dict, List, check_depth};
use crate::write::names::{self, Isolation};

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter(names::EACH, each);
    env.add_filter(names::LIST, list);
    env.add_filter(names::DICT, dict);
    env.add_filter(names::HELD, held);
    env.add_filter(names::TRUTH, |value: &Value| value.is_true());
    env.add_filter(names::ORDERED, ordered);
    env.add_filter(names::TEMPLATE, |value: &Value| named(value, Isolation::None));
    env.add_filter(names::MODULE, |value: &Value| named(value, Isolation::Module));
    env.add_filter(names::INCLUDED, |value: &Value| named(value, Isolation::Included));
    env.add_filter(names::MACRO, macro_with_rest);
    env.add_filter(names::CLASS, |value: &Value| Value::from_object(Class(type_name(value))));
    env.add_filter(names::SHOWN, shown);
    env.add_filter(names::CYCLE, cycle);
    env.add_filter(names::OVER, |under: &Value, own: Value| {
        Value::from_object(Scope { own, under: under.clone() })
    });
}

/// What a loop goes through, as it is.
fn each(value: Value) -> Result<Value, Error> {
    let can = match value.kind() {
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable | ValueKind::String | ValueKind::Undefined => {
            true
        }
        ValueKind::Plain => value.as_object().is_some_and(|object| object.try_iter().is_some()),
        _ => false,
    };
    if can {
        return Ok(value);
    }
    let message = format!("'{}' object is not iterable", type_name(&value));
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

fn list(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    check_depth(state, value, None)?;
    Ok(Value::from_object(List::from(value.try_iter()?.collect::<Vec<_>>())))
}

fn dict(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    check_depth(state, value, None)?;
    let pairs = value.try_iter()?.map(|key| {
        let item = value.get_item(&key).unwrap_or_default();
        (key, item)
    });
    Ok(Value::from_object(pairs.collect::<Dict>()))
}

fn held(state: &State<'_, '_>, value: Value) -> Result<Value, Error> {
    check_depth(state, &value, None)?;
    Ok(value)
}

/// A value that can be less than another.
fn ordered(value: Value) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::Undefined => Err(undefined(&value)),
        ValueKind::None | ValueKind::Map => {
            let found = type_name(&value);
            let message = format!("'<' not supported between instances of '{found}' and other values");
            Err(Error::new(ErrorKind::InvalidOperation, message))
        }
        _ => Ok(value),
    }
}

/// `loop.cycle(...)`.
fn cycle(state: &mut State<'_, '_>, of: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    if args.is_empty() {
        return Err(Error::new(ErrorKind::InvalidOperation, "no items for cycling given"));
    }
    of.call_method(state, "cycle", &args)
}

/// The name of a template, or each name of a list, with its mark.
fn named(value: &Value, isolation: Isolation) -> Result<Value, Error> {
    if let Some(name) = value.as_str() {
        return Ok(Value::from(format!("{}{name}", isolation.prefix())));
    }
    match value.kind() {
        ValueKind::Seq => value.try_iter()?.map(|name| named(&name, isolation)).collect(),
        ValueKind::Undefined => Err(undefined(value)),
        _ => {
            let name = value::display::str_of(value);
            Err(Error::new(ErrorKind::TemplateNotFound, format!("template `{name}` was not found")))
        }
    }
}

/// What `__class__` gives.
#[derive(Debug)]
struct Class(&'static str);

impl Object for Class {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        (key.as_str() == Some("__name__")).then(|| Value::from(self.0))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<class '{}'>", self.0)
    }
}

/// What `DebugUndefined` prints for a missing name, or a missing part of something.
fn shown(value: Value, name: &Value, of: Option<Value>) -> Value {
    if !value.is_undefined() {
        return value;
    }
    Value::from(match of {
        Some(of) if of.is_undefined() => return value,
        Some(of) => {
            let name = value::display::repr_of(name);
            format!("{{{{ no such element: {} object[{name}] }}}}", type_name(&of))
        }
        None => format!("{{{{ {name} }}}}"),
    })
}

/// A macro that gathers what its parameters do not take.
struct Gathering {
    name: String,
    inner: Value,
    varargs: bool,
    kwargs: bool,
}

fn macro_with_rest(inner: &Value, name: &str, varargs: bool, kwargs: bool) -> Value {
    Value::from_object(Gathering { name: name.to_owned(), inner: inner.clone(), varargs, kwargs })
}

impl Gathering {
    /// The parameters that the author gave it.
    fn parameters(&self) -> Vec<String> {
        let listed = self.inner.get_attr("arguments").unwrap_or_default();
        let all = listed.try_iter().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned));
        let mut all: Vec<String> = all.collect();
        all.truncate(all.len().saturating_sub(usize::from(self.varargs) + usize::from(self.kwargs)));
        all
    }
}

impl Object for Gathering {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(match key.as_str()? {
            "name" => Value::from(self.name.as_str()),
            "arguments" => {
                Tuple::from(self.parameters().into_iter().map(Value::from).collect::<Vec<_>>()).into()
            }
            "catch_varargs" => Value::from(self.varargs),
            "catch_kwargs" => Value::from(self.kwargs),
            "caller" => self.inner.get_attr("caller").ok()?,
            _ => return None,
        })
    }

    fn call(self: &Arc<Self>, state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        let parameters = self.parameters();
        let (positional, named) = split(args);
        let takes_caller = self.inner.get_attr("caller").is_ok_and(|caller| caller.is_true());
        let taken = positional.len().min(parameters.len());
        let mut known: Vec<(Value, Value)> = Vec::new();
        let mut rest: Vec<(Value, Value)> = Vec::new();
        for (name, value) in keywords(named) {
            let is_known = parameters.contains(&name) || name == "caller" && takes_caller;
            if is_known { &mut known } else { &mut rest }.push((name.into(), value));
        }
        let more = &positional[taken..];
        if !self.varargs && !more.is_empty() {
            let message =
                format!("macro '{}' takes not more than {} argument(s)", self.name, parameters.len());
            return Err(Error::new(ErrorKind::TooManyArguments, message));
        }
        if let Some((name, _)) = rest.first().filter(|_| !self.kwargs) {
            let message = format!("macro '{}' takes no keyword argument '{name}'", self.name);
            return Err(Error::new(ErrorKind::TooManyArguments, message));
        }
        if self.varargs {
            known.push(("varargs".into(), Tuple::from(more.to_vec()).into()));
        }
        if self.kwargs {
            known.push(("kwargs".into(), value::dict(rest)));
        }
        let named: minijinja::value::Kwargs =
            known.iter().map(|(name, value)| (name.as_str().unwrap_or_default(), value.clone())).collect();
        let mut all = positional[..taken].to_vec();
        all.push(named.into());
        self.inner.call(state, &all)
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Macro '{}'>", self.name)
    }
}

impl fmt::Debug for Gathering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Macro '{}'>", self.name)
    }
}

/// The globals, without what the page's context has.
#[derive(Debug)]
struct Globals(BTreeMap<String, Value>);

/// Names of an including template over the names under it.
#[derive(Debug)]
struct Scope {
    own: Value,
    under: Value,
}

/// Gives `env` an object of all globals that it has by now.
pub(super) fn install_globals(env: &mut Environment<'_>) {
    let all = env.globals().map(|(name, value)| (name.to_owned(), value)).collect();
    env.add_global(names::GLOBALS, Value::from_object(Globals(all)));
}

impl Object for Globals {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_str()?).cloned()
    }

    fn call_method(
        self: &Arc<Self>,
        state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        call(state, self.0.get(method).cloned(), method, args)
    }
}

impl Object for Scope {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        let of = |scope: &Value| scope.get_attr(name).ok().filter(|value| !value.is_undefined());
        of(&self.own).or_else(|| of(&self.under))
    }

    fn call_method(
        self: &Arc<Self>,
        state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let function = self.get_value(&Value::from(method));
        call(state, function, method, args)
    }
}

fn call(
    state: &mut State<'_, '_>,
    function: Option<Value>,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    match function {
        Some(function) => function.call(state, args),
        None => Err(Error::new(ErrorKind::UnknownFunction, format!("{name} is unknown"))),
    }
}
