"""What an auditor asks: do the published figures still come out, and what were they made from."""
