//! Reports: readers of verdicts, and of nothing else but the ledgers' sentences and the scenarios' places.

mod bounded;
mod curl;
pub mod document;
mod failure;
mod form;
mod github;
mod html;
mod json;
mod junit;
mod list;
mod sarif;
mod table;
mod tap;
mod telling;
#[cfg(test)]
mod tests;
mod text;
mod word;
mod wrap;

pub use curl::quoted;
pub use document::{Basis, Report};
pub use form::Form;
pub use github::summary;
pub use list::list;
pub use text::{Detail, Notes, text, text_with};
pub use word::Word;
pub(crate) use wrap::wrap;
