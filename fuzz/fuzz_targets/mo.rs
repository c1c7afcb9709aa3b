//! Whatever a `.mo` file holds: no panic, also in its plural forms.
#![no_main]

use downpage_core::surroundings::Catalog;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(catalog) = Catalog::from_mo(bytes, "fuzz.mo") {
        let _ = catalog.gettext(None, "a");
        for count in [0, 1, 2, 5, 11, 21, 101, -1, i64::MAX, i64::MIN] {
            let _ = catalog.ngettext(None, "a", count);
        }
    }
});
