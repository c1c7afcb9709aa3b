//! Bounds how deep values nest: to print, compare or drop one takes stack for each level.

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, State, Value};

use super::{Dict, List};

/// Levels that a value may have.
const DEEPEST: usize = 64;
/// Values looked at that cost a step.
const PER_STEP: usize = 4;

/// Refuses `value` where it would outlive its expression, if it nests too deep, holds `container`, or is long beyond
/// what may still be done: a repeated list takes no room until somebody walks it.
///
/// # Errors
/// As a limit that was exceeded.
pub(crate) fn check(state: &State<'_, '_>, value: &Value, container: Option<&Value>) -> Result<(), Error> {
    if !is_container(value) {
        return Ok(());
    }
    let mut seen = 0;
    walk(state, value, container, DEEPEST, &mut seen)
}

fn is_container(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Map) && value.as_object().is_some()
}

fn is_same(one: &Value, two: &Value) -> bool {
    let address = |value: &Value| {
        let list = value.downcast_object_ref::<List>().map(|list| std::ptr::from_ref(list).addr());
        list.or_else(|| value.downcast_object_ref::<Dict>().map(|dict| std::ptr::from_ref(dict).addr()))
    };
    address(one).is_some_and(|address_of_one| address(two) == Some(address_of_one))
}

fn walk(
    state: &State<'_, '_>,
    value: &Value,
    container: Option<&Value>,
    levels: usize,
    seen: &mut usize,
) -> Result<(), Error> {
    let exceeded = |what: &str| Err(Error::new(ErrorKind::OutOfFuel, what.to_owned()));
    if levels == 0 {
        return exceeded("a value nests too deep");
    }
    if container.is_some_and(|container| is_same(value, container)) {
        return exceeded("a value cannot hold itself here");
    }
    let is_map = value.kind() == ValueKind::Map;
    for item in value.try_iter()? {
        *seen += 1;
        if seen.is_multiple_of(PER_STEP) {
            state.consume_fuel(1)?;
        }
        let inner = if is_map { value.get_item(&item)? } else { item };
        if is_container(&inner) {
            walk(state, &inner, container, levels - 1, seen)?;
        }
    }
    Ok(())
}
