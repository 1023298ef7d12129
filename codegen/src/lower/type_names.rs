//! Every type gets a name of its own, in one pass over all of them.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::Lowering;
use super::allocation::ITEMS;
use super::schema::{distinct, join_pascal};
use crate::api::{Api, Kind, Type, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::FileId;

/// Names types: those that the document names with `x-rust-name` first, which must not clash; then schemas among
/// the components; then those that have the name of their place. A name that is taken gets a suffix which is
/// made of nothing but the type's own place, so that it stays when other types come and go.
pub(crate) fn allocate(api: &mut Api, lowering: &mut Lowering<'_>) {
    let mut taken: HashSet<String> = ITEMS.iter().map(|name| (*name).to_owned()).collect();
    given(api, lowering, &mut taken);
    let files = files(api, lowering);
    let is_component = |id: TypeId| {
        api.types[id].location.pointer.parent().is_some_and(|parent| parent.as_str() == "/components/schemas")
    };
    let has_name = |ty: &Type| !ty.name_is_given && !matches!(ty.kind, Kind::Lists(_));
    let ids: Vec<TypeId> = api.types.iter().filter(|(_, ty)| has_name(ty)).map(|(id, _)| id).collect();
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
                    let file = &files[&ty.location.file];
                    let text = if group_is_of_components(&ty.location) {
                        format!("{last}\u{0}{file}")
                    } else {
                        format!("{file}#{}", ty.location.pointer)
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

/// What each file that has a type is called where names are told apart by it. Only what the documents themselves say
/// counts: a document that stands alone has no name, and other files are known by the way that leads to them from the
/// folder of the documents. Where that folder is does not matter.
fn files(api: &Api, lowering: &Lowering<'_>) -> HashMap<FileId, String> {
    let documents: Vec<FileId> = lowering.document_files().collect();
    let parents = documents.iter().map(|file| lowering.sources.folder(*file));
    let folder = parents.reduce(|one, other| common(&one, &other)).unwrap_or_default();
    let name = |file: FileId| match documents.as_slice() {
        [only] if *only == file => String::new(),
        _ => way(&folder, &lowering.sources.absolute(file)),
    };
    api.types.iter().map(|(_, ty)| (ty.location.file, name(ty.location.file))).collect()
}

/// The folders that two paths begin with.
fn common(one: &Path, other: &Path) -> PathBuf {
    one.components().zip(other.components()).take_while(|(one, other)| one == other).map(|(one, _)| one).collect()
}

/// The way from a folder to a file, written the same on every system.
fn way(folder: &Path, file: &Path) -> String {
    let shared = common(folder, file).components().count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
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
