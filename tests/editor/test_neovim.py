"""Neovim, headless: the example is opened, an unlicensed feature typed, the diagnostic read, the fix taken and saved."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

SESSION = """
local out = {told = {}}
local function tell(...) table.insert(out.told, string.format(...)) end
local function shown(code)
  return vim.tbl_filter(function(each) return tostring(each.code) == code end, vim.diagnostic.get(0))
end
local function finish()
  local file = io.open(vim.env.OUT, "w")
  file:write(vim.fn.json_encode(out))
  file:close()
  vim.cmd("qall!")
end
local function once(holds) return vim.wait(60000, holds, 50) end
vim.ui.select = function(items, options, chosen)
  tell("%s", options.prompt)
  local choice
  for number, each in ipairs(items) do
    local title = options.format_item and options.format_item(each) or each
    tell("  %d: %s", number, title)
    if title:find(vim.env.ACTION, 1, true) then choice = number end
  end
  tell("> %s", tostring(choice))
  chosen(items[choice], choice)
end
local client = vim.lsp.start_client({
  name = "icplicense", cmd = {vim.env.PYTHON, "-m", "pytest_icplicense", "lsp"},
  root_dir = vim.fn.getcwd(),
  workspace_folders = {{uri = vim.uri_from_fname(vim.fn.getcwd()), name = "example"}},
})
vim.cmd("edit ads-console.icp.yaml")
tell(":edit ads-console.icp.yaml")
vim.lsp.buf_attach_client(0, client)
once(function() return #vim.diagnostic.get(0) > 0 end)
out.before = #shown("SP-02.2")
out.row = vim.fn.search("kind: site-search")
vim.cmd([[execute "normal! /site-search\\<CR>"]])
vim.cmd("normal! cwweb")
tell("/site-search  cwweb<Esc>")
out.typed = vim.fn.getline(out.row)
tell("%d %s", out.row, out.typed)
once(function() return #shown("SP-02.2") > 0 end)
local found = shown("SP-02.2")[1]
out.message = found and found.message
out.line = found and found.lnum + 1
tell("%d:%d %s %s", out.line or 0, found and found.col + 1 or 0, "SP-02.2", out.message or "")
tell(":lua vim.lsp.buf.code_action()")
vim.lsp.buf.code_action()
once(function() return #shown("SP-02.2") == 0 end)
out.after = #shown("SP-02.2")
tell("%d %s", out.row, vim.fn.getline(out.row))
vim.cmd("write")
tell(":write")
finish()
"""


@pytest.mark.skipif(shutil.which("nvim") is None, reason="needs Neovim")
def test_a_session_in_neovim(project):
    text = project.service.read_text(encoding="utf-8")
    script, out = project.root / "session.lua", project.root / "out.json"
    script.write_text(SESSION, encoding="utf-8")
    env = {
        **os.environ,
        "OUT": str(out),
        "PYTHON": sys.executable,
        "ACTION": "(site-search)",
        "XDG_STATE_HOME": str(project.root / "state"),
    }
    words = ["nvim", "--headless", "--clean", "-n", "-c", f"luafile {script}", "-c", "qall!"]
    done = subprocess.run(words, cwd=project.root, env=env, capture_output=True, timeout=150)
    assert out.exists(), done.stderr.decode()
    said = json.loads(out.read_text(encoding="utf-8"))
    assert said["before"] == 0
    assert said["typed"].strip() == "kind: web-search"
    assert "web-search" in said["message"]
    assert said["line"] == said["row"]
    (chosen,) = [int(line[2:]) for line in said["told"] if line.startswith("> ")]
    assert [line for line in said["told"] if line.startswith(f"  {chosen}: It is ")]
    print("\n".join(said["told"]))  # the recording in docs/editor.md
    assert said["after"] == 0
    assert project.service.read_text(encoding="utf-8") == text
