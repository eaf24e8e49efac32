"""One state of a repository and the policies that it is judged by: manifests bound to what they refer to."""
