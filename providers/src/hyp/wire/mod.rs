//! Requests into fields and messages, outcomes into exact bytes. Total on any input.

mod compose;
mod encoding;
mod fields;
mod message;
mod reading;
mod reply;
mod xml;

pub(super) use compose::request as compose;
pub(super) use fields::{FORM, Fields};
pub(super) use message::{BadField, Head, Language, Message, TERMINAL};
pub(super) use reading::read;
pub(super) use reply::{Element, Reply};
