//! Which plural form a number takes: the expression of a catalog's `Plural-Forms`, in C syntax.
//!
//! It is kept as text and computed while it is read: no tree, nothing to free, and short enough that it does not matter
//! (the longest that a known language has is 160 characters). All branches are computed; one that fails, by a division by
//! zero or a number too large, matters only if it is chosen.

/// Longer ones are refused, as Python does.
const LONGEST: usize = 1000;
/// Deeper ones are refused; known languages need 8.
const DEEPEST: usize = 100;

/// The rule of a catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PluralRule {
    expression: Box<str>,
}

impl Default for PluralRule {
    /// That of English and German: everything but one is many.
    fn default() -> Self {
        Self { expression: "n!=1".into() }
    }
}

impl PluralRule {
    /// Reads the value of `Plural-Forms`: `nplurals=2; plural=n != 1;`.
    ///
    /// The placeholder that `xgettext` puts into a new file counts as none.
    pub(super) fn parse(header: &str) -> Result<Self, String> {
        let assigned = |part: &str| {
            let (name, value) = part.split_once('=')?;
            (name.trim() == "plural").then(|| value.trim().to_owned())
        };
        let expression = header.split(';').find_map(assigned).ok_or("`plural=` is missing")?;
        if expression == "EXPRESSION" {
            return Ok(Self::default());
        }
        if expression.len() > LONGEST {
            return Err(format!("the expression is longer than {LONGEST} bytes"));
        }
        evaluate(&expression, 0)?;
        Ok(Self { expression: expression.into() })
    }

    /// The form that `count` takes, from 0; `None` when the expression cannot be computed.
    pub(super) fn form(&self, count: i64) -> Option<usize> {
        evaluate(&self.expression, count).ok()?.and_then(|form| usize::try_from(form).ok())
    }
}

/// A number, or none when the computation failed.
type Number = Option<i64>;

/// The expression's value for `n`; `Err` says what is wrong with its syntax.
fn evaluate(expression: &str, n: i64) -> Result<Number, String> {
    let mut reader = Reader { rest: expression, n, depth: 0 };
    let value = reader.choice()?;
    match reader.peek() {
        None => Ok(value),
        Some(found) => Err(format!("expected the end of the expression, found `{found}`")),
    }
}

struct Reader<'a> {
    rest: &'a str,
    n: i64,
    depth: usize,
}

/// Operators, the loosest first; the longer of two that begin alike stands first.
const LEVELS: [&[&str]; 6] =
    [&["||"], &["&&"], &["==", "!="], &["<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn take(&mut self, token: &str) -> bool {
        self.peek();
        let after = self.rest.strip_prefix(token);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("expected `{token}`, found {}", self.found())) }
    }

    fn found(&mut self) -> String {
        self.peek().map_or_else(|| "the end of the expression".to_owned(), |found| format!("`{found}`"))
    }

    /// `condition ? yes : no`, or what stands in place of the condition.
    fn choice(&mut self) -> Result<Number, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("the expression is nested deeper than {DEEPEST} levels"));
        }
        let mut value = self.binary(0)?;
        if self.take("?") {
            let yes = self.choice()?;
            self.expect(":")?;
            let no = self.choice()?;
            value = value.and_then(|condition| if condition == 0 { no } else { yes });
        }
        self.depth -= 1;
        Ok(value)
    }

    fn binary(&mut self, level: usize) -> Result<Number, String> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.take(operator)) {
            let right = self.binary(level + 1)?;
            left = compute(operator, left, right);
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Number, String> {
        let mut negations = 0_usize;
        while self.take("!") {
            negations += 1;
        }
        let value = self.operand()?;
        Ok(match negations {
            0 => value,
            _ => value.map(|value| i64::from((value == 0) == (negations % 2 == 1))),
        })
    }

    fn operand(&mut self) -> Result<Number, String> {
        if self.take("(") {
            let value = self.choice()?;
            self.expect(")")?;
            return Ok(value);
        }
        let digits =
            self.rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(digits);
        if word == "n" {
            self.rest = rest;
            return Ok(Some(self.n));
        }
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("expected `n`, a number or `(`, found {}", self.found()));
        }
        self.rest = rest;
        Ok(word.parse().ok())
    }
}

/// One operation on 64-bit numbers; division rounds down, as in Python, which matters for negative counts only.
fn compute(operator: &str, left: Number, right: Number) -> Number {
    match (operator, left?) {
        ("&&", 0) => return Some(0),
        ("||", left) if left != 0 => return Some(1),
        _ => {}
    }
    let (left, right) = (left?, right?);
    let truth = |value: bool| Some(i64::from(value));
    match operator {
        "&&" | "||" => truth(right != 0),
        "==" => truth(left == right),
        "!=" => truth(left != right),
        "<=" => truth(left <= right),
        ">=" => truth(left >= right),
        "<" => truth(left < right),
        ">" => truth(left > right),
        "+" => left.checked_add(right),
        "-" => left.checked_sub(right),
        "*" => left.checked_mul(right),
        "/" => floor_division(left, right),
        _ => left.checked_sub(floor_division(left, right)?.checked_mul(right)?),
    }
}

fn floor_division(left: i64, right: i64) -> Number {
    let quotient = left.checked_div(right)?;
    let inexact = left % right != 0 && (left < 0) != (right < 0);
    Some(if inexact { quotient - 1 } else { quotient })
}

#[cfg(test)]
mod tests {
    use super::PluralRule;

    fn form(expression: &str, count: i64) -> Option<usize> {
        PluralRule::parse(&format!("nplurals=9; plural={expression};")).unwrap().form(count)
    }

    #[test]
    fn a_branch_that_fails_matters_only_if_chosen() {
        assert_eq!(form("n ? 6/n : 4", 0), Some(4));
        assert_eq!(form("n && 6%n", 0), Some(0));
        assert_eq!(form("6/n", 0), None);
        assert_eq!(form("n*n*n", i64::MAX), None);
        assert_eq!(form("n/(0-1)", i64::MIN), None);
        assert_eq!(form("99999999999999999999", 1), None);
    }

    #[test]
    fn a_negative_form_is_none() {
        assert_eq!(form("0-1", 1), None);
    }

    #[test]
    fn mistakes_are_named() {
        let reason = |header: &str| PluralRule::parse(header).unwrap_err();
        assert_eq!(reason("nplurals=2"), "`plural=` is missing");
        assert_eq!(reason("plural=n !"), "expected the end of the expression, found `!`");
        assert_eq!(reason("plural=(n"), "expected `)`, found the end of the expression");
        assert_eq!(reason("plural=x"), "expected `n`, a number or `(`, found `x`");
        assert_eq!(reason("plural=n?1"), "expected `:`, found the end of the expression");
        let deep = format!("plural={}", "(".repeat(900));
        assert_eq!(reason(&deep), "the expression is nested deeper than 100 levels");
        let long = format!("plural=n{}", "+n".repeat(600));
        assert_eq!(reason(&long), "the expression is longer than 1000 bytes");
    }
}
