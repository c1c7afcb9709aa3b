//! Settings from the environment: `django-environ`, `python-decouple`, `python-dotenv`.

use std::path::Path;
use std::sync::Arc;

use super::super::Interpreter;
use super::super::call::Arguments;
use super::super::value::{At, Eval, Id, Item, Key, Names, Object, Val};
use super::paths::normalized;

/// What `django-environ` takes for true.
const TRUE: [&str; 6] = ["true", "on", "ok", "y", "yes", "1"];

impl Interpreter {
    /// A call of a function or class of one of the packages.
    pub(super) fn call_environment(&mut self, path: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        match path {
            "environ.Env" => {
                let mut fields = Names::new();
                for (name, item) in &arguments.named {
                    fields.insert(Arc::clone(name), item.clone());
                }
                Ok(self.instance("environ.Env", fields))
            }
            "environ.Env.read_env" => self.read_env(arguments),
            "environ.Path" => {
                let Some(start) = arguments.positional.first().and_then(|item| self.path_text(&item.val))
                else {
                    return self.call_computed(arguments);
                };
                let more: Option<Vec<Arc<str>>> =
                    arguments.positional[1..].iter().map(|item| self.path_text(&item.val)).collect();
                match more {
                    Some(more) => Ok(self.env_path(&start, &more, at)),
                    None => self.call_computed(arguments),
                }
            }
            "decouple.config" => self.decouple_value(None, arguments),
            "decouple.Csv" => {
                let mut fields = Names::new();
                for (index, name) in ["cast", "delimiter", "strip", "post_process"].into_iter().enumerate() {
                    if let Some(item) = arguments.get(index, name) {
                        fields.insert(name.into(), item.clone());
                    }
                }
                Ok(self.instance("decouple.Csv", fields))
            }
            "decouple.AutoConfig" => {
                let mut fields = Names::new();
                if let Some(item) = arguments.get(0, "search_path") {
                    fields.insert("search_path".into(), item.clone());
                }
                Ok(self.instance("decouple.Config", fields))
            }
            "decouple.RepositoryEnv" => {
                let mut fields = Names::new();
                if let Some(item) = arguments.get(0, "source") {
                    fields.insert("file".into(), item.clone());
                }
                Ok(self.instance("decouple.RepositoryEnv", fields))
            }
            "decouple.Config" => {
                let source = match arguments.value(0, "repository").and_then(|value| self.native_class(value))
                {
                    Some((_, id)) => self.field_of(id, "file").cloned(),
                    None => None,
                };
                let Some(source) = source else { return self.call_computed(arguments) };
                let mut fields = Names::new();
                fields.insert("file".into(), source);
                Ok(self.instance("decouple.Config", fields))
            }
            "dotenv.find_dotenv" => match self.find_above(arguments, &[".env"]) {
                Some(path) => Ok(Val::str(path)),
                None => Ok(Val::str("")),
            },
            "dotenv.load_dotenv" => self.load_dotenv(arguments),
            _ => self.call_computed(arguments),
        }
    }

    /// The value of an environment variable, its name known; `None` when it is not set.
    pub(super) fn set_variable(&mut self, name: &str) -> Option<Val> {
        match self.heap.get(self.environ) {
            Object::Dict(table) => table.get(&Key::Str(name.into())).map(|(_, item)| item.val.clone()),
            Object::Lost(why) => Some(Val::Unknown(Arc::clone(why))),
            _ => None,
        }
    }

    /// `env("NAME", default=...)`, `env.bool("NAME")` and so on.
    pub(super) fn env_value(&mut self, id: Id, method: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        if matches!(method, "read_env") {
            return self.read_env(arguments);
        }
        let cast = match method {
            "__call__" | "get_value" => arguments.value(1, "cast").cloned(),
            "str" | "bool" | "int" | "float" => Some(Val::Native(method.into())),
            "list" | "tuple" => match arguments.value(1, "cast").cloned() {
                None | Some(Val::None) => Some(Val::Native(method.into())),
                Some(cast) => {
                    let items = vec![Item::new(cast, at)];
                    Some(if method == "list" { self.list(items) } else { self.tuple(items, at)? })
                }
            },
            "dict" => Some(arguments.value(1, "cast").cloned().unwrap_or(Val::Native("dict".into()))),
            "path" => Some(Val::Native("environ.Path".into())),
            "json" => Some(Val::Native("environ.json".into())),
            _ => return self.call_computed(arguments),
        };
        let place = if matches!(method, "str" | "bool" | "int" | "float" | "path" | "json") { 1 } else { 2 };
        let default = arguments.value(place, "default").cloned();
        let Some(name) = arguments.value(0, "var").and_then(Val::as_str) else {
            return self.call_computed(arguments);
        };
        let name: Arc<str> = match self.field_of(id, "prefix").map(|item| item.val.clone()) {
            Some(Val::Str(prefix)) => format!("{prefix}{name}").into(),
            _ => name.into(),
        };
        self.env_lookup(id, &name, cast, default, at, 0)
    }

    fn env_lookup(
        &mut self,
        id: Id,
        name: &str,
        cast: Option<Val>,
        default: Option<Val>,
        at: At,
        depth: usize,
    ) -> Eval {
        const DEEPEST: usize = 20;
        let (mut cast, mut default) = (cast.filter(|cast| !matches!(cast, Val::None)), default);
        match self.field_of(id, name).map(|item| item.val.clone()) {
            Some(Val::Tuple(pair)) if pair.items.len() == 2 => {
                cast = cast.or_else(|| Some(pair.items[0].val.clone()));
                default = default.or_else(|| Some(pair.items[1].val.clone()));
            }
            Some(scheme) => cast = cast.or(Some(scheme)),
            None => {}
        }
        let set = self.set_variable(name);
        let mut value = match (&set, &default) {
            (Some(value), _) => value.clone(),
            (None, Some(default)) => default.clone(),
            (None, None) => return self.missing_variable(name, "ImproperlyConfigured", at),
        };
        if let Val::Str(text) = &value
            && text.starts_with('$')
            && depth < DEEPEST
        {
            let name = text.trim_start_matches('$').to_owned();
            value = self.env_lookup(id, &name, cast.clone(), default.clone(), at, depth + 1)?;
        }
        if cast.is_none() {
            cast = default.as_ref().and_then(type_of);
        }
        if matches!((&default, &value), (Some(Val::None), Val::Str(text)) if text.is_empty()) {
            value = Val::None;
        }
        let same = match &default {
            Some(default) => self.equal(&value, default)?,
            None => Some(false),
        };
        match (same, cast) {
            (Some(true), _) | (_, None) => Ok(value),
            _ if value.unknown().is_some() => Ok(value),
            (_, Some(cast)) => self.env_cast(&value, &cast, at),
        }
    }

    fn env_cast(&mut self, value: &Val, cast: &Val, at: At) -> Eval {
        let call = |this: &mut Self, cast: &Val, text: &str| {
            this.call(cast, Arguments::of(vec![Item::new(Val::str(text), at)], at))
        };
        let Val::Str(text) = value else {
            // Cast already, by the variable that this one pointed to.
            return Ok(value.clone());
        };
        let text = Arc::clone(text);
        self.steps(text.len() / 8)?;
        let parts = |text: &str| {
            text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let native = match cast {
            Val::Native(name) => &**name,
            _ => "",
        };
        match (cast, native) {
            (_, "str") => Ok(Val::Str(text)),
            (_, "bool") => Ok(Val::Bool(match text.trim().parse::<i64>() {
                Ok(number) => number != 0,
                Err(_) => TRUE.contains(&text.trim().to_lowercase().as_str()),
            })),
            (_, "list") => {
                let items = parts(&text).into_iter().map(|part| Item::new(Val::str(part), at)).collect();
                Ok(self.list(items))
            }
            (_, "tuple") => {
                let inner = text.trim_matches('(').trim_matches(')');
                let items = parts(inner).into_iter().map(|part| Item::new(Val::str(part), at)).collect();
                self.tuple(items, at)
            }
            (_, "dict") => {
                let mut pairs = Vec::new();
                for part in parts(&text) {
                    let Some((key, value)) = part.split_once('=') else {
                        return self.raise("ValueError", format!("`{part}` is no pair `key=value`"), at);
                    };
                    pairs.push((Item::new(Val::str(key), at), Item::new(Val::str(value), at)));
                }
                self.dict_of(pairs, at)
            }
            (_, "environ.Path") => Ok(self.env_path(&text, &[], at)),
            (Val::List(_) | Val::Tuple(_), _) => {
                let Ok(casts) = self.items(cast, at)? else { return Ok(self.computed(at)) };
                let Some(cast_item) = casts.first() else { return Ok(self.computed(at)) };
                let inner = if matches!(cast, Val::Tuple(_)) {
                    text.trim_matches('(').trim_matches(')')
                } else {
                    &*text
                };
                let mut items = Vec::new();
                for part in parts(inner) {
                    items.push(Item::new(call(self, &cast_item.val, &part)?, at));
                }
                if matches!(cast, Val::Tuple(_)) { self.tuple(items, at) } else { Ok(self.list(items)) }
            }
            _ => call(self, cast, &text),
        }
    }

    pub(super) fn set_environment(&mut self, name: &str, value: &str, overwrite: bool, at: At) -> Eval<()> {
        self.set_environment_to(name, Val::str(value), overwrite, at)
    }

    pub(super) fn set_environment_to(&mut self, name: &str, value: Val, overwrite: bool, at: At) -> Eval<()> {
        if overwrite || self.set_variable(name).is_none() {
            let environ = Val::Dict(self.environ);
            self.set_item(&environ, Item::new(Val::str(name), at), Item::new(value, at), at)?;
        }
        Ok(())
    }

    /// The text of a file of the project; `None` when it is not there, or not the project's.
    pub(super) fn text_if_there(&mut self, path: &str, at: At) -> Eval<Option<String>> {
        let absolute = normalized(&self.root.join(path).to_string_lossy());
        if self.files.kind(Path::new(&absolute)) != crate::project::files::Kind::File {
            return Ok(None);
        }
        Ok(self.file_text(&absolute, at)?.as_str().map(str::to_owned))
    }

    /// The folder of the file that makes the call.
    fn caller_folder(&self, arguments: &Arguments) -> Option<String> {
        let (globals, ..) = arguments.frame.as_ref()?;
        let file = self.heap.space(*globals).names.get("__file__")?.val.as_path()?;
        Some(Path::new(file).parent()?.to_string_lossy().into_owned())
    }

    pub(super) fn beside_caller(&self, arguments: &Arguments, name: &str) -> Option<String> {
        Some(format!("{}/{name}", self.caller_folder(arguments)?))
    }

    /// The first of `names` in the caller's folder or one above it.
    pub(super) fn find_above(&self, arguments: &Arguments, names: &[&str]) -> Option<String> {
        let start = self.caller_folder(arguments)?;
        self.find_from(Path::new(&start), names)
    }

    pub(super) fn find_from(&self, start: &Path, names: &[&str]) -> Option<String> {
        for folder in start.ancestors() {
            for name in names {
                let path = folder.join(name);
                match self.files.kind(&path) {
                    crate::project::files::Kind::File => return Some(path.to_string_lossy().into_owned()),
                    crate::project::files::Kind::Outside => return None,
                    _ => {}
                }
            }
        }
        None
    }

    /// A new `environ.Path`.
    fn env_path(&mut self, start: &str, more: &[Arc<str>], at: At) -> Val {
        let mut path = self.root.join(start);
        for part in more {
            path.push(&**part);
        }
        let mut fields = Names::new();
        fields.insert("__root__".into(), Item::new(Val::str(normalized(&path.to_string_lossy())), at));
        self.instance("environ.Path", fields)
    }

    /// The text of an `environ.Path`.
    pub(super) fn env_path_text(&self, value: &Val) -> Option<Arc<str>> {
        let (class, id) = self.native_class(value)?;
        match (&*class, self.field_of(id, "__root__").map(|item| &item.val)) {
            ("environ.Path", Some(Val::Str(path))) => Some(Arc::clone(path)),
            _ => None,
        }
    }

    pub(super) fn path_text(&self, value: &Val) -> Option<Arc<str>> {
        value.as_path().map(Into::into).or_else(|| self.env_path_text(value))
    }

    pub(super) fn env_path_called(&mut self, id: Id, arguments: &Arguments) -> Eval {
        let made = self.env_path_method(id, "path", arguments)?;
        Ok(self.env_path_text(&made).map_or(made, Val::Str))
    }

    pub(super) fn env_path_method(&mut self, id: Id, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let Some(own) = self.env_path_text(&Val::Instance(id)) else { return self.call_computed(arguments) };
        let more: Option<Vec<Arc<str>>> =
            arguments.positional.iter().map(|item| self.path_text(&item.val)).collect();
        match (name, more) {
            ("path", Some(more)) => Ok(self.env_path(&own, &more, at)),
            _ => self.call_computed(arguments),
        }
    }

    /// `environ.Path - 2`: that many folders up.
    pub(in crate::project::interp) fn env_path_up(&mut self, value: &Val, count: i64, at: At) -> Option<Val> {
        let path = self.env_path_text(value)?;
        let count = usize::try_from(count).ok().filter(|count| *count < 100)?;
        let up: Arc<str> = "../".repeat(count).into();
        Some(self.env_path(&path, &[up], at))
    }
}

/// The type of a default, to which `django-environ` casts.
fn type_of(value: &Val) -> Option<Val> {
    let name = match value {
        Val::Bool(_) => "bool",
        Val::Int(_) => "int",
        Val::Float(_) => "float",
        Val::Str(_) => "str",
        Val::List(_) => "list",
        Val::Tuple(_) => "tuple",
        Val::Dict(_) => "dict",
        _ => return None,
    };
    Some(Val::Native(name.into()))
}
