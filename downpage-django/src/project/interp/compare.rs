//! Comparisons: equality, order, membership.

use std::cmp::Ordering;
use std::sync::Arc;

use ruff_python_ast::CmpOp;

use super::heap::identical;
use super::value::{At, Eval, Item, Object, Val};
use super::{Interpreter, natives};

impl Interpreter {
    /// `left op right`; `None` when it is not known.
    pub(super) fn compare(&mut self, op: CmpOp, left: &Val, right: &Val, at: At) -> Eval<Option<bool>> {
        self.step()?;
        let (left, right) = (&self.force(left)?, &self.force(right)?);
        let not = |known: Option<bool>| known.map(|known| !known);
        Ok(match op {
            CmpOp::Eq => self.equal(left, right)?,
            CmpOp::NotEq => not(self.equal(left, right)?),
            CmpOp::Is => self.is(left, right),
            CmpOp::IsNot => not(self.is(left, right)),
            CmpOp::In => self.contains(right, left, at)?,
            CmpOp::NotIn => not(self.contains(right, left, at)?),
            CmpOp::Lt => self.order(left, right)?.map(Ordering::is_lt),
            CmpOp::LtE => self.order(left, right)?.map(Ordering::is_le),
            CmpOp::Gt => self.order(left, right)?.map(Ordering::is_gt),
            CmpOp::GtE => self.order(left, right)?.map(Ordering::is_ge),
        })
    }

    #[expect(clippy::unused_self, reason = "reads as its siblings do")]
    fn is(&self, left: &Val, right: &Val) -> Option<bool> {
        match (left, right) {
            (Val::Unknown(_), _) | (_, Val::Unknown(_)) => None,
            (Val::Bool(a), Val::Bool(b)) => Some(a == b),
            // Small numbers and constants are shared or not, as CPython likes.
            (Val::Int(a), Val::Int(b)) if a != b => Some(false),
            (Val::Int(_), Val::Int(_)) | (Val::Str(_), Val::Str(_)) => None,
            _ => Some(identical(left, right)),
        }
    }

    /// Whether two values are equal; `None` when it is not known.
    pub(super) fn equal(&mut self, left: &Val, right: &Val) -> Eval<Option<bool>> {
        stacker::maybe_grow(super::RED_ZONE, super::STACK, || self.equal_within(left, right, 0))
    }

    fn equal_within(&mut self, left: &Val, right: &Val, depth: usize) -> Eval<Option<bool>> {
        const DEEPEST: usize = 200;
        self.step()?;
        if depth > DEEPEST {
            return Ok(None);
        }
        if self.lost(left).is_some() || self.lost(right).is_some() {
            return Ok(None);
        }
        if identical(left, right) {
            return Ok(Some(true));
        }
        Ok(match (left, right) {
            (Val::Lazy(a, x), Val::Lazy(b, y)) => (a == b && x == y).then_some(true),
            (Val::Lazy(..), _) | (_, Val::Lazy(..)) => None,
            (Val::Instance(_) | Val::Foreign(_) | Val::Method(_), _)
            | (_, Val::Instance(_) | Val::Foreign(_) | Val::Method(_)) => None,
            (Val::Float(a), Val::Float(b)) => Some(a.partial_cmp(b) == Some(Ordering::Equal)),
            (Val::Tuple(a), Val::Tuple(b)) => self.equal_items(&a.items, &b.items, depth)?,
            (Val::List(a), Val::List(b)) => {
                let (Object::List(a), Object::List(b)) = (self.heap.get(*a), self.heap.get(*b)) else {
                    return Ok(None);
                };
                let (a, b) = (a.clone(), b.clone());
                self.equal_items(&a, &b, depth)?
            }
            (Val::Dict(a), Val::Dict(b)) => {
                let (Object::Dict(a), Object::Dict(b)) = (self.heap.get(*a), self.heap.get(*b)) else {
                    return Ok(None);
                };
                if a.len() != b.len() || !a.keys().all(|key| b.contains_key(key)) {
                    return Ok(Some(false));
                }
                let pairs: Vec<(Val, Val)> = a
                    .iter()
                    .filter_map(|(key, (_, value))| Some((value.val.clone(), b.get(key)?.1.val.clone())))
                    .collect();
                let mut equal = Some(true);
                for (one, other) in pairs {
                    match self.equal_within(&one, &other, depth + 1)? {
                        Some(false) => return Ok(Some(false)),
                        None => equal = None,
                        Some(true) => {}
                    }
                }
                equal
            }
            (Val::Set(a), Val::Set(b)) => {
                let (Object::Set(a), Object::Set(b)) = (self.heap.get(*a), self.heap.get(*b)) else {
                    return Ok(None);
                };
                Some(a.len() == b.len() && a.keys().all(|key| b.contains_key(key)))
            }
            _ => match (self.key(left)?, self.key(right)?) {
                (Some(a), Some(b)) => Some(a == b),
                _ => Some(false),
            },
        })
    }

    fn equal_items(&mut self, a: &[Item], b: &[Item], depth: usize) -> Eval<Option<bool>> {
        if a.iter().chain(b).any(|item| item.many) {
            return Ok(None);
        }
        if a.len() != b.len() {
            return Ok(Some(false));
        }
        let mut equal = Some(true);
        for (one, other) in a.iter().zip(b) {
            match self.equal_within(&one.val, &other.val, depth + 1)? {
                Some(false) => return Ok(Some(false)),
                None => equal = None,
                Some(true) => {}
            }
        }
        Ok(equal)
    }

    /// Which of two values comes first.
    pub(super) fn order(&mut self, left: &Val, right: &Val) -> Eval<Option<Ordering>> {
        self.step()?;
        Ok(match (left, right) {
            (Val::Str(a), Val::Str(b)) | (Val::Path(a), Val::Path(b)) => {
                self.steps(a.len().min(b.len()) / 64)?;
                // By code points, which is by bytes in UTF-8.
                Some(a.cmp(b))
            }
            (Val::Int(a), Val::Int(b)) => Some(a.cmp(b)),
            (Val::Int(_) | Val::Float(_) | Val::Bool(_), Val::Int(_) | Val::Float(_) | Val::Bool(_)) => {
                natives::float(left).partial_cmp(&natives::float(right))
            }
            (Val::Tuple(_) | Val::List(_), Val::Tuple(_) | Val::List(_)) => {
                let nowhere = At::default();
                let (Ok(a), Ok(b)) = (self.items(left, nowhere)?, self.items(right, nowhere)?) else {
                    return Ok(None);
                };
                if a.iter().chain(&b).any(|item| item.many) {
                    return Ok(None);
                }
                for (one, other) in a.iter().zip(&b) {
                    match self.equal(&one.val, &other.val)? {
                        Some(true) => {}
                        Some(false) => {
                            return stacker::maybe_grow(super::RED_ZONE, super::STACK, || {
                                self.order(&one.val, &other.val)
                            });
                        }
                        None => return Ok(None),
                    }
                }
                Some(a.len().cmp(&b.len()))
            }
            _ => None,
        })
    }

    /// Whether `item` is in `container`.
    pub(super) fn contains(&mut self, container: &Val, item: &Val, at: At) -> Eval<Option<bool>> {
        if self.lost(container).is_some() {
            return Ok(None);
        }
        match container {
            Val::Str(text) => match item {
                Val::Str(part) => {
                    self.steps(text.len() / 64)?;
                    Ok(Some(text.contains(&**part)))
                }
                _ => Ok(None),
            },
            Val::Dict(id) | Val::Set(id) => {
                let (id, Some(key)) = (*id, self.key(item)?) else { return Ok(None) };
                Ok(match self.heap.get(id) {
                    Object::Dict(table) => match table.get(&key) {
                        // It may be there or not.
                        Some((_, value)) if value.val.unknown().is_some() => None,
                        found => Some(found.is_some()),
                    },
                    Object::Set(items) if items.values().any(|item| item.many) => {
                        items.contains_key(&key).then_some(true)
                    }
                    Object::Set(items) => Some(items.contains_key(&key)),
                    _ => None,
                })
            }
            Val::Space(id) => {
                let Val::Str(name) = item else { return Ok(None) };
                let space = self.heap.space(*id);
                Ok(match space.names.get(&**name) {
                    Some(value) if value.val.unknown().is_none() => Some(true),
                    Some(_) => None,
                    None if space.open.is_some() => None,
                    None => Some(false),
                })
            }
            Val::List(_) | Val::Tuple(_) => {
                let Ok(items) = self.items(container, at)? else { return Ok(None) };
                let mut found = Some(false);
                for other in items {
                    if other.many {
                        found = None;
                        continue;
                    }
                    match self.equal(&other.val, item)? {
                        Some(true) => return Ok(Some(true)),
                        None => found = None,
                        Some(false) => {}
                    }
                }
                Ok(found)
            }
            _ => Ok(None),
        }
    }

    /// A known truth, or an unknown value for the reason that one of the two is unknown.
    pub(super) fn known(&mut self, truth: Option<bool>, parts: &[&Val], at: At) -> Val {
        match truth {
            Some(truth) => Val::Bool(truth),
            None => {
                let why = parts.iter().find_map(|part| self.lost(part));
                Val::Unknown(why.unwrap_or_else(|| Arc::clone(&self.why_computed(at))))
            }
        }
    }
}
