"""The subcommands of ``disparity``: each a few lines that call a room."""
