//! The words of the built-in pages that do not depend on the status.

/// Name and English text of each of `downpage.labels`. The texts are message ids of translations, and keep to the
/// characters that [`Status`](crate::Status) allows.
pub const LABELS: [(&str, &str); 6] = [
    ("trouble", "Something went wrong"),
    ("next", "What you can do"),
    ("retry", "Try again"),
    ("home", "Go to the home page"),
    ("status", "System status"),
    ("contact", "Still stuck? Write to"),
];
