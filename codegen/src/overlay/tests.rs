use super::*;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\ntags: [{name: a}]\npaths:\n  /pets:\n    get: {operationId: list, parameters: [{name: a}, {name: b}, {name: c}]}\n    put: {operationId: change}\n";

/// The document after these actions, and the codes of what was said with the places.
fn applied(actions: &str) -> (Sources, FileId, Vec<(Code, String)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("overlay.yaml");
    let text = format!("overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions:\n{actions}");
    std::fs::write(&path, text).expect("written");
    let mut sources = Sources::below(folder.path());
    let document = sources.add("api.yaml", DOCUMENT).expect("YAML");
    let mut diagnostics = Diagnostics::new();
    apply(&mut sources, document, &path, &mut diagnostics);
    let said = diagnostics.iter().map(|d| (d.code, sources.position(d.span).to_string())).collect();
    (sources, document, said)
}

#[test]
fn an_update_is_merged_and_keeps_its_place_in_the_overlay() {
    let (sources, document, said) = applied("- target: $.info\n  update:\n    title: Cats\n    x-new: [1]\n");
    assert_eq!(said, []);
    let info = Location::root(document).child("info");
    let json = sources.node(&info).expect("there").to_json();
    assert_eq!(json, serde_json::json!({"title": "Cats", "version": "1", "x-new": [1]}));
    assert_eq!(sources.position(sources.span(&info.child("title"))).to_string(), "overlay.yaml:6:12");
    assert_eq!(sources.position(sources.span(&info.child("version"))).to_string(), "api.yaml:2:30");
}

#[test]
fn an_update_of_a_list_is_appended() {
    let (sources, document, said) = applied("- {target: $.tags, update: {name: b}}\n");
    assert_eq!(said, []);
    assert_eq!(
        sources.root(document).get("tags").expect("there").to_json(),
        serde_json::json!([{"name": "a"}, {"name": "b"}])
    );
}

#[test]
fn everything_that_matches_is_removed() {
    let (sources, document, said) = applied(
        "- {target: '$.paths[*].get.parameters[?@.name != \"b\"]', remove: true}\n- {target: '$.paths[*].put', remove: true}\n",
    );
    assert_eq!(said, []);
    let pets = Location::root(document).child("paths").child("/pets");
    let json = sources.node(&pets).expect("there").to_json();
    assert_eq!(json, serde_json::json!({"get": {"operationId": "list", "parameters": [{"name": "b"}]}}));
}

#[test]
fn an_action_sees_what_those_before_it_did() {
    let (_, _, said) = applied("- {target: $.tags, remove: true}\n- {target: '$.tags[0]', update: {x-a: 1}}\n");
    assert_eq!(said, [(Code::UnmatchedAction, "overlay.yaml:5:12".to_owned())]);
}

#[test]
fn what_cannot_be_carried_out_is_reported_at_its_place() {
    for (action, code) in [
        ("- {target: $.nothing, update: {a: 1}}\n", Code::UnmatchedAction),
        ("- {target: 'info', update: {a: 1}}\n", Code::InvalidOverlay),
        ("- {target: $.info.title, update: {a: 1}}\n", Code::InvalidOverlay),
        ("- {target: $.info, update: text}\n", Code::InvalidOverlay),
        ("- {target: $, remove: true}\n", Code::InvalidOverlay),
        ("- {target: $.info}\n", Code::InvalidOverlay),
        ("- {update: {a: 1}}\n", Code::InvalidOverlay),
        ("- text\n", Code::InvalidOverlay),
    ] {
        let (_, _, said) = applied(action);
        assert_eq!(said.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{action}");
        assert!(said[0].1.starts_with("overlay.yaml:"), "{action}: {}", said[0].1);
    }
}
