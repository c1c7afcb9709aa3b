//! `config` of python-decouple: the environment, then `.env` or `settings.ini`.

use super::super::Interpreter;
use super::super::call::Arguments;
use super::super::value::{At, Eval, Id, Item, Val};

impl Interpreter {
    /// `config("NAME", default=..., cast=...)` of decouple.
    pub(super) fn decouple_value(&mut self, config: Option<Id>, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let Some(name) = arguments.value(0, "option").and_then(Val::as_str).map(str::to_owned) else {
            return self.call_computed(arguments);
        };
        let value = match self.set_variable(&name) {
            Some(value) => Some(value),
            None => {
                let given = config
                    .and_then(|id| self.field_of(id, "file"))
                    .and_then(|item| item.val.as_path().map(str::to_owned));
                let search = config
                    .and_then(|id| self.field_of(id, "search_path"))
                    .and_then(|item| item.val.as_path().map(str::to_owned));
                let names = ["settings.ini", ".env"];
                let file = match (given, search) {
                    (Some(file), _) => Some(file),
                    (None, Some(folder)) => {
                        let folder = self.root.join(folder);
                        self.find_from(&folder, &names)
                    }
                    (None, None) => self.find_above(arguments, &names),
                };
                match file {
                    Some(file) => self.decouple_file(&file, &name, at)?.map(Val::str),
                    None => None,
                }
            }
        };
        let value = match (value, arguments.value(1, "default")) {
            (Some(value), _) => value,
            (None, Some(default)) => default.clone(),
            (None, None) => return self.missing_variable(&name, "UndefinedValueError", at),
        };
        let Some(cast) = arguments.value(2, "cast").cloned() else { return Ok(value) };
        if let Some(why) = self.lost(&value) {
            return Ok(Val::Unknown(why));
        }
        if matches!(&cast, Val::Native(name) if &**name == "bool") {
            let text = self.str(&value)?.unwrap_or_default().to_lowercase();
            return match text.as_str() {
                "y" | "yes" | "t" | "true" | "on" | "1" => Ok(Val::Bool(true)),
                "" | "n" | "no" | "f" | "false" | "off" | "0" => Ok(Val::Bool(false)),
                _ => self.raise("ValueError", format!("`{name}` has no truth value: `{text}`"), at),
            };
        }
        self.call(&cast, Arguments::of(vec![Item::new(value, at)], at))
    }

    /// A value of `.env` or of `[settings]` in `settings.ini`.
    fn decouple_file(&mut self, path: &str, name: &str, at: At) -> Eval<Option<String>> {
        let Some(text) = self.text_if_there(path, at)? else { return Ok(None) };
        self.steps(text.len() / 16)?;
        let ini = path.ends_with("settings.ini");
        let mut section = "";
        let mut found = None;
        for line in text.lines().map(str::trim) {
            if ini && line.starts_with('[') {
                section = line.trim_matches(['[', ']']);
            }
            if line.starts_with('#') || line.starts_with(';') && ini || ini && section != "settings" {
                continue;
            }
            let split = if ini { line.split_once(['=', ':']) } else { line.split_once('=') };
            let Some((key, value)) = split else { continue };
            let (key, value) = (key.trim(), value.trim());
            // Keys of an INI file have no case.
            if key == name || ini && key.eq_ignore_ascii_case(name) {
                let quoted =
                    |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
                let inner = if ini { None } else { quoted('\'').or_else(|| quoted('"')) };
                found = Some(inner.filter(|_| value.len() > 1).unwrap_or(value).to_owned());
            }
        }
        Ok(found)
    }

    /// A call of `Csv()`.
    pub(super) fn decouple_csv(&mut self, id: Id, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let field = |this: &Self, name: &str| this.field_of(id, name).map(|item| item.val.clone());
        let delimiter = match field(self, "delimiter") {
            None => ",".into(),
            Some(Val::Str(delimiter)) if delimiter.len() == 1 => delimiter,
            Some(_) => return self.call_computed(arguments),
        };
        let text = match arguments.positional.first().map(|item| item.val.clone()) {
            Some(Val::Str(text))
                if !text.contains(['"', '\'', '\\', '#']) && field(self, "strip").is_none() =>
            {
                text
            }
            _ => return self.call_computed(arguments),
        };
        let cast = field(self, "cast");
        let mut items = Vec::new();
        for part in text.split(&*delimiter).filter(|part| !part.is_empty()) {
            let part = Val::str(part.trim());
            let value = match &cast {
                Some(cast) => self.call(cast, Arguments::of(vec![Item::new(part, at)], at))?,
                None => part,
            };
            items.push(Item::new(value, at));
        }
        match field(self, "post_process") {
            None => Ok(self.list(items)),
            Some(process) => {
                let list = self.list(items);
                self.call(&process, Arguments::of(vec![Item::new(list, at)], at))
            }
        }
    }
}
