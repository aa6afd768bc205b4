"""Decisions of an association: may this be signed now, who is waited for, was this record decided.

Pure: people lists, plans and statements in, answers out. Signatures are checked before: the proof of a
`statements.PlanStatement` holds. `decision.judge_plan` is the one function that every path asks.
"""
