//! `downpage schema`: the JSON Schema of the configuration.

use downpage::config;

use crate::exit::{Exit, Failure};
use crate::output::Output;

pub(crate) fn run(output: &Output) -> Result<Exit, Failure> {
    output.json(&config::schema()?)?;
    Ok(Exit::Success)
}
