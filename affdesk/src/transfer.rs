//! `affdesk import …` and `affdesk export …`

use std::io::IsTerminal as _;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use desk::offers::PublicAccess;
use desk::transfer::{self, Action, Export, Filter, Format, Import, ImportId, Importing, Subject};
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

/// Rows with something wrong that are printed.
const MOST_PRINTED: i64 = 200;

/// Reads, checks and applies a file. The exit code is 1 when nothing was stored because something is wrong.
pub(crate) async fn import(app: &App, args: ImportArgs) -> Result<ExitCode, Failure> {
    let system = Credential::System;
    let subject = Subject::from(args.subject);
    let (mut file, size) = open(&args.file).await?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = args.format.map(Format::from).or_else(|| Format::of_name(&name));
    let mut importing = Importing::begin(app, &system, subject, (&name, format)).await?;
    let bar = bar(size, "{bar:32} {bytes} of {total_bytes} checked {msg}");
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).await;
        let read = read.map_err(|error| Failure::new(format!("{}: {error}", args.file.display())))?;
        if read == 0 || importing.is_over() {
            break;
        }
        importing.take(&piece[..read]).await?;
        bar.inc(read as u64);
        bar.set_message(format!("({} rows)", importing.checked()));
    }
    let id = importing.finish().await?;
    bar.finish_and_clear();
    let outcome = carry_on(app, &args, id).await;
    if let Err(error) = transfer::forget(app, &system, id).await {
        tracing::warn!(%error, "the rows of the file were not removed; they are swept in a day");
    }
    outcome
}

async fn carry_on(app: &App, args: &ImportArgs, id: ImportId) -> Result<ExitCode, Failure> {
    let import = app.read(&Credential::System, move |cx| transfer::find(cx, id)).await?;
    let verb = if args.dry_run { "would be" } else { "are" };
    if import.errors > 0 {
        print_rows(app, &import, Action::Error).await?;
        eprintln!("{} of {} rows have something wrong. Nothing is stored.", import.errors, import.rows());
        return Ok(ExitCode::FAILURE);
    }
    if import.concerned > 0 {
        eprintln!(
            "{} offers {verb} no longer public; {} times an affiliate has access by that.",
            import.concerned_offers, import.concerned
        );
        if args.privacy_change.is_none() {
            print_concerned(app, &import).await?;
            eprintln!("Say what becomes of that access: --privacy-change keep or --privacy-change end.");
            if !args.dry_run {
                eprintln!("Nothing is stored.");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    if args.dry_run {
        print_rows(app, &import, Action::Update).await?;
    } else if import.to_apply() > 0
        && let Some(sentence) = apply(app, args, &import).await?
    {
        eprintln!("{sentence}");
        return Ok(ExitCode::FAILURE);
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

async fn print_rows(app: &App, import: &Import, action: Action) -> Result<(), Failure> {
    let (id, t) = (import.id, words::lang("en"));
    let rows = app
        .read(&Credential::System, move |cx| transfer::rows(cx, id, Some(action), 0, MOST_PRINTED))
        .await?;
    let printed = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    for row in rows {
        for fault in &row.faults {
            eprintln!("row {}: {}", row.number, sentences::of_fault(fault, t));
        }
        if !row.changed.is_empty() {
            println!("row {}: {} would change: {}", row.number, row.name, row.changed.join(", "));
        }
    }
    let all = if action == Action::Error { import.errors } else { import.updates };
    if all > printed {
        eprintln!("… and {} more rows.", all - printed);
    }
    Ok(())
}

/// The offers whose change of privacy concerns somebody.
async fn print_concerned(app: &App, import: &Import) -> Result<(), Failure> {
    let (id, mut after) = (import.id, 0);
    loop {
        let read = move |cx: &mut desk::Cx<'_, '_>| {
            transfer::rows(cx, id, Some(Action::Update), after, MOST_PRINTED)
        };
        let rows = app.read(&Credential::System, read).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.number;
        for row in rows.iter().filter(|row| row.concerned > 0) {
            eprintln!("row {}: {}: {} affiliates would lose access", row.number, row.name, row.concerned);
        }
    }
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
