//! Asks questions of a server and judges the answers: scenario, play, transcript, verdict, report.

pub mod diagnostic;
pub mod scenario;
pub mod suite;
