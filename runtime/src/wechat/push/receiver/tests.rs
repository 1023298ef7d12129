use std::time::UNIX_EPOCH;

use super::super::{Event, FormatError, SUCCESS, signature};
use super::*;

const APP_ID: &str = "wx134c8103faa5a59e";
const TOKEN: &str = "hidden-token";
const KEY: &str = "hiddenkeyhiddenkeyhiddenkeyhiddenkeyhidden0";
const OLD_KEY: &str = "oldhiddenkeyoldhiddenkeyoldhiddenkeyoldhid0";
const NOW: u64 = 1_413_192_605;

fn receiver() -> Receiver {
    Receiver::new(APP_ID, TOKEN, KEY).unwrap().clock(|| UNIX_EPOCH + Duration::from_secs(NOW))
}

fn query(timestamp: u64, encrypt: &str) -> Query {
    let timestamp = timestamp.to_string();
    let msg_signature = signature(&TOKEN.into(), &[&timestamp, "n", encrypt]);
    Query {
        msg_signature: Some(msg_signature),
        timestamp: Some(timestamp),
        nonce: Some("n".into()),
        ..Query::default()
    }
}

fn sealed(key: &str, content: &str, app_id: &str) -> String {
    EncodingAesKey::parse(key).unwrap().encrypt([7; 16], content.as_bytes(), app_id)
}

fn body(encrypt: &str) -> String {
    format!("<xml><AppId>{APP_ID}</AppId><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>")
}

/// A notice with these elements, pushed now.
fn open(elements: &str) -> Result<Push, PushError> {
    let encrypt = sealed(KEY, &format!("<xml><AppId>{APP_ID}</AppId>{elements}</xml>"), APP_ID);
    receiver().open(&query(NOW, &encrypt), body(&encrypt).as_bytes())
}

const TICKET: &str =
    "<InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket>ticket@@@hidden</ComponentVerifyTicket>";

#[test]
fn every_type_of_notice_has_its_fields() {
    let push = open(&format!("<CreateTime>1413192600</CreateTime>{TICKET}")).unwrap();
    assert_eq!(push.event, Event::VerifyTicket { ticket: "ticket@@@hidden".into() });
    assert_eq!((push.create_time, push.timestamp, push.nonce.as_str()), (Some(1_413_192_600), NOW, "n"));

    let fields = "<AuthorizerAppid>wxf8</AuthorizerAppid><AuthorizationCode>queryauthcode@@@x</AuthorizationCode>";
    let Event::Authorized(account) = open(&format!("<InfoType>authorized</InfoType>{fields}")).unwrap().event else {
        panic!("authorized");
    };
    assert_eq!((account.authorizer_appid.as_str(), account.code_expires_at), ("wxf8", None));
    let more = "<AuthorizationCodeExpiredTime>1413196205</AuthorizationCodeExpiredTime><PreAuthCode>p</PreAuthCode>";
    let Event::UpdateAuthorized(account) =
        open(&format!("<InfoType>updateauthorized</InfoType>{fields}{more}")).unwrap().event
    else {
        panic!("updateauthorized");
    };
    assert_eq!(account.authorization_code.expose(), "queryauthcode@@@x");
    assert_eq!((account.code_expires_at, account.pre_auth_code), (Some(1_413_196_205), Some("p".into())));

    let push = open("<InfoType>unauthorized</InfoType><AuthorizerAppid>wxf8</AuthorizerAppid>").unwrap();
    assert_eq!(push.event, Event::Unauthorized { authorizer_appid: "wxf8".into() });
}

#[test]
fn an_unknown_type_is_kept_with_all_its_fields() {
    let push = open("<InfoType>notify_third_fasteregister</InfoType><info><code>91</code></info>").unwrap();
    assert_eq!(push.event, Event::Other { info_type: "notify_third_fasteregister".into() });
    assert_eq!(push.fields.child("info").and_then(|info| info.text_of("code")), Some("91"));
    assert_eq!(open("<a>1</a>").unwrap().event, Event::Other { info_type: String::new() });
}

#[test]
fn a_message_of_an_account_is_told_apart() {
    let push = open(
        "<AppId>of-somebody</AppId><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><MsgType>event</MsgType>\
         <Event>debug_demo</Event>",
    );
    let event = Some("debug_demo".to_owned());
    let (to_user_name, from_user_name, msg_type) = ("gh_1".into(), "o1".into(), "event".into());
    assert_eq!(push.unwrap().event, Event::Message { to_user_name, from_user_name, msg_type, event });
}

#[test]
fn a_known_type_without_what_makes_it_useful_is_an_error() {
    for (elements, info_type, name) in [
        ("<InfoType>component_verify_ticket</InfoType>", "component_verify_ticket", "ComponentVerifyTicket"),
        ("<InfoType>authorized</InfoType><AuthorizerAppid>a</AuthorizerAppid>", "authorized", "AuthorizationCode"),
        ("<InfoType>unauthorized</InfoType><AuthorizerAppid> </AuthorizerAppid>", "unauthorized", "AuthorizerAppid"),
    ] {
        assert_eq!(open(elements).unwrap_err(), PushError::MissingField { info_type, name });
    }
}

#[test]
fn the_time_may_differ_by_the_tolerance_in_either_direction() {
    let at = |receiver: &Receiver, timestamp| {
        let encrypt = sealed(KEY, &format!("<xml>{TICKET}</xml>"), APP_ID);
        receiver.open(&query(timestamp, &encrypt), body(&encrypt).as_bytes()).map(|push| push.timestamp)
    };
    for accepted in [NOW - 600, NOW + 600] {
        assert_eq!(at(&receiver(), accepted), Ok(accepted));
    }
    let error = at(&receiver(), NOW - 601).unwrap_err();
    assert_eq!(error, PushError::Clock { signed: NOW - 601, now: NOW, tolerance: 600 });
    assert!(error.to_string().starts_with("the push is 601 s old and 600 s are accepted"), "{error}");
    assert!(at(&receiver(), NOW + 601).unwrap_err().to_string().contains("601 s ahead of this machine's clock"));
    assert!(at(&receiver().tolerance(Duration::from_secs(5)), NOW - 6).is_err());
    assert_eq!(at(&receiver().tolerance(None), 1), Ok(1));
}

#[test]
fn an_answer_uses_the_key_of_its_push_while_keys_change() {
    let receiver = receiver().previous_key(OLD_KEY).unwrap();
    for (key, previous) in [(KEY, false), (OLD_KEY, true)] {
        let encrypt = sealed(key, &format!("<xml>{TICKET}</xml>"), APP_ID);
        let push = receiver.open(&query(NOW, &encrypt), body(&encrypt).as_bytes()).unwrap();
        assert_eq!(push.used_previous_key, previous);
        let reply = receiver.reply(&push, "<xml><Content>hi</Content></xml>");
        let only = Receiver::new(APP_ID, TOKEN, key).unwrap().clock(|| UNIX_EPOCH + Duration::from_secs(NOW));
        // What stands in the query of a push stands in the body of an answer.
        let answer = only.open(&Query::default(), reply.body.as_bytes()).unwrap();
        assert_eq!((answer.fields.text_of("Content"), answer.nonce.as_str()), (Some("hi"), "n"));
        assert_eq!((reply.content_type, answer.timestamp), ("application/xml", NOW));
    }
    let encrypt = sealed(&KEY.to_uppercase(), "<xml></xml>", APP_ID);
    let error = receiver.open(&query(NOW, &encrypt), body(&encrypt).as_bytes()).unwrap_err();
    assert!(matches!(error, PushError::Cipher(_)), "{error:?}");
    // That it is for another appid is told, whichever of the keys shows it.
    for key in [KEY, OLD_KEY] {
        let encrypt = sealed(key, "<xml></xml>", "wx-other");
        let error = receiver.open(&query(NOW, &encrypt), body(&encrypt).as_bytes()).unwrap_err();
        assert!(matches!(error, PushError::OtherReceiver { .. }), "{error:?}");
    }
}

#[test]
fn json_is_answered_in_json_and_a_nonce_cannot_leave_its_section() {
    let encrypt = sealed(KEY, r#"{"MsgType":"event","Event":"x"}"#, APP_ID);
    let (timestamp, nonce) = (NOW.to_string(), "a]]><x/>");
    let query = Query {
        msg_signature: Some(signature(&TOKEN.into(), &[&timestamp, nonce, &encrypt])),
        timestamp: Some(timestamp),
        nonce: Some(nonce.to_owned()),
        ..Query::default()
    };
    for (body, content_type) in [
        (format!(r#"{{"ToUserName":"gh_1","Encrypt":"{encrypt}"}}"#), "application/json"),
        (body(&encrypt), "application/xml"),
    ] {
        let push = receiver().open(&query, body.as_bytes()).unwrap();
        let reply = receiver().reply(&push, SUCCESS);
        assert_eq!(reply.content_type, content_type);
        let envelope = Envelope::parse(reply.body.as_bytes()).unwrap();
        assert_eq!(envelope.nonce.as_deref(), Some(nonce));
    }
}

#[test]
fn what_is_missing_is_named() {
    let encrypt = sealed(KEY, "<xml></xml>", APP_ID);
    let body = body(&encrypt);
    type Remove = fn(&mut Query);
    let removals: [(&str, Remove); 3] = [
        ("msg_signature", |query| query.msg_signature = None),
        ("timestamp", |query| query.timestamp = Some(String::new())),
        ("nonce", |query| query.nonce = None),
    ];
    for (name, remove) in removals {
        let mut query = query(NOW, &encrypt);
        remove(&mut query);
        assert_eq!(receiver().open(&query, body.as_bytes()).unwrap_err(), PushError::Missing { name });
    }
    let open = |body: &[u8]| receiver().open(&query(NOW, &encrypt), body).unwrap_err();
    assert_eq!(open(b"<xml><MsgType>text</MsgType></xml>"), PushError::NotEncrypted);
    assert_eq!(open(b""), PushError::Envelope(FormatError::Empty));
    let long = vec![b' '; LARGEST_BODY + 1];
    assert_eq!(open(&long), PushError::TooLarge { bytes: LARGEST_BODY + 1, limit: LARGEST_BODY });
}

#[test]
fn an_address_is_checked_with_a_clear_or_an_encrypted_echo() {
    let timestamp = NOW.to_string();
    let clear = Query {
        signature: Some(signature(&TOKEN.into(), &[&timestamp, "n"])),
        timestamp: Some(timestamp),
        nonce: Some("n".into()),
        echostr: Some("4375120948345356249".into()),
        ..Query::default()
    };
    assert_eq!(receiver().verify_url(&clear).unwrap(), "4375120948345356249");
    let mut forged = clear.clone();
    forged.nonce = Some("m".into());
    assert_eq!(receiver().verify_url(&forged), Err(PushError::Signature));

    let encrypt = sealed(KEY, "5927782489442352469", APP_ID);
    let encrypted = Query { echostr: Some(encrypt.clone()), ..query(NOW, &encrypt) };
    assert_eq!(receiver().verify_url(&encrypted).unwrap(), "5927782489442352469");
    // A right signature of the clear form does not make up for a wrong one of the encrypted form.
    let forged = Query { msg_signature: Some("0".repeat(40)), ..clear };
    assert_eq!(receiver().verify_url(&forged), Err(PushError::Signature));
}

#[test]
fn a_receiver_without_a_secret_is_refused() {
    // With an empty token anybody could sign.
    assert_eq!(Receiver::new(APP_ID, "", KEY).unwrap_err(), ReceiverError::Token);
    assert_eq!(Receiver::new("", TOKEN, KEY).unwrap_err(), ReceiverError::AppId);
    assert!(matches!(Receiver::new(APP_ID, TOKEN, "short"), Err(ReceiverError::Key(_))));
    assert!(receiver().previous_key("short").is_err());
}

#[test]
fn nothing_secret_is_printed() {
    let push = open(TICKET).unwrap();
    let printed = format!("{:?} {push:?} {:?}", receiver(), receiver().reply(&push, "hidden"));
    assert!(!printed.contains("hidden"), "{printed}");
    for text in ["<xml><ComponentVerifyTicket>hidden</hidden></xml>", "{\"hidden\":\"hidden\"", "<hidden>", "hidden"] {
        let encrypt = sealed(KEY, text, APP_ID);
        let error = receiver().open(&query(NOW, &encrypt), body(&encrypt).as_bytes()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hidden"), "{error}");
    }
}
