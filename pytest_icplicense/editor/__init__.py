"""The front end of editors: verdicts on unsaved text, over the Language Server Protocol."""
