//! Pure functions on text: what filters do once they have their arguments.

pub mod case;
pub mod escape;
pub mod lorem;
pub mod percent;
pub mod space;
