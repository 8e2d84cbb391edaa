//! A bounded queue that many threads take from. It never blocks the one who brings.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
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

    /// Waits for one, then takes up to `most` of those that are there.
    pub(crate) fn pop_group(&self, most: usize) -> Option<VecDeque<T>> {
        let first = self.pop()?;
        let mut state = self.lock();
        let more = state.waiting.len().min(most.saturating_sub(1));
        let mut group: VecDeque<T> = state.waiting.drain(..more).collect();
        group.push_front(first);
        Some(group)
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
        assert_eq!(queue.pop_group(2), Some([1, 2].into()));
        assert_eq!(queue.len(), 1);
        queue.close();
        assert_eq!(queue.push(5), Err(Refused::Closed));
        assert_eq!(queue.pop_group(9), Some([3].into()));
        assert_eq!(queue.pop(), None);
    }
}
