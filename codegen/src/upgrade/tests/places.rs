//! What is rewritten still stands where it was written.

use insta::assert_snapshot;

use super::upgrade;

#[test]
fn a_fault_in_what_was_moved_is_shown_where_it_stands() {
    let upgraded = upgrade(
        "3.1.0",
        r"components:
  schemas:
    S:
      type:
        - object
        - text
      properties:
        a:
          anyOf:
            - type: 'null'
            - type: string
              maxLength: -1
",
    );
    assert_snapshot!(upgraded.shown(), @r"
    warning[W0308]: `type` must be one of `string`, `number`, `integer`, `boolean`, `array` and `object`, found `text`
     --> api.yaml:8:11
      |
    8 |         - text
      |           ^^^^
      |
      = at: #/components/schemas/S/oneOf/1/type
      = help: it is read as `string`

    warning[W0308]: `maxLength` must be an integer from 0, found `-1`
      --> api.yaml:14:26
       |
    14 |               maxLength: -1
       |                          ^^
       |
       = at: #/components/schemas/S/oneOf/0/properties/a/allOf/0/maxLength
       = help: it is ignored, since it limits nothing
    ");
}

#[test]
fn what_is_made_up_stands_at_its_cause() {
    let upgraded = upgrade(
        "3.1.0",
        r"components:
  schemas:
    S:
      $ref: '#/components/schemas/T'
      title: t
    T:
      type:
        - string
        - 'null'
      const: x
    U:
      exclusiveMinimum: 3
",
    );
    for (pointer, line) in [
        ("S/allOf/0/$ref", 6),
        ("T/type", 10),
        ("T/nullable", 11),
        ("T/enum/0", 12),
        ("U/minimum", 14),
        ("U/exclusiveMinimum", 14),
    ] {
        assert_eq!(upgraded.line_of(&format!("/components/schemas/{pointer}")), line, "{pointer}");
    }
}

#[test]
fn what_is_ignored_is_shown_with_the_way_out() {
    let upgraded = upgrade("3.1.0", "components:\n  schemas:\n    S:\n      if: {type: string}\n      contains: {}\n");
    assert_snapshot!(upgraded.shown(), @r"
    warning[W0406]: `if` is ignored
     --> api.yaml:6:7
      |
    6 |       if: {type: string}
      |       ^^
      |
      = at: #/components/schemas/S/if
      = help: what `then` and `else` say of the value is not part of the type

    note[N0407]: `contains` is not checked
     --> api.yaml:7:7
      |
    7 |       contains: {}
      |       ^^^^^^^^
      |
      = at: #/components/schemas/S/contains
      = help: the type is the same without it
    ");
}
