"""The rules by family; each rule takes a `Case` and yields `Finding`s. Only `compliance.review` opens them."""
