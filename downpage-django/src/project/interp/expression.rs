//! Expressions.

use std::sync::Arc;

use ruff_python_ast::{
    BoolOp, Expr, ExprBoolOp, ExprCall, ExprCompare, ExprIf, ExprSubscript, FStringPart,
    InterpolatedStringElement, InterpolatedStringElements, Number, UnaryOp,
};
use ruff_text_size::Ranged;

use super::value::{At, Code, Eval, Function, Item, Known, Val};
use super::{Frame, Interpreter, natives};

impl Interpreter {
    /// The value of an expression, with its place.
    pub(super) fn item(&mut self, expression: &Expr, frame: &mut Frame) -> Eval<Item> {
        let val = self.evaluate(expression, frame)?;
        Ok(Item::new(val, Self::at(frame, expression.range())))
    }

    /// The value of an expression.
    pub(super) fn evaluate(&mut self, expression: &Expr, frame: &mut Frame) -> Eval {
        self.step()?;
        stacker::maybe_grow(super::RED_ZONE, super::STACK, || self.expression(expression, frame))
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    fn expression(&mut self, expression: &Expr, frame: &mut Frame) -> Eval {
        let at = Self::at(frame, expression.range());
        match expression {
            Expr::NoneLiteral(_) => Ok(Val::None),
            Expr::BooleanLiteral(literal) => Ok(Val::Bool(literal.value)),
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                self.steps(text.len() / 64)?;
                Ok(Val::str(text))
            }
            Expr::BytesLiteral(literal) => {
                let bytes: Vec<u8> =
                    literal.value.as_slice().iter().flat_map(|part| part.value.to_vec()).collect();
                Ok(Val::Bytes(bytes.into()))
            }
            Expr::NumberLiteral(literal) => Ok(match &literal.value {
                Number::Int(number) => match number.as_i64() {
                    Some(number) => Val::Int(number),
                    None => self.unknown(at, "the number is too large to be read here"),
                },
                Number::Float(number) => Val::Float(*number),
                Number::Complex { .. } => self.unknown(at, "complex numbers are not read here"),
            }),
            Expr::Name(name) => self.name(name.id.as_str(), at, frame),
            Expr::Attribute(attribute) => {
                let value = self.evaluate(&attribute.value, frame)?;
                self.attribute(&value, attribute.attr.as_str(), at)
            }
            Expr::Subscript(subscript) => self.subscripted(subscript, at, frame),
            Expr::Call(call) => self.call_expression(call, at, frame),
            Expr::List(list) => {
                let items = self.elements(&list.elts, frame)?;
                Ok(self.list(items))
            }
            Expr::Tuple(tuple) => {
                let items = self.elements(&tuple.elts, frame)?;
                self.tuple(items, at)
            }
            Expr::Set(set) => {
                let items = self.elements(&set.elts, frame)?;
                self.set_of(items)
            }
            Expr::Dict(dict) => self.dictionary(dict, frame),
            Expr::BinOp(operation) => {
                let left = self.item(&operation.left, frame)?;
                let right = self.item(&operation.right, frame)?;
                self.binary(operation.op, &left, &right, at)
            }
            Expr::UnaryOp(operation) => {
                let value = self.evaluate(&operation.operand, frame)?;
                self.unary(operation.op, &value, at)
            }
            Expr::BoolOp(operation) => self.logic(operation, frame),
            Expr::Compare(comparison) => self.comparison(comparison, at, frame),
            Expr::If(choice) => self.choice(choice, frame),
            Expr::FString(text) => {
                let mut out = String::new();
                for part in &text.value {
                    match part {
                        FStringPart::Literal(literal) => out.push_str(literal.as_str()),
                        FStringPart::FString(text) => {
                            if let Err(why) = self.interpolated(&text.elements, &mut out, frame)? {
                                return Ok(Val::Unknown(why));
                            }
                        }
                    }
                }
                self.sized(out.len(), at)?;
                Ok(Val::str(out))
            }
            Expr::ListComp(comprehension) => {
                self.listed(&comprehension.generators, &comprehension.elt, frame)
            }
            Expr::Generator(comprehension) => {
                self.listed(&comprehension.generators, &comprehension.elt, frame)
            }
            Expr::SetComp(comprehension) => {
                match self.gathered(&comprehension.generators, &comprehension.elt, frame)? {
                    Ok(items) => self.set_of(items),
                    Err(why) => Ok(Val::Unknown(why)),
                }
            }
            Expr::DictComp(comprehension) => {
                let Some(key) = &comprehension.key else { return Ok(self.computed(at)) };
                let pairs = self.comprehended(&comprehension.generators, frame, |this, frame| {
                    let key = this.item(key, frame)?;
                    let value = this.item(&comprehension.value, frame)?;
                    Ok((key, value))
                })?;
                match pairs {
                    Ok(pairs) => self.dict_of(pairs, at),
                    Err(why) => Ok(Val::Unknown(why)),
                }
            }
            Expr::Lambda(lambda) => {
                self.steps(lambda.range().len().to_usize() / 64)?;
                let code = Code::Lambda(lambda.parameters.clone(), lambda.body.clone());
                self.function("<lambda>".into(), code, at, frame)
            }
            Expr::Named(named) => {
                let item = self.item(&named.value, frame)?;
                let value = item.val.clone();
                self.assign(&named.target, item, frame)?;
                Ok(value)
            }
            Expr::Starred(starred) => self.evaluate(&starred.value, frame),
            Expr::EllipsisLiteral(_) => Ok(Val::Native("Ellipsis".into())),
            Expr::Await(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::TString(_)
            | Expr::Slice(_)
            | Expr::IpyEscapeCommand(_) => Ok(self.computed(at)),
        }
    }

    fn name(&mut self, name: &str, at: At, frame: &Frame) -> Eval {
        let elsewhere = frame.elsewhere.iter().find(|(known, _)| **known == *name).map(|(_, space)| *space);
        let spaces = elsewhere
            .into_iter()
            .chain([frame.locals])
            .chain(frame.enclosing.iter().copied())
            .chain([frame.globals]);
        for space in spaces {
            let space = self.heap.space(space);
            if let Some(item) = space.names.get(name) {
                return Ok(item.val.clone());
            }
            if let Some(why) = &space.open {
                return Ok(Val::Unknown(Arc::clone(why)));
            }
        }
        if name == "__package__" {
            let package = if frame.package {
                &frame.module
            } else {
                frame.module.rsplit_once('.').map_or("", |split| split.0)
            };
            return Ok(Val::str(package));
        }
        if let Some(found) = natives::builtin(name) {
            return Ok(found);
        }
        self.raise("NameError", format!("the name `{name}` is not defined"), at)
    }

    /// A function that sees the names around it.
    pub(super) fn function(&mut self, name: Arc<str>, code: Code, at: At, frame: &mut Frame) -> Eval {
        let mut defaults = Vec::new();
        if let Some(parameters) = code.parameters() {
            let with_default =
                parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
            for parameter in with_default {
                if let Some(default) = &parameter.default {
                    defaults.push((Arc::from(parameter.parameter.name.as_str()), self.item(default, frame)?));
                }
            }
        }
        let mut enclosing = frame.enclosing.clone();
        // The body of a class is no scope for the functions in it.
        let of_class = matches!(&code, Code::Def(_)) && frame.of_class;
        if frame.locals != frame.globals && !of_class {
            enclosing.insert(0, frame.locals);
        }
        let function = Function {
            name,
            code,
            at,
            defaults,
            module: Arc::clone(&frame.module),
            globals: frame.globals,
            enclosing,
        };
        Ok(Val::Function(Arc::new(function)))
    }

    fn subscripted(&mut self, subscript: &ExprSubscript, at: At, frame: &mut Frame) -> Eval {
        let value = self.evaluate(&subscript.value, frame)?;
        let Expr::Slice(slice) = &*subscript.slice else {
            let key = self.evaluate(&subscript.slice, frame)?;
            return self.subscript(&value, &key, at);
        };
        let mut bounds = [None, None, None];
        for (bound, part) in bounds.iter_mut().zip([&slice.lower, &slice.upper, &slice.step]) {
            let Some(part) = part else { continue };
            match self.evaluate(part, frame)? {
                Val::None => {}
                Val::Int(number) => *bound = Some(number),
                Val::Unknown(why) => return Ok(Val::Unknown(why)),
                _ => return Ok(self.computed(at)),
            }
        }
        self.slice(&value, bounds, at)
    }

    fn slice(&mut self, value: &Val, [lower, upper, step]: [Option<i64>; 3], at: At) -> Eval {
        let value = self.force(value)?;
        let items = match self.items(&value, at)? {
            Ok(items) if items.iter().any(|item| item.many) => return Ok(self.computed(at)),
            Ok(items) => items,
            Err(why) => return Ok(Val::Unknown(why)),
        };
        let step = step.unwrap_or(1);
        if step == 0 {
            return self.raise("ValueError", "slice step cannot be zero", at);
        }
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let (least, most) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let clamp = |bound: Option<i64>, default: i64| {
            bound.map_or(default, |bound| {
                if bound < 0 { bound.saturating_add(length) } else { bound }.clamp(least, most)
            })
        };
        let (start, end) = if step > 0 {
            (clamp(lower, 0), clamp(upper, length))
        } else {
            (clamp(lower, length - 1), clamp(upper, -1))
        };
        let mut chosen = Vec::new();
        let mut index = start;
        while if step > 0 { index < end } else { index > end } {
            if let Some(item) = usize::try_from(index).ok().and_then(|index| items.get(index)) {
                chosen.push(item.clone());
            }
            index = index.saturating_add(step);
        }
        match value {
            Val::Str(_) => {
                let letters = chosen.iter().filter_map(|item| item.val.as_str());
                Ok(Val::str(letters.collect::<String>()))
            }
            Val::Tuple(_) => self.tuple(chosen, at),
            _ => Ok(self.list(chosen)),
        }
    }

    fn unary(&mut self, op: UnaryOp, value: &Val, at: At) -> Eval {
        let value = &self.force(value)?;
        if let Some(why) = value.unknown() {
            return Ok(Val::Unknown(Arc::clone(why)));
        }
        Ok(match (op, value) {
            (UnaryOp::Not, value) => {
                let truth = self.truth(value)?;
                self.known(truth.map(|truth| !truth), &[value], at)
            }
            (UnaryOp::USub, Val::Int(number)) => match number.checked_neg() {
                Some(number) => Val::Int(number),
                None => self.computed(at),
            },
            (UnaryOp::USub, Val::Float(number)) => Val::Float(-number),
            (UnaryOp::UAdd, Val::Int(_) | Val::Float(_)) => value.clone(),
            (UnaryOp::Invert, Val::Int(number)) => Val::Int(!number),
            _ => self.computed(at),
        })
    }

    fn logic(&mut self, operation: &ExprBoolOp, frame: &mut Frame) -> Eval {
        let stops = operation.op == BoolOp::Or;
        let mut last = Val::None;
        for (index, operand) in operation.values.iter().enumerate() {
            last = self.evaluate(operand, frame)?;
            if index + 1 == operation.values.len() {
                break;
            }
            match self.truth(&last)? {
                Some(truth) if truth == stops => return Ok(last),
                Some(_) => {}
                // `x or y` and `x and y` are unknown when `x` is; what `y` does is done perhaps.
                None => {
                    let at = Self::at(frame, operand.range());
                    let why = self.why_unknown(&last, at);
                    for operand in &operation.values[index + 1..] {
                        let mut inside = frame.clone();
                        drop(self.perhaps(&why, |this| this.evaluate(operand, &mut inside))?);
                    }
                    return Ok(Val::Unknown(why));
                }
            }
        }
        Ok(last)
    }

    fn comparison(&mut self, comparison: &ExprCompare, at: At, frame: &mut Frame) -> Eval {
        let mut left = self.evaluate(&comparison.left, frame)?;
        let mut unknown = None;
        for (op, right) in comparison.ops.iter().zip(&comparison.comparators) {
            let right = self.evaluate(right, frame)?;
            match self.compare(*op, &left, &right, at)? {
                Some(false) => return Ok(Val::Bool(false)),
                Some(true) => {}
                None => unknown = Some(self.known(None, &[&left, &right], at)),
            }
            left = right;
        }
        Ok(unknown.unwrap_or(Val::Bool(true)))
    }

    fn choice(&mut self, choice: &ExprIf, frame: &mut Frame) -> Eval {
        let test = self.evaluate(&choice.test, frame)?;
        match self.truth(&test)? {
            Some(true) => self.evaluate(&choice.body, frame),
            Some(false) => self.evaluate(&choice.orelse, frame),
            None => {
                let why = self.condition(&choice.test, &test, frame);
                let (mut one, mut other) = (frame.clone(), frame.clone());
                let (first, second) = self.fork(
                    &why,
                    |this| this.evaluate(&choice.body, &mut one),
                    |this| this.evaluate(&choice.orelse, &mut other),
                )?;
                match (first, second) {
                    (Ok(first), Ok(second)) if self.same(&first, &second)? => Ok(first),
                    (Err(stop), Err(_)) => Err(stop),
                    _ => Ok(Val::Unknown(why)),
                }
            }
        }
    }

    /// The text of an f-string's parts; `Err` with the reason when one of them is not known.
    fn interpolated(
        &mut self,
        elements: &InterpolatedStringElements,
        out: &mut String,
        frame: &mut Frame,
    ) -> Eval<Known<()>> {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => out.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(part) => {
                    let at = Self::at(frame, part.range());
                    if let Some(debug) = &part.debug_text {
                        out.push_str(debug.leading());
                        out.push_str(debug.expression());
                        out.push_str(debug.trailing());
                    }
                    let value = self.evaluate(&part.expression, frame)?;
                    let mut spec = String::new();
                    if let Some(elements) = &part.format_spec
                        && let Err(why) = self.interpolated(&elements.elements, &mut spec, frame)?
                    {
                        return Ok(Err(why));
                    }
                    let conversion = match part.conversion.to_char() {
                        None if part.debug_text.is_some() && part.format_spec.is_none() => Some('r'),
                        conversion => conversion,
                    };
                    match self.formatted(&value, conversion, &spec)? {
                        Some(text) => out.push_str(&text),
                        None => return Ok(Err(self.why_unknown(&value, at))),
                    }
                    self.sized(out.len(), at)?;
                }
            }
        }
        Ok(Ok(()))
    }

    fn call_expression(&mut self, call: &ExprCall, at: At, frame: &mut Frame) -> Eval {
        let function = self.evaluate(&call.func, frame)?;
        let mut arguments = super::call::Arguments::of(Vec::new(), at);
        for argument in &call.arguments.args {
            match argument {
                Expr::Starred(starred) => {
                    let value = self.evaluate(&starred.value, frame)?;
                    match self.items(&value, at)? {
                        Ok(items) if items.iter().any(|item| item.many) => {
                            arguments.open = Some(self.why_computed(at));
                        }
                        Ok(items) => arguments.positional.extend(items),
                        Err(why) => arguments.open = Some(why),
                    }
                }
                argument => arguments.positional.push(self.item(argument, frame)?),
            }
        }
        for keyword in &call.arguments.keywords {
            let value = self.item(&keyword.value, frame)?;
            match &keyword.arg {
                Some(name) => arguments.named.push((name.as_str().into(), value)),
                None => match self.pairs(&value.val, at)? {
                    Ok(pairs) => {
                        for (key, value) in pairs {
                            match key.val.as_str() {
                                Some(name) => arguments.named.push((name.into(), value)),
                                None => arguments.open = Some(self.why_computed(at)),
                            }
                        }
                    }
                    Err(why) => arguments.open = Some(why),
                },
            }
        }
        arguments.frame = Some((frame.globals, frame.locals, Arc::clone(&frame.module), frame.package));
        if let (Val::Native(name), true) = (&function, call.arguments.args.is_empty())
            && &**name == "super"
        {
            return Ok(self.unknown(at, "`super()` is not evaluated here"));
        }
        self.call(&function, arguments)
    }
}
