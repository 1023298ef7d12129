//! Following `$ref`, OpenAPI 3.0.3 section 4.7.23 (Reference Object).

use std::path::Path;

use super::files::{normalise, step};
use super::{FileId, Location, Node, Pointer, Sources, Span};
use crate::diagnostic::{Code, Diagnostic};

/// A chain of references longer than this is reported as if it had no end.
const MAX_HOPS: usize = 64;

/// One reference: where it stands and what it says.
struct Hop<'a> {
    file: FileId,
    at: Span,
    pointer: &'a Pointer,
    reference: &'a str,
}

impl Hop<'_> {
    fn problem(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.at, self.pointer.clone(), message)
    }
}

impl Sources {
    /// Follows a reference to the node that is meant: through as many further references as there are.
    ///
    /// `from`, `at` and `pointer` say where the reference stands: its file, its text's span, and its object. Files are
    /// read as they are needed.
    ///
    /// # Errors
    ///
    /// A diagnostic if the reference, or one that it leads to, is remote, is no reference at all, leads nowhere or in a
    /// circle, or leads to a file that cannot be read.
    pub fn resolve(
        &mut self,
        from: FileId,
        at: Span,
        pointer: &Pointer,
        reference: &str,
    ) -> Result<Location, Diagnostic> {
        let mut target = self.resolve_one(from, at, pointer, reference)?;
        let mut chain = vec![target.clone()];
        while let Some((text, text_span)) = self.node(&target).and_then(reference_in) {
            let text = text.to_owned();
            target = self.resolve_one(target.file, text_span, &target.pointer, &text)?;
            let circle = chain.contains(&target);
            chain.push(target.clone());
            if circle || chain.len() > MAX_HOPS {
                let hop = Hop { file: from, at, pointer, reference };
                return Err(self.no_end(&hop, &chain, circle));
            }
        }
        Ok(target)
    }

    /// Follows a reference to the node it names, which may be a further reference. See [`resolve`](Self::resolve).
    ///
    /// # Errors
    ///
    /// As [`resolve`](Self::resolve), for the one reference.
    pub fn resolve_one(
        &mut self,
        from: FileId,
        at: Span,
        pointer: &Pointer,
        reference: &str,
    ) -> Result<Location, Diagnostic> {
        let hop = Hop { file: from, at, pointer, reference };
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let (file, base) = match self.redirects(from).id(path) {
            Some(schema) => (from, schema.clone()),
            None => (self.file_of(&hop, path)?, Pointer::root()),
        };
        let Some(fragment) = percent_decode(fragment) else {
            return Err(hop.problem(
                Code::InvalidReference,
                format!("`{reference}` is not UTF-8 after its `%` escapes are decoded"),
            ));
        };
        let location = match (self.redirects(file).anchor(&fragment), Pointer::parse(&fragment)) {
            (Some(schema), _) => Location::new(file, schema.clone()),
            (None, Ok(below)) => Location::new(file, self.redirects(file).follow(base.join(&below))),
            (None, Err(_)) => {
                return Err(hop
                    .problem(Code::InvalidReference, format!("`#{fragment}` is not a JSON pointer"))
                    .help("write the way from the root of the file: `#/components/schemas/Pet`"));
            }
        };
        if self.node(&location).is_some() {
            return Ok(location);
        }
        if self.detours < MAX_HOPS {
            let outermost = self.detours == 0;
            self.detours += 1;
            let found = self.through(&location);
            if outermost {
                self.detours = 0;
            }
            if let Some(found) = found {
                return found;
            }
        }
        let problem = hop.problem(Code::DanglingReference, format!("`{reference}` points at nothing"));
        Err(match self.suggestion(&location) {
            Some(found) => problem.help(format!("did you mean `{path}#{found}`?")),
            None => problem.help(format!("define it in `{}`, or correct the reference", self.name(file))),
        })
    }

    /// What a pointer means that goes on behind a reference: nothing stands there but what is referred to. How often
    /// that happens on one way is counted, because a reference may lead behind itself.
    fn through(&mut self, location: &Location) -> Option<Result<Location, Diagnostic>> {
        let mut at = Location::root(location.file);
        let mut tokens = location.pointer.tokens();
        loop {
            let node = self.node(&at)?;
            let token = tokens.next()?;
            if step(node, &token).is_some() {
                at = at.child(&token);
                continue;
            }
            let (text, span) = reference_in(node)?;
            let text = text.to_owned();
            let target = match self.resolve(at.file, span, &at.pointer, &text) {
                Ok(target) => target,
                Err(problem) => return Some(Err(problem)),
            };
            let rest = Pointer::from_tokens(std::iter::once(token).chain(tokens));
            let location = Location::new(target.file, target.pointer.join(&rest));
            if self.node(&location).is_some() {
                return Some(Ok(location));
            }
            self.detours += 1;
            return if self.detours < MAX_HOPS { self.through(&location) } else { None };
        }
    }

    /// The file that the part of a reference before `#` names.
    fn file_of(&mut self, hop: &Hop<'_>, path: &str) -> Result<FileId, Diagnostic> {
        if path.is_empty() {
            return Ok(hop.file);
        }
        let scheme = path.split_once(':').map(|(scheme, _)| scheme);
        // A single letter is a Windows drive.
        let remote = path.starts_with("//")
            || scheme
                .is_some_and(|s| s.len() > 1 && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)));
        if remote {
            return Err(hop
                .problem(
                    Code::RemoteReference,
                    format!("`{}` is not in a local file, and nothing is fetched over the network", hop.reference),
                )
                .help("download the file beside this one, and refer to it by its relative path"));
        }
        let Some(path) = percent_decode(path) else {
            return Err(hop.problem(
                Code::InvalidReference,
                format!("`{}` is not UTF-8 after its `%` escapes are decoded", hop.reference),
            ));
        };
        let folder = self.path(hop.file).parent().unwrap_or(Path::new(""));
        let path = normalise(&folder.join(path));
        // A pipe would be waited for, and a device has no end.
        if std::fs::metadata(&path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let message = format!("cannot read `{}`: it is a device or a pipe, and no file", path.display());
            return Err(hop.problem(Code::UnreadableFile, message).help("refer to a file, by its relative path"));
        }
        self.load(&path).map_err(|failure| {
            if failure.code == Code::UnreadableFile {
                let help =
                    failure.help.as_deref().unwrap_or("paths are relative to the file in which the reference stands");
                hop.problem(Code::UnreadableFile, failure.message).help(help)
            } else {
                failure.related(hop.at, "referred to here")
            }
        })
    }

    fn no_end(&self, hop: &Hop<'_>, chain: &[Location], circle: bool) -> Diagnostic {
        let name = |location: &Location| {
            let file = if location.file == hop.file { "" } else { self.name(location.file) };
            format!("`{file}#{}`", location.pointer)
        };
        // What leads into the circle is left out of the chain.
        let start =
            chain.last().and_then(|last| chain.iter().position(|location| location == last)).unwrap_or_default();
        let message = if circle {
            let names: Vec<_> = chain[start..].iter().map(name).collect();
            format!("references in a circle: {}", names.join(" → "))
        } else {
            format!("more than {MAX_HOPS} references after each other, from {} on", name(&chain[0]))
        };
        let mut problem =
            hop.problem(Code::ReferenceCycle, message).help("replace one of the references by what is meant");
        if circle {
            for location in &chain[start..chain.len() - 1] {
                if let Some((_, span)) = self.node(location).and_then(reference_in)
                    && span != hop.at
                {
                    problem = problem.related(span, "leads on");
                }
            }
        }
        problem
    }

    /// The existing node whose pointer is most like the one that leads nowhere.
    fn suggestion(&self, location: &Location) -> Option<Pointer> {
        self.respelt(location).or_else(|| {
            // Right name, wrong place: `#/definitions/Pet`.
            let name = location.pointer.last()?;
            let components = Pointer::root().child("components");
            let sections = self.node(&Location::new(location.file, components.clone()))?.as_map()?;
            sections
                .iter()
                .find(|(_, section)| section.get(&name).is_some())
                .map(|(key, _)| components.child(&key.text).child(&name))
        })
    }

    /// The pointer with every token that leads nowhere replaced by the most similar one that does not.
    fn respelt(&self, location: &Location) -> Option<Pointer> {
        let mut node = self.root(location.file);
        let mut found = Pointer::root();
        for token in location.pointer.tokens() {
            let token = match step(node, &token) {
                Some(_) => token.as_ref(),
                None => self.suggestions().nearest(&token, node.as_map()?.keys())?,
            };
            found = found.child(token);
            node = step(node, token)?;
        }
        Some(found)
    }
}

/// The reference that an object is, and where its text stands.
fn reference_in(node: &Node) -> Option<(&str, Span)> {
    let reference = node.get("$ref")?;
    Some((reference.as_str()?, reference.span))
}

/// Decodes the escapes of a URI, RFC 3986 section 2.1. A `%` that starts none is left as it is.
fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let hex = |byte: Option<&u8>| byte.and_then(|&b| char::from(b).to_digit(16));
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| Some(hex(bytes.get(at + 1))? * 16 + hex(bytes.get(at + 2))?))
            .flatten()
            .and_then(|value| u8::try_from(value).ok());
        decoded.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).ok()
}
