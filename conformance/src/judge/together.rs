//! Calls that were sent at once: which answer belongs to which call's expectations.

/// For each call the answer that it is judged by, so that as many calls as possible hold all they expect.
///
/// `holds[call][answer]` says whether all expectations of the call hold for the answer.
pub(super) fn assign(holds: &[Vec<bool>]) -> Vec<usize> {
    let mut call_of = vec![None; holds.len()];
    for call in 0..holds.len() {
        let mut tried = vec![false; holds.len()];
        place(call, holds, &mut call_of, &mut tried);
    }
    let mut answers: Vec<Option<usize>> = vec![None; holds.len()];
    for (answer, call) in call_of.iter().enumerate() {
        if let Some(call) = call {
            answers[*call] = Some(answer);
        }
    }
    // A call that holds for no answer left is judged by its own, if that is free, else by the first that is.
    let mut free: Vec<usize> = (0..holds.len()).filter(|answer| call_of[*answer].is_none()).collect();
    let assigned = answers.into_iter().enumerate().map(|(call, answer)| {
        answer.unwrap_or_else(|| {
            let at = free.iter().position(|answer| *answer == call).unwrap_or(0);
            free.remove(at)
        })
    });
    assigned.collect()
}

/// Finds an answer for a call; calls placed before may move to another (augmenting paths).
fn place(call: usize, holds: &[Vec<bool>], call_of: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    // A call's own answer first, so that nothing is swapped without need.
    let mut order: Vec<usize> = (0..holds.len()).collect();
    order.sort_by_key(|answer| *answer != call);
    for answer in order {
        if !holds[call][answer] || std::mem::replace(&mut tried[answer], true) {
            continue;
        }
        if call_of[answer].is_none_or(|other| place(other, holds, call_of, tried)) {
            call_of[answer] = Some(call);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_judged_by_their_own_answers_where_that_holds() {
        assert_eq!(assign(&[vec![true, true], vec![true, true]]), [0, 1]);
    }

    #[test]
    fn answers_are_swapped_where_only_that_holds() {
        assert_eq!(assign(&[vec![false, true], vec![true, false]]), [1, 0]);
        assert_eq!(assign(&[vec![true, true, false], vec![true, false, false], vec![false, true, true]]), [1, 0, 2]);
    }

    #[test]
    fn what_holds_in_no_order_leaves_one_call_without_a_good_answer() {
        assert_eq!(assign(&[vec![true, false], vec![true, false]]), [0, 1]);
        assert_eq!(assign(&[vec![false, false], vec![false, true]]), [0, 1]);
    }
}
