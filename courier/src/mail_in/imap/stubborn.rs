//! Mails that could not be taken, so that one of them does not stand before all others for ever.

use std::collections::HashMap;

/// What is remembered of them for as long as the process runs: the next one tries again.
#[derive(Default)]
pub(super) struct Stubborn {
    /// What the server calls its numbers: with other numbers everything is tried anew (UIDVALIDITY).
    numbering: u32,
    /// Tries of a mail that failed.
    tries: HashMap<u32, Tries>,
}

#[derive(Default)]
struct Tries {
    failed: u32,
    /// It is left where it is.
    passed_over: bool,
}

impl Stubborn {
    /// The mails that are tried now: those that failed before come last, and those that failed too often not at all.
    pub(super) fn order(&mut self, numbering: u32, mut uids: Vec<u32>) -> Vec<u32> {
        if self.numbering != numbering {
            *self = Self { numbering, tries: HashMap::new() };
        }
        uids.sort_unstable();
        self.tries.retain(|uid, _| uids.binary_search(uid).is_ok());
        uids.retain(|uid| !self.tries.get(uid).is_some_and(|tries| tries.passed_over));
        uids.sort_by_key(|uid| self.tries.get(uid).map_or(0, |tries| tries.failed));
        uids
    }

    /// It could not be taken. Gives how often by now.
    pub(super) fn failed(&mut self, uid: u32) -> u32 {
        let tries = self.tries.entry(uid).or_default();
        tries.failed += 1;
        tries.failed
    }

    /// It is not tried again.
    pub(super) fn pass_over(&mut self, uid: u32) {
        self.tries.entry(uid).or_default().passed_over = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_comes_last_and_then_not_at_all() {
        let mut stubborn = Stubborn::default();
        assert_eq!(stubborn.order(7, vec![3, 1, 2]), [1, 2, 3]);
        assert_eq!(stubborn.failed(1), 1);
        assert_eq!(stubborn.order(7, vec![1, 2, 3]), [2, 3, 1]);
        assert_eq!(stubborn.failed(1), 2);
        stubborn.pass_over(1);
        assert_eq!(stubborn.order(7, vec![1, 2, 3]), [2, 3]);
        assert_eq!(stubborn.order(8, vec![1, 2, 3]), [1, 2, 3], "the server has numbered them anew");
        stubborn.failed(1);
        stubborn.order(8, vec![2]);
        assert_eq!(stubborn.order(8, vec![1, 2]), [1, 2], "one that was away is another one");
    }
}
