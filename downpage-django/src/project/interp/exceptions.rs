//! `try`, `raise`, and which exception is caught where.

use std::sync::Arc;

use ruff_python_ast::{ExceptHandler, Expr, StmtTry};
use ruff_text_size::Ranged;

use super::statement::named;
use super::value::{At, Eval, Item, Object, Raised, Stop, Unk, Val};
use super::{Flow, Frame, Interpreter};

impl Interpreter {
    pub(super) fn attempt(&mut self, attempt: &StmtTry, frame: &mut Frame) -> Eval<Flow> {
        let handlers: Vec<Vec<Arc<str>>> = attempt
            .handlers
            .iter()
            .map(|ExceptHandler::ExceptHandler(handler)| match &handler.type_ {
                Some(types) => exception_names(types),
                None => vec!["BaseException".into()],
            })
            .collect();
        let result = self.attempt_body(attempt, &handlers, frame);
        if let Err(Stop::Failed(error)) = result {
            return Err(Stop::Failed(error));
        }
        match self.block(&attempt.finalbody, frame)? {
            Flow::Next => result,
            flow => Ok(flow),
        }
    }

    fn attempt_body(
        &mut self,
        attempt: &StmtTry,
        handlers: &[Vec<Arc<str>>],
        frame: &mut Frame,
    ) -> Eval<Flow> {
        let import_error = handlers.iter().position(|names| {
            catches(
                names,
                &[
                    "ModuleNotFoundError".into(),
                    "ImportError".into(),
                    "Exception".into(),
                    "BaseException".into(),
                ],
            )
        });
        if let Some(handler) = import_error
            && let Some(why) = self.uncertain_import(&attempt.body, frame)
        {
            let (mut one, mut other) = (frame.clone(), frame.clone());
            let (first, second) = self.fork(
                &why,
                |this| this.tried(attempt, handlers, &mut one),
                |this| this.handler(&attempt.handlers[handler], None, &mut other),
            )?;
            return self.together(first, second, why);
        }
        self.tried(attempt, handlers, frame)
    }

    fn tried(&mut self, attempt: &StmtTry, handlers: &[Vec<Arc<str>>], frame: &mut Frame) -> Eval<Flow> {
        self.caught.push(handlers.concat());
        let doubts = self.doubts;
        let result = self.block(&attempt.body, frame);
        self.caught.pop();
        match result {
            Err(Stop::Raised(raised)) => {
                let ancestry = self.ancestry(&raised.class, &raised.name);
                match handlers.iter().position(|names| catches(names, &ancestry)) {
                    Some(index) => self.handler(&attempt.handlers[index], Some(&raised), frame),
                    None => Err(Stop::Raised(raised)),
                }
            }
            Ok(Flow::Next) if self.doubts > doubts => {
                // Something was called of which nobody knows whether it fails.
                self.block(&attempt.orelse, frame)?;
                let at = attempt.body.first().map_or(At::default(), |first| Self::at(frame, first.range()));
                let why = Arc::new(Unk {
                    reason: format!("it depends on whether `{}` fails", self.excerpt(at)),
                    at,
                    readable: false,
                });
                for (handler, names) in attempt.handlers.iter().zip(handlers) {
                    if names.iter().all(|name| matches!(&**name, "ImportError" | "ModuleNotFoundError")) {
                        continue;
                    }
                    drop(self.perhaps(&why, |this| this.handler(handler, None, frame))?);
                }
                Ok(Flow::Next)
            }
            Ok(Flow::Next) => self.block(&attempt.orelse, frame),
            result => result,
        }
    }

    fn handler(&mut self, handler: &ExceptHandler, raised: Option<&Raised>, frame: &mut Frame) -> Eval<Flow> {
        let ExceptHandler::ExceptHandler(handler) = handler;
        if let Some(name) = &handler.name {
            let at = Self::at(frame, handler.range());
            let reason = raised.map_or_else(|| "it is an exception".to_owned(), describe);
            let value = self.unknown(at, reason);
            self.set_name(name.as_str(), Item::new(value, at), frame)?;
        }
        self.block(&handler.body, frame)
    }

    /// `raise value`.
    pub(super) fn raise_value(&mut self, value: &Val, at: At) -> Eval<Flow> {
        let class = match value {
            Val::Instance(id) => match self.heap.get(*id) {
                Object::Instance(instance) => instance.class.clone(),
                _ => value.clone(),
            },
            value => value.clone(),
        };
        let name = self.class_name(&class).unwrap_or_else(|| "Exception".into());
        let message = format!("`{}`", self.excerpt(at));
        Err(Stop::Raised(Box::new(Raised { class, name, message, at })))
    }

    /// The names of an exception's class and of those it derives from.
    pub(super) fn ancestry(&self, class: &Val, name: &str) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = vec![name.into()];
        if let Val::Class(id) = class
            && let Object::Class(class) = self.heap.get(*id)
        {
            // Bases of bases are looked up by name below; a class of the project rarely goes deeper.
            names.extend(class.bases.iter().filter_map(|base| self.class_name(base)));
        }
        let mut index = 0;
        while let Some(name) = names.get(index) {
            if let Some(parent) = parent(name)
                && !names.iter().any(|known| **known == *parent)
            {
                names.push(parent.into());
            }
            index += 1;
        }
        names.push("Exception".into());
        names.push("BaseException".into());
        names
    }

    /// Whether an exception is caught around the place where it is raised.
    pub(super) fn is_caught(&self, raised: &Raised) -> bool {
        let ancestry = self.ancestry(&raised.class, &raised.name);
        self.caught.iter().any(|names| catches(names, &ancestry))
    }

    /// Whether an exception of that name would be caught here.
    pub(super) fn would_catch(&self, name: &str) -> bool {
        let ancestry = self.ancestry(&Val::Native(name.into()), name);
        self.caught.iter().any(|names| catches(names, &ancestry))
    }
}

/// What an exception says, as a reason for not knowing a value.
pub(super) fn describe(raised: &Raised) -> String {
    match (raised.message.as_str(), &*raised.name) {
        ("", name) => format!("`{name}` is raised"),
        (message, "Missing") => message.to_owned(),
        (message, name) => format!("`{name}` is raised: {message}"),
    }
}

/// The names of the exceptions that `except` is given.
pub(super) fn exception_names(types: &Expr) -> Vec<Arc<str>> {
    match types {
        Expr::Tuple(tuple) => tuple.elts.iter().flat_map(exception_names).collect(),
        other => vec![named(other).unwrap_or("BaseException").into()],
    }
}

pub(super) fn catches(names: &[Arc<str>], ancestry: &[Arc<str>]) -> bool {
    names.iter().any(|name| ancestry.contains(name))
}

/// What an exception of Python or Django derives from, `Exception` aside.
fn parent(name: &str) -> Option<&'static str> {
    Some(match name {
        "ModuleNotFoundError" => "ImportError",
        "KeyError" | "IndexError" => "LookupError",
        "FileNotFoundError" | "PermissionError" | "NotADirectoryError" | "IsADirectoryError" => "OSError",
        "OSError" => "EnvironmentError",
        "EnvironmentError" => "IOError",
        "UnicodeDecodeError" | "UnicodeEncodeError" | "JSONDecodeError" => "ValueError",
        "ZeroDivisionError" | "OverflowError" => "ArithmeticError",
        "UndefinedValueError" => "Exception",
        "UnboundLocalError" => "NameError",
        "NotImplementedError" | "RecursionError" => "RuntimeError",
        _ => return None,
    })
}
