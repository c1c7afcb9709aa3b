//! Sorting as Python's `list.sort` does it, for orders that are none.
//!
//! Values that cannot be compared (not a number, an int and a str) leave an order with circles in it, on which the sort
//! of the standard library may panic. This one goes the way of `CPython` for up to 63 values, and is stable for more.

/// Sorts by `less`, which says whether its first argument comes before its second.
pub fn sort<T>(items: &mut Vec<T>, less: &mut impl FnMut(&T, &T) -> bool) {
    if items.len() >= 64 {
        let mut right = items.split_off(items.len() / 2);
        sort(items, less);
        sort(&mut right, less);
        return merge(items, right, less);
    }
    let run = leading_run(items, less);
    for at in run..items.len() {
        let item = items.remove(at);
        let (mut low, mut high) = (0, at);
        while low < high {
            let middle = usize::midpoint(low, high);
            if less(&item, &items[middle]) { high = middle } else { low = middle + 1 }
        }
        items.insert(low, item);
    }
}

/// The length of what is in order at the beginning; what falls steadily is turned around.
fn leading_run<T>(items: &mut [T], less: &mut impl FnMut(&T, &T) -> bool) -> usize {
    if items.len() < 2 {
        return items.len();
    }
    let falls = less(&items[1], &items[0]);
    let end = (2..items.len()).find(|at| less(&items[*at], &items[at - 1]) != falls).unwrap_or(items.len());
    if falls {
        items[..end].reverse();
    }
    end
}

fn merge<T>(items: &mut Vec<T>, right: Vec<T>, less: &mut impl FnMut(&T, &T) -> bool) {
    let mut left = std::mem::take(items).into_iter().peekable();
    let mut right = right.into_iter().peekable();
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        items.extend(if less(second, first) { right.next() } else { left.next() });
    }
    items.extend(left);
    items.extend(right);
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn not_a_number_stays_where_python_leaves_it() {
        // sorted([3.0, nan, 1.0, 2.0, nan, 0.5])
        let mut items = vec![3.0, f64::NAN, 1.0, 2.0, f64::NAN, 0.5];
        sort(&mut items, &mut |a: &f64, b: &f64| a < b);
        assert_eq!(format!("{items:?}"), "[3.0, NaN, 1.0, 2.0, NaN, 0.5]");
    }

    #[test]
    fn many_values_come_in_order_and_equal_ones_stay() {
        let mut items: Vec<(u32, u32)> = (0..500).map(|at| (at * 7919 % 13, at)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|(key, _)| *key);
        sort(&mut items, &mut |a: &(u32, u32), b: &(u32, u32)| a.0 < b.0);
        assert_eq!(items, expected);
    }

    #[test]
    fn an_order_with_circles_does_not_panic() {
        let mut items: Vec<u32> = (0..300).map(|at| at * 31 % 101).collect();
        sort(&mut items, &mut |a: &u32, b: &u32| (a + 1) % 3 == b % 3);
        assert_eq!(items.len(), 300);
    }
}
