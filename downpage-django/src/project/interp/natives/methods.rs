//! Methods of text, lists, dictionaries, sets and tuples.

use std::sync::Arc;

use super::super::Interpreter;
use super::super::assign::position;
use super::super::call::Arguments;
use super::super::value::{At, Eval, Id, Item, Object, Val};

const TEXT: [&str; 34] = [
    "capitalize",
    "casefold",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isdigit",
    "islower",
    "isspace",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
];
const TEXT_MORE: [&str; 3] = ["title", "upper", "zfill"];
const LIST: [&str; 11] =
    ["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];
const DICT: [&str; 9] = ["clear", "copy", "get", "items", "keys", "pop", "setdefault", "update", "values"];
const SET: [&str; 10] = [
    "add",
    "clear",
    "copy",
    "difference",
    "discard",
    "intersection",
    "issubset",
    "remove",
    "union",
    "update",
];

/// Whether a value has a method of that name.
pub(in crate::project::interp) fn has_method(value: &Val, name: &str) -> bool {
    match value {
        Val::Str(_) => TEXT.contains(&name) || TEXT_MORE.contains(&name),
        Val::List(_) => LIST.contains(&name),
        Val::Dict(_) | Val::Space(_) => DICT.contains(&name),
        Val::Set(_) => SET.contains(&name),
        Val::Tuple(_) => matches!(name, "index" | "count"),
        Val::Bytes(_) => name == "decode",
        _ => false,
    }
}

/// A call of a method.
pub(in crate::project::interp) fn method(
    interpreter: &mut Interpreter,
    receiver: &Val,
    name: &str,
    arguments: &Arguments,
) -> Eval {
    match receiver {
        Val::Str(text) => interpreter.text_method(text, name, arguments),
        Val::List(id) => interpreter.list_method(*id, name, arguments),
        Val::Dict(_) | Val::Space(_) => interpreter.dict_method(receiver, name, arguments),
        Val::Set(id) => interpreter.set_method(*id, name, arguments),
        Val::Path(path) => interpreter.path_method(path, name, arguments),
        Val::Tuple(tuple) => {
            let items = tuple.items.clone();
            interpreter.search_method(&items, name, arguments)
        }
        Val::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Val::str(text)),
            Err(_) => Ok(interpreter.computed(arguments.at)),
        },
        _ => interpreter.call_computed(arguments),
    }
}

impl Interpreter {
    #[expect(clippy::too_many_lines, reason = "one short arm for each method")]
    fn text_method(&mut self, text: &Arc<str>, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        self.steps(1 + text.len() / 64)?;
        if name == "format" {
            return Ok(match self.format(text, arguments)? {
                Ok(text) => Val::str(text),
                Err(why) => Val::Unknown(why),
            });
        }
        if name == "join" {
            return self.join(text, arguments);
        }
        let mut forced = Vec::new();
        for item in arguments.all() {
            let value = self.force(&item.val)?;
            if let Some(why) = self.lost(&value) {
                return Ok(Val::Unknown(why));
            }
            forced.push(value);
        }
        let first = forced.first().and_then(Val::as_str);
        let second = forced.get(1).and_then(Val::as_str);
        let one_of = |test: &dyn Fn(&str) -> bool| match forced.first() {
            Some(Val::Str(part)) => Some(test(part)),
            Some(Val::Tuple(parts)) => parts
                .items
                .iter()
                .map(|item| item.val.as_str().map(test))
                .try_fold(false, |any, one| Some(any | one?)),
            _ => None,
        };
        let letters = |set: Option<&str>| set.map(|set| set.chars().collect::<Vec<char>>());
        let strips = letters(first);
        let stripped =
            |letter: char| strips.as_ref().map_or(letter.is_whitespace(), |set| set.contains(&letter));
        let made = match name {
            "lower" => text.to_lowercase(),
            "casefold" => text.to_lowercase(),
            "upper" => text.to_uppercase(),
            "strip" => text.trim_matches(stripped).to_owned(),
            "lstrip" => text.trim_start_matches(stripped).to_owned(),
            "rstrip" => text.trim_end_matches(stripped).to_owned(),
            "capitalize" => {
                let mut letters = text.chars();
                letters.next().map_or_else(String::new, |first| {
                    first.to_uppercase().chain(letters.as_str().to_lowercase().chars()).collect()
                })
            }
            "replace" => {
                let (Some(from), Some(to)) = (first, second) else { return self.call_computed(arguments) };
                let count = forced.get(2).map(super::int).and_then(|count| usize::try_from(count).ok());
                let times = text.matches(from).count();
                self.sized(text.len() + times.saturating_mul(to.len()), at)?;
                count.map_or_else(|| text.replace(from, to), |count| text.replacen(from, to, count))
            }
            "removeprefix" => first.and_then(|part| text.strip_prefix(part)).unwrap_or(text).to_owned(),
            "removesuffix" => first.and_then(|part| text.strip_suffix(part)).unwrap_or(text).to_owned(),
            "zfill" => {
                let width =
                    forced.first().map(super::int).and_then(|width| usize::try_from(width).ok()).unwrap_or(0);
                self.sized(width, at)?;
                let (sign, digits) = match text.strip_prefix(['-', '+']) {
                    Some(digits) => (&text[..1], digits),
                    None => ("", &**text),
                };
                format!("{sign}{}{digits}", "0".repeat(width.saturating_sub(text.chars().count())))
            }
            "startswith" | "endswith" => {
                let found = match name {
                    "startswith" => one_of(&|part| text.starts_with(part)),
                    _ => one_of(&|part| text.ends_with(part)),
                };
                return match found {
                    Some(found) if forced.len() == 1 => Ok(Val::Bool(found)),
                    _ => self.call_computed(arguments),
                };
            }
            "isdigit" => {
                return Ok(Val::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())));
            }
            "encode" => return Ok(Val::Bytes(text.as_bytes().into())),
            "count" => match first {
                Some(part) if !part.is_empty() => {
                    return Ok(Val::Int(i64::try_from(text.matches(part).count()).unwrap_or(i64::MAX)));
                }
                _ => return self.call_computed(arguments),
            },
            "find" | "index" | "rfind" => {
                let Some(part) = first.filter(|_| forced.len() == 1) else {
                    return self.call_computed(arguments);
                };
                let found = if name == "rfind" { text.rfind(part) } else { text.find(part) };
                let found = found.map(|at| i64::try_from(text[..at].chars().count()).unwrap_or(i64::MAX));
                return match (found, name) {
                    (None, "index") => self.raise("ValueError", "the text is not in the other", at),
                    (found, _) => Ok(Val::Int(found.unwrap_or(-1))),
                };
            }
            "partition" | "rpartition" => {
                let Some(part) = first else { return self.call_computed(arguments) };
                let parts = match (name, text.split_once(part), text.rsplit_once(part)) {
                    ("partition", Some((before, after)), _) | ("rpartition", _, Some((before, after))) => {
                        [before, part, after]
                    }
                    ("partition", ..) => [text, "", ""],
                    _ => ["", "", text],
                };
                let items = parts.map(|part| Item::new(Val::str(part), at));
                return self.tuple(items.to_vec(), at);
            }
            "split" | "rsplit" | "splitlines" => return self.split(text, name, arguments),
            _ => return self.call_computed(arguments),
        };
        self.sized(made.len(), at)?;
        Ok(Val::str(made))
    }

    fn split(&mut self, text: &str, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let separator = match arguments.value(0, "sep") {
            Some(Val::Str(separator)) if !separator.is_empty() => Some(&**separator),
            None | Some(Val::None) => None,
            _ => return self.call_computed(arguments),
        };
        let most = match arguments.value(1, "maxsplit") {
            Some(Val::Int(most)) => usize::try_from(*most).ok(),
            None => None,
            _ => return self.call_computed(arguments),
        };
        let parts: Vec<&str> = match (name, separator, most) {
            ("splitlines", ..) => text.lines().collect(),
            (_, None, None) => text.split_whitespace().collect(),
            ("split" | "rsplit", Some(separator), None) => text.split(separator).collect(),
            ("split", Some(separator), Some(most)) => text.splitn(most + 1, separator).collect(),
            ("rsplit", Some(separator), Some(most)) => {
                let mut parts: Vec<&str> = text.rsplitn(most + 1, separator).collect();
                parts.reverse();
                parts
            }
            _ => return self.call_computed(arguments),
        };
        self.steps(parts.len())?;
        let items = parts.into_iter().map(|part| Item::new(Val::str(part), at)).collect();
        Ok(self.list(items))
    }

    fn join(&mut self, separator: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let Some(value) = arguments.value(0, "iterable") else { return self.call_computed(arguments) };
        let items = match self.items(&value.clone(), at)? {
            Ok(items) => items,
            Err(why) => return Ok(Val::Unknown(why)),
        };
        let mut joined = String::new();
        for (index, item) in items.iter().enumerate() {
            match &item.val {
                Val::Str(text) => {
                    joined.push_str(if index > 0 { separator } else { "" });
                    joined.push_str(text);
                    self.sized(joined.len(), at)?;
                }
                value => match self.lost(value) {
                    Some(why) => return Ok(Val::Unknown(why)),
                    None => return self.raise("TypeError", "only text can be joined", at),
                },
            }
        }
        Ok(Val::str(joined))
    }

    fn list_method(&mut self, id: Id, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let first = arguments.positional.first().cloned();
        let Object::List(items) = self.heap.get(id) else { return self.call_computed(arguments) };
        let (length, many) = (items.len(), items.iter().any(|item| item.many));
        match (name, first) {
            ("append", Some(item)) => {
                self.sized(length + 1, at)?;
                self.change_list(id).push(item);
            }
            ("extend", Some(item)) => self.extend(id, &item.val, at)?,
            ("insert", Some(index)) => {
                let (Val::Int(index), Some(item)) = (&index.val, arguments.positional.get(1)) else {
                    return self.call_computed(arguments);
                };
                self.sized(length + 1, at)?;
                let index = if *index < 0 {
                    index.saturating_add(i64::try_from(length).unwrap_or(0))
                } else {
                    *index
                };
                let index = usize::try_from(index.max(0)).unwrap_or(length).min(length);
                if many && self.change_list(id)[..index].iter().any(|item| item.many) {
                    let why = self.why_computed(at);
                    self.lose(&Val::List(id), &why)?;
                    return Ok(Val::None);
                }
                self.change_list(id).insert(index, item.clone());
                self.steps((length - index) / 64)?;
            }
            ("remove" | "index" | "count", Some(_)) => {
                let items = self.change_list(id).clone();
                if name != "remove" {
                    return self.search_method(&items, name, arguments);
                }
                let Val::Int(index) = self.search_method(&items, "index", arguments)? else {
                    let why = self.why_computed(at);
                    self.lose(&Val::List(id), &why)?;
                    return Ok(Val::None);
                };
                if let Some(index) = position(index, length) {
                    self.change_list(id).remove(index);
                }
            }
            ("pop", index) => {
                let index = match index.map(|item| item.val) {
                    None => -1,
                    Some(Val::Int(index)) => index,
                    Some(_) => return self.call_computed(arguments),
                };
                if many {
                    let why = self.why_computed(at);
                    self.lose(&Val::List(id), &why)?;
                    return Ok(Val::Unknown(why));
                }
                return match position(index, length) {
                    Some(index) => Ok(self.change_list(id).remove(index).val),
                    None => self.raise("IndexError", "pop index out of range", at),
                };
            }
            ("clear", None) => self.change_list(id).clear(),
            ("reverse", None) => self.change_list(id).reverse(),
            ("copy", None) => {
                self.steps(length)?;
                let items = self.change_list(id).clone();
                return Ok(self.list(items));
            }
            ("sort", None) => {
                let items = self.change_list(id).clone();
                let sorted = if many { None } else { self.sorted(items, arguments)? };
                match sorted {
                    Some(sorted) => *self.change_list(id) = sorted,
                    None => {
                        let why = self.why_computed(at);
                        self.lose(&Val::List(id), &why)?;
                    }
                }
            }
            _ => {
                let why = self.why_computed(at);
                self.lose(&Val::List(id), &why)?;
                return self.call_computed(arguments);
            }
        }
        Ok(Val::None)
    }

    /// The items, to be changed; those of what was no list are lost.
    fn change_list(&mut self, id: Id) -> &mut Vec<Item> {
        let object = self.heap.change(id);
        if !matches!(object, Object::List(_)) {
            *object = Object::List(Vec::new());
        }
        match object {
            Object::List(items) => items,
            _ => unreachable!("it was made a list above"),
        }
    }

    /// `index` and `count`.
    fn search_method(&mut self, items: &[Item], name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let Some(wanted) = arguments.positional.first() else { return self.call_computed(arguments) };
        let mut count = 0;
        for (index, item) in items.iter().enumerate() {
            if item.many {
                return Ok(self.computed(at));
            }
            match self.equal(&item.val, &wanted.val)? {
                Some(true) if name == "index" => {
                    return Ok(Val::Int(i64::try_from(index).unwrap_or(i64::MAX)));
                }
                Some(true) => count += 1,
                Some(false) => {}
                None => return Ok(self.computed(at)),
            }
        }
        if name == "index" {
            let shown = self.repr(&wanted.val)?.unwrap_or_default();
            return self.raise("ValueError", format!("{shown} is not in the list"), at);
        }
        Ok(Val::Int(count))
    }

    /// `dict.get(key, default)`.
    pub(super) fn got(&mut self, receiver: &Val, key: &Val, default: Val, at: At) -> Eval {
        let key = self.force(key)?;
        match self.contains(receiver, &key, at)? {
            Some(true) => self.subscript(receiver, &key, at),
            Some(false) => Ok(default),
            None => {
                // It is there, and unknown; or nobody knows whether it is there.
                let why = self.lost(&key).or_else(|| self.lost(receiver));
                match why {
                    Some(why) => Ok(Val::Unknown(why)),
                    None => self.subscript(receiver, &key, at),
                }
            }
        }
    }

    /// Takes a key out of a dictionary.
    pub(in crate::project::interp) fn pop_key(
        &mut self,
        receiver: &Val,
        key: &Val,
        default: Option<Val>,
        at: At,
    ) -> Eval {
        let Val::Dict(id) = receiver else { return Ok(self.computed(at)) };
        let Some(hash) = self.key(key)? else {
            let why = self.why_unknown(key, at);
            self.lose(receiver, &why)?;
            return Ok(Val::Unknown(why));
        };
        self.steps(self.heap.get(*id).size() / 64)?;
        if let Object::Dict(table) = self.heap.change(*id)
            && let Some((_, item)) = table.shift_remove(&hash)
        {
            return Ok(item.val);
        }
        match default {
            Some(default) => Ok(default),
            None if *id == self.environ => {
                self.missing_variable(key.as_str().unwrap_or_default(), "KeyError", at)
            }
            None => {
                let shown = self.repr(key)?.unwrap_or_default();
                self.raise("KeyError", format!("there is no key {shown}"), at)
            }
        }
    }

    fn dict_method(&mut self, receiver: &Val, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let first = arguments.positional.first().map(|item| item.val.clone());
        let second = arguments.positional.get(1).map(|item| item.val.clone());
        match (name, first) {
            ("get", Some(key)) => self.got(receiver, &key, second.unwrap_or(Val::None), at),
            ("pop", Some(key)) => self.pop_key(receiver, &key, second, at),
            ("setdefault", Some(key)) => match self.contains(receiver, &key, at)? {
                Some(true) => self.subscript(receiver, &key, at),
                Some(false) => {
                    let default = second.unwrap_or(Val::None);
                    let (key, item) = (Item::new(key, at), Item::new(default.clone(), at));
                    self.set_item(receiver, key, item, at)?;
                    Ok(default)
                }
                None => {
                    let why = self.why_unknown(&key, at);
                    self.lose(receiver, &why)?;
                    Ok(Val::Unknown(why))
                }
            },
            ("update", first) => {
                let mut pairs = Vec::new();
                if let Some(value) = first {
                    let found = match &value {
                        Val::Dict(_) | Val::Space(_) | Val::Unknown(_) | Val::Foreign(_) => {
                            self.pairs(&value, at)?
                        }
                        value => {
                            let why = self.why_unknown(value, at);
                            self.pairs_of_items(value, at)?.ok_or(why)
                        }
                    };
                    match found {
                        Ok(found) => pairs = found,
                        Err(why) => {
                            self.lose(receiver, &why)?;
                            return Ok(Val::None);
                        }
                    }
                }
                for (name, item) in &arguments.named {
                    pairs.push((Item::new(Val::Str(Arc::clone(name)), at), item.clone()));
                }
                for (key, item) in pairs {
                    self.set_item(receiver, key, item, at)?;
                }
                Ok(Val::None)
            }
            ("keys" | "values" | "items", None) => {
                let pairs = match self.pairs(receiver, at)? {
                    Ok(pairs) => pairs,
                    Err(why) => return Ok(Val::Unknown(why)),
                };
                let mut items = Vec::with_capacity(pairs.len());
                for (key, value) in pairs {
                    items.push(match name {
                        "keys" => key,
                        "values" => value,
                        _ => Item::new(self.tuple(vec![key, value], at)?, at),
                    });
                }
                Ok(self.list(items))
            }
            ("copy", None) => {
                let pairs = match self.pairs(receiver, at)? {
                    Ok(pairs) => pairs,
                    Err(why) => return Ok(Val::Unknown(why)),
                };
                self.dict_of(pairs, at)
            }
            ("clear", None) => {
                if let Val::Dict(id) = receiver {
                    *self.heap.change(*id) = Object::Dict(super::super::value::Table::new());
                }
                Ok(Val::None)
            }
            _ => self.call_computed(arguments),
        }
    }

    fn set_method(&mut self, id: Id, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let receiver = Val::Set(id);
        let op = match name {
            "union" | "update" => ruff_python_ast::Operator::BitOr,
            "difference" => ruff_python_ast::Operator::Sub,
            "intersection" => ruff_python_ast::Operator::BitAnd,
            _ => {
                let Some(item) = arguments.positional.first() else { return self.call_computed(arguments) };
                let Some(key) = self.key(&item.val)? else {
                    let why = self.why_unknown(&item.val, at);
                    self.lose(&receiver, &why)?;
                    return Ok(Val::None);
                };
                let missing = match (name, self.heap.change(id)) {
                    ("add", Object::Set(items)) => {
                        items.entry(key).or_insert_with(|| item.clone());
                        false
                    }
                    ("discard" | "remove", Object::Set(items)) => {
                        items.shift_remove(&key).is_none() && name == "remove"
                    }
                    _ => return self.call_computed(arguments),
                };
                return if missing {
                    self.raise("KeyError", "the item is not in the set", at)
                } else {
                    Ok(Val::None)
                };
            }
        };
        let mut result = Item::new(receiver.clone(), at);
        for item in &arguments.positional {
            let items = match self.items(&item.val, at)? {
                Ok(items) => items,
                Err(why) => {
                    if name == "update" {
                        self.lose(&receiver, &why)?;
                    }
                    return Ok(Val::Unknown(why));
                }
            };
            let other = Item::new(self.set_of(items)?, at);
            result.val = self.binary(op, &result, &other, at)?;
        }
        if let ("update", Val::Set(merged)) = (name, &result.val) {
            let merged = self.heap.get(*merged).clone();
            *self.heap.change(id) = merged;
            return Ok(Val::None);
        }
        Ok(result.val)
    }
}
