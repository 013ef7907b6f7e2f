use super::*;

fn tally(ids: &[&'static str]) -> Coverage {
    let mut tally = Tally::default();
    tally.count(&ids.iter().map(|id| ClauseId(id)).collect::<Vec<_>>());
    Coverage::of(&Met::of(["hyper"].into_iter(), tally))
}

#[test]
fn a_clause_is_met_by_an_answer_that_it_decided_and_else_never() {
    let coverage = tally(&["hyper.refusal.wrong"]);
    let hyper = &coverage.apis[0];
    let of = |id: &str| hyper.clauses.iter().find(|clause| clause.id == id).unwrap();
    assert_eq!((of("hyper.refusal.wrong").answers, of("hyper.grace.access-token").answers), (1, 0));
    assert!(of("hyper.grace.access-token").is_missing() && !of("hyper.refusal.wrong").is_missing());
    assert!(!of("hyper.admin.modules").is_missing(), "no client could have met it");
    assert_eq!(hyper.met, 1);
}

#[test]
fn the_text_tells_what_was_never_met_and_what_went_beyond_the_documents() {
    let text = tally(&["hyper.refusal.wrong", "hyper.bearer.case"]).write(CoverageForm::Text);
    let (never, met) = text.split_once("met, by so many answers").unwrap();
    assert!(never.starts_with("hyper: 2 clauses met, "), "{text}");
    assert!(never.contains("hyper.grace.access-token ") && !never.contains("hyper.refusal.wrong "), "{text}");
    let (met, beyond) = met.split_once("accepted beyond the documents").unwrap();
    assert!(met.contains("1  hyper.refusal.wrong ") && beyond.contains("1  hyper.bearer.case "), "{text}");
}

#[test]
fn junit_has_a_case_a_clause_and_skips_those_that_were_never_met() {
    let coverage = tally(&["hyper.refusal.wrong"]);
    let xml = coverage.write(CoverageForm::Junit);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let cases: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert_eq!(cases.len(), coverage.apis[0].clauses.len());
    let skipped = |id: &str| {
        let case = cases.iter().find(|case| case.attribute("name") == Some(id)).unwrap();
        case.children().any(|child| child.has_tag_name("skipped"))
    };
    assert!(skipped("hyper.grace.access-token") && !skipped("hyper.refusal.wrong"));
}

#[test]
fn a_file_has_the_form_of_its_name() {
    for (file, form) in [("a.json", CoverageForm::Json), ("a.XML", CoverageForm::Junit), ("a.txt", CoverageForm::Text), ("a", CoverageForm::Text)] {
        assert_eq!(CoverageForm::of(Path::new(file)), form, "{file}");
    }
}
