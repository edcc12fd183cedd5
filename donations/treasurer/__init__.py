"""The treasurer's door: closed by default. `auth` guards it; `door` names every module that has pages behind it."""
