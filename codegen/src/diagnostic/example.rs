//! What a code is about, in the fewest lines that show it.

use super::Code;

impl Code {
    /// A piece of a document, or a command, about which the code is said. What it does not show may be thought around
    /// it: a document that lacks `openapi`, `info` or `paths` only because it is short is sound otherwise.
    pub fn example(self) -> &'static str {
        match self {
            Self::UnreadableFile => "paths:\n  /pets: {get: {responses: {'200': {$ref: 'missing.yaml#/Pets'}}}}",
            Self::NotUtf8 => "info: {title: Café, version: '1'}   # saved as Latin-1",
            Self::EmptyFile => "# nothing but a comment",
            Self::InvalidYaml => "info: {title: Pets, version: '1'\npaths: {}",
            Self::InvalidJson => "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"Pets\", \"version\": \"1\",}}",
            Self::DuplicateKey => "paths:\n  /pets: {}\n  /pets: {}",
            Self::TooDeep => "x-deep: [[[[[[[[ … ]]]]]]]]   # more than 128 of them",
            Self::AliasExpansion => {
                "x-a: &a [1, 1, 1, 1, 1, 1, 1, 1]\nx-b: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n\
                 x-c: &c [*b, *b, *b, *b, *b, *b, *b, *b]   # and so on"
            }
            Self::SeveralDocuments => "openapi: 3.0.3\n---\nopenapi: 3.0.3",
            Self::NoMemory => "ulimit -v 60000; cargo xtask gen",
            Self::DanglingReference => {
                "paths:\n  /pets: {get: {responses: {'200': {$ref: '#/components/responses/Pest'}}}}"
            }
            Self::ReferenceCycle => {
                "paths:\n  /pets: {get: {responses: {'200': {$ref: '#/components/responses/A'}}}}\ncomponents:\n  \
                 responses:\n    A: {$ref: '#/components/responses/B'}\n    B: {$ref: '#/components/responses/A'}"
            }
            Self::RemoteReference => {
                "paths:\n  /pets: {get: {responses: {'200': {$ref: 'https://example.com/pets.yaml#/Pets'}}}}"
            }
            Self::InvalidReference => "paths:\n  /pets: {get: {responses: {'200': {$ref: '#Pets'}}}}",
            Self::ReferenceSiblings => {
                "components:\n  schemas:\n    Pet: {properties: {owner: {$ref: '#/components/schemas/Owner', \
                 description: Who feeds it.}}}\n    Owner: {type: object}"
            }
            Self::WrongType => "paths:\n  /pets: {get: {parameters: 3, responses: {'204': {description: done}}}}",
            Self::MissingField => {
                "paths:\n  /pets: {get: {parameters: [{name: q}], responses: {'204': {description: done}}}}"
            }
            Self::UnknownField => "paths:\n  /pets: {get: {sumary: Pets, responses: {'204': {description: done}}}}",
            Self::InvalidValue => {
                "paths:\n  /pets: {get: {parameters: [{name: q, in: querry}], responses: {'204': {description: done}}}}"
            }
            Self::InvalidStatusCode => "paths:\n  /pets: {get: {responses: {'20': {description: done}}}}",
            Self::InvalidPath => "paths:\n  pets: see the manual",
            Self::EmptyResponses => "paths:\n  /pets: {get: {responses: {}}}",
            Self::Mended => "components:\n  schemas:\n    Pet: {properties: {age: {type: int}}}",
            Self::MissingVersion => "info: {title: Pets, version: '1'}\npaths: {}",
            Self::Swagger2 => "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}",
            Self::NewerVersion => "openapi: 3.3.0\ninfo: {title: Pets, version: '1'}\npaths: {}",
            Self::UnknownVersion => "openapi: 1.0.0\ninfo: {title: Pets, version: 1.0.0}\npaths: {}",
            Self::UnquotedVersion => "openapi: 3.0\ninfo: {title: Pets, version: '1'}\npaths: {}",
            Self::IgnoredKeyword => {
                "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\ncomponents:\n  schemas:\n    Pet: {patternProperties: \
                 {'^x-': {type: string}}}"
            }
            Self::UncheckedKeyword => {
                "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\ncomponents:\n  schemas:\n    Pets: {type: array, \
                 contains: {type: string}}"
            }
            Self::Webhooks => {
                "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\nwebhooks:\n  born: {post: {responses: {'204': \
                 {description: done}}}}"
            }
            Self::Unsupported => {
                "openapi: 3.2.0\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      parameters: [{name: q, in: \
                 querystring, content: {text/plain: {schema: {type: string}}}}]\n      responses: {'204': {description: done}}"
            }
            Self::NameTaken => {
                "paths:\n  /pets: {get: {operationId: pets, responses: {'204': {description: done}}}}\n  \
                 /owners: {get: {operationId: pets, responses: {'204': {description: done}}}}"
            }
            Self::PathParameter => "paths:\n  /pets/{}: {get: {responses: {'204': {description: done}}}}",
            Self::UnknownScheme => {
                "paths:\n  /pets: {get: {security: [{key: []}], responses: {'204': {description: done}}}}"
            }
            Self::UnknownProperty => {
                "paths:\n  /pets: {get: {responses: {'200': {description: pets, content: {application/json: {schema: \
                 {type: object, required: [nmae], properties: {name: {type: string}}}}}}}}}"
            }
            Self::Discriminator => {
                "paths:\n  /pets: {get: {responses: {'200': {description: pets, content: {application/json: {schema: \
                 {$ref: '#/components/schemas/Pet'}}}}}}}\ncomponents:\n  schemas:\n    Pet: {oneOf: [{$ref: \
                 '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, \
                 mapping: {cat: Cat, dog: Dgo}}}\n    Cat: {type: object, properties: {kind: {type: string}}}\n    \
                 Dog: {type: object, properties: {kind: {type: string}, barks: {type: boolean}}}"
            }
            Self::ConflictingDocuments => {
                "x-protocol: first    # in specs/shop/a.yaml\nx-protocol: second   # in specs/shop/b.yaml"
            }
            Self::InvalidExtension => {
                "paths:\n  /pets: {get: {x-rust-name: 3, responses: {'204': {description: done}}}}"
            }
            Self::ContradictedFormat => {
                "paths:\n  /pets: {get: {responses: {'200': {description: pets, content: {application/json: {schema: \
                 {type: object, properties: {id: {type: string, format: uuid, example: pet-1}}}}}}}}}"
            }
            Self::UntypedFallback => "components:\n  schemas:\n    Pet: {properties: {born: {type: instant}}}",
            Self::IgnoredPattern => {
                "paths:\n  /pets: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: \
                 {name: {type: string, pattern: '(?!x)y'}}}}}}, responses: {'204': {description: done}}}}"
            }
            Self::Simplified => {
                "paths:\n  /pets: {get: {responses: {'200': {description: pets, content: {application/xml: {schema: \
                 {type: object, properties: {name: {type: string}}}}}}}}}"
            }
            Self::NoServer => {
                "servers: [{url: /v1}]\npaths:\n  /pets: {get: {responses: {'204': {description: done}}}}"
            }
            Self::IgnoredParameter => {
                "paths:\n  /pets: {get: {parameters: [{name: Accept, in: header, schema: {type: string}}], responses: \
                 {'204': {description: done}}}}"
            }
            Self::UnmatchedChoice => "cargo xtask gen --spec pets.yaml --out ../pets --tag pest",
            Self::InvalidOverlay => {
                "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions: [{target: 'paths', remove: true}]"
            }
            Self::UnmatchedAction => {
                "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions: [{target: '$.paths[\"/pest\"]', remove: true}]"
            }
            Self::InvalidOverride => "schemas: {Pet: {nmae: Animal}}",
            Self::UnmatchedOverride => "schemas: {Pest: {name: Animal}}",
        }
    }
}
