//! Every configuration in README and guide is one.

use downpage::Config;
use downpage::report::{self, Style};

use crate::markdown::{Block, blocks, root};

/// What the configuration of `block` is read as. Paths in it are those of the bookshop, which has files of all kinds.
pub(crate) fn read(block: &Block) -> Result<Config, String> {
    let file = match block.title.as_str() {
        "Cargo.toml" | "pyproject.toml" => block.title.as_str(),
        _ => "downpage.toml",
    };
    Config::from_toml(block.text.as_str(), file, root().join("examples/bookshop"))
        .map_err(|errors| report::draw_all(&errors, Style { coloured: false }))
}

#[test]
fn every_configuration_can_be_read() {
    let mut seen = 0;
    for block in blocks("toml") {
        let of_cargo = ["Cargo.toml", "pyproject.toml"].contains(&block.title.as_str())
            && !block.text.contains("downpage]");
        if of_cargo {
            toml::from_str::<toml::Table>(&block.text)
                .unwrap_or_else(|fault| panic!("{}: {fault}", block.place));
            continue;
        }
        match (read(&block), block.title == "wrong") {
            (Err(fault), false) => panic!("{}:\n{fault}", block.place),
            (Ok(_), true) => panic!("{}: nothing is wrong with it", block.place),
            _ => seen += 1,
        }
    }
    assert!(seen > 10, "only {seen} configurations");
}
