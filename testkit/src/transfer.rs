//! Files that are imported and exported, for tests in which it succeeds.

use desk::Credential;
use desk::offers::PublicAccess;
use desk::transfer::{self, Export, Failure, Filter, Format, Import, Importing, ReportRow, Subject};

use crate::{Kit, Who};

impl Kit {
    /// Somebody brings a file, which is read and checked.
    ///
    /// # Panics
    /// When they may not. So do the others here.
    pub async fn bring(&self, who: &impl Who, subject: Subject, file: impl AsRef<[u8]>) -> Import {
        let who = who.credential();
        let begun = Importing::begin(self.app(), &who, subject, ("file", None)).await;
        let mut importing = begun.expect("they may");
        importing.take(file.as_ref()).await.expect("it is read");
        let id = importing.finish().await.expect("it is checked");
        self.import(&who, id).await
    }

    /// A file as it stands.
    ///
    /// # Panics
    /// When it is not theirs.
    pub async fn import(&self, who: &impl Who, id: transfer::ImportId) -> Import {
        self.read(who, move |cx| transfer::find(cx, id)).await.expect("it is theirs")
    }

    /// All rows of a file's report.
    ///
    /// # Panics
    /// When it is not theirs.
    pub async fn report(&self, who: &impl Who, import: &Import) -> Vec<ReportRow> {
        let id = import.id;
        let rows = self.read(who, move |cx| transfer::rows(cx, id, None, 0, 1_000_000)).await;
        rows.expect("it is theirs")
    }

    /// Applies a file that is well.
    ///
    /// # Panics
    /// When it cannot be tried.
    pub async fn apply(
        &self,
        who: &impl Who,
        import: &Import,
        keep: Option<PublicAccess>,
    ) -> Option<Failure> {
        let id = import.id;
        self.write(who, move |cx| transfer::start(cx, id, keep)).await.expect("it is ready");
        transfer::apply(self.app(), id, None, |_| ()).await.expect("it can be tried")
    }

    /// A whole export.
    ///
    /// # Panics
    /// When they may not.
    pub async fn export(&self, who: &impl Who, filter: Filter, format: Format) -> String {
        let mut export = Export::new(self.app(), &who.credential(), filter, format);
        let mut file = Vec::new();
        while let Some(part) = export.next().await.expect("they may") {
            file.extend(part);
        }
        String::from_utf8(file).expect("UTF-8")
    }

    /// The desk itself, as the command line is.
    pub fn desk(&self) -> Credential {
        Credential::System
    }
}
