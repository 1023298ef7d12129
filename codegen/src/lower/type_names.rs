//! Every type gets a name of its own, in one pass over all of them.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use super::allocation::ITEMS;
use super::schema::{distinct, join_pascal};
use crate::api::{Api, TypeId};
use crate::diagnostic::{Code, Diagnostic};

/// Names types: those that the document names with `x-rust-name` first, which must not clash; then schemas among
/// the components; then those that have the name of their place. A name that is taken gets a suffix which is
/// made of nothing but the type's own place, so that it stays when other types come and go.
pub(crate) fn allocate(api: &mut Api, lowering: &mut Lowering<'_>) {
    let mut taken: HashSet<String> = ITEMS.iter().map(|name| (*name).to_owned()).collect();
    given(api, lowering, &mut taken);
    let is_component = |id: TypeId| {
        api.types[id].location.pointer.parent().is_some_and(|parent| parent.as_str() == "/components/schemas")
    };
    let ids: Vec<TypeId> = api.types.iter().filter(|(_, ty)| !ty.name_is_given).map(|(id, _)| id).collect();
    let (components, places): (Vec<TypeId>, Vec<TypeId>) = ids.into_iter().partition(|id| is_component(*id));
    for group in [components, places] {
        // What nobody may be called is a model of it.
        let mut groups: HashMap<String, Vec<TypeId>> = HashMap::new();
        for &id in &group {
            let name = &api.types[id].name;
            let name = if ITEMS.contains(&name.as_str()) { format!("{name}Model") } else { name.clone() };
            groups.entry(name.clone()).or_default().push(id);
            api.types[id].name = name;
        }
        let mut keys: Vec<String> = groups.keys().cloned().collect();
        keys.sort();
        for key in keys {
            let members = &groups[&key];
            let wants: Vec<(String, String)> = members
                .iter()
                .map(|id| {
                    let ty = &api.types[*id];
                    let last = ty.location.pointer.last().map(|last| last.into_owned()).unwrap_or_default();
                    let text = if group_is_of_components(&ty.location) {
                        format!("{last}\u{0}{}", lowering.sources.name(ty.location.file))
                    } else {
                        format!("{}#{}", lowering.sources.name(ty.location.file), ty.location.pointer)
                    };
                    (ty.name.clone(), text)
                })
                .collect();
            let names = distinct(&wants, |name| taken.contains(name), join_pascal);
            for (id, name) in members.iter().zip(names) {
                api.types[*id].name.clone_from(&name);
                taken.insert(name);
            }
        }
    }
}

fn group_is_of_components(at: &crate::source::Location) -> bool {
    at.pointer.parent().is_some_and(|parent| parent.as_str() == "/components/schemas")
}

/// Names that the document gives have to be different. What cannot have its name gets another, like a type without.
fn given(api: &mut Api, lowering: &mut Lowering<'_>, taken: &mut HashSet<String>) {
    let mut first: HashMap<&str, TypeId> = HashMap::new();
    let mut refused = Vec::new();
    for (id, ty) in api.types.iter().filter(|(_, ty)| ty.name_is_given) {
        if ITEMS.contains(&ty.name.as_str()) {
            let message = format!("`{}` is a name that generated code needs itself", ty.name);
            let diagnostic = Diagnostic::at_key(lowering.sources, Code::NameTaken, &ty.location, message)
                .help("give the schema another name with `x-rust-name`");
            lowering.report(diagnostic);
            refused.push(id);
            continue;
        }
        if let Some(&other) = first.get(ty.name.as_str()) {
            let message = format!("two types want the name `{}`", ty.name);
            let related = lowering.sources.span(&api.types[other].location.child("x-rust-name"));
            let diagnostic =
                Diagnostic::at(lowering.sources, Code::NameTaken, &ty.location.child("x-rust-name"), message)
                    .related(related, "the first of them")
                    .help("give one of them another name with `x-rust-name`");
            lowering.report(diagnostic);
            refused.push(id);
            continue;
        }
        first.insert(&ty.name, id);
        taken.insert(ty.name.clone());
    }
    for id in refused {
        api.types[id].name_is_given = false;
    }
}
