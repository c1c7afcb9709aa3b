//! placeholder
use crate::shell::Outcome;
pub(crate) fn run(_options: &[&str]) -> Outcome {
    Err("not yet".to_owned())
}
