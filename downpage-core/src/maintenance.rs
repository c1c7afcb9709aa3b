//! What a planned outage tells its visitors: how long it takes, and why.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::value::{Map, Value};

/// The status of a site in maintenance, and so of the pages that tell about it.
pub const STATUS: u16 = 503;

/// Maintenance that is going on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintenance {
    /// When it is expected to be over.
    pub until: Option<Timestamp>,
    /// What to tell visitors.
    pub message: Option<Arc<str>>,
}

/// The table `downpage.maintenance` of a page: `on`, `until` (a date-time in `zone`), `until_text` (the same, to be shown as it
/// is) and `message`; null where there is nothing to tell.
///
/// ```
/// use downpage_core::maintenance::{Maintenance, values};
///
/// let going_on = Maintenance { until: "2026-03-26T08:00:00Z".parse().ok(), message: None };
/// let values = values(Some(&going_on), &downpage_core::jiff::tz::TimeZone::UTC);
/// assert_eq!(values["until_text"].as_text(), Some("2026-03-26 08:00 UTC"));
/// ```
#[must_use]
pub fn values(going_on: Option<&Maintenance>, zone: &TimeZone) -> Map {
    let until = going_on.and_then(|one| one.until).map(|until| until.to_zoned_datetime(zone.clone()));
    let text = until.as_ref().map(|until| Value::from(until.strftime("%Y-%m-%d %H:%M %Z").to_string()));
    let message = going_on.and_then(|one| one.message.as_deref()).map(Value::from);
    let entries = [
        ("on", Value::Bool(going_on.is_some())),
        ("until", until.map_or(Value::Null, Value::from)),
        ("until_text", text.unwrap_or_default()),
        ("message", message.unwrap_or_default()),
    ];
    entries.into_iter().map(|(key, value)| (Arc::from(key), value)).collect()
}
