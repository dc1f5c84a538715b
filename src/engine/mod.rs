//! The policy engine: documents → decision and trace. Pure: it knows no file, clock, terminal or command line.
//! The specification of permissions it implements is restated, section by section, in its modules.

pub mod document;
