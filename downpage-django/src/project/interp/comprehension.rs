//! Comprehensions and generator expressions: all their rounds at once.

use ruff_python_ast::{Comprehension, Expr};
use ruff_text_size::Ranged;

use super::value::{Eval, Item, Known, Object, Space, Val};
use super::{Frame, Interpreter};

impl Interpreter {
    /// The list of what `element` gives in each round.
    pub(super) fn listed(&mut self, generators: &[Comprehension], element: &Expr, frame: &Frame) -> Eval {
        Ok(match self.gathered(generators, element, frame)? {
            Ok(items) => self.list(items),
            Err(why) => Val::Unknown(why),
        })
    }

    /// What `element` gives in each round, or why that is not known.
    pub(super) fn gathered(
        &mut self,
        generators: &[Comprehension],
        element: &Expr,
        frame: &Frame,
    ) -> Eval<Known<Vec<Item>>> {
        self.comprehended(generators, frame, |this, frame| this.item(element, frame))
    }

    /// What `inside` gives for each round of the generators, or why that is not known.
    pub(super) fn comprehended<T>(
        &mut self,
        generators: &[Comprehension],
        frame: &Frame,
        mut inside: impl FnMut(&mut Self, &mut Frame) -> Eval<T>,
    ) -> Eval<Known<Vec<T>>> {
        let space = self.heap.add(Object::Space(Space::default()));
        let mut enclosing = frame.enclosing.clone();
        if frame.locals != frame.globals {
            enclosing.insert(0, frame.locals);
        }
        let mut inner = Frame { locals: space, enclosing, ..frame.clone() };
        let mut results = Vec::new();
        let outcome = self.generate(generators, &mut inner, &mut |this, frame| {
            let result = inside(this, frame)?;
            results.push(result);
            this.steps(1)
        })?;
        Ok(outcome.map(|()| results))
    }

    fn generate(
        &mut self,
        generators: &[Comprehension],
        frame: &mut Frame,
        inside: &mut dyn FnMut(&mut Self, &mut Frame) -> Eval<()>,
    ) -> Eval<Known<()>> {
        let Some((generator, rest)) = generators.split_first() else {
            inside(self, frame)?;
            return Ok(Ok(()));
        };
        let at = Self::at(frame, generator.iter.range());
        let value = self.evaluate(&generator.iter, frame)?;
        let items = match self.items(&value, at)? {
            Ok(items) => items,
            Err(why) => return Ok(Err(why)),
        };
        for item in items {
            self.step()?;
            if item.many {
                return Ok(Err(self.why_unknown(&item.val, at)));
            }
            self.assign(&generator.target, item, frame)?;
            let mut holds = true;
            for test in &generator.ifs {
                let value = self.evaluate(test, frame)?;
                match self.truth(&value)? {
                    Some(true) => {}
                    Some(false) => {
                        holds = false;
                        break;
                    }
                    None => return Ok(Err(self.condition(test, &value, frame))),
                }
            }
            if holds && let Err(why) = self.generate(rest, frame, inside)? {
                return Ok(Err(why));
            }
        }
        Ok(Ok(()))
    }
}
