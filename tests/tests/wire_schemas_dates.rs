//! Dates are of the library that the generator is told to use, and what it cannot hold is kept as text.

use std::fs;
use std::path::Path;

use codegen::Target;
use codegen::api::Library;
use runtime::codec::{Decode, Encode};
use runtime::formats;
use runtime::json::Json;

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Dates, version: '1'}
servers: [{url: 'http://127.0.0.1:1'}]
paths:
  /dates:
    get:
      operationId: dates
      responses:
        '200': {description: Some., content: {application/json: {schema: {$ref: '#/components/schemas/Dates'}}}}
components:
  schemas:
    Dates:
      type: object
      properties:
        day: {type: string, format: date}
        moment: {type: string, format: date-time}
        time: {type: string, format: time}
        span: {type: string, format: duration}
";

fn generated(dates: Option<Library>) -> (String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let document = folder.path().join("dates.yaml");
    fs::write(&document, DOCUMENT).expect("a document");
    let target = Target { document, dates, ..Target::default() };
    let output = codegen::generate_single(folder.path(), &target, &|_| {});
    assert!(output.diagnostics.is_empty(), "{}", output.render_diagnostics(false));
    let sources = output.files.iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs"));
    (sources.map(|(_, text)| text.as_str()).collect(), output.files[Path::new("Cargo.toml")].clone())
}

#[test]
fn dates_are_text_unless_a_library_is_chosen() {
    let (source, manifest) = generated(None);
    let has_library = ["jiff", "chrono", "\"time\""].iter().any(|library| manifest.contains(library));
    assert!(source.contains("moment: Option<String>,") && !has_library, "{source}{manifest}");
}

#[test]
fn a_chosen_library_has_the_types_of_dates_and_a_feature_of_the_runtime() {
    for (library, name) in [(Library::Jiff, "jiff"), (Library::Chrono, "chrono"), (Library::Time, "time")] {
        let (source, manifest) = generated(Some(library));
        for ty in ["Date", "DateTime"] {
            assert!(source.contains(&format!(": Option<runtime::formats::{name}::{ty}>,")), "{source}");
        }
        assert!(source.contains("span: Option<runtime::formats::Duration>,"), "{source}");
        let runtime = manifest.lines().find(|line| line.starts_with("runtime = "));
        assert!(runtime.is_some_and(|line| line.contains(&format!("\"{name}\""))), "{manifest}");
    }
}

struct Answer {
    moment: Option<formats::jiff::DateTime>,
    id: Option<i64>,
}
runtime::received! { Answer { ?moment, ?id } }

#[test]
fn a_malformed_date_is_kept_and_does_not_fail_what_stands_beside_it() {
    let object =
        Json::Object(vec![("moment".into(), Json::String("tomorrow".into())), ("id".into(), Json::Number(7.into()))]);
    let Answer { moment, id } = Answer::decode(&object).expect("an answer");
    assert_eq!((moment.as_ref().map(|moment| moment.as_str()), id), (Some("tomorrow"), Some(7)));
    assert!(moment.is_some_and(|moment| moment.known().is_none()));
    let span = formats::Duration::decode(&Json::String("3 days".into())).expect("a text");
    assert_eq!((span.as_str(), span.is_well_formed()), ("3 days", false));
    let error = formats::chrono::Date::decode(&Json::Bool(true)).map(|date| date.to_string());
    assert_eq!(error, Ok("true".to_owned()), "a scalar is its text");
    assert!(formats::chrono::Date::decode(&Json::Array(Vec::new())).is_err(), "and a list is none");
}

/// Decodes a text as `T`, and gives what is written back.
fn back<T: Decode + Encode>(text: &str) -> String {
    let value = T::decode(&Json::String(text.to_owned().into())).unwrap_or_else(|error| panic!("{text}: {error}"));
    value.encode().to_text().trim_matches('"').to_owned()
}

#[test]
fn durations_and_times_of_day_are_written_as_they_came() {
    for text in ["P1Y2M3DT4H5M6.75S", "PT0S", "-P1D", "P2W", "PT36H", "P0,5D"] {
        assert_eq!(back::<formats::Duration>(text), text);
    }
    for text in ["08:00:00", "23:59:60Z", "08:00:00.125+08:00"] {
        assert_eq!(back::<formats::Time>(text), text);
    }
}

#[test]
fn every_library_reads_and_writes_days_and_moments() {
    let day = "2028-02-29";
    assert_eq!(
        [back::<formats::jiff::Date>(day), back::<formats::chrono::Date>(day), back::<formats::time::Date>(day)],
        [day; 3]
    );
    let moment = "2026-02-28T23:59:59.125Z";
    let written = [
        back::<formats::jiff::DateTime>(moment),
        back::<formats::chrono::DateTime>(moment),
        back::<formats::time::DateTime>(moment),
    ];
    assert_eq!(written, [moment; 3]);
    let wrong = "2026-02-29";
    assert_eq!(formats::jiff::Date::from(wrong).known(), None, "there is no such day");
    assert_eq!(formats::chrono::Date::from(wrong).known(), None);
    assert_eq!(formats::time::Date::from(wrong).known(), None);
}

#[test]
fn moments_are_written_as_they_came() {
    for text in [
        "2026-02-28T08:00:00+08:00",
        "2026-02-28t08:00:00.120z",
        "2026-02-28 08:00:00-00:00",
        "2016-12-31T23:59:60Z",
        "9999-12-31T23:59:59.9999999Z",
        "2026-02-28T08:00:00.123456789012+05:30",
        "2026-02-28T08:00:00",
        "tomorrow",
    ] {
        let written = [
            back::<formats::jiff::DateTime>(text),
            back::<formats::chrono::DateTime>(text),
            back::<formats::time::DateTime>(text),
        ];
        assert_eq!(written, [text; 3]);
    }
}

#[test]
fn every_library_reads_the_same_instant() {
    let cases = [
        ("2026-02-28T08:00:00.5+08:00", Some(1_772_236_800_500_000_000)),
        ("2026-02-28t00:00:00z", Some(1_772_236_800_000_000_000)),
        ("2026-02-28 00:00:00-00:00", Some(1_772_236_800_000_000_000)),
        ("1969-12-31T23:59:59.999999999999Z", Some(-1)),
        ("2026-02-28T00:00:00", None),
    ];
    for (text, nanoseconds) in cases {
        let jiff = formats::jiff::DateTime::from(text).known().map(|moment| moment.as_nanosecond());
        let chrono = formats::chrono::DateTime::from(text).known().and_then(|moment| moment.timestamp_nanos_opt());
        let time = formats::time::DateTime::from(text).known().map(|moment| moment.unix_timestamp_nanos());
        assert_eq!((jiff, chrono.map(i128::from), time), (nanoseconds, nanoseconds, nanoseconds), "{text}");
    }
}

#[test]
fn a_text_that_is_not_a_moment_is_another_alternative() {
    let looks = &[runtime::codec::Look::Formatted][..];
    let text = &[runtime::codec::Look::String][..];
    let chosen = |json: &str| {
        runtime::codec::choose::<&str>(
            &Json::String(json.to_owned().into()),
            &[
                (looks, |json| runtime::codec::alternative::<formats::jiff::DateTime>(json).map(|_| "moment")),
                (text, |json| String::decode(json).map(|_| "text")),
            ],
            None,
        )
    };
    assert_eq!((chosen("2026-02-28T08:00:00Z"), chosen("tomorrow")), (Ok("moment"), Ok("text")));
}
