"""The rules by family; each rule takes a `Case` and yields `Finding`s. Only `compliance.review` opens them.

Under "Answers" a rule's docstring lists all that it may answer: rule id, kind and outcome; under "Law" whatever its
findings cite. `compliance.handbook` makes docs/rules.md from these, and the tests hold every finding to them.
"""
