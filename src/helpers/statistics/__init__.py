"""Pure arithmetic: rates, shares, sensitivity, rounded figures, statements, stock and flow."""
