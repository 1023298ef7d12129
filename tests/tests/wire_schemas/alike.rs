//! Alternatives that differ in their codes alone.

use super::*;

#[test]
fn objects_that_differ_in_their_codes_alone_are_one_with_all_codes() {
    let failure = member!(api::Unions, failure, r#"{"code":"unknown-user","message":"m"}"#);
    assert_eq!((failure.code, failure.message.as_str()), (api::OwnFailureCode::UnknownUser.into(), "m"));
    assert_eq!(api::CommonFailureCode::all().len() + api::OwnFailureCode::all().len(), 4);
}

#[test]
fn a_list_that_is_referred_to_stays_one_type_however_long_it_is() {
    use api::{OwnProblemCode as Code, SharedProblemCode as Shared};
    let code = |text: &str| member!(api::Unions, problem, format!("{{\"code\":\"{text}\"}}")).code;
    assert_eq!(code("own"), Code::Own);
    assert_eq!(code("c2"), Code::C2);
    assert_eq!(code("c21"), Open::Known(Either::Left(Shared::C21)));
    assert_eq!(code("c2"), Shared::C2);
    assert_eq!(code("new").as_str(), "new");
}
