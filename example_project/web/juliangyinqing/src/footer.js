import { company } from "./company.js";

export function footer() {
  return `<footer>
    <p>${company.name}</p>
    <p>增值电信业务经营许可证编号：<a href="/license">${company.license}</a>　<a href="https://beian.miit.gov.cn/">${company.filing}</a></p>
  </footer>`;
}
