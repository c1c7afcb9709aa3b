//! Statements, and the ways through them.

use std::sync::Arc;

use ruff_python_ast::{ElifElseClause, Expr, Stmt, StmtIf, StmtWith};
use ruff_text_size::Ranged;

use super::exceptions::{catches, describe, exception_names};
use super::value::{Class, Code, Eval, Item, Names, Object, Space, Stop, Unk, Val};
use super::{Flow, Frame, Interpreter};

impl Interpreter {
    /// A statement that may be kept: functions and classes of a module are not copied.
    pub(super) fn owned_statement(&mut self, statement: Stmt, frame: &mut Frame) -> Eval<Flow> {
        match statement {
            // One with defaults may fail as any statement.
            Stmt::FunctionDef(def)
                if def.parameters.iter().all(|parameter| parameter.default().is_none()) =>
            {
                self.step()?;
                self.define(Arc::new(def), frame)?;
                Ok(Flow::Next)
            }
            statement => self.forgiving(&statement, frame),
        }
    }

    /// Statements in a row.
    pub(super) fn block(&mut self, statements: &[Stmt], frame: &mut Frame) -> Eval<Flow> {
        for (index, statement) in statements.iter().enumerate() {
            match self.forgiving(statement, frame)? {
                Flow::Next => {}
                Flow::Perhaps(flow, why) => {
                    let rest = self.perhaps(&why, |this| this.block(&statements[index + 1..], frame))?;
                    return Ok(self.in_doubt(*flow, why, rest.unwrap_or(Flow::Next)));
                }
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    /// A statement; outside of functions an exception that nothing catches ends only this one.
    fn forgiving(&mut self, statement: &Stmt, frame: &mut Frame) -> Eval<Flow> {
        self.step()?;
        let result = stacker::maybe_grow(super::RED_ZONE, super::STACK, || self.statement(statement, frame));
        match result {
            Err(Stop::Raised(raised)) if frame.locals == frame.globals && !self.is_caught(&raised) => {
                let why = Arc::new(Unk { reason: describe(&raised), at: raised.at, readable: false });
                self.lose_names(statement, &why, frame)?;
                Ok(Flow::Next)
            }
            result => result,
        }
    }

    fn statement(&mut self, statement: &Stmt, frame: &mut Frame) -> Eval<Flow> {
        match statement {
            Stmt::Expr(expression) => {
                self.evaluate(&expression.value, frame)?;
            }
            Stmt::Assign(assign) => self.assign_statement(assign, frame)?,
            Stmt::AugAssign(assign) => self.augmented(assign, frame)?,
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let item = self.item(value, frame)?;
                    self.assign(&assign.target, item, frame)?;
                }
            }
            Stmt::If(branch) => return self.branch(branch, frame),
            Stmt::For(each) => return self.each(each, frame),
            Stmt::While(repeat) => return self.repeat(repeat, frame),
            Stmt::Try(attempt) => return self.attempt(attempt, frame),
            Stmt::With(with) => return self.with(with, frame),
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import(alias, frame)?;
                }
            }
            Stmt::ImportFrom(import) => self.import_from(import, frame)?,
            Stmt::FunctionDef(def) => {
                self.steps(statement.range().len().to_usize() / 64)?;
                self.define(Arc::new(def.clone()), frame)?;
            }
            Stmt::ClassDef(class) => self.define_class(class, frame)?,
            Stmt::Return(returned) => {
                let at = Self::at(frame, statement.range());
                let item = match &returned.value {
                    Some(value) => self.item(value, frame)?,
                    None => Item::new(Val::None, at),
                };
                return Ok(Flow::Return(item));
            }
            Stmt::Break(_) => return Ok(Flow::Break),
            Stmt::Continue(_) => return Ok(Flow::Continue),
            Stmt::Raise(raise) => {
                let at = Self::at(frame, statement.range());
                let value = match &raise.exc {
                    Some(exception) => self.evaluate(exception, frame)?,
                    None => Val::Native("Exception".into()),
                };
                return self.raise_value(&value, at);
            }
            Stmt::Assert(assert) => {
                let value = self.evaluate(&assert.test, frame)?;
                if self.truth(&value)? == Some(false) {
                    return self.raise("AssertionError", "", Self::at(frame, statement.range()));
                }
            }
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    self.delete(target, frame)?;
                }
            }
            Stmt::Global(global) => {
                let globals = frame.globals;
                let names = global.names.iter().map(|name| (Arc::from(name.as_str()), globals));
                frame.elsewhere.extend(names);
            }
            Stmt::Nonlocal(nonlocal) => {
                for name in &nonlocal.names {
                    let holds = |space: &&u32| self.heap.space(**space).names.contains_key(name.as_str());
                    if let Some(space) = frame.enclosing.iter().find(holds) {
                        frame.elsewhere.push((name.as_str().into(), *space));
                    }
                }
            }
            Stmt::Match(choice) => {
                let at = Self::at(frame, choice.subject.range());
                self.evaluate(&choice.subject, frame)?;
                let why = Arc::new(Unk {
                    reason: format!("which case of `{}` fits is not evaluated here", self.excerpt(at)),
                    at,
                    readable: false,
                });
                for case in &choice.cases {
                    self.lose_block(&case.body, &why, frame)?;
                    drop(self.any_times(&why, |this| this.block(&case.body, frame))?);
                }
            }
            Stmt::Pass(_) | Stmt::TypeAlias(_) | Stmt::IpyEscapeCommand(_) => {}
        }
        Ok(Flow::Next)
    }

    fn branch(&mut self, branch: &StmtIf, frame: &mut Frame) -> Eval<Flow> {
        self.choose(&branch.test, &branch.body, &branch.elif_else_clauses, frame)
    }

    /// `test` decides between `body` and what the clauses after it say.
    fn choose(
        &mut self,
        test: &Expr,
        body: &[Stmt],
        clauses: &[ElifElseClause],
        frame: &mut Frame,
    ) -> Eval<Flow> {
        self.step()?;
        let value = self.evaluate(test, frame)?;
        match self.truth(&value)? {
            Some(true) => self.block(body, frame),
            Some(false) => self.otherwise(clauses, frame),
            None => {
                let why = self.condition(test, &value, frame);
                let (mut one, mut other) = (frame.clone(), frame.clone());
                let (first, second) = self.fork(
                    &why,
                    |this| this.block(body, &mut one),
                    |this| {
                        stacker::maybe_grow(super::RED_ZONE, super::STACK, || {
                            this.otherwise(clauses, &mut other)
                        })
                    },
                )?;
                self.together(first, second, why)
            }
        }
    }

    fn otherwise(&mut self, clauses: &[ElifElseClause], frame: &mut Frame) -> Eval<Flow> {
        let Some((clause, rest)) = clauses.split_first() else { return Ok(Flow::Next) };
        match &clause.test {
            Some(test) => self.choose(test, &clause.body, rest, frame),
            None => self.block(&clause.body, frame),
        }
    }

    /// Why what depends on a condition cannot be known.
    pub(super) fn condition(&mut self, test: &Expr, value: &Val, frame: &Frame) -> Arc<Unk> {
        let at = Self::at(frame, test.range());
        let (cause, readable) = match value.unknown() {
            Some(unknown) => (format!(": {}", unknown.reason), unknown.readable),
            None => (String::new(), false),
        };
        let reason = format!("it depends on whether `{}`{cause}", self.excerpt(at));
        Arc::new(Unk { reason, at, readable })
    }

    /// One way or the other was gone.
    pub(super) fn together(&mut self, first: Eval<Flow>, second: Eval<Flow>, why: Arc<Unk>) -> Eval<Flow> {
        let (first, second) = match (first, second) {
            (Ok(first), Ok(second)) => (first, second),
            (Err(_), Ok(flow)) | (Ok(flow), Err(_)) => {
                // Whoever catches exceptions may have caught this one.
                self.doubts += 1;
                return Ok(flow);
            }
            (Err(stop), Err(_)) => return Err(stop),
        };
        Ok(match (first, second) {
            (Flow::Next, Flow::Next) => Flow::Next,
            (Flow::Break, Flow::Break) => Flow::Break,
            (Flow::Continue, Flow::Continue) => Flow::Continue,
            (Flow::Return(one), Flow::Return(other)) if self.same(&one.val, &other.val)? => Flow::Return(one),
            (Flow::Return(one), Flow::Return(_)) => Flow::Return(Item::new(Val::Unknown(why), one.at)),
            (Flow::Next, flow) | (flow, Flow::Next) => Flow::Perhaps(Box::new(certain(flow)), why),
            (Flow::Return(item), _) | (_, Flow::Return(item)) => {
                Flow::Perhaps(Box::new(Flow::Return(Item::new(Val::Unknown(Arc::clone(&why)), item.at))), why)
            }
            (flow, _) => Flow::Perhaps(Box::new(certain(flow)), why),
        })
    }

    /// What `flow`, which is in doubt, and what came after it amount to.
    fn in_doubt(&mut self, flow: Flow, why: Arc<Unk>, rest: Flow) -> Flow {
        match (flow, rest) {
            (flow, Flow::Next) => Flow::Perhaps(Box::new(flow), why),
            (Flow::Return(one), Flow::Return(other)) => match self.same(&one.val, &other.val) {
                Ok(true) => Flow::Return(one),
                _ => Flow::Return(Item::new(Val::Unknown(why), other.at)),
            },
            (Flow::Return(item), _) | (_, Flow::Return(item)) => {
                Flow::Perhaps(Box::new(Flow::Return(Item::new(Val::Unknown(Arc::clone(&why)), item.at))), why)
            }
            (Flow::Break, _) | (_, Flow::Break) => Flow::Perhaps(Box::new(Flow::Break), why),
            (flow, _) => Flow::Perhaps(Box::new(flow), why),
        }
    }

    fn with(&mut self, with: &StmtWith, frame: &mut Frame) -> Eval<Flow> {
        let mut suppressed = Vec::new();
        for item in &with.items {
            let at = Self::at(frame, item.context_expr.range());
            if let Expr::Call(call) = &item.context_expr
                && named(&call.func) == Some("suppress")
            {
                suppressed.extend(call.arguments.args.iter().flat_map(exception_names));
            }
            let value = self.item(&item.context_expr, frame)?;
            if let Some(target) = &item.optional_vars {
                let value = match &value.val {
                    Val::Instance(_) => value,
                    _ => Item::new(self.computed(at), at),
                };
                self.assign(target, value, frame)?;
            }
        }
        if suppressed.is_empty() {
            return self.block(&with.body, frame);
        }
        self.caught.push(suppressed.clone());
        let result = self.block(&with.body, frame);
        self.caught.pop();
        match result {
            Err(Stop::Raised(raised))
                if catches(&suppressed, &self.ancestry(&raised.class, &raised.name)) =>
            {
                Ok(Flow::Next)
            }
            result => result,
        }
    }

    fn define(&mut self, def: Arc<ruff_python_ast::StmtFunctionDef>, frame: &mut Frame) -> Eval<()> {
        let at = Self::at(frame, def.name.range());
        let name: Arc<str> = def.name.as_str().into();
        let (mut changed, mut wrapper) = (None, None);
        for decorator in &def.decorator_list {
            match named(&decorator.expression).or_else(|| called(&decorator.expression)) {
                Some("lru_cache" | "cache") => {}
                Some("staticmethod") => wrapper = Some("staticmethod"),
                Some("property" | "cached_property") => wrapper = Some("property"),
                _ => changed = Some(Self::at(frame, decorator.expression.range())),
            }
        }
        let function = self.function(Arc::clone(&name), Code::Def(def), at, frame)?;
        let value = match (changed, wrapper) {
            (Some(at), _) => self.unknown(at, format!("`@{}` changes a function", self.excerpt(at))),
            (None, Some(wrapper)) => {
                let mut fields = Names::new();
                fields.insert("function".into(), Item::new(function, at));
                self.instance(wrapper, fields)
            }
            (None, None) => function,
        };
        self.set_name(&name, Item::new(value, at), frame)
    }

    fn define_class(&mut self, class: &ruff_python_ast::StmtClassDef, frame: &mut Frame) -> Eval<()> {
        let at = Self::at(frame, class.name.range());
        let mut bases = Vec::new();
        for base in class.bases() {
            bases.push(self.evaluate(base, frame)?);
        }
        let mut changed = None;
        if let Some(decorator) = class.decorator_list.first() {
            let at = Self::at(frame, decorator.range());
            changed =
                Some(Arc::new(Unk { reason: "a decorator changes the class".into(), at, readable: false }));
        } else if let Some(keyword) = class.keywords().first() {
            let at = Self::at(frame, keyword.range());
            changed =
                Some(Arc::new(Unk { reason: "a metaclass makes the class".into(), at, readable: false }));
        }
        let space = self.heap.add(Object::Space(Space::default()));
        let mut enclosing = frame.enclosing.clone();
        if frame.locals != frame.globals {
            enclosing.insert(0, frame.locals);
        }
        let mut inside =
            Frame { locals: space, enclosing, elsewhere: Vec::new(), of_class: true, ..frame.clone() };
        self.deeper(at, |this| this.block(&class.body, &mut inside))?;
        let name = class.name.as_str();
        let dotted = format!("{}.{name}", frame.module);
        let id = self.heap.add(Object::Class(Class { name: dotted.into(), bases, space, changed }));
        self.set_name(name, Item::new(Val::Class(id), at), frame)
    }
}

/// The last name of `a.b.c` or `c`.
pub(super) fn named(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

fn called(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Call(call) => named(&call.func),
        _ => None,
    }
}

/// A flow without the doubt about it.
fn certain(flow: Flow) -> Flow {
    match flow {
        Flow::Perhaps(flow, _) => *flow,
        flow => flow,
    }
}
