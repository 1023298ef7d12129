//! From documents to the [`Api`]: everything hard happens here, on values and not on tokens.
//!
//! [`lower`] is the list of passes in their order. A pass that meets something it cannot do says so in a
//! diagnostic and goes on with the next thing; an operation that cannot be lowered is left out whole, with
//! the types that only it needed.

mod access;
mod allocation;
mod arguments;
mod bodies;
mod checkpoint;
mod contents;
mod directions;
mod docs;
mod document;
mod error_bodies;
mod extensions;
mod forms;
mod headers;
mod inbound;
mod media;
mod modules;
mod multipart;
mod operations;
mod pagination;
mod parameters;
mod path;
mod prune;
mod recursion;
mod responses;
mod schema;
mod security;
mod servers;
mod split;
mod type_names;
mod usage;
mod validation;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::api::{Api, LeftOut, Library, REST, TypeRef, Types};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::check::Checked;
use crate::source::{DeError, FileId, Location, Node, Sources};

pub(crate) use prune::{ListedOperation, list};
pub(crate) use split::{Layout, split};

/// Documents nest schemas, and the passes recurse along them. Objects, lists, maps and alternatives of the greatest depth
/// that is read take less than 1 MiB without optimisation; whoever calls may have less than that left.
const STACK: usize = 8 << 20;

/// Makes the Api `name` of these documents: of the operations at the `chosen` places, or of all. Dates are of
/// the library `dates`, or text.
///
/// Where the system has no memory for the thread that does it, there is a diagnostic and an Api with nothing in it.
pub fn lower(
    name: &str,
    documents: &[FileId],
    chosen: Option<&BTreeSet<Location>>,
    dates: Option<Library>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Api {
    let api = std::thread::scope(|scope| {
        let (sources, diagnostics) = (&mut *sources, &mut *diagnostics);
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || passes(name, documents, chosen, dates, sources, diagnostics));
        thread.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    api.unwrap_or_else(|error| {
        let at = Location::root(documents.first().copied().unwrap_or_default());
        let message = format!("no thread with a stack of {} MiB: {error}", STACK >> 20);
        let diagnostic = Diagnostic::at(sources, Code::NoMemory, &at, message);
        diagnostics.push(diagnostic.help("give the generator more address space, or fewer neighbours"));
        Api { name: words::module(name), protocol: REST.to_owned(), ..Api::default() }
    })
}

/// The passes in their order.
fn passes(
    name: &str,
    documents: &[FileId],
    chosen: Option<&BTreeSet<Location>>,
    dates: Option<Library>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Api {
    let mut lowering = Lowering { chosen, dates, files: documents.to_vec(), ..Lowering::new(sources, diagnostics) };
    let documents = document::read(&mut lowering, documents);
    let protocol = document::protocol(&mut lowering, &documents);
    let servers = servers::of_documents(&mut lowering, &documents);
    let schemes = security::schemes(&mut lowering, &documents);
    let mut modules = operations::modules(&mut lowering, &documents, &schemes);
    directions::split(&mut modules, &mut lowering);
    let schemes = schemes.into_values().collect();
    let types = std::mem::take(&mut lowering.types);
    let left_out = std::mem::take(&mut lowering.left_out);
    let derives = BTreeMap::new();
    let mut api = Api { name: words::module(name), protocol, servers, schemes, modules, types, left_out, derives };
    type_names::allocate(&mut api, &mut lowering);
    allocation::operations(&mut api, &mut lowering);
    usage::mark(&mut api);
    error_bodies::share(&mut api);
    access::restrict(&mut api);
    recursion::box_cycles(&mut api);
    validation::mark(&mut api);
    directions::conversions(&mut api);
    modules::place_types(&mut api, &documents, lowering.sources);
    api
}

/// What the passes share.
pub(crate) struct Lowering<'s> {
    pub(crate) sources: &'s mut Sources,
    pub(crate) diagnostics: &'s mut Diagnostics,
    /// The places of the operations that are wanted; all, where it is absent.
    chosen: Option<&'s BTreeSet<Location>>,
    /// What the structural check found unusable.
    pub(crate) checked: Checked,
    pub(crate) types: Types,
    /// The type of each schema, in the order in which they were found.
    known: Vec<(schema::Key, TypeRef)>,
    known_index: HashMap<schema::Key, usize>,
    /// What lowering schemas remembers.
    pub(crate) schemas: schema::State,
    /// The documents.
    files: Vec<FileId>,
    /// The operations that could not be lowered.
    left_out: Vec<LeftOut>,
    /// What the last thing was that could not be done.
    reason: String,
    /// The media types of responses of which it has been said that nothing is made of them: of a file, in successes or
    /// in failures.
    pub(crate) dropped: HashSet<(FileId, String, bool)>,
    /// The library that dates are of; without one they are text.
    pub(crate) dates: Option<Library>,
    /// Where each name of a type, or of a method, was first wanted.
    pub(crate) operation_places: Vec<Location>,
}

/// Something could not be lowered; the reason is among the diagnostics.
#[derive(Debug)]
pub(crate) struct Skipped;

impl<'s> Lowering<'s> {
    fn new(sources: &'s mut Sources, diagnostics: &'s mut Diagnostics) -> Self {
        Self {
            sources,
            diagnostics,
            chosen: None,
            checked: Checked::default(),
            types: Types::default(),
            known: Vec::new(),
            known_index: HashMap::new(),
            schemas: schema::State::default(),
            files: Vec::new(),
            left_out: Vec::new(),
            reason: String::new(),
            dropped: HashSet::new(),
            dates: None,
            operation_places: Vec::new(),
        }
    }

    /// The documents that are being lowered.
    pub(crate) fn document_files(&self) -> impl Iterator<Item = FileId> + use<> {
        self.files.clone().into_iter()
    }

    /// The first of them, or the first file there is.
    pub(crate) fn first_file(&self) -> FileId {
        self.files.first().copied().unwrap_or_default()
    }

    /// Reports a problem at a node with a way out, and gives the value that stands for having done so.
    pub(crate) fn refuse(
        &mut self,
        code: Code,
        at: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Skipped {
        self.report(Diagnostic::at(self.sources, code, at, message).help(help))
    }

    fn missing(&mut self, at: &Location) -> Skipped {
        self.refuse(Code::DanglingReference, at, "nothing stands here", "write what is missing, or leave out its use")
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) -> Skipped {
        if diagnostic.severity == Severity::Error {
            self.reason.clone_from(&diagnostic.message);
        }
        self.diagnostics.push(diagnostic);
        Skipped
    }

    /// Remembers that an operation is left out, for the reason that was given last.
    pub(crate) fn leave_out(&mut self, method: &str, path: &str) {
        let (method, path) = (method.to_owned(), path.to_owned());
        self.left_out.push(LeftOut { method, path, reason: self.reason.clone() });
    }

    /// The node at a place, following a `$ref` to where it leads.
    pub(crate) fn resolve(&mut self, at: &Location) -> Result<Location, Skipped> {
        let Some(node) = self.sources.node(at) else {
            return Err(self.missing(at));
        };
        let Some(reference) = node.get("$ref").and_then(Node::as_str).map(str::to_owned) else {
            return self.sound(at.clone());
        };
        let span = self.sources.span(&at.child("$ref"));
        match self.sources.resolve(at.file, span, &at.pointer, &reference) {
            Ok(target) => {
                document::check(self, target.file);
                self.sound(target)
            }
            Err(diagnostic) => Err(self.report(diagnostic)),
        }
    }

    /// The place itself, unless the structural check has found it unusable and said why.
    fn sound(&mut self, at: Location) -> Result<Location, Skipped> {
        match self.checked.reason(&at) {
            Some(reason) => {
                self.reason = format!("{}#{}: {reason}", self.sources.name(at.file), at.pointer);
                Err(Skipped)
            }
            None => Ok(at),
        }
    }

    /// Reads the node at a place as an object of OpenAPI's model.
    pub(crate) fn read<T: serde::de::DeserializeOwned + Send>(&mut self, at: &Location) -> Result<T, Skipped> {
        let Some(node) = self.sources.node(at) else {
            return Err(self.missing(at));
        };
        let read = crate::source::from_node(node);
        self.or_wrong_type(read, at)
    }

    /// Reads a node that stands for the one at a place.
    pub(crate) fn read_node<T: serde::de::DeserializeOwned + Send>(
        &mut self,
        node: &Node,
        at: &Location,
    ) -> Result<T, Skipped> {
        self.or_wrong_type(crate::source::from_node(node), at)
    }

    fn or_wrong_type<T>(&mut self, read: Result<T, DeError>, at: &Location) -> Result<T, Skipped> {
        read.map_err(|error| {
            let diagnostic = Diagnostic::new(Code::WrongType, error.span, at.pointer.clone(), error.message);
            self.report(diagnostic)
        })
    }
}

/// The name of the component that a place is: what stands in it is named after it, whoever refers to it.
pub(crate) fn component(at: &Location) -> Option<String> {
    let mut tokens = at.pointer.tokens();
    let kind = (tokens.next()? == "components").then(|| tokens.next())??;
    let name = tokens.next()?;
    (kind != "schemas" && kind != "pathItems" && tokens.next().is_none()).then(|| name.into_owned())
}
