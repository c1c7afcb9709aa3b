//! The blocks of code in the project's pages.

use std::path::{Path, PathBuf};

/// One block between lines of three backticks.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The page and the line, for messages.
    pub(crate) place: String,
    /// The first word after the backticks.
    pub(crate) language: String,
    /// What stands behind that word.
    pub(crate) title: String,
    pub(crate) text: String,
}

/// A page and its blocks.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// README and all pages below `docs`.
pub(crate) fn pages() -> Vec<Page> {
    let mut paths = vec![root().join("README.md")];
    collect(&root().join("docs"), &mut paths);
    let pages: Vec<Page> = paths.iter().map(|path| page(path)).collect();
    assert!(pages.iter().any(|page| page.name == "docs/guide/README.md"), "the guide is not where it was");
    pages
}

/// All blocks in `language`.
pub(crate) fn blocks(language: &str) -> Vec<Block> {
    pages().into_iter().flat_map(|page| page.blocks).filter(|block| block.language == language).collect()
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
}

fn page(path: &Path) -> Page {
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    for (line, number) in text.lines().zip(1..) {
        match (line.strip_prefix("```"), open.take()) {
            (Some(info), None) => {
                let (language, title) = info.split_once(' ').unwrap_or((info, ""));
                assert!(!language.is_empty(), "{name}:{number}: a block without a language");
                open = Some(Block {
                    place: format!("{name}:{number}"),
                    language: language.to_owned(),
                    title: title.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(mut block)) => {
                block.text += line;
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{name}: a block is not closed");
    Page { name, text, blocks }
}
