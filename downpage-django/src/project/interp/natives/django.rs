//! What settings and URLconfs take from Django.

use std::sync::Arc;

use super::super::Interpreter;
use super::super::call::Arguments;
use super::super::value::{At, Eval, Id, Item, Key, Names, Object, Table, Val};
use crate::project::py::{Py, Traced};

/// A name of a module of Django.
pub(super) fn module_name(module: &str, name: &str) -> Option<Val> {
    let native = |path: &str| Some(Val::Native(path.into()));
    match (module, name) {
        ("django.utils.translation", _) => match name {
            "gettext_lazy" | "ugettext_lazy" | "gettext" | "ugettext" => native("django.gettext_lazy"),
            "pgettext_lazy" | "pgettext" => native("django.pgettext_lazy"),
            "gettext_noop" | "ugettext_noop" => native("django.gettext_noop"),
            _ => None,
        },
        (
            "django.urls" | "django.urls.conf" | "django.conf.urls",
            "path" | "re_path" | "include" | "register_converter",
        ) => native(&format!("django.{name}")),
        ("django.conf.urls", "url") => native("django.re_path"),
        ("django.conf.urls.i18n", "i18n_patterns") => native("django.i18n_patterns"),
        ("django.conf.urls.static", "static")
        | ("django.contrib.staticfiles.urls", "staticfiles_urlpatterns") => native("django.static"),
        ("django.contrib.admin", "AdminSite") => native("django.contrib.admin.AdminSite"),
        // Django takes over: nothing after it is of the project.
        ("django.core.management", "execute_from_command_line") => native("print"),
        ("django.contrib.admin", "autodiscover") => native("print"),
        _ => None,
    }
}

impl Interpreter {
    /// A call of something of Django.
    pub(super) fn call_django(&mut self, path: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        match path {
            "django.gettext_lazy" | "django.pgettext_lazy" => {
                let context = match (path, arguments.value(0, "context")) {
                    ("django.pgettext_lazy", Some(Val::Str(context))) => Some(Arc::clone(context)),
                    _ => None,
                };
                match arguments.value(usize::from(context.is_some()), "message") {
                    Some(Val::Str(text)) => Ok(Val::Lazy(Arc::clone(text), context)),
                    _ => self.call_computed(arguments),
                }
            }
            "django.contrib.admin.AdminSite" => {
                let name = arguments.get(0, "name").cloned();
                let fields = name.into_iter().map(|name| (Arc::from("name"), name)).collect();
                Ok(self.instance("django.contrib.admin.site", fields))
            }
            "django.gettext_noop" => Ok(arguments.value(0, "message").cloned().unwrap_or(Val::None)),
            // Development only: outside of `DEBUG` it gives nothing, and its patterns have no names.
            "django.static" => Ok(self.list(Vec::new())),
            "django.register_converter" => {
                if let (Some(class), Some(Val::Str(name))) =
                    (arguments.value(0, "converter"), arguments.value(1, "type_name"))
                {
                    self.converters.push((Arc::clone(name), class.clone()));
                }
                Ok(Val::None)
            }
            "django.path" | "django.re_path" => {
                let mut fields = Names::new();
                for (index, name) in ["route", "view", "kwargs", "name"].into_iter().enumerate() {
                    if let Some(item) = arguments.get(index, name) {
                        fields.insert(name.into(), item.clone());
                    }
                }
                if let Some(route) = arguments.by_name("regex") {
                    fields.insert("route".into(), route.clone());
                }
                let number = i64::try_from(self.converters.len()).unwrap_or(i64::MAX);
                fields.insert("at".into(), Item::new(Val::Int(number), at));
                Ok(self.instance(path, fields))
            }
            "django.include" => {
                let mut fields = Names::new();
                for (index, name) in ["arg", "namespace"].into_iter().enumerate() {
                    if let Some(item) = arguments.get(index, name) {
                        fields.insert(name.into(), item.clone());
                    }
                }
                fields.insert("at".into(), Item::new(Val::None, at));
                Ok(self.instance(path, fields))
            }
            "django.i18n_patterns" => {
                let mut fields = Names::new();
                let patterns = self.list(arguments.positional.clone());
                fields.insert("patterns".into(), Item::new(patterns, at));
                if let Some(item) = arguments.by_name("prefix_default_language") {
                    fields.insert("prefix_default_language".into(), item.clone());
                }
                let resolver = self.instance(path, fields);
                Ok(self.list(vec![Item::new(resolver, at)]))
            }
            _ => self.call_computed(arguments),
        }
    }

    /// `settings.NAME`.
    pub(super) fn django_setting(&mut self, name: &str, at: At) -> Eval {
        let Some(settings) = &self.settings else {
            return Ok(self.unknown(at, "the settings are only being read here"));
        };
        match settings.get(name).cloned() {
            Some(value) => self.thaw(&value, at, 0),
            None => self.raise("AttributeError", format!("there is no setting `{name}`"), at),
        }
    }

    /// A value of the settings, as one of this reading.
    fn thaw(&mut self, traced: &Traced, at: At, depth: usize) -> Eval {
        const DEEPEST: usize = 60;
        self.step()?;
        if depth > DEEPEST {
            return Ok(self.computed(at));
        }
        let items = |this: &mut Self, items: &[Traced]| -> Eval<Vec<Item>> {
            items.iter().map(|item| Ok(Item::new(this.thaw(item, at, depth + 1)?, at))).collect()
        };
        Ok(match &traced.value {
            Py::None => Val::None,
            Py::Bool(value) => Val::Bool(*value),
            Py::Int(value) => Val::Int(*value),
            Py::Float(value) => Val::Float(*value),
            Py::Str(text) => Val::Str(Arc::clone(text)),
            Py::Path(text) => Val::Path(Arc::clone(text)),
            Py::Bytes(bytes) => Val::Bytes(Arc::clone(bytes)),
            Py::Translatable { message, context } => Val::Lazy(Arc::clone(message), context.clone()),
            Py::List(list) => {
                let list = items(self, list)?;
                self.list(list)
            }
            Py::Tuple(tuple) => {
                let tuple = items(self, tuple)?;
                self.tuple(tuple, at)?
            }
            Py::Set(set) => {
                let set = items(self, set)?;
                self.set_of(set)?
            }
            Py::Dict(pairs) => {
                let mut table = Table::new();
                for (key, value) in pairs {
                    let key = self.thaw(key, at, depth + 1)?;
                    let value = self.thaw(value, at, depth + 1)?;
                    let hash = self.key(&key)?.unwrap_or(Key::None);
                    table.insert(hash, (Item::new(key, at), Item::new(value, at)));
                }
                self.dict(table)
            }
            Py::Unknown(unknown) => self.unknown(at, unknown.reason.clone()),
            Py::Module(_) | Py::Function(_) | Py::Class(_) => self.computed(at),
        })
    }

    /// The fields of a URL pattern and the like.
    pub(in crate::project) fn fields(&self, id: Id) -> Option<&Names> {
        match self.heap.get(id) {
            Object::Instance(instance) => Some(&instance.fields),
            _ => None,
        }
    }
}
