//! The table for people: on the terminal, and as the page of the docs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use conformance::report::Detail;

use super::questions::Questions;
use super::result::{Caught, EXPLORATION_BAR, Row, Strength};

/// What does not hold, then the figures; with all of it, the matrix first.
pub(super) fn text(strength: &Strength, detail: Detail) -> String {
    let mut text = String::new();
    if detail == Detail::Full {
        let _ = writeln!(text, "S, P, E: caught by scenarios, properties, exploration; a small letter: under another clause\n");
        for row in &strength.rows {
            let _ = writeln!(text, "{}  {}  {}={}", letters(row), row.breaks, row.api, row.name);
        }
        text.push('\n');
    }
    for row in strength.rows.iter().filter(|row| !row.is_reported()) {
        let _ = writeln!(text, "{}={} is not reported under {}: {}", row.api, row.name, row.breaks, elsewhere(row));
    }
    for row in strength.rows.iter().filter(|row| !row.explored.is_caught()) {
        let _ = writeln!(text, "{}={} is not found by exploration alone", row.api, row.name);
    }
    for (name, passed) in strength.nulls.iter().filter(|(_, passed)| !passed.is_empty()) {
        let _ = writeln!(text, "{name} passes {}", passed.iter().cloned().collect::<Vec<_>>().join(", "));
    }
    for (name, against) in strength.clean.iter().filter(|(_, against)| !against.is_empty()) {
        let _ = writeln!(text, "{name} fails {}", against.join(", "));
    }
    text + &figures(strength)
        + &format!("{}, {:.0} s\n", if strength.holds() { "every bar is held" } else { "a bar is not held" }, strength.time.as_secs_f64())
}

/// One line for each bar.
fn figures(strength: &Strength) -> String {
    let all = strength.rows.len();
    let mut text = String::new();
    let by = |name: &str, caught: fn(&Row) -> &Caught| {
        let (caught, rightly) = (strength.count(|row| caught(row).is_caught()), strength.count(|row| *caught(row) == Caught::Rightly));
        format!("{name} catch {caught} of {all} deviations, {rightly} under the clause that is broken\n")
    };
    if all > 0 {
        text.push_str(&by("scenarios", |row| &row.scenarios));
        text.push_str(&by("properties", |row| &row.properties));
        let _ = writeln!(text, "together they report {} of {all} under the clause that is broken (all)", strength.count(Row::is_reported));
        let explored = strength.count(|row| row.explored.is_caught());
        let _ = writeln!(text, "exploration alone catches {explored} of {all}, {} % (at least {EXPLORATION_BAR} %)", explored * 100 / all);
    }
    let (nulls, passing) = (strength.nulls.len(), strength.nulls.iter().filter(|(_, passed)| !passed.is_empty()).count());
    let (clean, failing) = (strength.clean.len(), strength.clean.iter().filter(|(_, against)| !against.is_empty()).count());
    if nulls > 0 {
        let _ = writeln!(text, "of {nulls} servers that know nothing {passing} pass a clause (none)");
    }
    if clean > 0 {
        let _ = writeln!(text, "of {clean} clean mocks, by as many readings of silent points, {failing} fail (none)");
    }
    text
}

fn letters(row: &Row) -> String {
    let letter = |caught: &Caught, letter: char| match caught {
        Caught::Rightly => letter,
        Caught::Elsewhere(_) => letter.to_ascii_lowercase(),
        Caught::Not => '-',
    };
    [letter(&row.scenarios, 'S'), letter(&row.properties, 'P'), letter(&row.explored, 'E')].iter().collect()
}

fn elsewhere(row: &Row) -> String {
    match (&row.scenarios, &row.properties) {
        (Caught::Elsewhere(clause), _) | (_, Caught::Elsewhere(clause)) => format!("under {clause} alone, perhaps with others"),
        _ => "nothing fails".to_owned(),
    }
}

/// The page of the docs: the figures with their day, and the matrix, clause by clause.
pub(super) fn page(strength: &Strength, questions: &Questions) -> String {
    let day = jiff::Timestamp::now().strftime("%Y-%m-%d");
    let mut text = format!(
        "# What the suite catches\n\n\
         Measured on {day} with `standin strength --seed {} --markdown docs/strength.md`, which makes this page; what it means is in\n\
         [proof.md](proof.md).\n\n",
        strength.seed
    );
    for line in figures(strength).lines() {
        let _ = writeln!(text, "- {line}");
    }
    text.push_str("\nThese values of settings are no readings of silent points, since each contradicts a clause that binds:\n\n");
    for one in super::silence::CONTRADICTING {
        let value = one.value.map_or("other than its default".to_owned(), |value| format!("`{value}`"));
        let _ = writeln!(text, "- `{}.{}`, {value}: contradicts `{}`", one.api, one.setting, one.denies);
    }
    text.push_str("\n`S`, `P` and `E`: caught by scenarios, by properties, by exploration alone; a small letter: under another clause.\n");
    for api in &questions.apis {
        let mut by_clause: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in strength.rows.iter().filter(|row| row.api == api.name()) {
            by_clause.entry(row.breaks).or_default().push(row);
        }
        let _ = writeln!(text, "\n## {}\n\n| clause | deviation | what is different | |\n| --- | --- | --- | --- |", api.name());
        for (clause, rows) in by_clause {
            for (nth, row) in rows.iter().enumerate() {
                let clause = if nth == 0 { format!("`{clause}`") } else { String::new() };
                let says = row.says.replace('|', "\\|");
                let _ = writeln!(text, "| {clause} | `{}` | {says} | `{}` |", row.name, letters(row));
            }
        }
    }
    text
}
