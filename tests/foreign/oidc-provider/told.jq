# Of a report of standin check what does not change from run to run: each clause that was asked about, and why it fails.
def why($clause): [
  .cases[] | .id as $case | .steps[] | .place as $place | .does as $does | .checks[]
  | select(.clause == $clause and .verdict == "fail")
  | "      \($case), \($place): \($does)",
    "        expected  \(.expected)",
    "        got       \(.got)",
    (.differences // [] | .[] | "                  \(.at): expected \(.expected // "nothing"), got \(.got // "nothing")")
];

"\(.conclusion), exit code \(.exit_code)",
"",
(. as $report | .clauses[] | select(.verdict != "not-run") | .id as $id
  | "\(.verdict)  \($id)", ($report | why($id)[]))
