//! The filters that Django has and Tera lacks, by their Django names.
//!
//! Each file follows one part of [Django's reference](https://docs.djangoproject.com/en/5.2/ref/templates/builtins/), and
//! each filter gives what Django 5.2 gives, as `tests/django_filters.json` records; where it does not, its comment says
//! so. Arguments have names, since Tera knows no other.
#![allow(clippy::unnecessary_wraps, reason = "every filter has the type that its table holds")]

mod dates;
mod elapsed;
mod html;
mod json;
mod letters;
mod links;
mod lists;
mod logic;
mod markup;
mod numbers;
mod slug;
mod stringformat;
mod strings;
mod truncate;
mod urlize;

use std::sync::Arc;

use tera::Tera;

use crate::call::{Row, Site, register_filter};

pub(crate) use dates::now_text;

const TABLES: [&[Row]; 11] = [
    &dates::FILTERS,
    &html::FILTERS,
    &json::FILTERS,
    &links::FILTERS,
    &lists::FILTERS,
    &logic::FILTERS,
    &numbers::FILTERS,
    &slug::FILTERS,
    &stringformat::FILTERS,
    &strings::FILTERS,
    &truncate::FILTERS,
];

/// Every filter of ours that a template may name.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.into_iter().flatten().filter(|row| !row.name.starts_with('_'))
}

/// Makes all of them known to `tera`.
pub(crate) fn register(tera: &mut Tera, site: &Arc<Site>) {
    for row in TABLES.into_iter().flatten() {
        register_filter(tera, row, site);
    }
}
