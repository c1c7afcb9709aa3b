//! What the function that `environment` of a Jinja2 backend names adds, read from its code.
//!
//! A name that is not there is nothing in Jinja2, and no error: so what the function adds has to be known, or the pages
//! that could use it are left to Python. Read is the form of Django's documentation: an `Environment(**options)`, what is
//! put into its `globals` and `filters`, and `return`.

use std::collections::HashMap;

use downpage_core::Value;
use ruff_python_ast::{Arguments, Expr, Stmt, StmtFunctionDef};

use crate::project::facts::{Backend, BackendKind, Fact};
use crate::project::{Reader, syntax};

/// What the engine has itself, under the names that Django's documentation gives it.
const KNOWN: [(&str, &str); 6] = [
    ("static", "django.contrib.staticfiles.storage.staticfiles_storage.url"),
    ("static", "django.templatetags.static.static"),
    ("url", "django.urls.base.reverse"),
    ("url", "django.urls.reverse"),
    ("gettext", "django.utils.translation.gettext"),
    ("ngettext", "django.utils.translation.ngettext"),
];

/// A name, and the path of what it stands for.
type Added = (String, String);

/// Says of each Jinja2 backend what its environment adds.
pub(super) fn say(reader: &mut Reader, backends: &mut [Backend]) {
    for backend in backends.iter_mut().filter(|backend| backend.kind == BackendKind::Jinja2) {
        let option = backend.options.iter().find(|(name, _)| name == "environment");
        if let Some((_, option)) = option
            && let Some(Value::Text(path)) = &option.value
        {
            backend.environment = match added(reader, path) {
                Ok(added) => Fact::said(added, option.place.clone()),
                Err(reason) => Fact::unknown(reason, option.place.clone()),
            };
        }
    }
}

fn added(reader: &mut Reader, path: &str) -> Result<Vec<Added>, String> {
    if path == "jinja2.Environment" || path == "jinja2.environment.Environment" {
        return Ok(Vec::new());
    }
    let (module, name) = path.rsplit_once('.').ok_or_else(|| format!("`{path}` is no dotted path"))?;
    let file = reader.source(module).map_err(|error| error.message().to_owned())?;
    let file = file.ok_or_else(|| format!("there is no module `{module}` in the project"))?;
    let tree = syntax::parse(&file).map_err(|error| error.message().to_owned())?;
    let found = tree.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.name.as_str() == name => Some(function),
        _ => None,
    });
    let function = found.ok_or_else(|| format!("`{module}` has no function `{name}`"))?;
    let reading = Reading { imports: imports(&tree.body), path };
    reading.function(function)
}

/// The names that imports of a module bring, and what they stand for.
fn imports(body: &[Stmt]) -> HashMap<&str, String> {
    let mut known = HashMap::new();
    for statement in body {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let path = alias.name.as_str();
                    let first = path.split('.').next().unwrap_or(path);
                    let (name, path) =
                        alias.asname.as_ref().map_or((first, first), |name| (name.as_str(), path));
                    known.insert(name, path.to_owned());
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let dots = ".".repeat(usize::try_from(import.level).unwrap_or_default());
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    known.insert(name, format!("{dots}{module}.{}", alias.name));
                }
            }
            _ => {}
        }
    }
    known
}

struct Reading<'r> {
    imports: HashMap<&'r str, String>,
    /// The function, as the settings name it.
    path: &'r str,
}

impl Reading<'_> {
    fn function(&self, function: &StmtFunctionDef) -> Result<Vec<Added>, String> {
        let mut environment = None;
        let mut added = Vec::new();
        for (index, statement) in function.body.iter().enumerate() {
            let is_read = match statement {
                Stmt::Expr(expression) if index == 0 && expression.value.is_string_literal_expr() => true,
                Stmt::Assign(assign) if environment.is_none() => {
                    environment =
                        assign.targets.first().and_then(name).filter(|_| self.is_plain(&assign.value));
                    environment.is_some() && assign.targets.len() == 1
                }
                Stmt::Assign(assign) => {
                    assign.targets.len() == 1
                        && self.item(&assign.targets[0], &assign.value, environment, &mut added)
                }
                Stmt::Expr(expression) => self.update(&expression.value, environment, &mut added),
                Stmt::Return(returned) => {
                    let value = returned.value.as_deref();
                    value.and_then(name) == environment && environment.is_some()
                        || environment.is_none() && value.is_some_and(|value| self.is_plain(value))
                }
                _ => false,
            };
            if !is_read {
                return Err(format!(
                    "`{}` does more than what can be told from its code: its statement {}",
                    self.path,
                    index + 1
                ));
            }
        }
        added.retain(|(name, path)| !KNOWN.contains(&(name, path)));
        Ok(added)
    }

    /// Whether `value` is `Environment(**options)`.
    fn is_plain(&self, value: &Expr) -> bool {
        let Expr::Call(call) = value else { return false };
        let class = self.path_of(&call.func);
        let is_class =
            matches!(class.as_deref(), Some("jinja2.Environment" | "jinja2.environment.Environment"));
        is_class
            && call.arguments.args.is_empty()
            && call.arguments.keywords.iter().all(|keyword| keyword.arg.is_none())
    }

    /// Takes in `environment.globals["name"] = value`.
    fn item(&self, target: &Expr, value: &Expr, environment: Option<&str>, added: &mut Vec<Added>) -> bool {
        let Expr::Subscript(item) = target else { return false };
        let Some(name) = literal(&item.slice) else { return false };
        if !is_table(&item.value, environment) {
            return false;
        }
        added.push((name, self.shown(value)));
        true
    }

    /// Takes in `environment.globals.update(...)`.
    fn update(&self, value: &Expr, environment: Option<&str>, added: &mut Vec<Added>) -> bool {
        let Expr::Call(call) = value else { return false };
        let Expr::Attribute(method) = &*call.func else { return false };
        if method.attr.as_str() != "update" || !is_table(&method.value, environment) {
            return false;
        }
        let Arguments { args, keywords, .. } = &call.arguments;
        for argument in args {
            let Expr::Dict(dict) = argument else { return false };
            for item in &dict.items {
                let Some(name) = item.key.as_ref().and_then(literal) else { return false };
                added.push((name, self.shown(&item.value)));
            }
        }
        for keyword in keywords {
            let Some(name) = &keyword.arg else { return false };
            added.push((name.to_string(), self.shown(&keyword.value)));
        }
        true
    }

    /// The dotted path that `value` stands for.
    fn path_of(&self, value: &Expr) -> Option<String> {
        match value {
            Expr::Name(name) => {
                let name = name.id.as_str();
                Some(self.imports.get(name).cloned().unwrap_or_else(|| name.to_owned()))
            }
            Expr::Attribute(part) => Some(format!("{}.{}", self.path_of(&part.value)?, part.attr)),
            _ => None,
        }
    }

    fn shown(&self, value: &Expr) -> String {
        self.path_of(value).unwrap_or_else(|| "made in Python".to_owned())
    }
}

fn name(value: &Expr) -> Option<&str> {
    value.as_name_expr().map(|name| name.id.as_str())
}

fn literal(value: &Expr) -> Option<String> {
    value.as_string_literal_expr().map(|text| text.value.to_str().to_owned())
}

/// Whether `value` is the globals or the filters of the environment.
fn is_table(value: &Expr, environment: Option<&str>) -> bool {
    let Expr::Attribute(table) = value else { return false };
    let is_known = matches!(table.attr.as_str(), "globals" | "filters" | "tests");
    is_known && environment.is_some() && name(&table.value) == environment
}
