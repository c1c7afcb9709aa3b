//! Assignments: to names, attributes, items, and several at once.

use std::sync::Arc;

use ruff_python_ast::{Expr, ExprSlice, Stmt, StmtAssign, StmtAugAssign};
use ruff_text_size::{Ranged, TextRange};

use super::value::{At, Eval, Item, Object, Unk, Val};
use super::{Frame, Interpreter};

impl Interpreter {
    pub(super) fn assign_statement(&mut self, assign: &StmtAssign, frame: &mut Frame) -> Eval<()> {
        let item = self.item(&assign.value, frame)?;
        for target in &assign.targets {
            let mut item = item.clone();
            if let Expr::Name(name) = target {
                // A setting's place is its whole assignment.
                let whole = TextRange::new(name.range().start(), assign.value.range().end());
                item.at = Self::at(frame, whole);
            }
            self.assign(target, item, frame)?;
        }
        Ok(())
    }

    /// Gives a value to a target.
    pub(super) fn assign(&mut self, target: &Expr, item: Item, frame: &mut Frame) -> Eval<()> {
        let at = Self::at(frame, target.range());
        match target {
            Expr::Name(name) => self.set_name(name.id.as_str(), item, frame),
            Expr::Starred(starred) => self.assign(&starred.value, item, frame),
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, &item, at, frame),
            Expr::List(list) => self.unpack(&list.elts, &item, at, frame),
            Expr::Attribute(attribute) => {
                let object = self.evaluate(&attribute.value, frame)?;
                self.set_attribute(&object, attribute.attr.as_str(), item, at)
            }
            Expr::Subscript(subscript) => {
                let object = self.evaluate(&subscript.value, frame)?;
                if let Expr::Slice(slice) = &*subscript.slice {
                    return self.set_slice(&object, slice, Some(&item), at, frame);
                }
                let key = self.item(&subscript.slice, frame)?;
                self.set_item(&object, key, item, at)
            }
            _ => Ok(()),
        }
    }

    fn why_slice(&self, at: At) -> Arc<Unk> {
        Arc::new(Unk {
            reason: format!("the assignment to `{}` is not evaluated here", self.excerpt(at)),
            at,
            readable: false,
        })
    }

    /// `list[a:b] = value`; without a value, `del list[a:b]`.
    fn set_slice(
        &mut self,
        object: &Val,
        slice: &ExprSlice,
        value: Option<&Item>,
        at: At,
        frame: &mut Frame,
    ) -> Eval<()> {
        let mut bound = |this: &mut Self, part: Option<&Expr>, default: i64| -> Eval<Option<i64>> {
            let Some(part) = part else { return Ok(Some(default)) };
            Ok(match this.evaluate(part, frame)? {
                Val::Int(number) => Some(number),
                Val::None => Some(default),
                _ => None,
            })
        };
        let lower = bound(self, slice.lower.as_deref(), 0)?;
        let upper = bound(self, slice.upper.as_deref(), i64::MAX)?;
        let more = match value {
            Some(value) => self.items(&value.val, at)?,
            None => Ok(Vec::new()),
        };
        if let (Val::List(id), None, Some(lower), Some(upper), Ok(more)) =
            (object, &slice.step, lower, upper, more)
            && let Object::List(items) = self.heap.get(*id)
            && !items.iter().any(|item| item.many)
        {
            let length = items.len();
            self.sized(length + more.len(), at)?;
            let clamp = |bound: i64| {
                let bound = if bound < 0 {
                    bound.saturating_add(i64::try_from(length).unwrap_or(0)).max(0)
                } else {
                    bound
                };
                usize::try_from(bound).unwrap_or(length).min(length)
            };
            let (lower, upper) = (clamp(lower), clamp(upper));
            if let Object::List(items) = self.heap.change(*id) {
                items.splice(lower..upper.max(lower), more);
            }
            return Ok(());
        }
        let why = self.why_slice(at);
        self.lose(object, &why)
    }

    fn unpack(&mut self, targets: &[Expr], item: &Item, at: At, frame: &mut Frame) -> Eval<()> {
        let mut items = match self.items(&item.val, at)? {
            Ok(items) if items.iter().any(|item| item.many) => {
                let why = self.why_unknown(&items[items.len() - 1].val, at);
                return self.unpack_unknown(targets, &why, item.at, frame);
            }
            Ok(items) => items,
            Err(why) => return self.unpack_unknown(targets, &why, item.at, frame),
        };
        let star = targets.iter().position(|target| matches!(target, Expr::Starred(_)));
        let fits = match star {
            Some(_) => items.len() + 1 >= targets.len(),
            None => items.len() == targets.len(),
        };
        if !fits {
            let message = format!("{} values for {} names", items.len(), targets.len());
            return self.raise("ValueError", message, at);
        }
        if let Some(star) = star {
            let rest = items.len() + 1 - targets.len();
            let middle: Vec<Item> = items.splice(star..star + rest, []).collect();
            let list = self.list(middle);
            items.insert(star, Item::new(list, item.at));
        }
        for (target, item) in targets.iter().zip(items) {
            self.assign(target, item, frame)?;
        }
        Ok(())
    }

    fn unpack_unknown(&mut self, targets: &[Expr], why: &Arc<Unk>, at: At, frame: &mut Frame) -> Eval<()> {
        for target in targets {
            self.assign(target, Item::new(Val::Unknown(Arc::clone(why)), at), frame)?;
        }
        Ok(())
    }

    pub(super) fn augmented(&mut self, assign: &StmtAugAssign, frame: &mut Frame) -> Eval<()> {
        let at = Self::at(frame, assign.range());
        let old = self.evaluate(&assign.target, frame)?;
        let value = self.item(&assign.value, frame)?;
        let result = self.in_place(assign.op, &old, &value, at)?;
        self.assign(&assign.target, Item::new(result, at), frame)
    }

    /// Binds a name where the frame says.
    pub(super) fn set_name(&mut self, name: &str, item: Item, frame: &Frame) -> Eval<()> {
        let space = frame
            .elsewhere
            .iter()
            .find(|(known, _)| **known == *name)
            .map_or(frame.locals, |(_, space)| *space);
        self.step()?;
        let names = &mut self.heap.change_space(space).names;
        match names.get_mut(name) {
            Some(old) => *old = item,
            None => {
                names.insert(name.into(), item);
            }
        }
        Ok(())
    }

    fn set_attribute(&mut self, object: &Val, name: &str, item: Item, at: At) -> Eval<()> {
        match object {
            Val::Instance(id) => {
                if let Object::Instance(instance) = self.heap.change(*id) {
                    instance.fields.insert(name.into(), item);
                }
            }
            Val::Class(id) => {
                if let Object::Class(class) = self.heap.get(*id) {
                    let space = class.space;
                    self.heap.change_space(space).names.insert(name.into(), item);
                }
            }
            Val::Module(module) => {
                if let Some(loaded) = self.modules.get(module) {
                    let space = loaded.space;
                    self.heap.change_space(space).names.insert(name.into(), item);
                }
            }
            _ => {
                let why = self.why_slice(at);
                self.lose(object, &why)?;
            }
        }
        Ok(())
    }

    pub(super) fn set_item(&mut self, object: &Val, key: Item, item: Item, at: At) -> Eval<()> {
        self.step()?;
        match object {
            Val::Dict(id) | Val::Space(id) => {
                if let Some(why) = key.val.unknown() {
                    let why = Arc::clone(why);
                    return self.lose(object, &why);
                }
                if let Val::Space(_) = object {
                    let Some(name) = key.val.as_str() else { return Ok(()) };
                    self.heap.change_space(*id).names.insert(name.into(), item);
                    return Ok(());
                }
                let Some(hash) = self.key(&key.val)? else {
                    return self.raise("TypeError", "the key cannot be one of a dictionary", at);
                };
                if let Object::Dict(table) = self.heap.change(*id) {
                    match table.get_mut(&hash) {
                        Some(pair) => pair.1 = item,
                        None => {
                            table.insert(hash, (key, item));
                        }
                    }
                }
                Ok(())
            }
            Val::List(id) => {
                let Val::Int(index) = key.val else {
                    let why = self.why_unknown(&key.val, at);
                    return self.lose(object, &why);
                };
                if let Object::List(items) = self.heap.get(*id) {
                    if items.iter().any(|item| item.many) {
                        let why = self.why_slice(at);
                        return self.lose(object, &why);
                    }
                    let Some(index) = position(index, items.len()) else {
                        return self.raise("IndexError", "list assignment index out of range", at);
                    };
                    if let Object::List(items) = self.heap.change(*id) {
                        items[index] = item;
                    }
                }
                Ok(())
            }
            _ => {
                let why = self.why_slice(at);
                self.lose(object, &why)
            }
        }
    }

    pub(super) fn delete(&mut self, target: &Expr, frame: &mut Frame) -> Eval<()> {
        let at = Self::at(frame, target.range());
        match target {
            Expr::Name(name) => {
                self.heap.change_space(frame.locals).names.shift_remove(name.id.as_str());
                Ok(())
            }
            Expr::Subscript(subscript) => {
                let object = self.evaluate(&subscript.value, frame)?;
                let key = match &*subscript.slice {
                    Expr::Slice(slice) => return self.set_slice(&object, slice, None, at, frame),
                    slice => self.evaluate(slice, frame)?,
                };
                match (&object, &key) {
                    (Val::Dict(_), _) => self.pop_key(&object, &key, None, at).map(drop),
                    (Val::List(id), Val::Int(index)) => {
                        let id = *id;
                        if let Object::List(items) = self.heap.change(id) {
                            match position(*index, items.len()) {
                                Some(index) if !items.iter().any(|item| item.many) => {
                                    items.remove(index);
                                }
                                _ => return self.raise("IndexError", "list index out of range", at),
                            }
                        }
                        Ok(())
                    }
                    _ => {
                        let why = self.why_slice(at);
                        self.lose(&object, &why)
                    }
                }
            }
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|target| self.delete(target, frame)),
            _ => Ok(()),
        }
    }

    /// The object has been, or may have been, changed in ways that are not known.
    pub(super) fn lose(&mut self, object: &Val, why: &Arc<Unk>) -> Eval<()> {
        match object {
            Val::List(id) | Val::Dict(id) | Val::Set(id) => {
                *self.heap.change(*id) = Object::Lost(Arc::clone(why));
            }
            Val::Instance(id) => {
                if let Object::Instance(instance) = self.heap.change(*id) {
                    for item in instance.fields.values_mut() {
                        item.val = Val::Unknown(Arc::clone(why));
                    }
                }
            }
            Val::Space(id) => {
                self.steps(self.heap.get(*id).size())?;
                let space = self.heap.change_space(*id);
                space.open = Some(Arc::clone(why));
                for (name, item) in &mut space.names {
                    if !name.starts_with("__") {
                        item.val = Val::Unknown(Arc::clone(why));
                    }
                }
            }
            Val::Tuple(tuple) => {
                for item in &tuple.items {
                    self.step()?;
                    self.lose(&item.val, why)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The names that a statement would have bound, had it not failed.
    pub(super) fn lose_names(&mut self, statement: &Stmt, why: &Arc<Unk>, frame: &Frame) -> Eval<()> {
        let mut names = Vec::new();
        bound(std::slice::from_ref(statement), &mut names);
        for (name, range) in names {
            let at = Self::at(frame, range);
            self.set_name(&name, Item::new(Val::Unknown(Arc::clone(why)), at), frame)?;
        }
        Ok(())
    }

    /// Before statements that run any number of times: what they change is unknown already when they begin.
    pub(super) fn lose_block(&mut self, statements: &[Stmt], why: &Arc<Unk>, frame: &Frame) -> Eval<()> {
        let mut names = Vec::new();
        bound(statements, &mut names);
        for (name, range) in names {
            let at = Self::at(frame, range);
            self.set_name(&name, Item::new(Val::Unknown(Arc::clone(why)), at), frame)?;
        }
        Ok(())
    }
}

/// The index that Python means, when there is such an item.
pub(super) fn position(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    let index = if index < 0 { index + length } else { index };
    (0..length).contains(&index).then(|| usize::try_from(index).ok()).flatten()
}

/// The names that statements bind, those within other statements included.
fn bound(statements: &[Stmt], names: &mut Vec<(Arc<str>, TextRange)>) {
    for statement in statements {
        match statement {
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| targets(target, names)),
            Stmt::AugAssign(assign) => targets(&assign.target, names),
            Stmt::AnnAssign(assign) => targets(&assign.target, names),
            Stmt::For(each) => {
                targets(&each.target, names);
                bound(&each.body, names);
                bound(&each.orelse, names);
            }
            Stmt::While(repeat) => {
                bound(&repeat.body, names);
                bound(&repeat.orelse, names);
            }
            Stmt::If(branch) => {
                bound(&branch.body, names);
                branch.elif_else_clauses.iter().for_each(|clause| bound(&clause.body, names));
            }
            Stmt::With(with) => {
                with.items
                    .iter()
                    .filter_map(|item| item.optional_vars.as_deref())
                    .for_each(|target| targets(target, names));
                bound(&with.body, names);
            }
            Stmt::Try(attempt) => {
                bound(&attempt.body, names);
                for ruff_python_ast::ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                    bound(&handler.body, names);
                }
                bound(&attempt.orelse, names);
                bound(&attempt.finalbody, names);
            }
            Stmt::ClassDef(class) => names.push((class.name.as_str().into(), class.name.range())),
            Stmt::FunctionDef(def) => names.push((def.name.as_str().into(), def.name.range())),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    names.push((name.split('.').next().unwrap_or(name).into(), alias.range()));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    names.push((name.into(), alias.range()));
                }
            }
            _ => {}
        }
    }
}

fn targets(target: &Expr, names: &mut Vec<(Arc<str>, TextRange)>) {
    match target {
        Expr::Name(name) => names.push((name.id.as_str().into(), name.range())),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| targets(target, names)),
        Expr::List(list) => list.elts.iter().for_each(|target| targets(target, names)),
        Expr::Starred(starred) => targets(&starred.value, names),
        // A list or dictionary of which an item could not be set is not quite known either.
        Expr::Subscript(subscript) => targets(&subscript.value, names),
        _ => {}
    }
}
