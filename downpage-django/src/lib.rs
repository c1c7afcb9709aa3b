//! Django's template language without Python, and its backend of downpage.

pub mod ast;
pub mod environment;
pub mod error;
pub mod filters;
pub mod formats;
pub mod i18n;
pub mod lexer;
pub mod library;
pub mod parser;
pub mod render;
pub mod stand_in;
pub mod tags;
pub mod template;
pub mod text;
pub mod value;
