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
local out = {}
local function shown(code)
  return vim.tbl_filter(function(each) return tostring(each.code) == code end, vim.diagnostic.get(0))
end
local function finish()
  local file = io.open(vim.env.OUT, "w")
  file:write(vim.fn.json_encode(out))
  file:close()
  vim.cmd("qall!")
end
vim.lsp.start_client = vim.lsp.start_client
local client = vim.lsp.start_client({
  name = "icplicense", cmd = {vim.env.PYTHON, "-m", "pytest_icplicense", "lsp"},
  root_dir = vim.fn.getcwd(),
  workspace_folders = {{uri = vim.uri_from_fname(vim.fn.getcwd()), name = "example"}},
})
vim.cmd("edit ads-console.icp.yaml")
vim.lsp.buf_attach_client(0, client)
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
out.before = #shown("SP-02.2")
local row = vim.fn.search("kind: site-search")
vim.cmd([[execute "normal! /site-search\\<CR>"]])
vim.cmd("normal! cwweb")
out.typed = vim.fn.getline(row)
vim.wait(20000, function() return #shown("SP-02.2") > 0 end, 50)
local found = shown("SP-02.2")[1]
out.message = found and found.message
out.line = found and found.lnum + 1
out.row = row
local params = vim.lsp.util.make_range_params()
params.context = {diagnostics = {}}
local answer = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 10000)
for _, each in pairs(answer or {}) do
  for _, action in ipairs(each.result or {}) do
    if action.title:find("site%-search") and not out.action then
      out.action = action.title
      vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client).offset_encoding)
    end
  end
end
vim.wait(20000, function() return #shown("SP-02.2") == 0 end, 50)
out.after = #shown("SP-02.2")
vim.cmd("write")
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
    assert "site-search" in said["action"]
    assert said["after"] == 0
    assert project.service.read_text(encoding="utf-8") == text
