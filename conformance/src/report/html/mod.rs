//! One page for a browser: all of a report, to be looked at. It asks nobody for anything, and says the same without its script.

mod cases;
mod failure;
mod headline;
mod markup;
mod matrix;
mod page;
mod parts;
mod timeline;

pub(super) use page::write;
