//! Core values as upon's: a page's own are converted per page, the site's once.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use downpage_core::{Context, Map, Value};

/// The key of the one entry in a table that stands for text to be written as it is. No context can hold it.
pub(crate) const SAFE: &str = "\0safe";

/// A core value as upon's. Dates and times become the text that RFC 3339 gives them.
pub(crate) fn value(from: &Value) -> upon::Value {
    match from {
        Value::Null => upon::Value::None,
        Value::Bool(value) => upon::Value::Bool(*value),
        Value::Int(value) => upon::Value::Integer(*value),
        Value::Float(value) => upon::Value::Float(*value),
        Value::Text(value) => upon::Value::String(value.to_string()),
        Value::Date(value) => upon::Value::String(value.to_string()),
        Value::Time(value) => upon::Value::String(value.to_string()),
        Value::DateTime(value) => upon::Value::String(value.to_string()),
        Value::Zoned(value) => {
            upon::Value::String(value.timestamp().display_with_offset(value.offset()).to_string())
        }
        Value::List(items) => upon::Value::List(items.iter().map(self::value).collect()),
        Value::Map(map) => upon::Value::Map(table(map)),
    }
}

/// An upon value as core's, for the services that take values as arguments.
pub(crate) fn back(from: &upon::Value) -> Value {
    match from {
        upon::Value::None => Value::Null,
        upon::Value::Bool(value) => Value::Bool(*value),
        upon::Value::Integer(value) => Value::Int(*value),
        upon::Value::Float(value) => Value::Float(*value),
        upon::Value::String(value) => Value::from(value.as_str()),
        upon::Value::List(items) => items.iter().map(back).collect::<Vec<_>>().into(),
        upon::Value::Map(map) => match safe_text(from) {
            Some(text) => Value::from(text),
            None => back_map(map).into(),
        },
    }
}

/// A table of upon's as core's.
pub(crate) fn back_map(map: &BTreeMap<String, upon::Value>) -> Map {
    map.iter().map(|(key, value)| (key.as_str().into(), back(value))).collect()
}

/// Text that no format escapes again.
pub(crate) fn safe(text: impl Into<String>) -> upon::Value {
    upon::Value::Map(BTreeMap::from([(SAFE.to_owned(), upon::Value::String(text.into()))]))
}

/// The text of a value made by [`safe`].
pub(crate) fn safe_text(value: &upon::Value) -> Option<&str> {
    let upon::Value::Map(map) = value else { return None };
    match map.get(SAFE) {
        Some(upon::Value::String(text)) if map.len() == 1 => Some(text),
        _ => None,
    }
}

fn table(map: &Map) -> BTreeMap<String, upon::Value> {
    map.iter()
        .filter(|(key, _)| &***key != SAFE)
        .map(|(key, value)| (key.to_string(), self::value(value)))
        .collect()
}

/// Converted site values, kept between pages.
///
/// upon wants one table for all that a page sees. So a page borrows a converted site and lays its own values over it; the
/// next page takes off those that are not its own too. Nothing of the site is converted or copied twice, and pages, whose own
/// values mostly have the same names, do not build the table anew: what is the same as on the page before stays. Pages
/// rendered at one time have a site each.
#[derive(Default)]
pub(crate) struct Sites {
    idle: Mutex<Vec<Site>>,
}

struct Site {
    /// Held on to, so that the address cannot come to mean another site.
    origin: Arc<Map>,
    values: upon::Value,
    /// The names of the last page, each with the site's value that it hides.
    hidden: BTreeMap<Arc<str>, Option<upon::Value>>,
    /// The own values of the last page.
    last: Map,
}

impl Sites {
    /// All that a page sees.
    pub(crate) fn with(&self, context: &Context) -> PageValues<'_> {
        let known = self.idle().pop().filter(|site| Arc::ptr_eq(&site.origin, context.site()));
        let mut site = known.unwrap_or_else(|| Site {
            origin: Arc::clone(context.site()),
            values: upon::Value::Map(table(context.site())),
            hidden: BTreeMap::new(),
            last: Map::new(),
        });
        site.lay_over(context.own());
        PageValues { sites: self, site: Some(site) }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Site>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Site {
    fn lay_over(&mut self, own: &Map) {
        let upon::Value::Map(values) = &mut self.values else { return };
        self.hidden.retain(|name, hidden| {
            if own.contains_key(name) {
                return true;
            }
            match (hidden.take(), values.get_mut(&**name)) {
                (Some(of_the_site), Some(value)) => *value = of_the_site,
                _ => drop(values.remove(&**name)),
            }
            false
        });
        for (name, new) in own {
            match (values.get_mut(&**name), self.last.get(name)) {
                (Some(value), Some(old)) => update(value, old, new),
                (Some(value), None) => {
                    let of_the_site = std::mem::replace(value, self::value(new));
                    self.hidden.insert(Arc::clone(name), Some(of_the_site));
                }
                (None, _) => {
                    values.insert(name.to_string(), self::value(new));
                    self.hidden.insert(Arc::clone(name), None);
                }
            }
        }
        self.last.clone_from(own);
    }
}

/// Makes `value`, which was made of `old`, what `new` says. Of a table with the same names only what differs is made anew.
fn update(value: &mut upon::Value, old: &Value, new: &Value) {
    match (value, old, new) {
        (_, old, new) if is_same(old, new) => {}
        (upon::Value::Map(values), Value::Map(old), Value::Map(new)) if old.keys().eq(new.keys()) => {
            for ((name, new), old) in
                new.iter().zip(old.values()).filter(|((_, new), old)| !is_same(old, new))
            {
                if let Some(value) = values.get_mut(&**name) {
                    update(value, old, new);
                }
            }
        }
        (value, _, new) => *value = self::value(new),
    }
}

/// Whether both are surely the same; tables and lists are not looked through.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Map(one), Value::Map(other)) => Arc::ptr_eq(one, other),
        (Value::List(one), Value::List(other)) => Arc::ptr_eq(one, other),
        _ => one == other,
    }
}

/// The values of one page over those of its site; gives the site back when dropped.
pub(crate) struct PageValues<'a> {
    sites: &'a Sites,
    site: Option<Site>,
}

impl Deref for PageValues<'_> {
    type Target = upon::Value;

    fn deref(&self) -> &upon::Value {
        static NOTHING: upon::Value = upon::Value::None;
        self.site.as_ref().map_or(&NOTHING, |site| &site.values)
    }
}

impl Drop for PageValues<'_> {
    fn drop(&mut self) {
        self.sites.idle().extend(self.site.take());
    }
}

#[cfg(test)]
mod tests {
    use super::{Sites, back, safe, value};
    use downpage_core::jiff::civil::date;
    use downpage_core::{Context, Map, Value};

    fn site() -> Context {
        let values = [("name", Value::from("Example")), ("title", Value::from("of the site"))];
        values.into_iter().collect::<Context>().shared()
    }

    #[test]
    fn dates_become_text_and_all_else_comes_back_as_it_went() {
        assert_eq!(value(&date(2026, 3, 26).into()), upon::Value::from("2026-03-26"));
        let zoned: downpage_core::jiff::ZonedDateTime =
            "2026-03-26T09:41:00+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(value(&zoned.into()), upon::Value::from("2026-03-26T09:41:00+01:00"));
        let map: Map = [("a".into(), vec![1, 2].into()), ("b".into(), Value::Null)].into_iter().collect();
        assert_eq!(back(&value(&map.clone().into())), Value::from(map));
    }

    #[test]
    fn a_context_cannot_make_text_safe() {
        let forged: Map = [(super::SAFE.into(), "<script>".into())].into_iter().collect();
        assert_eq!(value(&forged.into()), upon::Value::Map(std::collections::BTreeMap::new()));
        assert_eq!(back(&safe("<b>")), Value::from("<b>"));
    }

    #[test]
    fn a_page_hides_values_of_the_site_and_the_next_page_sees_them_again() {
        let (sites, site) = (Sites::default(), site());
        let mut page = site.clone();
        page.insert("title", "own");
        page.insert("only", 1);
        let seen = upon::Value::from([("name", "Example"), ("title", "of the site")]);
        let upon::Value::Map(mut with_own) = seen.clone() else { unreachable!() };
        with_own.insert("title".to_owned(), "own".into());
        with_own.insert("only".to_owned(), upon::Value::Integer(1));
        assert_eq!(*sites.with(&page), upon::Value::Map(with_own.clone()));
        assert_eq!(*sites.with(&page), upon::Value::Map(with_own.clone()));
        assert_eq!(*sites.with(&site), seen);
        let mut other = site.clone();
        other.insert("only", 2);
        drop(sites.with(&page));
        with_own.insert("title".to_owned(), "of the site".into());
        with_own.insert("only".to_owned(), upon::Value::Integer(2));
        assert_eq!(*sites.with(&other), upon::Value::Map(with_own));
        assert_eq!(*sites.with(&site), seen);
    }

    #[test]
    fn the_site_is_converted_once_for_pages_one_after_the_other_and_once_per_page_at_one_time() {
        let (sites, site) = (Sites::default(), site());
        drop(sites.with(&site));
        drop(sites.with(&site));
        assert_eq!(sites.idle().len(), 1);
        drop((sites.with(&site), sites.with(&site)));
        assert_eq!(sites.idle().len(), 2);
    }

    #[test]
    fn a_page_sees_the_same_whatever_page_was_before_it() {
        let labels: Value = Map::from([("home".into(), "Home".into())]).into();
        let table = |entries: &[(&str, Value)]| -> Value {
            entries.iter().map(|(name, value)| ((*name).into(), value.clone())).collect::<Map>().into()
        };
        let facts = [
            table(&[("path", "1.html".into()), ("labels", labels.clone()), ("status", 502.into())]),
            table(&[("path", "2.html".into()), ("labels", labels.clone()), ("status", 502.into())]),
            table(&[
                ("path", "2.html".into()),
                ("labels", table(&[("home", "Start".into())])),
                ("status", 503.into()),
            ]),
            table(&[("path", "3.html".into()), ("status", Value::Null)]),
            table(&[("status", Value::Null), ("path", "3.html".into())]),
            "no table".into(),
            vec![labels.clone()].into(),
            vec![labels].into(),
        ];
        let (sites, site) = (Sites::default(), site());
        for facts in facts.iter().chain(facts.iter().rev()) {
            let mut page = site.clone();
            page.insert("downpage", facts.clone());
            assert_eq!(*sites.with(&page), *Sites::default().with(&page));
        }
    }

    #[test]
    fn another_site_is_not_taken_for_the_first() {
        let sites = Sites::default();
        drop(sites.with(&site()));
        let other = [("name", "Other")].into_iter().collect::<Context>().shared();
        assert_eq!(*sites.with(&other), upon::Value::from([("name", "Other")]));
    }
}
