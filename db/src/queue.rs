//! A bounded queue that many threads take from. It never blocks the one who brings.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    came: Condvar,
    capacity: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

/// Why something was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Full,
    Closed,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false }),
            came: Condvar::new(),
            capacity,
        }
    }

    pub(crate) fn push(&self, item: T) -> Result<(), Refused> {
        let mut state = self.lock();
        if state.closed {
            return Err(Refused::Closed);
        }
        if state.waiting.len() >= self.capacity {
            return Err(Refused::Full);
        }
        state.waiting.push_back(item);
        drop(state);
        self.came.notify_one();
        Ok(())
    }

    /// Waits for the next one; `None` when the queue is closed and empty.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state = self.came.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for one, though not longer than `patience`, then takes up to `most` of those that are there: none of them when
    /// nothing came. `None` when the queue is closed and empty.
    pub(crate) fn pop_group(&self, most: usize, patience: Duration) -> Option<VecDeque<T>> {
        let idle = |state: &mut State<T>| state.waiting.is_empty() && !state.closed;
        let waited = self.came.wait_timeout_while(self.lock(), patience, idle);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.waiting.is_empty() && state.closed {
            return None;
        }
        let count = state.waiting.len().min(most.max(1));
        Some(state.waiting.drain(..count).collect())
    }

    /// Takes nothing more; what is waiting is still given out.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.came.notify_all();
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// No code that can panic runs under the lock, so a poisoned one still holds a whole queue.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_and_order_is_kept() {
        let queue = Queue::new(3);
        for item in 1..=3 {
            assert_eq!(queue.push(item), Ok(()));
        }
        assert_eq!(queue.push(4), Err(Refused::Full));
        let patience = Duration::from_millis(1);
        assert_eq!(queue.pop_group(2, patience), Some([1, 2].into()));
        assert_eq!(queue.len(), 1);
        assert_eq!(queue.pop_group(0, patience), Some([3].into()), "one at least");
        assert_eq!(queue.pop_group(9, patience), Some([].into()), "nothing came");
        assert_eq!(queue.push(3), Ok(()));
        queue.close();
        assert_eq!(queue.push(5), Err(Refused::Closed));
        assert_eq!(queue.pop_group(9, patience), Some([3].into()));
        assert_eq!(queue.pop_group(9, patience), None);
        assert_eq!(queue.pop(), None);
    }
}
