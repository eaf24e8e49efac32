"""Many manifest files, judged: in this process, by workers, in shards, by pytest; and what that gave, as one value."""
