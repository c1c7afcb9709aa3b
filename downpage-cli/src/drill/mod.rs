//! `downpage drill`: a real outage on loopback, and what a visitor gets.
#![allow(dead_code, unused_imports)]

pub(crate) mod app;
pub(crate) mod keeper;
pub(crate) mod visitor;
