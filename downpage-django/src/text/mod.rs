//! Pure functions on text: what filters do once they have their arguments.

pub mod case;
pub mod digits;
pub mod entities;
pub mod escape;
pub mod lorem;
pub mod markup;
pub mod percent;
pub mod slug;
pub mod space;
pub mod strip;
pub mod truncate;
pub mod urlize;
pub mod wrap;
