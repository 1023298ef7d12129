//! Dates are of the library that the generator is told to use, and malformed ones are errors.

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
    assert!(source.contains("moment?: String,") && !manifest.contains("features ="), "{source}{manifest}");
}

#[test]
fn a_chosen_library_has_the_types_of_dates_and_a_feature_of_the_runtime() {
    for (library, name) in [(Library::Jiff, "jiff"), (Library::Chrono, "chrono"), (Library::Time, "time")] {
        let (source, manifest) = generated(Some(library));
        for ty in ["Date", "DateTime"] {
            assert!(source.contains(&format!("?: runtime::formats::{name}::{ty},")), "{source}");
        }
        assert!(source.contains("span?: runtime::formats::Duration,"), "{source}");
        assert!(manifest.contains(&format!("features = [\"{name}\"]")), "{manifest}");
    }
}

#[test]
fn a_malformed_date_is_an_error_with_its_path() {
    let object = Json::Object(vec![("moment".into(), Json::String("tomorrow".into()))]);
    let mut fields = runtime::codec::Fields::of(&object, runtime::codec::Names::new("moment", &[]));
    let moment = fields.option::<formats::jiff::DateTime>();
    let error = fields.done(moment).expect_err("no moment");
    assert_eq!(error.to_string(), "`moment`: the text is not a moment");
    let error = formats::Duration::decode(&Json::String("3 days".into())).expect_err("no duration");
    assert_eq!(error.to_string(), "`the body`: the text is not a duration");
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
    let wrong = Json::String("2026-02-29".into());
    assert!(formats::jiff::Date::decode(&wrong).is_err() && formats::chrono::Date::decode(&wrong).is_err());
    assert!(formats::time::Date::decode(&wrong).is_err(), "there is no such day");
}

#[test]
fn moments_are_written_as_they_came_where_the_library_keeps_the_offset() {
    let text = Json::String("2026-02-28T08:00:00+08:00".into());
    let chrono = formats::chrono::DateTime::decode(&text).expect("a moment");
    let time = formats::time::DateTime::decode(&text).expect("a moment");
    assert_eq!((chrono.encode(), time.encode()), (text.clone(), text));
}
