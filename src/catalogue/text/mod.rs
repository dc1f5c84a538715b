//! The catalogue's own text form: how `assets/catalogue` is read and written back, byte for byte.
//! The form is described in `assets/catalogue/README.md`; nothing here knows what the facts mean.

mod derive;
mod embedded;
mod error;
mod lines;
mod read;
mod read_lists;
mod read_operations;
mod read_permission;
mod read_policies;
mod read_service;
mod read_table;
mod write;
mod write_lists;
mod write_service;

pub use error::{CatalogueError, Problem};

/// One file of the catalogue's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Its path below `assets/catalogue`: `services/ims.txt`.
    pub path: &'static str,
    /// What is in it.
    pub text: &'static str,
}
