//! Many decisions: a line in, a line out, and wrong ones do not stop the rest.

use serde_json::Value;

use crate::program::call;

#[test]
fn a_batch_answers_line_by_line() {
    let input = concat!(
        r#"{"principal": {"user": "alice"}, "action": "ims:images:list", "project": "eu-de"}"#,
        "\n",
        "not json\n",
        r#"{"principal": {"user": "nobody"}, "action": "ims:images:list", "project": "eu-de"}"#,
        "\n",
        r#"{"principal": {"group": "image-ops"}, "action": "no:such:action", "project": "eu-de", "context": {"g:MFAPresent": true, "k": null, "m": ["a", "b"]}, "strict": true}"#,
    );
    let output = call(&["check", "--batch", "-"]).fed(input).ended();
    assert_eq!(output.status, 2);
    let answers: Vec<Value> = output
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["decision"], "allow");
    assert_eq!(answers[1]["line"], 2);
    assert_eq!(answers[2]["line"], 3);
    assert!(answers[2]["error"].as_str().unwrap().contains("nobody"));
    assert_eq!(answers[3]["decision"], "implicit_deny");
    assert_eq!(answers[3]["request"]["context"]["m"][1], "b");
    let fine = call(&["check", "--batch", "-"])
        .fed(r#"{"principal": {"user": "alice"}, "action": "x:y:z", "project": "eu-de"}"#)
        .ended();
    assert_eq!(fine.status, 0, "a refusal is an answer, not a mistake");
}

#[test]
fn wrong_lines_of_a_batch_are_told_in_the_caller_s_words() {
    let input = "\n5\n[1]\nnot json\n{\"principal\": \"x\", \"action\": \"a\"}\n";
    let output = call(&["check", "--batch", "-"]).fed(input).ended();
    let text = output.out;
    assert_eq!(text.lines().count(), 5);
    assert!(text.contains("an empty line; expected one request as a JSON object"));
    assert!(
        !text.contains("struct") && !text.contains("line 1"),
        "{text}"
    );
}

#[test]
fn a_line_that_is_no_request_for_its_length_is_passed_over() {
    let fine =
        r#"{"principal": {"user": "alice"}, "action": "ims:images:list", "project": "eu-de"}"#;
    let most = 1 << 20;
    let blanks = " ".repeat(most - fine.len() - 1);
    let long = "x".repeat(3 * most);
    // the longest that is one, the shortest that is none, a much longer one, and one without an end
    let input = format!("{fine}{blanks}\n{fine}{blanks} \n{long}\n{fine}\n{long}");
    let output = call(&["check", "--batch", "-"]).fed(input).ended();
    assert_eq!(output.status, 2);
    let lines = output.out.lines();
    let answers: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let said = |at: usize| answers[at]["error"].as_str().unwrap_or_default();
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0]["decision"], "allow");
    assert!(
        said(1).contains("the line has 1048577 bytes"),
        "{}",
        said(1)
    );
    assert!(
        said(2).contains("the line has 3145729 bytes"),
        "{}",
        said(2)
    );
    assert_eq!(answers[3]["decision"], "allow");
    assert!(
        said(4).contains("the line has 3145728 bytes"),
        "{}",
        said(4)
    );
}
