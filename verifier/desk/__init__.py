"""Decisions of an association: may this be signed now, who is waited for, was this record decided.

Pure: people lists, plans and statements in, answers out. `reading` makes them of documents and checks every
signature: the proof of a `statements.PlanStatement` holds. `decision.judge_plan` is the one function that
every path asks.
"""
