//! What is read of a Django project: `cargo run -p downpage-django --features project --example settings -- FOLDER`.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example prints, and reads the environment"
)]

use std::path::PathBuf;

use downpage_core::surroundings::Router;
use downpage_django::project::{self, Environment, Reader};

fn main() -> downpage_core::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let environment: Environment = std::env::vars().collect();
    let Some(found) = project::find(&folder, &environment)? else {
        println!("there is no Django project");
        return Ok(());
    };
    let mut reader = Reader::new(found, environment);
    let settings = reader.settings()?;
    for (name, value) in settings.iter() {
        match (value.unknown(), &value.place) {
            (Some(unknown), Some(place)) => println!("{name}: unknown, since {unknown} ({place})"),
            (None, Some(place)) => println!("{name}: {} ({place})", value.value.describe()),
            (_, None) => println!("{name}: {}", value.value.describe()),
        }
    }
    for name in reader.urls(&settings)?.names() {
        println!("URL {name}");
    }
    Ok(())
}
