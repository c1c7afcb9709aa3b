//! Whatever a configuration says: no panic, and every place lies inside its text.
#![no_main]

use downpage_core::Config;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = Config::from_toml(text, "downpage.toml", "site");
    if let Err(errors) = read {
        for error in errors.iter() {
            if let Some(location) = error.location() {
                let lines = text.split('\n').count();
                assert!(location.line <= lines, "{location:?} of {error}");
            }
        }
    }
});
