//! Fetches a secret from where it stands. No message shows any of it.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use conformance::target::description::Reference;
use conformance::target::program::{Program, Standing};

/// A secret is no longer than so many bytes.
const LONGEST: usize = 64 * 1024;

/// The secret. A relative path leads from `folder`.
///
/// # Errors
/// It is not there; the sentence says why and what to do.
pub(super) fn fetch(reference: &Reference, folder: &Path) -> Result<String, String> {
    match reference {
        Reference::Environment(name) => match std::env::var_os(name).map(std::ffi::OsString::into_string) {
            None => Err(format!("the environment has no {name}; set it, or say another place")),
            Some(Err(_)) => Err(format!("{name} in the environment is not UTF-8")),
            Some(Ok(text)) => Ok(text),
        },
        Reference::File(path) => {
            let path = folder.join(path);
            let file = std::fs::File::open(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            let bytes = bounded(file).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            text(bytes).map_err(|why| format!("{} {why}", path.display()))
        }
        Reference::Command { words, timeout } => printed(words, *timeout, folder),
    }
}

/// What a command prints, if it ends well and in time.
fn printed(words: &[String], timeout: Duration, folder: &Path) -> Result<String, String> {
    let told = |why: &str| format!("the command {} {why}", words.first().map_or("", String::as_str));
    let program = Program { words, timeout, folder, longest: LONGEST, standing: Standing::AtTheTerminal };
    let ended = program.run().map_err(|error| told(&error.to_string()))?;
    if !ended.status.success() {
        return Err(told(&format!("failed ({}); run it by hand to see why", ended.status)));
    }
    text(ended.printed).map_err(|why| told(&format!("prints what {why}")))
}

fn bounded(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The line break that editors and commands end with is no part of the secret.
fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > LONGEST {
        return Err(format!("is longer than {LONGEST} bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, seconds: f64) -> Result<String, String> {
        let words = ["sh", "-c", script].map(str::to_owned).to_vec();
        fetch(&Reference::Command { words, timeout: Duration::from_secs_f64(seconds) }, Path::new(""))
    }

    #[test]
    fn a_secret_is_what_a_command_prints_if_it_ends_well_and_in_time() {
        assert_eq!(shell("echo hidden", 20.0), Ok("hidden".to_owned()));
        let failed = shell("echo hidden; echo hidden >&2; exit 3", 20.0).unwrap_err();
        assert!(failed.contains("exit status: 3") && failed.contains("by hand") && !failed.contains("hidden"), "{failed}");
        for slow in ["echo hidden; exec sleep 60", "exec >&-; exec sleep 60", "sleep 60"] {
            let late = shell(slow, 0.2).unwrap_err();
            assert!(late.contains("longer than 0.2 s") && late.contains("`timeout`") && !late.contains("hidden"), "{late}");
        }
        let endless = shell("yes hidden", 20.0).unwrap_err();
        assert!(!endless.contains("hidden"), "{endless}");
    }

    #[test]
    fn a_secret_in_a_file_is_found_from_the_target_files_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("token"), "hidden\r\n").unwrap();
        assert_eq!(fetch(&Reference::File("token".into()), folder.path()), Ok("hidden".to_owned()));
        let absent = fetch(&Reference::File("tokn".into()), folder.path()).unwrap_err();
        assert!(absent.contains("tokn cannot be read"), "{absent}");
    }
}
