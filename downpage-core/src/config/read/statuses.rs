//! Reads status codes: `502`, `"502"`, `"5xx"`, `"500-504"`, and lists of these.

use crate::config::document::{Node, Scalar};
use crate::config::faults::Faults;
use crate::config::read::section::{items, wrong_item};
use crate::status::select;
use crate::value::Value;

/// The codes that `node` stands for, each once, in the order written.
pub(super) fn read(node: Node<'_>, faults: &mut Faults<'_>) -> Vec<u16> {
    let mut codes = Vec::new();
    for item in items(node) {
        for code in codes_of(item, faults) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    if node.is_list() && node.children().next().is_none() {
        faults.say_with(node.span(), "`status` is an empty list", "leave it out, or write one such as `502`");
    }
    codes
}

fn codes_of(item: Node<'_>, faults: &mut Faults<'_>) -> Vec<u16> {
    let found = match item.scalar() {
        Some(Scalar::Value(Value::Int(code))) => select(&code.to_string()),
        Some(Scalar::Text(patterns)) => select(&patterns),
        _ => {
            wrong_item("status", "a status code such as `502` or `\"5xx\"`", item, faults);
            return Vec::new();
        }
    };
    found.unwrap_or_else(|error| {
        faults.push(item.span(), error);
        Vec::new()
    })
}
