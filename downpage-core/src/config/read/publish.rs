//! Reads `[publish]` and `[limits]`.

use crate::config::PublishTable;
use crate::config::document::Scalar;
use crate::config::faults::{Faults, visible};
use crate::config::read::section::Section;
use crate::engine::Limits;
use crate::value::Value;

/// The table `[publish]`.
pub(super) fn read(root: Section<'_>, faults: &mut Faults<'_>) -> PublishTable {
    let Some(section) = root.section("publish", faults) else { return PublishTable::default() };
    PublishTable {
        durable: section.flag("durable", faults).unwrap_or_default(),
        prune: section.flag("prune", faults).unwrap_or_default(),
    }
}

/// The table `[limits]`.
pub(super) fn limits(root: Section<'_>, faults: &mut Faults<'_>) -> Limits {
    let mut limits = Limits::default();
    let Some(section) = root.section("limits", faults) else { return limits };
    if let Some(output) = size(section, "output", faults) {
        limits.output = output;
    }
    if let Some(depth) = section.count("depth", faults) {
        limits.depth = usize::try_from(depth).unwrap_or(usize::MAX);
    }
    if let Some(steps) = section.count("steps", faults) {
        limits.steps = steps;
    }
    limits
}

fn size(section: Section<'_>, key: &str, faults: &mut Faults<'_>) -> Option<usize> {
    let node = section.get(key)?;
    let bytes = match node.scalar() {
        Some(Scalar::Value(Value::Int(bytes))) => usize::try_from(bytes).ok(),
        Some(Scalar::Text(text)) => bytes_of(&text),
        _ => {
            section.wrong_type(key, node, faults);
            return None;
        }
    };
    let bytes = bytes.filter(|bytes| *bytes > 0);
    if bytes.is_none() {
        let message = format!(
            "`{key}` must be a number of bytes, found `{}`",
            visible(node.text().as_deref().unwrap_or(node.source()))
        );
        faults.say_with(
            node.span(),
            message,
            "write a number such as `1000000`, or text such as `\"16 MiB\"`",
        );
    }
    bytes
}

/// The bytes of `16 MiB`, `500 kB` or `4096`.
fn bytes_of(text: &str) -> Option<usize> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1000,
        "kib" => 1 << 10,
        "mb" => 1_000_000,
        "mib" => 1 << 20,
        "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.parse::<usize>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::bytes_of;

    #[test]
    fn sizes_are_read_with_their_units() {
        for (text, bytes) in [
            ("16 MiB", Some(16 << 20)),
            ("500kB", Some(500_000)),
            (" 7 ", Some(7)),
            ("1 GB", Some(1_000_000_000)),
            ("1.5 MB", None),
            ("MB", None),
            ("-1", None),
            ("99999999999999999999 GiB", None),
            ("18446744073709551615 kB", None),
        ] {
            assert_eq!(bytes_of(text), bytes, "{text}");
        }
    }
}
