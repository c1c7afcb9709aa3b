//! Your site's error pages, rendered from your site's own templates, still there when the app is not.
#![cfg_attr(not(test), deny(unused_crate_dependencies))]

pub use downpage_core::*;

#[cfg(feature = "jinja")]
pub use downpage_jinja as jinja;
#[cfg(feature = "tera")]
pub use downpage_tera as tera;
#[cfg(feature = "upon")]
pub use downpage_upon as upon;
