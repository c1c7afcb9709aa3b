//! Modules: where they are, what `import` binds, and what happens when one is not there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruff_python_ast::{Alias, Stmt, StmtImportFrom};
use ruff_text_size::Ranged;

use super::value::{At, Eval, Foreign, Id, Item, Object, Stop, Unk, Val};
use super::{Frame, Interpreter, natives};
use crate::project::files::Kind;
use crate::project::place::SourceFile;

/// Imports that lead from one to the next until a value is there.
const HOPS: usize = 20;

/// A module on disk.
#[derive(Clone, Debug)]
pub(in crate::project) struct Located {
    /// The file; `None` for a folder without `__init__.py`.
    pub(in crate::project) file: Option<PathBuf>,
    /// The folder of a package.
    pub(in crate::project) folder: Option<PathBuf>,
    /// Whether it is the project's own, and not of an installed package.
    pub(in crate::project) own: bool,
}

impl Interpreter {
    /// Where a module is.
    pub(in crate::project) fn locate(&mut self, module: &str) -> Eval<Option<Located>> {
        let entries = self.heap.get(self.path).size();
        if entries != self.located_with {
            self.located.clear();
            self.located_with = entries;
        }
        if let Some(known) = self.located.get(module) {
            return Ok(known.clone());
        }
        self.steps(4)?;
        let found = self.search(module);
        self.located.insert(module.into(), found.clone());
        Ok(found)
    }

    fn search(&self, module: &str) -> Option<Located> {
        let name_is_sound = module.split('.').all(|part| {
            !part.is_empty() && part.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        });
        if !name_is_sound {
            return None;
        }
        let relative = module.replace('.', "/");
        let own = self.path_entries().into_iter().map(|folder| (folder, true));
        let packages = self.site_packages.iter().map(|folder| (folder.clone(), false));
        for (folder, own) in own.chain(packages) {
            // What is installed into the project's own tree is still not the project's.
            let own = own && !self.site_packages.iter().any(|packages| folder.starts_with(packages));
            let base = folder.join(&relative);
            let init = base.join("__init__.py");
            if self.files.kind(&init) == Kind::File {
                return Some(Located { file: Some(init), folder: Some(base), own });
            }
            let file = base.with_file_name(format!("{}.py", base.file_name()?.to_string_lossy()));
            if self.files.kind(&file) == Kind::File {
                return Some(Located { file: Some(file), folder: None, own });
            }
            if self.files.kind(&base) == Kind::Folder {
                return Some(Located { file: None, folder: Some(base), own });
            }
        }
        None
    }

    /// `sys.path`, as far as it is known.
    pub(super) fn path_entries(&self) -> Vec<PathBuf> {
        let Object::List(entries) = self.heap.get(self.path) else { return vec![self.root.clone()] };
        let entries = entries.iter().filter_map(|entry| entry.val.as_path());
        entries.map(|entry| super::super::files::plain(&self.root.join(entry))).collect()
    }

    /// Whether a module is the project's own.
    pub(super) fn is_own(&mut self, module: &str) -> bool {
        matches!(self.locate(module), Ok(Some(located)) if located.own)
    }

    /// The names of a module, which is read when it has not been; `None` when it is not there.
    pub(in crate::project) fn load(&mut self, module: &str, at: At) -> Eval<Option<Id>> {
        if let Some(loaded) = self.modules.get(module) {
            return Ok(Some(loaded.space));
        }
        let Some(located) = self.locate(module)? else { return Ok(None) };
        let package = located.folder.is_some();
        let Some(path) = located.file else {
            let space = self.heap.add(Object::Space(super::Space::default()));
            self.modules.insert(module.into(), super::Loaded { space });
            return Ok(Some(space));
        };
        let Some(file) = self.files.read(&path)? else { return Ok(None) };
        // Exceptions that are caught around an import are not caught within the module's own statements.
        let caught = std::mem::take(&mut self.caught);
        let result = self.deeper(at, |this| this.run(module, &file, package, &path.to_string_lossy()));
        self.caught = caught;
        match result {
            Ok(space) => Ok(Some(space)),
            // A package that cannot be read is as good as unknown; the project's own modules have to be sound.
            Err(Stop::Failed(error))
                if !located.own && error.kind() == downpage_core::ErrorKind::Configuration =>
            {
                let why = Arc::new(Unk {
                    reason: format!("the package cannot be read: {error}"),
                    at,
                    readable: false,
                });
                let space = super::Space { names: super::value::Names::new(), open: Some(why) };
                let space = self.heap.add(Object::Space(space));
                self.modules.insert(module.into(), super::Loaded { space });
                Ok(Some(space))
            }
            Err(stop) => Err(stop),
        }
    }

    /// `import a.b as c`.
    pub(super) fn import(&mut self, alias: &Alias, frame: &mut Frame) -> Eval<()> {
        let at = Self::at(frame, alias.range());
        let module = alias.name.as_str();
        self.present(module, at)?;
        let bound = match &alias.asname {
            Some(_) => module,
            None => module.split('.').next().unwrap_or(module),
        };
        let name = alias.asname.as_ref().map_or(bound, |name| name.as_str());
        self.set_name(name, Item::new(Val::Module(bound.into()), at), frame)
    }

    /// Reads a module of the project, and complains when there is no such module.
    fn present(&mut self, module: &str, at: At) -> Eval<()> {
        if natives::is_module(module) {
            return Ok(());
        }
        match self.locate(module)? {
            Some(located) => {
                if located.own && !self.lazy {
                    self.load(module, at)?;
                }
                Ok(())
            }
            None if self.is_missing(module) && self.would_catch("ModuleNotFoundError") => {
                self.raise("ModuleNotFoundError", format!("there is no module `{module}`"), at)
            }
            None => Ok(()),
        }
    }

    /// Whether a module that was not found is known not to be there.
    fn is_missing(&mut self, module: &str) -> bool {
        let top = module.split('.').next().unwrap_or(module);
        // A project without Django is none, wherever it is installed.
        if natives::is_standard(top) || top == "django" {
            return false;
        }
        if !self.site_packages.is_empty() {
            return true;
        }
        // Without a virtual environment a package may be anywhere; a module of the project may not.
        self.is_own(top) || ["settings", "local", "secret"].iter().any(|part| module.contains(part))
    }

    /// Why it is open whether a `try` around imports fails; `None` when it is known.
    pub(super) fn uncertain_import(&mut self, body: &[Stmt], frame: &Frame) -> Option<Arc<Unk>> {
        for statement in body {
            let modules: Vec<&str> = match statement {
                Stmt::Import(import) => import.names.iter().map(|alias| alias.name.as_str()).collect(),
                Stmt::ImportFrom(import) if import.level == 0 => {
                    import.module.as_ref().map(ruff_python_ast::Identifier::as_str).into_iter().collect()
                }
                _ => continue,
            };
            for module in modules {
                let top = module.split('.').next().unwrap_or(module);
                if natives::is_module(module) || natives::is_standard(top) || top == "django" {
                    continue;
                }
                if let Ok(None) = self.locate(module)
                    && !self.is_missing(module)
                {
                    let at = Self::at(frame, statement.range());
                    let reason = format!("it depends on whether the package `{module}` is installed");
                    return Some(Arc::new(Unk { reason, at, readable: false }));
                }
            }
        }
        None
    }

    /// `from a import b, c` and `from a import *`.
    pub(super) fn import_from(&mut self, import: &StmtImportFrom, frame: &mut Frame) -> Eval<()> {
        let at = Self::at(frame, import.range());
        let Some(module) = absolute(import, frame) else {
            return self.raise("ImportError", "the import goes beyond the top package", at);
        };
        if import.names.iter().any(|alias| alias.name.as_str() == "*") {
            return self.import_all(&module, at, frame);
        }
        for alias in &import.names {
            let at = Self::at(frame, alias.range());
            let name = alias.name.as_str();
            let value = self.imported(&module, name, import.level > 0, at)?;
            let bound = alias.asname.as_ref().map_or(name, |name| name.as_str());
            self.set_name(bound, Item::new(value, at), frame)?;
        }
        Ok(())
    }

    fn imported(&mut self, module: &str, name: &str, relative: bool, at: At) -> Eval {
        if let Some(value) = self.native_name(module, name) {
            return Ok(value);
        }
        let below = format!("{module}.{name}");
        if natives::is_module(&below) {
            return Ok(Val::Module(below.into()));
        }
        let foreign = || Val::Foreign(Arc::new(Foreign { module: module.into(), name: name.into(), at }));
        match self.locate(module)? {
            Some(located) if located.own && !self.lazy => {
                if let Some(value) = self.name_of_module(module, name, at)? {
                    return Ok(value);
                }
                self.raise("ImportError", format!("there is no `{name}` in `{module}`"), at)
            }
            Some(_) => Ok(foreign()),
            None if (relative || self.is_missing(module)) && self.would_catch("ModuleNotFoundError") => {
                self.raise("ModuleNotFoundError", format!("there is no module `{module}`"), at)
            }
            None => Ok(foreign()),
        }
    }

    /// A name of a module that is on disk, or a module below it.
    fn name_of_module(&mut self, module: &str, name: &str, at: At) -> Eval<Option<Val>> {
        if let Some(space) = self.load(module, at)? {
            let space = self.heap.space(space);
            if let Some(item) = space.names.get(name) {
                return Ok(Some(item.val.clone()));
            }
            if let Some(why) = &space.open {
                return Ok(Some(Val::Unknown(Arc::clone(why))));
            }
        }
        let below = format!("{module}.{name}");
        if self.locate(&below)?.is_some() {
            if self.is_own(&below) && !self.lazy {
                self.load(&below, at)?;
            }
            return Ok(Some(Val::Module(below.into())));
        }
        Ok(None)
    }

    fn import_all(&mut self, module: &str, at: At, frame: &mut Frame) -> Eval<()> {
        let located = self.locate(module)?;
        let missing = located.is_none() && self.is_missing(module);
        if missing && self.would_catch("ModuleNotFoundError") {
            return self.raise("ModuleNotFoundError", format!("there is no module `{module}`"), at);
        }
        let space = match located {
            Some(_) => self.load(module, at)?,
            None => None,
        };
        let Some(space) = space else {
            let reason = format!("all names of `{module}` are imported, which is not installed here");
            let why = Arc::new(Unk { reason, at, readable: false });
            return self.lose(&Val::Space(frame.locals), &why);
        };
        let from = self.heap.space(space).clone();
        self.steps(from.names.len())?;
        let all = match from.names.get("__all__") {
            Some(all) => {
                let all = all.val.clone();
                self.items(&all, at)?.ok()
            }
            None => None,
        };
        for (name, item) in &from.names {
            let exported = match &all {
                Some(all) => all.iter().any(|item| item.many || item.val.as_str() == Some(name)),
                None => !name.starts_with('_'),
            };
            if exported {
                self.set_name(name, item.clone(), frame)?;
            }
        }
        if let Some(why) = &from.open {
            self.lose(&Val::Space(frame.locals), why)?;
        }
        Ok(())
    }

    /// `module.name`.
    pub(super) fn module_attribute(&mut self, module: &Arc<str>, name: &str, at: At) -> Eval {
        if let Some(value) = self.native_name(module, name) {
            return Ok(value);
        }
        let below = format!("{module}.{name}");
        if natives::is_module(&below) {
            return Ok(Val::Module(below.into()));
        }
        match self.locate(module)? {
            Some(located) if located.own && !self.lazy => match self.name_of_module(module, name, at)? {
                Some(value) => Ok(value),
                None if name == "__name__" => Ok(Val::Str(Arc::clone(module))),
                None => self.raise("AttributeError", format!("the module `{module}` has no `{name}`"), at),
            },
            Some(located) => match (name, &located.file) {
                ("__file__", Some(file)) => Ok(Val::str(&*file.to_string_lossy())),
                ("__path__", _) => Ok(self.computed(at)),
                _ => {
                    Ok(Val::Foreign(Arc::new(Foreign { module: Arc::clone(module), name: name.into(), at })))
                }
            },
            None if self.locate(&below)?.is_some() => Ok(Val::Module(below.into())),
            None if natives::is_module(module)
                || natives::is_standard(module.split('.').next().unwrap_or_default()) =>
            {
                Ok(self.computed(at))
            }
            None => Ok(Val::Foreign(Arc::new(Foreign { module: Arc::clone(module), name: name.into(), at }))),
        }
    }

    /// A name that is built in here for a module of Python, Django or a well-known package.
    fn native_name(&mut self, module: &str, name: &str) -> Option<Val> {
        match (module, name) {
            ("os", "environ") => Some(Val::Dict(self.environ)),
            ("sys", "path") => Some(Val::Dict(self.path)).map(|_| Val::List(self.path)),
            ("sys", "argv") => {
                let argv =
                    ["manage.py", "downpagegenerate"].map(|text| Item::new(Val::str(text), At::default()));
                Some(self.list(argv.to_vec()))
            }
            ("django.contrib.admin", "site") => {
                Some(self.instance("django.contrib.admin.site", super::value::Names::new()))
            }
            ("django.conf", "settings") => {
                Some(self.instance("django.conf.settings", super::value::Names::new()))
            }
            _ => natives::module_name(module, name),
        }
    }

    /// The value of a name that was imported and not read yet.
    pub(super) fn foreign(&mut self, foreign: &Foreign) -> Eval {
        let Foreign { module, name, at } = foreign;
        if let Some(value) = self.native_name(module, name) {
            return Ok(value);
        }
        let at = *at;
        let found = match self.locate(module)? {
            Some(_) => self.deeper(at, |this| this.name_of_module(module, name, at))?,
            None if self.locate(&format!("{module}.{name}"))?.is_some() => {
                Some(Val::Module(format!("{module}.{name}").into()))
            }
            None => {
                let package = module.split('.').next().unwrap_or(module);
                let reason = if natives::is_standard(package) {
                    format!("`{module}.{name}` is computed by Python")
                } else {
                    format!("`{name}` is of the package `{package}`, which is not installed here")
                };
                return Ok(self.unknown(at, reason));
            }
        };
        match found {
            // A package that imports a module of its own finds the import before the module.
            Some(Val::Foreign(next)) if next.module == *module && next.name == *name => {
                let below = format!("{module}.{name}");
                match self.locate(&below)? {
                    Some(_) => Ok(Val::Module(below.into())),
                    None => Ok(self.unknown(at, format!("`{name}` is imported from where it is not"))),
                }
            }
            Some(Val::Foreign(next)) if self.hops > HOPS => {
                Ok(self.unknown(next.at, format!("`{name}` is imported in a circle")))
            }
            Some(Val::Foreign(next)) => {
                self.hops += 1;
                let value = self.deeper(at, |this| this.foreign(&next));
                self.hops -= 1;
                value
            }
            Some(value) => Ok(value),
            None => Ok(self.unknown(at, format!("there is no `{name}` in `{module}`"))),
        }
    }

    /// Runs a file as if it stood in the caller's module: `exec(open(...).read())`, split settings.
    pub(super) fn run_within(&mut self, path: &Path, globals: Id, module: &Arc<str>, at: At) -> Eval<bool> {
        let Some(file) = self.files.read(path)? else { return Ok(false) };
        self.run_text(file, globals, module, at)?;
        Ok(true)
    }

    /// Runs a text as if it stood in the caller's module.
    pub(super) fn run_text(
        &mut self,
        file: Arc<SourceFile>,
        globals: Id,
        module: &Arc<str>,
        at: At,
    ) -> Eval<()> {
        let syntax = crate::project::syntax::parse(&file)?;
        self.steps(file.text.len() / 64)?;
        self.sources.push(file);
        let number = u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX);
        let frame = Frame {
            module: Arc::clone(module),
            file: number,
            package: false,
            globals,
            locals: globals,
            enclosing: Vec::new(),
            elsewhere: Vec::new(),
            of_class: false,
        };
        self.deeper(at, |this| this.module_body(syntax.body.into_iter(), &frame))
    }
}

/// The dotted name of the module that `from` names, relative dots resolved.
fn absolute(import: &StmtImportFrom, frame: &Frame) -> Option<String> {
    let module = import.module.as_ref().map(ruff_python_ast::Identifier::as_str);
    if import.level == 0 {
        return module.map(str::to_owned);
    }
    let mut parts: Vec<&str> = frame.module.split('.').collect();
    let up = import.level as usize - usize::from(frame.package);
    if up > parts.len() {
        return None;
    }
    parts.truncate(parts.len() - up);
    parts.extend(module);
    (!parts.is_empty()).then(|| parts.join("."))
}
