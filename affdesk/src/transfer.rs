//! `affdesk import …` and `affdesk export …`

use std::io::IsTerminal as _;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use desk::offers::PublicAccess;
use desk::transfer::{self, Action, Export, Filter, Format, Import, ImportId, Importing, ReportRow, Subject};
use desk::{App, Credential, Error};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use web::sentences;

use crate::cli::{ExportArgs, FormatName, ImportArgs, KeepName, SubjectName};
use crate::failure::Failure;

impl From<SubjectName> for Subject {
    fn from(name: SubjectName) -> Self {
        match name {
            SubjectName::Offers => Self::Offers,
            SubjectName::Affiliates => Self::Affiliates,
        }
    }
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Csv => Self::Csv,
            FormatName::Json => Self::Json,
        }
    }
}

impl From<KeepName> for PublicAccess {
    fn from(name: KeepName) -> Self {
        match name {
            KeepName::Keep => Self::Keep,
            KeepName::End => Self::End,
        }
    }
}

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// Rows of a report that are read at once.
const BATCH: i64 = 500;

/// Reads, checks and applies a file. The exit code is 1 when nothing was stored because something is wrong.
pub(crate) async fn import(app: &App, args: ImportArgs) -> Result<ExitCode, Failure> {
    let system = Credential::System;
    let subject = Subject::from(args.subject);
    let (mut file, size) = open(&args.file).await?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = args.format.map(Format::from).or_else(|| Format::of_name(&name));
    let mut importing = Importing::begin(app, &system, subject, (&name, format)).await?;
    let bar = bar(size, "{bar:32} {bytes} of {total_bytes} checked {msg}");
    if let Err(failure) = take_all(&mut file, &args.file, &mut importing, &bar).await {
        forgotten(importing.abandon().await);
        return Err(failure);
    }
    let id = importing.finish().await?;
    bar.finish_and_clear();
    let outcome = carry_on(app, &args, id).await;
    forgotten(transfer::forget(app, &system, id).await);
    outcome
}

/// That the rows of a file are still there is no reason to say that it failed.
fn forgotten(outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "the checked rows of the file were not removed; they are swept in a day");
    }
}

async fn take_all(
    file: &mut File,
    path: &Path,
    importing: &mut Importing,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).await;
        let read = read.map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        if read == 0 || importing.is_over() {
            return Ok(());
        }
        importing.take(&piece[..read]).await?;
        bar.inc(read as u64);
        bar.set_message(format!("({} rows)", importing.checked()));
    }
}

async fn carry_on(app: &App, args: &ImportArgs, id: ImportId) -> Result<ExitCode, Failure> {
    let import = app.read(&Credential::System, move |cx| transfer::find(cx, id)).await?;
    if import.errors > 0 {
        print_rows(app, import.id, |row| row.action == Action::Error).await?;
        eprintln!("{} of {} rows have something wrong. Nothing is stored.", import.errors, import.rows());
        return Ok(ExitCode::FAILURE);
    }
    if import.concerned > 0 {
        eprintln!("{}", sentences::of_all_concerned(&import, words::lang("en")));
        if args.privacy_change.is_none() {
            if !args.dry_run {
                print_rows(app, import.id, |row| row.concerned > 0).await?;
            }
            eprintln!("Say what becomes of that access: --privacy-change keep or --privacy-change end.");
            if !args.dry_run {
                eprintln!("Nothing is stored.");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    if args.dry_run {
        print_rows(app, import.id, |_| true).await?;
    } else if import.to_apply() > 0
        && let Some(sentence) = apply(app, args, &import).await?
    {
        eprintln!("{sentence}");
        return Ok(ExitCode::FAILURE);
    } else {
        // A file that comes every night says mostly what is stored already.
        print_rows(app, import.id, |row| row.action != Action::Unchanged).await?;
    }
    println!(
        "{} new, {} changed, {} unchanged.{}",
        import.creates,
        import.updates,
        import.unchanged,
        if args.dry_run { " Nothing is stored: it was a dry run." } else { "" }
    );
    Ok(ExitCode::SUCCESS)
}

/// Applies a file; gives why it could not be.
async fn apply(app: &App, args: &ImportArgs, import: &Import) -> Result<Option<String>, Failure> {
    let (id, keep) = (import.id, args.privacy_change.map(PublicAccess::from));
    let bar = bar(u64::try_from(import.to_apply()).ok(), "{bar:32} {pos} of {len} rows applied");
    app.write(&Credential::System, move |cx| transfer::start(cx, id, keep)).await?;
    let told = |done: i64| bar.set_position(u64::try_from(done).unwrap_or(0));
    let failure = transfer::apply(app, id, None, told).await;
    bar.finish_and_clear();
    match failure {
        Ok(failure) => Ok(failure.map(|failure| sentences::of_failure(failure, words::lang("en")))),
        Err(error) => Err(error.into()),
    }
}

/// Prints the rows of the report that are wanted: what is wrong to standard error.
async fn print_rows(app: &App, id: ImportId, wanted: impl Fn(&ReportRow) -> bool) -> Result<(), Failure> {
    let mut after = 0;
    loop {
        let read = move |cx: &mut desk::Cx<'_, '_>| transfer::rows(cx, id, None, after, BATCH);
        let rows = app.read(&Credential::System, read).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.number;
        for row in rows.iter().filter(|row| wanted(row)) {
            let line = line(row);
            if row.action == Action::Error { eprintln!("{line}") } else { println!("{line}") }
        }
    }
}

/// A row as the page tells it: which, what becomes of it, what it is called, and what changes or is wrong.
fn line(row: &ReportRow) -> String {
    let t = words::lang("en");
    let mut more: Vec<String> = row.faults.iter().map(|fault| sentences::of_fault(fault, t)).collect();
    if !row.changed.is_empty() {
        more.push(row.changed.join(", "));
    }
    if row.concerned > 0 {
        more.push(sentences::of_concerned(row.concerned, t));
    }
    let more = more.join(if row.faults.is_empty() { "; " } else { " " });
    let number = format!("row {}", row.number);
    let parts = [number.as_str(), sentences::of_action(row.action, t), &row.name, &more];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    // A file may say anything, and a terminal obeys.
    parts.join(": ").chars().filter(|c| !c.is_control()).collect()
}

async fn open(path: &Path) -> Result<(File, Option<u64>), Failure> {
    if path.as_os_str() == "-" {
        return Ok((standard(std::io::stdin().as_fd())?, None));
    }
    let unreadable = |error| Failure::new(format!("{} cannot be read: {error}", path.display()));
    let file = File::open(path).await.map_err(unreadable)?;
    let size = file.metadata().await.map_err(unreadable)?.len();
    Ok((file, Some(size)))
}

/// Standard input or output as a file of one's own, which is read and written as any other.
fn standard(stream: BorrowedFd<'_>) -> Result<File, Failure> {
    let own = stream.try_clone_to_owned().map_err(|error| Failure::new(error.to_string()))?;
    Ok(File::from_std(std::fs::File::from(own)))
}

/// A bar at a terminal; without one, nothing. Of what has no known end there is a line that moves.
fn bar(length: Option<u64>, template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let Some(length) = length else { return ProgressBar::new_spinner() };
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Writes a file, or to standard output. A file is complete or not there.
pub(crate) async fn export(app: &App, args: ExportArgs) -> Result<(), Failure> {
    let format = args.format.map(Format::from);
    let format =
        format.or_else(|| args.output.as_ref().and_then(|path| Format::of_name(&path.to_string_lossy())));
    let filter = Filter::all(args.subject.into());
    let export = Export::new(app, &Credential::System, filter, format.unwrap_or(Format::Csv));
    let Some(path) = args.output else {
        return write(export, standard(std::io::stdout().as_fd())?).await.map(drop);
    };
    let partial: PathBuf = {
        let mut name = path.clone().into_os_string();
        name.push(".part");
        name.into()
    };
    let failed =
        |error: std::io::Error| Failure::new(format!("{} cannot be written: {error}", path.display()));
    let file = File::create(&partial).await.map_err(failed)?;
    let rows = match write(export, file).await {
        Ok(rows) => rows,
        Err(failure) => {
            let _ = tokio::fs::remove_file(&partial).await;
            return Err(failure);
        }
    };
    tokio::fs::rename(&partial, &path).await.map_err(failed)?;
    eprintln!("{rows} rows are in {}.", path.display());
    Ok(())
}

async fn write(mut export: Export, mut to: File) -> Result<u64, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("the export cannot be written: {error}"));
    while let Some(part) = export.next().await.map_err(|error: Error| Failure::from(error))? {
        to.write_all(&part).await.map_err(failed)?;
    }
    to.flush().await.map_err(failed)?;
    Ok(export.rows())
}
