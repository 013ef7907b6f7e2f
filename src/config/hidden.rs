//! Which lines of a file no message may show.

use providers::{Api, Kind, nearest};

/// The key of the file whose value is a secret.
const CONTROL_TOKEN: &str = "control_token";

/// Whether a setting's value is secret or holds secrets.
pub(super) fn is_secret(kind: &Kind) -> bool {
    matches!(kind, Kind::Secret(_) | Kind::Secrets(_))
}

/// Whether a name that no setting of an API has may be a mistyped secret's.
pub(super) fn may_mean_secret(api: &dyn Api, name: &str) -> bool {
    nearest(name, secrets_of(api)).is_some()
}

/// Whether a sentence speaks of a secret's name.
pub(super) fn names_a_secret(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| names().any(|name| name == word))
}

/// Whether a secret may stand on a line, counted from 1: because of the line itself, or of one that it is indented below.
pub(super) fn may_be_secret(text: &str, line: usize) -> bool {
    let lines: Vec<&str> = text.lines().take(line).filter(|line| !line.trim().is_empty()).collect();
    let (mut below, mut of_list) = (usize::MAX, false);
    for line in lines.iter().rev() {
        let indented = line.len() - line.trim_start().len();
        let item = line.trim_start().starts_with('-');
        // An item of a list may stand as far left as the key that it belongs to.
        if indented < below || (indented == below && of_list && !item) {
            if names_a_secret(line) {
                return true;
            }
            (below, of_list) = (indented, item);
        }
    }
    false
}

fn names() -> impl Iterator<Item = &'static str> {
    providers::CATALOGUE.iter().flat_map(|api| secrets_of(*api)).chain([CONTROL_TOKEN])
}

fn secrets_of(api: &dyn Api) -> impl Iterator<Item = &'static str> + use<> {
    api.settings().iter().filter(|spec| is_secret(&spec.kind)).map(|spec| spec.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_below_a_secrets_name_is_hidden_and_one_beside_it_is_not() {
        let text = "port: 1\ncontrol_token:\n  - one\n    two\nbind: x\ncontrol_token:\n- three\nlog: y\n";
        let hidden: Vec<usize> = (1..=8).filter(|line| may_be_secret(text, *line)).collect();
        assert_eq!(hidden, [2, 3, 4, 6, 7]);
    }

    #[test]
    fn a_secret_in_a_line_of_its_own_braces_is_hidden() {
        assert!(may_be_secret("a: {control_token: x", 1));
        assert!(!may_be_secret("a: {control_tokens: x", 1));
    }
}
