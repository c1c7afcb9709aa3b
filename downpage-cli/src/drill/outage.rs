//! What can happen to an app, and which status a visitor has to get for it.

use super::app::State;
use crate::servers::Server;

/// Something that happens to the app, or is done to the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outage {
    /// Nothing: the app is well.
    None,
    /// Nobody listens: the process is dead.
    Refusing,
    /// Connections are neither taken nor refused: the app's host is gone, or its queue is full.
    Unreachable,
    /// It takes the connection and never answers.
    Hanging,
    /// It closes the connection before it answers.
    Closing,
    /// It resets the connection before it answers.
    Resetting,
    /// What it answers is not HTTP.
    Garbage,
    /// It answers with this status itself.
    Answering(u16),
    /// The flag file is there. The app is well.
    Maintenance,
}

impl Outage {
    /// Its stable name, for tables and for machines.
    pub(crate) fn name(self) -> String {
        match self {
            Self::None => "up".to_owned(),
            Self::Refusing => "refusing".to_owned(),
            Self::Unreachable => "unreachable".to_owned(),
            Self::Hanging => "hanging".to_owned(),
            Self::Closing => "closing".to_owned(),
            Self::Resetting => "resetting".to_owned(),
            Self::Garbage => "garbage".to_owned(),
            Self::Answering(status) => format!("answering {status}"),
            Self::Maintenance => "maintenance".to_owned(),
        }
    }

    /// How the app has to be for it.
    pub(super) fn state(self) -> State {
        match self {
            Self::Refusing => State::Refusing,
            Self::Unreachable => State::Full,
            _ => State::Up,
        }
    }

    /// What URLs begin with, so that the app knows what to do.
    pub(super) fn base(self) -> String {
        match self {
            Self::Hanging => "/hang".to_owned(),
            Self::Closing => "/close".to_owned(),
            Self::Resetting => "/reset".to_owned(),
            Self::Garbage => "/garbage".to_owned(),
            Self::Answering(status) => format!("/s/{status}"),
            Self::None | Self::Refusing | Self::Unreachable | Self::Maintenance => String::new(),
        }
    }

    /// The status that `server` declares for it; `None` when it passes on what comes.
    pub(super) fn status(self, server: &dyn Server) -> Option<u16> {
        let declared = server.abilities().outages;
        match self {
            Self::None => Some(200),
            Self::Refusing => Some(declared.refused),
            Self::Unreachable => Some(server.unreachable()),
            Self::Hanging => Some(declared.hanging),
            Self::Closing | Self::Resetting => Some(declared.closed),
            Self::Garbage => declared.garbage,
            Self::Answering(status) => Some(status),
            Self::Maintenance => Some(503),
        }
    }
}
