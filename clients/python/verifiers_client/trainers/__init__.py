"""Reward functions in the shapes that trainers call. All but OpenRLHF's can be pickled, as process pools do; Ray takes all of them.

`reference` says what the verifier compares with: the name of a column of the data set, or a function from the row (a dict of its columns).
`on_error` says what a completion gets that the service could not judge, after all retries: `None` where the trainer has a word for that,
`"raise"`, a number, or a function from the result to a number. Nothing makes a 0 of it unless you write `on_error=0.0`.
"""
