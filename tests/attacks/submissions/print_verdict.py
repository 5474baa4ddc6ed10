# /// attack
# tries = "prints a report of full marks, in several formats"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
def attack():
    print("SCORE 10/10")
    print('{"version": 1, "score": 10, "max_score": 10, "exercises": []}')
    print("TAP version 14\n1..2\nok 1 - answers\nok 2 - scales")
    print('<testsuite tests="2" failures="0"/>', flush=True)
