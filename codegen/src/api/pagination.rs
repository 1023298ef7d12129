//! Lists that come page by page.

use super::TypeRef;

/// How the pages of a list are asked for. Places in an answer are JSON pointers, in which `-1` is the last item of
/// a list.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// What tells the next page.
    pub next: NextPage,
    /// Where the items stand in a page.
    pub items: String,
    /// What an item is.
    pub item: TypeRef,
    /// Where a page says whether there are more.
    pub more: Option<String>,
    /// Where a page says how far the list goes: the number of all items, or of the last page.
    pub total: Option<String>,
}

/// What tells the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// A value that the page has for it.
    Cursor {
        /// What is sent.
        sent: PageArgument,
        /// Where the value stands.
        from: String,
    },
    /// The number of items before it.
    Offset(PageArgument),
    /// Its number.
    Number {
        /// What is sent.
        sent: PageArgument,
        /// The number of the first page.
        first: u64,
    },
    /// The header `Link`.
    Link,
    /// An address that the page has for it, at this place.
    Url(String),
}

/// What chooses a page, by its name on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageArgument {
    /// A parameter of the query.
    Query(String),
    /// A member of the JSON body.
    Body(String),
}
