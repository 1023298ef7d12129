//! Every recorded and constructed push of WeChat, official samples among them, and whatever else may arrive at the
//! address.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests does not reach their helpers")]

use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;
use runtime::wechat::push::{
    CipherError, EncodingAesKey, Event, FormatError, PushError, Query, Receiver, addressee, signature,
};
use serde_json::Value;
use tests::gateway::{Gateway, Push, push};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/wechat-crypto.json")).unwrap()
}

fn text<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap_or_else(|| panic!("{name} is missing in {}", case["name"]))
}

fn does(case: &Value, operation: &str) -> bool {
    case["operations"].as_array().unwrap().iter().any(|other| other == operation)
}

/// A receiver for the case, at the time of the case.
fn receiver(case: &Value) -> Receiver {
    let receiver = Receiver::new(text(case, "app_id"), text(case, "token"), text(case, "encoding_aes_key")).unwrap();
    at(receiver, text(case, "timestamp"))
}

fn at(receiver: Receiver, timestamp: &str) -> Receiver {
    let now = UNIX_EPOCH + Duration::from_secs(timestamp.parse().unwrap());
    receiver.clock(move || now)
}

fn query(case: &Value) -> Query {
    let pairs = ["msg_signature", "timestamp", "nonce"].map(|name| (name, text(case, name)));
    Query::parse(&url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

fn envelope(case: &Value) -> String {
    let element = case["envelope_element"].as_str().unwrap_or("AppId");
    let encrypt = text(case, "encrypt");
    case["envelope"].as_str().map_or_else(
        || format!("<xml><{element}>x</{element}>\n<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"),
        str::to_owned,
    )
}

#[test]
fn recorded_messages_are_signed_encrypted_and_decrypted_as_recorded() {
    let (mut signed, mut encrypted, mut decrypted) = (0, 0, 0);
    for case in vectors()["messages"].as_array().unwrap() {
        let name = text(case, "name");
        if does(case, "verify_plain_signature") {
            let token = text(case, "token").into();
            assert_eq!(signature(&token, &[text(case, "timestamp"), text(case, "nonce")]), text(case, "signature"));
            continue;
        }
        if does(case, "sign") || does(case, "verify_signature") {
            let pieces = ["timestamp", "nonce", "encrypt"].map(|name| text(case, name));
            assert_eq!(signature(&text(case, "token").into(), &pieces), text(case, "msg_signature"), "{name}");
            signed += 1;
        }
        let key = EncodingAesKey::parse(text(case, "encoding_aes_key")).unwrap();
        let (plain, app_id) = (text(case, "plain"), text(case, "app_id"));
        // The randomness is known for all of them, so that all can be made again.
        let random = text(case, "random").as_bytes().try_into().unwrap();
        assert_eq!(key.encrypt(random, plain.as_bytes(), app_id), text(case, "encrypt"), "{name}");
        encrypted += 1;
        let opened = key.decrypt(text(case, "encrypt")).unwrap();
        assert_eq!((opened.content.as_slice(), opened.receiver.as_str()), (plain.as_bytes(), app_id), "{name}");
        decrypted += 1;
    }
    assert_eq!((signed, encrypted, decrypted), (17, 19, 19));
}

#[test]
fn recorded_pushes_are_received() {
    let mut received = Vec::new();
    for case in vectors()["messages"].as_array().unwrap() {
        let plain = case["plain"].as_str().unwrap_or_default();
        if case["msg_signature"].is_null() || !plain.starts_with('<') {
            continue;
        }
        let push = receiver(case).open(&query(case), envelope(case).as_bytes());
        let push = push.unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        assert_eq!(push.content.as_slice(), plain.as_bytes(), "{}", case["name"]);
        received.push((text(case, "name").to_owned(), push.event));
    }
    assert_eq!(received.len(), 12, "{received:?}");
    let event = |name: &str| &received.iter().find(|(other, _)| other == name).unwrap().1;
    assert!(matches!(event("component_verify_ticket"), Event::VerifyTicket { ticket, .. }
        if ticket.expose() == "ticket@@@sample_ticket_value"));
    assert!(matches!(event("component_authorized"), Event::Authorized(account)
        if account.authorizer_appid == "wxf8b4f85f3a794e77"
            && account.authorization_code.expose() == "queryauthcode@@@sample_code"
            && account.code_expires_at.is_some() && account.pre_auth_code.is_some()));
    assert!(matches!(event("component_unauthorized"), Event::Unauthorized { authorizer_appid, .. }
        if authorizer_appid == "wxf8b4f85f3a794e77"));
    assert!(matches!(event("component_push_official"), Event::Message { to_user_name, event: Some(event), .. }
        if to_user_name == "gh_97417a04a28d" && event == "debug_demo"));
}

#[test]
fn recorded_checks_of_an_address_are_answered() {
    let mut answered = 0;
    for case in vectors()["messages"].as_array().unwrap() {
        match text(case, "name") {
            "echostr_encrypted" | "verify_url_tencent_java" => {
                let mut query = query(case);
                query.echostr = Some(text(case, "encrypt").to_owned());
                assert_eq!(receiver(case).verify_url(&query).unwrap(), text(case, "plain"));
                // As a query says it that was not percent-encoded.
                query.echostr = Some(text(case, "encrypt").replace('+', " "));
                assert_eq!(receiver(case).verify_url(&query).unwrap(), text(case, "plain"));
            }
            "echostr_plain_three_fields" => {
                let pairs = ["signature", "timestamp", "nonce", "echostr"].map(|name| (name, text(case, name)));
                let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
                let receiver = Receiver::new("wx", text(case, "token"), &"A".repeat(43)).unwrap();
                let receiver = at(receiver, text(case, "timestamp"));
                assert_eq!(receiver.verify_url(&Query::parse(&query)).unwrap(), text(case, "echostr"));
            }
            _ => continue,
        }
        answered += 1;
    }
    assert_eq!(answered, 3);
}

#[test]
fn clear_text_beside_the_ciphertext_is_not_looked_at() {
    let vectors = vectors();
    let case = vectors["messages"].as_array().unwrap().iter().find(|case| case["name"] == "decrypt_tencent_python");
    let case = case.unwrap();
    let body = format!(
        "<xml><ToUserName>gh</ToUserName><MsgType>event</MsgType><Event>forged</Event><Encrypt>\n<![CDATA[{}]]>\n\
         </Encrypt></xml>",
        text(case, "encrypt")
    );
    let push = receiver(case).open(&query(case), body.as_bytes()).unwrap();
    assert!(matches!(push.event, Event::Message { msg_type, event: None, .. } if msg_type == "text"));
}

#[test]
fn the_previous_key_opens_what_it_encrypted() {
    let vectors = vectors();
    let case = &vectors["key_rotation"];
    let (current, previous) = (text(case, "current_key"), text(case, "previous_key"));
    let receiver =
        at(Receiver::new(text(case, "app_id"), text(case, "token"), current).unwrap(), text(case, "timestamp"));
    let open = |receiver: &Receiver| receiver.open(&query(case), envelope(case).as_bytes());
    assert!(matches!(open(&receiver), Err(PushError::Cipher(_))));
    let receiver = receiver.previous_key(previous).unwrap();
    let push = open(&receiver).unwrap();
    assert_eq!((push.content.as_slice(), push.used_previous_key), (text(case, "plain").as_bytes(), true));
    // The answer is for whoever has the previous key alone, read by the double.
    let reply = receiver.reply(&push, "<xml>answer</xml>").body;
    let between = |name: &str| {
        let (_, rest) = reply.split_once(&format!("<{name}><![CDATA[")).unwrap();
        rest.split_once("]]>").unwrap().0.to_owned()
    };
    let encrypt = between("Encrypt");
    assert_eq!(push::decrypt(previous, &encrypt), ("<xml>answer</xml>".to_owned(), text(case, "app_id").to_owned()));
    let timestamp = reply.split_once("<TimeStamp>").unwrap().1.split_once('<').unwrap().0;
    let nonce = between("Nonce");
    assert_eq!(nonce, text(case, "nonce"), "the nonce is echoed");
    assert_eq!(between("MsgSignature"), push::signature(&[text(case, "token"), timestamp, &nonce, &encrypt]));
}

#[test]
fn every_negative_case_is_refused_for_its_reason() {
    let vectors = vectors();
    let cases = vectors["negative_cases"].as_array().unwrap();
    for case in cases {
        let error = receiver(case).open(&query(case), envelope(case).as_bytes()).unwrap_err();
        let (codes, authentic): (&[i32], bool) = match text(case, "name") {
            "signature_flipped" | "plain_signature_offered" => (&[-40001], false),
            "other_appid" => (&[-40005], true),
            "length_beyond_buffer" | "short_plaintext" => (&[-40008], true),
            "padding_zero" | "padding_33" | "padding_not_uniform" | "not_multiple_of_16" | "empty" => (&[-40007], true),
            "not_base64" => (&[-40010], true),
            other => panic!("an unknown case: {other}"),
        };
        assert!(codes.contains(&error.code()), "{}: {error} {error:?}", case["name"]);
        assert_eq!(error.is_authentic(), authentic, "{}", case["name"]);
    }
    assert_eq!(cases.len(), 11);
    let error = |name: &str| {
        let case = cases.iter().find(|case| case["name"] == name).unwrap();
        receiver(case).open(&query(case), envelope(case).as_bytes()).unwrap_err()
    };
    assert_eq!(error("empty"), PushError::Cipher(CipherError::NotWholeBlocks { bytes: 0 }));
    assert!(error("other_appid").to_string().contains("this receiver is for wx134c8103faa5a59e"));
}

#[test]
fn every_negative_envelope_is_refused_before_anything_is_decrypted() {
    let vectors = vectors();
    let case = &vectors["messages"][12];
    let mut refused = Vec::new();
    for xml in vectors["negative_xml"].as_array().unwrap() {
        let error = receiver(case).open(&query(case), text(xml, "body").as_bytes()).unwrap_err();
        assert_eq!((error.code(), error.is_authentic()), (-40002, false));
        refused.push(error);
    }
    let expected = [
        PushError::Envelope(FormatError::DocumentType),
        PushError::NotEncrypted,
        PushError::Envelope(FormatError::Unclosed),
    ];
    assert_eq!(refused, expected);
}

#[tokio::test]
async fn what_the_double_pushes_is_received() {
    let gateway = Gateway::start().await;
    let (wechat, console) = (gateway.wechat(), gateway.wechat_push());
    let receiver = Receiver::new(wechat.component_appid, console.token, console.encoding_aes_key)
        .unwrap()
        .previous_key(console.previous_encoding_aes_key)
        .unwrap();
    let receive = |push: &Push| {
        let (query, body) = push.seal();
        assert_eq!(addressee(body.as_bytes()).as_deref(), Some(push.app_id.as_str()));
        receiver.open(&Query::parse(&query), body.as_bytes())
    };
    let ticket = Push::ticket(wechat.component_verify_ticket);
    let expected = wechat.component_verify_ticket;
    for push in [
        ticket.clone(),
        Push { json: true, ..ticket.clone() },
        Push { encoding_aes_key: console.previous_encoding_aes_key.into(), ..ticket.clone() },
    ] {
        let opened = receive(&push).unwrap();
        assert!(matches!(opened.event, Event::VerifyTicket { ticket, .. } if ticket.expose() == expected));
        assert!(opened.create_time.is_some());
    }
    let authorization =
        |info_type| receive(&Push::authorization(info_type, "wxf8", "queryauthcode@@@x")).unwrap().event;
    assert!(matches!(authorization("authorized"), Event::Authorized(_)));
    assert!(matches!(authorization("updateauthorized"), Event::UpdateAuthorized(_)));
    assert!(matches!(receive(&Push::unauthorized("wxf8")).unwrap().event, Event::Unauthorized { .. }));
    for (push, code) in [
        (Push { token: "other".into(), ..ticket.clone() }, -40001),
        (Push { timestamp: "1413192605".into(), ..ticket.clone() }, -40001),
        (Push { timestamp: "yesterday".into(), ..ticket.clone() }, -40001),
        (Push { app_id: "wx-other".into(), ..ticket.clone() }, -40005),
        (Push { content: ticket.content.replace(wechat.component_appid, "wx-other"), ..ticket.clone() }, -40005),
        (Push { content: "<xml>".into(), ..ticket }, -40008),
    ] {
        assert_eq!(receive(&push).unwrap_err().code(), code);
    }
}

/// Texts that look like a push, and texts that do not.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("<xml>".to_owned()),
        Just("</xml>".to_owned()),
        Just("<Encrypt>".to_owned()),
        Just("</Encrypt>".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("]]>".to_owned()),
        Just("<!DOCTYPE x [".to_owned()),
        Just("&#x41;&lt;&x;".to_owned()),
        Just("<a b='c'/><!-- -->".to_owned()),
        Just("{\"Encrypt\":".to_owned()),
        Just("\"}".to_owned()),
        "[ -~\u{4e00}]{0,12}",
    ];
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

const KEY: &str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";

proptest! {
    #[test]
    fn no_body_and_no_query_makes_it_panic(body in anything(), query in "[ -~]{0,80}") {
        let receiver = Receiver::new("wx", "token", KEY).unwrap().tolerance(None);
        let query = Query::parse(&query);
        prop_assert!(receiver.open(&query, &body).is_err());
        let _ = (receiver.verify_url(&query), addressee(&body));
    }

    /// Past the signature, where whoever knows the token may stand.
    #[test]
    fn no_ciphertext_and_no_message_makes_it_panic(content in anything(), raw in any::<bool>()) {
        let receiver = Receiver::new("wx", "token", KEY).unwrap().tolerance(None);
        let encrypt = if raw {
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &content)
        } else {
            push::encrypt(KEY, [1; 16], &content, "wx")
        };
        let signature = push::signature(&["token", "1", "n", &encrypt]);
        let query = Query::parse(&format!("msg_signature={signature}&timestamp=1&nonce=n"));
        let body = format!("<xml><Encrypt>{encrypt}</Encrypt></xml>");
        match receiver.open(&query, body.as_bytes()) {
            Ok(push) => prop_assert_eq!(push.content.as_slice(), content.as_slice()),
            Err(error) => prop_assert!(error.is_authentic(), "{}", error),
        }
    }

    #[test]
    fn what_one_implementation_encrypts_the_other_decrypts(content in ".{0,300}", random in any::<[u8; 16]>(), app_id in "[a-z0-9]{1,40}") {
        let key = EncodingAesKey::parse(KEY).unwrap();
        let ours = key.encrypt(random, content.as_bytes(), &app_id);
        prop_assert_eq!(&ours, &push::encrypt(KEY, random, content.as_bytes(), &app_id));
        prop_assert_eq!(push::decrypt(KEY, &ours), (content.clone(), app_id.clone()));
        let opened = key.decrypt(&ours).unwrap();
        prop_assert_eq!((opened.content.as_slice(), opened.receiver), (content.as_bytes(), app_id));
    }

    /// Bytes of any kind, not text alone.
    #[test]
    fn any_content_comes_back_as_it_was(content in prop::collection::vec(any::<u8>(), 0..200)) {
        let key = EncodingAesKey::parse(KEY).unwrap();
        let opened = key.decrypt(&key.encrypt([9; 16], &content, "wx")).unwrap();
        prop_assert_eq!(opened.content.as_slice(), content.as_slice());
    }

    #[test]
    fn a_flipped_bit_anywhere_in_a_push_is_refused(byte in 0..4000_usize, bit in 0..8_u32) {
        let receiver = Receiver::new("wx134c8103faa5a59e", "token", KEY).unwrap();
        let push = Push { token: "token".into(), ..Push::ticket("ticket@@@x") };
        let (query, mut body) = push.seal();
        let start = body.find("<Encrypt>").unwrap() + "<Encrypt><![CDATA[".len();
        let end = body.find("]]></Encrypt>").unwrap();
        let mut bytes = std::mem::take(&mut body).into_bytes();
        bytes[start + byte % (end - start)] ^= 1 << bit;
        prop_assert!(receiver.open(&Query::parse(&query), &bytes).is_err());
    }
}
