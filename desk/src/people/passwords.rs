//! Passwords: argon2id, off the async threads, a bounded number at a time, with bounded input.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::{Error, Problem};
use crate::random::Random;

/// The fewest characters of a new password (NIST SP 800-63B-4, 3.1.1.2, for one that is not the only factor; the throttle
/// guards those that are).
pub const MIN_PASSWORD: usize = 8;

/// The most bytes of a password: argon2 would take more, and the work of reading it is the sender's to cause.
pub const MAX_PASSWORD: usize = 256;

/// Hashes at a time: each takes 19 MiB (argon2's default, OWASP's first choice) and a whole core for some 20 ms.
const AT_A_TIME: usize = 2;

/// Hashes that may wait; more is an error at once, so that a flood of sign-ins does not pile up.
const WAITING: usize = 64;

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// A hash of nothing that anybody knows, checked for unknown accounts so that they take as long.
    decoy: Arc<str>,
}

impl Passwords {
    pub(crate) fn new(random: &Random) -> Self {
        Self {
            working: Arc::new(Semaphore::new(AT_A_TIME)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            decoy: Arc::from(hash(&random.bytes::<16>(), random.bytes())),
        }
    }

    /// A hash of `password` in PHC string form, with a fresh salt. `field` is blamed when it is too short or too long.
    pub async fn hash(&self, field: &'static str, password: &str, random: &Random) -> Result<String, Error> {
        check_new(password).map_err(|problem| Error::field(field, problem))?;
        let (password, salt) = (password.to_owned(), random.bytes::<16>());
        self.work(move || hash(password.as_bytes(), salt)).await
    }

    /// Whether `password` is the one behind `stored`; with no account, does the same work and says no.
    pub async fn verify(&self, password: &str, stored: Option<String>) -> Result<bool, Error> {
        // Who was invited and has set none yet has an empty hash, which must not be told by its time either.
        let stored = stored.filter(|hash| !hash.is_empty());
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        // An over-long password cannot be right, and costs the same.
        let bounded = password.len() <= MAX_PASSWORD;
        let password = if bounded { password.to_owned() } else { String::new() };
        self.work(move || {
            // First the work, then the answer: `known` must not save it.
            let matches = verify(password.as_bytes(), &stored);
            matches && known && bounded
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let busy = || Error::Throttled(Duration::from_secs(2));
        let waiting = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| busy())?;
        let working = Arc::clone(&self.working).acquire_owned().await.map_err(|_| busy())?;
        // They stay with the work: when the sender hangs up, the core and the memory are taken all the same.
        let held = (waiting, working);
        let job = move || {
            let done = job();
            drop(held);
            done
        };
        tokio::task::spawn_blocking(job).await.map_err(|_| busy())
    }
}

/// The rule for a new password.
pub(crate) fn check_new(password: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    if password.is_empty() {
        Err(Problem::Required)
    } else if length < MIN_PASSWORD {
        Err(Problem::TooShort { min: MIN_PASSWORD })
    } else if password.len() > MAX_PASSWORD {
        Err(Problem::TooLong { max: MAX_PASSWORD, length })
    } else {
        Ok(())
    }
}

fn hash(password: &[u8], salt: [u8; 16]) -> String {
    let hashed: PasswordHash = Argon2::default()
        .hash_password_with_salt(password, &salt)
        .expect("default parameters and a 16-byte salt are valid");
    hashed.to_string()
}

fn verify(password: &[u8], stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| Argon2::default().verify_password(password, &stored).is_ok())
}
