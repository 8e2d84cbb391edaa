//! affdesk
fn main() {}
