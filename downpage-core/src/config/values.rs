//! Values for templates from a TOML text of their own: the file of `downpage render --context`.

use crate::config::Origin;
use crate::config::document::Document;
use crate::config::faults::Faults;
use crate::error::Errors;
use crate::value::Map;

/// The values that a TOML text says; messages call it `name`.
///
/// ```
/// use downpage_core::config::values_from_toml;
///
/// let values = values_from_toml("[site]\nname = 'Example'", "values.toml")?;
/// assert_eq!(values["site"].as_map().and_then(|site| site["name"].as_text()), Some("Example"));
/// # Ok::<(), downpage_core::Errors>(())
/// ```
///
/// # Errors
/// All that is wrong with the text, with places.
pub fn values_from_toml(text: impl Into<String>, name: &str) -> Result<Map, Errors> {
    let origin = Origin { path: name.into(), text: text.into() };
    let mut faults = Faults::new(&origin);
    let document = Document::parse(&origin.text, &mut faults);
    let values = document.root().map();
    faults.finish().map(|()| values)
}
