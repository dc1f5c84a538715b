//! What follows from many decisions at once: matrices, and later who-can, differences and findings.
//! It asks the engine and never decides by itself.

pub mod call;
pub mod matrix;
pub mod pasted;
pub mod review;
