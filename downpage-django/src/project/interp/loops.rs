//! `for` and `while`, also when nobody knows how often they run.

use std::sync::Arc;

use ruff_python_ast::{StmtFor, StmtWhile};
use ruff_text_size::Ranged;

use super::value::{Eval, Item, Unk, Val};
use super::{Flow, Frame, Interpreter};

impl Interpreter {
    pub(super) fn each(&mut self, each: &StmtFor, frame: &mut Frame) -> Eval<Flow> {
        let at = Self::at(frame, each.iter.range());
        let value = self.evaluate(&each.iter, frame)?;
        let items = self.items(&value, at)?;
        let mut items = match items {
            Ok(items) => items.into_iter(),
            Err(why) => {
                let item = Item::new(Val::Unknown(Arc::clone(&why)), at);
                self.lose_block(&each.body, &why, frame)?;
                let body = self.any_times(&why, |this| {
                    this.assign(&each.target, item, frame)?;
                    this.block(&each.body, frame)
                })?;
                drop(self.any_times(&why, |this| this.block(&each.orelse, frame))?);
                return Ok(after_loop(body, why));
            }
        };
        while let Some(item) = items.next() {
            self.step()?;
            if item.many {
                let why = self.why_unknown(&item.val, at);
                self.lose_block(&each.body, &why, frame)?;
                let item = Item { many: false, ..item };
                drop(self.any_times(&why, |this| {
                    this.assign(&each.target, item, frame)?;
                    this.block(&each.body, frame)
                })?);
                continue;
            }
            self.assign(&each.target, item, frame)?;
            match self.block(&each.body, frame)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                Flow::Return(item) => return Ok(Flow::Return(item)),
                Flow::Perhaps(flow, why) => match *flow {
                    Flow::Next | Flow::Continue | Flow::Perhaps(..) => {}
                    flow @ (Flow::Break | Flow::Return(_)) => {
                        for item in items.by_ref() {
                            drop(self.any_times(&why, |this| {
                                this.assign(&each.target, item, frame)?;
                                this.block(&each.body, frame)
                            })?);
                        }
                        return Ok(after_loop(Ok(Flow::Perhaps(Box::new(flow), Arc::clone(&why))), why));
                    }
                },
            }
        }
        self.block(&each.orelse, frame)
    }

    pub(super) fn repeat(&mut self, repeat: &StmtWhile, frame: &mut Frame) -> Eval<Flow> {
        loop {
            self.step()?;
            let value = self.evaluate(&repeat.test, frame)?;
            match self.truth(&value)? {
                Some(false) => return self.block(&repeat.orelse, frame),
                Some(true) => match self.block(&repeat.body, frame)? {
                    Flow::Next | Flow::Continue => {}
                    Flow::Break => return Ok(Flow::Next),
                    Flow::Return(item) => return Ok(Flow::Return(item)),
                    Flow::Perhaps(flow, why) => match *flow {
                        Flow::Next | Flow::Continue | Flow::Perhaps(..) => {}
                        flow => return self.rest_of_loop(repeat, flow, &why, frame),
                    },
                },
                None => {
                    let why = self.condition(&repeat.test, &value, frame);
                    return self.rest_of_loop(repeat, Flow::Next, &why, frame);
                }
            }
        }
    }

    /// A loop of which nobody knows how often it still runs.
    fn rest_of_loop(
        &mut self,
        repeat: &StmtWhile,
        flow: Flow,
        why: &Arc<Unk>,
        frame: &mut Frame,
    ) -> Eval<Flow> {
        self.lose_block(&repeat.body, why, frame)?;
        let body = self.any_times(why, |this| this.block(&repeat.body, frame))?;
        let body = if matches!(flow, Flow::Return(_)) { Ok(flow) } else { body };
        Ok(after_loop(body, Arc::clone(why)))
    }
}

/// How a loop ended of which the last rounds are in doubt.
fn after_loop(body: Eval<Flow>, why: Arc<Unk>) -> Flow {
    let returned = match body {
        Ok(Flow::Return(item)) => Some(item),
        Ok(Flow::Perhaps(flow, _)) => match *flow {
            Flow::Return(item) => Some(item),
            _ => None,
        },
        _ => None,
    };
    match returned {
        Some(item) => {
            let value = Item::new(Val::Unknown(Arc::clone(&why)), item.at);
            Flow::Perhaps(Box::new(Flow::Return(value)), why)
        }
        None => Flow::Next,
    }
}
