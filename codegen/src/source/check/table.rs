//! The objects of OpenAPI 3.0.3, section 4.7, in the order of the specification.
//!
//! Documents of 3.1 and 3.2 are rewritten as 3.0 by [`upgrade`](crate::upgrade), which finds its way by this table,
//! before they are held against it. The fields that are left of those versions have their place here, too.

use super::shape::Shape::{Any, Bool, Count, List, Map, Number, OrBool, Reference, Some, Text, Unit, Word};
use super::shape::{Object, Others, Shape, field, object, required, since_3_1, since_3_2};

/// 4.7.1 OpenAPI Object. `openapi` itself is looked at by [`upgrade`](crate::upgrade).
pub(crate) static DOCUMENT: Shape = Shape::Object(&Object {
    name: "OpenAPI",
    fields: &[
        required("openapi", Any),
        required("info", Unit(&Shape::Object(&INFO))),
        field("servers", List(&Unit(&Shape::Object(&SERVER)))),
        required("paths", Unit(&Shape::Object(&PATHS))),
        field("components", Shape::Object(&COMPONENTS)),
        field("security", Unit(&List(&SECURITY_REQUIREMENT))),
        field("tags", List(&Unit(&Shape::Object(&TAG)))),
        field("externalDocs", Unit(&Shape::Object(&EXTERNAL_DOCS))),
        since_3_1("webhooks", Map(&Unit(&Reference(&PATH_ITEM)))),
        since_3_1("jsonSchemaDialect", Text),
        since_3_2("$self", Text),
    ],
    others: Others::Unknown,
    when: &[],
});

/// What can be known of a file that others refer to.
pub(crate) static FRAGMENT: &[(&str, Shape)] =
    &[("components", Shape::Object(&COMPONENTS)), ("paths", Unit(&Shape::Object(&PATHS)))];

/// 4.7.2
static INFO: Object = object(
    "Info",
    &[
        required("title", Text),
        field("description", Text),
        field("termsOfService", Text),
        field("contact", Shape::Object(&CONTACT)),
        field("license", Shape::Object(&LICENSE)),
        required("version", Text),
        since_3_1("summary", Text),
    ],
);

/// 4.7.3
static CONTACT: Object = object("Contact", &[field("name", Text), field("url", Text), field("email", Text)]);

/// 4.7.4
static LICENSE: Object =
    object("License", &[required("name", Text), field("url", Text), since_3_1("identifier", Text)]);

/// 4.7.5
static SERVER: Object = object(
    "Server",
    &[
        required("url", Text),
        field("description", Text),
        field("variables", Map(&Shape::Object(&SERVER_VARIABLE))),
        since_3_2("name", Text),
    ],
);

/// 4.7.6
static SERVER_VARIABLE: Object =
    object("Server Variable", &[field("enum", Some(&Text)), required("default", Text), field("description", Text)]);

/// 4.7.7
pub(crate) static COMPONENTS: Object = object(
    "Components",
    &[
        field("schemas", Map(&Unit(&Reference(&SCHEMA)))),
        field("responses", Map(&Unit(&Reference(&RESPONSE)))),
        field("parameters", Map(&Unit(&Reference(&PARAMETER)))),
        field("examples", Map(&Unit(&Reference(&EXAMPLE)))),
        field("requestBodies", Map(&Unit(&Reference(&REQUEST_BODY)))),
        field("headers", Map(&Unit(&Reference(&HEADER)))),
        field("securitySchemes", Map(&Unit(&Reference(&SECURITY_SCHEME)))),
        field("links", Map(&Unit(&Reference(&LINK)))),
        field("callbacks", Map(&Unit(&Reference(&CALLBACK)))),
        since_3_1("pathItems", Map(&Unit(&Reference(&PATH_ITEM)))),
        since_3_2("mediaTypes", Map(&Unit(&Reference(&MEDIA_TYPE)))),
    ],
);

/// 4.7.8
static PATHS: Object =
    Object { name: "Paths", fields: &[], others: Others::Paths(&Unit(&Reference(&PATH_ITEM))), when: &[] };

/// 4.7.9. The one object that has `$ref` as a field, beside others.
static PATH_ITEM: Object = object(
    "Path Item",
    &[
        field("$ref", Text),
        field("summary", Text),
        field("description", Text),
        field("get", Unit(&AN_OPERATION)),
        field("put", Unit(&AN_OPERATION)),
        field("post", Unit(&AN_OPERATION)),
        field("delete", Unit(&AN_OPERATION)),
        field("options", Unit(&AN_OPERATION)),
        field("head", Unit(&AN_OPERATION)),
        field("patch", Unit(&AN_OPERATION)),
        field("trace", Unit(&AN_OPERATION)),
        field("servers", List(&Shape::Object(&SERVER))),
        field("parameters", List(&Unit(&Reference(&PARAMETER)))),
        since_3_2("query", Unit(&AN_OPERATION)),
        since_3_2("additionalOperations", Map(&Unit(&AN_OPERATION))),
    ],
);

static AN_OPERATION: Shape = Shape::Object(&OPERATION);

/// 4.7.10
static OPERATION: Object = object(
    "Operation",
    &[
        field("tags", List(&Text)),
        field("summary", Text),
        field("description", Text),
        field("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        field("operationId", Text),
        field("parameters", List(&Reference(&PARAMETER))),
        field("requestBody", Reference(&REQUEST_BODY)),
        required("responses", Shape::Object(&RESPONSES)),
        field("callbacks", Map(&Reference(&CALLBACK))),
        field("deprecated", Bool),
        field("security", List(&SECURITY_REQUIREMENT)),
        field("servers", List(&Shape::Object(&SERVER))),
    ],
);

/// 4.7.11
static EXTERNAL_DOCS: Object = object("External Documentation", &[field("description", Text), required("url", Text)]);

/// 4.7.12
static PARAMETER: Object = Object {
    name: "Parameter",
    fields: &[
        required("name", Text),
        required("in", Word(&["query", "header", "path", "cookie"])),
        field("description", Text),
        field("required", Bool),
        field("deprecated", Bool),
        field("allowEmptyValue", Bool),
        field("style", Word(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"])),
        field("explode", Bool),
        field("allowReserved", Bool),
        field("schema", Reference(&SCHEMA)),
        field("example", Any),
        field("examples", Map(&Reference(&EXAMPLE))),
        field("content", Map(&Reference(&MEDIA_TYPE))),
    ],
    others: Others::Unknown,
    when: &[("in", "path", "required")],
};

/// 4.7.13
static REQUEST_BODY: Object = object(
    "Request Body",
    &[field("description", Text), required("content", Map(&Reference(&MEDIA_TYPE))), field("required", Bool)],
);

/// 4.7.14
static MEDIA_TYPE: Object = object(
    "Media Type",
    &[
        field("schema", Reference(&SCHEMA)),
        field("example", Any),
        field("examples", Map(&Reference(&EXAMPLE))),
        field("encoding", Map(&Shape::Object(&ENCODING))),
        since_3_2("itemSchema", Reference(&SCHEMA)),
        since_3_2("prefixEncoding", List(&Shape::Object(&ENCODING))),
        since_3_2("itemEncoding", Shape::Object(&ENCODING)),
    ],
);

/// 4.7.15
static ENCODING: Object = object(
    "Encoding",
    &[
        field("contentType", Text),
        field("headers", Map(&Reference(&HEADER))),
        field("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        field("explode", Bool),
        field("allowReserved", Bool),
        since_3_2("encoding", Map(&Any)),
        since_3_2("prefixEncoding", List(&Any)),
        since_3_2("itemEncoding", Any),
    ],
);

/// 4.7.16
static RESPONSES: Object = Object {
    name: "Responses",
    fields: &[field("default", Reference(&RESPONSE))],
    others: Others::Statuses(&Reference(&RESPONSE)),
    when: &[],
};

/// 4.7.17
static RESPONSE: Object = object(
    "Response",
    &[
        required("description", Text),
        field("headers", Map(&Reference(&HEADER))),
        field("content", Map(&Reference(&MEDIA_TYPE))),
        field("links", Map(&Reference(&LINK))),
        since_3_2("summary", Text),
    ],
);

/// 4.7.18
static CALLBACK: Object =
    Object { name: "Callback", fields: &[], others: Others::Any(&Shape::Object(&PATH_ITEM)), when: &[] };

/// 4.7.19
static EXAMPLE: Object = object(
    "Example",
    &[
        field("summary", Text),
        field("description", Text),
        field("value", Any),
        field("externalValue", Text),
        since_3_2("dataValue", Any),
        since_3_2("serializedValue", Text),
    ],
);

/// 4.7.20
static LINK: Object = object(
    "Link",
    &[
        field("operationRef", Text),
        field("operationId", Text),
        field("parameters", Map(&Any)),
        field("requestBody", Any),
        field("description", Text),
        field("server", Shape::Object(&SERVER)),
    ],
);

/// 4.7.21: a parameter without `name` and `in`.
static HEADER: Object = object(
    "Header",
    &[
        field("description", Text),
        field("required", Bool),
        field("deprecated", Bool),
        field("allowEmptyValue", Bool),
        field("style", Word(&["simple"])),
        field("explode", Bool),
        field("allowReserved", Bool),
        field("schema", Reference(&SCHEMA)),
        field("example", Any),
        field("examples", Map(&Reference(&EXAMPLE))),
        field("content", Map(&Reference(&MEDIA_TYPE))),
    ],
);

/// 4.7.22
static TAG: Object = object(
    "Tag",
    &[
        required("name", Text),
        field("description", Text),
        field("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        since_3_2("summary", Text),
        since_3_2("parent", Text),
        since_3_2("kind", Text),
    ],
);

/// 4.7.24
pub(crate) static SCHEMA: Object = object(
    "Schema",
    &[
        field("title", Text),
        field("multipleOf", Number),
        field("maximum", Number),
        field("exclusiveMaximum", Bool),
        field("minimum", Number),
        field("exclusiveMinimum", Bool),
        field("maxLength", Count),
        field("minLength", Count),
        field("pattern", Text),
        field("maxItems", Count),
        field("minItems", Count),
        field("uniqueItems", Bool),
        field("maxProperties", Count),
        field("minProperties", Count),
        field("required", List(&Text)),
        field("enum", List(&Any)),
        field("type", Word(&["string", "number", "integer", "boolean", "array", "object"])),
        field("allOf", Some(&Reference(&SCHEMA))),
        field("oneOf", Some(&Reference(&SCHEMA))),
        field("anyOf", Some(&Reference(&SCHEMA))),
        field("not", Reference(&SCHEMA)),
        field("items", Reference(&SCHEMA)),
        field("properties", Map(&Reference(&SCHEMA))),
        field("additionalProperties", OrBool(&Reference(&SCHEMA))),
        field("description", Text),
        field("format", Text),
        field("default", Any),
        field("nullable", Bool),
        field("discriminator", Shape::Object(&DISCRIMINATOR)),
        field("readOnly", Bool),
        field("writeOnly", Bool),
        field("xml", Shape::Object(&XML)),
        field("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        field("example", Any),
        field("deprecated", Bool),
        field("x-content-schema", Reference(&SCHEMA)),
        // What 3.0 has no word for stays, so that references into it keep leading somewhere.
        since_3_1("$defs", Map(&Unit(&Reference(&SCHEMA)))),
        since_3_1("prefixItems", Some(&Reference(&SCHEMA))),
        since_3_1("x-upgraded-items", Reference(&SCHEMA)),
        since_3_1("contains", Reference(&SCHEMA)),
        since_3_1("minContains", Count),
        since_3_1("maxContains", Count),
        since_3_1("unevaluatedItems", OrBool(&Reference(&SCHEMA))),
        since_3_1("patternProperties", Map(&Reference(&SCHEMA))),
        since_3_1("unevaluatedProperties", OrBool(&Reference(&SCHEMA))),
        since_3_1("propertyNames", Reference(&SCHEMA)),
        since_3_1("dependentRequired", Map(&List(&Text))),
        since_3_1("dependentSchemas", Map(&Reference(&SCHEMA))),
        since_3_1("if", Reference(&SCHEMA)),
        since_3_1("then", Reference(&SCHEMA)),
        since_3_1("else", Reference(&SCHEMA)),
        since_3_1("contentSchema", Reference(&SCHEMA)),
    ],
);

/// 4.7.25
static DISCRIMINATOR: Object = object("Discriminator", &[required("propertyName", Text), field("mapping", Map(&Text))]);

/// 4.7.26
static XML: Object = object(
    "XML",
    &[
        field("name", Text),
        field("namespace", Text),
        field("prefix", Text),
        field("attribute", Bool),
        field("wrapped", Bool),
        since_3_2("nodeType", Text),
    ],
);

/// 4.7.27
static SECURITY_SCHEME: Object = Object {
    name: "Security Scheme",
    fields: &[
        required("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
        field("description", Text),
        field("name", Text),
        field("in", Word(&["query", "header", "cookie"])),
        field("scheme", Text),
        field("bearerFormat", Text),
        field("flows", Shape::Object(&OAUTH_FLOWS)),
        field("openIdConnectUrl", Text),
        since_3_2("oauth2MetadataUrl", Text),
        since_3_2("deprecated", Bool),
    ],
    others: Others::Unknown,
    when: &[
        ("type", "apiKey", "name"),
        ("type", "apiKey", "in"),
        ("type", "http", "scheme"),
        ("type", "oauth2", "flows"),
        ("type", "openIdConnect", "openIdConnectUrl"),
    ],
};

/// 4.7.28
static OAUTH_FLOWS: Object = object(
    "OAuth Flows",
    &[
        field("implicit", Shape::Object(&OAUTH_AUTHORIZATION)),
        field("password", Shape::Object(&OAUTH_TOKEN)),
        field("clientCredentials", Shape::Object(&OAUTH_TOKEN)),
        field("authorizationCode", Shape::Object(&OAUTH_BOTH)),
        since_3_2("deviceAuthorization", Any),
    ],
);

/// 4.7.29, of the implicit flow.
static OAUTH_AUTHORIZATION: Object = object(
    "OAuth Flow",
    &[
        required("authorizationUrl", Text),
        field("tokenUrl", Text),
        field("refreshUrl", Text),
        required("scopes", Map(&Text)),
    ],
);

/// 4.7.29, of the flows without a visit by the user.
static OAUTH_TOKEN: Object = object(
    "OAuth Flow",
    &[
        field("authorizationUrl", Text),
        required("tokenUrl", Text),
        field("refreshUrl", Text),
        required("scopes", Map(&Text)),
    ],
);

/// 4.7.29, of the authorization code flow.
static OAUTH_BOTH: Object = object(
    "OAuth Flow",
    &[
        required("authorizationUrl", Text),
        required("tokenUrl", Text),
        field("refreshUrl", Text),
        required("scopes", Map(&Text)),
    ],
);

/// 4.7.30
static SECURITY_REQUIREMENT: Shape = Map(&List(&Text));
