//! Operators between two values.

use std::sync::Arc;

use ruff_python_ast::Operator;

use super::value::{At, Eval, Item, Object, Unk, Val};
use super::{Interpreter, natives};

impl Interpreter {
    /// `left op right`.
    pub(super) fn binary(&mut self, op: Operator, left: &Item, right: &Item, at: At) -> Eval {
        self.step()?;
        let (a, b) = (self.force(&left.val)?, self.force(&right.val)?);
        if op == Operator::Add
            && let Some(list) = self.added_lists(&a, &b, left.at, right.at, at)?
        {
            return Ok(list);
        }
        if op == Operator::Mod
            && let Val::Str(format) = &a
        {
            return Ok(match self.percent(format, &b, at)? {
                Ok(text) => Val::str(text),
                Err(why) => Val::Unknown(why),
            });
        }
        if let Some(why) = self.lost(&a).or_else(|| self.lost(&b)) {
            return Ok(Val::Unknown(why));
        }
        match (op, &a, &b) {
            (Operator::Add, Val::Str(x), Val::Str(y)) => {
                self.sized(x.len() + y.len(), at)?;
                Ok(Val::str(format!("{x}{y}")))
            }
            (Operator::Add, Val::Tuple(x), Val::Tuple(y)) => {
                self.sized(x.items.len() + y.items.len(), at)?;
                let items = x.items.iter().chain(&y.items).cloned().collect();
                self.steps(x.items.len() + y.items.len())?;
                self.tuple(items, at)
            }
            (Operator::Add, Val::Bytes(x), Val::Bytes(y)) => {
                self.sized(x.len() + y.len(), at)?;
                Ok(Val::Bytes([&**x, &**y].concat().into()))
            }
            (Operator::Mult, Val::Str(_) | Val::List(_) | Val::Tuple(_), Val::Int(times)) => {
                self.repeated(&a, *times, at)
            }
            (Operator::Mult, Val::Int(times), Val::Str(_) | Val::List(_) | Val::Tuple(_)) => {
                self.repeated(&b, *times, at)
            }
            (Operator::Div, Val::Path(x), Val::Path(y) | Val::Str(y)) => {
                Ok(Val::Path(natives::join_path(x, y).into()))
            }
            (Operator::Div, Val::Str(x), Val::Path(y)) => Ok(Val::Path(natives::join_path(x, y).into())),
            (Operator::BitOr, Val::Dict(_), Val::Dict(_)) => {
                let (Ok(mut pairs), Ok(more)) = (self.pairs(&a, at)?, self.pairs(&b, at)?) else {
                    return Ok(self.computed(at));
                };
                pairs.extend(more);
                self.dict_of(pairs, at)
            }
            (
                Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor,
                Val::Set(_),
                Val::Set(_),
            ) => self.sets(op, &a, &b, at),
            (Operator::Sub, Val::Instance(_), Val::Int(count)) => {
                Ok(self.env_path_up(&a, *count, at).unwrap_or_else(|| self.computed(at)))
            }
            (_, Val::Int(_) | Val::Bool(_), Val::Int(_) | Val::Bool(_)) => {
                let (x, y) = (natives::int(&a), natives::int(&b));
                self.whole(op, x, y, at)
            }
            (_, Val::Int(_) | Val::Bool(_) | Val::Float(_), Val::Int(_) | Val::Bool(_) | Val::Float(_)) => {
                let (x, y) = (natives::float(&a), natives::float(&b));
                self.floating(op, x, y, at)
            }
            (
                _,
                Val::Instance(_)
                | Val::Function(_)
                | Val::Native(_)
                | Val::Method(_)
                | Val::Lazy(..)
                | Val::Class(_),
                _,
            )
            | (
                _,
                _,
                Val::Instance(_)
                | Val::Function(_)
                | Val::Native(_)
                | Val::Method(_)
                | Val::Lazy(..)
                | Val::Class(_),
            ) => Ok(self.computed(at)),
            _ => self.raise("TypeError", "the operator does not fit the values", at),
        }
    }

    /// `list + list`, also where one of them is unknown: the known items stay known.
    fn added_lists(&mut self, a: &Val, b: &Val, left: At, right: At, at: At) -> Eval<Option<Val>> {
        let many = |why: Arc<Unk>, at| vec![Item { val: Val::Unknown(why), at, many: true }];
        let (one, other) = match (a, b) {
            (Val::List(_), Val::List(_)) => (self.items(a, left)?, self.items(b, right)?),
            (Val::List(_), Val::Unknown(why)) => (self.items(a, left)?, Err(Arc::clone(why))),
            (Val::Unknown(why), Val::List(_)) => (Err(Arc::clone(why)), self.items(b, right)?),
            _ => return Ok(None),
        };
        let mut items = one.unwrap_or_else(|why| many(why, left));
        items.extend(other.unwrap_or_else(|why| many(why, right)));
        self.sized(items.len(), at)?;
        Ok(Some(self.list(items)))
    }

    /// `old op= value`: what can change is changed in place.
    pub(super) fn in_place(&mut self, op: Operator, old: &Val, value: &Item, at: At) -> Eval {
        match (op, old) {
            (Operator::Add, Val::List(id)) => {
                self.extend(*id, &value.val, at)?;
                Ok(old.clone())
            }
            (Operator::BitOr, Val::Dict(_)) if self.lost(old).is_none() => {
                match self.pairs(&value.val, at)? {
                    Ok(pairs) => {
                        for (key, item) in pairs {
                            self.set_item(old, key, item, at)?;
                        }
                    }
                    Err(why) => self.lose(old, &why)?,
                }
                Ok(old.clone())
            }
            (Operator::BitOr, Val::Set(_)) if self.lost(old).is_none() => {
                let (old_item, value) = (Item::new(old.clone(), at), value.clone());
                let Val::Set(merged) = self.binary(op, &old_item, &value, at)? else {
                    return Ok(self.computed(at));
                };
                if let (Val::Set(id), object) = (old, self.heap.get(merged).clone()) {
                    *self.heap.change(*id) = object;
                }
                Ok(old.clone())
            }
            _ => self.binary(op, &Item::new(old.clone(), at), value, at),
        }
    }

    /// `list.extend(value)`.
    pub(super) fn extend(&mut self, id: super::value::Id, value: &Val, at: At) -> Eval<()> {
        let more = match self.items(value, at)? {
            Ok(more) => more,
            Err(why) => vec![Item { val: Val::Unknown(why), at, many: true }],
        };
        let length = more.len() + self.heap.get(id).size();
        self.sized(length, at)?;
        if let Object::List(items) = self.heap.change(id) {
            items.extend(more);
        }
        Ok(())
    }

    fn repeated(&mut self, value: &Val, times: i64, at: At) -> Eval {
        let times = usize::try_from(times).unwrap_or(0);
        match value {
            Val::Str(text) => {
                self.sized(text.len().saturating_mul(times), at)?;
                Ok(Val::str(text.repeat(times)))
            }
            value => {
                let items = match self.items(value, at)? {
                    Ok(items) => items,
                    Err(why) => return Ok(Val::Unknown(why)),
                };
                let length = items.len().saturating_mul(times);
                self.sized(length, at)?;
                self.steps(length)?;
                let items: Vec<Item> = (0..times).flat_map(|_| items.iter().cloned()).collect();
                if let Val::Tuple(_) = value { self.tuple(items, at) } else { Ok(self.list(items)) }
            }
        }
    }

    fn sets(&mut self, op: Operator, a: &Val, b: &Val, at: At) -> Eval {
        let (Val::Set(a), Val::Set(b)) = (a, b) else { return Ok(self.computed(at)) };
        let (Object::Set(a), Object::Set(b)) = (self.heap.get(*a), self.heap.get(*b)) else {
            return Ok(self.computed(at));
        };
        if op != Operator::BitOr && a.values().chain(b.values()).any(|item| item.many) {
            return Ok(self.computed(at));
        }
        let only = |a: &indexmap::IndexMap<super::value::Key, Item>,
                    b: &indexmap::IndexMap<super::value::Key, Item>,
                    both: bool| {
            a.iter()
                .filter(|(key, _)| b.contains_key(*key) == both)
                .map(|(_, item)| item.clone())
                .collect::<Vec<_>>()
        };
        let items = match op {
            Operator::BitOr => a.values().chain(b.values()).cloned().collect(),
            Operator::BitAnd => only(a, b, true),
            Operator::Sub => only(a, b, false),
            _ => [only(a, b, false), only(b, a, false)].concat(),
        };
        self.steps(items.len())?;
        self.set_of(items)
    }

    fn whole(&mut self, op: Operator, x: i64, y: i64, at: At) -> Eval {
        let number = match op {
            Operator::Add => x.checked_add(y),
            Operator::Sub => x.checked_sub(y),
            Operator::Mult => x.checked_mul(y),
            Operator::Div | Operator::FloorDiv | Operator::Mod if y == 0 => {
                return self.raise("ZeroDivisionError", "division by zero", at);
            }
            #[expect(clippy::cast_precision_loss, reason = "Python's division is one of floats")]
            Operator::Div => return Ok(Val::Float(x as f64 / y as f64)),
            Operator::FloorDiv => x.checked_div_euclid(y).map(|quotient| floor(x, y, quotient)),
            Operator::Mod => {
                x.checked_rem(y).map(|rest| if rest != 0 && (rest < 0) != (y < 0) { rest + y } else { rest })
            }
            Operator::Pow if y >= 0 => u32::try_from(y).ok().and_then(|y| x.checked_pow(y)),
            Operator::LShift => u32::try_from(y).ok().filter(|y| *y < 63).and_then(|y| x.checked_mul(1 << y)),
            Operator::RShift if y >= 0 => Some(x >> y.min(63)),
            Operator::BitOr => Some(x | y),
            Operator::BitAnd => Some(x & y),
            Operator::BitXor => Some(x ^ y),
            _ => None,
        };
        Ok(number.map_or_else(|| self.computed(at), Val::Int))
    }

    fn floating(&mut self, op: Operator, x: f64, y: f64, at: At) -> Eval {
        Ok(Val::Float(match op {
            Operator::Add => x + y,
            Operator::Sub => x - y,
            Operator::Mult => x * y,
            Operator::Div if y == 0.0 => return self.raise("ZeroDivisionError", "division by zero", at),
            Operator::Div => x / y,
            _ => return Ok(self.computed(at)),
        }))
    }
}

/// Python's floor division, of Rust's Euclidean one.
fn floor(x: i64, y: i64, quotient: i64) -> i64 {
    // Euclid's remainder is never negative; Python's has the sign of the divisor.
    if y < 0 && x.rem_euclid(y) != 0 { quotient - 1 } else { quotient }
}
