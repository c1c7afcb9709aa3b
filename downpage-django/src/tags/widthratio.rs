//! `{% widthratio value maximum width as pixels %}`: for bar charts.

use crate::ast::{Expression, Node};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::value::{Name, Val, Value, float_of, int_of};

struct WidthRatio {
    value: Expression,
    maximum: Expression,
    width: Expression,
    target: Option<Name>,
}

impl Node for WidthRatio {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let ratio = match self.ratio(cx) {
            Err(error) if *error.kind() == Kind::VariableMissing => return Ok(()),
            ratio => ratio?,
        };
        match &self.target {
            Some(target) => cx.set(target, ratio.into()),
            None => out.push_str(&ratio),
        }
        Ok(())
    }
}

impl WidthRatio {
    fn ratio(&self, cx: &Context<'_>) -> Result<String> {
        let resolved = || -> Result<_> {
            let (value, maximum) = (self.value.resolve(cx)?, self.maximum.resolve(cx)?);
            Ok((value, maximum, int_of(&*self.width.resolve(cx)?)?))
        };
        let (value, maximum, width) = resolved().map_err(|error| match error.kind() {
            Kind::Value | Kind::Type => Error::syntax("widthratio final argument must be a number"),
            _ => error,
        })?;
        let number = |value: &Val<'_>| float_of(value).ok();
        let (Some(value), Some(maximum), Ok(width)) = (number(&value), number(&maximum), float_of(&width))
        else {
            return Ok(String::new());
        };
        if maximum == 0.0 {
            return Ok("0".to_owned());
        }
        // Python rounds halves to the even neighbour.
        let ratio = (value / maximum * width).round_ties_even();
        Ok(int_of(&Value::Float(ratio)).map_or(String::new(), |ratio| ratio.to_str().into_owned()))
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let (value, maximum, width, target) = match &bits[..] {
        [_, value, maximum, width] => (value, maximum, width, None),
        [_, value, maximum, width, word, target] => {
            if word != "as" {
                return Err(Error::syntax("Invalid syntax in widthratio tag. Expecting 'as' keyword"));
            }
            (value, maximum, width, Some(Name::new(&**target)))
        }
        _ => return Err(Error::syntax("widthratio takes at least three arguments")),
    };
    Ok(Box::new(WidthRatio {
        value: parser.expression(value)?,
        maximum: parser.expression(maximum)?,
        width: parser.expression(width)?,
        target,
    }))
}
