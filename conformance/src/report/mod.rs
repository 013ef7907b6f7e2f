//! Reports: readers of verdicts, and of nothing else but the ledgers' sentences.

mod curl;
mod failure;
mod list;
mod table;
mod text;
mod wrap;

pub use list::list;
pub use text::{Detail, text};
pub(crate) use wrap::wrap;
