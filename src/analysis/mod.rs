//! What follows from many decisions at once: matrices, who can, queries, invariants, access reviews, findings; which
//! question an API call or a pasted refusal asks; what is wrong with a document. It asks the engine and never decides by
//! itself.

pub mod audit;
pub mod call;
pub mod invariants;
pub mod lint;
pub mod matrix;
pub mod pasted;
pub mod profiles;
pub mod query;
pub mod review;
pub mod who_can;
