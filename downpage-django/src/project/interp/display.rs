//! Lists, tuples, sets and dictionaries that are written out.

use std::sync::Arc;

use ruff_python_ast::{Expr, ExprDict};
use ruff_text_size::Ranged;

use super::value::{At, Eval, Item, Key, Known, Object, Table, Val};
use super::{Frame, Interpreter};

impl Interpreter {
    /// The items of a display: `[a, *b]`.
    pub(super) fn elements(&mut self, elements: &[Expr], frame: &mut Frame) -> Eval<Vec<Item>> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Expr::Starred(starred) => {
                    let at = Self::at(frame, starred.range());
                    let value = self.evaluate(&starred.value, frame)?;
                    match self.items(&value, at)? {
                        Ok(more) => items.extend(more),
                        Err(why) => items.push(Item { val: Val::Unknown(why), at, many: true }),
                    }
                    self.sized(items.len(), at)?;
                }
                element => items.push(self.item(element, frame)?),
            }
        }
        Ok(items)
    }

    pub(super) fn set_of(&mut self, items: Vec<Item>) -> Eval {
        let mut set = indexmap::IndexMap::with_capacity(items.len());
        for item in items {
            let key = match self.key(&item.val)? {
                Some(key) => key,
                None if item.val.unknown().is_some() => Key::Other(format!("unknown {}", set.len())),
                None => return self.raise("TypeError", "the value cannot be an item of a set", item.at),
            };
            let mut item = item;
            // An unknown item may be equal to another one.
            item.many |= item.val.unknown().is_some();
            set.entry(key).or_insert(item);
        }
        Ok(Val::Set(self.heap.add(Object::Set(set))))
    }

    pub(super) fn dict_of(&mut self, pairs: Vec<(Item, Item)>, at: At) -> Eval {
        let mut table = Table::with_capacity(pairs.len());
        for (key, value) in pairs {
            if let Some(why) = self.lost(&key.val) {
                return Ok(Val::Unknown(why));
            }
            let Some(hash) = self.key(&key.val)? else {
                return self.raise("TypeError", "the key cannot be one of a dictionary", at);
            };
            match table.get_mut(&hash) {
                Some(pair) => pair.1 = value,
                None => {
                    table.insert(hash, (key, value));
                }
            }
        }
        Ok(self.dict(table))
    }

    pub(super) fn dictionary(&mut self, dict: &ExprDict, frame: &mut Frame) -> Eval {
        let mut pairs = Vec::with_capacity(dict.items.len());
        for item in &dict.items {
            let at = Self::at(frame, item.value.range());
            let value = self.item(&item.value, frame)?;
            match &item.key {
                Some(key) => pairs.push((self.item(key, frame)?, value)),
                None => match self.pairs(&value.val, at)? {
                    Ok(more) => pairs.extend(more),
                    Err(why) => return Ok(Val::Unknown(why)),
                },
            }
            self.sized(pairs.len(), at)?;
        }
        let at = Self::at(frame, dict.range());
        self.dict_of(pairs, at)
    }

    /// The pairs of a dictionary.
    pub(in crate::project) fn pairs(&mut self, value: &Val, at: At) -> Eval<Known<Vec<(Item, Item)>>> {
        let value = self.force(value)?;
        let pairs: Vec<(Item, Item)> = match &value {
            Val::Dict(id) => match self.heap.get(*id) {
                Object::Dict(table) => table.values().cloned().collect(),
                Object::Lost(why) => return Ok(Err(Arc::clone(why))),
                _ => Vec::new(),
            },
            Val::Space(id) => {
                let space = self.heap.space(*id);
                if let Some(why) = &space.open {
                    return Ok(Err(Arc::clone(why)));
                }
                let name = |name: &Arc<str>| Item::new(Val::Str(Arc::clone(name)), at);
                space.names.iter().map(|(key, value)| (name(key), value.clone())).collect()
            }
            value => return Ok(Err(self.why_unknown(value, at))),
        };
        self.steps(pairs.len())?;
        Ok(Ok(pairs))
    }
}
