"""The office: people, plans and statements kept, weighed by the rules of `verifier.desk`."""
