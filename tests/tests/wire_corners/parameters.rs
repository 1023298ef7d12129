//! Parameters in corners.

use std::collections::BTreeMap;

use wire::corners::{
    EmptyEverywhereDeepNull, Labels, Level, ParametersOfNewerId, ParametersOfNewerTupleItem, PartsOfSegmentsIdMore,
};

use super::*;

fn labels() -> Labels {
    let mut labels = Labels::new().kind("a b");
    labels.other.insert("x/y".into(), "1,2".into());
    labels.other.insert("é".into(), String::new());
    labels
}

#[tokio::test]
async fn members_of_any_name_are_laid_out_in_every_style() {
    let (server, client) = accepting().await;
    client.free_in_path(labels(), labels(), labels(), labels(), labels(), labels()).await.unwrap();
    let (comma, each) = ("kind,a%20b,x%2Fy,1%2C2,%C3%A9,", "kind=a%20b,x%2Fy=1%2C2,%C3%A9=");
    let expected = format!(
        "/styles/{comma}/{each}/.{comma}/.{}/;matrix={comma}/;kind=a%20b;x%2Fy=1%2C2;%C3%A9",
        each.replace(',', ".")
    );
    // RFC 6570, 3.2.2, 3.2.5 and 3.2.7.
    assert_eq!(server.last().target, expected);
    let call = client.free_elsewhere().form(labels()).form_each(labels()).space(labels()).pipe(labels());
    call.deep(labels()).x_free(labels()).x_free_each(labels()).free(labels()).free_each(labels()).await.unwrap();
    let request = server.last();
    let query = [
        format!("form={comma}"),
        "kind=a%20b&x%2Fy=1%2C2&%C3%A9=".to_owned(),
        format!("space={}", comma.replace(',', "%20")),
        format!("pipe={}", comma.replace(',', "%7C")),
        "deep%5Bkind%5D=a%20b&deep%5Bx%2Fy%5D=1%2C2&deep%5B%C3%A9%5D=".to_owned(),
    ];
    assert_eq!(request.target, format!("/styles?{}", query.join("&")));
    assert_eq!(request.header("x-free"), Some("kind,a b,x/y,1,2,é,"));
    assert_eq!(request.header("x-free-each"), Some("kind=a b,x/y=1,2,é="));
    assert_eq!(request.header("cookie"), Some(format!("free={comma}; kind=a%20b; x%2Fy=1%2C2; %C3%A9=").as_str()));
}

#[tokio::test]
async fn what_is_empty_or_null_is_told_apart_from_what_has_a_value() {
    let (server, client) = accepting().await;
    client.empty_everywhere(None).text(None).list(None).deep_null(None).await.unwrap();
    assert_eq!(server.last().target, "/empty");
    client.empty_everywhere(Some(String::new())).text(Some(String::new())).list(Some(vec![])).await.unwrap();
    assert_eq!(server.last().target, "/empty?must=&text=");
    let call = client.empty_everywhere(None).joined(vec![]).pipe(vec![]).deep(Labels::new()).x_text("").x_list(vec![]);
    call.crumb("").crumbs(vec![]).await.unwrap();
    let request = server.last();
    assert_eq!(
        (request.target.as_str(), request.header("x-text"), request.header("x-list")),
        ("/empty", Some(""), None)
    );
    assert_eq!(request.header("cookie"), Some("crumb="));
    let blank = || vec![String::new(), "a".to_owned(), String::new()];
    let call = client.empty_everywhere(None).list(Some(blank())).joined(blank()).pipe(blank());
    call.deep_null(Some(EmptyEverywhereDeepNull::new().a(None))).await.unwrap();
    assert_eq!(server.last().target, "/empty?list=&list=a&list=&joined=,a,&pipe=%7Ca%7C&deep_null%5Ba%5D=");
    client.required_lists(vec![], vec![]).await.unwrap();
    let request = server.last();
    assert_eq!((request.target.as_str(), request.header("x-ids")), ("/required", None));
    client.required_lists(vec![i64::MIN, 0], vec![1]).await.unwrap();
    let request = server.last();
    assert_eq!(request.target, "/required?ids=-9223372036854775808&ids=0");
    assert_eq!(request.header("x-ids"), Some("1"));
}

#[tokio::test]
async fn several_parameters_share_a_segment_and_a_slash_at_the_end_stays() {
    let (server, client) = accepting().await;
    client.parts_of_segments("a/b", true, -7, PartsOfSegmentsIdMore::XY).await.unwrap();
    assert_eq!(server.last().target, "/a%2Fb.true/a%2Fb-true/-7:run/-7x%2Fy/end/");
    let base = Client::builder().base_url(format!("{}/v1//", server.url())).build().unwrap();
    base.parts_of_segments("{b}", false, 0, "{id}").await.unwrap();
    assert_eq!(server.last().target, "/v1/%7Bb%7D.false/%7Bb%7D-false/0:run/0%7Bid%7D/end/", "values are no templates");
}

#[tokio::test]
async fn an_operation_overrides_headers_of_its_path_whatever_their_case() {
    let (server, client) = accepting().await;
    client.levels("p", 5).id(vec!["q".into(), "r s".into()]).await.unwrap();
    let request = server.last();
    assert_eq!(request.target, "/levels/p?id=q&id=r%20s", "a default is not sent");
    assert_eq!(request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-trace")).count(), 1);
    assert_eq!(request.header("x-trace"), Some("5"));
    client.levels_options("p").x_trace("t").page(2).await.unwrap();
    let request = server.last();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("OPTIONS", "/levels/p?page=2"));
    client.levels_trace("p").await.unwrap();
    assert_eq!(server.last().method, "TRACE");
}

#[tokio::test]
async fn names_of_any_letters_arrive_as_they_are() {
    let (server, client) = accepting().await;
    let call = client.odd_names().filter_name("1").filter_tags(vec!["2".into(), "3".into()]).a_b("4").größe(5.5);
    let call = call.a_b_query("6").a_b_query_2("7").a_b_query_3("8").r#async(true).r#type("9").中文("10").a_b_c("11");
    call.x_odd_name("12").host_id("13").await.unwrap();
    let request = server.last();
    assert_eq!(
        pairs(&form(request.target.split_once('?').unwrap().1.as_bytes())),
        [
            ("filter[name]", "1"),
            ("filter[tags][]", "2"),
            ("filter[tags][]", "3"),
            ("a b", "4"),
            ("größe", "5.5"),
            ("a.b", "6"),
            ("a-b", "7"),
            ("a_b", "8"),
            ("async", "true"),
            ("@type", "9"),
            ("中文", "10"),
            ("a&b=c", "11"),
        ]
    );
    assert_eq!((request.header("x.odd_name"), request.header("cookie")), (Some("12"), Some("__Host-id=13")));
}

#[tokio::test]
async fn content_of_a_parameter_is_written_in_its_media_type() {
    let (server, client) = accepting().await;
    let call = client.content_typed("a,\"b\"").list(vec![labels()]).vendor(None).x_json("quoted \"text\", é");
    call.await.unwrap();
    let request = server.last();
    assert_eq!(request.path(), "/content/a%2C%22b%22");
    let list: serde_json::Value = serde_json::from_str(&request.query("list").unwrap()).unwrap();
    assert_eq!(list, serde_json::json!([{"kind": "a b", "x/y": "1,2", "é": ""}]));
    let header = request.header("x-json").unwrap();
    assert_eq!(serde_json::from_str::<String>(header).unwrap(), "quoted \"text\", é");
}

#[tokio::test]
async fn constants_are_sent_by_themselves_and_scalars_are_plain() {
    let (server, client) = accepting().await;
    client.fixed_values().await.unwrap();
    let request = server.last();
    assert_eq!((request.target.as_str(), request.header("x-version")), ("/fixed?version=2", Some("2024-01-01")));
    let call = client.fixed_values().since("2024-02-29").at("2024-02-29T12:00:00+02:00").ratio(1e21).both(Level::High);
    call.levels(vec![Level::Low.into(), 9.into()]).await.unwrap();
    let query = form(server.last().target.split_once('?').unwrap().1.as_bytes());
    assert_eq!(
        pairs(&query),
        [
            ("version", "2"),
            ("since", "2024-02-29"),
            ("at", "2024-02-29T12:00:00+02:00"),
            ("ratio", "1e+21"),
            ("both", "2"),
            ("levels", "1,9"),
        ]
    );
}

#[tokio::test]
async fn reserved_characters_in_combinations() {
    let (server, client) = accepting().await;
    let call =
        client.reserved_corners("%2F+ ").q("a%20b%2/100% ?&=+é\"<>|").o(labels()).l(vec!["a|b".into(), "c/d".into()]);
    call.j(vec!["a,b".into(), "c".into()]).await.unwrap();
    let target = server.last().target;
    let (path, query) = target.split_once('?').unwrap();
    assert_eq!(path, "/reserved/%252F%2B%20");
    assert_eq!(
        query,
        "q=a%20b%252/100%25%20?&=+%C3%A9%22%3C%3E%7C&o%5Bkind%5D=a%20b&o%5Bx%2Fy%5D=1,2&o%5B%C3%A9%5D=&l=a%7Cb%7Cc/d&j=a%2Cb,c"
    );
}

#[tokio::test]
async fn headers_take_any_text_but_line_breaks() {
    let (server, client) = accepting().await;
    client
        .empty_everywhere(None)
        .x_text("a, \"b\"; c=\té 中")
        .x_list(vec!["a b".into(), "\"c\"".into()])
        .await
        .unwrap();
    let request = server.last();
    assert_eq!(request.header("x-text"), Some("a, \"b\"; c=\té 中"));
    assert_eq!(request.header("x-list"), Some("a b,\"c\""));
    client.empty_everywhere(None).header("x-own", "é").await.unwrap();
    assert_eq!(server.last().header("x-own"), Some("é"));
    for text in ["a\nb", "a\0b", "a\u{7f}"] {
        let error = client.empty_everywhere(None).x_text(text).await.unwrap_err();
        assert!(error.to_string().contains("`X-Text`"), "{error}");
    }
}

#[tokio::test]
async fn headers_of_the_connection_are_not_the_callers_to_set() {
    let (server, client) = accepting().await;
    for name in ["Content-Length", "transfer-encoding", "Connection", "TE", "Upgrade", "Keep-Alive"] {
        let error = client.empty_everywhere(None).header(name, "5").await.unwrap_err();
        assert!(error.to_string().contains(&format!("`{name}` describes the connection")), "{error}");
    }
    assert!(server.requests().is_empty());
    // Where a document has them as parameters, they are no arguments.
    client.fixed_values().await.unwrap();
    let request = server.last();
    assert_eq!((request.header("content-length"), request.header("transfer-encoding")), (None, None));
}

#[tokio::test]
async fn parameters_of_3_1_and_headers_that_http_knows() {
    let (server, client) = accepting().await;
    let flags = BTreeMap::from([("on".to_owned(), true)]);
    let call = client.parameters_of_newer(ParametersOfNewerId::Text("a/1".into())).lists(vec![vec![1, 2], vec![]]);
    let tuple = vec![ParametersOfNewerTupleItem::Text("a".into()), ParametersOfNewerTupleItem::Integer(1)];
    let call = call.objects(vec![flags.clone(), flags]).tuple(tuple);
    let call = call.pipe(Some(vec![Some("x".into()), None])).if_none_match(vec!["\"a\"".into(), "W/\"b\"".into()]);
    call.cookie("given=1; é=2").crumb("c").user_agent("me/1.0").await.unwrap();
    let request = server.last();
    let query = form(request.target.split_once('?').unwrap().1.as_bytes());
    assert_eq!(request.path(), "/parameters/a%2F1");
    assert_eq!(
        pairs(&query),
        [
            ("limit", "7"),
            ("lists", "[1,2]"),
            ("lists", "[]"),
            ("objects[0][on]", "true"),
            ("objects[1][on]", "true"),
            ("tuple", "a,1"),
            ("pipe", "x|"),
        ]
    );
    assert_eq!(request.header("if-none-match"), Some("\"a\",W/\"b\""));
    assert_eq!(request.header("cookie"), Some("given=1; é=2; crumb=c"));
    assert_eq!(request.header("user-agent"), Some("me/1.0"));
    client.parameters_of_newer(ParametersOfNewerId::Integer(-1)).pipe(None).await.unwrap();
    assert_eq!(server.last().target, "/parameters/-1?limit=7");
}

#[tokio::test]
async fn a_caller_adds_headers_and_chooses_what_to_accept() {
    let (server, client) = accepting().await;
    let call = client.empty_everywhere(None).x_text("set").header("x-text", "not").header("X-Own", "1");
    call.header("x-own", "2").header("Accept", "text/csv").await.unwrap();
    let request = server.last();
    let all = |name: &str| {
        let values = request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (all("x-own"), all("accept"), all("x-text")),
        (vec!["1".into(), "2".into()], vec!["text/csv".into()], vec!["set".to_owned()])
    );
}
