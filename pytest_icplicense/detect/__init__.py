"""What a repository shows: its artifacts (package lists, images, interfaces, web servers) become capabilities.

Nothing of the repository is run or imported, nothing is fetched, and no file outside it is read.
"""
