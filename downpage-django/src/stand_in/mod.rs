//! What stands in for tags and filters of libraries that only exist in Python.

mod recorded;
mod tag;

use std::borrow::Cow;
use std::sync::Arc;

use crate::filter::{Arity, CustomFilter};
use crate::parser::{CustomTag, Fallback};
use crate::text::percent::iri_to_uri;
use crate::value::{Name, Value};

pub use recorded::{Recorded, Use};
pub use tag::StandInTag;

/// What a foreign tag or filter gives instead.
#[derive(Clone, Debug)]
pub enum StandIn {
    /// Nothing. A filter gives nothing as well.
    Nothing,
    /// This text, escaped like any other.
    Text(Arc<str>),
    /// This HTML.
    Html(Arc<str>),
    /// What stands between the tag and its end tag. A filter gives its input.
    Body,
    /// The input of the filter. A tag gives its first argument.
    Input,
    /// A URL made from the first argument: `{}` in the text is its place. Nothing when there is no argument, or an
    /// empty one.
    Url(Arc<str>),
    /// A template of its own. A filter gives its input.
    Template(Arc<Inclusion>),
    /// What it was seen to give.
    Recorded(Arc<Recorded>),
}

/// A template that stands for a tag, as an inclusion tag of Django's does.
///
/// It sees `values` and over them the arguments of the tag; and nothing else, unless it takes the context.
#[derive(Clone, Debug, Default)]
pub struct Inclusion {
    /// The name of the template.
    pub template: Arc<str>,
    /// Values for it.
    pub values: Vec<(Name, Value)>,
    /// The names of the arguments that the tag gives by position.
    pub arguments: Vec<Name>,
    /// Whether it also sees what the template with the tag sees; in Django `takes_context`.
    pub takes_context: bool,
}

impl StandIn {
    /// The stand-in that a word of the configuration names.
    ///
    /// ```
    /// use downpage_django::stand_in::StandIn;
    ///
    /// assert!(matches!(StandIn::named("body"), Some(StandIn::Body)));
    /// assert!(StandIn::named("what").is_none());
    /// ```
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "nothing" => Some(Self::Nothing),
            "body" => Some(Self::Body),
            "input" | "first" => Some(Self::Input),
            _ => None,
        }
    }

    /// A tag called `name` that gives this.
    #[must_use]
    pub fn tag(&self, name: &str) -> StandInTag {
        StandInTag::new(name, self.clone())
    }

    /// A filter called `name` that gives this.
    #[must_use]
    pub fn filter(&self, name: &str) -> CustomFilter {
        let gives = self.clone();
        // What was recorded has the mark that it had.
        let is_safe = !matches!(self, Self::Recorded(_));
        let own: Arc<str> = name.into();
        CustomFilter {
            name: name.into(),
            function: Arc::new(move |call| {
                Ok(match &gives {
                    Self::Recorded(recorded) => {
                        let argument = call.argument.as_deref().map(Value::to_str);
                        Cow::Owned(recorded.filter(&own, &call.text(), argument.as_deref())?.clone())
                    }
                    Self::Body | Self::Input | Self::Template(_) => call.value,
                    other => Cow::Owned(other.value(Some(&call.value))),
                })
            }),
            arity: Arity::Optional,
            is_safe,
        }
    }

    /// Whether it depends on the first argument.
    fn wants_first(&self) -> bool {
        matches!(self, Self::Input | Self::Url(_))
    }

    /// What a tag or filter gives that has this as its first argument or its input.
    fn value(&self, first: Option<&Value>) -> Value {
        match self {
            Self::Nothing | Self::Body | Self::Template(_) | Self::Recorded(_) => Value::from(""),
            Self::Text(text) => Value::Str(Arc::clone(text)),
            Self::Html(html) => Value::Safe(Arc::clone(html)),
            Self::Input => first.cloned().unwrap_or_else(|| Value::from("")),
            Self::Url(pattern) => match first.filter(|first| first.truth()) {
                Some(first) => Value::from(pattern.replace("{}", &iri_to_uri(&first.to_str()))),
                None => Value::from(""),
            },
        }
    }
}

impl Fallback for StandIn {
    fn tag(&self, name: &str) -> Arc<dyn CustomTag> {
        Arc::new(Self::tag(self, name))
    }

    fn filter(&self, name: &str) -> CustomFilter {
        Self::filter(self, name)
    }
}
