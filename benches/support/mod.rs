//! What the benches share: the account they ask about, the yardstick, the clock.

pub mod clock;
pub mod large;
pub mod naive;
