//! A thread that runs read jobs.

use std::{sync::Arc, time::Instant};

use rusqlite::Connection;

use super::{Limit, from};
use crate::{
    Error, Tx,
    database::Shared,
    job::{Job, Ran},
    tx::On,
};

pub(super) struct Reader {
    connection: Connection,
    limit: Limit,
    shared: Arc<Shared>,
}

impl Reader {
    pub(super) fn new(mut connection: Connection, shared: Arc<Shared>) -> Result<Self, Error> {
        let limit = Limit::install(&mut connection)?;
        Ok(Self { connection, limit, shared })
    }

    pub(super) fn run(self) {
        while let Some(job) = self.shared.reads.pop() {
            if job.start() {
                self.answer(job);
            }
        }
    }

    fn answer(&self, mut job: Box<dyn Job>) {
        let deadline = job.deadline();
        self.shared.counters.reads.add();
        if Instant::now() >= deadline {
            self.shared.counters.deadlines.add();
            return job.answer(Err(Error::Deadline));
        }
        if let Err(error) = self.statement("BEGIN") {
            return job.answer(Err(error));
        }
        let ran = self.limit.until(deadline, || job.run(Tx::new(On::Sqlite(&self.connection), deadline)));
        if matches!(ran, Ran::Failed(Error::Deadline)) {
            self.shared.counters.deadlines.add();
        }
        // Nothing was written, so how it ends makes no difference to the answer.
        if !self.connection.is_autocommit()
            && let Err(error) = self.statement("ROLLBACK")
        {
            tracing::error!(%error, "a read transaction cannot be ended");
        }
        job.answer(Ok(()));
    }

    fn statement(&self, sql: &str) -> Result<(), Error> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut it| it.raw_execute())
            .map_err(|error| from(&error))?;
        Ok(())
    }
}
