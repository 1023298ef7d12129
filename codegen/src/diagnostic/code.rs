//! The table of everything that can be said about a document.

use std::fmt;

use super::Severity;

/// One line per code: name, identifier, severity, title, and what `explain` tells. To add one, add a line. A code that
/// has been released keeps its identifier and its meaning.
macro_rules! codes {
    ($($name:ident = $id:literal, $severity:ident, $title:literal, $story:literal;)*) => {
        /// What a diagnostic is about. Its identifier (`E0201`) is stable: scripts and search engines may rely on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $id, "`: ", $title, ".")] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable identifier: `E` or `W`, and four digits of which the first two are the topic.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// How bad it is unless a diagnostic says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// A few words for an index.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// A paragraph: what is meant, why it matters, and what to do.
            pub fn story(self) -> &'static str {
                match self { $(Self::$name => $story,)* }
            }
        }
    };
}

codes! {
    // 01: reading files
    UnreadableFile = "E0101", Error, "a file cannot be read",
        "The file is missing, is a folder, is larger than 256 MiB, or may not be read. The path of a `$ref` is relative to the file in which the `$ref` stands, not to the folder in which the generator runs.";
    NotUtf8 = "E0102", Error, "a file is not UTF-8",
        "OpenAPI documents are UTF-8 text (RFC 8259 section 8.1; YAML 1.2 section 5.2 allows more, but few tools read it). Save the file as UTF-8. The place shown is the first byte that does not fit.";
    EmptyFile = "E0103", Error, "a file has no content",
        "Nothing is in the file but white space and comments. Perhaps a download failed, or the file has not been saved yet.";
    InvalidYaml = "E0104", Error, "a file is not YAML",
        "The text does not follow YAML 1.2. The place shown is where the parser could not go on; the cause may stand before it, often an unclosed quote or bracket, a tab in the indentation, or a `: ` in text without quotes. Reading stops at the first such error of a file.";
    InvalidJson = "E0105", Error, "a file is not JSON",
        "The text does not follow RFC 8259: no comments, no trailing commas, keys and texts in double quotes. A file counts as JSON if its name ends in `.json`, or if its first character is `{` or `[`.";
    DuplicateKey = "E0106", Error, "a map has a key twice",
        "YAML forbids it, RFC 8259 warns of it, and tools differ on which of the two values counts, so that the author and the reader of the document may see two different APIs. The generator takes the first, to look for other problems.";
    TooDeep = "E0107", Error, "lists and maps are nested too deep, or under keys that are too long",
        "The stages of the generator recurse along the document, and a limit of 128 keeps them from exhausting the stack. Each place is known by the keys that lead to it, which may have 4096 bytes together, or they would exhaust the memory. No known API description comes near either. Move inner schemas to `components`, and refer to them; shorten keys.";
    AliasExpansion = "E0108", Error, "YAML aliases expand to too much",
        "A YAML alias (`*name`) stands for a copy of what its anchor (`&name`) marks. Aliases to things that contain aliases grow without bounds: a few lines can stand for billions of nodes. Use `$ref` instead, which is followed and not copied.";
    SeveralDocuments = "E0109", Error, "a file holds several YAML documents",
        "A line `---` starts a further YAML document in the same file. OpenAPI has no meaning for that: put each document in a file of its own.";
    NoMemory = "E0110", Error, "the system has no memory for the generator",
        "Documents nest schemas, and the generator follows them on a thread with a stack of its own, for which the system has no memory: address space may be limited (`ulimit -v`), or there may be too many threads. Nothing is generated.";

    // 02: references
    DanglingReference = "E0201", Error, "a `$ref` points at nothing",
        "The JSON pointer after `#` is followed from the root of the file, key by key; one of the keys is not there. Keys are case-sensitive; `/` within a key is written `~1`, and `~` is written `~0` (RFC 6901). Where a reference stands on the way, the pointer goes on behind it.";
    ReferenceCycle = "E0202", Error, "references lead in a circle",
        "Each of these references is nothing but a reference to the next, so that nothing is ever defined. This is different from a schema that contains itself (a tree, a linked list), which is fine.";
    RemoteReference = "E0203", Error, "a `$ref` to another machine",
        "The generator never uses the network: the same input must give the same output tomorrow, and on a machine without access. Download what is referred to, put it beside the document, and refer to it by its path.";
    InvalidReference = "E0204", Error, "a `$ref` that cannot be understood",
        "A reference is a relative path, a `#` and a JSON pointer, each of which may be missing: `#/components/schemas/Pet`, `common.yaml`, `common.yaml#/Pet`. Names as anchors (`#Pet`) exist only from OpenAPI 3.1 on.";
    ReferenceSiblings = "W0205", Warning, "keys beside `$ref` are ignored",
        "OpenAPI 3.0.3 section 4.7.23: an object with `$ref` is a reference and nothing else; other keys in it are ignored. To add a description, or to make something nullable, wrap the reference: `allOf: [{$ref: …}]`.";

    // 03: structure
    WrongType = "E0301", Error, "a value has the wrong type",
        "The specification wants another kind of value here, such as a list where there is a string. A value that says nothing (null, which in YAML is a key without a value, or an empty text, list or map) is read as nothing, with W0308. What contains the value (an operation, a component) is left out of what is generated.";
    MissingField = "E0302", Error, "a required field is missing",
        "OpenAPI 3.0.3 marks the field as REQUIRED in this object. What contains the object (an operation, a component) is left out of what is generated.";
    UnknownField = "W0303", Warning, "a field that OpenAPI does not know",
        "The field is ignored. It may be misspelt, indented wrongly, or belong to another version of OpenAPI. Fields of your own start with `x-`.";
    InvalidValue = "E0304", Error, "a value is not one of those allowed",
        "The specification gives a fixed list of values for this field. They are case-sensitive.";
    InvalidStatusCode = "E0305", Error, "a key of `responses` is no status code",
        "Responses are found by an HTTP status code (`200`), a range of them (`4XX`), or `default` (OpenAPI 3.0.3 section 4.7.16). A key that can only mean one of these (`4xx`, `200 OK`) is read so, with a warning; any other key is left out with its response, and the operation stays.";
    InvalidPath = "E0306", Error, "a key of `paths` that is no path",
        "A path is appended to the server's URL as it is (OpenAPI 3.0.3 section 4.7.8), and must begin with `/`. Where only the slash is missing, it is supplied, with W0308; what is no map describes no path.";
    EmptyResponses = "W0307", Warning, "an operation without responses",
        "At least one response must be given (OpenAPI 3.0.3 section 4.7.16); without one, nothing is known about what a call returns. The method returns when the call has succeeded, and the bytes of the answer are in the outcome of `send`. If the call returns nothing, say so: `'204': {description: done}`.";
    Mended = "W0308", Warning, "a mistake with one meaning",
        "The document breaks a rule of OpenAPI, and there is only one thing that can be meant: a number where a text is due, a path parameter that is not declared or does not say that it is required, a response without its description, a key without a value, `type: int`. The generator reads it as the message says. Other tools may not: put it right when you can.";

    // 04: versions
    MissingVersion = "E0401", Error, "the document does not say its version",
        "A document starts with `openapi: 3.0.3`, or another version: without it, its fields have no defined meaning. A file without `openapi`, `info` and `paths` is taken as a part of other documents, to which they refer.";
    Swagger2 = "E0402", Error, "the document is Swagger 2.0",
        "Swagger 2.0 has bodies, responses, and parameters of a different shape. Convert the document once, for example with `npx swagger2openapi`, check the result, and go on with that.";
    NewerVersion = "E0403", Error, "the document's version is not read yet",
        "OpenAPI 3.0, 3.1 and 3.2 are read. What a later version means by its fields is not known. If the document uses nothing new, its `openapi` field may be set to 3.2.0.";
    UnknownVersion = "E0404", Error, "the document's version is unknown",
        "The `openapi` field holds the version of the specification which the document follows, as text: `3.0.3`. The version of your API belongs in `info.version`.";
    UnquotedVersion = "W0405", Warning, "the document's version is a number",
        "Without quotes and with only one point, YAML takes the version for a number, and some tools refuse it. Write `openapi: '3.0'` or, better, the full version: `openapi: 3.0.3`.";
    IgnoredKeyword = "W0406", Warning, "a keyword of JSON Schema that is ignored",
        "OpenAPI 3.1 takes its schemas from JSON Schema, where a schema may depend on the value that it describes (`if`, `dependentSchemas`, `$dynamicRef`, `patternProperties`). Types of Rust cannot, so that the generated type is the one without the keyword: it may lack fields, or allow more than the document does. Say the same with `oneOf`, or with `additionalProperties`, if the difference matters.";
    UncheckedKeyword = "N0407", Note, "a constraint of JSON Schema that is not checked",
        "The keyword only narrows which values are valid; the generated type is the same without it. Nothing checks it: neither the types nor their validation.";
    Webhooks = "N0408", Note, "webhooks become types",
        "`webhooks` describes requests which the platform makes to you (OpenAPI 3.1.0 section 4.8.1). The generated client makes requests, and has no part in them; the body of each has a type (`SoldWebhook` for `sold`), which `runtime::received::json` reads. The callbacks of operations have types in the same way.";

    // 05: what the document asks for
    Unsupported = "E0501", Error, "something that cannot be generated yet",
        "OpenAPI has this and the generator does not know it yet. What contains it (an operation, a component) is left out rather than generated wrongly. Say it in another way, or leave it out.";
    NameTaken = "E0502", Error, "two things want one name",
        "Methods, types, fields and variants need names of their own in Rust, where letters' cases and punctuation do not tell names apart as they do on the wire. The generator never renames silently, because adding a thing would then rename another. Give one of them a name with `x-rust-name` (`x-enum-varnames` for values).";
    PathParameter = "E0503", Error, "a place in a path without a name",
        "Every `{name}` of a path needs a parameter with `in: path`, that name and `required: true`, and every such parameter needs its place in the path (OpenAPI 3.0.3 section 4.7.12). Where one of the two is missing, W0308 says how the path is read; nothing can be put into a place that has no name.";
    UnknownScheme = "W0504", Warning, "a security scheme that is not there",
        "A requirement names its scheme by its key in `components.securitySchemes` (OpenAPI 3.0.3 section 4.7.30). Where there is no such scheme, or it is described wrongly, calls are made without its credential: the client cannot know where it goes. Describe the scheme, or add the credential with `Call::header` or a hook.";
    UnknownProperty = "W0505", Warning, "a required property that is not there",
        "`required` names a property that neither the schema nor the parts of its `allOf` have. Perhaps the list was not moved along when a property was renamed. The type gets an optional field of untyped JSON: a value that is received without the property is read all the same, and a value that is sent has it if it is set.";
    Discriminator = "W0506", Warning, "discriminator and alternatives do not agree",
        "A discriminator finds an alternative by the values of its `mapping`, by the values that the alternative itself allows for the property, or by the alternative's name among `components.schemas` (OpenAPI 3.0.3 section 4.7.25). Where that leads nowhere, or to two alternatives, the alternatives are told apart by their content.";
    ConflictingDocuments = "E0507", Error, "the documents of one client contradict each other",
        "All documents in one folder become one client, which has one protocol and one meaning for each security scheme.";
    InvalidExtension = "E0508", Error, "an extension with a value that it cannot have",
        "The `x-` extensions that the generator knows, and what they may say, are listed in `specs/README.md`.";
    ContradictedFormat = "W0509", Warning, "values of the document's own do not have the format that it says",
        "An example, a default or a limit of the schema is not what its `format` says: text that is not a UUID, or a number that the width has no room for. Servers follow their examples rather than the word, and an answer would fail for a value that the type cannot hold. So the type is the one without the format: text, or a wider number. Put either of them right.";
    UntypedFallback = "W0520", Warning, "a schema became untyped JSON",
        "The schema says something for which there is no type, such as alternatives that multiply beyond bounds, or a `type` that JSON does not have. Its values are JSON of any shape (`runtime::Value`) in Rust, which loses nothing on the wire. The message says what stands in the way of a type.";
    IgnoredPattern = "W0521", Warning, "a pattern is not checked",
        "Patterns are regular expressions of ECMA-262. `validate()` checks those that Rust's `regex` crate understands, which has neither look-around nor back-references, because it never takes exponential time. The others are documented on their field and checked by the server alone.";
    Simplified = "W0560", Warning, "something is generated in a simpler form",
        "The generator has no types for this, and generates what always works instead: text for XML, for example, which the caller writes and reads. Nothing is sent that the document does not describe. Of a response nothing is asked for that has no type: a form that carries the same value as JSON (XML, Protocol Buffers), or another form of a failure, is named once for each media type; an answer in it is an error with its bytes.";
    NoServer = "W0561", Warning, "the document does not say where the server is",
        "The URL of the first server is relative to where the document was found (OpenAPI 3.0.3 section 4.7.5), which the generator does not know. The client's builder has to be given an address with `base_url`.";
    IgnoredParameter = "W0562", Warning, "a header parameter that is not the caller's to set",
        "Parameters with `in: header` and the name `Accept`, `Content-Type` or `Authorization` are ignored (OpenAPI 3.0.3 section 4.7.12.2): these headers follow from the media types and the security requirements. Describe them there. So are headers that describe the connection, such as `Content-Length` and `Transfer-Encoding` (RFC 9110 sections 7.6.1 and 8.6): the HTTP client sets them to what it sends. A header whose name HTTP does not allow (section 5.6.2) cannot be sent.";

    // 07: what is asked for beside the document
    UnmatchedChoice = "E0701", Error, "a choice of operations that matches nothing",
        "An operation is chosen by a tag, a path or an operation id, each written as in the document (`--tag`, `--path`, `--operation`; a path may end in `*`). An entry that matches nothing is more likely a slip, or a document that has changed, than what was meant.";
    InvalidOverlay = "E0702", Error, "an overlay that cannot be understood",
        "An overlay follows the OpenAPI Overlay Specification 1.0.0: `overlay: 1.0.0`, `info` with `title` and `version`, and `actions`, each with a `target` (a JSONPath of RFC 9535) and `update` or `remove: true`. An update of an object is an object; a target selects objects or lists.";
    UnmatchedAction = "E0703", Error, "an action of an overlay that matches nothing",
        "The target of an action selects nothing in the document, as the actions before it have left it. The specification lets such an action pass; here it is an error, because it is a slip or the document has changed, and what the action was for no longer happens.";
    InvalidOverride = "E0704", Error, "an override that cannot be understood",
        "A file of overrides is a map with `schemas`, `properties`, `operations` or `pointers`, whose keys name what is meant and whose values say what to change. `docs/overrides.md` lists what there is.";
    UnmatchedOverride = "E0705", Error, "an override that matches nothing",
        "An entry of the file of overrides names a schema, a property, an operation or a place that the document does not have. Either the name is wrong, or the document has changed and the entry is no longer needed.";
}

impl Code {
    /// The code with this identifier, in any case of letters.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn identifiers_are_unique_and_their_letter_is_the_severity() {
        let mut seen = HashSet::new();
        for &code in Code::ALL {
            let (letter, digits) = code.id().split_at(1);
            assert!(seen.insert(digits), "{code} is used twice");
            assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()), "{code}");
            let severity = match letter {
                "E" => Severity::Error,
                "W" => Severity::Warning,
                _ => Severity::Note,
            };
            assert_eq!(code.severity(), severity, "{code}");
            assert_eq!(Code::parse(&code.id().to_lowercase()), Some(code));
        }
    }

    #[test]
    fn every_code_can_be_explained() {
        for &code in Code::ALL {
            assert!(!code.title().is_empty() && !code.title().ends_with('.'), "{code}");
            assert!(code.story().len() > 80 && code.story().ends_with('.'), "{code}");
        }
    }
}
