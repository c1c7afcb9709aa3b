//! Reads expressions, by rank of their operators.

use super::Fault;
use super::ast::{Arguments, Comparison, Condition, Expr, Name, Value};
use super::literal::{self, quoted};
use super::statement::Parser;
use super::token::{Kind, Operator, Span};

/// Levels of an expression; Python gives up at about as many.
const DEEPEST: u16 = 50;
/// Operands of one chain.
const LONGEST: usize = 1000;

/// How tight an operator binds, the loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Concat,
    Product,
    Power,
    /// No operator's: what their operands are at least.
    Unary,
}

impl Rank {
    /// The rank of the operands.
    fn tighter(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Not,
            Self::Not | Self::Comparison => Self::Sum,
            Self::Sum => Self::Concat,
            Self::Concat => Self::Product,
            Self::Product => Self::Power,
            Self::Power | Self::Unary => Self::Unary,
        }
    }
}

/// Where a tuple without brackets ends, besides at the end of its tag.
pub(super) type EndWord = Option<&'static str>;

impl<'s> Parser<'s, '_> {
    /// An expression of this value, one level above its deepest part.
    pub(super) fn node(&self, value: Value<'s>, start: Span, below: u16) -> Result<Expr<'s>, Fault> {
        let span = start.to(self.stream.taken());
        if below >= DEEPEST {
            return Err(Fault::new(span, "the expression nests too deep"));
        }
        Ok(Expr { value, span, depth: below + 1 })
    }

    /// Goes a level deeper in the reading itself.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.levels >= usize::from(DEEPEST) {
            return Err(self.stream.fail("the expression nests too deep"));
        }
        self.levels += 1;
        let result = read(self);
        self.levels -= 1;
        result
    }

    fn long_enough(&self, operands: usize) -> Result<(), Fault> {
        if operands > LONGEST { Err(self.stream.fail("the expression is too long")) } else { Ok(()) }
    }

    pub(super) fn expression(&mut self) -> Result<Expr<'s>, Fault> {
        self.deeper(Self::condition)
    }

    fn condition(&mut self) -> Result<Expr<'s>, Fault> {
        let start = self.stream.current().span;
        let mut expr = self.or()?;
        while self.stream.skip_word("if")? {
            let test = self.or()?;
            let otherwise = if self.stream.skip_word("else")? { Some(self.expression()?) } else { None };
            let below = expr.depth.max(test.depth).max(otherwise.as_ref().map_or(0, |expr| expr.depth));
            let condition = Condition { test, then: expr, otherwise };
            expr = self.node(Value::Condition(Box::new(condition)), start, below)?;
        }
        Ok(expr)
    }

    /// Without `a if b`, which would take the `if` of a loop away.
    pub(super) fn or(&mut self) -> Result<Expr<'s>, Fault> {
        self.operators(Rank::Or)
    }

    /// Operators of this rank and those that bind tighter. One function for all ranks: a function for each would take a
    /// dozen frames for every bracket.
    fn operators(&mut self, loosest: Rank) -> Result<Expr<'s>, Fault> {
        let start = self.stream.current().span;
        let mut expr = if loosest <= Rank::Not && self.stream.skip_word("not")? {
            let operand = self.deeper(|parser| parser.operators(Rank::Not))?;
            let below = operand.depth;
            self.node(Value::Not(Box::new(operand)), start, below)?
        } else {
            self.unary()?
        };
        while let Some(rank) = self.rank()?.filter(|rank| *rank >= loosest) {
            expr = self.chain(rank, expr, start)?;
        }
        Ok(expr)
    }

    /// The rank of the operator that comes next, if one does.
    fn rank(&mut self) -> Result<Option<Rank>, Fault> {
        use Operator::{Add, Div, Eq, FloorDiv, Gt, GtEq, Lt, LtEq, Mod, Mul, Ne, Pow, Sub, Tilde};
        Ok(match self.stream.kind() {
            Kind::Operator(operator) => match operator {
                Eq | Ne | Gt | GtEq | Lt | LtEq => Some(Rank::Comparison),
                Add | Sub => Some(Rank::Sum),
                Tilde => Some(Rank::Concat),
                Mul | Div | FloorDiv | Mod => Some(Rank::Product),
                Pow => Some(Rank::Power),
                _ => None,
            },
            Kind::Name => match self.stream.word() {
                Some("or") => Some(Rank::Or),
                Some("and") => Some(Rank::And),
                Some("in") => Some(Rank::Comparison),
                Some("not") => {
                    let next = self.stream.look()?;
                    (next.kind == Kind::Name && self.stream.text(next) == "in").then_some(Rank::Comparison)
                }
                _ => None,
            },
            _ => None,
        })
    }

    /// All operands that follow `first` by operators of this rank.
    fn chain(&mut self, rank: Rank, first: Expr<'s>, start: Span) -> Result<Expr<'s>, Fault> {
        let mut below = first.depth;
        let mut rest: Vec<(Comparison, Expr<'s>)> = Vec::new();
        while self.rank()? == Some(rank) {
            let sign = self.sign()?;
            let operand = self.operators(rank.tighter())?;
            below = below.max(operand.depth);
            rest.push((sign, operand));
            self.long_enough(rest.len())?;
        }
        let all = |first, rest: Vec<(Comparison, Expr<'s>)>| {
            std::iter::once(first).chain(rest.into_iter().map(|(_, operand)| operand)).collect::<Vec<_>>()
        };
        let value = match rank {
            Rank::Or => Value::Or(all(first, rest)),
            Rank::And => Value::And(all(first, rest)),
            Rank::Concat => Value::Concat(all(first, rest)),
            Rank::Not | Rank::Comparison => Value::Compare(Box::new(first), rest),
            Rank::Sum | Rank::Product | Rank::Power | Rank::Unary => {
                let rest = rest.into_iter().filter_map(|(sign, operand)| match sign {
                    Comparison::Operator(operator) => Some((operator, operand)),
                    Comparison::In | Comparison::NotIn => None,
                });
                Value::Arithmetic(Box::new(first), rest.collect())
            }
        };
        self.node(value, start, below)
    }

    /// Takes an operator. `or` and `and` are told by their rank alone.
    fn sign(&mut self) -> Result<Comparison, Fault> {
        let token = self.stream.take()?;
        Ok(match token.kind {
            Kind::Operator(operator) => Comparison::Operator(operator),
            _ if self.stream.text(token) == "not" => {
                self.stream.take()?;
                Comparison::NotIn
            }
            _ => Comparison::In,
        })
    }

    fn unary(&mut self) -> Result<Expr<'s>, Fault> {
        let start = self.stream.current().span;
        let expr = self.signed()?;
        self.filters_and_tests(expr, start)
    }

    /// A sign belongs to the operand with its attributes, but not to its filters.
    fn signed(&mut self) -> Result<Expr<'s>, Fault> {
        let start = self.stream.current().span;
        let value: fn(Box<Expr<'s>>) -> Value<'s> = match self.stream.kind() {
            Kind::Operator(Operator::Sub) => Value::Negative,
            Kind::Operator(Operator::Add) => Value::Positive,
            _ => {
                let expr = self.primary(false)?;
                return self.postfix(expr, start);
            }
        };
        self.stream.take()?;
        let operand = self.deeper(Self::signed)?;
        let below = operand.depth;
        let expr = self.node(value(Box::new(operand)), start, below)?;
        self.postfix(expr, start)
    }

    /// A name, a literal, or something in brackets; with `namespaces` also `name.attribute` as a target.
    pub(super) fn primary(&mut self, namespaces: bool) -> Result<Expr<'s>, Fault> {
        let token = self.stream.current();
        match token.kind {
            Kind::Name => {
                self.stream.take()?;
                let value = match self.stream.text(token) {
                    "true" | "True" => Value::True,
                    "false" | "False" => Value::False,
                    "none" | "None" => Value::None,
                    name if namespaces && self.stream.is(Operator::Dot) => {
                        self.stream.take()?;
                        Value::NamespaceRef(name, self.stream.expect_name()?.0)
                    }
                    name => Value::Name(name),
                };
                self.node(value, token.span, 0)
            }
            Kind::Str => self.string(),
            Kind::Integer | Kind::Float => {
                self.stream.take()?;
                let value = if token.kind == Kind::Integer { Value::Integer } else { Value::Float };
                self.node(value, token.span, 0)
            }
            Kind::Operator(Operator::LParen) => {
                self.stream.take()?;
                let mut expr = self.tuple_in_brackets()?;
                self.stream.expect_operator(Operator::RParen)?;
                expr.span = token.span.to(self.stream.taken());
                Ok(expr)
            }
            Kind::Operator(Operator::LBracket) => self.list(),
            Kind::Operator(Operator::LBrace) => self.dict(),
            _ => {
                let found = self.stream.described(token);
                Err(self.stream.fail(format!("unexpected {}", quoted(found))))
            }
        }
    }

    /// Strings that stand side by side are one.
    fn string(&mut self) -> Result<Expr<'s>, Fault> {
        let start = self.stream.current().span;
        let mut whole = None;
        while self.stream.kind() == Kind::Str {
            let token = self.stream.take()?;
            let part = literal::string(self.stream.source, token.span, &self.syntax.newline)?;
            whole = Some(match whole {
                None => part,
                Some(before) => std::borrow::Cow::Owned(format!("{before}{part}")),
            });
        }
        self.node(Value::Str(whole.unwrap_or_default()), start, 0)
    }

    fn list(&mut self) -> Result<Expr<'s>, Fault> {
        let start = self.stream.expect_operator(Operator::LBracket)?.span;
        let mut items = Vec::new();
        while !self.stream.is(Operator::RBracket) {
            if !items.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            if self.stream.is(Operator::RBracket) {
                break;
            }
            items.push(self.expression()?);
        }
        self.stream.expect_operator(Operator::RBracket)?;
        let below = deepest(&items);
        self.node(Value::List(items), start, below)
    }

    fn dict(&mut self) -> Result<Expr<'s>, Fault> {
        let start = self.stream.expect_operator(Operator::LBrace)?.span;
        let mut pairs = Vec::new();
        let mut below = 0;
        while !self.stream.is(Operator::RBrace) {
            if !pairs.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            if self.stream.is(Operator::RBrace) {
                break;
            }
            let key = self.expression()?;
            self.stream.expect_operator(Operator::Colon)?;
            let value = self.expression()?;
            below = below.max(key.depth).max(value.depth);
            pairs.push((key, value));
        }
        self.stream.expect_operator(Operator::RBrace)?;
        self.node(Value::Dict(pairs), start, below)
    }

    fn tuple_in_brackets(&mut self) -> Result<Expr<'s>, Fault> {
        self.items(super::statement::Parser::expression, None, true)
    }

    /// One expression, or several with commas between them.
    pub(super) fn tuple(&mut self) -> Result<Expr<'s>, Fault> {
        self.items(super::statement::Parser::expression, None, false)
    }

    /// The same without `a if b`.
    pub(super) fn tuple_without_condition(&mut self, end: EndWord) -> Result<Expr<'s>, Fault> {
        self.items(super::statement::Parser::or, end, false)
    }

    /// Names with commas between them, to assign to.
    pub(super) fn targets(&mut self, end: EndWord, namespaces: bool) -> Result<Expr<'s>, Fault> {
        self.items(|parser| parser.primary(namespaces), end, false)
    }

    fn items(
        &mut self,
        read: impl Fn(&mut Self) -> Result<Expr<'s>, Fault>,
        end: EndWord,
        may_be_empty: bool,
    ) -> Result<Expr<'s>, Fault> {
        let start = self.stream.current().span;
        let mut items = Vec::new();
        let mut is_tuple = false;
        loop {
            if !items.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            if self.is_tuple_end(end) {
                break;
            }
            items.push(read(self)?);
            if !self.stream.is(Operator::Comma) {
                break;
            }
            is_tuple = true;
        }
        if !is_tuple {
            if let Some(item) = items.pop() {
                return Ok(item);
            }
            if !may_be_empty {
                let found = quoted(self.stream.described(self.stream.current()));
                return Err(self.stream.fail(format!("Expected an expression, got {found}")));
            }
        }
        let below = deepest(&items);
        self.node(Value::Tuple(items), start, below)
    }

    fn is_tuple_end(&self, end: EndWord) -> bool {
        matches!(self.stream.kind(), Kind::VariableEnd | Kind::BlockEnd | Kind::Operator(Operator::RParen))
            || end.is_some_and(|word| self.stream.is_word(word))
    }

    /// Attributes, items and calls behind an expression.
    pub(super) fn postfix(&mut self, mut expr: Expr<'s>, start: Span) -> Result<Expr<'s>, Fault> {
        loop {
            expr = match self.stream.kind() {
                Kind::Operator(Operator::Dot) => self.attribute(expr, start)?,
                Kind::Operator(Operator::LBracket) => self.item(expr, start)?,
                Kind::Operator(Operator::LParen) => self.call(expr, start)?,
                _ => return Ok(expr),
            };
        }
    }

    fn attribute(&mut self, expr: Expr<'s>, start: Span) -> Result<Expr<'s>, Fault> {
        self.stream.take()?;
        let token = self.stream.take()?;
        let below = expr.depth;
        match token.kind {
            Kind::Name => {
                let name = Name { text: self.stream.text(token), span: token.span };
                self.node(Value::Attribute(Box::new(expr), name), start, below)
            }
            Kind::Integer => {
                let index = self.node(Value::Integer, token.span, 0)?;
                self.node(Value::Item(Box::new(expr), Box::new(index)), start, below)
            }
            _ => Err(Fault::new(token.span, "expected name or number")),
        }
    }

    fn item(&mut self, expr: Expr<'s>, start: Span) -> Result<Expr<'s>, Fault> {
        let open = self.stream.take()?.span;
        let mut items = Vec::new();
        while !self.stream.is(Operator::RBracket) {
            if !items.is_empty() {
                self.stream.expect_operator(Operator::Comma)?;
            }
            items.push(self.subscript()?);
        }
        self.stream.expect_operator(Operator::RBracket)?;
        let index = match items.pop() {
            Some(item) if items.is_empty() => item,
            last => {
                items.extend(last);
                let below = deepest(&items);
                self.node(Value::Tuple(items), open, below)?
            }
        };
        let below = expr.depth.max(index.depth);
        self.node(Value::Item(Box::new(expr), Box::new(index)), start, below)
    }

    #[expect(clippy::similar_names, reason = "they are Python's names for them")]
    fn subscript(&mut self) -> Result<Expr<'s>, Fault> {
        let start = self.stream.current().span;
        let first = if self.stream.is(Operator::Colon) { None } else { Some(self.expression()?) };
        if !self.stream.is(Operator::Colon)
            && let Some(index) = first
        {
            return Ok(index);
        }
        self.stream.take()?;
        let at_end =
            |parser: &Self| parser.stream.is(Operator::RBracket) || parser.stream.is(Operator::Comma);
        let stop =
            if self.stream.is(Operator::Colon) || at_end(self) { None } else { Some(self.expression()?) };
        let mut step = None;
        if self.stream.skip(Operator::Colon)? && !at_end(self) {
            step = Some(self.expression()?);
        }
        let parts = [first, stop, step];
        let below = parts.iter().flatten().map(|part| part.depth).max().unwrap_or(0);
        self.node(Value::Slice(Box::new(parts)), start, below)
    }

    fn call(&mut self, expr: Expr<'s>, start: Span) -> Result<Expr<'s>, Fault> {
        let arguments = self.arguments()?;
        let below = expr.depth.max(deepest_argument(&arguments));
        self.node(Value::Call(Box::new(expr), arguments), start, below)
    }

    fn arguments(&mut self) -> Result<Arguments<'s>, Fault> {
        let open = self.stream.expect_operator(Operator::LParen)?.span;
        let mut arguments = Arguments::default();
        let mut more = false;
        while !self.stream.is(Operator::RParen) {
            if more {
                self.stream.expect_operator(Operator::Comma)?;
                if self.stream.is(Operator::RParen) {
                    break;
                }
            }
            more = true;
            self.argument(&mut arguments, open)?;
        }
        self.stream.expect_operator(Operator::RParen)?;
        arguments.span = open.to(self.stream.taken());
        Ok(arguments)
    }

    fn argument(&mut self, arguments: &mut Arguments<'s>, open: Span) -> Result<(), Fault> {
        let ensure = |fine: bool| {
            if fine { Ok(()) } else { Err(Fault::new(open, "invalid syntax for function call expression")) }
        };
        let (splat, named_splat) = (arguments.splat.is_some(), arguments.named_splat.is_some());
        if self.stream.is(Operator::Mul) {
            ensure(!splat && !named_splat)?;
            self.stream.take()?;
            arguments.splat = Some(Box::new(self.expression()?));
        } else if self.stream.is(Operator::Pow) {
            ensure(!named_splat)?;
            self.stream.take()?;
            arguments.named_splat = Some(Box::new(self.expression()?));
        } else if self.stream.kind() == Kind::Name
            && self.stream.look()?.kind == Kind::Operator(Operator::Assign)
        {
            ensure(!named_splat)?;
            let (text, span) = self.stream.expect_name()?;
            self.stream.take()?;
            arguments.named.push((Name { text, span }, self.expression()?));
        } else {
            ensure(!splat && !named_splat && arguments.named.is_empty())?;
            arguments.positional.push(self.expression()?);
        }
        Ok(())
    }

    fn filters_and_tests(&mut self, mut expr: Expr<'s>, start: Span) -> Result<Expr<'s>, Fault> {
        loop {
            expr = match self.stream.kind() {
                Kind::Operator(Operator::Pipe) => {
                    self.stream.take()?;
                    self.filter(Some(expr), start)?
                }
                Kind::Operator(Operator::LParen) => self.call(expr, start)?,
                Kind::Name if self.stream.is_word("is") => self.test(expr, start)?,
                _ => return Ok(expr),
            };
        }
    }

    /// A filter, behind its sign.
    pub(super) fn filter(&mut self, input: Option<Expr<'s>>, start: Span) -> Result<Expr<'s>, Fault> {
        let name = self.dotted_name()?;
        let arguments =
            if self.stream.is(Operator::LParen) { self.arguments()? } else { Arguments::default() };
        let below = input.as_ref().map_or(0, |input| input.depth).max(deepest_argument(&arguments));
        self.node(Value::Filter(input.map(Box::new), name, arguments), start, below)
    }

    fn dotted_name(&mut self) -> Result<Name<'s>, Fault> {
        let (mut text, mut span) = self.stream.expect_name()?;
        while self.stream.skip(Operator::Dot)? {
            span = span.to(self.stream.expect_name()?.1);
            text = span.text(self.stream.source);
        }
        Ok(Name { text, span })
    }

    fn test(&mut self, expr: Expr<'s>, start: Span) -> Result<Expr<'s>, Fault> {
        self.stream.take()?;
        let negated = self.stream.skip_word("not")?;
        let name = self.dotted_name()?;
        let arguments = if self.stream.is(Operator::LParen) {
            self.arguments()?
        } else if self.has_bare_argument() {
            if self.stream.is_word("is") {
                return Err(self.stream.fail("You cannot chain multiple tests with is"));
            }
            let start = self.stream.current().span;
            let argument = self.primary(false)?;
            let argument = self.postfix(argument, start)?;
            let span = argument.span;
            Arguments { positional: vec![argument], span, ..Arguments::default() }
        } else {
            Arguments::default()
        };
        let below = expr.depth.max(deepest_argument(&arguments));
        self.node(Value::Test(Box::new(expr), name, arguments, negated), start, below)
    }

    /// Whether the argument of a test follows without brackets.
    fn has_bare_argument(&self) -> bool {
        match self.stream.kind() {
            Kind::Name => !matches!(self.stream.word(), Some("else" | "or" | "and")),
            Kind::Str | Kind::Integer | Kind::Float => true,
            Kind::Operator(operator) => matches!(operator, Operator::LBracket | Operator::LBrace),
            _ => false,
        }
    }
}

fn deepest(items: &[Expr<'_>]) -> u16 {
    items.iter().map(|item| item.depth).max().unwrap_or(0)
}

fn deepest_argument(arguments: &Arguments<'_>) -> u16 {
    arguments.values().map(|value| value.depth).max().unwrap_or(0)
}
