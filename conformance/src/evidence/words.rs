//! The words for conclusions, as bundles, certificates and commands say them. Verdicts have their own.

use crate::verdict::Conclusion;

pub(super) fn of_conclusion(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Conforms => "conforms",
        Conclusion::DoesNot => "does-not-conform",
        Conclusion::Stale => "stale-waiver",
        Conclusion::Unreachable => "unreachable",
        Conclusion::Incomplete => "incomplete",
        Conclusion::Interrupted => "interrupted",
        Conclusion::Nothing => "nothing-checked",
        Conclusion::Broken => "broken",
    }
}
