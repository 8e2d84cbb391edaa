//! What the build makes of `locales/*.ftl`.

use crate::{Arg, Lang};

include!(concat!(env!("OUT_DIR"), "/keys.rs"));
