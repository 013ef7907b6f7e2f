//! `standin serve`: serves the providers until it is told to stop.

mod coverage;
mod deviating;
mod error;
mod log;
mod options;
mod ready;
mod reload;
mod text;
mod tls;

use std::io;
use std::path::Path;

use mock_server::{Config, ReadyView, Server, Worlds};

pub(crate) use error::ServeError;
pub(crate) use log::Form;
pub(crate) use options::{Flags, LimitFlags, Options};
pub(crate) use text::{Assignment, Bytes, Mount, Span};
pub(crate) use tls::{CertificateName, ClientAuth, ServerCertificate, TlsFlags, TlsPlan};

use crate::config::{Configuration, Environment, Sources};
use crate::exit::Exit;
use crate::print::aside;
use crate::signals::Signals;
use reload::Reloading;
use tls::AuthorityFile;

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// The configuration cannot be taken, an address cannot be bound, the ready file cannot be written.
pub(crate) fn run(options: &Options) -> Result<Exit, ServeError> {
    // It accepts; each connection is served by a thread of its own choice.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Runtime)?;
    runtime.block_on(serve(options))
}

async fn serve(options: &Options) -> Result<Exit, ServeError> {
    let environment = Environment::of_process();
    let sources = Sources { flags: &options.flags, environment: &environment, drawn: any_seed()? };
    let configuration = sources.resolve()?;
    configuration.notes.iter().for_each(|note| aside(note));
    let mut config = configuration.config.clone();
    config.tls = configuration.tls.as_ref().map(TlsPlan::tls).transpose()?;
    config.log = (!configuration.quiet).then(|| log::calls(configuration.form));
    let generated = generate_token(&mut config)?;
    let authority = authority(&configuration, &config)?;
    let told = Told { control_token: generated, tls_ca_file: authority.as_ref().map(|file| file.path.display().to_string()) };
    // From here on a signal waits for us instead of ending us half-way.
    let mut signals = Signals::catch().map_err(ServeError::Runtime)?;
    let mut reloading = Reloading::begin(&sources, &configuration).map_err(ServeError::Runtime)?;
    let server = Server::start(config).await?;
    let coverage = configuration.coverage.as_deref().map(|file| (file, server.worlds().clone()));
    // Before anybody relies on it: a file that cannot be written is found now and not at the end.
    write_coverage(coverage.as_ref())?;
    let ready = told.ready_view(&server)?;
    announce(&configuration, &ready)?;
    loop {
        tokio::select! {
            () = signals.next() => break,
            () = reloading.wanted() => reloading.reload(server.worlds(), || told.anew(&configuration, &server)),
        }
    }
    let exit = tokio::select! {
        () = server.shutdown() => Exit::Success,
        () = signals.next() => Exit::Interrupted,
    };
    write_coverage(coverage.as_ref())?;
    Ok(exit)
}

fn authority(configuration: &Configuration, config: &Config) -> Result<Option<AuthorityFile>, ServeError> {
    let (Some(plan), Some(tls)) = (&configuration.tls, &config.tls) else { return Ok(None) };
    plan.authority(tls, configuration.ready_file.as_deref())
}

fn write_coverage(coverage: Option<&(&Path, Worlds)>) -> Result<(), ServeError> {
    let Some((file, worlds)) = coverage else { return Ok(()) };
    coverage::write(file, worlds).map_err(|source| ServeError::Coverage { file: file.to_path_buf(), source })
}

/// A seed from chance, short enough to be typed again.
fn any_seed() -> Result<u64, ServeError> {
    getrandom::u32().map(u64::from).map_err(|error| ServeError::Chance(error.to_string()))
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

fn announce(configuration: &Configuration, ready: &ReadyView) -> Result<(), ServeError> {
    if let Some(file) = &configuration.ready_file {
        ready::write(file, ready).map_err(|source| ServeError::ReadyFile { file: file.clone(), source })?;
    }
    deviating::announce(&configuration.config);
    match (configuration.quiet, &ready.control_token, &configuration.ready_file) {
        (false, ..) => log::greet(configuration.form, ready),
        // Nobody could know it otherwise.
        (true, Some(token), None) => log::line(&mut io::stderr(), &format!("control token: {token}")),
        (true, ..) => {}
    }
    Ok(())
}

/// What the ready file tells that the worlds do not know.
struct Told {
    control_token: Option<String>,
    tls_ca_file: Option<String>,
}

impl Told {
    fn ready_view(&self, server: &Server) -> Result<ReadyView, ServeError> {
        let ready = server.worlds().ready().map_err(mock_server::StartError::from)?;
        Ok(ReadyView { control_token: self.control_token.clone(), tls_ca_file: self.tls_ca_file.clone(), ..ready })
    }

    /// Worlds that were made anew have other credentials.
    fn anew(&self, configuration: &Configuration, server: &Server) {
        let Some(file) = &configuration.ready_file else { return };
        let written = self
            .ready_view(server)
            .and_then(|ready| ready::write(file, &ready).map_err(|source| ServeError::ReadyFile { file: file.clone(), source }));
        if let Err(error) = written {
            aside(&error.to_string());
        }
    }
}
