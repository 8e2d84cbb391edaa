//! Real headers and hostile ones.
