//! Numbers of every size and precision: read, written, and read by others.

use std::io::Write as _;
use std::process::{Command, Stdio};

use api::{Numbers, PlaceNumberBody};
use proptest::prelude::*;
use tests::plain::{Reply, Server};
use tests::tools;

use super::*;

/// Decodes a text, and expects the same text when it is written back.
#[track_caller]
fn same(text: &str) -> Numbers {
    let value = read(text);
    assert_eq!(written(&value), text);
    value
}

#[test]
fn untyped_numbers_are_written_back_with_the_digits_that_came() {
    let long = format!("1.{}", "0123456789".repeat(4));
    for digits in
        ["1.0", "1e5", "1.10", "-0", "-0.0", "12345678901234567890", "100000000000000000000", "1E-400", "1e400", &long]
    {
        same(&format!(r#"{{"any":{digits}}}"#));
        same(&format!(r#"{{"free":{{"a":[{digits},{{"b":{digits}}}]}}}}"#));
    }
    let numbers = same(r#"{"any":[1.10,1e400]}"#);
    let any = numbers.any.expect("a value");
    assert_eq!((any[0].as_f64(), any[1].as_f64()), (Some(1.1), None));
}

#[test]
fn a_number_beyond_the_range_of_its_type_is_told_with_its_place() {
    let why = |text: &str| decoded::<Numbers>(text).expect_err("too large").to_string();
    assert_eq!(why(r#"{"doubles":[1,1e400]}"#), "`doubles[1]`: the number is beyond the range of a double");
    assert_eq!(why(r#"{"single":-1e39}"#), "`single`: the number is beyond the range of a 32-bit float");
    assert_eq!(read::<Numbers>(r#"{"single":0.123456789012345678}"#).single, Some(0.123_456_79), "a float may round");
    assert_eq!(read::<Numbers>(r#"{"double":1e-400}"#).double, Some(0.0), "and so may a double");
}

#[test]
fn a_plain_integer_is_any_of_64_bits_with_a_sign_or_without() {
    for integer in ["18446744073709551615", "-9223372036854775808", "9223372036854775808", "0"] {
        let numbers = same(&format!(r#"{{"plain":{integer}}}"#));
        assert_eq!(numbers.plain.map(|plain| plain.to_string()).as_deref(), Some(integer));
    }
    same(r#"{"positive":18446744073709551615,"either":18446744073709551615}"#);
    assert_eq!(read::<Numbers>(r#"{"positive":-1}"#).positive, Some(-1), "limits are not held against an answer");
    assert_eq!(read::<Numbers>(r#"{"plain":"18446744073709551615"}"#).plain, Some(u64::MAX.into()));
    let sent = Numbers::new().plain(1_u64).positive(2_i32).small(3_i64).unsigned(4_u64).wide(5);
    assert_eq!(written(&sent), r#"{"plain":1,"positive":2,"small":3,"unsigned":4,"wide":5}"#);
    let why = |text: &str| decoded::<Numbers>(text).expect_err("too large").to_string();
    assert_eq!(why(r#"{"wide":9223372036854775808}"#), "`wide`: the number does not fit i64");
    assert_eq!(why(r#"{"unsigned":18446744073709551616}"#), "`unsigned`: the number does not fit u64");
    assert_eq!(why(&format!(r#"{{"plain":1{}}}"#, "0".repeat(39))), "`plain`: the number does not fit i128");
}

#[test]
fn listed_numbers_are_compared_by_value() {
    assert_eq!(read::<Numbers>(r#"{"level":1.0}"#).level, Some(api::NumbersLevel::N1.into()));
    assert_eq!(read::<Numbers>(r#"{"level":1.50}"#).level, Some(api::NumbersLevel::N1Point5.into()));
    assert_eq!(
        read::<Numbers>(r#"{"level":18446744073709551615.0}"#).level,
        read::<Numbers>(r#"{"level":18446744073709551615}"#).level
    );
    assert_eq!(read::<Numbers>(r#"{"version":2.0}"#).version, Some(api::NumbersVersion::N2.into()));
    assert_eq!(read::<Numbers>(r#"{"half":5e-1}"#).half, Some(api::NumbersHalf::N0Point5.into()));
    // Of what is not listed, the digits are kept.
    assert_eq!(written(&read::<Numbers>(r#"{"level":3.10,"half":1e400}"#)), r#"{"level":3.10,"half":1e400}"#);
    let code = same(r#"{"code":18446744073709551615}"#).code.expect("a code");
    assert!(code.known().is_some(), "{code:?}");
}

proptest! {
    /// The standard library's parser has nothing to do with the one that reads answers.
    #[test]
    fn every_double_is_the_nearest_and_is_written_as_itself(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        prop_assume!(float.is_finite());
        let digits = format!("{float:e}");
        let numbers: Numbers = read(&format!(r#"{{"double":{digits},"doubles":[{digits}],"any":{digits},"choice":{digits}}}"#));
        let typed = [numbers.double, numbers.doubles.as_ref().and_then(|list| list.first().copied())];
        prop_assert_eq!(typed.map(|float| float.map(f64::to_bits)), [Some(bits), Some(bits)]);
        prop_assert_eq!(numbers.any.as_ref().and_then(Value::as_f64).map(f64::to_bits), Some(bits));
        let back: serde_json::Value = serde_json::from_str(&written(&numbers)).expect("JSON");
        for written in [&back["double"], &back["doubles"][0], &back["any"], &back["choice"]] {
            prop_assert_eq!(written.as_f64(), Some(float));
        }
    }

    #[test]
    fn every_single_float_is_the_nearest_and_is_written_as_itself(bits in any::<u32>()) {
        let float = f32::from_bits(bits);
        prop_assume!(float.is_finite());
        let numbers: Numbers = read(&format!(r#"{{"single":{float:e}}}"#));
        prop_assert_eq!(numbers.single.map(f32::to_bits), Some(bits));
        let back: Numbers = read(&written(&numbers));
        prop_assert_eq!(back.single, Some(float));
    }
}

/// Doubles that are easily read as another: the last one is that of a public report.
const AWKWARD: [&str; 6] =
    ["5e-324", "1.7976931348623157e308", "2.2250738585072011e-308", "9007199254740993", "0.1", "1.8191405315883458"];

#[tokio::test]
async fn doubles_are_the_same_in_paths_queries_headers_cookies_and_forms() {
    let server = Server::start().await;
    let client = api::Client::builder().base_url(server.url()).build().expect("a client");
    for text in AWKWARD {
        let float: f64 = text.parse().expect("a double");
        server.reply(Reply::new(200).header("x-number", text));
        let answer = client
            .place_number(float, float, float, float, PlaceNumberBody::new(float))
            .send()
            .await
            .expect("an answer");
        let headers: api::PlaceNumberHeaders = answer.typed_headers().expect("the header");
        assert_eq!(headers.x_number.map(f64::to_bits), Some(float.to_bits()));
        let request = server.last();
        let path = request.target.split(['/', '?']).nth(2).expect("a segment").replace("%2B", "+");
        let form = String::from_utf8(request.body.clone()).expect("text").replace("%2B", "+");
        let cookie = request.header("cookie").expect("a cookie").replace("%2B", "+");
        let query = request.query("query").expect("a query");
        let sent = [path.as_str(), &query, request.header("x-number").expect("a header"), &cookie[7..], &form[7..]];
        assert_eq!(sent.map(|sent| sent.parse().ok()), [Some(float); 5], "{sent:?}");
    }
}

/// Python reads decimals to the nearest double, and says which one by its bits.
#[test]
fn python_reads_the_same_doubles() {
    let Some(python) = tools::system("python3") else { return };
    let doubles = AWKWARD.map(|text| text.parse::<f64>().expect("a double"));
    let numbers = read::<Numbers>(&format!(r#"{{"doubles":[{}]}}"#, AWKWARD.join(",")));
    let script = "import json,struct,sys\nfor d in json.load(sys.stdin)['doubles']: print(struct.pack('>d', d).hex())";
    let mut child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    child.stdin.take().expect("a pipe").write_all(written(&numbers).as_bytes()).expect("Python reads");
    let output = child.wait_with_output().expect("an end");
    let bits = doubles.map(|float| format!("{:016x}", float.to_bits()));
    assert_eq!(String::from_utf8(output.stdout).expect("text").split_whitespace().collect::<Vec<_>>(), bits);
}
