//! Everything that `db` promises, on both engines.

mod children;
mod deadlines;
mod groups;
mod loss;
mod meaning;
mod migrating;
mod proxy;
mod signals;
mod support;
mod tls;
mod values;
