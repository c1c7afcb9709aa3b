//! What is built in here, of Python, Django and the packages that settings are written with.

mod builtins;
mod decouple;
mod django;
mod dotenv;
mod environment;
mod files;
mod methods;
mod paths;
mod rounds;

use std::sync::Arc;

use super::Interpreter;
use super::call::Arguments;
use super::value::{At, Eval, Foreign, Id, Val};

pub(super) use methods::{has_method, method};
pub(super) use paths::{PathPart, join as join_path, path_attribute};

/// Modules of which the names that matter are built in: no file is read for them.
const MODULES: [&str; 34] = [
    "__future__",
    "collections",
    "contextlib",
    "copy",
    "decouple",
    "django",
    "django.conf",
    "django.conf.urls",
    "django.conf.urls.i18n",
    "django.conf.urls.static",
    "django.contrib",
    "django.contrib.admin",
    "django.contrib.staticfiles.urls",
    "django.core.exceptions",
    "django.urls",
    "django.urls.conf",
    "django.utils",
    "django.utils.translation",
    "dotenv",
    "environ",
    "importlib",
    "importlib.util",
    "json",
    "os",
    "os.path",
    "pathlib",
    "posixpath",
    "re",
    "split_settings",
    "split_settings.tools",
    "sys",
    "typing",
    "typing_extensions",
    "warnings",
];

/// The top names of Python's standard library, as far as settings use them.
const STANDARD: [&str; 62] = [
    "__future__",
    "abc",
    "argparse",
    "ast",
    "asyncio",
    "base64",
    "binascii",
    "calendar",
    "codecs",
    "collections",
    "configparser",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "errno",
    "fnmatch",
    "functools",
    "getpass",
    "glob",
    "hashlib",
    "html",
    "importlib",
    "inspect",
    "io",
    "itertools",
    "json",
    "locale",
    "logging",
    "math",
    "mimetypes",
    "multiprocessing",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "platform",
    "posixpath",
    "pprint",
    "random",
    "re",
    "secrets",
    "shutil",
    "signal",
    "socket",
    "ssl",
    "string",
    "subprocess",
    "sys",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "urllib",
    "uuid",
    "warnings",
];

pub(super) fn is_module(module: &str) -> bool {
    MODULES.binary_search(&module).is_ok()
}

pub(super) fn is_standard(top: &str) -> bool {
    STANDARD.binary_search(&top).is_ok() || matches!(top, "zoneinfo" | "tomllib" | "imp" | "zipfile")
}

/// What a name of a module is; `None` when it is nothing that is built in.
pub(super) fn module_name(module: &str, name: &str) -> Option<Val> {
    let native = |path: &str| Some(Val::Native(path.into()));
    match module {
        "os" => match name {
            "path" => Some(Val::Module("os.path".into())),
            "getenv" | "getcwd" | "listdir" | "makedirs" | "mkdir" => native(&format!("os.{name}")),
            "sep" => Some(Val::str("/")),
            "pardir" => Some(Val::str("..")),
            "curdir" => Some(Val::str(".")),
            "linesep" => Some(Val::str("\n")),
            "name" => Some(Val::str(if cfg!(windows) { "nt" } else { "posix" })),
            _ => None,
        },
        "os.path" | "posixpath" => {
            paths::FUNCTIONS.contains(&name).then(|| Val::Native(format!("os.path.{name}").into()))
        }
        "sys" => match name {
            "platform" => Some(Val::str(match std::env::consts::OS {
                "macos" => "darwin",
                "windows" => "win32",
                other => other,
            })),
            "exit" => native("sys.exit"),
            "maxsize" => Some(Val::Int(i64::MAX)),
            _ => None,
        },
        "pathlib" => matches!(name, "Path" | "PurePath" | "PosixPath" | "PurePosixPath")
            .then(|| Val::Native("pathlib.Path".into())),
        "copy" => matches!(name, "copy" | "deepcopy").then(|| Val::Native(format!("copy.{name}").into())),
        "collections" => (name == "OrderedDict").then(|| Val::Native("dict".into())),
        "contextlib" => (name == "suppress").then(|| Val::Native("contextlib.suppress".into())),
        "warnings" => {
            matches!(name, "warn" | "filterwarnings" | "simplefilter").then(|| Val::Native("print".into()))
        }
        "__future__" => native("__future__.feature"),
        "typing" | "typing_extensions" => match name {
            "TYPE_CHECKING" => Some(Val::Bool(false)),
            "cast" => native("typing.cast"),
            _ => native(&format!("typing.{name}")),
        },
        "importlib" => match name {
            "util" => Some(Val::Module("importlib.util".into())),
            "import_module" => native("importlib.import_module"),
            _ => None,
        },
        "importlib.util" => (name == "find_spec").then(|| Val::Native("importlib.util.find_spec".into())),
        "split_settings.tools" => matches!(name, "include" | "optional")
            .then(|| Val::Native(format!("split_settings.{name}").into())),
        "environ" => matches!(name, "Env" | "FileAwareEnv" | "Path")
            .then(|| Val::Native(if name == "Path" { "environ.Path" } else { "environ.Env" }.into())),
        "decouple" => {
            matches!(name, "config" | "Csv" | "AutoConfig" | "Config" | "RepositoryEnv" | "Choices")
                .then(|| Val::Native(format!("decouple.{name}").into()))
        }
        "dotenv" => matches!(name, "load_dotenv" | "find_dotenv")
            .then(|| Val::Native(format!("dotenv.{name}").into())),
        _ => django::module_name(module, name),
    }
}

/// A name that Python has everywhere.
pub(super) fn builtin(name: &str) -> Option<Val> {
    let is_exception = ["Error", "Exception", "Warning", "Exit", "Interrupt", "Iteration"]
        .iter()
        .any(|end| name.ends_with(end));
    match name {
        "__debug__" => Some(Val::Bool(true)),
        "NotImplemented" | "Ellipsis" => Some(Val::Native(name.into())),
        _ if is_exception && name.starts_with(char::is_uppercase) => Some(Val::Native(name.into())),
        _ => builtins::NAMES.binary_search(&name).is_ok().then(|| Val::Native(name.into())),
    }
}

/// An attribute of something imported that needs no reading of its module.
pub(super) fn foreign_attribute(foreign: &Foreign, name: &str) -> Option<Val> {
    match (&*foreign.module, &*foreign.name, name) {
        (_, _, "as_view") => Some(Val::Native("view".into())),
        _ => None,
    }
}

/// An attribute of a function or class that is built in.
pub(super) fn native_attribute(path: &str, name: &str) -> Option<Val> {
    match (path, name) {
        ("view", _) => Some(Val::Native("view".into())),
        ("dict", "fromkeys") => Some(Val::Native("dict.fromkeys".into())),
        ("str", "join" | "format" | "lower" | "upper" | "strip" | "title" | "split") => {
            Some(Val::Native(format!("str.{name}").into()))
        }
        ("pathlib.Path", "cwd" | "home") => Some(Val::Native(format!("pathlib.Path.{name}").into())),
        ("environ.Env", "read_env") => Some(Val::Native("environ.Env.read_env".into())),
        (_, "__name__") => Some(Val::str(path.rsplit('.').next().unwrap_or(path))),
        _ => None,
    }
}

/// Whether an instance of a built-in class has a method of that name.
pub(super) fn instance_has(class: &str, name: &str) -> bool {
    match class {
        "environ.Env" => !matches!(name, "ENVIRON" | "scheme" | "prefix" | "smart_cast"),
        "environ.Path" => matches!(name, "path" | "file" | "rfind" | "find"),
        "file" => matches!(name, "read" | "readlines" | "close" | "readline"),
        "decouple.Config" => name == "get",
        _ => false,
    }
}

impl Interpreter {
    /// A call of something that is built in.
    pub(super) fn call_native(&mut self, path: &Arc<str>, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        if let Some(why) = &arguments.open {
            let why = Arc::clone(why);
            self.called_unknown(arguments, &why)?;
            return Ok(Val::Unknown(why));
        }
        match path.split('.').next().unwrap_or(path) {
            "os" | "pathlib" => self.call_path_function(path, arguments),
            "environ" | "decouple" | "dotenv" => self.call_environment(path, arguments),
            "django" => self.call_django(path, arguments),
            "view" => Ok(Val::Native("view".into())),
            "typing" if &**path == "typing.cast" => {
                Ok(arguments.value(1, "val").cloned().unwrap_or(Val::None))
            }
            "typing" | "__future__" => Ok(self.computed(at)),
            _ => self.call_builtin(path, arguments),
        }
    }

    /// A call of an instance of a built-in class.
    pub(super) fn call_native_instance(&mut self, class: &str, id: Id, arguments: &Arguments) -> Eval {
        match class {
            "environ.Env" => self.env_value(id, "__call__", arguments),
            "environ.Path" => self.env_path_called(id, arguments),
            "decouple.Config" => self.decouple_value(Some(id), arguments),
            "decouple.Csv" => self.decouple_csv(id, arguments),
            "split_settings.optional" => Ok(Val::Instance(id)),
            _ => self.call_computed(arguments),
        }
    }

    /// A method of an instance of a built-in class.
    pub(super) fn call_native_method(
        &mut self,
        class: &str,
        id: Id,
        name: &str,
        arguments: &Arguments,
    ) -> Eval {
        match class {
            "environ.Env" => self.env_value(id, name, arguments),
            "environ.Path" => self.env_path_method(id, name, arguments),
            "decouple.Config" => self.decouple_value(Some(id), arguments),
            "file" => match (name, self.field_of(id, "text").map(|item| item.val.clone())) {
                ("read", Some(text)) => Ok(text),
                ("close", _) => Ok(Val::None),
                ("readlines", Some(Val::Str(text))) => {
                    self.steps(text.len() / 8)?;
                    let lines = text
                        .split_inclusive('\n')
                        .map(|line| super::value::Item::new(Val::str(line), arguments.at));
                    let lines = lines.collect();
                    Ok(self.list(lines))
                }
                _ => self.call_computed(arguments),
            },
            _ => self.call_computed(arguments),
        }
    }

    /// An attribute, not a method, of an instance of a built-in class.
    pub(super) fn native_instance_attribute(&mut self, class: &str, name: &str, at: At) -> Eval {
        match (class, name) {
            ("django.conf.settings", _) => self.django_setting(name, at),
            ("environ.Path", "root" | "module") => Ok(self.computed(at)),
            ("environ.Env", "ENVIRON") => Ok(Val::Dict(self.environ)),
            _ => Ok(self.computed(at)),
        }
    }
}

/// A number as Python's `float()` has it.
#[expect(clippy::cast_precision_loss, reason = "as Python compares them, for all but the largest")]
pub(super) fn float(value: &Val) -> f64 {
    match value {
        Val::Float(number) => *number,
        value => int(value) as f64,
    }
}

/// A whole number; `True` is 1.
pub(super) fn int(value: &Val) -> i64 {
    match value {
        Val::Int(number) => *number,
        Val::Bool(value) => i64::from(*value),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{MODULES, STANDARD, builtins};

    #[test]
    fn the_tables_are_in_the_order_that_searching_needs() {
        assert!(MODULES.is_sorted() && STANDARD.is_sorted() && builtins::NAMES.is_sorted());
    }
}
