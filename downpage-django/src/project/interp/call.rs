//! Calls: of functions of the project, of what is built in here, and of what nobody can know.

use std::sync::Arc;

use ruff_python_ast::{Expr, Parameters, Stmt};

use super::value::{
    At, Class, Code, Eval, Function, Id, Instance, Item, Key, Names, Object, Space, Stop, Unk, Val,
};
use super::{Flow, Frame, Interpreter, natives};

/// What a call is given.
#[derive(Clone, Debug)]
pub(super) struct Arguments {
    pub(super) positional: Vec<Item>,
    pub(super) named: Vec<(Arc<str>, Item)>,
    /// The call.
    pub(super) at: At,
    /// Why there may be more arguments than are known.
    pub(super) open: Option<Arc<Unk>>,
    /// Globals, locals, module of the caller, and whether that is a package.
    pub(super) frame: Option<(Id, Id, Arc<str>, bool)>,
}

impl Arguments {
    pub(super) const fn of(positional: Vec<Item>, at: At) -> Self {
        Self { positional, named: Vec::new(), at, open: None, frame: None }
    }

    /// An argument by its position or its name.
    pub(super) fn get(&self, index: usize, name: &str) -> Option<&Item> {
        self.positional.get(index).or_else(|| self.by_name(name))
    }

    pub(super) fn by_name(&self, name: &str) -> Option<&Item> {
        self.named.iter().find(|(known, _)| **known == *name).map(|(_, item)| item)
    }

    pub(super) fn value(&self, index: usize, name: &str) -> Option<&Val> {
        self.get(index, name).map(|item| &item.val)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Item> {
        self.positional.iter().chain(self.named.iter().map(|(_, item)| item))
    }
}

impl Interpreter {
    /// `function(arguments)`.
    pub(super) fn call(&mut self, function: &Val, arguments: Arguments) -> Eval {
        self.step()?;
        let at = arguments.at;
        match function {
            Val::Unknown(why) => {
                let why = Arc::clone(why);
                self.called_unknown(&arguments, &why)?;
                Ok(Val::Unknown(why))
            }
            Val::Native(name) => {
                let name = Arc::clone(name);
                self.call_native(&name, &arguments)
            }
            Val::Method(bound) => {
                let bound = Arc::clone(bound);
                self.call_method(&bound.0, &bound.1, arguments)
            }
            Val::Function(function) => {
                let function = Arc::clone(function);
                if arguments.open.is_some() {
                    let why = self.why_open(&arguments);
                    self.called_unknown(&arguments, &why)?;
                    return Ok(Val::Unknown(why));
                }
                self.deeper(at, |this| this.call_function(&function, arguments))
            }
            Val::Class(id) => self.construct(*id, arguments),
            Val::Foreign(foreign) => {
                let foreign = Arc::clone(foreign);
                self.call_foreign(&foreign, arguments)
            }
            Val::Instance(id) => {
                let id = *id;
                self.call_instance(id, arguments)
            }
            Val::Module(_)
            | Val::None
            | Val::Bool(_)
            | Val::Int(_)
            | Val::Str(_)
            | Val::List(_)
            | Val::Dict(_) => self.raise("TypeError", "the value cannot be called", at),
            _ => {
                let why = self.why_computed(at);
                self.called_unknown(&arguments, &why)?;
                Ok(Val::Unknown(why))
            }
        }
    }

    /// Something was called that is not evaluated: what it was given may have changed, and it may have failed.
    pub(super) fn called_unknown(&mut self, arguments: &Arguments, why: &Arc<Unk>) -> Eval<()> {
        self.doubts += 1;
        for item in arguments.all() {
            self.lose(&item.val, why)?;
        }
        Ok(())
    }

    /// The value of a call that only Python can make.
    pub(super) fn call_computed(&mut self, arguments: &Arguments) -> Eval {
        let why = self.why_computed(arguments.at);
        self.called_unknown(arguments, &why)?;
        Ok(Val::Unknown(why))
    }

    fn why_open(&self, arguments: &Arguments) -> Arc<Unk> {
        arguments.open.clone().unwrap_or_else(|| self.why_computed(arguments.at))
    }

    /// A function of a package: read only when a first reading could do without.
    fn call_foreign(&mut self, foreign: &super::value::Foreign, arguments: Arguments) -> Eval {
        let at = arguments.at;
        if self.is_own(&foreign.module) || self.read_packages {
            let function = self.foreign(foreign)?;
            if !matches!(function, Val::Foreign(_)) {
                return self.call(&function, arguments);
            }
        }
        let why = Arc::new(Unk {
            reason: format!("`{}` is computed by the package `{}`", self.excerpt(at), foreign.module),
            at,
            readable: !self.read_packages,
        });
        self.called_unknown(&arguments, &why)?;
        Ok(Val::Unknown(why))
    }

    fn call_function(&mut self, function: &Arc<Function>, arguments: Arguments) -> Eval {
        let at = arguments.at;
        let names = match function.code.parameters() {
            Some(parameters) => self.bind(function, parameters, arguments)?,
            None => Names::new(),
        };
        let locals = self.heap.add(Object::Space(Space { names, open: None }));
        let mut frame = Frame {
            module: Arc::clone(&function.module),
            file: function.at.file,
            package: false,
            globals: function.globals,
            locals,
            enclosing: function.enclosing.clone(),
            elsewhere: Vec::new(),
            of_class: false,
        };
        match &function.code {
            Code::Lambda(_, body) => self.evaluate(body, &mut frame),
            Code::Def(def) if def.is_async || is_generator(&def.body) => Ok(self.computed(at)),
            Code::Def(def) => match self.block(&def.body, &mut frame)? {
                Flow::Return(item) => Ok(item.val),
                Flow::Perhaps(flow, why) => Ok(match *flow {
                    Flow::Return(item) if matches!(item.val, Val::None) => Val::None,
                    Flow::Return(_) => Val::Unknown(why),
                    _ => Val::None,
                }),
                _ => Ok(Val::None),
            },
        }
    }

    /// The parameters with their values.
    fn bind(&mut self, function: &Function, parameters: &Parameters, arguments: Arguments) -> Eval<Names> {
        let at = arguments.at;
        let mut names = Names::new();
        let mut positional = arguments.positional.into_iter();
        let mut named = arguments.named;
        let wrong = |message: String| -> String { format!("{}() {message}", function.name) };
        let by_position = parameters.posonlyargs.iter().chain(&parameters.args);
        let by_name = parameters.kwonlyargs.iter();
        let all =
            by_position.map(|parameter| (parameter, true)).chain(by_name.map(|parameter| (parameter, false)));
        let mut rest = None;
        for (parameter, by_position) in all {
            let name = parameter.parameter.name.as_str();
            if !by_position && rest.is_none() {
                rest = Some(positional.by_ref().collect::<Vec<_>>());
            }
            let given = match positional.next().filter(|_| by_position) {
                Some(item) => Some(item),
                None => named
                    .iter()
                    .position(|(known, _)| **known == *name)
                    .map(|index| named.swap_remove(index).1),
            };
            let default =
                || function.defaults.iter().find(|(known, _)| **known == *name).map(|(_, item)| item.clone());
            match given.or_else(default) {
                Some(item) => {
                    names.insert(name.into(), item);
                }
                None => return self.raise("TypeError", wrong(format!("is not given `{name}`")), at),
            }
        }
        let rest = rest.unwrap_or_else(|| positional.collect());
        match &parameters.vararg {
            Some(parameter) => {
                let value = self.tuple(rest, at)?;
                names.insert(parameter.name.as_str().into(), Item::new(value, at));
            }
            None if !rest.is_empty() => {
                return self.raise("TypeError", wrong("is given too many arguments".to_owned()), at);
            }
            None => {}
        }
        match &parameters.kwarg {
            Some(parameter) => {
                let table = named
                    .into_iter()
                    .map(|(name, item)| (Key::Str(Arc::clone(&name)), (Item::new(Val::Str(name), at), item)))
                    .collect();
                let value = self.dict(table);
                names.insert(parameter.name.as_str().into(), Item::new(value, at));
            }
            None => {
                if let Some((name, _)) = named.first() {
                    return self.raise("TypeError", wrong(format!("takes no `{name}`")), at);
                }
            }
        }
        Ok(names)
    }

    /// An instance of a class of the project.
    fn construct(&mut self, id: Id, arguments: Arguments) -> Eval {
        let at = arguments.at;
        let mut fields = Names::new();
        if self.is_admin_site(&Val::Class(id))
            && let Some(name) = arguments.get(0, "name")
        {
            fields.insert("name".into(), name.clone());
        }
        let instance =
            Val::Instance(self.heap.add(Object::Instance(Instance { class: Val::Class(id), fields })));
        match self.class_attribute(id, "__init__")? {
            Some(Val::Function(function)) => {
                let mut arguments = arguments;
                arguments.positional.insert(0, Item::new(instance.clone(), at));
                self.call(&Val::Function(function), arguments)?;
                Ok(instance)
            }
            None if self.is_plain(id) => Ok(instance),
            _ => {
                // What a class of a package makes of its arguments is not known; the attributes of the body are.
                let why = self.unknown_base(id, at).unwrap_or_else(|| self.why_computed(at));
                self.called_unknown(&arguments, &why)?;
                Ok(instance)
            }
        }
    }

    fn is_plain(&self, id: Id) -> bool {
        self.unknown_base(id, At::default()).is_none()
    }

    fn call_instance(&mut self, id: Id, arguments: Arguments) -> Eval {
        let Object::Instance(instance) = self.heap.get(id) else { return self.call_computed(&arguments) };
        match instance.class.clone() {
            Val::Native(class) => self.call_native_instance(&class, id, &arguments),
            Val::Class(class) => match self.class_attribute(class, "__call__")? {
                Some(function @ Val::Function(_)) => {
                    let mut arguments = arguments;
                    arguments.positional.insert(0, Item::new(Val::Instance(id), arguments.at));
                    self.call(&function, arguments)
                }
                _ => self.call_computed(&arguments),
            },
            _ => self.call_computed(&arguments),
        }
    }

    /// A method of a value.
    fn call_method(&mut self, receiver: &Val, name: &str, arguments: Arguments) -> Eval {
        let at = arguments.at;
        if let Val::Instance(id) = receiver
            && let Object::Instance(instance) = self.heap.get(*id)
        {
            match instance.class.clone() {
                Val::Class(class) => {
                    let found = self.class_attribute(class, name)?;
                    let mut arguments = arguments;
                    arguments.positional.insert(0, Item::new(receiver.clone(), at));
                    return match found {
                        Some(function @ Val::Function(_)) => self.call(&function, arguments),
                        _ => self.call_computed(&arguments),
                    };
                }
                Val::Native(class) => return self.call_native_method(&class, *id, name, &arguments),
                _ => return self.call_computed(&arguments),
            }
        }
        if let Some(why) = self.lost(receiver) {
            self.called_unknown(&arguments, &why)?;
            return Ok(Val::Unknown(why));
        }
        if arguments.open.is_some() && !matches!((receiver, name), (Val::Str(_), "format")) {
            let why = self.why_open(&arguments);
            self.lose(receiver, &why)?;
            return Ok(Val::Unknown(why));
        }
        natives::method(self, receiver, name, &arguments)
    }

    /// A new instance of a class that is built in here.
    pub(super) fn instance(&mut self, class: &str, fields: Names) -> Val {
        Val::Instance(self.heap.add(Object::Instance(Instance { class: Val::Native(class.into()), fields })))
    }

    /// A field of an instance.
    pub(in crate::project) fn field_of(&self, id: Id, name: &str) -> Option<&Item> {
        match self.heap.get(id) {
            Object::Instance(instance) => instance.fields.get(name),
            _ => None,
        }
    }

    /// The class of an instance that is built in here.
    pub(in crate::project) fn native_class(&self, value: &Val) -> Option<(Arc<str>, Id)> {
        let Val::Instance(id) = value else { return None };
        match self.heap.get(*id) {
            Object::Instance(Instance { class: Val::Native(class), .. }) => Some((Arc::clone(class), *id)),
            _ => None,
        }
    }

    /// A class of the project, by its number.
    pub(in crate::project) fn class(&self, id: Id) -> Option<&Class> {
        match self.heap.get(id) {
            Object::Class(class) => Some(class),
            _ => None,
        }
    }

    /// What a way through gave that no one has to go on after.
    pub(super) fn calmed<T>(result: Eval<T>) -> Eval<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Raised(_)) => Ok(None),
            Err(Stop::Failed(error)) => Err(Stop::Failed(error)),
        }
    }
}

/// Whether a function gives its values one by one.
fn is_generator(body: &[Stmt]) -> bool {
    fn yields(expression: &Expr) -> bool {
        matches!(expression, Expr::Yield(_) | Expr::YieldFrom(_))
    }
    body.iter().any(|statement| match statement {
        Stmt::Expr(expression) => yields(&expression.value),
        Stmt::Assign(assign) => yields(&assign.value),
        Stmt::If(branch) => {
            is_generator(&branch.body)
                || branch.elif_else_clauses.iter().any(|clause| is_generator(&clause.body))
        }
        Stmt::For(each) => is_generator(&each.body),
        Stmt::While(repeat) => is_generator(&repeat.body),
        Stmt::With(with) => is_generator(&with.body),
        Stmt::Try(attempt) => is_generator(&attempt.body),
        _ => false,
    })
}
