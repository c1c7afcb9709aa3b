//! URLconfs as the interpreter gives them, made into patterns.

use std::sync::Arc;

use super::known;
use super::route::{Converter, Defaults, Entry, Route, Words, next_parameter};
use crate::project::interp::Interpreter;
use crate::project::interp::value::{At, Eval, Id, Item, Names, Unk, Val};
use crate::project::py::{Traced, Unknown};
use crate::project::settings::Settings;

/// URLconfs within each other.
const DEEPEST: usize = 30;

/// The patterns of a URLconf, by its module; `None` when there is no such module.
pub(super) fn urlconf(
    interpreter: &mut Interpreter,
    module: &str,
    settings: &Settings,
) -> Eval<Option<Vec<Entry>>> {
    let mut reading = Reading {
        interpreter,
        default_language: settings
            .get("LANGUAGE_CODE")
            .and_then(|code| code.as_str())
            .unwrap_or("en-us")
            .into(),
        i18n: settings.get("USE_I18N").and_then(Traced::truth).unwrap_or(true),
        depth: 0,
    };
    Ok(reading.module(module, At::default())?.map(|found| found.0))
}

struct Reading<'i> {
    interpreter: &'i mut Interpreter,
    default_language: Arc<str>,
    i18n: bool,
    depth: usize,
}

/// What `include()` includes: patterns, and the name of their application.
type Included = (Vec<Entry>, Option<Arc<str>>);

impl Reading<'_> {
    fn module(&mut self, module: &str, at: At) -> Eval<Option<Included>> {
        let Some(space) = self.interpreter.load(module, at)? else {
            return Ok(known::of_module(module).map(|entries| (entries, None)));
        };
        let app = self.interpreter.name_in(space, "app_name")?;
        let app = app.and_then(|item| item.val.as_str().map(Arc::from));
        let entries = match self.interpreter.name_in(space, "urlpatterns")? {
            Some(patterns) => self.entries(&patterns.val, patterns.at)?,
            None => {
                let reason = format!("`{module}` has no `urlpatterns`");
                vec![self.unknown(&Unk { reason, at, readable: false })]
            }
        };
        Ok(Some((entries, app)))
    }

    /// A list of patterns.
    fn entries(&mut self, value: &Val, at: At) -> Eval<Vec<Entry>> {
        if self.depth > DEEPEST {
            let unk = Unk { reason: "the URLconfs are nested too deeply".to_owned(), at, readable: false };
            return Ok(vec![self.unknown(&unk)]);
        }
        self.depth += 1;
        let mut entries = Vec::new();
        match self.interpreter.items(value, at)? {
            Ok(items) => {
                for item in items {
                    self.entry(&item, &mut entries)?;
                }
            }
            Err(why) => entries.push(self.unknown(&why)),
        }
        self.depth -= 1;
        Ok(entries)
    }

    fn entry(&mut self, item: &Item, entries: &mut Vec<Entry>) -> Eval<()> {
        let value = self.interpreter.force(&item.val)?;
        if item.many {
            let why = self.interpreter.why_unknown(&value, item.at);
            entries.push(self.unknown(&why));
            return Ok(());
        }
        let found = self.interpreter.native_class(&value).map(|(class, id)| (class, self.fields(id)));
        match found {
            Some((class, fields)) if matches!(&*class, "django.path" | "django.re_path") => {
                let entry = self.pattern(&class, &fields)?;
                entries.push(entry);
            }
            Some((class, fields)) if &*class == "django.i18n_patterns" => {
                let Some(patterns) = fields.get("patterns") else { return Ok(()) };
                let inside = self.entries(&patterns.val, patterns.at)?;
                if !self.i18n {
                    entries.extend(inside);
                    return Ok(());
                }
                let prefix_default = match fields.get("prefix_default_language").map(|item| item.val.clone())
                {
                    None | Some(Val::Bool(true)) => true,
                    Some(Val::Bool(false)) => false,
                    Some(value) => {
                        let why = self.interpreter.why_unknown(&value, item.at);
                        entries.push(self.unknown(&why));
                        return Ok(());
                    }
                };
                let route = Route::Language { default: Arc::clone(&self.default_language), prefix_default };
                let inside = Arc::new(inside);
                entries.push(Entry::Include {
                    route,
                    inside,
                    app: None,
                    namespace: None,
                    defaults: Vec::new(),
                });
            }
            _ => {
                let why = self.interpreter.why_unknown(&value, item.at);
                entries.push(self.unknown(&why));
            }
        }
        Ok(())
    }

    /// `path(...)` or `re_path(...)`.
    fn pattern(&mut self, class: &str, fields: &Names) -> Eval<Entry> {
        let at = fields.get("at").map_or(At::default(), |item| item.at);
        let view = fields.get("view").map_or(Val::None, |item| item.val.clone());
        let included = self.included(&view, at)?;
        let text = match fields.get("route").map(|item| item.val.clone()) {
            Some(Val::Str(text)) => Words::Plain(text),
            Some(Val::Lazy(message, context)) => Words::Translated { message, context },
            route => {
                let why = self.interpreter.why_unknown(&route.unwrap_or(Val::None), at);
                return Ok(self.unknown(&why));
            }
        };
        let route = if class == "django.path" {
            let (Words::Plain(words) | Words::Translated { message: words, .. }) = &text;
            let registered = match fields.get("at").map(|item| &item.val) {
                Some(Val::Int(count)) => usize::try_from(*count).unwrap_or(usize::MAX),
                _ => usize::MAX,
            };
            let converters = self.converters(&Arc::clone(words), registered)?;
            Route::Path { text, endpoint: included.is_none(), converters }
        } else {
            Route::Regex(text)
        };
        let defaults = match fields.get("kwargs") {
            Some(item) => self.defaults(item)?,
            None => Vec::new(),
        };
        if let Some((inside, app, namespace)) = included {
            return Ok(Entry::Include { route, inside: Arc::new(inside), app, namespace, defaults });
        }
        let name = match fields.get("name").map(|item| item.val.clone()) {
            None | Some(Val::None) => None,
            Some(Val::Str(name)) => Some(name),
            Some(value) => {
                let why = self.interpreter.why_unknown(&value, at);
                return Ok(self.unknown(&why));
            }
        };
        Ok(Entry::View { route, name, defaults })
    }

    /// What stands in the place of a view and holds patterns; `None` for a view.
    #[expect(clippy::type_complexity, reason = "what Django's `include()` gives")]
    fn included(
        &mut self,
        view: &Val,
        at: At,
    ) -> Eval<Option<(Vec<Entry>, Option<Arc<str>>, Option<Arc<str>>)>> {
        if let Some((class, id)) = self.interpreter.native_class(view) {
            let fields = self.fields(id);
            return match &*class {
                "django.include" => {
                    let argument = fields.get("arg").map_or(Val::None, |item| item.val.clone());
                    let (entries, app) = self.include(&argument, at)?;
                    let namespace = match fields.get("namespace").map(|item| item.val.clone()) {
                        Some(Val::Str(namespace)) => Some(namespace),
                        _ => app.clone(),
                    };
                    Ok(Some((entries, app, namespace)))
                }
                "django.contrib.admin.urls" => Ok(Some(self.admin(&fields, at))),
                _ => Ok(None),
            };
        }
        match view {
            // `(patterns, app_name, namespace)`, as an admin site of one's own gives it.
            Val::Tuple(parts) if parts.items.len() == 3 => {
                let text = |item: &Item| item.val.as_str().map(Arc::from);
                let (entries, app) = self.include(&parts.items[0].val.clone(), at)?;
                Ok(Some((entries, text(&parts.items[1]).or(app), text(&parts.items[2]))))
            }
            _ => Ok(None),
        }
    }

    /// The argument of `include()`.
    fn include(&mut self, argument: &Val, at: At) -> Eval<Included> {
        let value = match argument {
            Val::Module(_) | Val::Str(_) => argument.clone(),
            value => self.interpreter.force(value)?,
        };
        match &value {
            Val::Str(module) | Val::Module(module) => {
                if self.depth > DEEPEST {
                    return Ok((self.entries(&value, at)?, None));
                }
                let module = Arc::clone(module);
                self.depth += 1;
                let found = self.module(&module, at)?;
                self.depth -= 1;
                if let Some(found) = found {
                    return Ok(found);
                }
                let reason = format!("the URLs of `{module}` are included, which is not installed here");
                Ok((vec![self.unknown(&Unk { reason, at, readable: false })], None))
            }
            Val::Tuple(parts) if parts.items.len() == 2 => {
                let app = parts.items[1].val.as_str().map(Arc::from);
                let (entries, own) = self.include(&parts.items[0].val.clone(), at)?;
                // As in Django, the module's own name wins.
                Ok((entries, own.or(app)))
            }
            Val::Tuple(parts) if parts.items.len() == 3 => {
                let (entries, _) = self.include(&parts.items[0].val.clone(), at)?;
                Ok((entries, None))
            }
            Val::Instance(_)
                if self
                    .interpreter
                    .native_class(&value)
                    .is_some_and(|(class, _)| &*class == "django.contrib.admin.urls") =>
            {
                let (entries, app, _) = self.admin(&Names::new(), at);
                Ok((entries, app))
            }
            _ => Ok((self.entries(&value, at)?, None)),
        }
    }

    fn admin(&self, fields: &Names, at: At) -> (Vec<Entry>, Option<Arc<str>>, Option<Arc<str>>) {
        let reason = "which models the admin site has is known to Python only".to_owned();
        let place = Some(self.interpreter.place(at));
        let namespace = fields.get("name").and_then(|item| item.val.as_str()).unwrap_or("admin");
        (
            known::admin(Unknown { reason, place, readable: false }),
            Some("admin".into()),
            Some(namespace.into()),
        )
    }

    /// The converters of a route's parameters.
    fn converters(&mut self, route: &str, registered: usize) -> Eval<Vec<(Arc<str>, Converter)>> {
        let mut converters = Vec::new();
        let mut rest = route;
        while let Some((_, parameter, after)) = next_parameter(rest) {
            rest = after;
            let (converter, name) = parameter.split_once(':').unwrap_or(("str", parameter));
            let known = self
                .interpreter
                .converters
                .iter()
                .take(registered)
                .rev()
                .find(|(name, _)| **name == *converter);
            let class = known.map(|(_, class)| class.clone());
            let found = match class {
                Some(class) => self.converter(&class)?,
                None => Converter::named(converter).unwrap_or(Converter { regex: None, plain: false }),
            };
            converters.push((Arc::from(name), found));
        }
        Ok(converters)
    }

    /// A class that was registered as a converter.
    fn converter(&mut self, class: &Val) -> Eval<Converter> {
        let class = self.interpreter.force(class)?;
        let Val::Class(id) = class else { return Ok(Converter { regex: None, plain: false }) };
        let regex = match self.interpreter.class_attribute(id, "regex")? {
            Some(Val::Str(regex)) => Some(regex),
            Some(_) => None,
            None => self.interpreter.base_names(id).iter().find_map(|base| match &**base {
                "IntConverter" => Converter::named("int")?.regex,
                "StringConverter" => Converter::named("str")?.regex,
                "SlugConverter" => Converter::named("slug")?.regex,
                "UUIDConverter" => Converter::named("uuid")?.regex,
                "PathConverter" => Converter::named("path")?.regex,
                _ => None,
            }),
        };
        let plain = match self.interpreter.class_attribute(id, "to_url")? {
            None => true,
            Some(function) => self.interpreter.is_plain_text(&function)?,
        };
        Ok(Converter { regex, plain })
    }

    /// The arguments that a pattern gives to its view.
    fn defaults(&mut self, item: &Item) -> Eval<Defaults> {
        let Ok(pairs) = self.interpreter.pairs(&item.val, item.at)? else { return Ok(Vec::new()) };
        let mut defaults = Vec::new();
        for (key, value) in pairs {
            let Some(name) = key.val.as_str().map(Arc::from) else { continue };
            let value = self.interpreter.freeze(&value)?;
            defaults.push((name, value.to_value(&|_, message| message.to_owned())));
        }
        Ok(defaults)
    }

    fn fields(&self, id: Id) -> Names {
        self.interpreter.fields(id).cloned().unwrap_or_default()
    }

    fn unknown(&self, why: &Unk) -> Entry {
        let place = (why.at.file > 0).then(|| self.interpreter.place(why.at));
        Entry::Unknown(Arc::new(Unknown { reason: why.reason.clone(), place, readable: false }))
    }
}
