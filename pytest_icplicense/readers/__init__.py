"""Files that people write to lines of text: plain text, Markdown, HTML, Word, PDF; each line knows where it came from."""
