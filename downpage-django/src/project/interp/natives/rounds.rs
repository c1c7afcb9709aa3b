//! Built-in functions over the items of something: orders, pairs, ranges, sums.

use std::cmp::Ordering;

use super::super::Interpreter;
use super::super::call::Arguments;
use super::super::value::{Eval, Item, Val};

impl Interpreter {
    /// Items in order, by `key=` and `reverse=`; `None` when the order is not known.
    pub(super) fn sorted(&mut self, items: Vec<Item>, arguments: &Arguments) -> Eval<Option<Vec<Item>>> {
        let at = arguments.at;
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let key = match arguments.by_name("key").map(|key| key.val.clone()) {
                None | Some(Val::None) => item.val.clone(),
                Some(function) => self.call(&function, Arguments::of(vec![item.clone()], at))?,
            };
            keyed.push((key, item));
        }
        // Insertion by halves: a comparison may fail, which the sorts of Rust cannot tell.
        let mut sorted: Vec<(Val, Item)> = Vec::with_capacity(keyed.len());
        for (key, item) in keyed {
            let (mut low, mut high) = (0, sorted.len());
            while low < high {
                let middle = usize::midpoint(low, high);
                match self.order(&key, &sorted[middle].0)? {
                    Some(Ordering::Less) => high = middle,
                    Some(_) => low = middle + 1,
                    None => return Ok(None),
                }
            }
            self.steps((sorted.len() - low) / 64)?;
            sorted.insert(low, (key, item));
        }
        let mut sorted: Vec<Item> = sorted.into_iter().map(|(_, item)| item).collect();
        match arguments.by_name("reverse").map(|item| item.val.clone()) {
            None | Some(Val::Bool(false)) => {}
            Some(Val::Bool(true)) => sorted.reverse(),
            Some(_) => return Ok(None),
        }
        Ok(Some(sorted))
    }

    pub(super) fn rounds(&mut self, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let skip = usize::from(name != "zip");
        let mut columns = Vec::new();
        for item in &arguments.positional[skip..] {
            match self.items(&item.val, at)? {
                Ok(items) if items.iter().any(|item| item.many) => return Ok(self.computed(at)),
                Ok(items) => columns.push(items),
                Err(why) => return Ok(Val::Unknown(why)),
            }
        }
        let rounds = columns.iter().map(Vec::len).min().unwrap_or(0);
        let mut results = Vec::with_capacity(rounds);
        for index in 0..rounds {
            self.step()?;
            let row: Vec<Item> = columns.iter().map(|column| column[index].clone()).collect();
            let function = arguments.positional[0].val.clone();
            match name {
                "zip" => results.push(Item::new(self.tuple(row, at)?, at)),
                "map" => results.push(Item::new(self.call(&function, Arguments::of(row, at))?, at)),
                _ => {
                    let item = row[0].clone();
                    let kept = match function {
                        Val::None => item.val.clone(),
                        function => self.call(&function, Arguments::of(row, at))?,
                    };
                    match self.truth(&kept)? {
                        Some(true) => results.push(item),
                        Some(false) => {}
                        None => return Ok(Val::Unknown(self.why_unknown(&kept, at))),
                    }
                }
            }
        }
        Ok(self.list(results))
    }

    pub(super) fn range(&mut self, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let numbers: Option<Vec<i64>> = arguments
            .positional
            .iter()
            .map(|item| match &item.val {
                Val::Int(number) => Some(*number),
                _ => None,
            })
            .collect();
        let (start, end, step) = match numbers.as_deref() {
            Some([end]) => (0, *end, 1),
            Some([start, end]) => (*start, *end, 1),
            Some([start, end, step]) if *step != 0 => (*start, *end, *step),
            _ => return self.call_computed(arguments),
        };
        let mut items = Vec::new();
        let mut number = start;
        while if step > 0 { number < end } else { number > end } {
            self.sized(items.len(), at)?;
            items.push(Item::new(Val::Int(number), at));
            match number.checked_add(step) {
                Some(next) => number = next,
                None => break,
            }
        }
        Ok(self.list(items))
    }

    pub(super) fn fold(&mut self, name: &str, value: &Val, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let items = if arguments.positional.len() > 1 && name != "sum" {
            arguments.positional.clone()
        } else {
            match self.items(value, at)? {
                Ok(items) => items,
                Err(why) => return Ok(Val::Unknown(why)),
            }
        };
        if items.iter().any(|item| item.many) || arguments.by_name("key").is_some() {
            return self.call_computed(arguments);
        }
        match name {
            "any" | "all" => {
                let stops = name == "any";
                for item in items {
                    match self.truth(&item.val)? {
                        Some(truth) if truth == stops => return Ok(Val::Bool(stops)),
                        Some(_) => {}
                        None => return Ok(Val::Unknown(self.why_unknown(&item.val, at))),
                    }
                }
                Ok(Val::Bool(!stops))
            }
            "sum" => {
                let start = arguments.value(1, "start").cloned().unwrap_or(Val::Int(0));
                let mut sum = Item::new(start, at);
                for item in items {
                    sum.val = self.binary(ruff_python_ast::Operator::Add, &sum, &item, at)?;
                }
                Ok(sum.val)
            }
            _ => {
                let wanted = if name == "min" { Ordering::Less } else { Ordering::Greater };
                let mut best: Option<Item> = None;
                for item in items {
                    let better = match &best {
                        None => true,
                        Some(best) => match self.order(&item.val, &best.val)? {
                            Some(order) => order == wanted,
                            None => return self.call_computed(arguments),
                        },
                    };
                    if better {
                        best = Some(item);
                    }
                }
                match best
                    .map(|item| item.val)
                    .or_else(|| arguments.by_name("default").map(|item| item.val.clone()))
                {
                    Some(best) => Ok(best),
                    None => self.raise("ValueError", "there are no items", at),
                }
            }
        }
    }
}
