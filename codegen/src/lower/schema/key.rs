//! What a type is made from: one schema, or several that hold at once.

use indexmap::IndexSet;

use crate::lower::{Lowering, Skipped};
use crate::source::{Location, Node};

/// Wrappers inside wrappers: nobody writes more, and a circle has no end.
const MAX_WRAPPERS: usize = 32;

/// The identity of a type before it has one: the schemas that hold at once, with every reference followed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The schemas. Where they differ, a later one overrides.
    pub(crate) parts: Vec<Location>,
    /// Schemas whose alternatives do not count any more, because one of them is among the parts.
    pub(crate) spent: Vec<Location>,
}

impl Key {
    pub(crate) fn new(parts: Vec<Location>) -> Self {
        Self { parts, spent: Vec::new() }
    }

    /// The schema that names the type.
    pub(crate) fn place(&self) -> Option<&Location> {
        self.parts.last()
    }

    /// The same with one alternative chosen of those that stand at a place.
    pub(crate) fn choosing(&self, at: &Location, alternative: Vec<Location>) -> Self {
        let mut key = self.clone();
        key.spent.push(at.clone());
        key.spent.sort();
        for part in alternative {
            if !key.parts.contains(&part) {
                key.parts.push(part);
            }
        }
        key
    }
}

/// What a schema comes down to once wrappers are taken off that add nothing to the type: `allOf` or `oneOf`
/// with one member, `null` as an alternative.
#[derive(Clone, Debug, Default)]
pub(crate) struct Core {
    /// No part at all for a schema that says nothing.
    pub(crate) parts: Vec<Location>,
    pub(crate) nullable: bool,
    pub(crate) extent: Extent,
}

/// Which values a schema without parts allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Whatever its parts do; anything, if it has none.
    #[default]
    Open,
    /// `null` and nothing else.
    Null,
    /// Anything, but `null` where it is an alternative. OpenAPI 3.0 has no type for that, and generators of documents
    /// write it as a schema that says nothing but that it may be `null`.
    Nullable,
    /// None: `false`, as the upgrade has it.
    Nothing,
}

impl Core {
    fn new(parts: Vec<Location>, nullable: bool) -> Self {
        Self { parts, nullable, extent: Extent::Open }
    }

    /// Whether it is `null` as an alternative.
    pub(crate) fn is_null_alternative(&self) -> bool {
        matches!(self.extent, Extent::Null | Extent::Nullable)
    }
}

/// Takes the wrappers off several schemas that hold at once.
pub(crate) fn core(lowering: &mut Lowering<'_>, places: &[Location]) -> Result<Core, Skipped> {
    let mut parts: IndexSet<Location> = IndexSet::new();
    let mut all_nullable = true;
    let mut extent = Extent::Open;
    for place in places {
        let part = unwrap(lowering, place, 0)?;
        all_nullable &= part.nullable;
        parts.extend(part.parts);
        extent = part.extent;
    }
    // Several that hold at once are what their parts are.
    let extent = if places.len() == 1 { extent } else { Extent::Open };
    Ok(Core { extent, ..Core::new(parts.into_iter().collect(), all_nullable && !places.is_empty()) })
}

/// The same for one schema. What it comes down to is remembered: without that, schemas that refer to each other
/// twice would be looked at twice as often with every step.
fn unwrap(lowering: &mut Lowering<'_>, at: &Location, depth: usize) -> Result<Core, Skipped> {
    let place = lowering.resolve(at)?;
    if let Some(core) = lowering.schemas.cores.get(&place) {
        return Ok(core.clone());
    }
    // Should it lead back to itself, it is what it comes down to there.
    let nullable = lowering.sources.node(&place).and_then(|node| node.get("nullable")?.as_bool());
    let itself = Core::new(vec![place.clone()], nullable.unwrap_or(false));
    lowering.schemas.cores.insert(place.clone(), itself);
    let core = unwrap_resolved(lowering, &place, nullable, depth);
    match &core {
        Ok(core) => lowering.schemas.cores.insert(place, core.clone()),
        Err(Skipped) => lowering.schemas.cores.remove(&place),
    };
    core
}

fn unwrap_resolved(
    lowering: &mut Lowering<'_>,
    place: &Location,
    nullable: Option<bool>,
    depth: usize,
) -> Result<Core, Skipped> {
    let whole = |nullable| Core::new(vec![place.clone()], nullable);
    let Some(node) = lowering.sources.node(place) else {
        return Ok(whole(false));
    };
    let extent = extent(node);
    if extent != Extent::Open {
        return Ok(Core { extent, ..Core::new(Vec::new(), extent != Extent::Nothing) });
    }
    let lists = ["allOf", "oneOf", "anyOf"].map(|key| (key, members(node, key)));
    let [all, one, any] = lists.each_ref().map(|(_, count)| *count);
    if depth > MAX_WRAPPERS || is_substantial(node, all + one + any > 0) {
        return Ok(whole(nullable.unwrap_or(false)));
    }
    if all + one + any == 0 {
        return Ok(Core::new(Vec::new(), nullable.unwrap_or(false)));
    }
    if all > 0 && one + any > 0 || one > 0 && any > 0 {
        return Ok(whole(nullable.unwrap_or(false)));
    }
    let (list, _) = lists.into_iter().find(|(_, count)| *count > 0).unwrap_or(("allOf", 0));
    let list = place.child(list);
    let is_component = is_component(place);
    let mut inner: IndexSet<Location> = IndexSet::new();
    let mut of_null = false;
    let mut votes = Vec::new();
    for index in 0..all + one + any {
        let member = list.index(index);
        let part = unwrap(lowering, &member, depth + 1)?;
        if part.is_null_alternative() {
            of_null = true;
            continue;
        }
        if all == 0 && part.extent == Extent::Nothing {
            continue;
        }
        // An alternative that anything fits leaves nothing to choose, wherever it stands among the others.
        if all == 0 && part.parts.is_empty() {
            let any = Core::new(Vec::new(), true);
            return Ok(if has(lowering, place, "type") { whole(nullable.unwrap_or(false)) } else { any });
        }
        // A child of a base is a type of its own, even if it adds nothing.
        let extends = all > 0 && is_component && part.parts.iter().any(|base| has(lowering, base, "discriminator"));
        if extends {
            return Ok(whole(nullable.unwrap_or(false)));
        }
        if !part.parts.is_empty() {
            votes.push(part.nullable);
        }
        inner.extend(part.parts);
    }
    let of_parts = !votes.is_empty() && votes.iter().all(|vote| *vote);
    let nullable = nullable.unwrap_or(of_parts) || of_null || nullable == Some(true);
    if votes.len() > 1 || inner.len() > 1 {
        return Ok(whole(nullable));
    }
    Ok(Core::new(inner.into_iter().collect(), nullable))
}

/// Whether a schema says something about its type itself.
fn is_substantial(node: &Node, is_composed: bool) -> bool {
    let Some(map) = node.as_map() else {
        return false;
    };
    map.iter().any(|(key, value)| match &*key.text {
        "type" => !is_composed || value.as_str().is_some_and(|ty| ty != "object"),
        "format" | "enum" | "const" | "items" | "discriminator" | "x-one-value" | "prefixItems" => true,
        "properties" => value.as_map().is_some_and(|map| !map.is_empty()),
        "required" => value.as_list().is_some_and(|list| !list.is_empty()),
        "additionalProperties" => !is_composed && value.as_bool() != Some(true) || value.as_map().is_some(),
        _ => false,
    })
}

/// Whether an alternative, or what it refers to, is `null`.
pub(crate) fn is_null(lowering: &mut Lowering<'_>, at: &Location) -> bool {
    core(lowering, std::slice::from_ref(at)).is_ok_and(|core| core.is_null_alternative())
}

/// Which values a schema allows, if that is all it says.
pub(super) fn extent(node: &Node) -> Extent {
    const WORDS: [&str; 3] = ["nullable", "description", "title"];
    let is = |key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
    let only_null = |key: &str| {
        node.get(key).is_some_and(|value| match value.as_list() {
            Some([only]) => only.is_null() || key == "type" && only.as_str() == Some("null"),
            Some(_) => false,
            None => key == "type" && value.as_str() == Some("null"),
        })
    };
    if only_null("type") || only_null("enum") || node.get("const").is_some_and(Node::is_null) || is("x-upgraded-null") {
        return Extent::Null;
    }
    if is("nullable") && node.as_map().is_some_and(|map| map.keys().all(|key| WORDS.contains(&key))) {
        return Extent::Nullable;
    }
    match node.get("not").and_then(Node::as_map) {
        Some(not) if not.is_empty() => Extent::Nothing,
        _ => Extent::Open,
    }
}

/// How many members a list has; none where there is no list.
pub(crate) fn members(node: &Node, key: &str) -> usize {
    node.get(key).and_then(Node::as_list).map_or(0, <[Node]>::len)
}

fn has(lowering: &Lowering<'_>, at: &Location, key: &str) -> bool {
    lowering.sources.node(at).is_some_and(|node| node.get(key).is_some())
}

/// Whether this is a schema with a name: `#/components/schemas/Pet`.
pub(crate) fn is_component(at: &Location) -> bool {
    at.pointer.parent().is_some_and(|parent| parent.as_str() == "/components/schemas")
}
