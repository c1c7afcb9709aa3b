//! Publishes one finished text many times: `publish OUTPUT FILE COUNT [check|durable|prune]...`
//!
//! What it costs to put pages in place, without rendering them; for measuring beside `cp -r`.

use std::path::Path;

use downpage_core::publish::{PagePaths, PublishOptions, publish};
use downpage_core::{Error, Errors, RenderedPage};

fn main() -> Result<(), Errors> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [output, file, count, flags @ ..] = &*words else {
        panic!("usage: publish OUTPUT FILE COUNT [check|durable|prune]...");
    };
    let text = std::fs::read_to_string(file).map_err(|cause| Error::io("cannot read the page", cause))?;
    let count = count.parse().expect("COUNT is a number");
    let paths = PagePaths::new((0..count).map(|number: usize| format!("{number}.html")))?;
    let mut options = PublishOptions::new(&paths);
    for flag in flags {
        match flag.as_str() {
            "check" => options.check_only = true,
            "durable" => options.durable = true,
            "prune" => options.prune = true,
            other => panic!("unknown flag `{other}`"),
        }
    }
    // The pages come in the order of a configuration, which is not that of the paths.
    let pages = (0..count).map(|number| {
        Ok(RenderedPage {
            path: format!("{number}.html").into(),
            text: text.clone(),
            template: "error.html".into(),
            engine: "none",
            status: None,
        })
    });
    publish(Path::new(output), pages, &options, &mut ()).map(|_| ())
}
