"""How a notebook becomes a report: parameters, execution, page, batch."""

import sys

# NOTE: jsonschema imports a grammar of addresses that no schema here asks for: 1.3 of 1.5 s.
sys.modules.setdefault("rfc3987_syntax", None)
