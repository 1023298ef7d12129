//! Forms of values.

use super::*;

#[test]
fn integers_have_their_width_up_to_its_end() {
    kept::<api::Formats>(
        r#"{"i8":-128,"i16":32767,"i32":-2147483648,"i64":-9223372036854775808,"u8":255,"u16":65535,"u32":4294967295,"u64":18446744073709551615}"#,
    );
    let error = decoded::<api::Formats>(r#"{"u8":256}"#).expect_err("too large").to_string();
    assert_eq!(error, "`u8`: the number does not fit u8");
}

#[test]
fn bytes_are_base64_on_the_wire_and_bytes_in_rust() {
    let formats: api::Formats = kept(r#"{"bytes":"+/8A","binary":"raw"}"#);
    assert_eq!(&formats.bytes.expect("bytes")[..], [0xfb, 0xff, 0]);
    let unpadded: api::Formats = kept(r#"{"bytes":"-_8"}"#);
    assert_eq!(&unpadded.bytes.expect("bytes")[..], [0xfb, 0xff]);
    assert!(decoded::<api::Formats>(r#"{"bytes":"*"}"#).is_err());
}

#[test]
fn addresses_ids_and_decimals_are_checked_and_kept() {
    let formats: api::Formats = kept(
        r#"{"uuid":"67e55044-10b1-426f-9247-bb680e5fe0c8","ip":"::1","ipv4":"127.0.0.1","ipv6":"fe80::1","decimal":"12.50","uri":"HTTP://a","unheard":"x"}"#,
    );
    assert_eq!(formats.decimal.expect("a decimal").as_str(), "12.50");
    let error = decoded::<api::Formats>(r#"{"ipv4":"300.0.0.1"}"#).expect_err("no address").to_string();
    assert_eq!(error, "`ipv4`: the text is not an IPv4 address");
}

#[test]
fn a_password_does_not_print() {
    let formats = api::Formats::new().secret("hunter2");
    assert!(!format!("{formats:?}").contains("hunter2"));
    assert_eq!(written(&formats), r#"{"secret":"hunter2"}"#);
}

const CONTRADICTED: &str = "
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'http://127.0.0.1:1'}]
paths:
  /things:
    get:
      operationId: things
      responses:
        '200': {description: Some., content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}
components:
  schemas:
    Things:
      type: object
      properties:
        id: {type: string, format: uuid, example: pet-1}
        right: {type: string, format: uuid, example: 67e55044-10b1-426f-9247-bb680e5fe0c8}
        host: {type: string, format: ipv4, default: localhost}
        range: {type: string, format: ip, example: 10.0.0.0/8}
        data: {type: string, format: byte, example: 'Hello, world!'}
        count: {type: integer, format: int32, example: 3000000000}
        limited: {type: integer, format: int32, maximum: 18446744073709551615}
        ratio: {type: number, format: float, default: 1.0e+39}
        listed: {type: array, items: {type: string, format: uuid, example: none}}
";

#[test]
fn a_format_that_the_document_itself_contradicts_is_not_taken_at_its_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("things.yaml");
    std::fs::write(&document, CONTRADICTED).expect("a document");
    let target = codegen::Target { document, ..codegen::Target::default() };
    let output = codegen::generate_single(folder.path(), &target, &|_| {});
    let shown = output.render_diagnostics(false);
    let source: String = output.files.values().map(String::as_str).collect();
    for field in [
        "id: Option<String>,",
        "right: Option<runtime::formats::Uuid>,",
        "host: Option<String>,",
        "range: Option<String>,",
        "data: Option<String>,",
        "count: Option<i64>,",
        "limited: Option<u64>,",
        "ratio: Option<f64>,",
        "listed: Option<Vec<String>>,",
    ] {
        assert!(source.contains(field), "{field}\n{source}");
    }
    assert_eq!(shown.matches("warning[W0509]").count(), 8, "{shown}");
    assert!(shown.contains("the example is not a value of the format `uuid`"), "{shown}");
}
