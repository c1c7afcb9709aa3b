//! Python's built-in functions.

use std::sync::Arc;

use super::super::call::Arguments;
use super::super::value::{At, Eval, Item, Names, Object, Val};
use super::super::{Interpreter, natives};

/// The names that Python has everywhere, exceptions aside.
pub(super) const NAMES: [&str; 50] = [
    "__import__",
    "abs",
    "all",
    "any",
    "bool",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "dict",
    "enumerate",
    "exec",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "id",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "min",
    "next",
    "object",
    "open",
    "ord",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "zip",
];

impl Interpreter {
    /// A call of a built-in function.
    #[expect(clippy::too_many_lines, reason = "one short arm for each function")]
    pub(super) fn call_builtin(&mut self, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let first = match arguments.positional.first() {
            Some(item) => Some(self.force(&item.val)?),
            None => None,
        };
        let second = arguments.positional.get(1).map(|item| item.val.clone());
        // What looks at the value as a whole, and does not mind that it is unknown.
        match (name, &first) {
            ("print", _) => return Ok(Val::None),
            ("compile", Some(code)) => return Ok(code.clone()),
            ("exec", Some(code)) => return self.exec(&code.clone(), arguments),
            ("globals", _) => {
                return Ok(arguments.frame.as_ref().map_or(Val::None, |frame| Val::Space(frame.0)));
            }
            ("locals", _) => {
                return Ok(arguments.frame.as_ref().map_or(Val::None, |frame| Val::Space(frame.1)));
            }
            ("sys.exit", _) => return self.raise("SystemExit", "", at),
            ("property" | "staticmethod" | "classmethod", Some(function)) => {
                let mut fields = Names::new();
                fields.insert("function".into(), Item::new(function.clone(), at));
                return Ok(self.instance(name, fields));
            }
            ("list" | "tuple" | "set" | "frozenset" | "dict", None) => {}
            ("hasattr", Some(value)) => {
                let Some(Val::Str(attribute)) = &second else { return self.call_computed(arguments) };
                let found = self.has_attribute(value, attribute, at)?;
                return Ok(self.known(found, &[value], at));
            }
            ("getattr", Some(value)) => {
                let Some(Val::Str(attribute)) = &second else { return self.call_computed(arguments) };
                return match (self.has_attribute(value, attribute, at)?, arguments.positional.get(2)) {
                    (Some(false), Some(default)) => Ok(default.val.clone()),
                    _ => self.attribute(value, attribute, at),
                };
            }
            _ => {}
        }
        for item in arguments.all() {
            if let Some(why) = self.lost(&item.val) {
                // A list that is not known can still be listed: its items stay what they are.
                if let "list" | "tuple" | "set" | "frozenset" | "sorted" | "dict" = name
                    && item.val.unknown().is_none()
                {
                    return Ok(Val::Unknown(why));
                }
                self.called_unknown(arguments, &why)?;
                return Ok(Val::Unknown(why));
            }
        }
        match (name, &first) {
            ("str", None) => Ok(Val::str("")),
            ("str" | "repr" | "format", Some(value)) => {
                let text = match (name, &second) {
                    ("repr", _) => self.repr(value)?,
                    ("format", Some(Val::Str(spec))) => self.formatted(value, None, spec)?,
                    _ => match self.env_path_text(value) {
                        Some(text) => Some(text.to_string()),
                        None => self.str(value)?,
                    },
                };
                Ok(text.map_or_else(|| Val::Unknown(self.why_computed(at)), Val::str))
            }
            ("bool", Some(value)) => {
                let truth = self.truth(value)?;
                Ok(self.known(truth, &[value], at))
            }
            ("bool", None) => Ok(Val::Bool(false)),
            ("int", Some(value)) => self.int_of(value, at),
            ("float", Some(value)) => match value {
                Val::Int(_) | Val::Bool(_) | Val::Float(_) => Ok(Val::Float(natives::float(value))),
                Val::Str(text) => match text.trim().parse() {
                    Ok(number) => Ok(Val::Float(number)),
                    Err(_) => self.raise("ValueError", format!("`{text}` is no number"), at),
                },
                _ => Ok(self.computed(at)),
            },
            ("len", Some(value)) => {
                let length = match value {
                    Val::Str(text) => text.chars().count(),
                    value => match self.items(value, at)? {
                        Ok(items) if items.iter().any(|item| item.many) => return Ok(self.computed(at)),
                        Ok(items) => items.len(),
                        Err(why) => return Ok(Val::Unknown(why)),
                    },
                };
                Ok(Val::Int(i64::try_from(length).unwrap_or(i64::MAX)))
            }
            ("list", None) => Ok(self.list(Vec::new())),
            ("tuple", None) => self.tuple(Vec::new(), at),
            ("set" | "frozenset", None) => self.set_of(Vec::new()),
            ("dict", _) => self.dict_call(first.as_ref(), arguments),
            (
                "list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed" | "iter" | "enumerate",
                Some(value),
            ) => self.collection(name, &value.clone(), arguments),
            ("zip" | "map" | "filter", Some(_)) => self.rounds(name, arguments),
            ("range", Some(_)) => self.range(arguments),
            ("any" | "all" | "sum" | "min" | "max", Some(value)) => {
                self.fold(name, &value.clone(), arguments)
            }
            ("abs", Some(Val::Int(number))) => {
                Ok(number.checked_abs().map_or_else(|| self.computed(at), Val::Int))
            }
            ("abs", Some(Val::Float(number))) => Ok(Val::Float(number.abs())),
            ("chr", Some(Val::Int(number))) => {
                let letter = u32::try_from(*number).ok().and_then(char::from_u32);
                Ok(letter.map_or_else(|| self.computed(at), |letter| Val::str(letter.to_string())))
            }
            ("ord", Some(Val::Str(text))) => match text.chars().next() {
                Some(letter) => Ok(Val::Int(i64::from(u32::from(letter)))),
                None => Ok(self.computed(at)),
            },
            ("isinstance", Some(value)) => {
                let Some(class) = second else { return self.call_computed(arguments) };
                let classes = match &class {
                    Val::Tuple(tuple) => tuple.items.iter().map(|item| item.val.clone()).collect(),
                    class => vec![class.clone()],
                };
                let mut known = Some(false);
                for class in classes {
                    match is_instance(value, &class) {
                        Some(true) => return Ok(Val::Bool(true)),
                        None => known = None,
                        Some(false) => {}
                    }
                }
                Ok(self.known(known, &[], at))
            }
            ("callable", Some(value)) => Ok(match value {
                Val::Function(_) | Val::Native(_) | Val::Method(_) | Val::Class(_) => Val::Bool(true),
                Val::Instance(_) => self.computed(at),
                _ => Val::Bool(false),
            }),
            ("open", Some(value)) => {
                let Some(path) = value.as_path() else { return Ok(self.computed(at)) };
                let mode = arguments.value(1, "mode").and_then(Val::as_str).unwrap_or("r");
                self.open_file(path, mode, at)
            }
            ("object", _) => Ok(self.instance("object", Names::new())),
            ("copy.copy" | "copy.deepcopy", Some(value)) => {
                self.copied(&value.clone(), name.ends_with("deepcopy"), 0, at)
            }
            (
                "str.join" | "str.format" | "str.lower" | "str.upper" | "str.strip" | "str.title"
                | "str.split",
                Some(receiver),
            ) => {
                let mut rest = arguments.clone();
                rest.positional.remove(0);
                natives::method(self, &receiver.clone(), &name[4..], &rest)
            }
            ("dict.fromkeys", Some(value)) => {
                let default = second.unwrap_or(Val::None);
                let keys = match self.items(&value.clone(), at)? {
                    Ok(keys) => keys,
                    Err(why) => return Ok(Val::Unknown(why)),
                };
                self.dict_of(keys.into_iter().map(|key| (key, Item::new(default.clone(), at))).collect(), at)
            }
            ("importlib.import_module" | "__import__", Some(Val::Str(module))) => {
                if natives::is_module(module) || self.locate(module)?.is_some() {
                    self.load(module, at)?;
                    return Ok(Val::Module(Arc::clone(module)));
                }
                if self.would_catch("ModuleNotFoundError") {
                    return self.raise("ModuleNotFoundError", format!("there is no module `{module}`"), at);
                }
                Ok(self.unknown(at, format!("there is no module `{module}`")))
            }
            ("importlib.util.find_spec", Some(Val::Str(module))) => {
                if self.locate(module)?.is_some() || natives::is_standard(module) {
                    return Ok(Val::Native("spec".into()));
                }
                if self.site_packages.is_empty() { Ok(self.computed(at)) } else { Ok(Val::None) }
            }
            ("split_settings.include" | "split_settings.optional", Some(_)) => {
                self.split_settings(name, arguments)
            }
            _ if name.starts_with(char::is_uppercase) => {
                // An exception that is made to be raised.
                Ok(Val::Native(name.into()))
            }
            _ => self.call_computed(arguments),
        }
    }

    fn int_of(&mut self, value: &Val, at: At) -> Eval {
        match value {
            Val::Int(_) | Val::Bool(_) => Ok(Val::Int(natives::int(value))),
            #[expect(clippy::cast_possible_truncation, reason = "the number is small enough")]
            Val::Float(number) if number.abs() < 9e15 => Ok(Val::Int(number.trunc() as i64)),
            Val::Str(text) => match text.trim().replace('_', "").parse() {
                Ok(number) => Ok(Val::Int(number)),
                Err(_) => self.raise("ValueError", format!("`{text}` is no whole number"), at),
            },
            _ => Ok(self.computed(at)),
        }
    }

    fn has_attribute(&mut self, value: &Val, name: &str, at: At) -> Eval<Option<bool>> {
        self.caught.push(vec!["AttributeError".into()]);
        let found = self.attribute(value, name, at);
        self.caught.pop();
        Ok(match Self::calmed(found)? {
            Some(Val::Unknown(_)) => None,
            Some(_) => Some(true),
            None => Some(false),
        })
    }

    fn dict_call(&mut self, first: Option<&Val>, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let mut pairs = match first {
            None => Vec::new(),
            Some(value @ (Val::Dict(_) | Val::Space(_))) => match self.pairs(value, at)? {
                Ok(pairs) => pairs,
                Err(why) => return Ok(Val::Unknown(why)),
            },
            Some(value) => match self.pairs_of_items(value, at)? {
                Some(pairs) => pairs,
                None => return Ok(self.computed(at)),
            },
        };
        for (name, item) in &arguments.named {
            pairs.push((Item::new(Val::Str(Arc::clone(name)), item.at), item.clone()));
        }
        self.dict_of(pairs, at)
    }

    /// `[(key, value), ...]` as pairs.
    pub(super) fn pairs_of_items(&mut self, value: &Val, at: At) -> Eval<Option<Vec<(Item, Item)>>> {
        let Ok(items) = self.items(value, at)? else { return Ok(None) };
        let mut pairs = Vec::with_capacity(items.len());
        for item in items {
            if item.many {
                return Ok(None);
            }
            let Ok(pair) = self.items(&item.val, at)? else { return Ok(None) };
            match <[Item; 2]>::try_from(pair) {
                Ok([key, value]) => pairs.push((key, value)),
                Err(_) => return self.raise("ValueError", "a pair of key and value is expected", at),
            }
        }
        Ok(Some(pairs))
    }

    fn collection(&mut self, name: &str, value: &Val, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let mut items = match self.items(value, at)? {
            Ok(items) => items,
            Err(why) => return Ok(Val::Unknown(why)),
        };
        match name {
            "tuple" => return self.tuple(items, at),
            "set" | "frozenset" => return self.set_of(items),
            _ if name != "list" && items.iter().any(|item| item.many) => return Ok(self.computed(at)),
            "reversed" => items.reverse(),
            "sorted" => match self.sorted(items, arguments)? {
                Some(sorted) => items = sorted,
                None => return Ok(self.computed(at)),
            },
            "enumerate" => {
                let start = arguments.value(1, "start").map_or(0, natives::int);
                let mut numbered = Vec::with_capacity(items.len());
                for (index, item) in (start..).zip(items) {
                    let pair = self.tuple(vec![Item::new(Val::Int(index), at), item], at)?;
                    numbered.push(Item::new(pair, at));
                }
                items = numbered;
            }
            _ => {}
        }
        Ok(self.list(items))
    }

    fn copied(&mut self, value: &Val, deep: bool, depth: usize, at: At) -> Eval {
        const DEEPEST: usize = 50;
        self.step()?;
        if depth > DEEPEST {
            return Ok(self.computed(at));
        }
        let (Val::List(id) | Val::Dict(id) | Val::Set(id)) = value else { return Ok(value.clone()) };
        let mut object = self.heap.get(*id).clone();
        self.steps(object.size())?;
        if deep {
            match &mut object {
                Object::List(items) => {
                    for item in items {
                        item.val = self.copied(&item.val, deep, depth + 1, at)?;
                    }
                }
                Object::Dict(table) => {
                    for (_, item) in table.values_mut() {
                        item.val = self.copied(&item.val, deep, depth + 1, at)?;
                    }
                }
                _ => {}
            }
        }
        let copy = self.heap.add(object);
        Ok(match value {
            Val::List(_) => Val::List(copy),
            Val::Dict(_) => Val::Dict(copy),
            _ => Val::Set(copy),
        })
    }
}

fn is_instance(value: &Val, class: &Val) -> Option<bool> {
    let Val::Native(class) = class else { return None };
    Some(match &**class {
        "str" => matches!(value, Val::Str(_)),
        "int" => matches!(value, Val::Int(_) | Val::Bool(_)),
        "bool" => matches!(value, Val::Bool(_)),
        "float" => matches!(value, Val::Float(_)),
        "list" => matches!(value, Val::List(_)),
        "tuple" => matches!(value, Val::Tuple(_)),
        "dict" => matches!(value, Val::Dict(_)),
        "set" => matches!(value, Val::Set(_)),
        "bytes" => matches!(value, Val::Bytes(_)),
        "pathlib.Path" => matches!(value, Val::Path(_)),
        _ => return None,
    })
}
