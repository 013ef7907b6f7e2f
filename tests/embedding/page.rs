//! The code in `docs/embedding.md` is that of the files beside this one.

const PAGE: &str = include_str!("../../docs/embedding.md");
const FILES: &[&str] = &[include_str!("hyper.rs"), include_str!("standin.rs")];

/// The blocks of Rust in the page.
fn blocks() -> impl Iterator<Item = &'static str> {
    PAGE.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default())
}

#[test]
fn the_code_in_the_page_is_code_that_is_tested() {
    assert!(blocks().count() >= 4);
    for block in blocks() {
        assert!(FILES.iter().any(|file| file.contains(block)), "docs/embedding.md has code that stands in no test:\n{block}");
    }
}
