//! Alternatives that differ in their codes alone.

use super::*;

#[test]
fn objects_that_differ_in_their_codes_alone_are_one_with_all_codes() {
    let failure = member!(api::Unions, failure, r#"{"code":"unknown-user","message":"m"}"#);
    assert_eq!((failure.code, failure.message.as_str()), (api::FailureCode::UnknownUser.into(), "m"));
    assert_eq!(api::FailureCode::all().len(), 3);
}

#[test]
fn a_long_list_that_many_share_stays_one_type() {
    use api::{ProblemCode as Code, SharedProblemCode as Shared};
    let code = |text: &str| member!(api::Unions, problem, format!("{{\"code\":\"{text}\"}}")).code;
    assert_eq!(code("own"), Code::Own);
    assert_eq!(code("c2"), Code::C2);
    assert_eq!(code("c21"), Open::Shared(Shared::C21));
    assert_eq!(code("new").as_str(), "new");
}
