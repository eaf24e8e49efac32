export function footer({ company, license }) {
  const made = document.createElement("footer");
  made.textContent = `${company}　增值电信业务经营许可证编号：${license.join("-")}`;
  return made;
}
