//! What only one side sets.

use super::*;

#[test]
fn a_request_cannot_set_what_only_the_server_sets() {
    assert_eq!(written(&api::DraftToSend::new("n")), r#"{"name":"n"}"#);
    let account = api::AccountToSend::new("n", "p");
    assert_eq!(written(&account), r#"{"name":"n","password":"p"}"#);
}

#[test]
fn an_answer_without_what_only_the_client_sets_decodes() {
    let account: api::Account = read(r#"{"id":"1","name":"n","seen":"today"}"#);
    assert_eq!((account.id.as_str(), account.seen.as_deref()), ("1", Some("today")));
    assert_eq!(read::<api::Receipt>(r#"{"name":"n"}"#).name, "n");
}

#[test]
fn what_was_received_is_changed_and_sent_back_with_what_is_never_received() {
    let mut account: api::Account = read(r#"{"id":"1","name":"n","seen":"today"}"#);
    account.name.push('m');
    let sent = api::AccountToSend::from_received(account, "p");
    assert_eq!(written(&sent), r#"{"name":"nm","password":"p"}"#);
}
