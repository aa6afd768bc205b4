"""Decisions of an association: may a plan be signed now, what does it wait for, was a record decided.

Pure: people lists, plans and statements in, answers out. `reading` turns documents into these values and
checks every signature, so a `statements.PlanStatement` has a valid proof. Every path to a signature calls
`decision.judge_plan`.
"""
