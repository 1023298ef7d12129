//! What only one side sets.

use super::*;

#[test]
fn a_request_cannot_set_what_only_the_server_sets() {
    assert_eq!(written(&api::Draft::new("n")), r#"{"name":"n"}"#);
    let account = api::Account::new("n", "p");
    assert_eq!(written(&account), r#"{"name":"n","password":"p"}"#);
}

#[test]
fn an_answer_without_what_only_the_client_sets_decodes() {
    let account: api::Account = read(r#"{"id":"1","name":"n","seen":"today"}"#);
    assert_eq!((account.id.as_deref(), account.password.as_deref()), (Some("1"), None));
    assert_eq!(written(&account), r#"{"name":"n"}"#);
    assert_eq!(read::<api::Receipt>(r#"{"name":"n"}"#).name, "n");
}
