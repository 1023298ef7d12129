//! What a key names. Where it names nothing, the most similar name is given back, if there is one.

use crate::diagnostic::nearest;
use crate::lower::ListedOperation;
use crate::source::{FileId, Location, Node, Pointer, Sources};

/// A place in the document.
pub(super) struct Target {
    /// The thing itself.
    pub(super) at: Location,
    /// For a property, the schema as which it was named, and its own name.
    pub(super) member: Option<(Location, String)>,
}

impl Target {
    fn place(at: Location) -> Self {
        Self { at, member: None }
    }
}

type Found = Result<Target, Option<String>>;

fn schemas(document: FileId) -> Location {
    Location::root(document).child("components").child("schemas")
}

/// `Pet`: a schema of the components.
pub(super) fn schema(sources: &Sources, document: FileId, name: &str) -> Found {
    let at = schemas(document).child(name);
    if sources.node(&at).is_some() {
        return Ok(Target::place(at));
    }
    Err(suggestion(sources, &schemas(document), name))
}

/// `Pet.name`, `Pet.owner.name`: a property, where it is described: in the schema, or in a part of its `allOf`.
pub(super) fn property(sources: &mut Sources, document: FileId, text: &str) -> Found {
    let Some(components) = sources.node(&schemas(document)).and_then(Node::as_map) else {
        return Err(None);
    };
    // Names of components may contain dots, so the longest counts.
    let component = components
        .keys()
        .filter(|name| text.strip_prefix(*name).is_some_and(|rest| rest.len() > 1 && rest.starts_with('.')))
        .max_by_key(|name| name.len())
        .map(str::to_owned);
    let Some(component) = component else {
        let (name, rest) = text.split_once('.').unwrap_or((text, ""));
        let meant = suggestion(sources, &schemas(document), name);
        return Err(meant.map(|meant| if rest.is_empty() { meant } else { format!("{meant}.{rest}") }));
    };
    let mut owner = schemas(document).child(&component);
    let mut rest = &text[component.len() + 1..];
    let mut known = component;
    loop {
        // Names of properties may contain dots, too.
        let mut ends = rest.match_indices('.').map(|(at, _)| at).chain([rest.len()]).collect::<Vec<_>>();
        ends.reverse();
        let found = ends.into_iter().find_map(|end| Some((end, member(sources, &owner, &rest[..end], 0)?)));
        let Some((end, at)) = found else {
            let properties = followed(sources, &owner).child("properties");
            return Err(suggestion(sources, &properties, rest).map(|meant| format!("{known}.{meant}")));
        };
        if end == rest.len() {
            let name = rest.to_owned();
            return Ok(Target { at, member: Some((followed(sources, &owner), name)) });
        }
        known = format!("{known}.{}", &rest[..end]);
        rest = &rest[end + 1..];
        owner = at;
        // Through a list to what it lists.
        owner = followed(sources, &owner);
        while sources.node(&owner.child("items")).is_some() {
            owner = followed(sources, &owner.child("items"));
        }
    }
}

/// A property of a schema or of a part of its `allOf`.
fn member(sources: &mut Sources, schema: &Location, name: &str, depth: usize) -> Option<Location> {
    let schema = followed(sources, schema);
    let own = schema.child("properties").child(name);
    if sources.node(&own).is_some() {
        return Some(own);
    }
    let parts = sources.node(&schema.child("allOf")).and_then(Node::as_list).map_or(0, <[_]>::len);
    // A schema that contains itself as a part is reported when it is lowered.
    (0..parts)
        .filter(|_| depth < 32)
        .find_map(|index| member(sources, &schema.child("allOf").index(index), name, depth + 1))
}

/// Where a reference leads; the place itself, if it is none or leads nowhere.
fn followed(sources: &mut Sources, at: &Location) -> Location {
    let reference = sources.node(at).and_then(|node| node.get("$ref")?.as_str()).map(str::to_owned);
    let span = sources.span(at);
    reference
        .and_then(|reference| sources.resolve(at.file, span, &at.pointer, &reference).ok())
        .unwrap_or_else(|| at.clone())
}

/// An operation by its id, or by method and path.
pub(super) fn operation(listed: &[ListedOperation], id: &str) -> Found {
    match listed.iter().find(|operation| operation.id == id) {
        Some(operation) => Ok(Target::place(operation.at.clone())),
        None => Err(nearest(id, listed.iter().map(|operation| operation.id.as_str())).map(str::to_owned)),
    }
}

/// Any place: `#/paths/~1pets/get/parameters/0`.
pub(super) fn pointer(sources: &Sources, document: FileId, text: &str) -> Found {
    let pointer = Pointer::parse(text.strip_prefix('#').unwrap_or(text)).map_err(|_| None)?;
    let at = Location::new(document, pointer);
    if sources.node(&at).is_none() {
        return Err(None);
    }
    let parent = at.pointer.parent();
    let owner = parent.as_ref().and_then(Pointer::parent).zip(at.pointer.last());
    let in_properties = parent.as_ref().and_then(Pointer::last).is_some_and(|key| key == "properties");
    let member = owner.filter(|_| in_properties);
    let member = member.map(|(owner, name)| (Location::new(document, owner), name.into_owned()));
    Ok(Target { at, member })
}

fn suggestion(sources: &Sources, map: &Location, name: &str) -> Option<String> {
    nearest(name, sources.node(map)?.as_map()?.keys()).map(str::to_owned)
}
