//! `standin serve`: serves the providers until it is told to stop.

mod coverage;
mod error;
mod log;
mod options;
mod ready;
mod text;
mod tls;

use std::io;
use std::path::Path;

use mock_server::{Config, ReadyView, Server, Worlds};

pub(crate) use error::ServeError;
pub(crate) use options::Options;

use crate::exit::Exit;
use crate::signals::Signals;

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// The options do not fit together, an address cannot be bound, the ready file cannot be written.
pub(crate) fn run(options: &Options) -> Result<Exit, ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(ServeError::Runtime)?;
    runtime.block_on(serve(options))
}

async fn serve(options: &Options) -> Result<Exit, ServeError> {
    let mut config = options.config()?;
    let generated = generate_token(&mut config)?;
    let authority = options.tls.authority(config.tls.as_ref(), options.ready_file.as_deref())?;
    let tls_ca_file = authority.as_ref().map(|file| file.path.display().to_string());
    // From here on a signal waits for us instead of ending us half-way.
    let mut signals = Signals::catch().map_err(ServeError::Runtime)?;
    let server = Server::start(config).await?;
    let ready = ReadyView { control_token: generated, tls_ca_file, ..server.worlds().ready().map_err(mock_server::StartError::from)? };
    let coverage = options.coverage.as_deref().map(|file| (file, server.worlds().clone()));
    // Before anybody relies on it: a file that cannot be written is found now and not at the end.
    write_coverage(coverage.as_ref())?;
    announce(options, &ready)?;
    signals.next().await;
    let exit = tokio::select! {
        () = server.shutdown() => Exit::Success,
        () = signals.next() => Exit::Interrupted,
    };
    write_coverage(coverage.as_ref())?;
    Ok(exit)
}

fn write_coverage(coverage: Option<&(&Path, Worlds)>) -> Result<(), ServeError> {
    let Some((file, worlds)) = coverage else { return Ok(()) };
    coverage::write(file, worlds).map_err(|source| ServeError::Coverage { file: file.to_path_buf(), source })
}

/// A token where one is needed and none was given.
fn generate_token(config: &mut Config) -> Result<Option<String>, ServeError> {
    if config.control_token.is_some() || !config.needs_token() {
        return Ok(None);
    }
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| ServeError::Chance(error.to_string()))?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    config.control_token = Some(token.clone());
    Ok(Some(token))
}

fn announce(options: &Options, ready: &ReadyView) -> Result<(), ServeError> {
    if let Some(file) = &options.ready_file {
        ready::write(file, ready).map_err(|source| ServeError::ReadyFile { file: file.clone(), source })?;
    }
    match (options.quiet, &ready.control_token, &options.ready_file) {
        (false, ..) => log::greet(options.log, ready),
        // Nobody could know it otherwise.
        (true, Some(token), None) => log::line(&mut io::stderr(), &format!("control token: {token}")),
        (true, ..) => {}
    }
    Ok(())
}
