//! What the tests share: [`gateway`], a double of both platforms that speaks their side of the wire with its
//! own cryptography, and [`tools`], which finds the programs that others wrote and that some tests run.

pub mod gateway;
pub mod tools;
