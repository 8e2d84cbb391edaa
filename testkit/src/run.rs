//! Async tests, on both engines.

/// Runs one async test to its end, on two threads so that two people can act at once.
///
/// # Panics
/// When the runtime cannot be started, and when the test does.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be started")
        .block_on(test)
}

/// Makes two tests of each async function that takes an [`Engine`](crate::Engine): `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! both_engines {
    ($($name:ident),+ $(,)?) => {
        $(
            mod $name {
                #[test]
                fn sqlite() {
                    $crate::run(super::$name($crate::Engine::Sqlite));
                }

                #[test]
                fn postgres() {
                    $crate::run(super::$name($crate::Engine::Postgres));
                }
            }
        )+
    };
}
