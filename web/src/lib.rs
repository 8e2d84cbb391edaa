//! The pages, forms and assets of affdesk.

pub mod assets;
pub mod icons;
pub mod views;
