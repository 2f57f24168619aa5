"""How a notebook becomes a report: parameters, execution, page, batch."""
