//! What one render may use up: steps, and bytes of a value.
//!
//! Django has no such limits: `{% with a=a|add:a %}` thirty times in a row fills the memory there, and three loops inside
//! each other take an hour. A step is a node that is rendered, a filter that is called, 64 bytes of text or 8 items that one
//! reads or makes; so the number of steps bounds time and memory alike.

use crate::error::{Error, Kind, Result};
use crate::render::Context;
use crate::value::Value;

/// The items that a list made by a filter may have.
const MOST_ITEMS: usize = 1_000_000;

impl Context<'_> {
    /// Takes `steps` from those that are left.
    ///
    /// # Errors
    /// When there are not as many.
    pub fn charge(&self, steps: usize) -> Result<()> {
        let left = self.steps_left.get().checked_sub(steps as u64);
        self.steps_left.set(left.unwrap_or(0));
        if left.is_some() { Ok(()) } else { Err(self.no_steps_left()) }
    }

    /// The steps that are left.
    #[must_use]
    pub fn steps_left(&self) -> u64 {
        self.steps_left.get()
    }

    #[cold]
    fn no_steps_left(&self) -> Error {
        Error::new(Kind::Limit, format!("the page takes more than {} steps", self.settings.steps))
            .help("raise the limit of steps, or look for loops inside each other")
    }

    /// Takes the steps of reading or making a value, and refuses one that is too large.
    ///
    /// # Errors
    /// When it is, or when there are no steps left.
    pub fn charge_value(&self, value: &Value) -> Result<()> {
        match value {
            Value::Str(text) | Value::Safe(text) => {
                self.check_size(text.len())?;
                self.charge(text.len() / 64)
            }
            Value::Lazy(text) => self.charge_value(text),
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => self.charge(items.len() / 8),
            Value::Dict(dict) => self.charge(dict.len() / 8),
            _ => Ok(()),
        }
    }

    /// Refuses a text of so many bytes.
    ///
    /// # Errors
    /// When they are more than a page may have.
    pub fn check_size(&self, bytes: usize) -> Result<()> {
        if bytes <= self.settings.output {
            return Ok(());
        }
        Err(Error::new(Kind::Limit, format!("a value has grown beyond {} bytes", self.settings.output))
            .help("raise the limit of output, or look for a value that is added to itself"))
    }

    /// Refuses a list of so many items.
    ///
    /// # Errors
    /// When they are more than a filter may make.
    pub fn check_items(&self, items: usize) -> Result<()> {
        if items <= MOST_ITEMS {
            return self.charge(items / 8);
        }
        Err(Error::new(Kind::Limit, format!("a list of {items} items is longer than {MOST_ITEMS}")))
    }
}
