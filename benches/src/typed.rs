//! The values of the page and of the tables in types of their own, for what is compiled, and askama on them.

use askama::Template;
use downpage::Context;
use downpage::jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error as _};

use crate::bare::Render;
use crate::{Outcome, by_hand};

/// What is compiled, and so has nothing to parse.
pub(crate) const ENGINES: [&str; 2] = ["askama", "by hand"];

#[derive(serde::Deserialize)]
pub(crate) struct Site {
    pub(crate) lang: String,
    pub(crate) dir: String,
    pub(crate) generator: String,
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) tagline: String,
    pub(crate) host: String,
    pub(crate) copyright: String,
    pub(crate) owner: String,
    pub(crate) revision: String,
    pub(crate) region: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) legal: Option<String>,
}

#[derive(serde::Deserialize)]
pub(crate) struct Page {
    pub(crate) code: u64,
    pub(crate) name: String,
    pub(crate) message: String,
    pub(crate) detail: String,
    pub(crate) retry: u64,
    pub(crate) basket: u64,
    pub(crate) upstream: String,
    pub(crate) trace: Option<String>,
}

#[derive(serde::Deserialize)]
pub(crate) struct Support {
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) hours: String,
    pub(crate) status: String,
    pub(crate) chat: String,
}

#[derive(serde::Deserialize)]
pub(crate) struct Item {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) hint: String,
    pub(crate) active: bool,
    pub(crate) badge: String,
}

/// What the page shows.
#[derive(serde::Deserialize, Template)]
#[template(path = "page.html")]
pub(crate) struct Values {
    #[serde(deserialize_with = "moment")]
    pub(crate) generated: Timestamp,
    pub(crate) site: Site,
    pub(crate) page: Page,
    pub(crate) support: Support,
    pub(crate) nav: Vec<Item>,
    #[serde(rename = "ref")]
    pub(crate) reference: String,
}

#[derive(serde::Deserialize)]
pub(crate) struct Team {
    pub(crate) name: String,
    pub(crate) score: u64,
}

/// What the tables show.
#[derive(serde::Deserialize)]
pub(crate) struct Tables {
    pub(crate) table: Vec<Vec<u64>>,
    pub(crate) teams: Vec<Team>,
    pub(crate) year: u64,
}

#[derive(Template)]
#[template(path = "table.html")]
struct TableTemplate<'t> {
    table: &'t [Vec<u64>],
}

#[derive(Template)]
#[template(path = "teams.html")]
struct TeamsTemplate<'t> {
    teams: &'t [Team],
    year: u64,
}

/// The filters that askama does not have.
#[allow(
    unreachable_pub,
    clippy::inline_always,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "askama's macro makes them so, and asks for results"
)]
mod filters {
    use std::fmt::Display;

    use downpage::jiff::Timestamp;

    #[askama::filter_fn]
    pub(super) fn truncatechars(text: &str, _: &dyn askama::Values, most: usize) -> askama::Result<String> {
        Ok(match text.char_indices().nth(most - 1) {
            Some((end, _)) if text.chars().nth(most).is_some() => format!("{}…", &text[..end]),
            _ => text.to_owned(),
        })
    }

    #[askama::filter_fn]
    pub(super) fn date(moment: &Timestamp, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(super::date(*moment))
    }

    #[askama::filter_fn]
    pub(super) fn or_else<'a>(
        value: &'a Option<String>,
        _: &dyn askama::Values,
        other: &'a str,
    ) -> askama::Result<impl Display + 'a> {
        Ok(value.as_deref().unwrap_or(other))
    }
}

/// A moment as the page writes it.
pub(crate) fn date(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M").to_string()
}

fn moment<'de, D: Deserializer<'de>>(source: D) -> Result<Timestamp, D::Error> {
    String::deserialize(source)?.parse().map_err(D::Error::custom)
}

/// `work` done by `engine` with the values of `context`; `None` for what is compiled.
pub(crate) fn task(engine: &str, work: &str, context: &Context) -> Outcome<Option<Render>> {
    let json = serde_json::to_value(context).map_err(|error| error.to_string())?;
    let render: Render = if work == "page" {
        let values: Values = serde_json::from_value(json).map_err(|error| error.to_string())?;
        if engine == "askama" {
            Box::new(move || values.render().expect("it was rendered before"))
        } else {
            Box::new(move || by_hand::page(&values))
        }
    } else {
        let tables: Tables = serde_json::from_value(json).map_err(|error| error.to_string())?;
        match (engine, work) {
            ("askama", "table") => Box::new(move || {
                TableTemplate { table: &tables.table }.render().expect("it was rendered before")
            }),
            ("askama", "teams") => Box::new(move || {
                let Tables { teams, year, .. } = &tables;
                TeamsTemplate { teams, year: *year }.render().expect("it was rendered before")
            }),
            ("by hand", "table") => Box::new(move || by_hand::table(&tables)),
            ("by hand", "teams") => Box::new(move || by_hand::teams(&tables)),
            _ => return Ok(None),
        }
    };
    Ok(Some(render))
}
