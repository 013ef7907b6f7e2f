//! Constants that a target declares to be otherwise: told as unsupported, and neither failed nor passed.

use super::there::{There, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_declared_constant_is_unsupported_and_one_that_is_not_declared_fails() {
    let there = There::deviating("access-token-of-119-characters").await;
    let filter = ["--filter", "has-120-characters"];
    let undeclared = there.check(&filter);
    assert_eq!(undeclared.status.code(), Some(1), "{}", text(&undeclared));
    assert!(text(&undeclared).contains("fail          hyper.access-token.length"), "{}", text(&undeclared));
    there.describe("settings: {}", "constants: {hyper.access-token.length: {length: 119}}");
    let declared = there.check(&filter);
    assert_eq!(declared.status.code(), Some(5), "{}", text(&declared));
    assert!(text(&declared).contains("unsupported   hyper.access-token.length"), "{}", text(&declared));
    assert!(text(&declared).contains("pass          hyper.refresh-token.length"), "{}", text(&declared));
    assert!(text(&declared).contains("`length` is 119 there; documented is 120"), "{}", text(&declared));
    there.describe("settings: {}", "constants: {hyper.refresh-token.length: {length: 119}}");
    assert_eq!(there.check(&filter).status.code(), Some(1), "another clause's declaration excuses nothing");
}
