//! Versions of OpenAPI.

/// A version of OpenAPI that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 3.0, which the stages after [`upgrade`](crate::upgrade) work on.
    V3_0,
    /// 3.1, whose schemas are those of JSON Schema 2020-12.
    V3_1,
    /// 3.2.
    V3_2,
}
